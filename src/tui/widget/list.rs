//! A cursor over rows that scroll: shared by the directory, the tree and every list overlay.
//!
//! It knows numbers only; its owner draws the rows it says are visible.

use crate::tui::action::Action;
use std::ops::Range;

/// The cursor and the first visible row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub at: usize,
    /// The first visible row.
    pub top: usize,
    /// How many rows were visible when it was drawn last.
    pub height: usize,
}

impl Cursor {
    /// Moves by an action; tells whether the action was a movement.
    pub fn act(&mut self, action: Action, count: usize) -> bool {
        let last = count.saturating_sub(1);
        let screen = self.height.max(1);
        self.at = match action {
            Action::Down => (self.at + 1).min(last),
            Action::Up => self.at.saturating_sub(1),
            Action::PageDown => (self.at + screen.saturating_sub(1).max(1)).min(last),
            Action::PageUp => self.at.saturating_sub(screen.saturating_sub(1).max(1)),
            Action::HalfDown => (self.at + (screen / 2).max(1)).min(last),
            Action::HalfUp => self.at.saturating_sub((screen / 2).max(1)),
            Action::Top => 0,
            Action::Bottom => last,
            _ => return false,
        };
        true
    }

    /// Returns the rows to draw in `height` lines, scrolled so that the cursor is among them.
    pub fn visible(&mut self, count: usize, height: usize) -> Range<usize> {
        self.height = height;
        self.at = self.at.min(count.saturating_sub(1));
        self.top = self.top.min(self.at);
        if self.at >= self.top + height.max(1) {
            self.top = self.at + 1 - height.max(1);
        }
        self.top = self.top.min(count.saturating_sub(height));
        self.top..(self.top + height).min(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_sight() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.visible(100, 10), 0..10);
        for _ in 0..15 {
            cursor.act(Action::Down, 100);
        }
        assert_eq!(cursor.visible(100, 10), 6..16);
        cursor.act(Action::Bottom, 100);
        assert_eq!(cursor.visible(100, 10), 90..100);
        assert_eq!(cursor.visible(3, 10), 0..3);
        assert_eq!(cursor.at, 2);
        assert_eq!(cursor.visible(0, 10), 0..0);
    }
}
