//! Text to be selected by hand, with the terminal's own mouse: the way out where nothing copies. No border and no
//! margin, so that a selection holds the text alone.

use crate::domain::SafeText;
use crate::tui::action::{Action, Context};
use crate::tui::effect::Effect;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

struct Shown {
    lines: Vec<String>,
    /// The first line in sight; there is none selected.
    cursor: Cursor,
}

/// Opens it.
pub(super) fn open(text: &str) -> Option<Box<dyn Surface>> {
    let lines = text.lines().map(|line| SafeText::line(line).into_string()).collect();
    Some(Box::new(Shown { lines, cursor: Cursor::default() }))
}

impl Surface for Shown {
    fn context(&self) -> Context {
        Context::List
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::SetMouse(false)]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Close | Action::Open => Step::close().and(Effect::SetMouse(world.mouse)),
            moves if self.cursor.act(moves, self.lines.len()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        frame.render_widget(Clear, area);
        frame.buffer_mut().set_style(area, theme.text);
        let head = Line::styled("Select it with the mouse and copy as your terminal does.", theme.muted);
        frame.render_widget(head, sheet::inset(Rect { height: 1, ..area }));
        let area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        self.cursor.height = usize::from(area.height);
        let from = self.cursor.at.min(self.lines.len().saturating_sub(usize::from(area.height)));
        for (row, line) in self.lines.iter().skip(from).take(usize::from(area.height)).enumerate() {
            frame.render_widget(line.as_str(), Rect { y: area.y + row as u16, height: 1, ..area });
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Close, Action::Down, Action::Up]
    }

    fn mode(&self) -> &'static str {
        "SELECT"
    }
}
