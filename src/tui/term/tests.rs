//! What a terminal shows after the bytes is the frame, whatever was there before.

use super::encode;
use super::writer::Writer;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use std::num::NonZero;

const COLUMNS: u16 = 60;
const ROWS: u16 = 14;

/// A terminal that frames are sent to.
struct Emulator {
    parser: vt100::Parser,
    shown: Buffer,
    writer: Writer,
}

impl Emulator {
    fn new() -> Self {
        let size = |cells| NonZero::new(cells).unwrap();
        Self {
            parser: vt100::Parser::new(size(ROWS), size(COLUMNS), 0),
            shown: Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS)),
            writer: Writer::default(),
        }
    }

    /// Sends a frame; returns the bytes it took.
    fn show(&mut self, next: &Buffer) -> usize {
        encode(&mut self.shown, next, &mut self.writer);
        assert_eq!(self.shown, *next);
        let bytes = std::mem::take(&mut self.writer.bytes);
        self.parser.process(&bytes);
        if let Some((x, y)) = self.writer.at {
            assert_eq!(self.parser.screen().cursor_position(), (y, x), "where the cursor is");
        }
        bytes.len()
    }

    /// Compares what the terminal shows with a frame, cell by cell.
    fn is_like(&self, frame: &Buffer) {
        for y in 0..ROWS {
            let mut x = 0;
            while x < COLUMNS {
                let wanted = &frame[(x, y)];
                let seen = self.parser.screen().cell(y, x).expect("a cell");
                let letter = if seen.has_contents() { seen.contents() } else { " " };
                assert_eq!(letter, wanted.symbol(), "column {x} of row {y}");
                assert_eq!(seen.bgcolor(), colour(wanted.bg), "behind column {x} of row {y}");
                let underlined = wanted.modifier.contains(Modifier::UNDERLINED);
                assert_eq!(seen.underline(), underlined, "below column {x} of row {y}");
                if wanted.symbol() != " " {
                    assert_eq!(seen.fgcolor(), colour(wanted.fg), "column {x} of row {y}");
                    assert_eq!(seen.bold(), wanted.modifier.contains(Modifier::BOLD));
                    assert_eq!(seen.italic(), wanted.modifier.contains(Modifier::ITALIC));
                }
                x += wanted.cell_width().max(1);
            }
        }
    }
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Red => vt100::Color::Idx(1),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        _ => vt100::Color::Default,
    }
}

fn style() -> impl Strategy<Value = Style> {
    let colours = prop_oneof![
        4 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::DarkGray),
        1 => Just(Color::Indexed(200)),
        1 => Just(Color::Rgb(1, 2, 3)),
    ];
    let modifiers = prop_oneof![
        4 => Just(Modifier::empty()),
        1 => Just(Modifier::BOLD),
        1 => Just(Modifier::ITALIC | Modifier::BOLD),
        1 => Just(Modifier::UNDERLINED),
    ];
    (colours.clone(), prop_oneof![5 => Just(Color::Reset), 1 => colours], modifiers)
        .prop_map(|(letters, behind, modifier)| Style::new().fg(letters).bg(behind).add_modifier(modifier))
}

/// Something that happens to a screen of text.
#[derive(Debug, Clone)]
enum Step {
    Write(u16, u16, String, Style),
    Insert(u16, u16, String),
    Delete(u16, u16, usize),
    Scroll(u16, u16, i16),
}

fn step() -> impl Strategy<Value = Step> {
    let text = prop_oneof![4 => "[a-z .]{1,70}", 1 => "[a-z 日本é│─]{1,30}", 1 => " {1,60}"];
    prop_oneof![
        (0..COLUMNS, 0..ROWS, text, style()).prop_map(|(x, y, text, style)| Step::Write(x, y, text, style)),
        (0..COLUMNS, 0..ROWS, "[a-z]{1,4}").prop_map(|(x, y, text)| Step::Insert(x, y, text)),
        (0..COLUMNS, 0..ROWS, 1..4usize).prop_map(|(x, y, count)| Step::Delete(x, y, count)),
        (0..ROWS, 0..ROWS, -4..5i16).prop_map(|(y, other, by)| Step::Scroll(y.min(other), y.max(other), by)),
    ]
}

/// Does it; what is left of a wide letter becomes a blank.
fn take(frame: &mut Buffer, step: &Step) {
    let right = COLUMNS - 1;
    let at = |x: u16, y: u16| usize::from(y * COLUMNS + x);
    match step {
        Step::Write(x, y, text, style) => {
            frame.set_stringn(*x, *y, text, usize::from(COLUMNS - x), *style);
        }
        Step::Insert(x, y, text) => {
            let cells = &mut frame.content[at(*x, *y)..at(right, *y)];
            let count = text.len().min(cells.len());
            cells.rotate_right(count);
            for (cell, letter) in cells[..count].iter_mut().zip(text.chars()) {
                *cell = Cell::from(letter);
            }
        }
        Step::Delete(x, y, count) => {
            let cells = &mut frame.content[at(*x, *y)..at(right, *y)];
            let count = (*count).min(cells.len());
            cells.rotate_left(count);
            let end = cells.len();
            cells[end - count..].fill(Cell::EMPTY);
        }
        Step::Scroll(first, last, by) => {
            let rows = &mut frame.content[at(0, *first)..at(right, *last) + 1];
            let cells = usize::from(by.unsigned_abs() * COLUMNS).min(rows.len());
            if *by > 0 { rows.rotate_left(cells) } else { rows.rotate_right(cells) }
        }
    }
    for y in 0..ROWS {
        let mut x = 0;
        while x < COLUMNS {
            let width = frame[(x, y)].cell_width().max(1);
            if width > 1 && x + width > COLUMNS {
                frame[(x, y)] = Cell::EMPTY;
            }
            for covered in x + 1..(x + width).min(COLUMNS) {
                frame[(covered, y)] = Cell::EMPTY;
            }
            x += width;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_terminal_shows_the_frame(steps in prop::collection::vec(prop::collection::vec(step(), 1..6), 1..12)) {
        let mut emulator = Emulator::new();
        let mut frame = emulator.shown.clone();
        for some in steps {
            for step in &some {
                take(&mut frame, step);
            }
            emulator.show(&frame);
            emulator.is_like(&frame);
        }
    }
}

#[test]
fn equal_frames_write_nothing() {
    let mut emulator = Emulator::new();
    let mut frame = emulator.shown.clone();
    frame.set_string(3, 4, "abc", Style::new());
    assert!(emulator.show(&frame) > 0);
    assert_eq!(emulator.show(&frame), 0);
}

/// A text between borders, as the editor shows it.
fn text(lines: &[String]) -> Buffer {
    let mut frame = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    for y in 0..ROWS {
        let line = lines.get(usize::from(y)).map_or("", String::as_str);
        frame.set_string(0, y, format!("│{line:<58.58}│"), Style::new().fg(Color::Reset));
        frame[(0, y)].set_fg(Color::DarkGray);
        frame[(COLUMNS - 1, y)].set_fg(Color::DarkGray);
    }
    frame
}

fn lines() -> Vec<String> {
    (0..ROWS).map(|line| format!("{line} words of a line that stand in the middle of a page")).collect()
}

#[test]
fn a_letter_in_the_middle_of_a_line_costs_a_few_bytes() {
    let mut emulator = Emulator::new();
    let mut lines = lines();
    emulator.show(&text(&lines));
    emulator.writer.move_to(6, 5);
    let bytes = std::mem::take(&mut emulator.writer.bytes);
    emulator.parser.process(&bytes);
    for (letter, most) in [('a', 20), ('b', 20), ('c', 20)] {
        let column = emulator.writer.at.map_or(0, |at| usize::from(at.0)) - 1;
        lines[5].insert(column, letter);
        let frame = text(&lines);
        let bytes = emulator.show(&frame);
        emulator.is_like(&frame);
        assert!(bytes <= most, "{bytes} bytes");
    }
    lines[5].remove(5);
    let frame = text(&lines);
    let bytes = emulator.show(&frame);
    emulator.is_like(&frame);
    assert!(bytes <= 24, "{bytes} bytes to take one out");
}

#[test]
fn a_new_line_moves_the_lines_below() {
    let mut emulator = Emulator::new();
    let mut lines = lines();
    emulator.show(&text(&lines));
    lines.insert(4, String::new());
    let frame = text(&lines);
    let bytes = emulator.show(&frame);
    emulator.is_like(&frame);
    assert!(bytes <= 60, "{bytes} bytes");
    lines.remove(4);
    let frame = text(&lines);
    let bytes = emulator.show(&frame);
    emulator.is_like(&frame);
    assert!(bytes <= 120, "{bytes} bytes");
}
