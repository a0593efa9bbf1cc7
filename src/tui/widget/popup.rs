//! The box an overlay is drawn in.

use crate::tui::theme::Theme;
use crate::tui::widget::frame;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

/// How large a popup wants to be; it gets less on a small screen.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Columns, border included.
    pub width: u16,
    /// Rows, border included.
    pub height: u16,
}

/// Draws a centred box, a little above the middle, with a title and a line of keys at its foot. Returns
/// its inside.
pub fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    size: Size,
    title: Line<'static>,
    foot: Line<'static>,
    theme: &Theme,
) -> Rect {
    let outer = place(area, size);
    frame.render_widget(Clear, outer);
    frame::pane(frame, outer, theme, frame::Look { focused: true, title, right: Line::default(), foot })
}

/// Returns where a popup of that size stands.
pub fn place(area: Rect, size: Size) -> Rect {
    let width = size.width.min(area.width.saturating_sub(2)).max(area.width.min(10));
    let height = size.height.min(area.height);
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 3;
    Rect { x, y, width, height }
}
