//! Scrolls rows that moved instead of writing them again (40 times fewer bytes for a line of a page).
//!
//! Regions of whole rows only: terminals that can scroll a rectangle are rare. When a part of the moved
//! rows stood still (the panes on the left), that part is written again; whatever is cheaper wins.

use ratatui::buffer::{Buffer, Cell};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// Below this many changed cells nothing is tried.
const WORTH: usize = 150;

/// Finds rows that moved, writes the sequences that move them, and returns what the terminal shows then.
pub(super) fn apply(shown: &Buffer, next: &Buffer, bytes: &mut Vec<u8>) -> Option<Buffer> {
    if shown.area != next.area {
        return None;
    }
    let before = cost(shown, next);
    if before < WORTH {
        return None;
    }
    let (rows, by) = moved(shown, next)?;
    let mut scrolled = shown.clone();
    shift(&mut scrolled, &rows, by);
    if cost(&scrolled, next) * 5 > before * 4 {
        return None;
    }
    write(&rows, by, bytes);
    Some(scrolled)
}

/// How many cells differ: near enough to the bytes that would be written.
fn cost(shown: &Buffer, next: &Buffer) -> usize {
    shown.content.iter().zip(&next.content).filter(|(one, other)| one != other).count()
}

/// Finds the range of rows and the distance by which most of their right halves moved. The right half
/// decides because the page is there; the lists on the left stand still while it scrolls.
fn moved(shown: &Buffer, next: &Buffer) -> Option<(Range<u16>, i32)> {
    let old = hashes(shown);
    let new = hashes(next);
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (row, hash) in old.iter().enumerate() {
        places.entry(*hash).or_default().push(row);
    }
    let mut votes: HashMap<i32, usize> = HashMap::new();
    for (row, hash) in new.iter().enumerate() {
        // A row that occurs often (blank, border) says nothing about where it came from.
        if old.get(row) == Some(hash) || places.get(hash).is_none_or(|rows| rows.len() > 3) {
            continue;
        }
        for from in &places[hash] {
            *votes.entry(*from as i32 - row as i32).or_default() += 1;
        }
    }
    let (&by, _) =
        votes.iter().filter(|(_, count)| **count >= 3).max_by_key(|(by, count)| (**count, -by.abs()))?;
    let matches = |row: usize| {
        let from = row as i32 + by;
        (0..old.len() as i32).contains(&from) && old[from as usize] == new[row]
    };
    let changed = |row: usize| old[row] != new[row];
    let first = (0..new.len()).find(|row| matches(*row) && changed(*row))?;
    let last = (0..new.len()).rev().find(|row| matches(*row) && changed(*row))?;
    // The region holds where rows came from and where they went.
    let top = first.min((first as i32 + by).max(0) as usize);
    let bottom = last.max((last as i32 + by).max(0) as usize);
    Some((top as u16..bottom as u16 + 1, by))
}

fn hashes(buffer: &Buffer) -> Vec<u64> {
    let width = usize::from(buffer.area.width);
    let row_hash = |row: &[Cell]| {
        let mut hasher = DefaultHasher::new();
        for cell in &row[width / 2..width - 1] {
            cell.hash(&mut hasher);
        }
        hasher.finish()
    };
    if width < 4 { Vec::new() } else { buffer.content.chunks(width).map(row_hash).collect() }
}

fn shift(buffer: &mut Buffer, rows: &Range<u16>, by: i32) {
    let width = usize::from(buffer.area.width);
    let old = buffer.content.clone();
    for row in rows.clone() {
        let from = i32::from(row) + by;
        let target = usize::from(row) * width;
        let inside = from >= i32::from(rows.start) && from < i32::from(rows.end);
        for column in 0..width {
            buffer.content[target + column] =
                if inside { old[from as usize * width + column].clone() } else { Cell::default() };
        }
    }
}

/// Sets the region, scrolls, and sets the region back. Rows that come in are blank in the default colours.
fn write(rows: &Range<u16>, by: i32, bytes: &mut Vec<u8>) {
    let direction = if by > 0 { 'S' } else { 'T' };
    let sequence = format!("\x1b[0m\x1b[{};{}r\x1b[{}{direction}\x1b[r", rows.start + 1, rows.end, by.abs());
    bytes.extend_from_slice(sequence.as_bytes());
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
        let mut bytes = Vec::new();
        super::super::encode(&Buffer::empty(shown.area), shown, &mut bytes).unwrap();
        parser.process(&bytes);
        bytes.clear();
        super::super::encode(shown, next, &mut bytes).unwrap();
        parser.process(&bytes);
        (parser.screen().contents(), bytes.len())
    }

    #[test]
    fn a_scrolled_page_looks_the_same_and_costs_less() {
        for (from, to) in [(10, 11), (11, 10), (10, 25), (30, 13)] {
            let (shown, next) = (page(from), page(to));
            let (scrolled, _) = emulate(&shown, &next);
            let (whole, _) = emulate(&Buffer::empty(shown.area), &next);
            assert_eq!(scrolled, whole, "{from} to {to}");
        }
        let mut bytes = Vec::new();
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
        super::super::encode(&full(1), &full(2), &mut bytes).unwrap();
        assert!(bytes.len() < 200, "{} bytes", bytes.len());
    }
}
