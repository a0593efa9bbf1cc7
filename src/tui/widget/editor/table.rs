//! A table of Markdown while it is typed: its cells, drawn so that the columns stand under each other.
//!
//! Functions over the lines of one table; they know nothing of the document. Tables of blocks (`:::table`)
//! are not read here.

use super::glyph::glyph;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Columns are not made wider than this when the table does not fit beside itself.
const WIDEST: usize = 30;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    indent: String,
    /// How each column is aligned: a colon before, a colon after.
    colons: Vec<(bool, bool)>,
    /// The header, then the rows; the delimiter is not among them.
    rows: Vec<Vec<String>>,
}

/// A place in a table: a row, 0 being the header, and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// Tells whether a line can belong to a table.
pub(crate) fn is_row(line: &str) -> bool {
    line.trim_start().starts_with('|') || pipes(line).next().is_some()
}

/// Tells whether a line is the one between header and rows.
pub(crate) fn is_delimiter(line: &str) -> bool {
    let cells = cells(line);
    let fits = |cell: &str| {
        let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    is_row(line) && !cells.is_empty() && cells.iter().all(|cell| fits(&line[cell.clone()]))
}

/// Tells whether a line looks like the header of a table that has nothing else yet.
pub(crate) fn is_header(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|') && !cells(line).is_empty()
}

/// Returns the places of pipes that part cells: a backslash before one makes it text.
fn pipes(line: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    line.bytes().enumerate().filter_map(move |(at, byte)| {
        let parts = byte == b'|' && !escaped;
        escaped = byte == b'\\' && !escaped;
        parts.then_some(at)
    })
}

/// Returns the bytes of the cells of a line, blanks around the text included.
fn cells(line: &str) -> Vec<Range<usize>> {
    let start = line.len() - line.trim_start().len();
    let end = line.trim_end().len();
    let mut cells = Vec::new();
    let mut from = start;
    for pipe in pipes(line) {
        if pipe > start {
            cells.push(from..pipe);
        }
        from = pipe + 1;
    }
    if from < end {
        cells.push(from..end);
    }
    cells
}

/// Returns which cell of a line byte `at` is in.
pub(crate) fn column_at(line: &str, at: usize) -> usize {
    let cells = cells(line);
    cells.iter().position(|cell| at <= cell.end).unwrap_or(cells.len().saturating_sub(1))
}

impl Table {
    /// Reads the lines of a table: a header, a delimiter, rows.
    pub(crate) fn read(lines: &[String]) -> Option<Self> {
        let (header, delimiter) = (lines.first()?, lines.get(1)?);
        if !is_delimiter(delimiter) {
            return None;
        }
        let mut table = Self::of_header(header);
        let aligned = |cell: Range<usize>| {
            let cell = delimiter[cell].trim();
            (cell.starts_with(':'), cell.ends_with(':'))
        };
        table.colons = cells(delimiter).into_iter().map(aligned).collect();
        table.rows.extend(lines[2..].iter().map(|line| texts(line)));
        table.square();
        Some(table)
    }

    /// Makes a table of a header alone, with one empty row.
    pub(crate) fn begun(header: &str) -> Self {
        let mut table = Self::of_header(header);
        table.rows.push(Vec::new());
        table.square();
        table
    }

    /// Makes an empty table.
    pub(crate) fn empty(columns: usize, rows: usize) -> Self {
        let mut table = Self {
            indent: String::new(),
            colons: Vec::new(),
            rows: vec![vec![String::new(); columns]; rows],
        };
        table.square();
        table
    }

    fn of_header(header: &str) -> Self {
        let indent = header[..header.len() - header.trim_start().len()].to_owned();
        Self { indent, colons: Vec::new(), rows: vec![texts(header)] }
    }

    /// Gives every row as many cells as the header has, or the longest row: nothing that is typed gets lost.
    fn square(&mut self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
        self.colons.resize(columns, (false, false));
        for row in &mut self.rows {
            row.resize(columns, String::new());
        }
    }

    /// Returns how many columns there are.
    pub(crate) fn columns(&self) -> usize {
        self.colons.len()
    }

    /// Returns how many rows there are, the header included.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether nothing stands in a row.
    pub(crate) fn is_empty_row(&self, row: usize) -> bool {
        self.rows[row].iter().all(String::is_empty)
    }

    /// Adds an empty row before row `at`.
    pub(crate) fn add_row(&mut self, at: usize) {
        self.rows.insert(at.clamp(1, self.rows.len()), vec![String::new(); self.columns()]);
    }

    /// Removes a row; never the header.
    pub(crate) fn remove_row(&mut self, at: usize) {
        if at > 0 && at < self.rows.len() {
            self.rows.remove(at);
        }
    }

    /// Adds an empty column before column `at`.
    pub(crate) fn add_column(&mut self, at: usize) {
        self.colons.insert(at, (false, false));
        for row in &mut self.rows {
            row.insert(at, String::new());
        }
    }

    /// Removes a column; never the last one.
    pub(crate) fn remove_column(&mut self, at: usize) {
        if self.columns() > 1 {
            self.colons.remove(at);
            for row in &mut self.rows {
                row.remove(at);
            }
        }
    }

    /// Writes it, the columns under each other as far as `room` cells allow; says where each cell's text
    /// stands, in bytes.
    pub(crate) fn write(&self, room: usize) -> (String, Vec<Vec<Range<usize>>>) {
        let widths = self.widths(room);
        let mut out = String::new();
        let mut places = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            out.push_str(&self.indent);
            let mut cells = Vec::new();
            for (column, text) in row.iter().enumerate() {
                let blank = widths[column].saturating_sub(width(text));
                let left = match self.colons[column] {
                    (true, true) => blank / 2,
                    (false, true) => blank,
                    _ => 0,
                };
                out.push_str("| ");
                out.extend(std::iter::repeat_n(' ', left));
                let start = out.len();
                out.push_str(text);
                cells.push(start..out.len());
                out.extend(std::iter::repeat_n(' ', blank - left + 1));
            }
            out.push('|');
            if index == 0 {
                out.push('\n');
                self.write_delimiter(&widths, &mut out);
            }
            if index + 1 < self.rows.len() {
                out.push('\n');
            }
            places.push(cells);
        }
        (out, places)
    }

    fn write_delimiter(&self, widths: &[usize], out: &mut String) {
        out.push_str(&self.indent);
        for (column, (before, after)) in self.colons.iter().enumerate() {
            let dashes = widths[column] - usize::from(*before) - usize::from(*after);
            let colon = |on: bool| if on { ":" } else { "" };
            out.push_str(&format!("| {}{}{} ", colon(*before), "-".repeat(dashes.max(1)), colon(*after)));
        }
        out.push('|');
    }

    fn widths(&self, room: usize) -> Vec<usize> {
        let widest =
            |column: usize| self.rows.iter().map(|row| width(&row[column])).max().unwrap_or(0).max(3);
        let widths: Vec<usize> = (0..self.columns()).map(widest).collect();
        if widths.iter().map(|width| width + 3).sum::<usize>() < room.max(40) {
            return widths;
        }
        widths.into_iter().map(|width| width.min(WIDEST)).collect()
    }
}

fn texts(line: &str) -> Vec<String> {
    cells(line).into_iter().map(|cell| line[cell].trim().to_owned()).collect()
}

fn width(text: &str) -> usize {
    text.graphemes(true).fold(0, |column, grapheme| column + glyph(grapheme, column).width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn aligned(text: &str) -> String {
        Table::read(&lines(text)).unwrap().write(80).0
    }

    #[test]
    fn columns_stand_under_each_other_wide_letters_too() {
        insta::assert_snapshot!(aligned("|a|bee|\n|:-|--:|\n|日本語|1|\n| x \\| y | 12 | more"), @r"
        | a      | bee |      |
        | :----- | --: | ---- |
        | 日本語 |   1 |      |
        | x \| y |  12 | more |
        ");
    }

    #[test]
    fn a_table_that_does_not_fit_is_not_blown_up() {
        let long = "x".repeat(90);
        let text = aligned(&format!("| a | b |\n| - | - |\n| {long} | c |"));
        assert!(text.lines().next().unwrap().len() < 50, "{text}");
    }

    #[test]
    fn rows_and_columns_come_and_go() {
        let mut table = Table::read(&lines("|a|b|\n|-|-|\n|1|2|")).unwrap();
        table.add_row(2);
        table.add_column(1);
        assert_eq!(table.write(80).0.lines().count(), 4);
        table.remove_column(1);
        table.remove_row(2);
        table.remove_row(0);
        assert_eq!(table.write(80).0, aligned("|a|b|\n|-|-|\n|1|2|"));
    }

    #[test]
    fn what_is_a_row_is_seen() {
        assert!(is_delimiter("| - | :-: |") && is_delimiter("--- | ---") && !is_delimiter("| - | a |"));
        assert!(!is_delimiter("---"));
        assert!(is_header("| a | b |") && !is_header("| a") && !is_header("||"));
        assert_eq!(column_at("| a | b |", 3), 0);
        assert_eq!(column_at("| a | b |", 6), 1);
        assert_eq!(column_at("| a | b |", 9), 1);
    }

    proptest! {
        #[test]
        fn writing_again_changes_nothing(rows in proptest::collection::vec("(\\|[a日 \\\\]{0,4}){1,4}\\|?", 1..4)) {
            let mut text = vec!["| h | i |".to_owned(), "| - | -: |".to_owned()];
            text.extend(rows);
            if let Some(table) = Table::read(&text) {
                let once = table.write(80).0;
                let again = Table::read(&lines(&once)).unwrap();
                prop_assert_eq!(&again, &table);
                prop_assert_eq!(again.write(80).0, once);
            }
        }
    }
}
