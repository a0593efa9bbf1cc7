//! What stands in the way, why, and what to press about it.

use crate::admin::personal::Wall;
use crate::domain::SafeText;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, wall: &Wall, world: &World) {
    let theme = &world.theme;
    let safe = |text: &str| SafeText::line(text).into_string();
    let mut lines = vec![Line::styled(safe(&wall.title), theme.title), Line::default()];
    for paragraph in &wall.text {
        lines.push(Line::raw(safe(paragraph)));
    }
    lines.push(Line::default());
    for offer in &wall.offers {
        let key = match offer.key {
            '\n' => "Enter".to_owned(),
            '\u{1b}' => "Esc".to_owned(),
            key => key.to_string(),
        };
        lines.push(Line::from(vec![
            Span::styled(format!("{key:>7}"), theme.key),
            Span::raw(format!("  {}", safe(&offer.label))),
        ]));
    }
    render(frame, area, lines);
}

/// The space is there, but not as it was promised: red, and with a way back.
pub(super) fn draw_mismatch(frame: &mut Frame<'_>, area: Rect, line: &str, world: &World) {
    let theme = &world.theme;
    let lines = vec![
        Line::styled("Not as you chose", theme.bad),
        Line::default(),
        Line::styled(SafeText::line(line).into_string(), theme.bad),
        Line::raw("Undo takes it back; opening it keeps it as it is."),
    ];
    render(frame, area, lines);
}

fn render(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'_>>) {
    let top = Rect { y: area.y + u16::from(area.height > 10), height: area.height.saturating_sub(1), ..area };
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), top);
}
