//! Bulk import: many pages in one transaction, each known by a key of its source.

use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::pages::{self, NewRow, Save};
use super::tree::{self, Among};
use super::value::params;
use super::{access, names, rows, unread};
use crate::domain::*;
use crate::wire::extension::import::{ImportBody, ImportEntry, ImportedEntry};
use std::collections::HashMap;

/// Makes the pages of a batch that the space has not seen; the others stay as they are. Their words are read later.
pub(super) fn run(tx: &Connection, write: &Write, batch: &ImportBody) -> Result<Outcome> {
    let space = names::space_number(&batch.space)?;
    rows::space(tx, &write.who, space)?;
    access::check_space(tx, &write.who, space, SpacePermission::EditSpace)?;
    let home: Option<i64> =
        tx.only("SELECT home FROM space WHERE id = ?1", params![space], |row| row.get(0))?;
    let mut batch_state = Batch { tx, write, space, home, last: HashMap::new(), made: Vec::new() };
    let mut done = Vec::with_capacity(batch.pages.len());
    for entry in &batch.pages {
        let (page, created) = batch_state.take(entry, batch.home.as_ref() == Some(&entry.key))?;
        done.push(ImportedEntry { key: entry.key.clone(), page: names::page_id(page), created });
    }
    feed::pages_made(tx, &batch_state.made)?;
    unread::leave(tx, &batch_state.made)?;
    Ok(Outcome::Imported(done))
}

struct Batch<'a> {
    tx: &'a Connection,
    write: &'a Write,
    space: i64,
    home: Option<i64>,
    /// The last position given below each parent, so that a long list of siblings is not read again.
    last: HashMap<Option<i64>, i64>,
    /// The new pages.
    made: Vec<i64>,
}

impl<'a> Batch<'a> {
    fn take(&mut self, entry: &ImportEntry, is_home: bool) -> Result<(i64, bool)> {
        if let Some(page) = self.known(&entry.key)? {
            return Ok((page, false));
        }
        let page = match self.home.filter(|_| is_home) {
            Some(home) if self.is_untouched(home)? => {
                let page = self.fill_home(home, entry)?;
                feed::page_changed(self.tx, page)?;
                page
            }
            _ => self.insert(entry)?,
        };
        self.tx.run(
            "INSERT INTO import_key (space, key, content) VALUES (?1, ?2, ?3) \
             ON CONFLICT (space, key) DO UPDATE SET content = excluded.content",
            params![self.space, entry.key, page],
        )?;
        Ok((page, true))
    }

    fn insert(&mut self, entry: &ImportEntry) -> Result<i64> {
        let parent = match &entry.parent {
            Some(key) => Some(self.known(key)?.ok_or_else(|| {
                StoreError::Invalid(format!("`{}` comes before the page above it, `{key}`", entry.key))
            })?),
            None => self.home,
        };
        let position = match self.last.get(&parent) {
            Some(last) => last + (1 << 20),
            None => tree::position(self.tx, self.space, parent, Among::Last, None)?,
        };
        self.last.insert(parent, position);
        let row = NewRow {
            space: self.space,
            parent,
            position,
            kind: PageKind::Page,
            title: &entry.title,
            storage: &entry.storage,
            labels: &entry.labels,
            message: "import",
            when: entry.updated.unwrap_or(self.write.now),
        };
        let page = pages::insert_unread(self.tx, &self.write.who.id, &row)?;
        self.made.push(page);
        Ok(page)
    }

    fn fill_home(&self, home: i64, entry: &ImportEntry) -> Result<i64> {
        let when = entry.updated.unwrap_or(self.write.now);
        let save = Save { title: &entry.title, author: &self.write.who.id, when, message: "import" };
        pages::save_version(self.tx, home, 2, Some(&entry.storage), &save)?;
        for label in &entry.labels {
            pages::add_label(self.tx, home, label)?;
        }
        Ok(home)
    }

    fn is_untouched(&self, page: i64) -> Result<bool> {
        self.tx.only(
            "SELECT c.version = 1 AND b.storage = '' FROM content c \
             JOIN body b ON b.content = c.id AND b.version = 1 WHERE c.id = ?1",
            params![page],
            |row| row.get(0),
        )
    }

    fn known(&self, key: &str) -> Result<Option<i64>> {
        self.tx.one(
            "SELECT content FROM import_key WHERE space = ?1 AND key = ?2",
            params![self.space, key],
            |row| row.get(0),
        )
    }
}
