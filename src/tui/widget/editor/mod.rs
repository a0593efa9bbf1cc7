//! The text widget: Markdown in a rope, moved through by grapheme, wrapped by word, undone by group.
//!
//! ```text
//! Command ─► Editor ─► Text (the rope)      ─► Typed steps, for the journal
//!                  ├─► History (undo)
//!                  └─► Layout, Blocks (caches of rows and of block states, by line)
//! ```
//!
//! It knows no keys, no clock and no file: commands and moments are handed in, steps are taken out.

mod command;
mod draw;
mod edit;
mod fence;
mod find;
pub(crate) mod glyph;
mod history;
mod list;
mod markdown;
mod modal;
mod motion;
mod numbers;
mod query;
mod resume;
mod structure;
mod table;
mod text;
pub mod vim;
mod wrap;
mod xml;

#[cfg(test)]
mod lines;
#[cfg(test)]
mod tests;

pub use command::{Command, Motion, Outcome};
pub use draw::{Role, Styles};
pub use find::Found;
pub use query::Query;
pub use structure::Structure;

use crate::domain::Timestamp;
use crate::replica::Typed;
use history::{Edit, History, Kind, Selection};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use text::{Text, normalized};
use wrap::{Edited, Layout, Row};

/// The largest document, in bytes; the server's limit for a body is below it.
pub const LIMIT: usize = 16 << 20;

/// A text with a cursor.
#[derive(Debug, Default)]
pub struct Editor {
    text: Text,
    selection: Selection,
    /// The column that up and down aim for.
    goal: Option<usize>,
    history: History,
    /// What was done to the text since the steps were taken last.
    typed: Vec<Typed>,
    /// What cut and copy remembered.
    remembered: String,
    search: find::Search,
    /// What a visual mode selects.
    visual: Option<vim::Visual>,
    /// A match that somebody is asked about.
    asked: Option<Range<usize>>,
    /// What is typed in insert mode.
    typing: Option<vim::Typing>,
    /// Places with a name; they stay on the text they were set on.
    marks: BTreeMap<char, usize>,
    view: View,
    /// Grows with every edit; tells caches outside that they are old.
    revision: u64,
}

/// What is on the screen, and caches for it.
#[derive(Debug, Default)]
struct View {
    layout: Layout,
    blocks: markdown::Blocks,
    fences: fence::Fences,
    /// The first row shown.
    top: Row,
    /// Cells of the area drawn last.
    height: usize,
    width: usize,
    /// Whether drawing brings the cursor into view; scrolling by wheel turns it off.
    follow: bool,
    /// Where it was drawn last, for the mouse.
    area: ratatui::layout::Rect,
}

impl Editor {
    /// Opens a text, with the cursor at byte `cursor` or the grapheme around it.
    pub fn new(text: &str, cursor: usize) -> Self {
        let text = Text::new(&normalized(text));
        let cursor = text.snap(cursor);
        let mut editor = Self { text, ..Self::default() };
        editor.selection.cursor = cursor;
        editor.view.follow = true;
        editor.set_size(80, 24);
        editor
    }

    /// Returns the text, borrowed while it is short.
    pub fn text(&self) -> Cow<'_, str> {
        self.text.as_cow()
    }

    /// Returns the length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.len() == 0
    }

    /// Returns the byte offset of the cursor.
    pub fn cursor(&self) -> usize {
        self.selection.cursor
    }

    /// Returns the line of the cursor, from 0, and how many there are.
    pub fn line(&self) -> (usize, usize) {
        (self.text.line_of(self.cursor()), self.text.lines())
    }

    /// Returns the text of the cursor's line before the cursor, for completion.
    pub fn before_cursor(&self) -> Cow<'_, str> {
        let start = self.text.line(self.text.line_of(self.cursor())).start;
        self.text.slice(start..self.cursor())
    }

    /// Returns at most `limit` bytes of the text after the cursor.
    pub fn after_cursor(&self, limit: usize) -> Cow<'_, str> {
        self.text.slice(self.cursor()..self.text.floor(self.cursor() + limit))
    }

    /// Returns the selected bytes; `None` when nothing is selected.
    pub fn selected(&self) -> Option<Range<usize>> {
        if let Some(visual) = self.visual {
            return Some(self.visual_range(visual));
        }
        let Selection { cursor, anchor } = self.selection;
        let anchor = anchor.filter(|&anchor| anchor != cursor)?;
        Some(cursor.min(anchor)..cursor.max(anchor))
    }

    /// Returns the selected text.
    pub fn selected_text(&self) -> Option<Cow<'_, str>> {
        self.selected().map(|range| self.text.slice(range))
    }

    /// Returns what cut and copy remembered last.
    pub fn remembered(&self) -> &str {
        &self.remembered
    }

    /// Returns where a line starts, counted from 0; past the last one the end of the text.
    pub fn line_start(&self, line: usize) -> usize {
        if line >= self.text.lines() { self.text.len() } else { self.text.line(line).start }
    }

    /// Returns whether the cursor is in a block of code.
    pub fn is_in_code(&mut self) -> bool {
        let line = self.text.line_of(self.cursor());
        self.view.blocks.in_fence(&self.text, line)
    }

    /// Returns whether the cursor is at the end of its line.
    pub fn is_at_line_end(&self) -> bool {
        self.after_cursor(1).is_empty() || self.after_cursor(1) == "\n"
    }

    /// Returns a number that grows with every edit.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Gives away what was done to the text since the last call, for the journal: each step's offsets
    /// count in the text before that step.
    pub fn take_typed(&mut self) -> Vec<Typed> {
        std::mem::take(&mut self.typed)
    }

    /// Puts the cursor at the start of a line, counted from 0.
    pub fn go_to_line(&mut self, line: usize) {
        let start = self.text.line(line.min(self.text.lines() - 1)).start;
        self.go(start, false);
        self.view.follow = true;
    }

    /// Colours it as XHTML instead of Markdown.
    pub fn in_xml(mut self) -> Self {
        self.view.blocks = markdown::Blocks::xml();
        self
    }

    /// Replaces everything, as one step of undo: what another editor made of the text.
    pub fn replace_all(&mut self, text: &str, now: Timestamp) {
        let text = normalized(text);
        let (start, end, new_end) = changed_part(&self.text.as_cow(), &text);
        let inserted = text[start..new_end].to_owned();
        self.splice(vec![(start..end, inserted)], Kind::Whole, None, now);
    }

    /// Replaces a piece, as one step of undo, and puts the cursor behind it: completions.
    pub fn replace_range(&mut self, range: Range<usize>, inserted: &str, now: Timestamp) {
        let range = self.text.snap(range.start)..self.text.snap_up(range.end);
        self.splice(vec![(range, normalized(inserted).into_owned())], Kind::Whole, None, now);
    }

    /// Carries out a command at the moment `now`.
    pub fn apply(&mut self, command: Command, now: Timestamp) -> Outcome {
        self.view.follow = true;
        if !matches!(command, Command::Move(Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown))
            && !matches!(
                command,
                Command::Select(Motion::Up | Motion::Down | Motion::PageUp | Motion::PageDown)
            )
        {
            self.goal = None;
        }
        let revision = self.revision;
        let mut outcome = match command {
            Command::Move(motion) => self.travel(motion, false),
            Command::Select(motion) => self.travel(motion, true),
            Command::SelectAll => self.select_all(),
            Command::Unselect => self.unselect(),
            command => self.change(command, now),
        };
        outcome.changed = revision != self.revision;
        outcome
    }

    fn travel(&mut self, motion: Motion, select: bool) -> Outcome {
        self.history.close();
        // Without Shift the arrows leave a selection by its side.
        let to = match (motion, self.selected().filter(|_| !select)) {
            (Motion::Left, Some(range)) => range.start,
            (Motion::Right, Some(range)) => range.end,
            _ => self.target(motion),
        };
        self.go(to, select);
        Outcome::default()
    }

    fn go(&mut self, to: usize, select: bool) {
        let Selection { cursor, anchor } = self.selection;
        self.selection.anchor = select.then(|| anchor.unwrap_or(cursor));
        self.selection.cursor = to;
    }

    fn select_all(&mut self) -> Outcome {
        self.selection = Selection { cursor: self.text.len(), anchor: Some(0) };
        Outcome::default()
    }

    fn unselect(&mut self) -> Outcome {
        self.selection.anchor = None;
        Outcome::default()
    }

    /// Makes one replacement in the text, the caches and the journal; says how it can be taken back.
    fn replace(&mut self, range: Range<usize>, inserted: &str) -> Edit {
        let (at, edit_removed) = (range.start, range.len());
        self.typed.push(Typed { at, removed: edit_removed, inserted: inserted.to_owned(), state: None });
        let (removed, edited) = change(&mut self.text, range, inserted);
        self.follow(at, &removed, inserted.len());
        self.view.layout.edited(&self.text, &edited);
        self.view.blocks.edited(&edited);
        self.view.fences.edited(&edited);
        self.view.follow_edit(&edited);
        self.search.edited(at, edit_removed, inserted.len());
        self.revision += 1;
        Edit { at, removed, inserted: inserted.to_owned() }
    }

    /// Makes replacements, given in order of the text, as one step of undo. The cursor goes behind the
    /// last one unless `then` says where.
    fn splice(
        &mut self,
        pieces: Vec<(Range<usize>, String)>,
        kind: Kind,
        then: Option<Selection>,
        now: Timestamp,
    ) {
        let before = self.selection;
        let steps = self.typed.len();
        let mut edits = Vec::with_capacity(pieces.len());
        let mut end = None;
        let mut shift = 0_isize;
        for (range, inserted) in &pieces {
            end = Some((range.start as isize + shift) as usize + inserted.len());
            shift += inserted.len() as isize - range.len() as isize;
        }
        // From the back, so that the offsets of the pieces before stay true.
        for (range, inserted) in pieces.into_iter().rev() {
            if !range.is_empty() || !inserted.is_empty() {
                edits.push(self.replace(range, &inserted));
            }
        }
        if let Some(end) = end {
            let selection = then.unwrap_or(Selection { cursor: end, anchor: None });
            self.selection = self.snapped(selection);
        }
        self.history.record(edits, kind, before, self.selection, now);
        self.led_here(steps);
    }

    /// Names the state of the text in the steps that led to it, from step `first` on.
    fn led_here(&mut self, first: usize) {
        let state = Some(self.history.state());
        for step in &mut self.typed[first..] {
            step.state = state;
        }
    }

    /// Moves both ends to graphemes: an insertion may have joined what stood apart.
    fn snapped(&self, selection: Selection) -> Selection {
        Selection {
            cursor: self.text.snap_up(selection.cursor.min(self.text.len())),
            anchor: selection.anchor.map(|anchor| self.text.snap(anchor)),
        }
    }
}

impl View {
    /// Keeps the same text at the top when lines above it come or go.
    fn follow_edit(&mut self, edited: &Edited) {
        if edited.line + edited.lines_removed < self.top.line {
            self.top.line = self.top.line - edited.lines_removed + edited.lines_inserted;
        } else if edited.line < self.top.line {
            self.top = Row { line: edited.line, sub: 0 };
        }
    }
}

/// Replaces a piece of the text and says what happened, in lines too.
fn change(text: &mut Text, range: Range<usize>, inserted: &str) -> (String, Edited) {
    let line = text.line_of(range.start);
    let offset = range.start - text.line(line).start;
    let removed = text.replace(range, inserted);
    let newlines = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
    let edited = Edited {
        line,
        offset,
        removed: removed.len(),
        inserted: inserted.len(),
        lines_removed: newlines(&removed),
        lines_inserted: newlines(inserted),
    };
    (removed, edited)
}

/// Returns what differs: where it starts in both, and where it ends in each.
fn changed_part(old: &str, new: &str) -> (usize, usize, usize) {
    let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let start = same(&mut old.chars(), &mut new.chars());
    let tail = same(&mut old[start..].chars().rev(), &mut new[start..].chars().rev());
    (start, old.len() - tail, new.len() - tail)
}
