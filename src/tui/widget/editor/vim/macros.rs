//! Macros: keys that are recorded into a register and pressed again.

use super::keys::{ENTER, ESCAPE};
use super::register::Register;
use super::{Done, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

/// Keys that macros may press for one key; one that calls itself ends there.
const REPLAYED: usize = 100_000;

impl Vim {
    /// Presses the keys that a macro put into the queue.
    pub(super) fn press_queued(&mut self, editor: &mut Editor, now: Timestamp) {
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
    }

    /// `@`: puts the keys of a register before those that are still to be pressed.
    pub(super) fn play(&mut self, editor: &mut Editor, letter: char, times: usize, now: Timestamp) -> Done {
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
        for key in (0..if fits { times } else { 1 }).flat_map(|_| keys.chars().rev().collect::<Vec<_>>()) {
            self.queue.push_front(if key == '\n' { ENTER } else { key });
        }
        Done::Yes
    }

    pub(super) fn stop_recording(&mut self) -> bool {
        let Some((name, mut keys)) = self.recording.take() else { return false };
        // The `q` that ended it was recorded too.
        keys.pop();
        self.registers.yank(Some(name), Register::chars(keys));
        true
    }

    /// Presses keys and ends what they left open.
    pub(super) fn replay(&mut self, editor: &mut Editor, keys: &str, now: Timestamp) {
        for key in keys.chars() {
            self.press(key, editor, now);
        }
        self.press(ESCAPE, editor, now);
    }
}
