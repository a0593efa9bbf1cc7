//! What may follow the keys typed so far, in columns above the footer.

use crate::tui::chord;
use crate::tui::state::State;
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::zone::{self, Hit};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// How wide a column is.
const COLUMN: u16 = 24;

/// Draws the popup while keys may go on.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &mut State) {
    if state.pending.is_empty() {
        return;
    }
    let context = state.context();
    let world = &state.world;
    let theme = &world.theme;
    let mut following = world.keymap.following(context, &state.pending);
    following.sort_by_key(|(keys, _)| keys.to_lowercase());
    let columns = (area.width.saturating_sub(4) / COLUMN).max(1);
    let rows = (following.len() as u16).div_ceil(columns);
    let height = (rows + 2).min(area.height);
    let outer = Rect { y: area.bottom() - height, height, ..area };
    frame.render_widget(Clear, outer);
    let title = Line::styled(format!("{} …", chord::shown(&state.pending)), theme.key);
    let inside = pane(frame, outer, theme, Look { focused: true, title, ..Look::default() });
    for (index, (keys, action)) in following.iter().enumerate() {
        let (column, row) = (index as u16 / rows, index as u16 % rows);
        if row >= inside.height {
            continue;
        }
        let x = inside.x + 1 + column * COLUMN;
        let cell =
            Rect { x, y: inside.y + row, width: COLUMN.min(inside.right().saturating_sub(x)), height: 1 };
        let style = if world.refusal(*action).is_some() { theme.muted } else { theme.text };
        let line = Line::from(vec![
            Span::styled(format!("{:<3}", format!("{keys} ")), theme.key),
            Span::styled(action.title(), style),
        ]);
        frame.render_widget(line, cell);
        zone::note(cell, Hit::Act(*action));
    }
}
