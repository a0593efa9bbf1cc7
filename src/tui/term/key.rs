//! Cells as numbers: two cells look the same when their numbers are equal, so that rows are compared like memory.
//!
//! A frame is compared with the last one at every key, and where rows may have moved to, with most of its rows. Colours,
//! attributes and long letters get their numbers from a table that both frames share.

use super::glyph::{is_certain, is_covered, is_wide};
use super::pen::Pen;
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::style::{Color, Modifier};
use std::collections::HashMap;

/// How a cell looks.
///
/// ```text
///   63 62 61 60 │ 59 … 32          │ 31 … 0
///   what it is  │ colours and so on │ the letters: up to four bytes as they are, else ff and a number
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u64);

/// It may take more or less than one column.
const ODD: u64 = 1 << 63;
const WIDE: u64 = 1 << 62;
const COVERED: u64 = 1 << 61;
/// A blank that erasing leaves.
const ERASED: u64 = 1 << 60;
/// The first byte of no letter.
const NUMBERED: u32 = 0xff;

impl Key {
    /// An empty cell.
    pub(super) const BLANK: Self = Self(ERASED | b' ' as u64);

    /// Whether it takes one column for certain.
    pub(super) fn is_narrow(self) -> bool {
        self.0 & ODD == 0
    }

    pub(super) fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }

    /// Whether a picture lies over it, and it is not to be written.
    pub(super) fn is_covered(self) -> bool {
        self.0 & COVERED != 0
    }

    /// Whether erasing leaves what it shows.
    pub(super) fn is_erased(self) -> bool {
        self.0 & ERASED != 0
    }

    /// The number of its colours and attributes.
    pub(super) fn look(self) -> u32 {
        (self.0 >> 32) as u32 & 0x0fff_ffff
    }

    /// Its letters as a number.
    pub(super) fn letters(self) -> u32 {
        self.0 as u32
    }

    /// Adds its letters; `false` for letters that have only a number.
    pub(super) fn write(self, bytes: &mut Vec<u8>) -> bool {
        let letters = self.letters().to_le_bytes();
        let length = letters.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let is_here = length > 0 && self.letters() & NUMBERED != NUMBERED;
        if is_here {
            bytes.extend_from_slice(&letters[..length]);
        }
        is_here
    }
}

/// Whether every cell takes one column for certain.
pub(super) fn are_narrow(keys: &[Key]) -> bool {
    keys.iter().fold(0, |all, key| all | key.0) & ODD == 0
}

/// Whether some cell lies below a picture.
pub(super) fn are_covered(keys: &[Key]) -> bool {
    keys.iter().fold(0, |all, key| all | key.0) & COVERED != 0
}

/// Whether cells look the same: all of them are looked at, several at a time.
pub(super) fn are_same(one: &[Key], other: &[Key]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |all, (one, other)| all | (one.0 ^ other.0)) == 0
}

/// A row of a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) cells: &'a [Cell],
    pub(super) keys: &'a [Key],
}

/// Colours and attributes of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Look {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
    option: CellDiffOption,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier,
            option: cell.diff_option,
        }
    }
}

/// The numbers that were given. The look of an empty cell has number 0.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// With whether a blank that looks so is what erasing leaves.
    looks: HashMap<Look, (u32, bool)>,
    long: HashMap<Box<str>, u32>,
    last: (Look, u32, bool),
}

/// After so many looks or letters the numbers are given anew: pictures of half-blocks have thousands of colours.
const MOST: usize = 20_000;

impl Default for Table {
    fn default() -> Self {
        let empty = Look::default();
        Self { looks: HashMap::from([(empty, (0, true))]), long: HashMap::new(), last: (empty, 0, true) }
    }
}

impl Table {
    /// Whether it has grown so large that it is better made anew, and all keys with it.
    pub(super) fn is_full(&self) -> bool {
        self.looks.len() > MOST || self.long.len() > MOST
    }

    /// Gives every cell of a frame its number.
    pub(super) fn put(&mut self, frame: &Buffer, keys: &mut Vec<Key>) {
        keys.clear();
        keys.extend(frame.content.iter().map(|cell| self.key(cell)));
    }

    /// Gives every cell of a frame its number; rows that are as they were shown keep theirs. To see that two cells are
    /// equal takes a third of what a number takes, and after most keys most rows are.
    pub(super) fn put_after(&mut self, shown: &Buffer, old: &[Key], next: &Buffer, keys: &mut Vec<Key>) {
        keys.clear();
        let columns = usize::from(next.area.width).max(1);
        let rows = shown.content.chunks(columns).zip(next.content.chunks(columns)).zip(old.chunks(columns));
        for ((shown, cells), old) in rows {
            if shown.iter().zip(cells).all(|(shown, cell)| is_alike(shown, cell)) {
                keys.extend_from_slice(old);
            } else {
                keys.extend(cells.iter().map(|cell| self.key(cell)));
            }
        }
    }

    fn key(&mut self, cell: &Cell) -> Key {
        let look = Look::of(cell);
        if look != self.last.0 {
            self.last = self.numbered(look, cell);
        }
        let (_, number, erases) = self.last;
        let symbol = cell.symbol();
        let letters = match *symbol.as_bytes() {
            [a] => u32::from(a),
            [a, b] => u32::from_le_bytes([a, b, 0, 0]),
            [a, b, c] => u32::from_le_bytes([a, b, c, 0]),
            [a, b, c, d] => u32::from_le_bytes([a, b, c, d]),
            _ => self.long(symbol),
        };
        let is = match symbol.as_bytes() {
            b" " if erases => ERASED,
            // Letters of ASCII and of borders, which most are.
            [_] | [0xe2, 0x94 | 0x95, _] if look.option == CellDiffOption::None => 0,
            _ => odd(cell),
        };
        Key(is | u64::from(number) << 32 | u64::from(letters))
    }

    fn numbered(&mut self, look: Look, cell: &Cell) -> (Look, u32, bool) {
        let next = self.looks.len() as u32;
        let (number, erases) = *self.looks.entry(look).or_insert_with(|| {
            let mut blank = Cell::new(" ");
            blank.set_style(cell.style()).diff_option = cell.diff_option;
            (next, Pen::default().fits(&blank) && !is_covered(&blank))
        });
        (look, number, erases)
    }

    fn long(&mut self, symbol: &str) -> u32 {
        if let Some(number) = self.long.get(symbol) {
            return number << 8 | NUMBERED;
        }
        let number = self.long.len() as u32;
        self.long.insert(symbol.into(), number);
        number << 8 | NUMBERED
    }
}

/// Whether two cells are the same. Most letters are one byte, or the three of a border.
fn is_alike(one: &Cell, other: &Cell) -> bool {
    let is_same_letter = match (one.symbol().as_bytes(), other.symbol().as_bytes()) {
        ([one], [other]) => one == other,
        ([a, b, c], [d, e, f]) => [a, b, c] == [d, e, f],
        (one, other) => one == other,
    };
    is_same_letter && Look::of(one) == Look::of(other)
}

fn odd(cell: &Cell) -> u64 {
    let is_narrow =
        (cell.symbol().len() == 1 && !is_covered(cell)) || (cell.cell_width() == 1 && is_certain(cell));
    let flag = |is: bool, flag: u64| if is { flag } else { 0 };
    flag(!is_narrow, ODD) | flag(is_wide(cell), WIDE) | flag(is_covered(cell), COVERED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn what_is_plain_is_as_wide_as_the_tables_say() {
        for letter in (' '..='~').chain('\u{2500}'..='\u{257f}') {
            let mut cell = Cell::default();
            cell.set_char(letter);
            assert!(Table::default().key(&cell).is_narrow(), "{letter}");
            assert_eq!(cell.cell_width(), 1, "{letter}");
            assert!(is_certain(&cell), "{letter}");
        }
    }

    #[test]
    fn only_rows_that_changed_are_numbered() {
        let mut shown = Buffer::empty(Rect::new(0, 0, 4, 3));
        shown.set_string(0, 0, "same", ratatui::style::Style::new());
        let mut next = shown.clone();
        next.set_string(1, 1, "x", ratatui::style::Style::new());
        // Numbers that no cell has: where they come back nothing was numbered.
        let old = vec![Key(7); 12];
        let (mut table, mut keys, mut whole) = (Table::default(), Vec::new(), Vec::new());
        table.put_after(&shown, &old, &next, &mut keys);
        table.put(&next, &mut whole);
        assert_eq!((&keys[..4], &keys[8..]), (&old[..4], &old[8..]));
        assert_eq!(keys[4..8], whole[4..8]);
    }

    #[test]
    fn cells_have_the_same_number_when_they_look_the_same() {
        let mut cells = vec![Cell::default(), Cell::EMPTY];
        for symbol in [" ", "a", "é", "─", "日", "🦀", "e\u{301}", "👩\u{200d}💻", "👩\u{200d}🔬", ""]
        {
            let mut cell = Cell::default();
            cell.set_symbol(symbol);
            cells.push(cell.clone());
            cell.fg = Color::Red;
            cells.push(cell.clone());
            cell.modifier = Modifier::UNDERLINED;
            cells.push(cell.clone());
            cell.diff_option = CellDiffOption::Skip;
            cells.push(cell);
        }
        let mut table = Table::default();
        let mut buffer = Buffer::empty(Rect::new(0, 0, cells.len() as u16, 1));
        buffer.content = cells.clone();
        let mut keys = Vec::new();
        table.put(&buffer, &mut keys);
        assert_eq!(keys[0], Key::BLANK);
        for (left, one) in cells.iter().zip(&keys) {
            for (right, other) in cells.iter().zip(&keys) {
                assert_eq!(one == other, left == right, "{left:?} {right:?}");
                assert_eq!(is_alike(left, right), left == right, "{left:?} {right:?}");
            }
            let mut written = Vec::new();
            if one.write(&mut written) {
                assert_eq!(written, left.symbol().as_bytes());
            } else {
                assert!(left.symbol().len() > 4 || left.symbol().is_empty(), "{left:?}");
            }
            assert_eq!(one.is_covered(), is_covered(left));
        }
    }
}
