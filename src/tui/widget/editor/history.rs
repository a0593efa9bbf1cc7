//! Undo and redo as inverse edits, in the groups a person thinks in; what was undone stays, as a branch.
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
    fn bytes(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

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

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    edits: Vec<Edit>,
    kind: Kind,
    before: Selection,
    after: Selection,
    last: Timestamp,
}

/// A change, and the one it was made after. Parents stand before their children.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    /// What the journal calls the state of the text after it.
    name: u32,
    group: Group,
    /// `None` for what was done to the text as it was opened.
    parent: Option<usize>,
    /// What redo does: the branch that was left last.
    next: Option<usize>,
}

/// What was done, as a tree: a change after an undo begins a branch, and the other one stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    nodes: Vec<Node>,
    /// The last change that is in the text.
    at: Option<usize>,
    /// What redo does to the text as it was opened.
    first: Option<usize>,
    /// What the journal calls the state of the text as it was opened.
    opened: u32,
    /// The last name that was given.
    named: u32,
    /// Whether the last group may grow.
    open: bool,
    held: Held,
    bytes: usize,
}

/// Whether everything that is done belongs to one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Held {
    #[default]
    No,
    /// From the next edit on.
    Next,
    /// The last group is it.
    Last,
}

/// A way from one state of the text to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The edits to make, in order.
    pub(crate) edits: Vec<Edit>,
    /// Where the cursor was before the change that was undone or done again.
    pub(crate) before: Selection,
    /// Where it goes.
    pub(crate) selection: Selection,
    /// Whether the last change on the way was undone, not done again.
    pub(crate) undone: bool,
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
        self.bytes += edits.iter().map(Edit::bytes).sum::<usize>();
        let group = self.at.map(|at| &mut self.nodes[at].group);
        match group {
            Some(group)
                if self.held == Held::Last
                    || (self.held == Held::No && self.open && group.takes(&edits, kind, before, now)) =>
            {
                // One string for a word, rather than an edit for each of its letters.
                for edit in edits {
                    group.push(edit);
                }
                group.after = after;
                group.last = now;
            }
            _ => {
                self.named += 1;
                let node = Node {
                    name: self.named,
                    group: Group { edits, kind, before, after, last: now },
                    parent: self.at,
                    next: None,
                };
                let number = self.nodes.len();
                self.nodes.push(node);
                self.set_next(self.at, number);
                self.at = Some(number);
            }
        }
        if self.held == Held::Next {
            self.held = Held::Last;
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
        let Some(at) = self.at.filter(|at| at + 1 == self.nodes.len()) else { return };
        let Some(parent) = self.nodes[at].parent else { return };
        let shared = self.nodes[..at].iter().any(|node| node.parent == Some(parent));
        if shared {
            // Other branches begin there: the one before is taken into this one, and stays for them.
            let mut group = self.nodes[parent].group.clone();
            group.edits.append(&mut self.nodes[at].group.edits);
            group.after = self.nodes[at].group.after;
            let (name, parent) = (self.nodes[at].name, self.nodes[parent].parent);
            self.nodes[at] = Node { name, group, parent, next: None };
            self.set_next(self.nodes[at].parent, at);
        } else if let Some(last) = self.nodes.pop() {
            let group = &mut self.nodes[parent].group;
            group.edits.extend(last.group.edits);
            group.after = last.group.after;
            self.nodes[parent].next = None;
            self.at = Some(parent);
        }
    }

    /// Makes one group of everything that is done from here on.
    pub(crate) fn hold(&mut self) {
        self.open = false;
        self.held = Held::Next;
    }

    /// Takes everything that is done from here on into the last group.
    pub(crate) fn go_on(&mut self) {
        self.open = false;
        self.held = if self.at.is_some() { Held::Last } else { Held::Next };
    }

    /// Ends what [`History::hold`] began.
    pub(crate) fn release(&mut self) {
        self.open = false;
        self.held = Held::No;
    }

    /// Says where the cursor was before the group that is held began.
    pub(crate) fn opened_at(&mut self, before: Selection) {
        if let Some(at) = self.at.filter(|_| self.held == Held::Last) {
            self.nodes[at].group.before = before;
        }
    }

    /// Returns what the journal calls the state of the text.
    pub(crate) fn state(&self) -> u32 {
        self.at.map_or(self.opened, |at| self.nodes[at].name)
    }

    /// Gives the state of the text the name that it has in the journal; tells whether it was free.
    pub(crate) fn call(&mut self, name: u32) -> bool {
        if self.place_of(name).is_some() {
            return false;
        }
        match self.at {
            Some(at) => self.nodes[at].name = name,
            None => self.opened = name,
        }
        self.named = self.named.max(name);
        true
    }

    fn place_of(&self, name: u32) -> Option<Option<usize>> {
        if name == self.opened {
            return Some(None);
        }
        self.nodes.iter().position(|node| node.name == name).map(Some)
    }

    /// Goes to the state of a name, on whatever branch.
    pub(crate) fn go_to_state(&mut self, name: u32) -> Option<Step> {
        self.go_to(self.place_of(name)?)
    }

    /// Takes the last change back.
    pub(crate) fn undo(&mut self) -> Option<Step> {
        let node = &self.nodes[self.at?];
        self.go_to(node.parent)
    }

    /// Does the last undone change again.
    pub(crate) fn redo(&mut self) -> Option<Step> {
        let next = match self.at {
            Some(at) => self.nodes[at].next,
            None => self.first,
        };
        self.go_to(Some(next?))
    }

    /// Goes to the state of the text that was there before this one, on whatever branch.
    pub(crate) fn earlier(&mut self) -> Option<Step> {
        self.go_to(self.at?.checked_sub(1))
    }

    /// Goes to the state of the text that came after this one, on whatever branch.
    pub(crate) fn later(&mut self) -> Option<Step> {
        let next = self.at.map_or(0, |at| at + 1);
        if next < self.nodes.len() { self.go_to(Some(next)) } else { None }
    }

    #[cfg(test)]
    pub(crate) fn is_at_start(&self) -> bool {
        self.at.is_none()
    }

    fn set_next(&mut self, parent: Option<usize>, next: usize) {
        match parent {
            Some(parent) => self.nodes[parent].next = Some(next),
            None => self.first = Some(next),
        }
    }

    /// Goes up to where both states meet, and down from there.
    fn go_to(&mut self, target: Option<usize>) -> Option<Step> {
        self.open = false;
        if self.held == Held::Last {
            self.held = Held::Next;
        }
        let mut down = Vec::new();
        let (mut here, mut there) = (self.at, target);
        let mut edits = Vec::new();
        let mut places = None;
        while here != there {
            // The later one of both is not an ancestor of the other.
            if here > there {
                let number = here?;
                let group = &self.nodes[number].group;
                edits.extend(group.edits.iter().rev().map(Edit::inverse));
                places = Some((group.before, group.before, true));
                let parent = self.nodes[number].parent;
                self.set_next(parent, number);
                here = parent;
            } else {
                let number = there?;
                down.push(number);
                there = self.nodes[number].parent;
            }
        }
        for number in down.into_iter().rev() {
            let group = &self.nodes[number].group;
            edits.extend(group.edits.iter().cloned());
            places = Some((group.before, group.after, false));
            self.set_next(self.nodes[number].parent, number);
        }
        self.at = target;
        let (before, selection, undone) = places?;
        Some(Step { edits, before, selection, undone })
    }

    /// Forgets the oldest changes, and the branches that began before them.
    fn forget(&mut self) {
        while self.bytes > LIMIT {
            let mut oldest = None;
            let mut number = self.at;
            while let Some(here) = number {
                oldest = Some(here);
                number = self.nodes[here].parent;
            }
            let Some(oldest) = oldest.filter(|oldest| Some(*oldest) != self.at) else { break };
            self.cut_before(oldest);
        }
    }

    /// Makes the state after a change the one that everything begins with.
    fn cut_before(&mut self, root: usize) {
        let mut places: Vec<Option<usize>> = vec![None; self.nodes.len()];
        let mut kept: Vec<Node> = Vec::new();
        self.first = self.nodes[root].next;
        self.opened = self.nodes[root].name;
        for (number, node) in std::mem::take(&mut self.nodes).into_iter().enumerate() {
            let parent = node.parent.and_then(|parent| places[parent]);
            if number != root && (node.parent == Some(root) || parent.is_some()) {
                places[number] = Some(kept.len());
                kept.push(Node { parent, ..node });
            }
        }
        for node in &mut kept {
            node.next = node.next.and_then(|next| places[next]);
        }
        self.nodes = kept;
        self.first = self.first.and_then(|first| places[first]);
        self.at = self.at.and_then(|at| places[at]);
        self.bytes = self.nodes.iter().map(|node| node.group.bytes()).sum();
    }
}

impl Group {
    fn bytes(&self) -> usize {
        self.edits.iter().map(Edit::bytes).sum()
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
