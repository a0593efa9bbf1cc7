//! `SafeText`, the one boundary between text from anywhere and a terminal, a title, a log or stdout.
//!
//! Stored text is never changed by this: only what is shown is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Text that a terminal can show without being told what to do.
///
/// Control characters (C0, DEL, C1), bidi overrides, zero-width and tag characters are replaced by a
/// visible stand-in; line breaks become blanks in [`SafeText::line`] and stay in [`SafeText::block`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SafeText(String);

impl SafeText {
    /// Makes one line of safe text: breaks and tabs become single blanks.
    pub fn line(text: &str) -> Self {
        Self(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).map(shown).collect())
    }

    /// Makes safe text that keeps its line breaks; tabs become four blanks.
    pub fn block(text: &str) -> Self {
        let mut safe = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\n' => safe.push('\n'),
                '\r' => {}
                '\t' => safe.push_str("    "),
                other => safe.push(shown(other)),
            }
        }
        Self(safe)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the text away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for SafeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns what is shown for a character: itself, or a visible stand-in of width one.
///
/// Zero-width joiner and variation selectors stay: emoji and several scripts are built with them.
pub fn shown(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        other => other,
    }
}

/// The longest title a page may have, in characters (the vendor's column is 255).
pub const TITLE_LIMIT: usize = 255;

/// The title of a page or name of a space as a person may give it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Title(String);

/// Why a title was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TitleError {
    /// Nothing but blanks.
    #[error("a title needs at least one character")]
    Empty,
    /// Longer than [`TITLE_LIMIT`].
    #[error("a title holds at most {TITLE_LIMIT} characters, this one has {0}")]
    TooLong(usize),
    /// Holds a character that no terminal or wiki shows.
    #[error("a title cannot hold the control character U+{0:04X}")]
    Control(u32),
}

impl Title {
    /// Checks what a person typed; surrounding blanks go.
    pub fn parse(typed: &str) -> Result<Self, TitleError> {
        let title = typed.trim();
        if title.is_empty() {
            return Err(TitleError::Empty);
        }
        let length = title.chars().count();
        if length > TITLE_LIMIT {
            return Err(TitleError::TooLong(length));
        }
        match title.chars().find(|&c| shown(c) != c) {
            Some(character) => Err(TitleError::Control(character as u32)),
            None => Ok(Self(title.to_owned())),
        }
    }

    /// Returns the title.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the title away.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{SafeText, Title, TitleError};

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(SafeText::line("a\u{1b}[31mb\u{9b}c\u{202e}").as_str(), "a␛[31mb\u{fffd}c\u{fffd}");
        assert_eq!(SafeText::block("a\r\n\tb").as_str(), "a\n    b");
    }

    #[test]
    fn joined_emoji_survive() {
        let family = "👩\u{200d}👩\u{200d}👧";
        assert_eq!(SafeText::line(family).as_str(), family);
    }

    #[test]
    fn titles_are_checked() {
        assert_eq!(Title::parse("  "), Err(TitleError::Empty));
        assert_eq!(Title::parse("a\u{7}"), Err(TitleError::Control(7)));
        assert_eq!(Title::parse(&"x".repeat(300)), Err(TitleError::TooLong(300)));
        assert_eq!(Title::parse(" ../etc ").unwrap().as_str(), "../etc");
    }
}
