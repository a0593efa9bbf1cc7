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

mod bracket;
mod find;
mod insert;
mod item;
mod join;
pub mod keys;
mod line;
mod motion;
mod object;
mod operate;
mod parse;
mod pattern;
mod prose;
mod put;
mod register;
mod search;
mod tag;
mod tidy;
mod visual;
mod walk;
mod word;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;

pub use insert::Typing;
pub use line::Ask;
pub use register::Kind;
pub use visual::Visual;

use super::{Editor, Motion as Screen};
use crate::domain::Timestamp;
use insert::Insert;
use keys::{BACKSPACE, DOWN, ENTER, ESCAPE, UP, control};
use motion::{For, Goal, first_text};
use operate::Region;
use parse::{Command, Operator, Parsed, Span, What};
use put::How;
use register::Registers;
use std::collections::VecDeque;
use visual::Extent;

/// Keys that macros may press for one key; one that calls itself ends there.
const REPLAYED: usize = 100_000;

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
    confirm: Option<line::Confirm>,
    goal: Option<Goal>,
    insert: Insert,
    wants_register: Option<()>,
    repeat: Option<Repeat>,
    repeating: bool,
    selected_last: Option<(Visual, usize)>,
    /// The register that keys are recorded into, and the keys.
    recording: Option<(char, String)>,
    played_last: Option<char>,
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

/// A line that is typed: after `:`, `/` or `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// `:`, `/` or `?`.
    pub sign: char,
    /// What was typed.
    pub text: String,
    /// How many lines back among those typed before.
    back: usize,
}

/// Whether a command found something to do; a macro ends at one that did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Yes,
    No,
}

/// The last change, to be done again.
#[derive(Debug, Clone)]
struct Repeat {
    command: Command,
    /// How much was selected, when it was a change to a selection.
    extent: Option<Extent>,
    /// What was typed, and how many characters before the start went.
    typed: Option<(String, usize)>,
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
        let mut played = 0;
        while let Some(key) = self.queue.pop_front() {
            played += 1;
            if played > REPLAYED {
                self.queue.clear();
                self.answer.says = Some("the macro was ended: it does not come to an end".to_owned());
                break;
            }
            self.press(key, editor, now);
        }
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

    fn prompt_key(&mut self, key: char, editor: &mut Editor, now: Timestamp) {
        let Some(prompt) = &mut self.prompt else { return };
        match key {
            ENTER => {
                let Some(Prompt { sign, text, .. }) = self.prompt.take() else { return };
                self.lines_before.push((sign, text.clone()));
                if sign == ':' && self.mode == Mode::Visual {
                    self.end_visual(editor);
                }
                self.read(Some(&text), editor, now);
            }
            BACKSPACE if prompt.text.is_empty() => {
                self.prompt = None;
                self.keys.clear();
            }
            BACKSPACE => {
                prompt.text.pop();
            }
            UP | DOWN => {
                let typed: Vec<&String> = self
                    .lines_before
                    .iter()
                    .rev()
                    .filter(|(sign, _)| (*sign == ':') == (prompt.sign == ':'))
                    .map(|(_, text)| text)
                    .collect();
                prompt.back = if key == UP {
                    (prompt.back + 1).min(typed.len())
                } else {
                    prompt.back.saturating_sub(1)
                };
                prompt.text = prompt.back.checked_sub(1).map_or_else(String::new, |back| typed[back].clone());
            }
            key if key == control('u') => prompt.text.clear(),
            key if key == control('w') => {
                let kept = prompt.text.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
                prompt.text.truncate(kept);
            }
            key if (key as u32) < 32 && key != '\t' => {}
            key => prompt.text.push(key),
        }
    }

    /// Puts pasted text into the line that is typed; `false` when there is none.
    pub fn paste(&mut self, text: &str) -> bool {
        match &mut self.prompt {
            Some(prompt) => prompt.text.push_str(text.lines().next().unwrap_or_default()),
            None => return false,
        }
        true
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
        let limit = editor.text.snap(editor.cursor().min(editor.len()));
        editor.selection.cursor = limit;
        let line = editor.text.line(editor.line().0);
        if self.mode == Mode::Normal && editor.cursor() == line.end && !line.is_empty() {
            editor.selection.cursor = editor.text.previous(line.end);
        }
    }

    fn run(&mut self, editor: &mut Editor, command: &Command, now: Timestamp) -> Done {
        editor.history.close();
        let extent = editor.visual.map(|visual| self.extent(editor, visual));
        let changes = is_change(command, extent.is_some());
        let before = self.repeat.clone();
        if changes && !self.repeating {
            self.repeat = Some(Repeat { command: command.clone(), extent, typed: None });
        }
        if !matches!(command.what, What::Move(_) | What::Select(_)) {
            self.goal = None;
        }
        if changes {
            editor.history.hold();
        }
        let mut done = match extent {
            Some(_) => self.visual(editor, command, now),
            None => Done::No,
        };
        if done == Done::No && (extent.is_none() || is_common(&command.what)) {
            done = self.normal(editor, command, now);
        }
        if done == Done::No && !self.repeating && extent.is_none() {
            self.repeat = before;
        }
        if self.mode != Mode::Insert && changes && self.confirm.is_none() {
            editor.history.release();
        }
        done
    }

    fn normal(&mut self, editor: &mut Editor, command: &Command, now: Timestamp) -> Done {
        let Command { register, count, what } = command;
        let times = count.unwrap_or(1);
        match what {
            What::Move(motion) => {
                let Some(target) = self.target(editor, motion, *count, For::Cursor) else { return Done::No };
                if target.far {
                    editor.marks.insert('\'', editor.cursor());
                }
                editor.selection.cursor = target.at;
                self.goal = target.goal;
                Done::Yes
            }
            What::Operate(operator, span) => {
                self.goal = None;
                let change = *operator == Operator::Change;
                let Some(region) = self.region(editor, *operator, span, *count, change) else {
                    return Done::No;
                };
                self.operate(editor, *operator, &region, *register, 1, now)
            }
            What::Line(typed) => self.execute(editor, typed, now),
            What::Act(key) => self.act(editor, *key, *register, *count, now),
            What::Go(key) => self.go(editor, *key, *register, times, now),
            What::Take(key, letter) => self.take_letter(editor, *key, *letter, times, now),
            What::View(key) => editor.place_view(*key),
            What::Select(_) => Done::No,
        }
    }

    /// Returns what an operator works on.
    fn region(
        &mut self,
        editor: &mut Editor,
        operator: Operator,
        span: &Span,
        count: Option<usize>,
        change: bool,
    ) -> Option<Region> {
        let cursor = editor.cursor();
        let times = count.unwrap_or(1);
        match span {
            Span::Lines => {
                let (line, lines) = editor.line();
                (times == 1 || line + 1 < lines).then_some(())?;
                let last = (line + times - 1).min(lines - 1);
                let text = first_text(editor, last);
                let start = if operator == Operator::Yank { cursor } else { cursor.min(text) };
                Some(Region::of_lines(&editor.text, start, line, last))
            }
            Span::To(motion, force) => {
                let target = self.target(
                    editor,
                    motion,
                    count,
                    For::Operator { change, yank: operator == Operator::Yank },
                )?;
                self.goal = None;
                Some(Region::to(&editor.text, cursor, target, operator, *force))
            }
            Span::Object(object) => {
                let found = object::find(&editor.text, cursor, None, *object, times)?;
                Some(Region::of(&editor.text, found, operator))
            }
        }
    }

    fn act(
        &mut self,
        editor: &mut Editor,
        key: char,
        register: Option<char>,
        count: Option<usize>,
        now: Timestamp,
    ) -> Done {
        let times = count.unwrap_or(1);
        let long = |editor: &mut Self, text: &mut Editor, operator, motion| {
            let span = Span::To(parse::Motion::Key(motion), None);
            match editor.region(text, operator, &span, count, false) {
                Some(region) if !region.range.is_empty() || operator == Operator::Change => {
                    editor.operate(text, operator, &region, register, 1, now)
                }
                _ => Done::No,
            }
        };
        match key {
            'x' => long(self, editor, Operator::Delete, 'l'),
            'X' => long(self, editor, Operator::Delete, 'h'),
            'D' => long(self, editor, Operator::Delete, '$'),
            'C' => long(self, editor, Operator::Change, '$'),
            's' => long(self, editor, Operator::Change, 'l'),
            'S' | 'Y' => {
                let operator = if key == 'S' { Operator::Change } else { Operator::Yank };
                let Some(region) = self.region(editor, operator, &Span::Lines, count, false) else {
                    return Done::No;
                };
                self.operate(editor, operator, &region, register, 1, now)
            }
            'p' | 'P' => self.put(editor, register, How { after: key == 'p', behind: false, times }, now),
            'J' => {
                let (line, lines) = editor.line();
                if line + times.max(2) > lines {
                    return Done::No;
                }
                join::join(editor, line..=line + times.max(2) - 1, true, now)
            }
            '~' => self.toggle_case(editor, times, now),
            'u' => self.undo(editor, times, now),
            '\u{12}' => self.redo(editor, times),
            'U' => Done::No,
            '.' => self.again(editor, count, now),
            '&' => self.execute(editor, "s", now),
            'v' => self.toggle_visual(editor, Kind::Chars),
            'V' => self.toggle_visual(editor, Kind::Lines),
            '\u{16}' => self.toggle_visual(editor, Kind::Block),
            '\u{4}' | '\u{15}' | '\u{6}' | '\u{2}' | '\u{5}' | '\u{19}' => editor.scroll_keys(key, count),
            _ => self.start_insert(editor, key, times, now),
        }
    }

    /// The letters after which one types.
    fn start_insert(&mut self, editor: &mut Editor, key: char, times: usize, now: Timestamp) -> Done {
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
            editor.apply(super::Command::Enter, now);
        }
    }

    fn go(
        &mut self,
        editor: &mut Editor,
        key: char,
        register: Option<char>,
        times: usize,
        now: Timestamp,
    ) -> Done {
        match key {
            'v' => {
                let Some((visual, cursor)) = self.selected_last else { return Done::No };
                editor.visual =
                    Some(Visual { anchor: editor.text.snap(visual.anchor.min(editor.len())), ..visual });
                editor.selection.cursor = editor.text.snap(cursor.min(editor.len()));
                self.mode = Mode::Visual;
                Done::Yes
            }
            'p' | 'P' => self.put(editor, register, How { after: key == 'p', behind: true, times }, now),
            'J' => {
                let (line, lines) = editor.line();
                if line + times.max(2) > lines {
                    return Done::No;
                }
                join::join(editor, line..=line + times.max(2) - 1, false, now)
            }
            'i' => {
                if let Some(&at) = editor.marks.get(&'^') {
                    editor.selection.cursor = editor.text.snap(at);
                }
                self.start_insert(editor, 'i', times, now)
            }
            '&' => self.execute(editor, "%s&&", now),
            '-' => self.travel_undo(editor, -(times as isize)),
            '+' => self.travel_undo(editor, times as isize),
            _ => Done::No,
        }
    }

    fn take_letter(
        &mut self,
        editor: &mut Editor,
        key: char,
        letter: char,
        times: usize,
        now: Timestamp,
    ) -> Done {
        match key {
            'r' => self.replace_letters(editor, letter, times, now),
            'm' if letter.is_ascii_alphabetic() => {
                editor.marks.insert(letter, editor.cursor());
                Done::Yes
            }
            'q' if letter.is_ascii_alphanumeric() => {
                self.recording = Some((letter, String::new()));
                Done::Yes
            }
            '@' => {
                let name = if letter == '@' { self.played_last } else { Some(letter) };
                let Some(register) = name.and_then(|name| self.registers.get(Some(name))) else {
                    return Done::No;
                };
                let keys = register.text.clone();
                self.played_last = name;
                if letter == ':' {
                    return (0..times).map(|_| self.execute(editor, &keys, now)).last().unwrap_or(Done::No);
                }
                let fits = self.queue.len() + keys.len() * times <= REPLAYED;
                for key in
                    (0..if fits { times } else { 1 }).flat_map(|_| keys.chars().rev().collect::<Vec<_>>())
                {
                    self.queue.push_front(if key == '\n' { ENTER } else { key });
                }
                Done::Yes
            }
            _ => Done::No,
        }
    }

    fn stop_recording(&mut self) -> bool {
        let Some((name, mut keys)) = self.recording.take() else { return false };
        // The `q` that ended it was recorded too.
        keys.pop();
        self.registers.yank(Some(name), register::Register { text: keys, kind: Kind::Chars });
        true
    }

    fn replace_letters(&mut self, editor: &mut Editor, letter: char, times: usize, now: Timestamp) -> Done {
        let line = editor.text.line(editor.line().0);
        let mut end = editor.cursor();
        for _ in 0..times {
            if end >= line.end {
                return Done::No;
            }
            end = editor.text.next(end);
        }
        let start = editor.cursor();
        let (text, cursor) = match letter {
            ENTER => ("\n".to_owned(), start + 1),
            letter => (letter.to_string().repeat(times), start + letter.len_utf8() * (times - 1)),
        };
        editor.edit(vec![(start..end, text)], now);
        editor.selection.cursor = editor.text.snap(cursor);
        Done::Yes
    }

    fn toggle_case(&mut self, editor: &mut Editor, times: usize, now: Timestamp) -> Done {
        let line = editor.text.line(editor.line().0);
        if line.is_empty() {
            return Done::No;
        }
        let start = editor.cursor();
        let mut end = start;
        for _ in 0..times {
            end = if end < line.end { editor.text.next(end) } else { end };
        }
        operate::recase(editor, start..end, Operator::Toggle, now);
        editor.selection.cursor = end;
        Done::Yes
    }

    /// Does the last change again.
    fn again(&mut self, editor: &mut Editor, count: Option<usize>, now: Timestamp) -> Done {
        let Some(mut repeat) = self.repeat.clone() else { return Done::No };
        if count.is_some() {
            repeat.command.count = count;
        }
        // `"1p` again puts the one before.
        if let Some(number @ '1'..='8') = repeat.command.register {
            repeat.command.register = Some((number as u8 + 1) as char);
        }
        if let Some(extent) = repeat.extent {
            self.select_extent(editor, extent);
        }
        self.repeating = true;
        let mut done = self.run(editor, &repeat.command, now);
        if self.mode == Mode::Insert {
            done = match &repeat.typed {
                Some(typed) => self.type_again(editor, typed, now),
                None => Done::No,
            };
        }
        self.repeating = false;
        self.repeat = Some(repeat);
        done
    }

    /// Presses keys and ends what they left open.
    pub(super) fn replay(&mut self, editor: &mut Editor, keys: &str, now: Timestamp) {
        for key in keys.chars() {
            self.press(key, editor, now);
        }
        self.press(ESCAPE, editor, now);
    }

    pub(super) fn mark(&self, editor: &Editor, name: char) -> Option<usize> {
        let name = if name == '`' { '\'' } else { name };
        editor.marks.get(&name).copied().map(|at| at.min(editor.len()))
    }

    pub(super) fn undo(&mut self, editor: &mut Editor, times: usize, _now: Timestamp) -> Done {
        self.step_history(editor, times, |editor| editor.history.undo())
    }

    pub(super) fn redo(&mut self, editor: &mut Editor, times: usize) -> Done {
        self.step_history(editor, times, |editor| editor.history.redo())
    }

    /// `g-` and `g+`: through every state of the text in the order it had them, over all branches.
    fn travel_undo(&mut self, editor: &mut Editor, by: isize) -> Done {
        let times = by.unsigned_abs();
        if by < 0 {
            self.step_history(editor, times, |editor| editor.history.earlier())
        } else {
            self.step_history(editor, times, |editor| editor.history.later())
        }
    }

    fn step_history(
        &mut self,
        editor: &mut Editor,
        times: usize,
        step: impl Fn(&mut Editor) -> Option<super::history::Step>,
    ) -> Done {
        let mut done = Done::No;
        for _ in 0..times {
            let Some(step) = step(editor) else {
                if done == Done::No {
                    self.answer.says = Some("nothing more to undo or redo".to_owned());
                }
                break;
            };
            done = Done::Yes;
            let top = editor.replay(step.edits);
            let before = step.before.cursor.min(editor.len());
            let line = editor.text.line_of(before);
            let top = top.min(editor.text.lines() - 1);
            editor.selection.anchor = None;
            editor.selection.cursor = if line == top || line + 1 == top {
                editor.text.snap(before)
            } else {
                first_text(editor, top)
            };
        }
        self.clamp(editor);
        done
    }
}

/// Returns where the text of a line starts, behind its last blank when there is nothing else.
fn text_start(editor: &Editor, line: usize) -> usize {
    let text = editor.text.slice(editor.text.line(line));
    editor.text.line(line).start + text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Tells whether a command changes the text, so that `.` does it again.
fn is_change(command: &Command, visual: bool) -> bool {
    match &command.what {
        What::Operate(operator, _) => *operator != Operator::Yank,
        What::Act(key) if visual => "dxXDcsSCRr><=~uUJpPIA".contains(*key),
        What::Act(key) => "xXDCsSpPiIaAoOJ~R&".contains(*key),
        What::Go(key) => "pPJiuU~".contains(*key),
        What::Take(key, _) => *key == 'r',
        What::Line(_) | What::Move(_) | What::View(_) | What::Select(_) => false,
    }
}

/// Tells whether a command of visual mode that it did not take means what it means without a selection.
fn is_common(what: &What) -> bool {
    match what {
        What::Line(_) | What::View(_) => true,
        What::Take(key, _) => matches!(key, 'm' | 'q' | '@'),
        What::Act(key) => (*key as u32) < 32,
        _ => false,
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

impl Editor {
    /// Scrolls by half a screen, a screen or a line.
    fn scroll_keys(&mut self, key: char, count: Option<usize>) -> Done {
        let height = self.view.height.max(2);
        let line = count.unwrap_or(1) as isize;
        let rows = match key {
            '\u{4}' => (height / 2) as isize,
            '\u{15}' => -((height / 2) as isize),
            '\u{6}' => (height - 2) as isize * line,
            '\u{2}' => -((height - 2) as isize) * line,
            '\u{5}' => line,
            _ => -line,
        };
        if matches!(key, '\u{5}' | '\u{19}') {
            self.scroll(rows);
            self.keep_cursor_in_view();
            return Done::Yes;
        }
        for _ in 0..rows.unsigned_abs().min(10_000) {
            let motion = if rows < 0 { Screen::Up } else { Screen::Down };
            let at = self.target(motion);
            if at == self.selection.cursor {
                break;
            }
            self.selection.cursor = at;
        }
        Done::Yes
    }
}
