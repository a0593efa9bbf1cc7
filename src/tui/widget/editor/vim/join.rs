//! `J` and `gJ`: makes one line of several.

use super::Done;
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use std::ops::RangeInclusive;

/// Joins as many lines from the cursor's on as are counted, or as there are.
pub(super) fn counted(editor: &mut Editor, times: usize, spaced: bool, now: Timestamp) -> Done {
    let (line, lines) = editor.line();
    let last = line + times.max(2) - 1;
    if last >= lines && times <= 2 {
        return Done::No;
    }
    if line + 1 == lines {
        // One line is joined with none: that leads to its start.
        editor.selection.cursor = editor.line_start(line);
        return Done::Yes;
    }
    join(editor, line..=last, spaced, now)
}

/// Joins lines; `spaced` puts a blank where two meet and takes the indentation away.
pub(super) fn join(editor: &mut Editor, lines: RangeInclusive<usize>, spaced: bool, now: Timestamp) -> Done {
    let (first, last) = (*lines.start(), (*lines.end()).min(editor.text.lines() - 1));
    if first >= last {
        return Done::No;
    }
    let mut pieces = Vec::new();
    let mut joined = editor.text.slice(editor.text.line(first)).into_owned();
    let mut column = 0;
    let mut end = joined.chars().next_back();
    for line in first + 1..=last {
        let range = editor.text.line(line);
        let text = editor.text.slice(range.clone());
        let rest = if spaced { text.trim_start_matches([' ', '\t']) } else { &*text };
        let gone = text.len() - rest.len();
        let blank = spaced
            && !rest.is_empty()
            && !rest.starts_with(')')
            && !joined.is_empty()
            && !matches!(end, Some(' ' | '\t'));
        end = rest.chars().next_back();
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
