//! Commands, one after the other: what each comes to in normal mode.

use super::motion::{For, first_text};
use super::operate::Region;
use super::parse::{self, Command, Operator, Span, What};
use super::put::How;
use super::register::Kind;
use super::repeat::{Repeat, is_change};
use super::visual::Visual;
use super::{Ask, Done, Mode, Vim, object};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

impl Vim {
    pub(super) fn run(&mut self, editor: &mut Editor, command: &Command, now: Timestamp) -> Done {
        editor.history.close();
        let extent = editor.visual.map(|visual| self.extent(editor, visual));
        let changes = is_change(command, extent.is_some());
        let before = self.repeat.clone();
        if changes && !self.repeating {
            self.repeat = Some(Repeat { command: command.clone(), extent, typed: None });
        }
        // An operator aims with its motion for the column that was aimed for before.
        let aims = matches!(
            command.what,
            What::Move(_) | What::Select(_) | What::Operate(..) | What::Act('v' | 'V' | '\u{16}')
        );
        if !aims {
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
                if target.failed { Done::No } else { Done::Yes }
            }
            What::Operate(operator, span) => {
                let change = *operator == Operator::Change;
                let region = self.region(editor, *operator, span, *count, change);
                if region.is_some() || !matches!(span, Span::To(..)) {
                    self.goal = None;
                }
                let Some(region) = region else { return Done::No };
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
                if target.failed {
                    editor.selection.cursor = target.at;
                    return None;
                }
                Some(Region::to(&editor.text, cursor, target, operator, *force))
            }
            Span::Object(object) => {
                let found = object::find(&editor.text, cursor, None, *object, times)?;
                if found.failed {
                    editor.selection.cursor = editor.text.snap(found.end);
                    return None;
                }
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
                Some(region) => editor.operate(text, operator, &region, register, 1, now),
                None => Done::No,
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
            'J' => self.join_counted(editor, times, true, now),
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
            'J' => self.join_counted(editor, times, false, now),
            'i' => {
                if let Some(&at) = editor.marks.get(&'^') {
                    editor.selection.cursor = editor.text.snap(at);
                }
                self.start_insert(editor, 'i', times, now)
            }
            '&' => self.execute(editor, "%s&&", now),
            '/' => {
                if let Some(visual) = editor.visual {
                    let range = editor.visual_range(visual);
                    self.end_visual(editor);
                    editor.selection.anchor = Some(range.start);
                    editor.selection.cursor = range.end;
                }
                self.answer.asks = Some(Ask::Find);
                Done::Yes
            }
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
            '@' => self.play(editor, letter, times, now),
            _ => Done::No,
        }
    }

    pub(super) fn mark(&self, editor: &Editor, name: char) -> Option<usize> {
        let name = if name == '`' { '\'' } else { name };
        editor.marks.get(&name).copied().map(|at| at.min(editor.len()))
    }
}

/// Tells whether a command of visual mode that it did not take means what it means without a selection.
fn is_common(what: &What) -> bool {
    match what {
        What::Line(_) | What::View(_) => true,
        What::Take(key, _) => matches!(key, 'm' | 'q' | '@'),
        What::Go(key) => *key == '/',
        What::Act(key) => (*key as u32) < 32,
        _ => false,
    }
}
