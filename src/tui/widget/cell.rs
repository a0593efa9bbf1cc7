//! The one place where a widget writes a cell itself, so that no escape can get past [`shown`].
//!
//! Text as a whole goes through `ratatui`, which drops control characters; this is for single cells, and for letters of
//! ASCII, which need no look into the tables of Unicode: most of a frame, at every key.

use crate::domain::text::shown;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::symbols::border::Set;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Writes `symbol` (one grapheme) into a cell of `buffer`; what a terminal must not get becomes its stand-in.
pub(crate) fn put(buffer: &mut Buffer, at: impl Into<Position>, symbol: &str, style: Style) {
    buffer[at.into()].set_symbol(&safe(symbol)).set_style(style);
}

/// Returns a grapheme with stand-ins for what a terminal must not get.
pub(crate) fn safe(grapheme: &str) -> Cow<'_, str> {
    if grapheme.chars().any(|c| shown(c) != c) {
        grapheme.chars().map(shown).collect::<String>().into()
    } else {
        grapheme.into()
    }
}

/// Gives an area a ground; most themes leave it to the terminal, and then there is nothing to do.
pub(crate) fn ground(buffer: &mut Buffer, area: Rect, style: Style) {
    if style != Style::default() {
        buffer.set_style(area, style);
    }
}

/// Draws a border along the edges of an area.
pub(crate) fn border(buffer: &mut Buffer, area: Rect, set: &Set<'_>, style: Style) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let (left, right) = (buffer.index_of(area.x, area.y), usize::from(area.width) - 1);
    let columns = usize::from(buffer.area.width);
    let last = usize::from(area.height) - 1;
    let rows = (0..=last).map(|row| left + row * columns);
    for start in rows {
        plain(&mut buffer.content[start], set.vertical_left, style);
        plain(&mut buffer.content[start + right], set.vertical_right, style);
    }
    let (top, bottom) = (left, left + last * columns);
    for (start, symbol) in [(top, set.horizontal_top), (bottom, set.horizontal_bottom)] {
        buffer.content[start..=start + right].iter_mut().for_each(|cell| plain(cell, symbol, style));
    }
    plain(&mut buffer.content[bottom + right], set.bottom_right, style);
    plain(&mut buffer.content[top + right], set.top_right, style);
    plain(&mut buffer.content[bottom], set.bottom_left, style);
    plain(&mut buffer.content[top], set.top_left, style);
}

/// Whether every letter takes a cell of its own and is what it seems.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Writes a letter of text that [`is_plain`], or a sign of a border, into a cell.
pub(crate) fn plain(cell: &mut Cell, letter: &str, style: Style) {
    cell.set_symbol(letter).set_style(style);
}

/// Writes text from `x` on, as far as `end`; returns where it ends.
pub(crate) fn text(buffer: &mut Buffer, (x, y): (u16, u16), end: u16, text: &str, style: Style) -> u16 {
    let end = end.min(buffer.area.right());
    if x >= end || !buffer.area.contains(Position::new(x, y)) {
        return x;
    }
    if !is_plain(text) {
        return buffer.set_stringn(x, y, text, usize::from(end - x), style).0;
    }
    let (first, count) = (buffer.index_of(x, y), text.len().min(usize::from(end - x)));
    for (at, cell) in buffer.content[first..first + count].iter_mut().enumerate() {
        plain(cell, &text[at..=at], style);
    }
    x + count as u16
}

/// Draws a line that is aligned to the left, in the first row of an area.
pub(crate) fn line(buffer: &mut Buffer, area: Rect, line: &Line<'_>) {
    let area = Rect { height: 1, ..area }.intersection(buffer.area);
    let is_nothing = |text: &str| text.is_empty() || (!is_plain(text) && text.width() == 0);
    if area.is_empty() || line.spans.iter().all(|span| is_nothing(&span.content)) {
        return;
    }
    buffer.set_style(area, line.style);
    let mut x = area.x;
    for span in &line.spans {
        if x >= area.right() {
            return;
        }
        if is_plain(&span.content) {
            x = text(buffer, (x, area.y), area.right(), &span.content, span.style);
        } else if span.width() > 0 {
            span.render(Rect { x, width: area.right() - x, ..area }, buffer);
            x = x.saturating_add(span.width() as u16);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier};
    use ratatui::text::Span;
    use ratatui::widgets::Block;

    fn any_line() -> impl Strategy<Value = Line<'static>> {
        let style = prop::sample::select(vec![
            Style::new(),
            Style::new().fg(Color::Red),
            Style::new().add_modifier(Modifier::BOLD).bg(Color::Blue),
        ]);
        let span = ("([ -~]{0,9}|[a日é▾\u{301}\u{200d}👩 \u{1b}]{0,5})", style.clone());
        (prop::collection::vec(span, 0..5), style).prop_map(|(spans, style)| {
            let spans: Vec<Span<'static>> =
                spans.into_iter().map(|(text, style)| Span::styled(text, style)).collect();
            Line::from(spans).style(style)
        })
    }

    proptest! {
        #[test]
        fn a_line_is_drawn_as_the_library_draws_it(drawn in any_line(), x in 0u16..4, width in 0u16..24) {
            let area = Rect::new(x, 1, width, 1);
            let mut expected = Buffer::filled(Rect::new(0, 0, 20, 3), Cell::new("."));
            let mut buffer = expected.clone();
            (&drawn).render(area, &mut expected);
            line(&mut buffer, area, &drawn);
            prop_assert_eq!(buffer, expected);
        }

        #[test]
        fn a_border_is_drawn_as_the_library_draws_it(x in 0u16..5, y in 0u16..5, width in 0u16..8, height in 0u16..6) {
            let (area, style) = (Rect::new(x, y, width, height), Style::new().fg(Color::Red));
            let mut expected = Buffer::filled(Rect::new(0, 0, 9, 7), Cell::new("."));
            let mut buffer = expected.clone();
            let set = ratatui::symbols::border::DOUBLE;
            Block::bordered().border_set(set).border_style(style).render(area, &mut expected);
            border(&mut buffer, area, &set, style);
            prop_assert_eq!(buffer, expected);
        }
    }

    #[test]
    fn an_escape_never_reaches_a_cell() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        put(&mut buffer, (0, 0), "\u{1b}", Style::new());
        put(&mut buffer, (1, 0), "\u{202e}", Style::new());
        assert_eq!(buffer[(0, 0)].symbol(), "␛");
        assert_eq!(buffer[(1, 0)].symbol(), "\u{fffd}");
    }
}
