//! The border of a pane: title on the left, facts on the right, one line of facts at its foot.

use super::zone::{self, Hit};
use crate::tui::chord::Chord;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;
use unicode_width::UnicodeWidthStr;

/// What a border shows.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Whether the pane has the keys.
    pub focused: bool,
    /// Upper left.
    pub title: Line<'static>,
    /// Upper right.
    pub right: Line<'static>,
    /// Lower left.
    pub foot: Line<'static>,
}

/// Draws a border and returns the inside.
pub fn pane(frame: &mut Frame<'_>, area: Rect, theme: &Theme, look: Look) -> Rect {
    let line = if look.focused { theme.border_focus } else { theme.border };
    let mut block = Block::bordered().border_set(theme.signs.border).border_style(line).style(theme.text);
    let right_width = look.right.width();
    let room = usize::from(area.width).saturating_sub(4);
    if look.title.width() > 0 {
        let taken = if right_width > 0 { right_width + 3 } else { 0 };
        block = block.title_top(padded(shortened(look.title, room.saturating_sub(taken), theme)));
    }
    if right_width > 0 && right_width <= room {
        block = block.title_top(padded(look.right).right_aligned());
    }
    if look.foot.width() > 0 {
        let foot = shortened(look.foot, room, theme);
        note_keys(&foot, Position::new(area.x + 2, area.bottom().saturating_sub(1)), theme);
        block = block.title_bottom(padded(foot));
    }
    let inside = block.inner(area);
    frame.render_widget(block, area);
    inside
}

/// Notes where keys are named: from each to the next, a click is that key.
fn note_keys(foot: &Line<'_>, from: Position, theme: &Theme) {
    let mut x = from.x;
    let mut current: Option<(Chord, u16)> = None;
    let end = |current: &mut Option<(Chord, u16)>, x: u16| {
        if let Some((key, start)) = current.take() {
            zone::note(Rect { x: start, y: from.y, width: x - start, height: 1 }, Hit::Key(key));
        }
    };
    for span in &foot.spans {
        let is_dot = span.content.trim() == theme.signs.dot;
        if span.style == theme.key || is_dot {
            end(&mut current, x);
        }
        if span.style == theme.key && !is_dot {
            current = Chord::parse_shown(&span.content).ok().map(|key| (key, x));
            note_arrows(&span.content, Position::new(x, from.y));
        }
        x += span.width() as u16;
    }
    end(&mut current, x);
}

/// Notes the keys of a pair of arrows.
fn note_arrows(text: &str, from: Position) {
    if text == "↑↓" || text == "←→" {
        for (x, arrow) in (from.x..).zip(text.chars()) {
            if let Ok(key) = Chord::parse_shown(&arrow.to_string()) {
                zone::note(Rect { x, y: from.y, width: 1, height: 1 }, Hit::Key(key));
            }
        }
    }
}

fn padded(mut line: Line<'static>) -> Line<'static> {
    line.spans.insert(0, Span::raw(" "));
    line.spans.push(Span::raw(" "));
    line
}

/// Shortens a line to a width, with an ellipsis at its end.
pub fn shortened(line: Line<'static>, width: usize, theme: &Theme) -> Line<'static> {
    if line.width() <= width {
        return line;
    }
    let mut left = width.saturating_sub(1);
    let mut spans = Vec::new();
    for span in line.spans {
        let cut = cut(&span.content, left);
        left -= cut.width();
        let whole = cut.len() == span.content.len();
        spans.push(Span::styled(cut.to_owned(), span.style));
        if !whole {
            break;
        }
    }
    if width > 0 {
        spans.push(Span::styled(theme.signs.ellipsis, theme.muted));
    }
    Line { spans, ..Line::default() }
}

/// Returns the longest beginning of a text that fits a width.
pub fn cut(text: &str, width: usize) -> &str {
    use unicode_segmentation::UnicodeSegmentation;
    let mut taken = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = grapheme.width();
        if taken + wide > width {
            return &text[..at];
        }
        taken += wide;
    }
    text
}
