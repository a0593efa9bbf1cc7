//! Marked pages: for what comes next to be done to all of them at once.

use super::branches::Visible;
use crate::domain::PageId;
use crate::replica::PageRow;
use std::collections::BTreeSet;

/// The marks.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pages: BTreeSet<PageId>,
    // Where a range of marks begins.
    anchor: Option<PageId>,
}

impl Marks {
    /// Returns how many pages are marked.
    pub(super) fn count(&self) -> usize {
        self.pages.len()
    }

    /// Tells whether a page is marked.
    pub(super) fn has(&self, page: &PageId) -> bool {
        self.pages.contains(page)
    }

    /// Takes all marks away.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Marks a page, or takes its mark away.
    pub(super) fn toggle(&mut self, page: &PageId) {
        if !self.pages.remove(page) {
            self.pages.insert(page.clone());
        }
        self.anchor = Some(page.clone());
    }

    /// Marks from the last mark to a row.
    pub(super) fn mark_to(&mut self, rows: &[Visible], at: usize) {
        let from =
            self.anchor.as_ref().and_then(|id| rows.iter().position(|row| row.id() == id)).unwrap_or(at);
        for row in rows.iter().take(from.max(at) + 1).skip(from.min(at)) {
            self.pages.insert(row.id().clone());
        }
    }

    /// Returns the marked rows in the order of the tree.
    pub(super) fn of(&self, rows: &[Visible]) -> Vec<PageRow> {
        rows.iter().filter(|row| self.has(row.id())).map(|row| (*row.row).clone()).collect()
    }
}

/// Leaves out the pages that stand below another one of them: they go with it.
pub(super) fn outermost(rows: &[Visible], chosen: Vec<PageRow>) -> Vec<PageRow> {
    let ids: BTreeSet<PageId> = chosen.iter().map(|row| row.page.id.clone()).collect();
    let mut within = None;
    let mut outer = BTreeSet::new();
    for row in rows {
        within = within.filter(|depth| row.depth > *depth);
        if within.is_none() && ids.contains(row.id()) {
            within = Some(row.depth);
            outer.insert(row.id().clone());
        }
    }
    chosen.into_iter().filter(|row| outer.contains(&row.page.id)).collect()
}
