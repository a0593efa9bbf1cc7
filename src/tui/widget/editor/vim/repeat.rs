//! `.`: the last change, and what it was made of.

use super::parse::{Command, Operator, What};
use super::visual::Extent;
use super::{Done, Mode, Vim, join};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

/// The last change, to be done again.
#[derive(Debug, Clone)]
pub(super) struct Repeat {
    pub(super) command: Command,
    /// How much was selected, when it was a change to a selection.
    pub(super) extent: Option<Extent>,
    pub(super) typed: Option<Typed>,
}

/// What was typed for a change.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) text: String,
    /// How many characters before the start went.
    pub(super) erased: usize,
    /// The keys themselves, where text was typed over.
    pub(super) keys: String,
}

impl Vim {
    /// Does the last change again.
    pub(super) fn again(&mut self, editor: &mut Editor, count: Option<usize>, now: Timestamp) -> Done {
        let Some(mut repeat) = self.repeat.clone() else { return Done::No };
        // What was done to a selection is done to as much again, as often as it was then.
        if count.is_some() && repeat.extent.is_none() {
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
        self.repeat = Some(repeat.clone());
        let mut done = self.run(editor, &repeat.command, now);
        if self.mode == Mode::Insert {
            done = match &repeat.typed {
                Some(typed) => self.type_again(editor, typed, now),
                None => Done::No,
            };
        }
        self.repeating = false;
        if let Some(now) = &self.repeat {
            repeat.command.count = now.command.count;
        }
        self.repeat = Some(repeat);
        done
    }

    /// Joins as many lines as are counted, or as there are, which `.` then counts too.
    pub(super) fn join_counted(
        &mut self,
        editor: &mut Editor,
        times: usize,
        spaced: bool,
        now: Timestamp,
    ) -> Done {
        let (line, lines) = editor.line();
        if let Some(repeat) = self.repeat.as_mut().filter(|_| times > 2) {
            repeat.command.count = Some(times.min(lines - line));
        }
        join::counted(editor, times, spaced, now)
    }
}

/// Tells whether a command changes the text, so that `.` does it again.
pub(super) fn is_change(command: &Command, visual: bool) -> bool {
    match &command.what {
        What::Operate(operator, _) => *operator != Operator::Yank,
        What::Act(key) if visual => "dxXDcsSCRr><=~uUJpPIA".contains(*key),
        What::Act(key) => "xXDCsSpPiIaAoOJ~R".contains(*key),
        What::Go(key) => "pPJiuU~".contains(*key),
        What::Take(key, _) => *key == 'r',
        What::Line(_) | What::Move(_) | What::View(_) | What::Select(_) => false,
    }
}
