//! One line of text to type into: titles, filters, search, the palette, the jot line.
//!
//! It has no undo and no selection; longer text goes into the editor. Line breaks that are pasted become
//! blanks. What is drawn passes through the same glyphs as the editor, so hostile text is harmless.

mod command;
mod draw;

pub use command::Command;
pub use draw::Styles;

use super::editor::glyph::{Class, class};
use command::command;
use crossterm::event::KeyEvent;
use std::cell::Cell;
use unicode_segmentation::UnicodeSegmentation;

/// The most bytes an input holds; a paste beyond it is cut at a grapheme.
pub const LIMIT: usize = 16 * 1024;

/// What a command or key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Not for the input: let somebody else have it.
    Ignored,
    /// The text is as it was.
    Same,
    /// The text changed.
    Changed,
}

/// A line of text with a cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// A byte offset at a grapheme boundary.
    cursor: usize,
    placeholder: String,
    masked: bool,
    /// Byte offset of the first grapheme in view; drawing moves it just enough to show the cursor.
    first: Cell<usize>,
}

impl Input {
    /// Returns an empty input.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns an input with text and the cursor after it.
    pub fn with(text: impl AsRef<str>) -> Self {
        let mut input = Self::default();
        input.set(text.as_ref());
        input
    }

    /// Sets what is shown while there is no text.
    pub fn with_placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.placeholder = placeholder.into();
        self
    }

    /// Shows dots for the text: tokens and passwords.
    pub fn masked(mut self) -> Self {
        self.masked = true;
        self
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the byte offset of the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Replaces the text and puts the cursor after it.
    pub fn set(&mut self, text: &str) {
        self.text = one_line(text, LIMIT);
        self.cursor = self.text.len();
        self.first.set(0);
    }

    /// Empties the input and returns what was in it.
    pub fn take(&mut self) -> String {
        self.cursor = 0;
        self.first.set(0);
        std::mem::take(&mut self.text)
    }

    /// Empties the input.
    pub fn clear(&mut self) {
        self.take();
    }

    /// Types or pastes text at the cursor.
    pub fn insert(&mut self, text: &str) -> Outcome {
        let text = one_line(text, LIMIT.saturating_sub(self.text.len()));
        if text.is_empty() {
            return Outcome::Same;
        }
        self.text.insert_str(self.cursor, &text);
        self.cursor = self.boundary(self.cursor + text.len());
        Outcome::Changed
    }

    /// Carries out a command.
    pub fn apply(&mut self, command: Command) -> Outcome {
        match command {
            Command::Insert(text) => self.insert(&text),
            Command::Left => self.go(self.left()),
            Command::Right => self.go(self.right()),
            Command::WordLeft => self.go(self.word_left()),
            Command::WordRight => self.go(self.word_right()),
            Command::Home => self.go(0),
            Command::End => self.go(self.text.len()),
            Command::DeleteLeft => self.delete(self.left(), self.cursor),
            Command::DeleteRight => self.delete(self.cursor, self.right()),
            Command::DeleteWordLeft => self.delete(self.word_left(), self.cursor),
            Command::DeleteWordRight => self.delete(self.cursor, self.word_right()),
            Command::KillToStart => self.delete(0, self.cursor),
            Command::KillToEnd => self.delete(self.cursor, self.text.len()),
        }
    }

    /// Handles a key as every line of a terminal does; Enter, Esc, Tab and the arrows up and down are
    /// never taken.
    pub fn key(&mut self, key: KeyEvent) -> Outcome {
        match command(key) {
            Some(command) => self.apply(command),
            None => Outcome::Ignored,
        }
    }

    /// Handles a key like [`Input::key`]; tells whether it was one for a line of text.
    pub fn on_key(&mut self, key: KeyEvent) -> bool {
        self.key(key) != Outcome::Ignored
    }

    fn go(&mut self, to: usize) -> Outcome {
        self.cursor = to;
        Outcome::Same
    }

    fn delete(&mut self, from: usize, to: usize) -> Outcome {
        if from == to {
            return Outcome::Same;
        }
        self.text.replace_range(from..to, "");
        self.cursor = self.boundary(from);
        Outcome::Changed
    }

    /// Returns the first grapheme boundary at or after `at`: an insertion may have joined graphemes.
    fn boundary(&self, at: usize) -> usize {
        let starts = self.text.grapheme_indices(true).map(|(start, _)| start);
        starts.chain([self.text.len()]).find(|&start| start >= at).unwrap_or(self.text.len())
    }

    fn left(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.cursor + self.text[self.cursor..].graphemes(true).next().map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        let mut at = self.cursor;
        let mut word = None;
        for (start, grapheme) in self.text[..self.cursor].grapheme_indices(true).rev() {
            let class = class(grapheme);
            match word {
                None if class == Class::Blank => {}
                None => word = Some(class),
                Some(word) if word != class => break,
                Some(_) => {}
            }
            at = start;
        }
        at
    }

    fn word_right(&self) -> usize {
        let mut at = self.cursor;
        let mut word = None;
        for grapheme in self.text[self.cursor..].graphemes(true) {
            let class = class(grapheme);
            match word {
                None if class == Class::Blank => {}
                None => word = Some(class),
                Some(word) if word != class => break,
                Some(_) => {}
            }
            at += grapheme.len();
        }
        at
    }
}

/// Returns `text` on one line and no longer than `limit` bytes.
fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    // A CRLF is one grapheme and so becomes one blank; breaks at the end go.
    for grapheme in text.trim_end_matches(['\n', '\r']).graphemes(true) {
        let grapheme = if matches!(grapheme, "\n" | "\r" | "\r\n" | "\t") { " " } else { grapheme };
        if line.len() + grapheme.len() > limit {
            break;
        }
        line.push_str(grapheme);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers};
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    fn drawn(input: &Input, width: u16) -> (String, u16) {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        let cursor = input.draw_in(area, &mut buffer, Styles::default());
        let row = (0..width).map(|x| buffer[(x, 0)].symbol().to_owned()).collect::<String>();
        (row.trim_end().to_owned(), cursor.x)
    }

    fn press(input: &mut Input, code: KeyCode, modifiers: KeyModifiers) -> Outcome {
        input.key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn typing_moving_and_deleting_go_by_grapheme() {
        let mut input = Input::with("a👩\u{200d}👩\u{200d}👧e\u{301}");
        input.apply(Command::Left);
        input.apply(Command::DeleteLeft);
        assert_eq!(input.text(), "ae\u{301}");
        assert_eq!(input.cursor(), 1);
    }

    #[test]
    fn a_paste_is_one_line() {
        let mut input = Input::with("x");
        input.insert("a\r\nb\tc\n");
        assert_eq!(input.text(), "xa b c");
    }

    #[test]
    fn words_and_kills() {
        let mut input = Input::with("one two.three");
        press(&mut input, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(input.text(), "one two.");
        press(&mut input, KeyCode::Left, KeyModifiers::CONTROL);
        press(&mut input, KeyCode::Left, KeyModifiers::CONTROL);
        assert_eq!(input.cursor(), 4);
        press(&mut input, KeyCode::Char('u'), KeyModifiers::CONTROL);
        assert_eq!((input.text(), input.cursor()), ("two.", 0));
        press(&mut input, KeyCode::Char('k'), KeyModifiers::CONTROL);
        assert!(input.is_empty());
    }

    #[test]
    fn keys_that_mean_more_than_text_are_left_to_others() {
        let mut input = Input::new();
        for code in [KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::Up, KeyCode::Down] {
            assert_eq!(press(&mut input, code, KeyModifiers::NONE), Outcome::Ignored);
        }
        assert_eq!(press(&mut input, KeyCode::Char('q'), KeyModifiers::NONE), Outcome::Changed);
    }

    #[test]
    fn the_view_slides_with_the_cursor() {
        let mut input = Input::with("0123456789abcdef");
        assert_eq!(drawn(&input, 8), ("‹bcdef".into(), 6));
        input.apply(Command::Home);
        assert_eq!(drawn(&input, 8), ("0123456›".into(), 0));
    }

    #[test]
    fn placeholder_mask_and_hostile_text() {
        assert_eq!(drawn(&Input::new().with_placeholder("filter"), 10), ("filter".into(), 0));
        assert_eq!(drawn(&Input::with("pw日").masked(), 10), ("•••".into(), 3));
        assert_eq!(drawn(&Input::with("\u{1b}]\u{202e}"), 10), ("␛]\u{fffd}".into(), 3));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_in_view_and_at_a_grapheme(
            text in "(日|a| |👩\u{200d}👧|e\u{301}|\u{301}|\t){0,30}",
            commands in proptest::collection::vec(0..11usize, 0..20),
            width in 1u16..20,
        ) {
            let mut input = Input::with(&text);
            for command in commands {
                input.apply(match command {
                    0 => Command::Left,
                    1 => Command::Right,
                    2 => Command::WordLeft,
                    3 => Command::WordRight,
                    4 => Command::Home,
                    5 => Command::End,
                    6 => Command::DeleteLeft,
                    7 => Command::DeleteRight,
                    8 => Command::DeleteWordLeft,
                    9 => Command::Insert("\u{301}".into()),
                    _ => Command::Insert("x".into()),
                });
                prop_assert_eq!(input.boundary(input.cursor()), input.cursor());
                let (_, x) = drawn(&input, width);
                prop_assert!(x < width);
            }
        }
    }
}
