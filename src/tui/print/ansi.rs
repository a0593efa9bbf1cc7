//! A frame as text with colours, to be shown by a terminal or by `less -R`.

use super::runs;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// Returns the rows with the sequences for their styles. Every line begins and ends plain.
pub fn ansi(cells: &Buffer) -> String {
    let mut text = String::new();
    for row in 0..cells.area.height {
        let mut line = String::new();
        let mut styled = false;
        let runs = runs(cells, row);
        let last = runs.iter().rposition(|run| !is_plain(run.cell) || !run.text.trim().is_empty());
        for (index, run) in runs.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let plain = is_plain(run.cell);
            if !plain {
                let _ = write!(line, "\x1b[0{}m", sgr(run.cell));
            } else if styled {
                line.push_str("\x1b[0m");
            }
            styled = !plain;
            let ends = Some(index) == last && plain;
            line.push_str(if ends { run.text.trim_end() } else { &run.text });
        }
        if styled {
            line.push_str("\x1b[0m");
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn is_plain(cell: &Cell) -> bool {
    cell.fg == Color::Reset && cell.bg == Color::Reset && cell.modifier.is_empty()
}

fn sgr(cell: &Cell) -> String {
    let mut codes = String::new();
    for (modifier, code) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if cell.modifier.contains(modifier) {
            let _ = write!(codes, ";{code}");
        }
    }
    for (colour, base) in [(cell.fg, 30), (cell.bg, 40)] {
        codes.push_str(&colour_code(colour, base));
    }
    codes
}

/// The code of a colour; 30 is the base of foregrounds, 40 of backgrounds.
fn colour_code(colour: Color, base: u8) -> String {
    let bright = base + 60;
    match colour {
        Color::Reset => String::new(),
        Color::Black => format!(";{base}"),
        Color::Red => format!(";{}", base + 1),
        Color::Green => format!(";{}", base + 2),
        Color::Yellow => format!(";{}", base + 3),
        Color::Blue => format!(";{}", base + 4),
        Color::Magenta => format!(";{}", base + 5),
        Color::Cyan => format!(";{}", base + 6),
        Color::Gray => format!(";{}", base + 7),
        Color::DarkGray => format!(";{bright}"),
        Color::LightRed => format!(";{}", bright + 1),
        Color::LightGreen => format!(";{}", bright + 2),
        Color::LightYellow => format!(";{}", bright + 3),
        Color::LightBlue => format!(";{}", bright + 4),
        Color::LightMagenta => format!(";{}", bright + 5),
        Color::LightCyan => format!(";{}", bright + 6),
        Color::White => format!(";{}", bright + 7),
        Color::Indexed(index) => format!(";{};5;{index}", base + 8),
        Color::Rgb(red, green, blue) => format!(";{};2;{red};{green};{blue}", base + 8),
    }
}
