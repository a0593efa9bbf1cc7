//! A place in the text that walks from character to character the way vim counts them.
//!
//! A character is a grapheme. The end of a line is a place of its own, on which the cursor may stand only
//! while something is typed; an empty line is nothing but that place.

use crate::tui::widget::editor::text::Text;
use std::ops::Range;

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The next character of the line.
    Inside,
    /// The place behind the last character of the line.
    LineEnd,
    /// Another line.
    Line,
    /// Nowhere: it is the first or last place.
    Edge,
}

/// A place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    text: &'a Text,
    pub(super) at: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a Text, at: usize) -> Self {
        Self { text, at }
    }

    /// Returns the character here; `None` at the end of a line.
    pub(super) fn char(&self) -> Option<char> {
        self.text.char_at(self.at).filter(|&letter| letter != '\n')
    }

    pub(super) fn is(&self, letter: char) -> bool {
        self.char() == Some(letter)
    }

    pub(super) fn is_line_end(&self) -> bool {
        self.char().is_none()
    }

    pub(super) fn is_white(&self) -> bool {
        matches!(self.char(), Some(' ' | '\t'))
    }

    pub(super) fn line(&self) -> usize {
        self.text.line_of(self.at)
    }

    pub(super) fn line_range(&self) -> Range<usize> {
        self.text.line(self.line())
    }

    pub(super) fn is_line_start(&self) -> bool {
        self.text.is_line_start(self.at)
    }

    pub(super) fn is_empty_line(&self) -> bool {
        self.is_line_start() && self.is_line_end()
    }

    /// One step on; a line of characters ends with its end, then comes the next line.
    pub(super) fn forward(&mut self) -> Step {
        if !self.is_line_end() {
            self.at = self.text.next(self.at);
            return if self.is_line_end() { Step::LineEnd } else { Step::Inside };
        }
        if self.at >= self.text.len() {
            return Step::Edge;
        }
        self.at += 1;
        Step::Line
    }

    /// One step on, past the end of a line.
    pub(super) fn forward_over(&mut self) -> Step {
        match self.forward() {
            Step::LineEnd => self.forward(),
            step => step,
        }
    }

    /// One step back; the end of a line comes before its characters.
    pub(super) fn back(&mut self) -> Step {
        if self.at == 0 {
            return Step::Edge;
        }
        let step = if self.is_line_start() { Step::Line } else { Step::Inside };
        self.at = self.text.previous(self.at);
        step
    }

    /// One step back, past the end of a line.
    pub(super) fn back_over(&mut self) -> Step {
        match self.back() {
            Step::Line if !self.is_line_start() => self.back(),
            step => step,
        }
    }

    /// One step back within the line.
    pub(super) fn left(&mut self) -> bool {
        !self.is_line_start() && self.back() == Step::Inside
    }

    /// Returns the kind of the character here, as words see it: 0 is blank.
    pub(super) fn class(&self, big: bool) -> u32 {
        match self.char().map_or(0, class) {
            0 => 0,
            _ if big => 1,
            class => class,
        }
    }

    /// Steps on until the kind changes; `false` at the end of the text.
    pub(super) fn skip_forward(&mut self, class: u32, big: bool) -> bool {
        while self.class(big) == class {
            if self.forward() == Step::Edge {
                return false;
            }
        }
        true
    }

    /// Steps back until the kind changes; `false` at the start of the text.
    pub(super) fn skip_back(&mut self, class: u32, big: bool) -> bool {
        while self.class(big) == class {
            if self.back() == Step::Edge {
                return false;
            }
        }
        true
    }

    /// Goes back to where a run of one kind starts in this line.
    pub(super) fn run_start(&mut self, big: bool) {
        let class = self.class(big);
        while !self.is_line_start() {
            self.back();
            if self.class(big) != class {
                self.forward();
                break;
            }
        }
    }
}

/// Returns the kind of a character: blank 0, sign 1, letter 2, and one each for scripts that are written
/// without blanks.
pub(super) fn class(letter: char) -> u32 {
    match letter {
        ' ' | '\t' | '\0' | '\n' | '\u{a0}' => 0,
        '\u{0}'..='\u{ff}' => {
            let word = letter.is_ascii_alphanumeric() || letter == '_';
            if word || letter == '\u{b5}' || letter >= '\u{c0}' { 2 } else { 1 }
        }
        '\u{1680}'
        | '\u{2000}'..='\u{200b}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => 0,
        '\u{200c}'..='\u{206f}' | '\u{20a0}'..='\u{27ff}' if !is_emoji(letter) => 1,
        '\u{2070}'..='\u{207f}' => 0x2070,
        '\u{2080}'..='\u{2094}' => 0x2080,
        '\u{2800}'..='\u{28ff}' => 0x2800,
        '\u{2900}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' if !is_emoji(letter) => 1,
        '\u{3001}'..='\u{3020}' | '\u{3030}' | '\u{303d}' => 1,
        '\u{3040}'..='\u{309f}' => 0x3040,
        '\u{30a0}'..='\u{30ff}' => 0x30a0,
        '\u{3300}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}' => 0x4e00,
        '\u{ac00}'..='\u{d7a3}' => 0xac00,
        '\u{fe30}'..='\u{fe6b}'
        | '\u{ff00}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' => 1,
        letter if is_emoji(letter) => 3,
        _ => 2,
    }
}

fn is_emoji(letter: char) -> bool {
    matches!(letter,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b07}' | '\u{2b1b}'..='\u{2b55}'
        | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23f3}')
}
