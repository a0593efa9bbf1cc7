//! What modes need of the text: edits that are placed by bytes, columns of lines, and marks.

use super::glyph::glyph;
use super::history::{Kind, Selection};
use super::vim::Visual;
use super::wrap::Row;
use super::{Editor, text::normalized};
use crate::domain::Timestamp;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

impl Editor {
    /// Makes replacements, given in order of the text. The cursor stays where it was in bytes: the caller
    /// says where it goes.
    pub(super) fn edit(&mut self, pieces: Vec<(Range<usize>, String)>, now: Timestamp) {
        if pieces.is_empty() {
            return;
        }
        let pieces =
            pieces.into_iter().map(|(range, text)| (range, normalized(&text).into_owned())).collect();
        let stay = Selection { cursor: self.selection.cursor, anchor: None };
        self.splice(pieces, Kind::Whole, Some(stay), now);
    }

    /// Removes a piece and puts the cursor where it was.
    pub(super) fn cut_out(&mut self, range: Range<usize>, now: Timestamp) {
        let at = range.start;
        if !range.is_empty() {
            self.edit(vec![(range, String::new())], now);
        }
        self.selection.cursor = self.text.snap(at.min(self.text.len()));
    }

    /// Returns the place behind the character at the cursor; the cursor's own at the end of a line.
    pub(super) fn right_of_cursor(&self) -> usize {
        let cursor = self.cursor();
        if self.text.char_at(cursor) == Some('\n') { cursor } else { self.text.next(cursor) }
    }

    /// Returns how many cells a text takes at the start of a line.
    pub(super) fn cells(&self, text: &str) -> usize {
        text.graphemes(true).fold(0, |column, grapheme| column + glyph(grapheme, column).width)
    }

    /// Returns the character of a line that covers a column, or its last one.
    pub(super) fn at_cell(&self, line: Range<usize>, column: usize) -> usize {
        let at = self.at_cell_or_end(line.clone(), column);
        if at == line.end && !line.is_empty() { self.text.previous(at) } else { at }
    }

    /// Returns the character of a line that covers a column, or its end.
    pub(super) fn at_cell_or_end(&self, line: Range<usize>, column: usize) -> usize {
        let piece = self.text.slice(line.clone());
        let mut cells = 0;
        for (at, grapheme) in piece.grapheme_indices(true) {
            cells += glyph(grapheme, cells).width;
            if cells > column {
                return line.start + at;
            }
        }
        line.end
    }

    /// Returns the first line in view and how many there are.
    pub(super) fn lines_in_view(&mut self) -> (usize, usize) {
        let first = self.view.top.line;
        let mut row = self.view.top;
        for _ in 1..self.view.height {
            match self.view.layout.below(&self.text, row) {
                Some(below) => row = below,
                None => break,
            }
        }
        (first, row.line - first + 1)
    }

    /// `zt zz zb`: puts the row of the cursor at the top, in the middle or at the bottom.
    pub(super) fn place_view(&mut self, key: char) -> super::vim::Done {
        let above = match key {
            't' => 0,
            'z' => self.view.height / 2,
            'b' => self.view.height.saturating_sub(1),
            _ => return super::vim::Done::No,
        };
        self.view.top = self.cursor_row();
        self.scroll(-(above as isize));
        super::vim::Done::Yes
    }

    /// Moves the cursor into what is shown, after scrolling.
    pub(super) fn keep_cursor_in_view(&mut self) {
        let column = {
            let row = self.cursor_row();
            let start = self.view.layout.range(&self.text, row).start;
            self.columns(start..self.cursor())
        };
        let cursor = self.cursor_row();
        let mut bottom = self.view.top;
        for _ in 1..self.view.height {
            match self.view.layout.below(&self.text, bottom) {
                Some(below) => bottom = below,
                None => break,
            }
        }
        let to: Option<Row> = match cursor {
            cursor if cursor < self.view.top => Some(self.view.top),
            cursor if cursor > bottom => Some(bottom),
            _ => None,
        };
        if let Some(row) = to {
            self.selection.cursor = self.at_column(row, column);
        }
        self.view.follow = true;
    }

    /// Returns what of a line is shown as selected.
    pub(super) fn shown_selected(&self, line: usize) -> Range<usize> {
        match (&self.asked, self.visual) {
            (Some(asked), _) => asked.clone(),
            (None, Some(visual)) => self.visual_in(visual, line),
            (None, None) => self.selected().unwrap_or(0..0),
        }
    }

    /// Returns what a visual mode selects.
    pub fn visual(&self) -> Option<Visual> {
        self.visual
    }

    /// Lets marks and what is typed follow an edit.
    pub(super) fn follow(&mut self, at: usize, removed: &str, inserted: usize) {
        for mark in self.marks.values_mut() {
            if *mark >= at + removed.len() {
                *mark = *mark - removed.len() + inserted;
            } else if *mark > at {
                *mark = at;
            }
        }
        if let Some(typing) = &mut self.typing {
            typing.follow(at, removed, inserted);
        }
    }
}
