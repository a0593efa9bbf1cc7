//! Reads for what one page shows of others: lists of children, of newest and labelled pages, their bodies. All of
//! them on a connection of their own, so that no key and no search waits for one.

use super::{Replica, Result, row, space, tree};
use crate::domain::{Label, Page, PageId, Space, SpaceId, SpaceKey, User};
use rusqlite::{Connection, params_from_iter, types::Value};

/// The pages of the replica, for as long as one read takes.
pub struct Pages<'a> {
    db: &'a Connection,
}

impl Replica {
    /// Runs a read of several steps beside the person's own reads.
    pub fn pages<T>(&self, work: impl FnOnce(&Pages<'_>) -> Result<T>) -> Result<T> {
        self.store().beside(|db| work(&Pages { db }))
    }
}

impl Pages<'_> {
    /// Whether the wiki was ever here: without an account nothing was pulled yet.
    pub fn is_pulled(&self) -> Result<bool> {
        Ok(space::me(self.db)?.is_some())
    }

    /// Returns a page, current or trashed.
    pub fn page(&self, id: &PageId) -> Result<Option<Page>> {
        Ok(row::get(self.db, id)?.map(|(page, _)| page))
    }

    /// Returns the stored body of a page as the tree shows it.
    pub fn body(&self, id: &PageId) -> Result<Option<String>> {
        row::body(self.db, id)
    }

    /// Returns a space.
    pub fn space(&self, id: &SpaceId) -> Result<Option<Space>> {
        space::by_id(self.db, id)
    }

    /// Returns the space with a key.
    pub fn space_by_key(&self, key: &SpaceKey) -> Result<Option<Space>> {
        space::by_key(self.db, key)
    }

    /// Returns the ids of the current pages that were changed last, the newest first, at most so many.
    pub fn by_change(&self, most: usize) -> Result<Vec<PageId>> {
        let sql = "SELECT id FROM replica.page WHERE status = 0 ORDER BY saved DESC, id LIMIT ?1";
        let mut statement = self.db.prepare_cached(sql)?;
        let ids = statement.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
            Ok(PageId::new(row.get::<_, String>(0)?))
        })?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the account and its personal space, as far as they are here.
    pub fn reader(&self) -> Result<(Option<User>, Option<SpaceId>)> {
        let me = space::me(self.db)?;
        let own = match &me {
            Some(me) => space::personal_space(self.db, &me.id)?.map(|space| space.id),
            None => None,
        };
        Ok((me, own))
    }

    /// Returns the current pages of a space with a title, pages before blog posts.
    pub fn titled(&self, space: &SpaceId, title: &str) -> Result<Vec<Page>> {
        let rest = "WHERE p.title = ?1 AND p.status = 0 AND p.space = ?2 ORDER BY p.kind, p.id LIMIT 2";
        tree::pages(self.db, rest, [title, space.as_str()])
    }

    /// Returns the current children in order; `None` lists the roots of the space.
    pub fn children(&self, space: &SpaceId, parent: Option<&PageId>, limit: usize) -> Result<Vec<Page>> {
        let rest = "WHERE p.space = ?1 AND p.status = 0 AND p.kind = 0 AND p.parent IS ?2
             ORDER BY p.sort, p.title, p.id LIMIT ?3";
        let parent = parent.map(|parent| parent.as_str().to_owned());
        tree::pages(self.db, rest, rusqlite::params![space.as_str(), parent, limit as i64])
    }

    /// Returns the current pages that were saved last, newest first, or the posts of the newest days; of some spaces,
    /// or of all when none is named.
    pub fn newest(&self, spaces: &[SpaceId], posts_only: bool, limit: usize) -> Result<Vec<Page>> {
        let (kind, newest) =
            if posts_only { ("AND p.kind = 1", "p.day DESC, p.saved") } else { ("", "p.saved") };
        let within = within(spaces);
        let rest =
            format!("WHERE p.status = 0 {kind} {within} ORDER BY {newest} DESC, p.title, p.id LIMIT {limit}");
        tree::pages(self.db, &rest, params_from_iter(spaces.iter().map(SpaceId::as_str)))
    }

    /// Returns the current pages with at least `least` of some labels, newest first.
    pub fn labelled(
        &self,
        labels: &[Label],
        least: usize,
        spaces: &[SpaceId],
        limit: usize,
    ) -> Result<Vec<Page>> {
        if labels.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; labels.len()].join(", ");
        let rest = format!(
            "WHERE p.id IN (SELECT page FROM replica.label WHERE name IN ({marks})
                 GROUP BY page HAVING count(*) >= {least})
             AND p.status = 0 {} ORDER BY p.saved DESC, p.title, p.id LIMIT {limit}",
            within(spaces)
        );
        let names = labels.iter().map(Label::as_str).chain(spaces.iter().map(SpaceId::as_str));
        tree::pages(self.db, &rest, params_from_iter(names.map(|name| Value::from(name.to_owned()))))
    }
}

/// A condition with one mark for each space; none without spaces.
fn within(spaces: &[SpaceId]) -> String {
    match spaces.len() {
        0 => String::new(),
        count => format!("AND p.space IN ({})", vec!["?"; count].join(", ")),
    }
}
