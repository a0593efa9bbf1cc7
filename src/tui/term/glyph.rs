//! What a cell of a frame is to a terminal: how wide, how certain to be, and whether two look the same.
//!
//! Every frame asks this of every cell, most of which hold one letter of ASCII or one of a border: those are
//! answered without a look into the tables of Unicode.

use ratatui::buffer::{Cell, CellDiffOption, CellWidth};

/// Whether two cells look the same.
pub(super) fn same(left: &Cell, right: &Cell) -> bool {
    let (old, new) = (left.symbol().as_bytes(), right.symbol().as_bytes());
    let alike = match (old, new) {
        ([old], [new]) => old == new,
        _ => old == new,
    };
    alike
        && left.fg == right.fg
        && left.bg == right.bg
        && left.modifier == right.modifier
        && left.underline_color == right.underline_color
        && left.diff_option == right.diff_option
}

/// Whether two rows look the same.
pub(super) fn same_row(left: &[Cell], right: &[Cell]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
}

/// Whether a picture lies over a cell, which is not to be written.
pub(super) fn is_covered(cell: &Cell) -> bool {
    cell.diff_option == CellDiffOption::Skip
}

/// How many columns a cell takes, at least one.
pub(super) fn width(cell: &Cell) -> usize {
    if is_plain(cell) { 1 } else { usize::from(cell.cell_width().max(1)) }
}

pub(super) fn is_wide(cell: &Cell) -> bool {
    !is_plain(cell) && cell.symbol().len() > 1 && cell.cell_width() != 1
}

/// Whether every letter of a row takes one column for certain.
pub(super) fn are_narrow(row: &[Cell]) -> bool {
    row.iter().all(|cell| {
        is_plain(cell)
            || (cell.symbol().len() == 1 && !is_covered(cell))
            || (cell.cell_width() == 1 && is_certain(cell))
    })
}

/// Whether every terminal gives a letter the columns that we give it: single characters that are narrow, or wide
/// in every table.
pub(super) fn is_certain(cell: &Cell) -> bool {
    let mut characters = cell.symbol().chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => {
            character.is_ascii()
                || cell.cell_width() == 1
                || matches!(character,
                    '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}'
                    | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}'
                    | '\u{20000}'..='\u{3fffd}')
        }
        _ => false,
    }
}

/// Whether a cell holds one letter of ASCII or of a border (U+2500 to U+257F) and nothing else is to be known of it.
fn is_plain(cell: &Cell) -> bool {
    matches!(cell.symbol().as_bytes(), [_] | [0xe2, 0x94 | 0x95, _])
        && cell.diff_option == CellDiffOption::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_as_wide_as_the_tables_say() {
        let letters = (' '..='~').chain('\u{2500}'..='\u{257f}');
        for letter in letters {
            let mut cell = Cell::default();
            cell.set_char(letter);
            assert!(is_plain(&cell), "{letter}");
            assert_eq!(cell.cell_width(), 1, "{letter}");
            assert!(is_certain(&cell), "{letter}");
        }
    }

    #[test]
    fn cells_look_the_same_when_they_are_equal() {
        let mut cells = vec![Cell::default(), Cell::EMPTY];
        for symbol in [" ", "a", "é", "日", "e\u{301}"] {
            let mut cell = Cell::default();
            cell.set_symbol(symbol);
            cells.push(cell.clone());
            cell.fg = ratatui::style::Color::Red;
            cells.push(cell.clone());
            cell.diff_option = CellDiffOption::Skip;
            cells.push(cell);
        }
        for left in &cells {
            for right in &cells {
                assert_eq!(same(left, right), left == right, "{left:?} {right:?}");
            }
        }
    }
}
