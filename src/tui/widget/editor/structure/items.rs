//! List items with all that stands below them: moved among their neighbours, indented, numbered anew.

use super::{Editor, Refusal, Spot};
use crate::domain::Timestamp;
use crate::tui::widget::editor::{list, numbers};
use std::ops::Range;

/// The lines of a list, and where in the text they begin.
pub(super) struct List {
    first: usize,
    lines: Vec<String>,
    /// Lines of code, in which nothing is an item.
    fenced: Vec<bool>,
}

impl List {
    /// Returns the item that a line begins, if it begins one; there is none behind the end.
    fn item(&self, line: usize) -> Option<list::Item> {
        if *self.fenced.get(line)? {
            return None;
        }
        list::item(&self.lines[line]).filter(|item| !self.lines[line][item.indent..].starts_with('>'))
    }

    fn indent(&self, line: usize) -> usize {
        self.lines[line].len() - self.lines[line].trim_start().len()
    }

    /// Returns the item that a line belongs to.
    fn item_of(&self, at: usize) -> Option<(usize, list::Item)> {
        let mut items = (0..=at).rev().filter_map(|line| self.item(line).map(|item| (line, item)));
        if self.item(at).is_some() || self.fenced[at] {
            return items.next();
        }
        let indent = self.indent(at);
        let above = { items }.collect::<Vec<_>>();
        above.iter().find(|(_, item)| item.indent < indent).or(above.first()).cloned()
    }

    /// Returns the lines of an item with all below it, without blank lines at the end.
    fn whole(&self, at: usize, indent: usize) -> Range<usize> {
        let next = (at + 1..self.lines.len())
            .find(|&line| self.item(line).is_some_and(|item| item.indent <= indent));
        let mut end = next.unwrap_or(self.lines.len());
        while end > at + 1 && self.lines[end - 1].trim().is_empty() {
            end -= 1;
        }
        at..end
    }

    /// Returns the item before one, on the same level below the same parent.
    fn before(&self, at: usize, indent: usize) -> Option<(usize, list::Item)> {
        let above = (0..at).rev().filter_map(|line| self.item(line).map(|item| (line, item)));
        { above }.find(|(_, item)| item.indent <= indent).filter(|(_, item)| item.indent == indent)
    }

    /// Returns the item after one, on the same level.
    fn after(&self, whole: &Range<usize>, indent: usize) -> Option<usize> {
        let below = (whole.end..self.lines.len()).filter_map(|line| self.item(line).map(|item| (line, item)));
        { below }.next().filter(|(_, item)| item.indent == indent).map(|(line, _)| line)
    }

    fn parent(&self, at: usize, indent: usize) -> Option<list::Item> {
        (0..at).rev().filter_map(|line| self.item(line)).find(|item| item.indent < indent)
    }

    /// Moves lines in or out.
    fn shift(&mut self, lines: Range<usize>, by: isize) {
        for line in &mut self.lines[lines] {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            match by {
                0.. if line.is_empty() => {}
                0.. => line.insert_str(0, &" ".repeat(by.unsigned_abs())),
                _ => drop(line.drain(..by.unsigned_abs().min(blanks))),
            }
        }
    }
}

impl Editor {
    fn list(&mut self, lines: Range<usize>) -> List {
        let fenced = lines.clone().map(|line| self.view.blocks.in_fence(&self.text, line)).collect();
        List { first: lines.start, lines: self.lines_of(lines), fenced }
    }

    /// Returns the lines of the item at a line, with all below it.
    pub(super) fn item_lines(&mut self, at: usize) -> Option<Range<usize>> {
        let list = self.list_at(at)?;
        let list = self.list(list);
        let (line, item) = list.item_of(at - list.first)?;
        let whole = list.whole(line, item.indent);
        Some(list.first + whole.start..list.first + whole.end)
    }

    /// Moves the item at the cursor among its neighbours.
    pub(super) fn move_item(&mut self, lines: Range<usize>, up: bool, now: Timestamp) -> Result<(), Refusal> {
        let (at, _) = self.line();
        let list = self.list(lines);
        let (line, item) = list.item_of(at - list.first).ok_or("it is not in an item")?;
        let starts = self.first_numbers(list.first + line);
        let mine = list.whole(line, item.indent);
        let (above, below) = if up {
            let (before, _) = list.before(line, item.indent).ok_or("it is the first item of its list")?;
            (list.whole(before, item.indent), mine)
        } else {
            let after = list.after(&mine, item.indent).ok_or("it is the last item of its list")?;
            (mine, list.whole(after, item.indent))
        };
        let from = list.first;
        let revision = self.revision;
        let placed = |range: Range<usize>| from + range.start..from + range.end;
        // An item that ends where the next begins: what is between are blank lines only.
        self.swap(placed(above), placed(below), up, now)?;
        self.number(revision, &starts, now);
        Ok(())
    }

    /// Moves items one level in or out, with all below them.
    pub(in crate::tui::widget::editor) fn shift_items(
        &mut self,
        deeper: bool,
        now: Timestamp,
    ) -> Option<Result<(), Refusal>> {
        if self.view.blocks.is_xml() {
            return None;
        }
        let selected = self.selected_lines();
        // Inside of an item, and in code, a tab is a tab.
        list::item(&self.text.line_text(*selected.start(), 64))?;
        let lines = self.list_at(*selected.start())?;
        let mut list = self.list(lines.clone());
        let first = list.first;
        let (line, item) = list.item_of(selected.start() - first)?;
        let last = (*selected.end()).min(lines.end - 1) - first;
        let end = list.item_of(last).map_or(last + 1, |(line, item)| list.whole(line, item.indent).end);
        let by = match (deeper, list.before(line, item.indent), list.parent(line, item.indent)) {
            (true, Some((_, before)), _) => before.content() as isize - item.indent as isize,
            (true, None, _) => return Some(Err("there is no item above to put it under")),
            (false, _, Some(parent)) => parent.indent as isize - item.indent as isize,
            (false, _, None) if item.indent > 0 => -(item.indent as isize),
            (false, ..) => return Some(Err("it is on the outermost level")),
        };
        // What followed an item that goes out on its level is below it then, and counts from 1 when nothing was.
        // Any other list goes on with its numbers, a bullet in between or not.
        let begins = if deeper { line } else { list.whole(line, item.indent).end };
        let mut starts = self.first_numbers(first);
        starts.retain(|(line, _)| *line == first);
        starts.iter_mut().for_each(|(line, _)| *line = 0);
        if deeper || list.item(begins).is_some_and(|next| next.indent >= item.indent) {
            starts.push((begins, 1));
        }
        list.shift(line..end.max(last + 1), by);
        if !deeper {
            // As wide as its number is now: when that gets longer, they move along.
            let rest = begins.max(end)..list.lines.len();
            let follow = |line: &usize| list.item(*line).is_some_and(|other| other.indent < item.indent);
            let rest = rest.start..rest.clone().find(follow).unwrap_or(rest.end);
            list.shift(rest, by + item.content() as isize - item.indent as isize);
        }
        let new = numbers::renumbered(&list.lines, &starts);
        let moved = |editor: &Self, at: usize| {
            let spot = editor.spot(at, first);
            let old = list.lines.get(spot.line).map_or(0, String::len);
            let column = match new.get(spot.line) {
                // What is before the text changed its length, the text did not.
                Some(line) if (line.len() as isize - old as isize) != 0 || by != 0 => {
                    let before = editor.text.line(first + spot.line).len();
                    (spot.column + line.len()).saturating_sub(before)
                }
                _ => spot.column,
            };
            Spot { column, ..spot }
        };
        let cursor = moved(self, self.selection.cursor);
        let anchor = self.selection.anchor.map(|anchor| moved(self, anchor));
        Some(self.rewrite(lines, &new, cursor, anchor, now))
    }

    /// Returns the lines with which the list of an ordered item begins, and its level of it, with their numbers.
    pub(in crate::tui::widget::editor) fn first_numbers(&mut self, at: usize) -> Vec<(usize, u64)> {
        // Which lines are a list shows only when all are looked at: nothing for every key.
        if !self.is_ordered(at) {
            return Vec::new();
        }
        let Some(lines) = self.list_at(at) else { return Vec::new() };
        let list = self.list(lines);
        let mut first = at - list.first;
        while let Some((before, _)) = list.item(first).and_then(|item| list.before(first, item.indent)) {
            first = before;
        }
        let numbered = |line: usize| list.item(line)?.number().map(|(number, _)| (list.first + line, number));
        [0, first].into_iter().filter_map(numbered).collect()
    }

    fn is_ordered(&mut self, at: usize) -> bool {
        let item = list::item(&self.text.line_text(at, 64));
        item.is_some_and(|item| item.number().is_some()) && !self.view.blocks.is_xml()
    }

    /// Numbers the list at the cursor anew, as part of the step that was made since `revision`; its levels go on with
    /// the numbers they began with.
    pub(in crate::tui::widget::editor) fn number(
        &mut self,
        revision: u64,
        starts: &[(usize, u64)],
        now: Timestamp,
    ) {
        let (at, _) = self.line();
        if self.revision == revision || !self.is_ordered(at) {
            return;
        }
        let Some(lines) = self.list_at(at) else { return };
        let old = self.list(lines.clone());
        let inside = starts.iter().filter(|(line, _)| lines.contains(line));
        let starts: Vec<(usize, u64)> = inside.map(|(line, number)| (line - lines.start, *number)).collect();
        let new = numbers::renumbered(&old.lines, &starts);
        if new == old.lines {
            return;
        }
        let moved = |editor: &Self, at: usize| {
            let spot = editor.spot(at, lines.start);
            let grown = |lines: &[String]| lines.get(spot.line).map_or(0, String::len);
            let column = (spot.column + grown(&new)).saturating_sub(grown(&old.lines));
            Spot { column, ..spot }
        };
        let cursor = moved(self, self.selection.cursor);
        let inside = |at: &usize| lines.contains(&self.text.line_of(*at));
        let anchor = self.selection.anchor.filter(inside).map(|anchor| moved(self, anchor));
        let before = self.revision;
        if self.rewrite(lines, &new, cursor, anchor, now).is_ok() && self.revision != before {
            let alone = Some(self.history.state());
            let steps = self.typed.iter().rposition(|step| step.state != alone).map_or(0, |last| last + 1);
            self.history.join();
            self.led_here(steps);
        }
    }
}
