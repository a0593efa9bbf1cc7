//! Where the mouse can click, noted by whoever draws: rows of lists, keys that are named on the screen, actions.
//!
//! Drawing code that knows neither the root nor its own place in it notes zones here; the view takes them at the end
//! of a frame and keeps them in the state. A frame is drawn in one go by one thread, so the notes are its own.

use crate::tui::action::Action;
use crate::tui::chord::Chord;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// What a click leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hit {
    /// A row of a list, and the one that is selected.
    Row(usize, usize),
    /// The key that is written there.
    Key(Chord),
    /// The action that is named there.
    Act(Action),
}

/// A place on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Where it is.
    pub area: Rect,
    /// What it leads to.
    pub hit: Hit,
}

thread_local! {
    static ZONES: RefCell<Vec<Zone>> = const { RefCell::new(Vec::new()) };
}

/// Notes a place.
pub(crate) fn note(area: Rect, hit: Hit) {
    if !area.is_empty() {
        ZONES.with_borrow_mut(|zones| zones.push(Zone { area, hit }));
    }
}

/// Tells whether a key was named since the last time, where it can be clicked.
pub(crate) fn names(key: Chord) -> bool {
    ZONES.with_borrow(|zones| zones.iter().any(|zone| zone.hit == Hit::Key(key)))
}

/// Returns what was noted since the last time, which stays noted.
pub(crate) fn noted() -> Vec<Zone> {
    ZONES.with_borrow(Clone::clone)
}

/// Takes what was noted since the last time.
pub(crate) fn take() -> Vec<Zone> {
    ZONES.with_borrow_mut(std::mem::take)
}

/// Returns what is at a place: what was drawn last lies on top.
pub fn at(zones: &[Zone], place: Position) -> Option<Hit> {
    zones.iter().rev().find(|zone| zone.area.contains(place)).map(|zone| zone.hit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_last_is_on_top() {
        note(Rect::new(0, 0, 10, 3), Hit::Row(0, 0));
        note(Rect::new(2, 1, 3, 1), Hit::Act(Action::Help));
        note(Rect::new(2, 1, 0, 1), Hit::Act(Action::Quit));
        assert!(!names(Chord::parse("q").unwrap()));
        let zones = take();
        assert_eq!(at(&zones, Position::new(3, 1)), Some(Hit::Act(Action::Help)));
        assert_eq!(at(&zones, Position::new(9, 2)), Some(Hit::Row(0, 0)));
        assert_eq!(at(&zones, Position::new(10, 0)), None);
        assert!(take().is_empty());
    }
}
