//! Hits as they are told: what a page says about the words, read once for each page of a search.

use super::run::Search;
use super::shelves::Row;
use super::snippet;
use crate::domain::Hit;
use crate::replica::Result;

impl Search<'_> {
    /// Makes hits of rows.
    pub(super) fn hits(&mut self, rows: Vec<Row>) -> Result<Vec<Hit>> {
        let is_worded = self.wanted.question().is_some();
        let mut hits = Vec::new();
        for row in rows {
            if let Some(told) = self.told.get(&row.rid) {
                hits.push(told.clone());
                continue;
            }
            let text = self.shown(row.rid)?;
            let (snippet, marks) = match is_worded {
                true => snippet::around(&text, &self.wanted.body),
                false => (snippet::beginning(&text), Vec::new()),
            };
            let title_marks = snippet::marks(&row.page.title, &self.wanted.title);
            let rid = row.rid;
            let made = Hit { title_marks, snippet, marks, ..hit(row) };
            self.told.insert(rid, made.clone());
            hits.push(made);
        }
        Ok(hits)
    }
}

/// A page that was found, without what it says.
pub(super) fn hit(row: Row) -> Hit {
    Hit {
        page: row.page.id,
        space: row.page.space,
        title: row.page.title,
        title_marks: Vec::new(),
        snippet: String::new(),
        marks: Vec::new(),
        changed: row.page.version.when,
        similar: false,
    }
}
