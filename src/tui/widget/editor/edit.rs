//! Commands that change the text.

use super::history::{Kind, Selection};
use super::list::{self, Enter};
use super::text::normalized;
use super::{Command, Editor, LIMIT, Motion, Outcome};
use crate::domain::Timestamp;
use std::ops::{Range, RangeInclusive};

/// How much of a line is read to see how it begins.
const LINE_START: usize = 256;

/// How many lines above an item the one is looked for that it is nested in.
const PARENT_WITHIN: usize = 1000;

impl Editor {
    pub(super) fn change(&mut self, command: Command, now: Timestamp) -> Outcome {
        match command {
            Command::Insert(text) => return self.insert(&text, Kind::Type, now),
            Command::Paste(text) => return self.insert(&text, Kind::Whole, now),
            Command::Yank => return self.insert(&self.remembered.clone(), Kind::Whole, now),
            Command::Enter => return self.enter(now),
            Command::Structure(what) => return self.structure(what, now),
            Command::Indent => return self.indent(now),
            Command::Outdent => return self.outdent(now),
            Command::Copy => return self.copy(),
            Command::Cut => return self.cut(now),
            Command::Delete(motion) => self.delete(motion, now),
            Command::DeleteLines => self.numbered(now, Self::delete_lines),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::ToggleTask => self.toggle_task(now),
            Command::Surround(open, close) => self.surround(open, close, now),
            Command::LinesUp => self.numbered(now, |editor, now| editor.move_lines(-1, now)),
            Command::LinesDown => self.numbered(now, |editor, now| editor.move_lines(1, now)),
            Command::Move(_) | Command::Select(_) | Command::SelectAll | Command::Unselect => {}
        }
        Outcome::default()
    }

    fn target_range(&self) -> Range<usize> {
        self.selected().unwrap_or(self.cursor()..self.cursor())
    }

    fn insert(&mut self, text: &str, kind: Kind, now: Timestamp) -> Outcome {
        let text = normalized(text);
        if text.is_empty() {
            return Outcome::default();
        }
        let range = self.target_range();
        if self.text.len() - range.len() + text.len() > LIMIT {
            let refused = Some("the text would be larger than 16 MB: attach it as a file instead");
            return Outcome { refused, ..Outcome::default() };
        }
        // Several characters at once are a paste that a terminal did not mark as one.
        let kind = if text.contains('\n') || !range.is_empty() { Kind::Whole } else { kind };
        self.splice(vec![(range, text.into_owned())], kind, None, now);
        Outcome::default()
    }

    fn enter(&mut self, now: Timestamp) -> Outcome {
        if self.selected().is_some() {
            return self.insert("\n", Kind::Whole, now);
        }
        let cursor = self.cursor();
        let line = self.text.line_of(cursor);
        let start = self.text.line(line).start;
        if self.view.blocks.in_fence(&self.text, line) {
            let text = self.text.line_text(line, LINE_START);
            let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
            let indent = text[..indent.min(cursor - start)].to_owned();
            return self.insert(&format!("\n{indent}"), Kind::Whole, now);
        }
        if self.is_in_cell() {
            self.next_row(now);
            return Outcome::default();
        }
        match list::enter(&self.text.line_text(line, LINE_START), cursor - start) {
            Enter::Continue(prefix) => {
                let (starts, revision) = (self.first_numbers(line), self.revision);
                let outcome = self.insert(&format!("\n{prefix}"), Kind::Whole, now);
                self.number(revision, &starts, now);
                outcome
            }
            Enter::End(range) => {
                let gone = start + range.start..start + range.end;
                let next = self.next_of_parent(line);
                let is_alike = next.as_deref().is_some_and(|next| self.is_numbered(line) == numbers(next));
                if is_alike && self.shift_items(false, now) == Some(Ok(())) {
                    return Outcome::default();
                }
                if let Some(next) = next {
                    self.numbered(now, |editor, now| {
                        let whole = editor.text.line(line);
                        let cursor = Selection { cursor: start + next.len(), anchor: None };
                        editor.splice(vec![(whole, next)], Kind::Whole, Some(cursor), now);
                    });
                    return Outcome::default();
                }
                // Blanks behind the cursor go too: it may stand inside what goes.
                let cursor = cursor.max(gone.end) - gone.len();
                let cursor = Selection { cursor, anchor: None };
                self.splice(vec![(gone, String::new())], Kind::Whole, Some(cursor), now);
                Outcome::default()
            }
        }
    }

    fn is_numbered(&self, line: usize) -> bool {
        numbers(&self.text.line_text(line, LINE_START))
    }

    /// Returns how the next item of the list begins that the item of a line is nested in.
    fn next_of_parent(&self, line: usize) -> Option<String> {
        let item_of = |line: usize| {
            let text = self.text.line_text(line, LINE_START);
            list::item(&text).filter(|item| !item.is_quote()).map(|item| (item.indent, text.into_owned()))
        };
        let (indent, _) = item_of(line)?;
        let mut above = (line.saturating_sub(PARENT_WITHIN)..line).rev().map_while(item_of);
        let (_, parent) = above.find(|(other, _)| *other < indent)?;
        match list::enter(&format!("{parent}x"), parent.len() + 1) {
            Enter::Continue(prefix) => Some(prefix),
            Enter::End(_) => None,
        }
    }

    fn delete(&mut self, motion: Motion, now: Timestamp) {
        let (range, kind) = match self.selected() {
            Some(range) => (range, Kind::Whole),
            None => {
                let (cursor, to) = (self.cursor(), self.target(motion));
                let kind = match motion {
                    Motion::Left | Motion::Right => Kind::Erase,
                    _ => Kind::Whole,
                };
                (cursor.min(to)..cursor.max(to), kind)
            }
        };
        if !range.is_empty() {
            self.splice(vec![(range, String::new())], kind, None, now);
        }
    }

    fn copy(&mut self) -> Outcome {
        let range = self.selected().unwrap_or_else(|| self.whole_lines());
        self.remembered = self.text.slice(range).into_owned();
        Outcome { copied: Some(self.remembered.clone()), ..Outcome::default() }
    }

    fn cut(&mut self, now: Timestamp) -> Outcome {
        let outcome = self.copy();
        let range = self.selected().unwrap_or_else(|| self.whole_lines());
        self.splice(vec![(range, String::new())], Kind::Whole, None, now);
        outcome
    }

    fn delete_lines(&mut self, now: Timestamp) {
        let range = self.whole_lines();
        self.splice(vec![(range, String::new())], Kind::Whole, None, now);
    }

    fn undo(&mut self) {
        if let Some(step) = self.history.undo() {
            self.replay(step.edits);
            self.selection = step.selection;
        }
    }

    fn redo(&mut self) {
        if let Some(step) = self.history.redo() {
            self.replay(step.edits);
            self.selection = step.selection;
        }
    }

    /// Makes edits that the history knows already; returns the first line that they changed.
    pub(super) fn replay(&mut self, edits: Vec<super::history::Edit>) -> usize {
        let mut top = usize::MAX;
        let steps = self.typed.len();
        for edit in edits {
            let line = self.text.line_of(edit.at);
            // What begins with a line break changes the line behind it.
            let breaks = |text: &str| text.starts_with('\n');
            let below =
                edit.at == self.text.line(line).end && (breaks(&edit.removed) || breaks(&edit.inserted));
            top = top.min(line + usize::from(below));
            self.replace(edit.at..edit.at + edit.removed.len(), &edit.inserted);
        }
        self.led_here(steps);
        top
    }

    /// Returns the lines the selection touches; one that ends at the start of a line does not touch it.
    pub(super) fn selected_lines(&self) -> RangeInclusive<usize> {
        let range = self.target_range();
        let first = self.text.line_of(range.start);
        let last = self.text.line_of(range.end);
        let short = last > first && self.text.line(last).start == range.end;
        first..=last - usize::from(short)
    }

    /// Returns the bytes of those lines with their newlines; at the end of the text the newline before.
    fn whole_lines(&self) -> Range<usize> {
        let lines = self.selected_lines();
        let (start, end) = (self.text.line(*lines.start()).start, self.text.line(*lines.end()).end);
        if end < self.text.len() { start..end + 1 } else { start.saturating_sub(1)..end }
    }

    /// Carries out an edit and numbers the list anew that it was made in.
    fn numbered(&mut self, now: Timestamp, edit: impl FnOnce(&mut Self, Timestamp)) {
        let starts = self.first_numbers(self.text.line_of(self.cursor()));
        let revision = self.revision;
        edit(self, now);
        self.number(revision, &starts, now);
    }

    fn indent(&mut self, now: Timestamp) -> Outcome {
        if self.selected().is_none() && self.is_in_table() {
            return self.structure(super::Structure::NextCell, now);
        }
        if let Some(done) = self.shift_items(true, now) {
            return Outcome { refused: done.err(), ..Outcome::default() };
        }
        let lines = self.selected_lines();
        let first = self.text.line_text(*lines.start(), LINE_START).into_owned();
        if self.selected().is_none() && list::item(&first).is_none() {
            let column = self.cursor() - self.text.line(*lines.start()).start;
            return self.insert(&"    "[column % 4..], Kind::Whole, now);
        }
        let blanks = " ".repeat(list::level(&first));
        self.edit_lines(lines, now, |line| (!line.is_empty()).then(|| (0..0, blanks.clone())));
        Outcome::default()
    }

    fn outdent(&mut self, now: Timestamp) -> Outcome {
        if self.selected().is_none() && self.is_in_table() {
            return self.structure(super::Structure::PreviousCell, now);
        }
        if let Some(done) = self.shift_items(false, now) {
            return Outcome { refused: done.err(), ..Outcome::default() };
        }
        let lines = self.selected_lines();
        let level = list::level(&self.text.line_text(*lines.start(), LINE_START));
        self.edit_lines(lines, now, |line| {
            let blanks = line.bytes().take(level).take_while(|&byte| byte == b' ').count();
            let gone = if line.starts_with('\t') { 1 } else { blanks };
            (gone > 0).then(|| (0..gone, String::new()))
        });
        Outcome::default()
    }

    fn toggle_task(&mut self, now: Timestamp) {
        let lines = self.selected_lines();
        let several = lines.start() < lines.end();
        self.edit_lines(lines, now, |line| {
            // Between several lines a blank one is only a gap.
            let is_gap = several && line.trim_matches([' ', '\t']).is_empty();
            let (range, text) = list::toggle(line);
            (!is_gap).then(|| (range, text.to_owned()))
        });
    }

    /// Changes the start of each line; the cursor and the selection stay on the text they were on.
    pub(super) fn edit_lines(
        &mut self,
        lines: RangeInclusive<usize>,
        now: Timestamp,
        mut edit: impl FnMut(&str) -> Option<(Range<usize>, String)>,
    ) {
        let mut pieces = Vec::new();
        for line in lines {
            let start = self.text.line(line).start;
            if let Some((range, text)) = edit(&self.text.line_text(line, LINE_START)) {
                pieces.push((start + range.start..start + range.end, text));
            }
        }
        let moved = |at: usize| {
            let mut to = at as isize;
            for (range, text) in &pieces {
                let gone = at.min(range.end).saturating_sub(range.start);
                let came = if at >= range.end { text.len() } else { 0 };
                to += came as isize - gone as isize;
            }
            to.max(0) as usize
        };
        let Selection { cursor, anchor } = self.selection;
        let after = Selection { cursor: moved(cursor), anchor: anchor.map(moved) };
        if !pieces.is_empty() {
            self.splice(pieces, Kind::Whole, Some(after), now);
        }
    }

    fn surround(&mut self, open: &str, close: &str, now: Timestamp) {
        let Range { start, end } = self.target_range();
        // What makes a line an item or a heading is no part of what is set in other type.
        let line = self.text.line(self.text.line_of(start));
        let words = line.start + list::text_start(&self.text.slice(line));
        let start = if words < end { start.max(words) } else { start };
        let text = self.text.slice(start..end).into_owned();
        let before = self.text.slice(self.text.floor(start.saturating_sub(open.len()))..start) == open;
        let after = self.text.slice(end..self.text.floor(end + close.len())) == close;
        let (range, inserted, from) = if before && after && start < end {
            let from = start - open.len();
            (from..end + close.len(), text.clone(), from)
        } else {
            (start..end, format!("{open}{text}{close}"), start + open.len())
        };
        let after = Selection { cursor: from + text.len(), anchor: (start < end).then_some(from) };
        self.splice(vec![(range, inserted)], Kind::Whole, Some(after), now);
    }

    fn move_lines(&mut self, by: isize, now: Timestamp) {
        let lines = self.selected_lines();
        let (first, last) = (*lines.start(), *lines.end());
        let neighbour = if by < 0 { first.checked_sub(1) } else { Some(last + 1) };
        let Some(neighbour) = neighbour.filter(|&line| line < self.text.lines()) else { return };
        let block = self.text.line(first).start..self.text.line(last).end;
        let other = self.text.line(neighbour);
        let (above, below) = if by < 0 { (other.clone(), block.clone()) } else { (block, other.clone()) };
        let swapped = format!("{}\n{}", self.text.slice(below.clone()), self.text.slice(above.clone()));
        let shift = |at: usize| {
            if by < 0 { at - other.len() - 1 } else { at + other.len() + 1 }
        };
        let Selection { cursor, anchor } = self.selection;
        let after = Selection { cursor: shift(cursor), anchor: anchor.map(shift) };
        self.splice(vec![(above.start..below.end, swapped)], Kind::Whole, Some(after), now);
    }
}

/// Tells whether a line is an item of a numbered list.
fn numbers(line: &str) -> bool {
    list::item(line).is_some_and(|item| item.number().is_some())
}
