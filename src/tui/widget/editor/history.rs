//! Undo and redo as inverse edits, in the groups a person thinks in.
//!
//! Typing is grouped by word and by pause; a paste or a command is a group of its own.

use crate::domain::Timestamp;

/// A pause this long ends a group of typing, in milliseconds.
const PAUSE: i128 = 1000;

/// The most bytes of text the history keeps; the oldest groups go first.
const LIMIT: usize = 64 << 20;

/// One replacement: `removed` at byte `at` made way for `inserted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) at: usize,
    pub(crate) removed: String,
    pub(crate) inserted: String,
}

impl Edit {
    fn inverse(&self) -> Self {
        Self { at: self.at, removed: self.inserted.clone(), inserted: self.removed.clone() }
    }
}

/// Cursor and anchor, to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Selection {
    pub(crate) cursor: usize,
    pub(crate) anchor: Option<usize>,
}

/// What kind of work edits come from; edits of different kinds are undone apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Characters typed one after the other.
    Type,
    /// Characters removed one after the other.
    Erase,
    /// A paste or a command: always alone.
    Whole,
}

#[derive(Debug, Clone)]
struct Group {
    edits: Vec<Edit>,
    kind: Kind,
    before: Selection,
    after: Selection,
    last: Timestamp,
}

/// What was done and what was undone.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    done: Vec<Group>,
    undone: Vec<Group>,
    /// Whether the last group may grow.
    open: bool,
    bytes: usize,
}

impl History {
    /// Records what one command did.
    pub(crate) fn record(
        &mut self,
        edits: Vec<Edit>,
        kind: Kind,
        before: Selection,
        after: Selection,
        now: Timestamp,
    ) {
        if edits.is_empty() {
            return;
        }
        self.undone.clear();
        self.bytes += edits.iter().map(|edit| edit.removed.len() + edit.inserted.len()).sum::<usize>();
        match self.done.last_mut() {
            Some(group) if self.open && group.takes(&edits, kind, before, now) => {
                // One string for a word, rather than an edit for each of its letters.
                for edit in edits {
                    group.push(edit);
                }
                group.after = after;
                group.last = now;
            }
            _ => self.done.push(Group { edits, kind, before, after, last: now }),
        }
        self.open = kind != Kind::Whole;
        self.forget();
    }

    /// Ends the group: the next edit starts another.
    pub(crate) fn close(&mut self) {
        self.open = false;
    }

    /// Makes the last group a part of the one before it: both are undone together.
    pub(crate) fn join(&mut self) {
        if self.done.len() > 1
            && let Some(last) = self.done.pop()
            && let Some(group) = self.done.last_mut()
        {
            group.edits.extend(last.edits);
            group.after = last.after;
        }
    }

    /// Takes the last group back: the edits to make, in order, and the selection from before it.
    pub(crate) fn undo(&mut self) -> Option<(Vec<Edit>, Selection)> {
        self.open = false;
        let group = self.done.pop()?;
        let edits = group.edits.iter().rev().map(Edit::inverse).collect();
        let selection = group.before;
        self.undone.push(group);
        Some((edits, selection))
    }

    /// Does the last undone group again.
    pub(crate) fn redo(&mut self) -> Option<(Vec<Edit>, Selection)> {
        self.open = false;
        let group = self.undone.pop()?;
        let again = (group.edits.clone(), group.after);
        self.done.push(group);
        Some(again)
    }

    #[cfg(test)]
    pub(crate) fn is_at_start(&self) -> bool {
        self.done.is_empty()
    }

    fn forget(&mut self) {
        let mut oldest = 0;
        while self.bytes > LIMIT && oldest + 1 < self.done.len() {
            self.bytes -= self.done[oldest].bytes();
            oldest += 1;
        }
        self.done.drain(..oldest);
    }
}

impl Group {
    fn bytes(&self) -> usize {
        self.edits.iter().map(|edit| edit.removed.len() + edit.inserted.len()).sum()
    }

    /// Says whether edits of a later command belong to this group.
    fn takes(&self, edits: &[Edit], kind: Kind, before: Selection, now: Timestamp) -> bool {
        if kind != self.kind || before != self.after {
            return false;
        }
        if now.as_millisecond() as i128 - self.last.as_millisecond() as i128 > PAUSE {
            return false;
        }
        let [edit] = edits else { return false };
        match kind {
            Kind::Type => !self.ends_in_blank() || edit.inserted.starts_with(char::is_whitespace),
            Kind::Erase => true,
            Kind::Whole => false,
        }
    }

    fn ends_in_blank(&self) -> bool {
        self.edits.last().is_some_and(|edit| edit.inserted.ends_with(char::is_whitespace))
    }

    fn push(&mut self, edit: Edit) {
        if let Some(last) = self.edits.last_mut() {
            if edit.removed.is_empty() && edit.at == last.at + last.inserted.len() {
                last.inserted.push_str(&edit.inserted);
                return;
            }
            if last.inserted.is_empty() && edit.inserted.is_empty() && edit.at == last.at {
                last.removed.push_str(&edit.removed);
                return;
            }
            if last.inserted.is_empty() && edit.inserted.is_empty() && edit.at + edit.removed.len() == last.at
            {
                last.at = edit.at;
                last.removed.insert_str(0, &edit.removed);
                return;
            }
        }
        self.edits.push(edit);
    }
}
