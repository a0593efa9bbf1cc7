//! The objects of Markdown: `il` a list item with what is nested in it, `ih` a section under its heading.

use super::object::Found;
use super::prose::is_heading;
use super::walk::Walk;
use crate::tui::widget::editor::list;
use crate::tui::widget::editor::text::Text;

/// How much of a line is read to see how it begins.
const LINE_START: usize = 256;

fn indent(text: &Text, line: usize) -> Option<usize> {
    let start = text.line_text(line, LINE_START);
    let blanks = start.len() - start.trim_start_matches([' ', '\t']).len();
    (blanks < start.len()).then_some(blanks)
}

/// Returns the list item around the cursor: its text inside, or its lines with everything nested in it.
pub(super) fn item(text: &Text, cursor: usize, around: bool) -> Option<Found> {
    let line = text.line_of(cursor);
    let mut first = line;
    let item = loop {
        let start = text.line_text(first, LINE_START);
        let deepest = indent(text, line)?;
        match list::item(&start).filter(|item| item.indent <= deepest) {
            Some(item) if first == line || item.indent < deepest => break item,
            _ => {}
        }
        // Text that is not indented belongs to the item above it only while no blank line is between.
        first = first.checked_sub(1)?;
        indent(text, first)?;
    };
    let mut last = first;
    for below in first + 1..text.lines() {
        match indent(text, below) {
            Some(indent) if indent > item.indent => last = below,
            Some(_) => break,
            None => {}
        }
    }
    if around {
        return Some(Found::lines(text, first, last));
    }
    let start = text.line(first).start + item.length;
    let end = text.line(last).end;
    let mut walk = Walk::new(text, end.max(start));
    if walk.at > start {
        walk.left();
        return Some(Found::chars(start, walk.at, true));
    }
    Some(Found::chars(start, start, false))
}

/// Returns the section around the cursor: with its heading, or the text under it.
pub(super) fn section(text: &Text, cursor: usize, around: bool, count: usize) -> Option<Found> {
    let mut first = (0..=text.line_of(cursor)).rev().find(|&line| is_heading(text, line).is_some())?;
    let mut level = is_heading(text, first)?;
    for _ in 1..count {
        let outer = |line: &usize| is_heading(text, *line).is_some_and(|other| other < level);
        first = (0..first).rev().find(outer)?;
        level = is_heading(text, first)?;
    }
    let ends = |line: &usize| is_heading(text, *line).is_some_and(|other| other <= level);
    let mut last = (first + 1..text.lines()).find(ends).unwrap_or(text.lines()) - 1;
    if around {
        return Some(Found::lines(text, first, last));
    }
    while last > first && indent(text, last).is_none() {
        last -= 1;
    }
    let mut start = first + 1;
    while start < last && indent(text, start).is_none() {
        start += 1;
    }
    (start <= last).then(|| Found::lines(text, start, last))
}
