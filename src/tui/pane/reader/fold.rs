//! Parts of a page that open and fold: which are open is kept for the session.

use super::Reader;
use crate::domain::PageId;
use crate::tui::document::Folds;
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;

impl Reader {
    /// Returns what is open on a page.
    pub(super) fn folds_of(&self, page: &PageId) -> Folds {
        Folds::Open(self.unfolded.get(page).cloned().unwrap_or_default())
    }

    pub(super) fn remember_folds(&mut self) {
        if let (Some(opened), Folds::Open(open)) = (&self.opened, self.view.folds()) {
            self.unfolded.insert(opened.id().clone(), open.clone());
        }
    }

    /// Whether this page is the one shown.
    pub(super) fn is_on(&self, page: &str) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.id().as_str() == page)
    }

    /// Opens a part, or folds it.
    pub(super) fn turn_fold(&mut self, fold: u32) -> Step {
        let Folds::Open(open) = self.view.folds() else { return Step::stay() };
        let mut open = open.clone();
        if !open.remove(&fold) {
            open.insert(fold);
        }
        self.set_folds(Folds::Open(open))
    }

    /// Opens or folds everything.
    pub(super) fn turn_folds(&mut self, open: bool) -> Step {
        let count = self.view.document().fold_count() as u32;
        if count == 0 {
            return Step::want(Effect::Say(Notice::plain("Nothing on this page can be folded.")));
        }
        let open = if open { (0..count).collect() } else { Default::default() };
        self.set_folds(Folds::Open(open))
    }

    fn set_folds(&mut self, folds: Folds) -> Step {
        self.view.set_folds(folds);
        if let Some(find) = &mut self.find {
            find.stale();
        }
        Step::stay()
    }
}
