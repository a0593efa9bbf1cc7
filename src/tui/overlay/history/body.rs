//! The texts of versions, as they come, and what is shown of them.

use crate::markup;
use crate::tui::widget::diff::DiffView;
use crate::tui::widget::page::PageView;
use std::collections::HashMap;

/// What the right side shows.
pub(super) enum Shown {
    Changes(DiffView),
    Page(Box<PageView>),
    Failed(String),
}

/// Bodies by version number; `None` while one is being fetched.
#[derive(Default)]
pub(super) struct Bodies(HashMap<u32, Option<Result<String, String>>>);

impl Bodies {
    /// Tells whether a body has to be asked for, and remembers that it is.
    pub(super) fn ask(&mut self, number: u32) -> bool {
        let unknown = !self.0.contains_key(&number);
        if unknown {
            self.0.insert(number, None);
        }
        unknown
    }

    pub(super) fn put(&mut self, number: u32, body: Result<String, String>) {
        self.0.insert(number, Some(body));
    }

    pub(super) fn get(&self, number: u32) -> Option<&Result<String, String>> {
        self.0.get(&number)?.as_ref()
    }

    pub(super) fn forget(&mut self, number: u32) {
        self.0.remove(&number);
    }

    /// Lets what could not be fetched be asked for again.
    pub(super) fn forget_failures(&mut self) {
        self.0.retain(|_, body| matches!(body, Some(Ok(_))));
    }

    /// Compares two versions; `None` while a text is missing. Before the first version there is nothing.
    pub(super) fn changes(&self, old: Option<u32>, new: u32) -> Option<Shown> {
        let old = match old {
            Some(old) => self.get(old)?.as_ref().map(|body| markup::to_markdown(body).markdown),
            None => Ok(String::new()),
        };
        let new = self.get(new)?.as_ref().map(|body| markup::to_markdown(body).markdown);
        Some(match (old, new) {
            (Ok(old), Ok(new)) => Shown::Changes(DiffView::new(&old, &new)),
            (Err(why), _) | (_, Err(why)) => Shown::Failed(why.clone()),
        })
    }

    /// Shows one version as a page.
    pub(super) fn page(&self, number: u32) -> Option<Shown> {
        Some(match self.get(number)? {
            Ok(body) => Shown::Page(Box::new(PageView::new(None, &markup::to_markdown(body).markdown))),
            Err(why) => Shown::Failed(why.clone()),
        })
    }
}
