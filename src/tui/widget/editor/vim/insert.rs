//! Insert and replace mode: what is typed, how it is remembered, and how it is done again.

use super::keys::*;
use super::{Done, Mode, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Command as Edit, Editor, Motion};
use unicode_segmentation::UnicodeSegmentation;

/// What happens to the text once it is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Insert {
    /// How often it is typed in all.
    pub(super) times: usize,
    /// Each time on a line of its own: `o` and `O`.
    pub(super) lines: bool,
    /// Over what is there: `R`.
    pub(super) replaces: bool,
    /// Lines that get it too, and the column: a block.
    pub(super) block: Option<Block>,
    /// What `R` typed over, to be put back by Backspace.
    pub(super) over: Vec<String>,
}

/// The other rows of a block that is typed into.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) lines: std::ops::RangeInclusive<usize>,
    pub(super) column: usize,
    /// Where the cursor goes afterwards.
    pub(super) corner: usize,
    /// `A`: rows that are shorter are filled up. With `$` each at its own end.
    pub(super) append: Option<ToEnd>,
}

/// Whether what is appended goes to the end of each row.
pub(super) type ToEnd = bool;

/// What was typed since insert mode began, followed through every edit.
#[derive(Debug, Clone, Default)]
pub struct Typing {
    start: usize,
    end: usize,
    /// Characters that went before the start: Backspace beyond where it began.
    erased: usize,
}

impl Typing {
    /// Follows an edit of the text.
    pub fn follow(&mut self, at: usize, removed: &str, inserted: usize) {
        let gone = at + removed.len();
        if at >= self.start && at <= self.end {
            self.end = if gone <= self.end { self.end - removed.len() + inserted } else { at + inserted };
        } else if at < self.start && gone >= self.start {
            self.erased += removed[..self.start - at].graphemes(true).count();
            self.end = at + inserted + self.end.saturating_sub(gone);
            self.start = at + inserted;
        } else if gone < self.start {
            self.start = self.start - removed.len() + inserted;
            self.end = self.end - removed.len() + inserted;
        }
    }
}

impl Vim {
    /// Begins to type at the cursor.
    pub(super) fn begin_insert(&mut self, editor: &mut Editor) {
        self.mode = Mode::Insert;
        let cursor = editor.cursor();
        editor.typing = Some(Typing { start: cursor, end: cursor, erased: 0 });
        self.insert.times = self.insert.times.max(1);
    }

    /// Takes a key in insert mode; `false` when vim has no use for it.
    pub(super) fn insert_key(&mut self, editor: &mut Editor, key: char, now: Timestamp) -> bool {
        if let Some(letter) = self.wants_register.take().map(|()| key) {
            if let Some(register) = self.registers.get(Some(letter)) {
                let text = register.text.clone();
                self.take(editor, Edit::Paste(text), now);
            }
            return true;
        }
        let command = match key {
            ENTER if self.plain => Edit::Paste("\n".to_owned()),
            ENTER => Edit::Enter,
            TAB => Edit::Indent,
            BACK_TAB => Edit::Outdent,
            BACKSPACE if self.insert.replaces => {
                self.put_back(editor, now);
                return true;
            }
            BACKSPACE => Edit::Delete(Motion::Left),
            DELETE => Edit::Delete(Motion::Right),
            LEFT => return self.travel(editor, Motion::Left, now),
            RIGHT => return self.travel(editor, Motion::Right, now),
            UP => return self.travel(editor, Motion::Up, now),
            DOWN => return self.travel(editor, Motion::Down, now),
            HOME => return self.travel(editor, Motion::RowStart, now),
            END => return self.travel(editor, Motion::RowEnd, now),
            key if key == control('r') => {
                self.wants_register = Some(());
                return true;
            }
            key if key == control('w') => Edit::Delete(Motion::WordLeft),
            key if key == control('u') => Edit::Delete(Motion::LineStart),
            key if (key as u32) < 32 => return false,
            letter if self.insert.replaces => {
                self.type_over(editor, letter, now);
                return true;
            }
            letter => Edit::Insert(letter.to_string()),
        };
        self.take(editor, command, now);
        true
    }

    fn take(&mut self, editor: &mut Editor, command: Edit, now: Timestamp) {
        let outcome = editor.apply(command, now);
        self.answer.says = outcome.refused.map(str::to_owned).or(self.answer.says.take());
    }

    /// An arrow key ends what can be done again, and begins another.
    fn travel(&mut self, editor: &mut Editor, motion: Motion, now: Timestamp) -> bool {
        editor.apply(Edit::Move(motion), now);
        editor.history.release();
        editor.history.hold();
        self.insert = Insert { times: 1, replaces: self.insert.replaces, ..Insert::default() };
        let cursor = editor.cursor();
        editor.typing = Some(Typing { start: cursor, end: cursor, erased: 0 });
        true
    }

    fn type_over(&mut self, editor: &mut Editor, letter: char, now: Timestamp) {
        let at = editor.cursor();
        let range = at..editor.right_of_cursor();
        self.insert.over.push(editor.text.slice(range.clone()).into_owned());
        editor.edit(vec![(range, letter.to_string())], now);
        editor.selection.cursor = at + letter.len_utf8();
    }

    fn put_back(&mut self, editor: &mut Editor, now: Timestamp) {
        let at = editor.cursor();
        let before = editor.text.previous(at);
        match self.insert.over.pop() {
            Some(was) => editor.edit(vec![(before..at, was)], now),
            None => self.insert.over.clear(),
        }
        editor.selection.cursor = before;
    }

    /// Ends insert mode: does again what was counted, in a block on every row.
    pub(super) fn end_insert(&mut self, editor: &mut Editor, now: Timestamp) {
        let typing = editor.typing.take().unwrap_or_default();
        let text = editor.text.slice(typing.start.min(typing.end)..typing.end).into_owned();
        let insert = std::mem::take(&mut self.insert);
        self.registers.set('.', text.clone());
        for _ in 1..insert.times {
            self.insert_again(editor, &text, &insert, now);
        }
        if let Some(block) = &insert.block
            && !text.contains('\n')
        {
            fill_rows(editor, block, &text, now);
        }
        if let Some(repeat) = &mut self.repeat {
            repeat.typed = Some((text, typing.erased));
        }
        self.mode = Mode::Normal;
        let start = editor.line_start(editor.line().0);
        if editor.cursor() > start && insert.block.is_none() {
            editor.selection.cursor = editor.text.previous(editor.cursor());
        }
        editor.history.release();
        self.goal = None;
    }

    fn insert_again(&mut self, editor: &mut Editor, text: &str, insert: &Insert, now: Timestamp) {
        let at = editor.cursor();
        let mut end = at;
        if insert.replaces {
            let line_end = editor.text.line(editor.line().0).end;
            for _ in text.graphemes(true).filter(|grapheme| *grapheme != "\n") {
                end = if end < line_end { editor.text.next(end) } else { end };
            }
        }
        let text = if insert.lines { format!("\n{text}") } else { text.to_owned() };
        if editor.text.len() + text.len() > crate::tui::widget::editor::LIMIT {
            return;
        }
        let cursor = at + text.len();
        editor.edit(vec![(at..end, text)], now);
        editor.selection.cursor = cursor;
    }

    /// Types again what was typed when this command was done first.
    pub(super) fn type_again(
        &mut self,
        editor: &mut Editor,
        typed: &(String, usize),
        now: Timestamp,
    ) -> Done {
        let (text, erased) = typed;
        for _ in 0..*erased {
            editor.apply(Edit::Delete(Motion::Left), now);
        }
        let once = Insert { replaces: self.insert.replaces, ..Insert::default() };
        self.insert_again(editor, text, &once, now);
        // What is before the start goes with it, as it did then.
        if let Some(typing) = &mut editor.typing {
            typing.erased = *erased;
            typing.start = editor.selection.cursor - text.len();
            typing.end = editor.selection.cursor;
        }
        self.end_insert(editor, now);
        Done::Yes
    }
}

/// Puts what was typed in the first row of a block into the others.
fn fill_rows(editor: &mut Editor, block: &Block, text: &str, now: Timestamp) {
    let mut pieces = Vec::new();
    for line in block.lines.clone().skip(1) {
        let range = editor.text.line(line);
        let (at, inserted) = match block.append {
            Some(true) => (range.end, text.to_owned()),
            append => {
                let at = editor.at_cell_or_end(range.clone(), block.column);
                let short = block.column.saturating_sub(editor.columns(range.start..at));
                if append.is_none() && (short > 0 || at == range.end) {
                    continue;
                }
                (at, format!("{}{text}", " ".repeat(short)))
            }
        };
        pieces.push((at..at, inserted));
    }
    editor.edit(pieces, now);
    editor.selection.cursor = block.corner;
}
