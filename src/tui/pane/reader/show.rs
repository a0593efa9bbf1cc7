//! Showing a page: another one from where it was left, a changed one at the same place, answers where they were
//! asked for.

use super::{Mode, Reader};
use crate::tui::document::Document;
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Opened;
use crate::tui::surface::Step;
use crate::tui::widget::page::PageView;
use std::sync::Arc;

impl Reader {
    /// Shows a page, and asks for what it shows of others.
    pub(super) fn show(&mut self, opened: &Arc<Opened>) -> Step {
        let same = self.opened.as_ref().is_some_and(|before| before.id() == opened.id());
        let title = Some(opened.row.page.title.as_str());
        let document = &opened.document;
        let before = self.opened.replace(opened.clone());
        match before.filter(|_| same) {
            Some(before)
                if before.document == *document && before.row.page.title == opened.row.page.title => {}
            Some(_) => {
                let document = document.like(self.view.document());
                self.view.show(title, document);
                self.after_change();
                if !opened.is_beginning {
                    self.go_where_it_is_awaited();
                }
            }
            None => self.show_another(title, document.clone(), opened),
        }
        if let Some(anchor) = self.anchor.take()
            && !self.go_to_name(&anchor)
            && opened.is_beginning
        {
            // It may stand further down.
            self.anchor = Some(anchor);
        }
        if opened.document.dynamics().is_empty() {
            return Step::stay();
        }
        let asked = Request::Resolve(opened.id().clone(), opened.document.clone());
        Step::want(Effect::Load(asked))
    }

    /// Lays answers into the page they were asked for.
    pub(super) fn take_answers(&mut self, asked: &Arc<Document>, resolved: &Arc<Document>) {
        let Some(opened) = self.opened.as_ref().filter(|opened| opened.document == *asked) else { return };
        if self.view.document() != resolved {
            self.view.show(Some(opened.row.page.title.as_str()), resolved.clone());
            self.after_change();
        }
    }

    /// What was said about the text before may not hold any more.
    fn after_change(&mut self) {
        let count = self.view.document().targets().len();
        self.focus = self.focus.filter(|id| (*id as usize) < count);
        self.after_layout();
        self.refresh_outline();
    }

    /// Rows and columns are others than before: what was selected by them is none any more, what was found by them is
    /// looked up again.
    pub(super) fn after_layout(&mut self) {
        if matches!(self.mode, Mode::Words(_)) {
            self.mode = Mode::Read;
        }
        if let Some(find) = &mut self.find {
            find.stale();
        }
    }

    fn show_another(&mut self, title: Option<&str>, document: Arc<Document>, opened: &Opened) {
        let id = opened.id();
        self.view = PageView::of(title, document, self.folds_of(id)).with_pictures_of(id).with_patience();
        self.focus = None;
        self.jumps.clear();
        self.mode = Mode::Read;
        self.find = None;
        self.awaited = None;
        self.go_where_it_was_left(id, opened.is_beginning);
        self.refresh_outline();
    }
}
