//! Where motions lead.

use super::glyph::glyph;
use super::wrap::Row;
use super::{Editor, Motion};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

impl Editor {
    /// Returns where a motion leads from the cursor.
    pub(super) fn target(&mut self, motion: Motion) -> usize {
        let cursor = self.selection.cursor;
        match motion {
            Motion::Left => self.text.previous(cursor),
            Motion::Right => self.text.next(cursor),
            Motion::WordLeft => self.text.word_left(cursor),
            Motion::WordRight => self.text.word_right(cursor),
            Motion::NextWord => self.text.next_word(cursor),
            Motion::Up => self.rows_away(-1),
            Motion::Down => self.rows_away(1),
            Motion::PageUp => self.rows_away(-self.page()),
            Motion::PageDown => self.rows_away(self.page()),
            Motion::RowStart => self.row_start(),
            Motion::RowEnd => self.row_end(),
            Motion::LineStart => self.cursor_line().start,
            Motion::LineText => self.line_text(),
            Motion::LineEnd => self.cursor_line().end,
            Motion::ParagraphUp => self.paragraph_up(),
            Motion::ParagraphDown => self.paragraph_down(),
            Motion::Start => 0,
            Motion::End => self.text.len(),
            Motion::To(at) => self.text.snap(at),
        }
    }

    fn page(&self) -> isize {
        // Two rows stay, so that the eye finds its place again.
        self.view.height.saturating_sub(2).max(1) as isize
    }

    fn cursor_line(&self) -> Range<usize> {
        self.text.line(self.text.line_of(self.cursor()))
    }

    fn line_text(&self) -> usize {
        let line = self.text.line_text(self.text.line_of(self.cursor()), 256);
        self.cursor_line().start + line.len() - line.trim_start().len()
    }

    pub(super) fn cursor_row(&mut self) -> Row {
        self.view.layout.row_of(&self.text, self.selection.cursor)
    }

    fn row_start(&mut self) -> usize {
        let row = self.cursor_row();
        let start = self.view.layout.range(&self.text, row).start;
        if start == self.cursor() { self.cursor_line().start } else { start }
    }

    fn row_end(&mut self) -> usize {
        let row = self.cursor_row();
        let end = self.last_of(row);
        if end == self.cursor() { self.cursor_line().end } else { end }
    }

    /// Returns the last place of a row for the cursor: the end of the next byte is another row's.
    pub(super) fn last_of(&mut self, row: Row) -> usize {
        let range = self.view.layout.range(&self.text, row);
        if range.end == self.text.line(row.line).end { range.end } else { self.text.previous(range.end) }
    }

    fn rows_away(&mut self, rows: isize) -> usize {
        let mut row = self.cursor_row();
        let start = self.view.layout.range(&self.text, row).start;
        let goal = self.goal.unwrap_or_else(|| self.columns(start..self.selection.cursor));
        self.goal = Some(goal);
        for step in 0..rows.unsigned_abs() {
            let next = if rows < 0 {
                self.view.layout.above(&self.text, row)
            } else {
                self.view.layout.below(&self.text, row)
            };
            match next {
                Some(next) => row = next,
                // At the edge one more key goes to the very start or end.
                None if step == 0 => return if rows < 0 { 0 } else { self.text.len() },
                None => break,
            }
        }
        self.at_column(row, goal)
    }

    /// Returns the place in a row that is nearest to a column.
    pub(super) fn at_column(&mut self, row: Row, goal: usize) -> usize {
        let range = self.view.layout.range(&self.text, row);
        let last = self.last_of(row);
        let piece = self.text.slice(range.clone());
        let mut column = 0;
        for (at, grapheme) in piece.grapheme_indices(true) {
            let width = glyph(grapheme, column).width;
            if column + width > goal {
                return (range.start + at).min(last);
            }
            column += width;
        }
        last
    }

    /// Returns how many cells a piece of one row takes.
    pub(super) fn columns(&self, range: Range<usize>) -> usize {
        let piece = self.text.slice(range);
        piece.graphemes(true).fold(0, |column, grapheme| column + glyph(grapheme, column).width)
    }

    fn is_blank(&self, line: usize) -> bool {
        // A line this full of blanks counts as text; it keeps the step short.
        self.text.line_text(line, 256).trim().is_empty()
    }

    fn paragraph_up(&self) -> usize {
        let mut line = self.text.line_of(self.cursor());
        while line > 0 && self.is_blank(line) {
            line -= 1;
        }
        while line > 0 && !self.is_blank(line) {
            line -= 1;
        }
        self.text.line(line).start
    }

    fn paragraph_down(&self) -> usize {
        let mut line = self.text.line_of(self.cursor());
        let last = self.text.lines() - 1;
        while line < last && self.is_blank(line) {
            line += 1;
        }
        while line < last && !self.is_blank(line) {
            line += 1;
        }
        if line == last { self.text.len() } else { self.text.line(line).start }
    }
}
