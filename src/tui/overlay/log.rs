//! What happened: notices and errors of this run, newest first, with what to do next.

use crate::domain::SafeText;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Tone};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Log {
    cursor: Cursor,
}

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Log { cursor: Cursor::default() }))
}

impl Surface for Log {
    fn context(&self) -> Context {
        Context::List
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Close | Action::Log => Step::close(),
            // Errors are copied to be asked about elsewhere.
            Action::Open => match world.log.iter().rev().nth(self.cursor.at) {
                Some(line) => {
                    let text = format!("{} {}", line.notice.text, line.notice.hint);
                    Step::want(Effect::Copy(SafeText::line(text.trim()).into_string()))
                }
                None => Step::stay(),
            },
            moves if self.cursor.act(moves, world.log.len()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let count = world.log.len();
        let look = Look {
            title: Line::styled("What happened", theme.title),
            right: Line::styled(
                if count == 1 { "1 line".to_owned() } else { format!("{count} lines") },
                theme.muted,
            ),
            foot: sheet::keys(&[("Enter", "copy"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let size =
            Size { width: area.width.saturating_sub(6), height: area.height.saturating_sub(4).min(24) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        if world.log.is_empty() {
            return sheet::draw_empty(frame, inside, "Nothing has happened yet.", theme);
        }
        sheet::draw(frame, inside, &mut self.cursor, world.log.len(), theme, |index| {
            let line = &world.log[world.log.len() - 1 - index];
            let (sign, style) = match line.notice.tone {
                Tone::Good => (theme.signs.tick, theme.good),
                Tone::Plain => (theme.signs.dot, theme.muted),
                Tone::Bad => (theme.signs.cross, theme.bad),
            };
            let time = line.at.to_zoned(world.zone.clone()).strftime("%H:%M:%S").to_string();
            let left = vec![
                Span::styled(format!("{time} "), theme.muted),
                Span::styled(format!("{sign} "), style),
                Span::raw(SafeText::line(&line.notice.text).into_string()),
                Span::styled(format!("  {}", SafeText::line(&line.notice.hint)), theme.muted),
            ];
            Row { left: Line::from(left), right: Line::default() }
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "LOG"
    }
}
