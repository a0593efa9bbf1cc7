//! A draft that is gone on with: the journal of its steps becomes the tree of undo again, branches and all.
//!
//! Steps that led to one state stand beside each other under its name. A name that was there before is an
//! undo, a redo, or a way to another branch: the text goes there, and nothing new comes into the tree. A journal that says
//! something else than it leads to is believed in its steps, not in its names.

use super::Editor;
use super::history::{Edit, Kind, Selection};
use super::text::normalized;
use crate::domain::Timestamp;
use crate::replica::{Draft, Past, Typed};

impl Editor {
    /// Opens a draft with its past: what was typed in it before can be undone. A past that does not lead to
    /// the draft is left out.
    pub fn resumed(original: &str, past: &Past, draft: &Draft) -> Self {
        let mut editor = Self::new(original, 0);
        let now = draft.updated;
        editor.replace_all(past.beginning(draft), now);
        // The text was saved whole in the state before the first step, or in the midst of the very first one.
        let first = past.steps.iter().find_map(|step| step.state);
        if let Some(before @ 1..) = first.and_then(|name| name.checked_sub(1)) {
            editor.history.call(before);
        }
        let same = |one: &Typed, other: &Typed| one.state.is_some() && one.state == other.state;
        let fits = past.steps.chunk_by(same).all(|run| editor.do_again(run, now));
        if !fits || editor.text.as_cow() != normalized(&draft.text) {
            return Self::new(&draft.text, draft.cursor);
        }
        editor.typed.clear();
        editor.history.close();
        editor.selection = Selection { cursor: editor.text.snap(draft.cursor), anchor: None };
        editor.set_size(80, 24);
        editor
    }

    /// Takes the steps that led to one state; `false` when they do not fit the text.
    fn do_again(&mut self, run: &[Typed], now: Timestamp) -> bool {
        let state = run.first().and_then(|step| step.state);
        if state.is_some_and(|state| self.goes_to(state, run)) {
            return true;
        }
        match state {
            Some(state) if state == self.history.state() => self.history.go_on(),
            _ => self.history.hold(),
        }
        let fits = run.iter().all(|step| self.step_again(step, now));
        self.history.release();
        if let Some(state) = state {
            self.history.call(state);
        }
        fits
    }

    /// Goes to a state that was there before, when that is what the steps do.
    fn goes_to(&mut self, state: u32, run: &[Typed]) -> bool {
        let here = self.history.state();
        let Some(step) = self.history.go_to_state(state) else { return false };
        let same = |(edit, step): (&Edit, &Typed)| {
            edit.at == step.at && edit.removed.len() == step.removed && edit.inserted == step.inserted
        };
        if step.edits.len() == run.len() && step.edits.iter().zip(run).all(same) {
            self.replay(step.edits);
            return true;
        }
        let mut wanted = self.text.clone();
        let fits = run.iter().all(|step| {
            let range = step.at..step.at.saturating_add(step.removed);
            let fits = fits(&wanted, step);
            fits.then(|| wanted.replace(range, &step.inserted)).is_some()
        });
        self.replay(step.edits);
        if fits && self.text.as_cow() == wanted.as_cow() {
            return true;
        }
        if let Some(back) = self.history.go_to_state(here) {
            self.replay(back.edits);
        }
        false
    }

    fn step_again(&mut self, step: &Typed, now: Timestamp) -> bool {
        if !fits(&self.text, step) {
            return false;
        }
        let end = step.at + step.removed;
        self.selection = Selection { cursor: end, anchor: None };
        let after = Selection { cursor: step.at + step.inserted.len(), anchor: None };
        self.splice(vec![(step.at..end, step.inserted.clone())], Kind::Whole, Some(after), now);
        true
    }
}

fn fits(text: &super::text::Text, step: &Typed) -> bool {
    let end = step.at.saturating_add(step.removed);
    end <= text.len() && text.floor(step.at) == step.at && text.floor(end) == end
}
