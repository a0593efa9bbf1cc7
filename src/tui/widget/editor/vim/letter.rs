//! `r` and `~`: letters that change where they stand.

use super::keys::ENTER;
use super::parse::Operator;
use super::{Done, Vim, operate};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

impl Vim {
    pub(super) fn replace_letters(
        &mut self,
        editor: &mut Editor,
        letter: char,
        times: usize,
        now: Timestamp,
    ) -> Done {
        let line = editor.text.line(editor.line().0);
        let mut end = editor.cursor();
        for _ in 0..times {
            if end >= line.end {
                return Done::No;
            }
            end = editor.text.next(end);
        }
        let start = editor.cursor();
        let (text, cursor) = match letter {
            ENTER => ("\n".to_owned(), start + 1),
            letter => (letter.to_string().repeat(times), start + letter.len_utf8() * (times - 1)),
        };
        editor.edit(vec![(start..end, text)], now);
        editor.selection.cursor = editor.text.snap(cursor);
        Done::Yes
    }

    pub(super) fn toggle_case(&mut self, editor: &mut Editor, times: usize, now: Timestamp) -> Done {
        let line = editor.text.line(editor.line().0);
        if line.is_empty() {
            return Done::No;
        }
        let start = editor.cursor();
        let mut end = start;
        for _ in 0..times {
            end = if end < line.end { editor.text.next(end) } else { end };
        }
        operate::recase(editor, start..end, Operator::Toggle, now);
        editor.selection.cursor = end;
        Done::Yes
    }
}
