//! Long pages: what is far below is laid out by a task, and no key waits for it.
//!
//! Only whoever brings the answer may be asked ([`PageView::with_patience`]); everybody else waits. A place that is
//! kept, when the width or the page changed, is laid out on the spot: nobody wants to see another one meanwhile.

use super::PageView;
use crate::tui::document::Layout;
use crate::tui::highlight::{Code, Ink};
use std::sync::Arc;

/// So many lines of the Markdown are laid out on the spot: a few milliseconds.
const NEAR: u32 = 1_000;

/// Where to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The line of the Markdown at the top of the screen.
    pub(super) source: u32,
    /// How many of its rows are above.
    pub(super) below: usize,
    /// Whether somebody goes there from elsewhere, and is shown that as long as it takes.
    pub(super) is_ahead: bool,
}

impl Place {
    pub(super) const END: Self = Self { source: u32::MAX, below: usize::MAX / 4, is_ahead: true };
}

/// What is not laid out yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nobody needs it.
    #[default]
    Unwanted,
    /// Somebody has to be asked for it.
    Wanted,
    /// It is on its way.
    Asked,
}

impl PageView {
    /// Leaves what is far below to whoever asks for [`PageView::unfinished`].
    pub fn with_patience(self) -> Self {
        Self { is_patient: true, ..self }
    }

    /// Returns a layout that is to be finished and brought back; each once.
    pub fn unfinished(&mut self) -> Option<Layout> {
        if self.rest != Rest::Wanted {
            return None;
        }
        self.rest = Rest::Asked;
        self.layout.as_ref().map(Layout::anew)
    }

    /// Asks for the colours of code that is a screen below or less, so that it comes into sight in them: the first
    /// code of all waits for every grammar to be read.
    pub fn look_ahead(&mut self, ink: &Ink) {
        let (from, to) = (self.top + self.height, self.top + 2 * self.height);
        let Some(layout) = &mut self.layout else { return };
        layout.ensure(to);
        let above = self.header.len();
        let rows = self.lines().iter().take(to.saturating_sub(above)).skip(from.saturating_sub(above));
        let mut last: Option<&Arc<Code>> = None;
        for shown in rows.flat_map(|line| &line.spans).filter_map(|span| span.code.as_ref()) {
            if !last.is_some_and(|last| Arc::ptr_eq(last, &shown.code)) {
                ink.of(&shown.code);
                last = Some(&shown.code);
            }
        }
    }

    /// Takes a finished layout and goes where it was wanted for; tells whether it is one of what is shown now.
    pub fn take(&mut self, finished: Layout) -> bool {
        let is_ours = self.layout.as_ref().is_some_and(|layout| layout.is_like(&finished));
        if is_ours {
            self.layout = Some(finished);
            if let Some(place) = self.wanted {
                self.go_to_place(place);
            }
        }
        is_ours
    }

    /// Returns the place at the top of the screen, or where somebody is on the way to.
    pub(super) fn place_at_top(&self) -> Place {
        if let Some(wanted) = self.wanted {
            return wanted;
        }
        let lines = self.lines();
        let Some(at) = self.top.checked_sub(self.header.len()).filter(|at| *at < lines.len()) else {
            return Place::default();
        };
        let source = lines[at].source;
        let below = lines[..at].iter().rev().take_while(|line| line.source == source).count();
        Place { source, below, is_ahead: false }
    }

    /// Goes to a place, now or when it is laid out.
    pub(super) fn go_to_place(&mut self, place: Place) {
        self.wanted = Some(place);
        if place.is_ahead && self.is_far(|laid| place.source > laid.saturating_add(NEAR)) {
            return self.want_rest();
        }
        let (above, Place { source, below, .. }) = (self.header.len(), place);
        if let Some(layout) = &mut self.layout {
            let row = layout.line_of_source(source) + above;
            self.wanted = None;
            self.settle(if source == 0 && below == 0 { 0 } else { row + below });
        }
    }

    /// Whether a row is too far below what is laid out to be waited for.
    pub(super) fn is_far_down(&self, row: usize) -> bool {
        let rows = self.lines().len() + NEAR as usize;
        self.is_far(|_| row > rows)
    }

    /// Whether much is not laid out and somebody else does that; asks what it is needed for by the last line that is.
    fn is_far(&self, needed: impl Fn(u32) -> bool) -> bool {
        let Some(layout) = self.layout.as_ref().filter(|_| self.is_patient) else { return false };
        layout.ahead() > NEAR && needed(layout.lines().last().map_or(0, |line| line.source))
    }

    pub(super) fn want_rest(&mut self) {
        if self.rest == Rest::Unwanted {
            self.rest = Rest::Wanted;
        }
    }
}
