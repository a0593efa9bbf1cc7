//! `p` and `P`: puts registers back.

use super::motion::first_text;
use super::register::{Kind, Register};
use super::{Done, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Editor, LIMIT};

/// How to put.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// Behind the cursor or below its line, rather than before it or above.
    pub(super) after: bool,
    /// Whether the cursor goes behind what was put.
    pub(super) behind: bool,
    pub(super) times: usize,
}

impl Vim {
    /// Puts a register.
    pub(super) fn put(&mut self, editor: &mut Editor, name: Option<char>, how: How, now: Timestamp) -> Done {
        let register = match name {
            Some('+' | '*') if self.registers.get(name).is_none() => {
                Register::chars(editor.remembered.clone())
            }
            _ => match self.registers.get(name) {
                Some(register) => register.clone(),
                // A put of nothing is one, too: `.` does it again.
                None => return Done::Yes,
            },
        };
        if register.text.is_empty() && register.kind == Kind::Chars {
            return Done::Yes;
        }
        if editor.text.len() + register.text.len() * how.times > LIMIT {
            self.answer.says = Some("the text would be larger than 16 MB".to_owned());
            return Done::No;
        }
        match register.kind {
            Kind::Chars => put_chars(editor, &register.text, how, now),
            Kind::Lines => put_lines(editor, &register.text, how, now),
            Kind::Block => put_block(editor, &register, how, now),
        }
        Done::Yes
    }
}

fn put_chars(editor: &mut Editor, text: &str, how: How, now: Timestamp) {
    let at = if how.after { editor.right_of_cursor() } else { editor.cursor() };
    let text = text.repeat(how.times);
    editor.edit(vec![(at..at, text.clone())], now);
    editor.selection.cursor = match (how.behind, text.contains('\n')) {
        (true, _) => at + text.len(),
        (false, true) => at,
        (false, false) => editor.text.previous(at + text.len()),
    };
}

fn put_lines(editor: &mut Editor, text: &str, how: How, now: Timestamp) {
    let text = text.repeat(how.times);
    let lines = text.matches('\n').count();
    let (line, _) = editor.line();
    let first = line + usize::from(how.after);
    if how.after {
        let at = editor.text.line(line).end;
        editor.edit(vec![(at..at, format!("\n{}", &text[..text.len() - 1]))], now);
    } else {
        let at = editor.text.line(line).start;
        editor.edit(vec![(at..at, text)], now);
    }
    editor.selection.cursor = if how.behind {
        editor.line_start((first + lines).min(editor.text.lines() - 1))
    } else {
        first_text(editor, first)
    };
}

fn put_block(editor: &mut Editor, register: &Register, how: How, now: Timestamp) {
    let rows: Vec<&str> = register.text.split('\n').collect();
    let width = register.columns;
    let at = if how.after { editor.right_of_cursor() } else { editor.cursor() };
    let (first, lines) = editor.line();
    let column = editor.columns(editor.line_start(first)..at);
    let mut pieces = Vec::new();
    let mut end = at;
    for (index, row) in rows.iter().enumerate() {
        let line = first + index;
        let padding = " ".repeat(width.saturating_sub(editor.cells(row)));
        if line >= lines {
            let len = editor.text.len();
            let padded = format!("{row}{padding}").repeat(how.times - 1);
            pieces.push((len..len, format!("\n{}{padded}{row}", " ".repeat(column))));
            continue;
        }
        let range = editor.text.line(line);
        let place = editor.at_cell_or_end(range.clone(), column);
        let short = column.saturating_sub(editor.columns(range.start..place));
        let mut inserted = " ".repeat(short);
        for time in 0..how.times {
            inserted.push_str(row);
            if time + 1 < how.times || place < range.end {
                inserted.push_str(&padding);
            }
        }
        if index == 0 {
            end = place + inserted.len();
        }
        pieces.push((place..place, inserted));
    }
    editor.edit(pieces, now);
    editor.selection.cursor = if how.behind { end } else { at };
}
