//! What a command prints: tables for people, one tab-separated record a line for programs, JSON on request.
//!
//! Whatever reaches a terminal is `SafeText`. Progress and notes go to stderr, results to stdout.

use crate::domain::SafeText;
use crate::report::Report;
use crate::tui::document::{self, Document};
use serde_json::{Value, json};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// Where and how a command prints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    quiet: bool,
    tty: bool,
}

impl Output {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet, tty: io::stdout().is_terminal() }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// The result of an action: a sentence for people, an object for programs.
    pub(crate) fn done(self, sentence: &str, object: Value) -> Result<(), Report> {
        if self.json {
            return put(&format!("{object}\n"));
        }
        if self.quiet { Ok(()) } else { put(&format!("{}\n", SafeText::line(sentence))) }
    }

    pub(crate) fn is_tty(self) -> bool {
        self.tty
    }

    /// An id that scripts take up: printed even with `--quiet`.
    pub(crate) fn id(self, id: &str) -> Result<(), Report> {
        put(&format!("{}\n", SafeText::line(id)))
    }

    /// Text that is the result itself: a page, a diff.
    pub(crate) fn text(self, text: &str) -> Result<(), Report> {
        let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
        match self.tty {
            true => put(&format!("{}{end}", SafeText::block(text))),
            false => put(&format!("{text}{end}")),
        }
    }

    /// A page laid out as the reader shows it: for eyes, with the colours the terminal may have.
    pub(crate) fn page(self, document: Document) -> Result<(), Report> {
        let width =
            crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)).clamp(20, 100);
        let styled = self.tty && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        put(&document::as_text(Arc::new(document), width, styled))
    }

    /// A list: a table on a terminal, records otherwise, an array in JSON.
    ///
    /// `columns` names the fields; every row has as many cells. `empty` is said to people when there is
    /// no row.
    pub(crate) fn list(self, columns: &[&str], rows: &[Vec<String>], empty: &str) -> Result<(), Report> {
        if self.json {
            let objects: Vec<Value> = rows
                .iter()
                .map(|row| {
                    columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect()
                })
                .map(Value::Object)
                .collect();
            return put(&format!("{}\n", Value::Array(objects)));
        }
        if rows.is_empty() {
            self.note(empty);
            return Ok(());
        }
        put(&if self.tty { table(columns, rows) } else { records(rows) })
    }

    /// An object or array made by the command itself.
    pub(crate) fn object(self, object: &Value) -> Result<(), Report> {
        put(&format!("{object}\n"))
    }

    /// A remark to the person, on stderr; left out with `--quiet`.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", SafeText::line(text));
        }
    }

    /// Whether progress may be drawn over itself.
    pub(crate) fn draws_progress(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    pub(crate) fn is_quiet(self) -> bool {
        self.quiet
    }
}

/// Writes to stdout; a reader that went away (`| head`) is no error.
pub(super) fn put(text: &str) -> Result<(), Report> {
    put_bytes(text.as_bytes())
}

pub(super) fn put_bytes(bytes: &[u8]) -> Result<(), Report> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Report::refused(format!("cannot write to stdout: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// The last column is not padded and may be as long as it likes.
pub(super) fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let safe: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| SafeText::line(cell).into_string()).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(i, name)| {
            safe.iter().map(|row| row[i].width()).chain([name.width()]).max().unwrap_or(0).min(60)
        })
        .collect();
    let heading: Vec<String> = columns.iter().map(|name| name.to_uppercase()).collect();
    std::iter::once(&heading).chain(&safe).map(|row| padded(row, &widths)).collect()
}

fn padded(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (i, (cell, width)) in row.iter().zip(widths).enumerate() {
        line.push_str(cell);
        if i + 1 < row.len() {
            line.push_str(&" ".repeat(2 + width.saturating_sub(cell.width())));
        }
    }
    format!("{}\n", line.trim_end())
}

/// Tabs and line breaks inside a cell would make two cells or records of it.
fn records(rows: &[Vec<String>]) -> String {
    let clean = |cell: &String| cell.replace(['\t', '\n', '\r'], " ");
    rows.iter().map(|row| row.iter().map(clean).collect::<Vec<_>>().join("\t") + "\n").collect()
}

/// Prints an error with its hints to stderr.
pub(super) fn complain(report: &Report, json: bool) {
    let mut err = io::stderr().lock();
    let _ = if json {
        let object = json!({"error": report.cause, "hints": report.hints, "code": report.kind.code()});
        writeln!(err, "{object}")
    } else {
        writeln!(err, "tildr: {report}")
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_wide_characters() {
        let rows = vec![vec!["日本".into(), "x".into()], vec!["ab".into(), "y".into()]];
        assert_eq!(table(&["key", "name"], &rows), "KEY   NAME\n日本  x\nab    y\n");
    }

    #[test]
    fn s2_a_record_is_one_line_and_a_table_is_safe() {
        let rows = vec![vec!["a\tb\nc".into(), "\u{1b}[2J".into()]];
        assert_eq!(records(&rows).lines().count(), 1);
        assert!(!table(&["a", "b"], &rows).contains('\u{1b}'));
    }
}
