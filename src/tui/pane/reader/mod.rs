//! The page as it is read: scroll, links, find in page, outline, tasks ticked in place.
//!
//! The border around it is drawn by the root; the page itself by [`PageView`].

mod banner;
mod find;
mod focus;
mod fold;
mod follow;
mod foot;
mod hints;
mod mouse;
mod outline;
mod places;
mod show;
mod words;

use crate::domain::{PageId, SafeText};
use crate::tui::action::{Action, Context};
use crate::tui::document::{Layout, TargetId};
use crate::tui::effect::{Effect, Notice};
use crate::tui::message::{Data, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::page::{Highlight, PageView};
use crate::tui::world::World;
use find::Find;
use hints::Hints;
use outline::Outline;
use places::{Awaited, Places};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use words::Selection;

/// Columns that `h` and `l` scroll.
const SIDEWAYS: isize = 8;

/// The reader. Its border is drawn by the root: it draws the inside.
#[derive(Debug, Default)]
pub struct Reader {
    opened: Option<Arc<Opened>>,
    view: PageView,
    /// The target in focus.
    focus: Option<TargetId>,
    /// Where pages were left.
    left: Places,
    /// Where to go when the whole page is there.
    awaited: Option<Awaited>,
    /// The parts of pages that were opened in this session.
    unfolded: HashMap<PageId, BTreeSet<u32>>,
    /// Lines of this page that were left by a link within it, the newest last.
    jumps: Vec<u32>,
    /// A heading to go to when the page comes.
    anchor: Option<String>,
    mode: Mode,
    find: Option<Find>,
    /// The headings, while they are shown.
    outline: Option<Outline>,
    // Where the page was drawn last, for the mouse.
    area: Rect,
    // Where the mouse was pressed on words, until it is let go.
    pressed: Option<Position>,
}

/// What keys are for.
#[derive(Debug, Default)]
enum Mode {
    #[default]
    Read,
    /// Letters on links.
    Hints(Hints),
    /// Typing what to find.
    Find,
    /// The headings, over the page.
    Outline,
    /// Selecting words.
    Words(Selection),
}

impl Reader {
    /// A reader without a page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes to a heading when the page is there.
    pub fn go_to_anchor(&mut self, anchor: &str) {
        self.anchor = Some(anchor.to_owned());
    }

    /// Lays the page out for the inside of the border, before [`Reader::foot`] is asked.
    pub fn prepare(&mut self, area: Rect, world: &World) {
        let Some(opened) = &self.opened else { return };
        let area = banner::below(area, opened, world);
        let (area, _) = self.beside_outline(area, world);
        let area = self.above_find(area);
        if self.view.prepare(area, world) {
            self.after_layout();
        }
        self.refresh_find();
    }

    /// Returns a layout of the page that a task is to finish.
    pub fn unfinished(&mut self) -> Option<Layout> {
        self.view.unfinished()
    }

    /// Takes a layout that a task finished.
    pub fn take_layout(&mut self, finished: Layout) {
        if self.view.take(finished) {
            self.find_in_the_rest();
        }
    }

    /// Asks for what will be in sight soon.
    pub fn look_ahead(&mut self, world: &World) {
        self.view.look_ahead(&world.ink);
    }

    /// Goes to an anchor or heading of this page; tells whether there is one.
    fn go_to_name(&mut self, name: &str) -> bool {
        let line = self.view.document().anchor_line(name);
        if let Some(line) = line {
            self.view.go_to(line);
        }
        line.is_some()
    }

    fn jump_to_name(&mut self, name: &str) -> Step {
        let from = self.view.position();
        if self.go_to_name(name) {
            self.jumps.push(from);
            return Step::stay();
        }
        let name = SafeText::line(name);
        Step::want(Effect::Say(Notice::plain(format!("There is no “{name}” on this page."))))
    }

    fn heading(&mut self, below: bool) -> Step {
        let at = self.view.position();
        let document = self.view.document().clone();
        let mut lines = document.headings().iter().map(|heading| heading.line);
        let found = match below {
            true => lines.find(|line| *line > at),
            false => lines.take_while(|line| *line < at).last().or(Some(0)),
        };
        if let Some(line) = found {
            self.view.go_to(line);
        }
        Step::stay()
    }

    fn read(&mut self, action: Action, world: &World) -> Step {
        if self.view.act(action) {
            let is_beginning = self.opened.as_ref().is_some_and(|opened| opened.is_beginning);
            self.awaited = (is_beginning && action == Action::Bottom).then_some(Awaited::End);
            return Step::stay();
        }
        match action {
            Action::Right => {
                self.view.shift(SIDEWAYS);
                Step::stay()
            }
            Action::Left if self.view.shift(-SIDEWAYS) => Step::stay(),
            Action::Left => Step::want(Effect::Act(Action::FocusPages)),
            Action::NextLink => self.focus_next(true),
            Action::PreviousLink => self.focus_next(false),
            Action::Open => match self.focus {
                Some(target) => self.activate(target, world),
                None => self.focus_next(true),
            },
            Action::Toggle => self.toggle(world),
            Action::FollowLink => self.start_hints(),
            Action::NextHeading => self.heading(true),
            Action::PreviousHeading => self.heading(false),
            Action::SelectWords => self.start_selection(),
            Action::Comments => match self.commented() {
                Some(thread) => thread,
                None => Step::pass(),
            },
            Action::Outline => self.turn_outline(world),
            Action::ExpandAll => self.turn_folds(true),
            Action::CollapseAll => self.turn_folds(false),
            Action::Filter => self.start_find(),
            Action::FindNext => self.find_next(true),
            Action::FindPrevious => self.find_next(false),
            Action::GoBack if !self.jumps.is_empty() => {
                let line = self.jumps.pop().unwrap_or(0);
                self.view.go_to(line);
                Step::stay()
            }
            Action::GoBack | Action::GoForward | Action::GoParent => {
                let kept = self.remember();
                Step::pass().and_all(kept)
            }
            Action::Close if self.find.is_some() || self.focus.is_some() => {
                self.find = None;
                self.focus = None;
                Step::stay()
            }
            _ => Step::pass(),
        }
    }
}

impl Surface for Reader {
    fn context(&self) -> Context {
        match self.mode {
            Mode::Read | Mode::Hints(_) => Context::Page,
            Mode::Find => Context::Input,
            Mode::Outline => Context::Outline,
            Mode::Words(_) => Context::Words,
        }
    }

    fn wants_text(&self) -> bool {
        match &self.mode {
            Mode::Read | Mode::Words(_) => false,
            Mode::Hints(_) | Mode::Find => true,
            Mode::Outline => self.outline.as_ref().is_some_and(Outline::wants_text),
        }
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.opened.is_none() {
            return Step::pass();
        }
        match &mut self.mode {
            Mode::Read => self.read(action, world),
            Mode::Hints(_) => {
                self.mode = Mode::Read;
                if action == Action::Close { Step::stay() } else { self.read(action, world) }
            }
            Mode::Find => self.find_action(action),
            Mode::Outline => self.outline_action(action, world),
            Mode::Words(_) => self.selection_action(action),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match self.mode {
            Mode::Read | Mode::Words(_) => Step::pass(),
            Mode::Hints(_) => self.hint_key(key, world),
            Mode::Find => self.find_key(key),
            Mode::Outline => self.outline_key(key),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Opened(opened) = data {
            let leaves = self.opened.as_ref().is_some_and(|before| before.id() != opened.id());
            let kept = if leaves { self.remember() } else { Vec::new() };
            return self.show(opened).and_all(kept);
        }
        if let Data::Setting(name, kept) = data {
            self.take_places(name, kept.as_deref());
        }
        if let Data::Resolved(asked, resolved) = data {
            self.take_answers(asked, resolved);
        }
        Step::stay()
    }

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        let sideways = mouse.modifiers.contains(KeyModifiers::SHIFT);
        let by = match mouse.kind {
            MouseEventKind::ScrollRight => SIDEWAYS,
            MouseEventKind::ScrollLeft => -SIDEWAYS,
            MouseEventKind::ScrollDown if sideways => SIDEWAYS,
            MouseEventKind::ScrollUp if sideways => -SIDEWAYS,
            _ => return self.hand(mouse, world),
        };
        self.view.shift(by);
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let Some(opened) = self.opened.clone() else { return };
        self.prepare(area, world);
        let area = banner::draw(frame, area, &opened, world);
        let (area, beside) = self.beside_outline(area, world);
        let area = self.draw_find(frame, area, world);
        self.area = area;
        let theme = &world.theme;
        let mut highlights: Vec<Highlight> = Vec::new();
        let rows = self.view.rows();
        if let Some(target) = self.focus {
            let parts = self.view.parts(target, rows.clone());
            let look = theme.selection.add_modifier(Modifier::BOLD);
            highlights.extend(parts.into_iter().map(|(row, columns)| (row, columns, look)));
        }
        if let Some(find) = &self.find {
            highlights.extend(find.highlights(&rows, theme));
        }
        if let Mode::Words(selection) = &self.mode {
            highlights.extend(selection.highlights(&self.view, theme));
        }
        self.view.draw(frame.buffer_mut(), area, world, &highlights);
        if opened.projection.markdown.trim().is_empty() {
            banner::empty(frame, area, world);
        }
        match &mut self.mode {
            Mode::Hints(hints) => hints.draw(frame, area, &self.view, theme),
            Mode::Read | Mode::Find | Mode::Outline | Mode::Words(_) => {}
        }
        self.draw_outline(frame, area, beside, theme);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match self.mode {
            Mode::Outline => vec![Action::Open, Action::Down, Action::Up, Action::Close],
            Mode::Find => vec![Action::Accept, Action::Close],
            Mode::Hints(_) => vec![Action::Close],
            Mode::Words(_) => {
                vec![Action::CommentWords, Action::CopyWords, Action::SelectWords, Action::Close]
            }
            Mode::Read if self.find.is_some() => {
                vec![Action::FindNext, Action::FindPrevious, Action::Filter, Action::Close]
            }
            Mode::Read => vec![
                Action::Edit,
                Action::FollowLink,
                Action::Permissions,
                Action::Filter,
                Action::Outline,
                Action::History,
                Action::Search,
                Action::Jot,
                Action::Menu,
                Action::Help,
            ],
        }
    }

    fn mode(&self) -> &'static str {
        match self.mode {
            Mode::Read => "READ",
            Mode::Hints(_) => "FOLLOW",
            Mode::Find => "FIND",
            Mode::Outline => "OUTLINE",
            Mode::Words(_) => "SELECT",
        }
    }
}

#[cfg(test)]
mod tests;
