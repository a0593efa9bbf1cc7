//! `:s` with `c`: each match is shown and asked about.

use super::substitute::expand;
use super::{Done, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use regex::Regex;
use std::ops::Range;

/// A substitution that asks before each match.
#[derive(Debug)]
pub(super) struct Confirm {
    regex: Regex,
    replacement: String,
    global: bool,
    /// The match that is asked about.
    found: Range<usize>,
    /// Bytes from the end of the text at which the lines end.
    until: usize,
    count: usize,
}

impl Vim {
    pub(super) fn begin_confirm(
        &mut self,
        editor: &mut Editor,
        regex: Regex,
        global: bool,
        within: Range<usize>,
    ) -> Done {
        let until = editor.len() - within.end;
        let confirm =
            Confirm { regex, replacement: self.replacement.clone(), global, found: 0..0, until, count: 0 };
        editor.history.hold();
        self.confirm = Some(confirm);
        self.next_confirm(editor, within.start);
        Done::Yes
    }

    /// Shows the next match that is asked about, or ends.
    fn next_confirm(&mut self, editor: &mut Editor, from: usize) {
        let Some(confirm) = &mut self.confirm else { return };
        let text = editor.text.as_cow();
        let end = text.len() - confirm.until;
        let found = (from <= end).then(|| confirm.regex.find_at(&text, from)).flatten();
        let found = found.filter(|found| found.start() <= end);
        match found.map(|found| found.range()) {
            Some(found) => {
                confirm.found = found.clone();
                drop(text);
                editor.selection.cursor = found.start;
                editor.asked = Some(found);
            }
            None => {
                let count = confirm.count;
                self.confirm = None;
                editor.asked = None;
                editor.history.release();
                if count > 0 {
                    self.answer.says = Some(format!("{count} replaced"));
                }
            }
        }
    }

    /// Takes the answer to a match: `y n a l q`.
    pub(super) fn answer_confirm(&mut self, editor: &mut Editor, key: char, now: Timestamp) {
        let Some(confirm) = &mut self.confirm else { return };
        let found = confirm.found.clone();
        match key {
            'y' | 'a' | 'l' => {
                let text = editor.text.as_cow().into_owned();
                let inserted = expand(&confirm.regex, &text, &found, &confirm.replacement);
                confirm.count += 1;
                let mut next = found.start + inserted.len() + usize::from(found.is_empty());
                editor.edit(vec![(found.clone(), inserted)], now);
                if !confirm.global {
                    next = editor.line_start(editor.text.line_of(next.min(editor.len())) + 1).max(next);
                }
                editor.selection.cursor = found.start;
                let from =
                    if key == 'l' || next > editor.len() { usize::MAX } else { editor.text.snap_up(next) };
                self.next_confirm(editor, from);
                if key == 'a' && self.confirm.is_some() {
                    self.answer_confirm(editor, 'a', now);
                }
            }
            'n' => {
                let next = if confirm.global {
                    editor.text.next(found.end.max(found.start))
                } else {
                    editor.line_start(editor.text.line_of(found.start) + 1).max(found.end + 1)
                };
                self.next_confirm(editor, next.max(found.start + 1));
            }
            'q' | super::keys::ESCAPE => self.next_confirm(editor, usize::MAX),
            _ => {}
        }
    }
}
