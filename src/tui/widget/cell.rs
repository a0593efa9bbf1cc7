//! The one place where a widget writes a cell itself, so that no escape can get past [`shown`].
//!
//! Text as a whole goes through `ratatui`, which drops control characters; this is for single cells.

use crate::domain::text::shown;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;
use std::borrow::Cow;

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

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn an_escape_never_reaches_a_cell() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        put(&mut buffer, (0, 0), "\u{1b}", Style::new());
        put(&mut buffer, (1, 0), "\u{202e}", Style::new());
        assert_eq!(buffer[(0, 0)].symbol(), "␛");
        assert_eq!(buffer[(1, 0)].symbol(), "\u{fffd}");
    }
}
