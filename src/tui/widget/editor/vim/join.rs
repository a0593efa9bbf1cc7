//! `J` and `gJ`: makes one line of several.

use super::Done;
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use std::ops::RangeInclusive;

/// Joins lines; `spaced` puts a blank where two meet and takes the indentation away.
pub(super) fn join(editor: &mut Editor, lines: RangeInclusive<usize>, spaced: bool, now: Timestamp) -> Done {
    let (first, last) = (*lines.start(), (*lines.end()).min(editor.text.lines() - 1));
    if first >= last {
        return Done::No;
    }
    let mut pieces = Vec::new();
    let mut joined = editor.text.slice(editor.text.line(first)).into_owned();
    let mut column = 0;
    for line in first + 1..=last {
        let range = editor.text.line(line);
        let text = editor.text.slice(range.clone());
        let rest = if spaced { text.trim_start_matches([' ', '\t']) } else { &*text };
        let gone = text.len() - rest.len();
        let blank = spaced
            && !rest.is_empty()
            && !rest.starts_with(')')
            && !joined.is_empty()
            && !joined.ends_with([' ', '\t']);
        column = joined.len();
        if blank {
            joined.push(' ');
        }
        joined.push_str(rest);
        pieces.push((range.start - 1..range.start + gone, if blank { " " } else { "" }.to_owned()));
    }
    editor.edit(pieces, now);
    editor.selection.cursor = editor.text.snap(editor.line_start(first) + column);
    Done::Yes
}
