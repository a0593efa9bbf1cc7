//! `=`: puts list items under the text of the item they are nested in, and counts numbered ones again.

use crate::domain::Timestamp;
use crate::tui::widget::editor::{Editor, list};
use std::ops::RangeInclusive;

/// How much of a line is read to see how it begins.
const LINE_START: usize = 256;

/// An item that lines may be nested in.
struct Above {
    /// Its indentation before and after.
    was: usize,
    is: usize,
    /// How wide its marker is.
    level: usize,
    number: Option<u64>,
}

/// Tidies lines; what is in a fence stays as it is.
pub(super) fn tidy(editor: &mut Editor, lines: RangeInclusive<usize>, now: Timestamp) {
    let mut above: Vec<Above> = Vec::new();
    let mut pieces = Vec::new();
    for line in lines {
        if editor.view.blocks.in_fence(&editor.text, line) {
            continue;
        }
        let start = editor.text.line(line).start;
        let text = editor.text.line_text(line, LINE_START);
        let was = text.len() - text.trim_start_matches([' ', '\t']).len();
        if was == text.len() {
            continue;
        }
        let mut sibling = None;
        while above.last().is_some_and(|item| item.was >= was) {
            sibling = above.pop();
        }
        let is = match (above.last(), &sibling) {
            (Some(parent), _) => parent.is + parent.level,
            (None, Some(sibling)) => sibling.is,
            (None, None) => was,
        };
        let mut level = list::level(&text);
        let mut marker = None;
        let number = list::item(&text).and_then(|item| item.number()).map(|(number, digits)| {
            let counted = match sibling.as_ref().filter(|sibling| sibling.was == was) {
                Some(Above { number: Some(before), .. }) => before + 1,
                _ => number,
            };
            if counted != number {
                let written = counted.to_string();
                level = written.len() + 2;
                marker = Some((start + was..start + was + digits, written));
            }
            counted
        });
        if is != was {
            pieces.push((start..start + was, " ".repeat(is)));
        }
        pieces.extend(marker);
        if list::item(&text).is_some_and(|item| !item.is_quote()) {
            above.push(Above { was, is, level, number });
        } else {
            // Text of an item is under it; it holds nothing itself.
            above.extend(sibling.filter(|sibling| sibling.was < was));
        }
    }
    editor.edit(pieces, now);
}
