//! `u`, Ctrl-R, `g-` and `g+`: states that the text had, and where the cursor stands in them.

use super::motion::first_text;
use super::{Done, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Editor, history};

impl Vim {
    pub(super) fn undo(&mut self, editor: &mut Editor, times: usize, _now: Timestamp) -> Done {
        self.step_history(editor, times, |editor| editor.history.undo())
    }

    pub(super) fn redo(&mut self, editor: &mut Editor, times: usize) -> Done {
        self.step_history(editor, times, |editor| editor.history.redo())
    }

    /// `g-` and `g+`: through every state of the text in the order it had them, over all branches.
    pub(super) fn travel_undo(&mut self, editor: &mut Editor, by: isize) -> Done {
        let times = by.unsigned_abs();
        if by < 0 {
            self.step_history(editor, times, |editor| editor.history.earlier())
        } else {
            self.step_history(editor, times, |editor| editor.history.later())
        }
    }

    fn step_history(
        &mut self,
        editor: &mut Editor,
        times: usize,
        step: impl Fn(&mut Editor) -> Option<history::Step>,
    ) -> Done {
        let mut done = Done::No;
        for _ in 0..times {
            let Some(step) = step(editor) else {
                if done == Done::No {
                    self.answer.says = Some("nothing more to undo or redo".to_owned());
                }
                break;
            };
            done = Done::Yes;
            // A place in the text before the change: it is there before one is done again, and after one is undone.
            let place = |editor: &Editor| {
                let at = step.before.cursor.min(editor.len());
                let line = editor.text.line_of(at);
                (line, at - editor.line_start(line))
            };
            let before = (!step.undone).then(|| place(editor));
            let top = editor.replay(step.edits.clone());
            let (line, column) = before.unwrap_or_else(|| place(editor));
            let top = top.min(editor.text.lines() - 1);
            editor.selection.anchor = None;
            editor.selection.cursor = if line == top || line + 1 == top {
                editor.text.snap((editor.line_start(line) + column).min(editor.text.line(line).end))
            } else {
                first_text(editor, top)
            };
        }
        self.clamp(editor);
        done
    }
}
