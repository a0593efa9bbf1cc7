//! What panes and overlays have in common: they take keys, actions and answers, and draw themselves.
//!
//! They do not know the root: what they need comes as [`World`], what they want goes out as [`Effect`]s.

use super::action::{Action, Context};
use super::chord::typed;
use super::effect::{Effect, Screen};
use super::message::Data;
use super::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

/// Something on the screen that takes keys.
pub trait Surface {
    /// Returns where its keys are looked up.
    fn context(&self) -> Context;

    /// Tells whether printable keys are text for it now: they come to [`Surface::on_key`] before any
    /// key table is asked. Keys with Ctrl or Alt and named keys (Enter, Esc, arrows) still are looked up.
    fn wants_text(&self) -> bool {
        false
    }

    /// Tells whether a key is its own before any key table is asked: text, or a key of a mode.
    fn claims(&self, key: &KeyEvent) -> bool {
        self.wants_text() && typed(key).is_some()
    }

    /// Called once when it comes onto the screen; asks for its data.
    fn start(&mut self, _world: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Takes an action, or passes it on to the root ([`Step::pass`]).
    fn on_action(&mut self, action: Action, world: &World) -> Step;

    /// Takes a key that is text, or that no table knows.
    fn on_key(&mut self, _key: KeyEvent, _world: &World) -> Step {
        Step::pass()
    }

    /// Takes pasted text.
    fn on_paste(&mut self, _text: &str, _world: &World) -> Step {
        Step::pass()
    }

    /// Takes the mouse, when it is inside the area that was drawn last.
    fn on_mouse(&mut self, _mouse: MouseEvent, _world: &World) -> Step {
        Step::pass()
    }

    /// Is offered every answer.
    fn on_data(&mut self, _data: &Data, _world: &World) -> Step {
        Step::stay()
    }

    /// The replica changed: reads again what it shows.
    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// Draws into the area. An overlay is given the whole screen but the footer, and places itself (see
    /// [`widget::popup`](super::widget::popup)).
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World);

    /// Returns the actions for the footer, most useful first; five to eight.
    fn hints(&self, world: &World) -> Vec<Action>;

    /// Returns keys that wait for more, for the footer.
    fn pending(&self) -> String {
        String::new()
    }

    /// Returns a word for the right end of the footer: READ, EDIT, JOT.
    fn mode(&self) -> &'static str {
        ""
    }
}

/// What a surface answers.
#[derive(Debug, Default)]
pub struct Step {
    /// What becomes of the surface.
    pub next: Next,
    /// What it wants.
    pub effects: Vec<Effect>,
}

/// What becomes of a surface after it took something.
#[derive(Debug, Default, PartialEq)]
pub enum Next {
    /// It stays.
    #[default]
    Stay,
    /// It did not know what to do; the root looks further.
    Pass,
    /// It closes.
    Close,
    /// Another overlay takes its place.
    Replace(Screen),
}

impl Step {
    /// Stays.
    pub fn stay() -> Self {
        Self::default()
    }

    /// Did not take it.
    pub fn pass() -> Self {
        Self { next: Next::Pass, effects: Vec::new() }
    }

    /// Closes.
    pub fn close() -> Self {
        Self { next: Next::Close, effects: Vec::new() }
    }

    /// Makes way for another overlay.
    pub fn replace(screen: Screen) -> Self {
        Self { next: Next::Replace(screen), effects: Vec::new() }
    }

    /// Stays and wants something.
    pub fn want(effect: Effect) -> Self {
        Self::stay().and(effect)
    }

    /// Adds something it wants.
    pub fn and(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    /// Adds several things it wants.
    pub fn and_all(mut self, effects: impl IntoIterator<Item = Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}
