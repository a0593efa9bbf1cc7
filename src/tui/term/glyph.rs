//! What a cell of a frame is to a terminal: how wide, and how certain to be.
//!
//! Most cells hold one letter of ASCII or one of a border: those are answered without a look into the tables of Unicode.

use ratatui::buffer::{Cell, CellDiffOption, CellWidth};

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
