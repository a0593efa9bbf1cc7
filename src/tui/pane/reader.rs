//! The page as it is read.

use crate::tui::action::{Action, Context};
use crate::tui::effect::Effect;
use crate::tui::message::{Data, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::list::Cursor;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::sync::Arc;

/// The reader. Its border is drawn by the root: it draws the inside.
#[derive(Debug, Default)]
pub struct Reader {
    opened: Option<Arc<Opened>>,
    cursor: Cursor,
}

impl Reader {
    /// A reader without a page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes to a heading when the page is there.
    pub fn go_to_anchor(&mut self, _anchor: &str) {}

    /// Returns what the foot of the border says: labels, comments, where we are.
    pub fn foot(&self, _world: &World) -> Line<'static> {
        Line::default()
    }
}

impl Surface for Reader {
    fn context(&self) -> Context {
        Context::Page
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        let lines = self.opened.as_ref().map_or(0, |opened| opened.projection.markdown.lines().count());
        let action = match action {
            Action::ScrollDown => Action::Down,
            Action::ScrollUp => Action::Up,
            other => other,
        };
        if self.cursor.act(action, lines) { Step::stay() } else { Step::pass() }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Opened(opened) = data {
            self.opened = Some(opened.clone());
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _world: &World) {
        let Some(opened) = &self.opened else { return };
        let lines: Vec<&str> = opened.projection.markdown.lines().collect();
        let visible = self.cursor.visible(lines.len(), usize::from(area.height));
        for (row, line) in lines[visible].iter().enumerate() {
            let area = Rect { y: area.y + row as u16, height: 1, ..area };
            frame.render_widget(Line::raw(crate::domain::SafeText::line(line).into_string()), area);
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![
            Action::Edit,
            Action::Add,
            Action::Filter,
            Action::Search,
            Action::Jot,
            Action::Menu,
            Action::Help,
        ]
    }

    fn mode(&self) -> &'static str {
        "READ"
    }
}
