//! A frame as a picture: SVG, made from its cells.
//!
//! A terminal of sixteen colours has no fixed ones; the picture uses a warm dark set of its own.

use super::{Run, runs};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 12.0;
const PAPER: &str = "#1d2021";
const INK: &str = "#d5c4a1";
/// Black to white, dark and bright.
const PALETTE: [&str; 16] = [
    "#282828", "#fb4934", "#b8bb26", "#fabd2f", "#83a598", "#d3869b", "#7fc5d1", "#a89984", "#928374",
    "#ff6b57", "#cfd24a", "#ffd75f", "#a3c2b5", "#e5a6b8", "#a0dbe4", "#fbf1c7",
];

/// Draws cells: a background, then a run of text for every stretch of one style, then the cursor.
pub fn svg(cells: &Buffer, cursor: Option<Position>) -> String {
    let (columns, rows) = (cells.area.width, cells.area.height);
    let width = f32::from(columns) * CELL.0 + 2.0 * MARGIN;
    let height = f32::from(rows) * CELL.1 + 2.0 * MARGIN;
    // A theme with a background of its own has it to the edge.
    let paper = colour(cells[(0, 0)].bg).unwrap_or_else(|| PAPER.to_owned());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"'DejaVu Sans Mono',\
         'JetBrains Mono',Menlo,Consolas,monospace\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{paper}\"/>\n"
    );
    for row in 0..rows {
        for run in runs(cells, row) {
            draw(&mut svg, &run, row, &paper);
        }
    }
    if let Some(cursor) = cursor {
        let (x, y) = corner(cursor.x, cursor.y);
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{}\" height=\"{}\" fill=\"{INK}\" opacity=\"0.6\"/>",
            CELL.0, CELL.1
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn corner(column: u16, row: u16) -> (f32, f32) {
    (MARGIN + f32::from(column) * CELL.0, MARGIN + f32::from(row) * CELL.1)
}

fn draw(svg: &mut String, run: &Run<'_>, row: u16, behind: &str) {
    let (x, y) = corner(run.column, row);
    let width = f32::from(run.width) * CELL.0;
    let mut ink = colour(run.cell.fg).unwrap_or_else(|| INK.to_owned());
    let mut paper = colour(run.cell.bg).filter(|paper| paper != behind);
    if run.cell.modifier.contains(Modifier::REVERSED) {
        let before = paper.replace(ink);
        ink = before.unwrap_or_else(|| behind.to_owned());
    }
    if let Some(paper) = paper {
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    if run.text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if run.cell.modifier.contains(modifier) {
            style.push_str(attribute);
        }
    }
    let text = run.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{style} xml:space=\"preserve\">{text}</text>",
        y + 13.5
    );
}

fn colour(colour: Color) -> Option<String> {
    let index = match colour {
        Color::Reset => return None,
        Color::Rgb(red, green, blue) => return Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(match index {
        0..16 => PALETTE[usize::from(index)].to_owned(),
        16..232 => {
            let step = |level: u8| if level == 0 { 0 } else { 55 + level * 40 };
            let index = index - 16;
            format!("#{:02x}{:02x}{:02x}", step(index / 36), step(index / 6 % 6), step(index % 6))
        }
        232.. => format!("#{0:02x}{0:02x}{0:02x}", 8 + (index - 232) * 10),
    })
}
