//! The page as it is written.

use crate::replica::Draft;
use crate::tui::action::{Action, Context};
use crate::tui::effect::Effect;
use crate::tui::message::{Edited, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::sync::Arc;

/// The editor. Its border is drawn by the root: it draws the inside.
#[derive(Debug)]
pub struct Editor {
    opened: Arc<Opened>,
    text: String,
}

impl Editor {
    /// Opens a page: its draft when there is one, else its Markdown.
    pub fn new(opened: Arc<Opened>, draft: Option<Draft>) -> Self {
        let text = draft.map_or_else(|| opened.projection.markdown.clone(), |draft| draft.text);
        Self { opened, text }
    }

    /// Returns the state of the text for the border: `draft saved`, `NOT SAVED: disk full`.
    pub fn state(&self, _world: &World) -> Line<'static> {
        Line::default()
    }

    /// Tells whether leaving would need a question: text that is nowhere but in memory.
    pub fn is_unsaved(&self) -> bool {
        false
    }

    /// The journal or draft was written, or could not be.
    pub fn on_kept(&mut self, _problem: Option<&str>, _world: &World) -> Vec<Effect> {
        Vec::new()
    }

    /// `$EDITOR` gave text back.
    pub fn on_edited(&mut self, edited: &Edited, _world: &World) -> Vec<Effect> {
        if let Some(text) = &edited.text
            && edited.page == *self.opened.id()
        {
            self.text.clone_from(text);
        }
        Vec::new()
    }

    /// A one-shot timer of the editor ran out.
    pub fn on_timer(&mut self, _world: &World) -> Vec<Effect> {
        Vec::new()
    }
}

impl Surface for Editor {
    fn context(&self) -> Context {
        Context::Editor
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Leave | Action::Close => Step::want(Effect::EndEdit),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _world: &World) {
        frame.render_widget(self.text.as_str(), area);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Save, Action::Leave, Action::Preview, Action::EditUndo, Action::Find, Action::InsertLink]
    }

    fn mode(&self) -> &'static str {
        "EDIT"
    }
}
