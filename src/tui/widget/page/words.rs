//! The words of a page as it is laid out: going from one to the next, and what stands between two of them.

use super::PageView;
use crate::markup::Passage;
use crate::tui::document::{Join, Line, Role, cells};
use std::ops::Range;

/// A word, or several beside each other: their row and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The row, from the title.
    pub row: usize,
    /// The columns.
    pub columns: Range<usize>,
}

/// Rows that are looked through for another word.
const FAR: usize = 2000;

impl PageView {
    /// Returns the first word from a row on, downwards or upwards.
    pub fn word_from(&mut self, row: usize, below: bool) -> Option<Spot> {
        let found = |view: &mut Self, row: usize| {
            let words = view.words(row);
            if below { words.into_iter().next() } else { words.into_iter().last() }
        };
        if below {
            return (row..row + FAR).find_map(|row| found(self, row));
        }
        (row.saturating_sub(FAR)..=row).rev().find_map(|row| found(self, row))
    }

    /// Returns the word after another.
    pub fn next_word(&mut self, spot: &Spot) -> Option<Spot> {
        let behind = |word: &Spot| word.columns.start >= spot.columns.end;
        self.words(spot.row).into_iter().find(behind).or_else(|| self.word_from(spot.row + 1, true))
    }

    /// Returns the word before another.
    pub fn previous_word(&mut self, spot: &Spot) -> Option<Spot> {
        let ahead = |word: &Spot| word.columns.end <= spot.columns.start;
        let here = self.words(spot.row).into_iter().rfind(ahead);
        here.or_else(|| self.word_from(spot.row.checked_sub(1)?, false))
    }

    /// Returns the word below or above another.
    pub fn word_beside(&mut self, spot: &Spot, below: bool) -> Option<Spot> {
        let from = if below { spot.row + 1 } else { spot.row.checked_sub(1)? };
        let row = self.word_from(from, below)?.row;
        let column = spot.columns.start;
        let distance = |word: &Spot| match &word.columns {
            columns if columns.contains(&column) => 0,
            columns if columns.start > column => columns.start - column,
            columns => column + 1 - columns.end,
        };
        self.words(row).into_iter().min_by_key(distance)
    }

    /// Returns the columns from one word to another on each of some rows.
    pub fn between(&self, first: &Spot, last: &Spot, rows: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let on_row = |row: usize| {
            let line = self.line(row)?;
            let words = words(line);
            let start = if row == first.row { first.columns.start } else { words.first()?.start };
            let end = if row == last.row { last.columns.end } else { words.last()?.end };
            (start < end).then_some((row, start..end))
        };
        (first.row.max(rows.start)..(last.row + 1).min(rows.end)).filter_map(on_row).collect()
    }

    /// Returns the text from one word to another, without frames and marks.
    pub fn text_between(&self, first: &Spot, last: &Spot) -> String {
        let mut text = String::new();
        for (row, columns) in self.between(first, last, first.row..last.row + 1) {
            let Some(line) = self.line(row) else { continue };
            if row > first.row {
                text.push_str(match line.join {
                    Join::Fresh => "\n",
                    Join::Blank => " ",
                    Join::Tight => "",
                });
            }
            text.push_str(text_of(line, columns).trim_end());
        }
        text
    }

    /// Returns the words of one block from one to another; `None` when they stand in several, or in none that a
    /// comment can be about.
    pub fn passage(&self, first: &Spot, last: &Spot) -> Option<Passage> {
        let line = self.line(first.row)?;
        let source = line.source;
        let is_block = |row: usize| {
            let line = self.line(row);
            line.is_some_and(|line| {
                line.source == source && line.spans.iter().all(|span| span.code.is_none())
            })
        };
        if !(first.row..=last.row).all(is_block) {
            return None;
        }
        let words = self.text_between(first, last);
        let wanted = solid(&words);
        let start = (0..first.row).rev().take_while(|row| is_block(*row)).last().unwrap_or(first.row);
        let ahead: String = (start..first.row)
            .filter_map(|row| self.line(row))
            .map(|line| text_of(line, 0..usize::MAX))
            .chain([text_of(line, 0..first.columns.start)])
            .collect();
        let (ahead, all) = (solid(&ahead), solid(&ahead) + &wanted);
        let before = all.match_indices(&wanted).filter(|(at, _)| *at < ahead.len()).count();
        (!wanted.is_empty()).then_some(Passage { line: source as usize, words, before })
    }

    /// Returns the words of a row.
    pub fn words(&mut self, row: usize) -> Vec<Spot> {
        let above = self.header.len();
        if let Some(layout) = &mut self.layout {
            layout.ensure((row + 1).saturating_sub(above));
        }
        let found = self.line(row).map(words).unwrap_or_default();
        found.into_iter().map(|columns| Spot { row, columns }).collect()
    }

    /// The line on a row below the title.
    fn line(&self, row: usize) -> Option<&Line> {
        let at = row.checked_sub(self.header.len())?;
        self.lines().get(at)
    }
}

/// The columns of each word of a line; what is drawn around the text is none.
fn words(line: &Line) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut column = 0;
    let mut goes_on = false;
    for span in &line.spans {
        for (grapheme, columns) in cells(&span.text) {
            let is_blank = span.is_drawn() || grapheme.chars().all(|ch| ch.is_whitespace() || ch == '\u{a0}');
            match words.last_mut().filter(|_| goes_on) {
                _ if is_blank => {}
                Some(word) => word.end = column + columns,
                None => words.push(column..column + columns),
            }
            goes_on = !is_blank;
            column += columns;
        }
    }
    words
}

/// The text in columns of a line; what is drawn between two parts of it is a blank.
fn text_of(line: &Line, wanted: Range<usize>) -> String {
    let mut text = String::new();
    let mut column = 0;
    for span in &line.spans {
        let is_code = matches!(span.style.role, Role::CodeBlock | Role::Code);
        for (grapheme, columns) in cells(&span.text) {
            if wanted.contains(&column) {
                match span.is_drawn() || (grapheme == " " && !is_code) {
                    true if text.is_empty() || text.ends_with(' ') => {}
                    true => text.push(' '),
                    false => text.push_str(grapheme),
                }
            }
            column += columns;
        }
    }
    text
}

fn solid(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_whitespace() && *ch != '\u{a0}').collect()
}
