//! Scrolls rows that moved instead of writing them again (40 times fewer bytes for a line of a page).
//!
//! Regions of whole rows only: terminals that can scroll a rectangle are rare. When a part of the moved
//! rows stood still (the panes on the left), that part is written again. Every stretch of rows is weighed by the
//! bytes it takes, and the cheapest is scrolled, if any.

use super::key::{Key, Row, are_same};
use super::writer::Writer;
use ratatui::buffer::{Buffer, Cell};
use std::collections::HashMap;

/// With fewer changed rows than these nothing is tried.
const WORTH: usize = 3;
/// How many distances are weighed.
const TRIED: usize = 3;
/// Bytes that a scroll must save: about what its own sequences take.
const OVERHEAD: i64 = 20;

/// A stretch of rows, ends included, and how far what they show moves up (or down, below zero).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scroll {
    first: usize,
    last: usize,
    by: i64,
}

/// Finds rows that moved, writes the sequences that move them, and does the same to `shown` and to its keys.
pub(super) fn apply(shown: &mut Buffer, old: &mut [Key], next: &Buffer, new: &[Key], writer: &mut Writer) {
    let columns = usize::from(next.area.width);
    if columns < 4 {
        return;
    }
    let rows = Rows { columns, old, new, next };
    let changed: Vec<bool> =
        (0..rows.count()).map(|row| !are_same(rows.old(row), rows.next(row).keys)).collect();
    if changed.iter().filter(|changed| **changed).count() < WORTH {
        return;
    }
    let Some(scroll) = best(&rows, &changed) else { return };
    write(scroll, rows.count(), writer);
    let moved = scroll.first * columns..(scroll.last + 1) * columns;
    shift(&mut shown.content[moved.clone()], scroll.by, columns, &Cell::EMPTY);
    shift(&mut old[moved], scroll.by, columns, &Key::BLANK);
}

/// Moves rows up or down among themselves; blank ones come in.
fn shift<T: Clone>(rows: &mut [T], by: i64, columns: usize, blank: &T) {
    let cells = by.unsigned_abs() as usize * columns;
    if by > 0 {
        rows.rotate_left(cells);
        let end = rows.len();
        rows[end - cells..].fill(blank.clone());
    } else {
        rows.rotate_right(cells);
        rows[..cells].fill(blank.clone());
    }
}

/// Two frames, row by row.
struct Rows<'a> {
    columns: usize,
    old: &'a [Key],
    new: &'a [Key],
    next: &'a Buffer,
}

impl Rows<'_> {
    fn count(&self) -> usize {
        self.new.len() / self.columns
    }

    fn old(&self, row: usize) -> &[Key] {
        &self.old[row * self.columns..][..self.columns]
    }

    fn next(&self, row: usize) -> Row<'_> {
        let cells = row * self.columns..(row + 1) * self.columns;
        Row { cells: &self.next.content[cells.clone()], keys: &self.new[cells] }
    }
}

/// Weighs the likely distances and all stretches of rows for each.
fn best(frames: &Rows<'_>, changed: &[bool]) -> Option<Scroll> {
    let distances = distances(frames, changed);
    if distances.is_empty() {
        return None;
    }
    let rows = frames.count();
    let blank = vec![Key::BLANK; frames.columns];
    let mut scratch = Writer::default();
    let mut cost = |shown: &[Key], next: Row<'_>| -> i64 {
        if shown == next.keys { 0 } else { scratch.weigh(shown, next) as i64 }
    };
    let stay = sums((0..rows).map(|row| cost(frames.old(row), frames.next(row))));
    // Most stretches are out of the question before it matters what their new rows take.
    let mut filled: Vec<Option<i64>> = vec![None; rows];
    let mut best: Option<(i64, Scroll)> = None;
    for by in distances {
        let from = |row: usize| usize::try_from(row as i64 + by).ok().filter(|from| *from < rows);
        let moved =
            sums((0..rows).map(|row| from(row).map_or(0, |from| cost(frames.old(from), frames.next(row)))));
        let by_rows = by.unsigned_abs() as usize;
        for length in (by_rows + 1..=rows).rev() {
            for first in 0..=rows - length {
                let last = first + length - 1;
                // The rows that get what moved, and those that come in blank.
                let (kept, came) = if by > 0 {
                    (first..last + 1 - by_rows, last + 1 - by_rows..last + 1)
                } else {
                    (first + by_rows..last + 1, first..first + by_rows)
                };
                let most = best.map_or(0, |(most, _)| most);
                let mut saved =
                    stay[last + 1] - stay[first] - (moved[kept.end] - moved[kept.start]) - OVERHEAD;
                for row in came {
                    if saved <= most {
                        break;
                    }
                    saved -= *filled[row].get_or_insert_with(|| cost(&blank, frames.next(row)));
                }
                if saved > most {
                    best = Some((saved, Scroll { first, last, by }));
                }
            }
        }
    }
    best.map(|(_, scroll)| scroll)
}

/// Running sums, from nothing to everything.
fn sums(costs: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut sum = 0;
    let sums = costs.map(|cost| {
        sum += cost;
        sum
    });
    std::iter::once(0).chain(sums).collect()
}

/// The distances by which most halves of rows moved. Halves, because the lists on the left stand still while the
/// page on the right scrolls.
fn distances(frames: &Rows<'_>, changed: &[bool]) -> Vec<i64> {
    let half = frames.columns / 2;
    let mut votes: HashMap<i64, usize> = HashMap::new();
    for columns in [2..half, half..frames.columns - 1] {
        let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
        for row in 0..frames.count() {
            places.entry(hash(&frames.old(row)[columns.clone()])).or_default().push(row);
        }
        for row in (0..frames.count()).filter(|row| changed[*row]) {
            let cells = &frames.next(row).keys[columns.clone()];
            // A row that occurs often (blank, border) says nothing about where it came from.
            let Some(from) = places.get(&hash(cells)).filter(|rows| rows.len() <= 3) else { continue };
            for from in from.iter().filter(|from| **from != row) {
                *votes.entry(*from as i64 - row as i64).or_default() += 1;
            }
        }
    }
    let mut likely: Vec<(i64, usize)> = votes.into_iter().filter(|(_, votes)| *votes > 1).collect();
    likely.sort_by_key(|(by, votes)| (std::cmp::Reverse(*votes), by.abs(), *by));
    // What hardly any row says is chance when most say something else.
    let most = likely.first().map_or(0, |(_, votes)| *votes);
    likely.into_iter().filter(|(_, votes)| 2 * votes > most).take(TRIED).map(|(by, _)| by).collect()
}

/// The letters of some cells as a number. Nobody gains by two that are equal: the rows are compared before they move.
fn hash(keys: &[Key]) -> u64 {
    keys.iter().fold(0, |hash: u64, key| {
        (hash.rotate_left(5) ^ u64::from(key.letters())).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Sets the region, scrolls, and sets the region back. Rows that come in are blank in the default colours.
fn write(scroll: Scroll, rows: usize, writer: &mut Writer) {
    writer.plain();
    let start = if scroll.first == 0 { String::new() } else { (scroll.first + 1).to_string() };
    let end = if scroll.last + 1 == rows { String::new() } else { format!(";{}", scroll.last + 1) };
    let by = if scroll.by.abs() == 1 { String::new() } else { scroll.by.abs().to_string() };
    let direction = if scroll.by > 0 { 'S' } else { 'T' };
    let sequence = if start.is_empty() && end.is_empty() {
        format!("\x1b[{by}{direction}")
    } else {
        format!("\x1b[{start}{end}r\x1b[{by}{direction}\x1b[r")
    };
    writer.bytes.extend_from_slice(sequence.as_bytes());
    // Setting a region moves the cursor, and not every terminal moves it to the same place.
    writer.lost();
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    fn page(from: usize) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 20));
        for row in 0..20u16 {
            let text = if row == 0 || row == 19 {
                "─".repeat(80)
            } else {
                format!(
                    "│ left {row:>3} │ line {:>4} of the page, which has some words in it",
                    from + usize::from(row)
                )
            };
            buffer.set_string(0, row, text, ratatui::style::Style::new());
        }
        buffer
    }

    /// What a terminal shows after the bytes.
    fn emulate(shown: &Buffer, next: &Buffer) -> (String, usize) {
        let mut parser =
            vt100::Parser::new(std::num::NonZero::new(20).unwrap(), std::num::NonZero::new(80).unwrap(), 0);
        let mut writer = Writer::default();
        super::super::encode(&mut Buffer::empty(shown.area), shown, &mut writer);
        parser.process(&std::mem::take(&mut writer.bytes));
        super::super::encode(&mut shown.clone(), next, &mut writer);
        parser.process(&writer.bytes);
        (parser.screen().contents(), writer.bytes.len())
    }

    #[test]
    fn a_scrolled_page_looks_the_same_and_costs_less() {
        for (from, to) in [(10, 11), (11, 10), (10, 25), (30, 13)] {
            let (shown, next) = (page(from), page(to));
            let (scrolled, _) = emulate(&shown, &next);
            let (whole, _) = emulate(&Buffer::empty(shown.area), &next);
            assert_eq!(scrolled, whole, "{from} to {to}");
        }
        let mut writer = Writer::default();
        let full = |row: usize| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 20));
            for line in 0..20 {
                buffer.set_string(
                    0,
                    line,
                    format!("{:-^80}", row + usize::from(line)),
                    ratatui::style::Style::new(),
                );
            }
            buffer
        };
        super::super::encode(&mut full(1), &full(2), &mut writer);
        assert!(writer.bytes.len() < 150, "{} bytes", writer.bytes.len());
    }
}
