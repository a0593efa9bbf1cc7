//! Conflicts: two texts of one page that could not be joined. At most one open conflict per page.

use super::{Conflict, Line, Replica, Result, alias, checksum, draft, row::time};
use crate::domain::PageId;
use rusqlite::{Connection, Params, params};

const SELECT: &str = "SELECT page, base, ours, theirs, their_version, since FROM main.conflict";

impl Replica {
    /// Returns every open conflict, oldest first.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        self.read(|db| query(db, &format!("{SELECT} ORDER BY number"), []))
    }

    /// Returns how many conflicts are open; no text is read for that.
    pub fn conflict_count(&self) -> Result<usize> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT count(*) FROM main.conflict")?;
            Ok(statement.query_row([], |row| row.get::<_, i64>(0))? as usize)
        })
    }

    /// Returns the open conflict of a page.
    pub fn conflict(&self, page: &PageId) -> Result<Option<Conflict>> {
        self.read(|db| find(db, &alias::resolve(db, page)?))
    }

    /// Ends a conflict; our text stays among the kept ones.
    pub fn end_conflict(&self, page: &PageId) -> Result<()> {
        self.write(Line::Desk, |tx| {
            let page = alias::resolve(tx, page)?;
            if let Some(ended) = find(tx, &page)? {
                draft::keep(tx, &page, "conflict", &ended.ours, ended.since)?;
                tx.execute("DELETE FROM main.conflict WHERE page = ?1", [page.as_str()])?;
            }
            Ok(())
        })
    }
}

fn find(db: &Connection, page: &PageId) -> Result<Option<Conflict>> {
    Ok(query(db, &format!("{SELECT} WHERE page = ?1"), [page.as_str()])?.pop())
}

/// Opens a conflict or updates the open one; a text of ours that it held is kept.
pub(super) fn put(db: &Connection, conflict: &Conflict) -> Result<()> {
    if let Some(open) = find(db, &conflict.page)?
        && open.ours != conflict.ours
    {
        draft::keep(db, &open.page, "conflict", &open.ours, open.since)?;
    }
    db.prepare_cached(
        "INSERT INTO main.conflict (page, base, ours, theirs, their_version, since, sum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (page) DO UPDATE SET base = ?2, ours = ?3, theirs = ?4, their_version = ?5, since = ?6, sum = ?7",
    )?
    .execute(params![
        conflict.page.as_str(),
        conflict.base,
        conflict.ours,
        conflict.theirs,
        conflict.their_version,
        conflict.since.as_microsecond(),
        checksum(&conflict.ours)
    ])?;
    Ok(())
}

fn query(db: &Connection, sql: &str, bound: impl Params) -> Result<Vec<Conflict>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(bound, |row| {
        Ok(Conflict {
            page: PageId::new(row.get::<_, String>(0)?),
            base: row.get(1)?,
            ours: row.get(2)?,
            theirs: row.get(3)?,
            their_version: row.get(4)?,
            since: time(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
