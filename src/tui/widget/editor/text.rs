//! The text of a document: a rope addressed by byte, stepped through by grapheme and by word.
//!
//! Line ends are `\n` only; whoever brings text in makes them so with [`normalized`].

use super::glyph::{Class, class};
use ropey::Rope;
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};
use unicode_width::UnicodeWidthChar;

/// A document.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    rope: Rope,
    /// Its bytes and lines: the rope adds them up anew for whoever asks.
    length: usize,
    lines: usize,
    /// The line that was asked for last, and its bytes: a row that is drawn asks some times over.
    line: Cell<Option<(usize, usize, usize)>>,
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        let rope = Rope::from_str(text);
        Self { length: rope.len_bytes(), lines: rope.len_lines(), rope, line: Cell::new(None) }
    }

    /// Returns the length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Returns how many lines there are; a final newline starts one more.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Returns the line that byte `at` is in.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.rope.byte_to_line(at.min(self.len()))
    }

    /// Returns the bytes of a line without its newline.
    pub(crate) fn line(&self, line: usize) -> Range<usize> {
        let start = match self.line.get() {
            Some((known, start, end)) if known == line => return start..end,
            // Whoever draws goes from line to line.
            Some((known, _, end)) if known + 1 == line && end < self.len() => end + 1,
            _ => self.rope.line_to_byte(line.min(self.lines())),
        };
        let end = self.near_line_end(start).unwrap_or_else(|| match line + 1 >= self.lines() {
            true => self.len(),
            false => self.rope.line_to_byte(line + 1) - 1,
        });
        self.line.set(Some((line, start, end)));
        start..end
    }

    /// Returns where the line ends that byte `start` is in, when that is near: the rope counts all lines of a piece
    /// of the text to find one.
    fn near_line_end(&self, start: usize) -> Option<usize> {
        let (chunk, before, ..) = self.rope.chunk_at_byte(start);
        let newline = memchr::memchr(b'\n', &chunk.as_bytes()[start - before..]);
        match newline {
            Some(at) => Some(start + at),
            None => (before + chunk.len() == self.len()).then(|| self.len()),
        }
    }

    /// Returns a piece of the text, borrowed where it lies in one chunk.
    pub(crate) fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        let (chunk, start, ..) = self.rope.chunk_at_byte(range.start);
        match range.end.checked_sub(start) {
            // A slice of a rope counts its characters and lines, which nobody asks here.
            Some(end) if end <= chunk.len() && range.start <= range.end => {
                Cow::Borrowed(&chunk[range.start - start..end])
            }
            _ => self.rope.byte_slice(range).into(),
        }
    }

    /// Returns the character at byte `at`, which is a boundary; `None` at the end of the text.
    pub(crate) fn char_at(&self, at: usize) -> Option<char> {
        if at >= self.len() {
            return None;
        }
        let (chunk, start, ..) = self.rope.chunk_at_byte(at);
        chunk[at - start..].chars().next()
    }

    /// Tells whether a line starts at byte `at`.
    pub(crate) fn is_line_start(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        let (chunk, start, ..) = self.rope.chunk_at_byte(before);
        chunk.as_bytes()[before - start] == b'\n'
    }

    /// Returns the text of a line, at most `limit` bytes of it.
    pub(crate) fn line_text(&self, line: usize, limit: usize) -> Cow<'_, str> {
        let range = self.line(line);
        let end = range.end.min(range.start + limit);
        self.slice(range.start..self.floor(end))
    }

    /// Replaces a piece and returns what was there.
    pub(crate) fn replace(&mut self, range: Range<usize>, inserted: &str) -> String {
        self.line.set(None);
        let removed = self.slice(range.clone()).into_owned();
        let start = self.rope.byte_to_char(range.start);
        if !range.is_empty() {
            self.rope.remove(start..self.rope.byte_to_char(range.end));
        }
        if !inserted.is_empty() {
            self.rope.insert(start, inserted);
        }
        (self.length, self.lines) = (self.rope.len_bytes(), self.rope.len_lines());
        removed
    }

    /// Returns the whole text, borrowed while it lies in one chunk.
    pub(crate) fn as_cow(&self) -> Cow<'_, str> {
        self.rope.slice(..).into()
    }

    /// Returns the last character boundary at or before `at`.
    pub(crate) fn floor(&self, at: usize) -> usize {
        let at = at.min(self.len());
        let (chunk, start, ..) = self.rope.chunk_at_byte(at);
        start + chunk.floor_char_boundary(at - start)
    }

    /// Returns the last grapheme boundary at or before `at`.
    pub(crate) fn snap(&self, at: usize) -> usize {
        let at = self.floor(at);
        if at == 0 || at == self.len() || self.is_boundary(at) { at } else { self.previous(at) }
    }

    /// Returns the first grapheme boundary at or after `at`.
    pub(crate) fn snap_up(&self, at: usize) -> usize {
        let down = self.snap(at);
        if down < at { self.next(down) } else { down }
    }

    /// Returns the grapheme boundary after `at`.
    pub(crate) fn next(&self, at: usize) -> usize {
        if at >= self.len() {
            return self.len();
        }
        let (mut chunk, mut start, ..) = self.rope.chunk_at_byte(at);
        if let [first, second, ..] = chunk.as_bytes()[at - start..]
            && first.is_ascii()
            && second.is_ascii()
        {
            return at + 1;
        }
        let mut cursor = GraphemeCursor::new(at, self.len(), true);
        loop {
            match cursor.next_boundary(chunk, start) {
                Ok(boundary) => return boundary.unwrap_or(self.len()),
                Err(GraphemeIncomplete::NextChunk) => {
                    start += chunk.len();
                    chunk = self.rope.chunk_at_byte(start).0;
                }
                Err(GraphemeIncomplete::PreContext(end)) => self.give_context(&mut cursor, end),
                Err(_) => return self.len(),
            }
        }
    }

    /// Returns the grapheme boundary before `at`.
    pub(crate) fn previous(&self, at: usize) -> usize {
        let at = at.min(self.len());
        if at == 0 {
            return 0;
        }
        let (mut chunk, mut start, ..) = self.rope.chunk_at_byte(at - 1);
        if let [.., first, second] = chunk.as_bytes()[..at - start]
            && first.is_ascii()
            && second.is_ascii()
        {
            return at - 1;
        }
        let mut cursor = GraphemeCursor::new(at, self.len(), true);
        loop {
            match cursor.prev_boundary(chunk, start) {
                Ok(boundary) => return boundary.unwrap_or(0),
                Err(GraphemeIncomplete::PrevChunk) => {
                    (chunk, start, ..) = self.rope.chunk_at_byte(start - 1);
                }
                Err(GraphemeIncomplete::PreContext(end)) => self.give_context(&mut cursor, end),
                Err(_) => return 0,
            }
        }
    }

    fn is_boundary(&self, at: usize) -> bool {
        let (chunk, start, ..) = self.rope.chunk_at_byte(at);
        let mut cursor = GraphemeCursor::new(at, self.len(), true);
        loop {
            match cursor.is_boundary(chunk, start) {
                Ok(is) => return is,
                Err(GraphemeIncomplete::PreContext(end)) => self.give_context(&mut cursor, end),
                Err(_) => return true,
            }
        }
    }

    fn give_context(&self, cursor: &mut GraphemeCursor, end: usize) {
        let (chunk, start, ..) = self.rope.chunk_at_byte(end - 1);
        cursor.provide_context(&chunk[..end - start], start);
    }

    /// Returns the end of the word at or after `at`.
    pub(crate) fn word_right(&self, at: usize) -> usize {
        let mut end = at;
        let mut word = None;
        for character in self.rope.chars_at(self.rope.byte_to_char(at)) {
            if !goes_on(&mut word, character) {
                break;
            }
            end += character.len_utf8();
        }
        self.snap_up(end)
    }

    /// Returns the start of the word after the one at `at`.
    pub(crate) fn next_word(&self, at: usize) -> usize {
        let mut end = at;
        let mut word = None;
        let mut blank = false;
        for character in self.rope.chars_at(self.rope.byte_to_char(at)) {
            let class = class(character.encode_utf8(&mut [0; 4]));
            blank |= class == Class::Blank;
            if blank && class != Class::Blank || (!blank && !goes_on(&mut word, character)) {
                break;
            }
            end += character.len_utf8();
        }
        self.snap_up(end)
    }

    /// Returns the start of the word before `at`.
    pub(crate) fn word_left(&self, at: usize) -> usize {
        let mut start = at;
        let mut word = None;
        let mut characters = self.rope.chars_at(self.rope.byte_to_char(at));
        while let Some(character) = characters.prev() {
            if !goes_on(&mut word, character) {
                break;
            }
            start -= character.len_utf8();
        }
        self.snap(start)
    }
}

/// Says whether a character belongs to the blanks before a word or to the word itself.
fn goes_on(word: &mut Option<Class>, character: char) -> bool {
    let class = class(character.encode_utf8(&mut [0; 4]));
    match *word {
        None if class == Class::Blank => true,
        None => {
            *word = Some(class);
            true
        }
        // Marks belong to what they sit on.
        Some(word) => word == class || character.width() == Some(0),
    }
}

/// Returns text with `\n` for every line end.
pub(crate) fn normalized(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::{Text, normalized};
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn only_a_line_feed_ends_a_line() {
        let text = Text::new("a\u{2028}b\u{b}c\u{85}d\ne\n");
        assert_eq!(text.lines(), 3);
        assert_eq!(text.line(1), 11..12);
        assert_eq!(text.line(2), 13..13);
        assert_eq!(normalized("a\r\nb\rc\n"), "a\nb\nc\n");
    }

    #[test]
    fn words_stop_where_the_kind_changes() {
        let text = Text::new("one  two.日本 e\u{301}a\n\nend");
        let mut stops = Vec::new();
        let mut at = 0;
        while at < text.len() {
            at = text.word_right(at);
            stops.push(at);
        }
        assert_eq!(stops, [3, 8, 9, 15, 20, 25]);
        let starts = [5, 8, 9, 16, 22, 25];
        assert_eq!(starts.map(|start| text.next_word(text.previous(start))), starts);
        let mut back = Vec::new();
        while at > 0 {
            at = text.word_left(at);
            back.push(at);
        }
        assert_eq!(back, [22, 16, 9, 8, 5, 0]);
    }

    proptest! {
        #[test]
        fn steps_are_those_of_a_string(
            text in "(a|b|\n|日|🇩|🇪|👩\u{200d}👧|e\u{301}|\u{301}|क\u{94d}ष){0,40}",
            filler in 0usize..3000,
        ) {
            // A filler moves the graphemes over the borders of the rope's chunks.
            let text = "x".repeat(filler) + &text;
            let rope = Text::new(&text);
            let stops: Vec<usize> =
                text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            for pair in stops.windows(2).skip(filler.saturating_sub(2)) {
                prop_assert_eq!(rope.next(pair[0]), pair[1]);
                prop_assert_eq!(rope.previous(pair[1]), pair[0]);
                for inside in pair[0] + 1..pair[1] {
                    prop_assert_eq!(rope.snap(inside), pair[0]);
                    prop_assert_eq!(rope.snap_up(inside), pair[1]);
                }
            }
        }

        #[test]
        fn lines_and_pieces_are_those_of_a_string(
            text in "([a-z]{0,40}|é|日|\u{2028}|\n){0,120}",
            first in 0usize..40,
            at in any::<u16>(),
        ) {
            let rope = Text::new(&text);
            let mut end = 0;
            let lines: Vec<_> = text
                .split_inclusive('\n')
                .map(|line| {
                    end += line.len();
                    end - line.len()..end - usize::from(line.ends_with('\n'))
                })
                .collect();
            for (number, line) in lines.iter().enumerate().skip(first) {
                prop_assert_eq!(rope.line(number), line.clone());
                prop_assert_eq!(&*rope.slice(line.clone()), &text[line.clone()]);
            }
            prop_assert_eq!(rope.line(lines.len() + 1), text.len()..text.len());
            prop_assert_eq!(rope.floor(at.into()), text.floor_char_boundary(at.into()));
        }
    }
}
