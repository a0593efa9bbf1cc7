//! The picture in the README: a frame of the program as SVG, made from its cells and held current.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use tildr::markup;
use tildr::tui::testing::{Harness, page, person, space};

const CELL: (f32, f32) = (8.4, 18.0);
const PAPER: &str = "#1d2021";
const INK: &str = "#d5c4a1";

const BODY: &str = "\
We keep **two copies** of each page, one of them on another disk. See [[Release checklist]].

> [!NOTE] Why it is safe
> Every save is on disk before the screen says so.

| Store | What it holds | When it is lost |
| --- | --- | --- |
| `wiki.db` | pages, versions, grants | restore the backup |
| `replica.db` | a copy for reading | fetched again |
| `drafts.db` | what you typed | never |

## To do

- [x] Measure a commit on a slow disk
- [ ] Write down what a power cut may cost
- [ ] Ask {status:green|Ann} to review

```sql
PRAGMA main.synchronous = FULL;
```
";

#[test]
fn the_picture_in_the_readme_is_a_frame_of_the_program() {
    let body = markup::to_storage(BODY).storage;
    let mut harness = Harness::with(vec![
        tildr::replica::Incoming::User(person("u1", "ada", "Ada Lund")),
        tildr::replica::Incoming::User(person("u2", "bob", "Bob Ray")),
        tildr::replica::Incoming::User(person("u3", "cat", "Cat Lu")),
        space("1", "~ada", "Ada Lund", Some("u1"), &[]),
        space("2", "ENG", "Engineering", None, &[tildr::domain::Subject::Licensed]),
        space("3", "OPS", "Operations", None, &[tildr::domain::Subject::User("u2".into())]),
        space("4", "~bob", "Bob Ray", Some("u2"), &[tildr::domain::Subject::Licensed]),
        page("1", "10", None, 0, "Home", "<p>Hello.</p>"),
        page("2", "20", None, 0, "Engineering", "<p>What we build, and how.</p>"),
        page("2", "21", Some("20"), 0, "Storage engine", &body),
        page("2", "22", Some("20"), 1, "Release checklist", "<p>Seven steps.</p>"),
        page("2", "23", Some("20"), 2, "API gateway", "<p>One door.</p>"),
        page("2", "24", Some("23"), 0, "Runbook", "<p>Restart it.</p>"),
    ])
    .sized(104, 34);
    harness.keys("g p Storage <enter>");
    let frame = harness.frame();
    assert!(frame.contains("Storage engine") && frame.contains("NOTE"), "{frame}");
    let svg = svg(harness.cells());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/screen.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &svg).expect("docs/ can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == svg, "docs/screen.svg is old: run the tests with UPDATE_DOCS=1");
}

/// Draws cells as SVG: a background, then a run of text for every stretch of one style.
fn svg(cells: &Buffer) -> String {
    let (columns, rows) = (cells.area.width, cells.area.height);
    let (width, height) = (f32::from(columns) * CELL.0 + 24.0, f32::from(rows) * CELL.1 + 24.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"'DejaVu Sans Mono',\
         'JetBrains Mono',Menlo,Consolas,monospace\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let first = &cells[(column, row)];
            let start = column;
            let mut text = String::new();
            while column < columns && same(first, &cells[(column, row)]) {
                text.push_str(cells[(column, row)].symbol());
                column += 1;
            }
            run(&mut svg, first, &text, (start, row), column - start);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn same(one: &Cell, other: &Cell) -> bool {
    (one.fg, one.bg, one.modifier) == (other.fg, other.bg, other.modifier)
}

fn run(svg: &mut String, cell: &Cell, text: &str, (column, row): (u16, u16), length: u16) {
    let (x, y) = (12.0 + f32::from(column) * CELL.0, 12.0 + f32::from(row) * CELL.1);
    let width = f32::from(length) * CELL.0;
    let (mut ink, mut paper) = (colour(cell.fg).unwrap_or(INK), colour(cell.bg));
    if cell.modifier.contains(Modifier::REVERSED) {
        (ink, paper) = (paper.unwrap_or(PAPER), Some(ink));
    }
    if let Some(paper) = paper {
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if cell.modifier.contains(modifier) {
            style.push_str(attribute);
        }
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{style} xml:space=\"preserve\">{text}</text>",
        y + 13.5
    );
}

fn colour(colour: Color) -> Option<&'static str> {
    Some(match colour {
        Color::Black => "#282828",
        Color::Red => "#fb4934",
        Color::Green => "#b8bb26",
        Color::Yellow => "#fabd2f",
        Color::Blue => "#83a598",
        Color::Magenta => "#d3869b",
        Color::Cyan => "#7fc5d1",
        Color::Gray => "#a89984",
        Color::DarkGray => "#7c6f64",
        Color::White => "#fbf1c7",
        _ => return None,
    })
}
