//! A frame as something to keep: plain text, text with colours, or a picture.

mod ansi;
mod linear;
mod svg;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use unicode_width::UnicodeWidthStr;

pub use ansi::ansi;
pub use linear::{linear, news};
pub use svg::svg;

/// Returns the text of the rows, without blanks at their ends.
pub fn text(cells: &Buffer) -> String {
    let mut text = String::new();
    for row in 0..cells.area.height {
        let mut line = String::new();
        for run in runs(cells, row) {
            line.push_str(&run.text);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Neighbours in a row that look the same.
struct Run<'a> {
    cell: &'a Cell,
    text: String,
    column: u16,
    width: u16,
}

/// Parts a row. The cell behind a wide character has nothing of its own to show.
fn runs(cells: &Buffer, row: u16) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut column = 0;
    while column < cells.area.width {
        let cell = &cells[Position::new(column, row)];
        let width = (cell.symbol().width().max(1) as u16).min(cells.area.width - column);
        match runs.last_mut() {
            Some(last) if same(last.cell, cell) => {
                last.text.push_str(cell.symbol());
                last.width += width;
            }
            _ => runs.push(Run { cell, text: cell.symbol().to_owned(), column, width }),
        }
        column += width;
    }
    runs
}

fn same(one: &Cell, other: &Cell) -> bool {
    (one.fg, one.bg, one.modifier) == (other.fg, other.bg, other.modifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Color, Modifier, Style};

    fn frame() -> Buffer {
        let mut cells = Buffer::with_lines(["plain 安 <b>  ", "x           "]);
        cells.set_style(ratatui::layout::Rect::new(0, 0, 5, 1), Style::new().fg(Color::Cyan));
        let bold = Style::new().bg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD | Modifier::REVERSED);
        cells.set_style(ratatui::layout::Rect::new(9, 0, 3, 1), bold);
        cells
    }

    #[test]
    fn text_is_what_one_reads() {
        assert_eq!(text(&frame()), "plain 安 <b>\nx\n");
    }

    #[test]
    fn colours_are_written_where_they_change_and_end_with_the_line() {
        assert_eq!(ansi(&frame()), "\u{1b}[0;36mplain\u{1b}[0m 安 \u{1b}[0;1;7;48;2;1;2;3m<b>\u{1b}[0m\nx\n");
    }

    #[test]
    fn a_picture_is_well_formed_and_has_every_word() {
        let svg = svg(&frame(), Some(Position::new(0, 1)));
        assert!(svg.contains("&lt;b&gt;") && svg.contains("plain") && svg.contains("安"), "{svg}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                _ => continue,
            }
        }
    }
}
