//! Commands about what the lines are: blocks, list items, tables, headings, fences.
//!
//! ```text
//! blocks   which lines belong together, and what stands beside them
//! items    a list item with all below it: moved, indented, numbered anew
//! grid     the table at the cursor: its cells, rows and columns
//! marks    headings, fences, sorted and doubled lines
//! ```
//!
//! Each is one step of undo and changes no more bytes than it must: the journal gets what differs.

mod blocks;
mod grid;
mod items;
mod marks;
#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use super::history::{Kind, Selection};
use super::{Editor, LIMIT, Outcome, changed_part};
use crate::domain::Timestamp;
use std::ops::Range;

/// A change of what the lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// Moves the item, block or section above the one before it.
    BlockUp,
    /// Moves the item, block or section below the one after it.
    BlockDown,
    /// Makes the heading one level smaller, or a line a heading.
    HeadingDeeper,
    /// Makes the heading one level larger, the largest plain text.
    HeadingHigher,
    /// Puts the selection, or the block, between fences, and takes them away again.
    Fence,
    /// Puts the lines, or the item, below once more.
    Duplicate,
    /// Sorts the selected lines, or the items of the list, by their text.
    Sort,
    /// Inserts an empty table.
    NewTable,
    /// Goes to the next cell of the table; past the last one to a new row.
    NextCell,
    /// Goes to the cell before.
    PreviousCell,
    /// Adds a row below.
    AddRow,
    /// Removes the row.
    DeleteRow,
    /// Adds a column to the right.
    AddColumn,
    /// Removes the column.
    DeleteColumn,
}

/// Why something was not done: lower case, no full stop.
type Refusal = &'static str;

/// A place in lines: which of them, and a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    line: usize,
    column: usize,
}

impl Editor {
    pub(super) fn structure(&mut self, what: Structure, now: Timestamp) -> Outcome {
        let done = match what {
            Structure::BlockUp => self.move_block(true, now),
            Structure::BlockDown => self.move_block(false, now),
            Structure::HeadingDeeper => self.change_heading(1, now),
            Structure::HeadingHigher => self.change_heading(-1, now),
            Structure::Fence => self.toggle_fence(now),
            Structure::Duplicate => self.duplicate(now),
            Structure::Sort => self.sort(now),
            Structure::NewTable => self.new_table(now),
            Structure::NextCell => self.next_cell(now),
            Structure::PreviousCell => self.previous_cell(now),
            Structure::AddRow => self.add_row(now),
            Structure::DeleteRow => self.delete_row(now),
            Structure::AddColumn => self.add_column(now),
            Structure::DeleteColumn => self.delete_column(now),
        };
        Outcome { refused: done.err(), ..Outcome::default() }
    }

    /// Returns lines as they are, without their ends.
    fn lines_of(&self, lines: Range<usize>) -> Vec<String> {
        lines.map(|line| self.text.slice(self.text.line(line)).into_owned()).collect()
    }

    /// Returns where byte `at` is, in lines counted from `first`.
    fn spot(&self, at: usize, first: usize) -> Spot {
        let line = self.text.line_of(at);
        Spot { line: line.saturating_sub(first), column: at - self.text.line(line).start }
    }

    /// Puts lines in place of others as one step of undo: the cursor goes to `cursor`, the other end of the
    /// selection to `anchor`, both counted in the new lines.
    fn rewrite(
        &mut self,
        lines: Range<usize>,
        new: &[String],
        cursor: Spot,
        anchor: Option<Spot>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let start = self.text.line(lines.start).start;
        let end = self.text.line(lines.end - 1).end;
        let place = |spot: Spot| {
            let line = spot.line.min(new.len() - 1);
            let before: usize = new[..line].iter().map(|line| line.len() + 1).sum();
            start + before + spot.column.min(new[line].len())
        };
        let selection = Selection { cursor: place(cursor), anchor: anchor.map(place) };
        self.put(start..end, &new.join("\n"), selection, now)
    }

    /// Puts text in place of a piece; only what differs is journalled.
    fn put(
        &mut self,
        range: Range<usize>,
        new: &str,
        selection: Selection,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let old = self.text.slice(range.clone()).into_owned();
        if self.text.len() - old.len() + new.len() > LIMIT {
            return Err("the text would be larger than 16 MB");
        }
        let (from, to, new_to) = changed_part(&old, new);
        if from == to && from == new_to {
            self.selection = self.snapped(selection);
            return Ok(());
        }
        let piece = (range.start + from..range.start + to, new[from..new_to].to_owned());
        self.splice(vec![piece], Kind::Whole, Some(selection), now);
        Ok(())
    }
}
