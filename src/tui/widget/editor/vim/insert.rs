//! Insert and replace mode: what is typed, how it is remembered, and how it is done again.

use super::block::{self, Block};
use super::keys::*;
use super::repeat::Typed;
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
    /// The keys of `R`: Backspace gives back what was there and goes further left, which no text tells.
    pub(super) keys: String,
}

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
    /// The letters after which one types.
    pub(super) fn start_insert(
        &mut self,
        editor: &mut Editor,
        key: char,
        times: usize,
        now: Timestamp,
    ) -> Done {
        let line = editor.line().0;
        let range = editor.text.line(line);
        match key {
            'i' | 'R' => {}
            'I' => editor.selection.cursor = text_start(editor, line),
            'a' => editor.selection.cursor = editor.right_of_cursor(),
            'A' => editor.selection.cursor = range.end,
            'o' | 'O' => {
                let before = editor.selection;
                self.open_line(editor, line, key == 'o', now);
                editor.history.opened_at(before);
            }
            _ => return Done::No,
        }
        self.insert =
            Insert { times, lines: matches!(key, 'o' | 'O'), replaces: key == 'R', ..Insert::default() };
        self.begin_insert(editor);
        Done::Yes
    }

    fn open_line(&mut self, editor: &mut Editor, line: usize, below: bool, now: Timestamp) {
        let range = editor.text.line(line);
        if !below {
            editor.edit(vec![(range.start..range.start, "\n".to_owned())], now);
            editor.selection.cursor = range.start;
        } else if self.plain {
            editor.edit(vec![(range.end..range.end, "\n".to_owned())], now);
            editor.selection.cursor = range.end + 1;
        } else {
            editor.selection.cursor = range.end;
            editor.apply(Edit::Enter, now);
        }
    }

    /// Begins to type at the cursor.
    pub(super) fn begin_insert(&mut self, editor: &mut Editor) {
        self.mode = Mode::Insert;
        let cursor = editor.cursor();
        editor.typing = Some(Typing { start: cursor, end: cursor, erased: 0 });
        self.insert.times = self.insert.times.max(1);
    }

    /// Takes a key in insert mode; `false` when vim has no use for it.
    pub(super) fn insert_key(&mut self, editor: &mut Editor, key: char, now: Timestamp) -> bool {
        // At the start of the text there is nothing to go back over, now or when it is done again.
        if self.insert.replaces && !(key == BACKSPACE && editor.cursor() == 0) {
            self.insert.keys.push(key);
        }
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
        self.registers.set('.', text.clone());
        let keys = std::mem::take(&mut self.insert.keys);
        for _ in 1..if keys.is_empty() { 1 } else { self.insert.times } {
            self.press_over(editor, &keys, now);
        }
        let insert = std::mem::take(&mut self.insert);
        for _ in 1..if keys.is_empty() { insert.times } else { 1 } {
            self.insert_again(editor, &text, typing.erased, &insert, now);
        }
        if let Some(block) = &insert.block
            && !text.contains('\n')
        {
            block::fill_rows(editor, block, &text, now);
        }
        if let Some(repeat) = &mut self.repeat {
            repeat.typed = Some(Typed { text, erased: typing.erased, keys });
        }
        self.mode = Mode::Normal;
        let start = editor.line_start(editor.line().0);
        if editor.cursor() > start && insert.block.is_none() {
            editor.selection.cursor = editor.text.previous(editor.cursor());
        }
        editor.history.release();
        self.goal = None;
    }

    /// Presses the keys of `R` again.
    fn press_over(&mut self, editor: &mut Editor, keys: &str, now: Timestamp) {
        for key in keys.chars() {
            self.insert_key(editor, key, now);
        }
    }

    fn insert_again(
        &mut self,
        editor: &mut Editor,
        text: &str,
        erased: usize,
        insert: &Insert,
        now: Timestamp,
    ) {
        if insert.lines {
            let at = editor.cursor();
            editor.edit(vec![(at..at, "\n".to_owned())], now);
            editor.selection.cursor = at + 1;
        }
        for _ in 0..erased {
            editor.apply(Edit::Delete(Motion::Left), now);
        }
        let at = editor.cursor();
        let mut end = at;
        if insert.replaces {
            let line_end = editor.text.line(editor.line().0).end;
            for _ in text.graphemes(true).filter(|grapheme| *grapheme != "\n") {
                end = if end < line_end { editor.text.next(end) } else { end };
            }
        }
        if editor.text.len() + text.len() > crate::tui::widget::editor::LIMIT {
            return;
        }
        let cursor = at + text.len();
        editor.edit(vec![(at..end, text.to_owned())], now);
        editor.selection.cursor = cursor;
    }

    /// Types again what was typed when this command was done first.
    pub(super) fn type_again(&mut self, editor: &mut Editor, typed: &Typed, now: Timestamp) -> Done {
        let Typed { text, erased, keys } = typed;
        if !keys.is_empty() {
            self.press_over(editor, keys, now);
            self.end_insert(editor, now);
            return Done::Yes;
        }
        let once = Insert { replaces: self.insert.replaces, ..Insert::default() };
        self.insert_again(editor, text, *erased, &once, now);
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

/// Returns where the text of a line starts, behind its last blank when there is nothing else.
fn text_start(editor: &Editor, line: usize) -> usize {
    let text = editor.text.slice(editor.text.line(line));
    editor.text.line(line).start + text.len() - text.trim_start_matches([' ', '\t']).len()
}
