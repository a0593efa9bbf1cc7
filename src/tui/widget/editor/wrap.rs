//! Soft wrap by word: which bytes of a line stand in which row of the screen.
//!
//! Only lines that are asked for are laid out, and only as far as asked. After an edit a line is laid out
//! again from two rows before it until its rows start where the old ones did, so that a line of a
//! megabyte costs no more per key than a short one.

use super::glyph::{Class, class, glyph};
use super::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The narrowest layout: a wide glyph has to fit.
const NARROWEST: usize = 2;

/// Lines with more rows than this stay laid out when they leave the view.
const COSTLY: usize = 500;

/// Rows that are laid out after an edit to find the old ones again. Text that repeats itself may never fall
/// into step; the rest is then laid out when somebody looks at it.
const IN_STEP: usize = 200;

/// A row: a line, and which of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) sub: usize,
}

/// What an edit did, for whoever caches something by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edited {
    /// The line it started in.
    pub(crate) line: usize,
    /// Bytes from the start of that line.
    pub(crate) offset: usize,
    /// Bytes that went and came.
    pub(crate) removed: usize,
    pub(crate) inserted: usize,
    /// Newlines that went and came.
    pub(crate) lines_removed: usize,
    pub(crate) lines_inserted: usize,
}

/// Rows of the lines in and near the view.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    width: usize,
    lines: BTreeMap<usize, Rows>,
}

/// The rows of a line as far as they are known; offsets count from the start of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rows {
    starts: Vec<usize>,
    /// Whether `starts` is complete.
    done: bool,
}

impl Default for Rows {
    fn default() -> Self {
        Self { starts: vec![0], done: false }
    }
}

impl Layout {
    /// Sets the width in cells; another one than before forgets every row.
    pub(crate) fn set_width(&mut self, width: usize) {
        let width = width.max(NARROWEST);
        if width != self.width {
            self.width = width;
            self.lines.clear();
        }
    }

    /// Returns the row that shows byte `at`.
    pub(crate) fn row_of(&mut self, text: &Text, at: usize) -> Row {
        let line = text.line_of(at);
        let range = text.line(line);
        let offset = at - range.start;
        let rows = self.known(text, line, |rows| rows.starts.last().is_some_and(|&last| last > offset));
        Row { line, sub: rows.starts.partition_point(|&start| start <= offset) - 1 }
    }

    /// Returns the bytes of a row; the last row of the line when it has fewer.
    pub(crate) fn range(&mut self, text: &Text, row: Row) -> Range<usize> {
        let line = text.line(row.line);
        let rows = self.known(text, row.line, |rows| rows.starts.len() > row.sub + 1);
        let sub = row.sub.min(rows.starts.len() - 1);
        let end = rows.starts.get(sub + 1).map_or(line.end, |next| line.start + next);
        line.start + rows.starts[sub]..end
    }

    /// Returns the row below, if there is one.
    pub(crate) fn below(&mut self, text: &Text, row: Row) -> Option<Row> {
        let rows = self.known(text, row.line, |rows| rows.starts.len() > row.sub + 1);
        if row.sub + 1 < rows.starts.len() {
            return Some(Row { sub: row.sub + 1, ..row });
        }
        (row.line + 1 < text.lines()).then_some(Row { line: row.line + 1, sub: 0 })
    }

    /// Returns the row above, if there is one.
    pub(crate) fn above(&mut self, text: &Text, row: Row) -> Option<Row> {
        if row.sub > 0 {
            return Some(Row { sub: row.sub - 1, ..row });
        }
        let line = row.line.checked_sub(1)?;
        let rows = self.known(text, line, |_| false);
        Some(Row { line, sub: rows.starts.len() - 1 })
    }

    /// Forgets lines outside of `lines`, so that the cache stays as small as the view. Lines that took long
    /// to lay out stay.
    pub(crate) fn keep(&mut self, lines: Range<usize>) {
        self.lines.retain(|line, rows| lines.contains(line) || rows.starts.len() > COSTLY);
    }

    /// Follows an edit; `text` is the text after it.
    pub(crate) fn edited(&mut self, text: &Text, edit: &Edited) {
        let mut after = self.lines.split_off(&(edit.line + 1));
        let after = after.split_off(&(edit.line + edit.lines_removed + 1));
        let moved =
            after.into_iter().map(|(line, rows)| (line - edit.lines_removed + edit.lines_inserted, rows));
        self.lines.extend(moved);
        let width = self.width;
        if let Some(rows) = self.lines.get_mut(&edit.line) {
            rows.edited(text, width, edit);
        }
    }

    /// Returns the rows of a line, laid out until `enough` or the end of the line.
    fn known(&mut self, text: &Text, line: usize, enough: impl Fn(&Rows) -> bool) -> &Rows {
        let rows = self.lines.entry(line).or_default();
        let range = text.line(line);
        while !rows.done && !enough(rows) {
            rows.extend(text, &range, self.width);
        }
        rows
    }
}

impl Rows {
    /// Finds where the next row starts, or that there is none.
    fn extend(&mut self, text: &Text, line: &Range<usize>, width: usize) {
        let start = line.start + self.starts[self.starts.len() - 1];
        let end = row_end(text, start, line.end, width);
        if end >= line.end {
            self.done = true;
        } else {
            self.starts.push(end - line.start);
        }
    }

    fn edited(&mut self, text: &Text, width: usize, edit: &Edited) {
        let row = self.starts.partition_point(|&start| start <= edit.offset) - 1;
        let old = self.starts.split_off(row.saturating_sub(1).max(1).min(self.starts.len()));
        let was_done = std::mem::replace(&mut self.done, false);
        if edit.lines_removed + edit.lines_inserted > 0 {
            // The rest of the line is another one now; what is in view is laid out when it is drawn.
            return;
        }
        let line = text.line(edit.line);
        let behind = edit.offset + edit.removed;
        let mut rest = old.into_iter().filter(|&start| start > behind).peekable();
        let enough = self.starts.len() + IN_STEP;
        while rest.peek().is_some() && !self.done && self.starts.len() < enough {
            self.extend(text, &line, width);
            let last = self.starts[self.starts.len() - 1] + edit.removed;
            while rest.peek().is_some_and(|&start| start + edit.inserted < last) {
                rest.next();
            }
            if !self.done && rest.peek().is_some_and(|&start| start + edit.inserted == last) {
                rest.next();
                self.starts.extend(rest.map(|start| start + edit.inserted - edit.removed));
                self.done = was_done;
                return;
            }
        }
    }
}

/// Returns where the row ends that starts at `start`, within a line that ends at `line_end`.
pub(crate) fn row_end(text: &Text, start: usize, line_end: usize, width: usize) -> usize {
    let mut window = 4 * width + 64;
    loop {
        let end = text.floor((start + window).min(line_end));
        let piece = text.slice(start..end);
        if let Some(length) = fill(&piece, width, end == line_end) {
            return start + length;
        }
        window *= 4;
    }
}

/// Returns how many bytes of `piece` make a row; `None` when it has to see more than that.
///
/// A row ends after a blank or beside a wide glyph where it can, and in the middle of a word where it must.
/// One blank that no longer fits hangs over the edge rather than starting the next row.
fn fill(piece: &str, width: usize, complete: bool) -> Option<usize> {
    let mut column = 0;
    let mut opportunity = 0;
    for (at, grapheme) in piece.grapheme_indices(true) {
        let end = at + grapheme.len();
        if end == piece.len() && !complete {
            return None;
        }
        let cells = glyph(grapheme, column).width;
        if class(grapheme) == Class::Blank {
            if column + cells > width {
                return Some(end);
            }
            opportunity = end;
        } else {
            if cells == 2 && at > 0 {
                opportunity = at;
            }
            if column + cells > width {
                let cut = if opportunity > 0 { opportunity } else { at };
                return Some(if cut > 0 { cut } else { end });
            }
            if cells == 2 {
                opportunity = end;
            }
        }
        column += cells;
    }
    complete.then_some(piece.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(layout: &mut Layout, text: &Text) -> Vec<String> {
        let mut rows = Vec::new();
        let mut row = Some(Row::default());
        while let Some(here) = row {
            rows.push(text.slice(layout.range(text, here)).into_owned());
            row = layout.below(text, here);
        }
        rows
    }

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let mut layout = Layout::default();
        layout.set_width(width);
        rows(&mut layout, &Text::new(text))
    }

    #[test]
    fn rows_end_at_words_and_the_blank_hangs() {
        assert_eq!(wrapped("one two three", 7), ["one two ", "three"]);
        assert_eq!(wrapped("one two three", 6), ["one ", "two ", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 3), ["abc", "def", "gh ", "ij"]);
        assert_eq!(wrapped("日本語です", 5), ["日本", "語で", "す"]);
        assert_eq!(wrapped("a\n\nb", 5), ["a", "", "b"]);
    }

    fn line() -> impl Strategy<Value = String> {
        "(word|a|  ?|日|👩\u{200d}👧|e\u{301}|\u{301}|\t|-|longerwords){0,30}"
    }

    proptest! {
        #[test]
        fn rows_tile_the_line_and_none_is_wider_than_the_view(line in line(), width in 2usize..30) {
            let rows = wrapped(&line, width);
            prop_assert_eq!(rows.concat(), line);
            for row in &rows {
                let last = row.graphemes(true).next_back().filter(|last| class(last) == Class::Blank);
                let shown = &row[..row.len() - last.map_or(0, str::len)];
                let cells = shown.graphemes(true).fold(0, |column, g| column + glyph(g, column).width);
                prop_assert!(cells <= width, "{row:?} is {cells} wide");
                prop_assert!(!row.is_empty() || rows.len() == 1);
            }
        }

        #[test]
        fn rows_after_an_edit_are_those_of_a_new_layout(
            lines in proptest::collection::vec(line(), 1..5),
            edits in proptest::collection::vec((any::<u16>(), 0usize..12, "(\n|x| |日|word ){0,4}"), 1..8),
            width in 2usize..20,
        ) {
            let mut text = Text::new(&lines.join("\n"));
            let mut layout = Layout::default();
            layout.set_width(width);
            rows(&mut layout, &text);
            for (at, removed, inserted) in edits {
                let start = text.snap(at as usize % (text.len() + 1));
                let end = text.snap_up((start + removed).min(text.len()));
                let edit = crate::tui::widget::editor::change(&mut text, start..end, &inserted).1;
                layout.edited(&text, &edit);
                let mut fresh = Layout::default();
                fresh.set_width(width);
                prop_assert_eq!(rows(&mut layout, &text), rows(&mut fresh, &text));
            }
        }
    }
}
