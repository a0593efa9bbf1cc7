//! What a search answers, as it comes: the newest at first, the best then, and anew when the wiki changed.

use super::rows::Item;
use super::{BEFORE, LIMIT, Search};
use crate::domain::query::{Found, Operator};
use crate::domain::{PageId, Query};
use crate::tui::surface::Step;
use crate::tui::widget::list::Cursor;
use crate::tui::world::World;
use std::collections::HashSet;
use std::sync::Arc;

impl Search {
    /// Takes an answer; when the person has chosen among the first hits already, those stay where they are.
    pub(super) fn take(&mut self, query: &Query, found: &Arc<Found>, world: &World) -> Step {
        if self.asked.as_ref() != Some(query) {
            return Step::stay();
        }
        if self.again && self.is_current() {
            self.renew(query, found);
            return Step::stay();
        }
        let mut found = Arc::clone(found);
        if self.is_current() && self.cursor.at > 0 {
            let shown = self.hits().to_vec();
            let known: HashSet<PageId> = shown.iter().map(|hit| hit.page.clone()).collect();
            let late = std::mem::take(&mut Arc::make_mut(&mut found).hits);
            let late = late.into_iter().filter(|hit| !known.contains(&hit.page));
            Arc::make_mut(&mut found).hits = shown.into_iter().chain(late).take(LIMIT).collect();
        } else {
            self.cursor = Cursor::default();
        }
        self.found = Some((query.clone(), found));
        self.list();
        if std::mem::take(&mut self.opening) { self.open_selected(world) } else { Step::stay() }
    }

    /// Takes the answer of now to what was answered before; the cursor stays on its page.
    fn renew(&mut self, query: &Query, found: &Arc<Found>) {
        // The newest alone would drop the best for a moment.
        if !found.settled {
            return;
        }
        self.again = false;
        let selected = match self.items.get(self.cursor.at) {
            Some(Item::Page(index)) => self.hits().get(*index).map(|hit| hit.page.clone()),
            _ => None,
        };
        self.found = Some((query.clone(), Arc::clone(found)));
        self.list();
        let is_selected = |item: &Item| match item {
            Item::Page(index) => self.hits().get(*index).map(|hit| &hit.page) == selected.as_ref(),
            _ => false,
        };
        let at = selected.as_ref().and_then(|_| self.items.iter().position(is_selected));
        self.cursor.at = at.unwrap_or(self.cursor.at).min(self.items.len().saturating_sub(1));
    }

    /// Makes the list of what is shown.
    pub(super) fn list(&mut self) {
        self.items = match self.found() {
            _ if self.operators => Operator::ALL.map(Item::Operator).to_vec(),
            None if self.asked.is_none() => {
                let saved = (0..self.saved.len()).map(Item::Saved);
                saved.chain(Operator::ALL.map(Item::Operator)).collect()
            }
            None => Vec::new(),
            Some(found) => {
                let named = self.input.text().trim_start().starts_with(['@', '#', '~']);
                let before = found.hits.len().min(if named { 0 } else { BEFORE });
                let pages = |range: std::ops::Range<usize>| range.map(Item::Page);
                let others = (0..found.others.len()).map(Item::Other);
                pages(0..before).chain(others).chain(pages(before..found.hits.len())).collect()
            }
        };
    }
}
