//! The border of a pane: title on the left, facts on the right, one line of facts at its foot.

use super::cell;
use super::zone::{self, Hit};
use crate::tui::chord::Chord;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::buffer::Buffer;
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
    if area.is_empty() {
        return area;
    }
    let line = if look.focused { theme.border_focus } else { theme.border };
    let buffer = frame.buffer_mut();
    cell::ground(buffer, area, theme.text);
    cell::border(buffer, area, &theme.signs.border, line);
    // Between the corners.
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    let right_width = look.right.width();
    let room = usize::from(area.width).saturating_sub(4);
    if right_width > 0 && right_width <= room {
        let width = right_width as u16 + 2;
        cell::line(buffer, Rect { x: top.right() - width, width, ..top }, &padded(look.right));
    }
    if look.title.width() > 0 {
        let taken = if right_width > 0 { right_width + 3 } else { 0 };
        title(buffer, top, &padded(shortened(look.title, room.saturating_sub(taken), theme)));
    }
    if look.foot.width() > 0 {
        let foot = shortened(fewer_keys(look.foot, room, theme), room, theme);
        let y = area.bottom().saturating_sub(1);
        note_keys(&foot, Position::new(area.x + 2, y), theme);
        title(buffer, Rect { y, ..top }, &padded(foot));
    }
    Block::bordered().inner(area)
}

/// Draws words into a border, which goes on behind them in its own style.
fn title(buffer: &mut Buffer, place: Rect, words: &Line<'_>) {
    cell::line(buffer, Rect { width: place.width.min(words.width() as u16), ..place }, words);
}

/// Leaves keys out from the end of a row of keys until it fits, but not the one that leads out: a word cut in two helps
/// nobody, and whoever is in a box wants to know the way out.
fn fewer_keys(foot: Line<'static>, width: usize, theme: &Theme) -> Line<'static> {
    let is_key = |span: &Span<'_>| span.style == theme.key && span.content.trim() != theme.signs.dot;
    if foot.width() <= width || !foot.spans.first().is_some_and(is_key) {
        return foot;
    }
    // Each key with its word and the dot behind it; the dot behind the last one goes.
    let mut keys: Vec<Vec<Span<'static>>> = Vec::new();
    for span in foot.spans {
        match keys.last_mut() {
            Some(key) if !is_key(&span) => key.push(span),
            _ => keys.push(vec![span]),
        }
    }
    let dot = || Span::styled(format!(" {} ", theme.signs.dot), theme.muted);
    for key in &mut keys {
        key.retain(|span| span.content.trim() != theme.signs.dot);
    }
    let wide = |keys: &[Vec<Span<'static>>]| {
        keys.iter().flatten().map(Span::width).sum::<usize>() + keys.len().saturating_sub(1) * dot().width()
    };
    while keys.len() > 1 && wide(&keys) > width {
        let leads_out = |key: &Vec<Span<'static>>| key.first().is_some_and(|span| span.content == "Esc");
        let gone = keys.iter().rposition(|key| !leads_out(key)).unwrap_or(0);
        keys.remove(gone);
    }
    let mut spans = Vec::new();
    for key in keys {
        if !spans.is_empty() {
            spans.push(dot());
        }
        spans.extend(key);
    }
    Line::from(spans)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::sheet;

    #[test]
    fn a_row_of_keys_loses_whole_keys_and_never_the_way_out() {
        let theme = Theme::default();
        let keys = [("a", "write"), ("r", "reply"), ("Esc", "close"), ("u", "undo")];
        let shown = |width| fewer_keys(sheet::keys(&keys, &theme), width, &theme).to_string();
        assert_eq!(shown(80), "a write · r reply · Esc close · u undo");
        assert_eq!(shown(37), "a write · r reply · Esc close");
        assert_eq!(shown(28), "a write · Esc close");
        assert_eq!(shown(3), "Esc close");
        let words = Line::raw("2 comments and a file");
        assert_eq!(fewer_keys(words.clone(), 5, &theme), words);
    }
}
