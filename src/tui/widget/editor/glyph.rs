//! How one grapheme looks in cells: its symbol and width, with stand-ins for what a terminal must not get.
//!
//! Nothing here changes the text; a bidi override stays in the page and is only drawn as a token.

use crate::tui::widget::cell;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::style::Style;
use std::borrow::Cow;

/// Tab stops are this many cells apart.
pub(crate) const TAB: usize = 4;

/// The longest symbol a cell gets, in bytes; families of emoji need 28, stacked marks have no end.
const SYMBOL_LIMIT: usize = 64;

/// A grapheme ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph<'a> {
    /// What goes into the cells; blanks for a tab.
    pub(crate) symbol: Cow<'a, str>,
    /// How many cells it takes, at least one.
    pub(crate) width: usize,
    /// Whether it stands for something that cannot be shown as itself.
    pub(crate) token: bool,
}

impl Glyph<'_> {
    /// Draws the glyph; the caller has seen that it fits.
    pub(crate) fn put(&self, buffer: &mut Buffer, x: u16, y: u16, style: Style) {
        if self.symbol.starts_with(' ') {
            for column in 0..self.width as u16 {
                cell::put(buffer, (x + column, y), " ", style);
            }
            return;
        }
        cell::put(buffer, (x, y), &self.symbol, style);
        for rest in 1..self.width as u16 {
            // The terminal draws the wide symbol over these; what stood there must not shine through.
            let covered = &mut buffer[(x + rest, y)];
            covered.reset();
            covered.set_style(style);
        }
    }
}

/// Returns how `grapheme` looks when it starts in `column` of its row.
pub(crate) fn glyph(grapheme: &str, column: usize) -> Glyph<'_> {
    match grapheme {
        "\t" => {
            let width = TAB - column % TAB;
            return Glyph { symbol: Cow::Borrowed(&"    "[..width]), width, token: false };
        }
        "\u{a0}" => return token("·"),
        "\u{ad}" => return token("-"),
        _ => {}
    }
    if grapheme.len() == 1 && matches!(grapheme.as_bytes()[0], b' '..=b'~') {
        return Glyph { symbol: Cow::Borrowed(grapheme), width: 1, token: false };
    }
    if grapheme.len() > SYMBOL_LIMIT {
        return token("\u{fffd}");
    }
    let symbol = cell::safe(grapheme);
    let changed = matches!(symbol, Cow::Owned(_));
    // The width that the frame's own arithmetic has, or wide cells would drift.
    match usize::from(symbol.cell_width()) {
        // A mark with nothing to sit on gets the circle that Unicode charts give it.
        0 => Glyph { symbol: format!("◌{symbol}").into(), width: 1, token: true },
        width => Glyph { symbol, width, token: changed },
    }
}

fn token(symbol: &'static str) -> Glyph<'static> {
    Glyph { symbol: Cow::Borrowed(symbol), width: 1, token: true }
}

/// What a character is for word moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// White space.
    Blank,
    /// Letters, digits, marks and `_`.
    Word,
    /// Ideographs and kana, which are written without blanks; each run is a word.
    Ideograph,
    /// Anything else.
    Sign,
}

/// Returns the class of the first character of a grapheme.
pub(crate) fn class(grapheme: &str) -> Class {
    match grapheme.chars().next() {
        None => Class::Blank,
        Some(c) if c.is_whitespace() => Class::Blank,
        Some('\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}') => {
            Class::Ideograph
        }
        Some(c) if c.is_alphanumeric() || c == '_' => Class::Word,
        Some(_) => Class::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, class, glyph};

    #[test]
    fn widths_are_those_of_what_is_drawn() {
        let widths = ["a", "日", "👩\u{200d}👩\u{200d}👧", "e\u{301}", "\u{301}", "\u{1b}", "\u{202e}"]
            .map(|grapheme| glyph(grapheme, 0).width);
        assert_eq!(widths, [1, 2, 2, 1, 1, 1, 1]);
    }

    #[test]
    fn hostile_characters_become_tokens() {
        assert_eq!(glyph("\u{1b}", 0).symbol, "␛");
        assert_eq!(glyph("\u{202e}", 0).symbol, "\u{fffd}");
        assert_eq!(glyph("\u{a0}", 0).symbol, "·");
        assert!(glyph("\u{a0}", 0).token);
        assert_eq!(glyph(&format!("e{}", "\u{301}".repeat(500)), 0).width, 1);
    }

    #[test]
    fn tabs_reach_the_next_stop() {
        assert_eq!(glyph("\t", 0).width, 4);
        assert_eq!(glyph("\t", 3).width, 1);
    }

    #[test]
    fn classes_of_words() {
        assert_eq!(["a", "é", "_", "日", " ", "."].map(class), {
            use Class::*;
            [Word, Word, Word, Ideograph, Blank, Sign]
        });
    }
}
