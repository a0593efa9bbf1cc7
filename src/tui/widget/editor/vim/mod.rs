//! The keys of vim as a state machine: keys in, edits of the text and a cursor out.
//!
//! ```text
//! key ─► insert mode ─► the editor's own commands
//!     └► keys so far ─► parse ─► Command ─► motion, object ─► Region ─► operate ─► edits, registers
//!                         └► a line: `:`, `/`                              └► insert mode
//! ```
//!
//! It knows no terminal, no clock and no file. What it does not know is in `docs/vim.md`, and so is where
//! it differs from vim and why; `differential` compares it with the real one.
mod block;
mod bracket;
mod confirm;
mod find;
mod insert;
mod item;
mod join;
pub mod keys;
mod letter;
mod line;
mod macros;
mod motion;
mod object;
mod operate;
mod parse;
mod pattern;
mod prompt;
mod prose;
mod put;
mod range;
mod register;
mod repeat;
mod run;
mod search;
mod substitute;
mod tag;
mod tidy;
mod undo;
mod view;
mod visual;
mod walk;
mod word;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;

pub use insert::Typing;
pub use line::Ask;
pub use prompt::Prompt;
pub use register::Kind;
pub use visual::Visual;

use super::Editor;
use crate::domain::Timestamp;
use insert::Insert;
use keys::{BACKSPACE, ENTER, ESCAPE, control};
use motion::Goal;
use parse::Parsed;
use register::Registers;
use repeat::Repeat;
use std::collections::{BTreeSet, VecDeque};

/// The state of the keys.
#[derive(Debug, Default)]
pub struct Vim {
    mode: Mode,
    /// Keys of a command that wants more.
    keys: String,
    /// The line that is typed behind them.
    prompt: Option<Prompt>,
    lines_before: Vec<(char, String)>,
    registers: Registers,
    find: Option<(char, char)>,
    search: Option<search::Search>,
    replacement: String,
    flags: String,
    confirm: Option<confirm::Confirm>,
    goal: Option<Goal>,
    insert: Insert,
    wants_register: Option<()>,
    repeat: Option<Repeat>,
    repeating: bool,
    selected_last: Option<(Visual, usize)>,
    /// The register that keys are recorded into, and the keys.
    recording: Option<(char, String)>,
    played_last: Option<char>,
    /// States of the text from which all lines were deleted: in them there is not even an empty one to delete.
    emptied: BTreeSet<u32>,
    /// Keys of a macro that are still to be pressed.
    queue: VecDeque<char>,
    answer: Answer,
    /// Enter and `o` begin a bare line, without help with lists and indentation.
    plain: bool,
}

/// What a key came to, beyond the text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What goes to the clipboard outside.
    pub copied: Option<String>,
    /// A word to the person.
    pub says: Option<String>,
    /// What is asked of the page.
    pub asks: Option<Ask>,
    /// Whether the key meant nothing here.
    pub passed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Normal,
    Insert,
    Visual,
}

/// Whether a command found something to do; a macro ends at one that did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Yes,
    No,
}

impl Vim {
    /// Begins without help with lists: as plain as vim itself.
    #[cfg(test)]
    pub(crate) fn plain() -> Self {
        Self { plain: true, ..Self::default() }
    }

    /// Returns the word for the footer.
    pub fn name(&self, editor: &Editor) -> &'static str {
        match (self.mode, editor.visual.map(|visual| visual.kind)) {
            (Mode::Insert, _) if self.insert.replaces => "REPLACE",
            (Mode::Insert, _) => "INSERT",
            (Mode::Visual, Some(Kind::Lines)) => "V-LINE",
            (Mode::Visual, Some(Kind::Block)) => "V-BLOCK",
            (Mode::Visual, _) => "VISUAL",
            (Mode::Normal, _) => "NORMAL",
        }
    }

    /// Returns what is pressed of a command that wants more keys.
    pub fn pending(&self) -> String {
        keys::shown(&self.keys)
    }

    /// Returns the register that keys are recorded into.
    pub fn recording(&self) -> Option<char> {
        self.recording.as_ref().map(|(name, _)| *name)
    }

    /// Returns the line that is typed.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// Tells whether a match waits for a yes.
    pub fn is_asking(&self) -> bool {
        self.confirm.is_some()
    }

    /// Tells whether typed characters are text.
    pub fn is_inserting(&self) -> bool {
        self.mode == Mode::Insert
    }

    pub(super) fn is_visual(&self) -> bool {
        self.mode == Mode::Visual
    }

    /// Tells whether Esc has something to end here.
    pub fn is_busy(&self) -> bool {
        self.mode != Mode::Normal || !self.keys.is_empty() || self.prompt.is_some() || self.confirm.is_some()
    }

    /// Returns what a register holds.
    pub fn register(&self, name: char) -> Option<&register::Register> {
        self.registers.get(Some(name))
    }

    /// Takes a key.
    pub fn key(&mut self, key: char, editor: &mut Editor, now: Timestamp) -> Answer {
        self.answer = Answer::default();
        editor.view.follow = true;
        if let Some((_, keys)) = &mut self.recording {
            keys.push(key);
        }
        self.adopt_selection(editor);
        self.press(key, editor, now);
        self.press_queued(editor, now);
        std::mem::take(&mut self.answer)
    }

    /// A selection made with the mouse or with Shift is visual mode.
    fn adopt_selection(&mut self, editor: &mut Editor) {
        if self.mode == Mode::Insert || editor.visual.is_some() {
            return;
        }
        if let Some(range) = editor.selection.anchor.take().and_then(|anchor| {
            let cursor = editor.selection.cursor;
            (anchor != cursor).then(|| anchor.min(cursor)..anchor.max(cursor))
        }) {
            editor.visual =
                Some(Visual { kind: Kind::Chars, anchor: range.start, to_end: false, columns: None });
            editor.selection.cursor = editor.text.previous(range.end);
            self.mode = Mode::Visual;
        }
    }

    fn press(&mut self, key: char, editor: &mut Editor, now: Timestamp) {
        if self.confirm.is_some() {
            return self.answer_confirm(editor, key, now);
        }
        if key == ESCAPE {
            return self.escape(editor, now);
        }
        if self.prompt.is_some() {
            return self.prompt_key(key, editor, now);
        }
        if self.mode == Mode::Insert {
            if !self.insert_key(editor, key, now) {
                self.answer.passed = true;
            }
            return;
        }
        if key == 'q' && self.keys.is_empty() && self.stop_recording() {
            return;
        }
        if self.keys.is_empty() && is_foreign(key) {
            self.answer.passed = true;
            return;
        }
        self.keys.push(key);
        self.read(None, editor, now);
    }

    /// Reads the keys so far and does what they ask for.
    fn read(&mut self, line: Option<&str>, editor: &mut Editor, now: Timestamp) {
        match parse::parse(&self.keys, line, self.mode == Mode::Visual) {
            Parsed::More => {}
            Parsed::Line(sign) => {
                let text = match (sign, editor.visual) {
                    (':', Some(_)) => "'<,'>".to_owned(),
                    _ => String::new(),
                };
                self.prompt = Some(Prompt { sign, text, back: 0 });
            }
            Parsed::Nothing => {
                self.keys.clear();
                self.queue.clear();
            }
            Parsed::Done(command) => {
                self.keys.clear();
                if self.run(editor, &command, now) == Done::No {
                    self.queue.clear();
                }
                if self.mode != Mode::Insert {
                    self.clamp(editor);
                }
            }
        }
    }

    fn escape(&mut self, editor: &mut Editor, now: Timestamp) {
        self.keys.clear();
        if self.prompt.take().is_some() {
            return;
        }
        match self.mode {
            Mode::Insert => self.end_insert(editor, now),
            Mode::Visual => self.end_visual(editor),
            Mode::Normal => {}
        }
        self.wants_register = None;
        self.clamp(editor);
    }

    /// The cursor stands on a character outside of insert mode.
    fn clamp(&mut self, editor: &mut Editor) {
        if editor.selection.anchor.is_some() {
            return;
        }
        let limit = editor.text.snap(editor.cursor().min(editor.len()));
        editor.selection.cursor = limit;
        let line = editor.text.line(editor.line().0);
        if self.mode == Mode::Normal && editor.cursor() == line.end && !line.is_empty() {
            editor.selection.cursor = editor.text.previous(line.end);
        }
    }
}

/// Keys that are the editor's own, whatever the mode.
fn is_foreign(key: char) -> bool {
    let known = [
        control('r'),
        control('v'),
        control('d'),
        control('u'),
        control('f'),
        control('b'),
        control('e'),
        control('y'),
        control('n'),
        control('p'),
        control('h'),
        ENTER,
        BACKSPACE,
    ];
    (key as u32) < 32 && !known.contains(&key)
}
