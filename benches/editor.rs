//! Typing into a document of a megabyte, and into one line of a megabyte: key to drawn frame.
//!
//! A key has 16 ms before it is felt; these should stay far below one.

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::hint::black_box;
use tildr::domain::Timestamp;
use tildr::tui::highlight::Ink;
use tildr::tui::widget::editor::{Command, Editor, Motion, Styles};

const SIZE: usize = 1 << 20;

fn document() -> String {
    let mut text = String::new();
    let paragraph = "- [ ] some **strong** words, 日本語のテキスト, a family 👩\u{200d}👩\u{200d}👧 and cafe\u{301} in one item\n";
    while text.len() < SIZE {
        text.push_str("## A heading\n\n");
        text.push_str(&paragraph.repeat(8));
        text.push_str("\n```rust\nfn main() {}\n```\n\n");
    }
    text
}

fn one_line() -> String {
    "words that go on and on ".repeat(SIZE / 24)
}

fn key(editor: &mut Editor, buffer: &mut Buffer, command: Command) {
    editor.apply(command, Timestamp::UNIX_EPOCH);
    black_box(editor.take_typed());
    buffer.reset();
    black_box(editor.draw(buffer.area, buffer, &Styles::default(), &Ink::default()));
}

fn typing(criterion: &mut Criterion) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    for (name, text) in [("document", document()), ("one line", one_line())] {
        for (place, cursor) in [("start", 0), ("middle", text.len() / 2), ("end", text.len())] {
            let mut editor = Editor::new(&text, cursor);
            key(&mut editor, &mut buffer, Command::Unselect);
            criterion.bench_function(&format!("type and erase at the {place} of 1 MB, {name}"), |bench| {
                bench.iter(|| {
                    // Two keys that leave the text as it was, so that every round has the same work.
                    key(&mut editor, &mut buffer, Command::Insert("x".into()));
                    key(&mut editor, &mut buffer, Command::Delete(Motion::Left));
                });
            });
        }
        let mut editor = Editor::new(&text, text.len() / 2);
        criterion.bench_function(&format!("up and down in 1 MB, {name}"), |bench| {
            bench.iter(|| {
                key(&mut editor, &mut buffer, Command::Move(Motion::Up));
                key(&mut editor, &mut buffer, Command::Move(Motion::Down));
            });
        });
        let mut editor = Editor::new(&text, text.len() / 2);
        criterion.bench_function(&format!("split and join in 1 MB, {name}"), |bench| {
            bench.iter(|| {
                key(&mut editor, &mut buffer, Command::Enter);
                key(&mut editor, &mut buffer, Command::Undo);
            });
        });
        let mut editor = Editor::new(&text, text.len() / 2);
        let paste = "pasted text\n".repeat(100 * 1024 / 12);
        criterion.bench_function(&format!("paste and undo 100 KB in 1 MB, {name}"), |bench| {
            bench.iter(|| {
                key(&mut editor, &mut buffer, Command::Paste(paste.clone()));
                key(&mut editor, &mut buffer, Command::Undo);
            });
        });
        criterion.bench_function(&format!("open 1 MB, {name}"), |bench| {
            bench.iter(|| {
                let mut editor = Editor::new(&text, 0);
                key(&mut editor, &mut buffer, Command::Unselect);
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(2));
    targets = typing
}
criterion_main!(benches);
