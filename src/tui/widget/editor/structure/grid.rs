//! The table at the cursor: from cell to cell, rows and columns more or fewer, columns under each other.

use super::{Editor, Refusal};
use crate::domain::Timestamp;
use crate::tui::widget::editor::history::Selection;
use crate::tui::widget::editor::table::{self, Place, Table};
use std::ops::Range;

/// The most rows of a table that is drawn anew.
const ROWS: usize = 5_000;

const NO_TABLE: Refusal = "the cursor is not in a table";

/// A table of the text: its lines, what is in it, where the cursor is.
struct Grid {
    lines: Range<usize>,
    table: Table,
    place: Place,
}

impl Editor {
    /// Tells whether the cursor is in a table, or behind the header of one that begins.
    pub(in crate::tui::widget::editor) fn is_in_table(&mut self) -> bool {
        self.grid().is_some() || self.header().is_some()
    }

    /// Tells whether the cursor is inside a cell: a pipe before and after it on its line.
    pub(in crate::tui::widget::editor) fn is_in_cell(&mut self) -> bool {
        let (line, _) = self.line();
        let range = self.text.line(line);
        let column = self.cursor() - range.start;
        let text = self.text.slice(range);
        let inside = text[..column].contains('|') && text[column..].contains('|');
        let delimits = table::is_delimiter(&text);
        drop(text);
        inside && !delimits && self.grid().is_some()
    }

    fn is_row(&mut self, line: usize) -> bool {
        !self.view.blocks.is_xml()
            && !self.view.blocks.in_fence(&self.text, line)
            && table::is_row(&self.text.slice(self.text.line(line)))
    }

    fn grid(&mut self) -> Option<Grid> {
        let (at, _) = self.line();
        if !self.is_row(at) {
            return None;
        }
        let (mut start, mut end) = (at, at + 1);
        while start > 0 && at - start < ROWS && self.is_row(start - 1) {
            start -= 1;
        }
        while end < self.text.lines() && end - at < ROWS && self.is_row(end) {
            end += 1;
        }
        let lines = self.lines_of(start..end);
        // Text with a pipe in it may stand right above: the delimiter tells where the table begins.
        let delimiter = lines.iter().skip(1).position(|line| table::is_delimiter(line))? + 1;
        let first = start + delimiter - 1;
        if at < first {
            return None;
        }
        let table = Table::read(&lines[delimiter - 1..])?;
        let column = self.cursor() - self.text.line(at).start;
        let column = table::column_at(&lines[at - start], column).min(table.columns() - 1);
        let row = (at - first).saturating_sub(1);
        Some(Grid { lines: first..end, table, place: Place { row, column } })
    }

    /// Returns the cursor's line, when it is the header of a table that has nothing else yet.
    fn header(&mut self) -> Option<String> {
        let (at, lines) = self.line();
        let line = self.text.slice(self.text.line(at)).into_owned();
        let alone = at + 1 >= lines || !self.is_row(at + 1);
        (alone && (at == 0 || !self.is_row(at - 1)) && table::is_header(&line) && self.is_row(at))
            .then_some(line)
    }

    fn show(&mut self, grid: &Grid, now: Timestamp) -> Result<(), Refusal> {
        let room = self.view.width;
        let (text, cells) = grid.table.write(room);
        let start = self.text.line(grid.lines.start).start;
        let end = self.text.line(grid.lines.end - 1).end;
        let cursor = start + cells[grid.place.row][grid.place.column].end;
        self.history.close();
        self.put(start..end, &text, Selection { cursor, anchor: None }, now)
    }

    pub(super) fn next_cell(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let Some(mut grid) = self.grid() else { return self.begin_table(now) };
        grid.place.column += 1;
        if grid.place.column == grid.table.columns() {
            grid.place = Place { row: grid.place.row + 1, column: 0 };
        }
        if grid.place.row == grid.table.rows() {
            grid.table.add_row(grid.place.row);
        }
        self.show(&grid, now)
    }

    pub(super) fn previous_cell(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let mut grid = self.grid().ok_or(NO_TABLE)?;
        grid.place = match grid.place {
            Place { row, column } if column > 0 => Place { row, column: column - 1 },
            Place { row, .. } if row > 0 => Place { row: row - 1, column: grid.table.columns() - 1 },
            first => first,
        };
        self.show(&grid, now)
    }

    /// Goes to the row below; past the last one to a new row, and from an empty last row out of the table.
    pub(in crate::tui::widget::editor) fn next_row(&mut self, now: Timestamp) {
        let Some(mut grid) = self.grid() else { return };
        let last = grid.place.row + 1 == grid.table.rows();
        if last && grid.place.row > 0 && grid.table.is_empty_row(grid.place.row) {
            let line = self.text.line(grid.lines.end - 1);
            let cursor = Selection { cursor: line.start, anchor: None };
            // Nothing of the empty row stays but its line end.
            let _ = self.put(line, "", cursor, now);
            return;
        }
        grid.place.row += 1;
        if last {
            grid.table.add_row(grid.place.row);
        }
        let _ = self.show(&grid, now);
    }

    fn begin_table(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let header = self.header().ok_or(NO_TABLE)?;
        let (at, _) = self.line();
        let table = Table::begun(&header);
        self.show(&Grid { lines: at..at + 1, table, place: Place { row: 1, column: 0 } }, now)
    }

    pub(super) fn new_table(&mut self, now: Timestamp) -> Result<(), Refusal> {
        if self.grid().is_some() {
            return Err("the cursor is in a table already");
        }
        let (at, lines) = self.line();
        if self.view.blocks.in_fence(&self.text, at) {
            return Err("in code a table is text");
        }
        let is_blank = |line: usize| self.text.slice(self.text.line(line)).trim().is_empty();
        let (text, cells) = Table::empty(3, 2).write(self.view.width);
        let line = self.text.line(at);
        let (range, before) = match (is_blank(at), at > 0 && !is_blank(at - 1)) {
            (true, false) => (line, ""),
            (true, true) => (line, "\n"),
            (false, _) => (line.end..line.end, "\n\n"),
        };
        let after = if at + 1 < lines && !is_blank(at + 1) { "\n" } else { "" };
        let cursor = range.start + before.len() + cells[0][0].start;
        self.put(range, &format!("{before}{text}{after}"), Selection { cursor, anchor: None }, now)
    }

    pub(super) fn add_row(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let mut grid = self.grid().ok_or(NO_TABLE)?;
        grid.place = Place { row: grid.place.row + 1, column: 0 };
        grid.table.add_row(grid.place.row);
        self.show(&grid, now)
    }

    pub(super) fn delete_row(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let mut grid = self.grid().ok_or(NO_TABLE)?;
        if grid.place.row == 0 {
            return Err("a table keeps its header; delete its lines to take it away");
        }
        grid.table.remove_row(grid.place.row);
        grid.place.row = grid.place.row.min(grid.table.rows() - 1);
        self.show(&grid, now)
    }

    pub(super) fn add_column(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let mut grid = self.grid().ok_or(NO_TABLE)?;
        grid.place.column += 1;
        grid.table.add_column(grid.place.column);
        self.show(&grid, now)
    }

    pub(super) fn delete_column(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let mut grid = self.grid().ok_or(NO_TABLE)?;
        if grid.table.columns() == 1 {
            return Err("it is the last column; delete the lines to take the table away");
        }
        grid.table.remove_column(grid.place.column);
        grid.place.column = grid.place.column.min(grid.table.columns() - 1);
        self.show(&grid, now)
    }
}
