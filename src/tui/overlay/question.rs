//! A question: what is asked, what it means, and a key that is not the one that led here.

use crate::tui::action::{Action, Context};
use crate::tui::effect::Question;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::popup::{self, Size};
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

struct Asked(Question);

/// Opens it.
pub(super) fn open(question: Question) -> Option<Box<dyn Surface>> {
    Some(Box::new(Asked(question)))
}

impl Surface for Asked {
    fn context(&self) -> Context {
        Context::Question
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Yes => Step::close().and_all(std::mem::take(&mut self.0.yes)),
            // Enter says nothing: a hand that is too fast must not say yes.
            Action::Accept => Step::stay(),
            Action::No | Action::Close => Step::close(),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let width = 64.min(area.width);
        let rows: u16 =
            self.0.lines.iter().map(|line| row::rows(line, usize::from(width.saturating_sub(4)))).sum();
        let size = Size { width, height: rows + 4 };
        let foot = Line::from(vec![
            Span::styled("y", theme.key),
            Span::raw(format!(" {}   ", self.0.verb)),
            Span::styled("Esc", theme.key),
            Span::raw(" back"),
        ]);
        let title = Line::styled(self.0.title.clone(), theme.title);
        let inside = popup::draw(frame, area, size, title, foot, theme);
        let inside =
            Rect { x: inside.x + 1, y: inside.y + 1, width: inside.width.saturating_sub(2), ..inside };
        let lines: Vec<Line<'_>> = self.0.lines.iter().map(|line| Line::raw(line.as_str())).collect();
        frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), inside);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Yes, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "ASK"
    }
}
