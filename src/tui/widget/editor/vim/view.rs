//! Keys that scroll: by half a screen, a screen or a line.

use super::Done;
use crate::tui::widget::editor::{Editor, Motion as Screen};

impl Editor {
    /// Scrolls by half a screen, a screen or a line.
    pub(super) fn scroll_keys(&mut self, key: char, count: Option<usize>) -> Done {
        let height = self.view.height.max(2);
        let line = count.unwrap_or(1) as isize;
        let rows = match key {
            '\u{4}' => (height / 2) as isize,
            '\u{15}' => -((height / 2) as isize),
            '\u{6}' => (height - 2) as isize * line,
            '\u{2}' => -((height - 2) as isize) * line,
            '\u{5}' => line,
            _ => -line,
        };
        if matches!(key, '\u{5}' | '\u{19}') {
            self.scroll(rows);
            self.keep_cursor_in_view();
            return Done::Yes;
        }
        for _ in 0..rows.unsigned_abs().min(10_000) {
            let motion = if rows < 0 { Screen::Up } else { Screen::Down };
            let at = self.target(motion);
            if at == self.selection.cursor {
                break;
            }
            self.selection.cursor = at;
        }
        Done::Yes
    }
}
