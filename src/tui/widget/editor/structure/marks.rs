//! Headings, fences, and lines that are doubled or sorted.

use super::blocks::{heading, is_item};
use super::{Editor, Refusal, Spot};
use crate::domain::Timestamp;
use crate::tui::widget::editor::list;
use std::ops::Range;

impl Editor {
    pub(super) fn change_heading(&mut self, by: isize, now: Timestamp) -> Result<(), Refusal> {
        let lines = self.selected_lines();
        let single = lines.start() == lines.end();
        let fenced: Vec<bool> =
            lines.clone().map(|line| self.view.blocks.in_fence(&self.text, line)).collect();
        let mut fenced = fenced.into_iter();
        let revision = self.revision();
        self.edit_lines(lines, now, |line| {
            if fenced.next() == Some(true) || is_item(line) {
                return None;
            }
            // Of several lines only those that are headings already change: the text between stays text. A row of a
            // table and a line of a container hold something together.
            let text = line.trim_start();
            let is_text = !text.is_empty() && !text.starts_with(['|', ':']);
            match (heading(line), by > 0) {
                (Some(level), true) => (level < 6).then(|| (0..0, "#".to_owned())),
                (Some(1), false) => Some((0..line.len() - line[1..].trim_start().len(), String::new())),
                (Some(_), false) => Some((0..1, String::new())),
                (None, true) if single && is_text => Some((0..line.len() - text.len(), "# ".to_owned())),
                (None, _) => None,
            }
        });
        match self.revision() == revision {
            true if by > 0 => Err("it is no heading that can go deeper"),
            true => Err("it is no heading"),
            false => Ok(()),
        }
    }

    pub(super) fn toggle_fence(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let selected = self.selected_lines();
        let (at, _) = self.line();
        if let Some(lines) = self.fence_around(at) {
            let mut new = self.lines_of(lines.clone());
            new.pop();
            new.remove(0);
            let spot = self.spot(self.cursor(), lines.start);
            let cursor = Spot { line: spot.line.saturating_sub(1), ..spot };
            if new.is_empty() {
                new.push(String::new());
            }
            return self.rewrite(lines, &new, cursor, None, now);
        }
        let lines = match self.selected() {
            Some(_) => *selected.start()..*selected.end() + 1,
            None => self.block_at(at).unwrap_or(at..at + 1),
        };
        let mut new = self.lines_of(lines.clone());
        let longest = new.iter().map(|line| longest_run(line)).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        new.insert(0, fence.clone());
        new.push(fence.clone());
        // The language is what comes next.
        self.rewrite(lines, &new, Spot { line: 0, column: fence.len() }, None, now)
    }

    /// Returns the lines of the fence that a line is in, both ends included.
    fn fence_around(&mut self, at: usize) -> Option<Range<usize>> {
        let lines = self.text.lines();
        let mut inside = |line: usize| self.view.blocks.in_fence(&self.text, line);
        let opens = !inside(at) && at + 1 < lines && inside(at + 1);
        if !inside(at) && !opens {
            return None;
        }
        let mut start = at;
        while inside(start) {
            start -= 1;
        }
        let mut end = start + 1;
        while end < lines && inside(end) {
            end += 1;
        }
        // A fence without an end has nothing to take away there.
        (end < lines || is_closing(&self.text.slice(self.text.line(end - 1))))
            .then_some(start..end)
            .filter(|lines| lines.len() > 1)
    }

    pub(super) fn duplicate(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let selected = self.selected_lines();
        let (at, _) = self.line();
        let lines = match self.selected() {
            Some(_) => *selected.start()..*selected.end() + 1,
            None => self.item_lines(at).unwrap_or(at..at + 1),
        };
        let starts = self.first_numbers(at);
        let mut new = self.lines_of(lines.clone());
        new.extend(new.clone());
        let moved = |spot: Spot| Spot { line: spot.line + lines.len(), ..spot };
        let cursor = moved(self.spot(self.cursor(), lines.start));
        let anchor = self.selection.anchor.map(|anchor| moved(self.spot(anchor, lines.start)));
        let revision = self.revision;
        self.rewrite(lines, &new, cursor, anchor, now)?;
        self.number(revision, &starts, now);
        Ok(())
    }

    pub(super) fn sort(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let (at, _) = self.line();
        let lines = match self.selected() {
            Some(_) => {
                let lines = self.selected_lines();
                *lines.start()..*lines.end() + 1
            }
            None => self.siblings_of(at).ok_or("select the lines to sort, or go into a list")?,
        };
        let starts = self.first_numbers(lines.start);
        let old = self.lines_of(lines.clone());
        let new = sorted(&old);
        if new == old {
            return Err("they are in order already");
        }
        let end = Spot { line: new.len() - 1, column: new.last().map_or(0, String::len) };
        let anchor = self.selected().map(|_| Spot { line: 0, column: 0 });
        let cursor = if anchor.is_some() { end } else { Spot { line: 0, column: 0 } };
        let revision = self.revision;
        self.rewrite(lines, &new, cursor, anchor, now)?;
        self.number(revision, &starts, now);
        Ok(())
    }

    /// Returns the lines of the items beside the one at a line, with all below them.
    fn siblings_of(&mut self, at: usize) -> Option<Range<usize>> {
        let list = self.list_at(at)?;
        let mine = self.item_lines(at)?;
        let indent_of = |line: &str| line.len() - line.trim_start().len();
        let lines = self.lines_of(list.clone());
        let indent = indent_of(&lines[mine.start - list.start]);
        let is_outer = |line: &String| !line.trim().is_empty() && indent_of(line) < indent;
        let before = lines[..mine.start - list.start].iter().rposition(is_outer).map_or(0, |at| at + 1);
        let after = lines[mine.start - list.start..].iter().position(is_outer);
        let after = after.map_or(lines.len(), |at| mine.start - list.start + at);
        Some(list.start + before..list.start + after)
    }
}

/// Sorts runs of lines that begin with one of the least indented ones; blank lines stay where they are.
fn sorted(lines: &[String]) -> Vec<String> {
    let indent_of = |line: &String| line.len() - line.trim_start().len();
    let is_blank = |line: &String| line.trim().is_empty();
    let least = lines.iter().filter(|line| !is_blank(line)).map(indent_of).min().unwrap_or(0);
    let mut runs: Vec<Vec<String>> = Vec::new();
    for line in lines {
        let begins = !is_blank(line) && indent_of(line) == least;
        match runs.last_mut() {
            Some(run) if !begins => run.push(line.clone()),
            _ => runs.push(vec![line.clone()]),
        }
    }
    let mut blanks = Vec::new();
    for run in &mut runs {
        let text = run.iter().rposition(|line| !is_blank(line)).map_or(0, |at| at + 1);
        blanks.push(run.split_off(text));
    }
    runs.sort_by_cached_key(|run| run.first().map(|line| sorted_by(line)));
    runs.into_iter().zip(blanks).flat_map(|(run, blanks)| run.into_iter().chain(blanks)).collect()
}

/// Returns what a line is sorted by: its text without the sign of the item, without case.
fn sorted_by(line: &str) -> String {
    let start = list::item(line).map_or(0, |item| item.length);
    line[start..].trim().to_lowercase()
}

fn longest_run(line: &str) -> usize {
    line.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

fn is_closing(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'`') || line.bytes().all(|byte| byte == b'~'))
}
