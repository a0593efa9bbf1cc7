//! Keeps the tree in step with the outbox after a crash between the two files, after another process
//! queued something, and after either file was set aside.
//!
//! Every transaction that changes outbox or aliases writes the same random stamp into both files. Equal
//! stamps mean the tree shows exactly the outbox. Otherwise, in one transaction: aliases are followed,
//! changes that left the outbox are withdrawn, changes that no page knows of are applied.

use super::{Line, Replica, Result, alias, local, store};
use crate::domain::{Entry, PageId};
use rusqlite::Connection;

impl Replica {
    /// Shows what is in the outbox and not yet in the tree; tells whether there was anything.
    pub fn catch_up(&self) -> Result<bool> {
        if self.read(is_in_step)? {
            return Ok(false);
        }
        self.write(Line::Desk, |tx| {
            if is_in_step(tx)? {
                return Ok(false);
            }
            follow_aliases(tx)?;
            let gone: Vec<i64> = numbers(
                tx,
                "SELECT DISTINCT seq FROM replica.pending WHERE seq NOT IN (SELECT seq FROM main.outbox)",
            )?;
            for seq in gone {
                local::withdraw(tx, seq, self.plain_text())?;
            }
            for (seq, entry) in unapplied(tx)? {
                local::apply(tx, seq, &entry, self.plain_text())?;
            }
            // A file restored from a backup may name pages as they were called before.
            for page in pages(tx)? {
                local::recompute(tx, &page, self.plain_text())?;
            }
            let stamp = fresh();
            set_ours(tx, &stamp)?;
            set_theirs(tx, &stamp)?;
            Ok(true)
        })
    }
}

/// Marks both files as being in step, when they were: a change that the tree has not seen yet is not forgotten.
pub(super) fn stamp(db: &Connection) -> Result<()> {
    let were_in_step = ours(db)? == theirs(db)?;
    let stamp = fresh();
    set_ours(db, &stamp)?;
    if were_in_step { set_theirs(db, &stamp) } else { Ok(()) }
}

/// An outbox that is ahead of the tree.
pub(super) struct Ahead {
    stamp: String,
    /// Whether the tree showed everything before.
    by_one: bool,
}

/// Marks the outbox as being ahead by the change of this transaction.
pub(super) fn lead(db: &Connection) -> Result<Ahead> {
    let by_one = ours(db)? == theirs(db)?;
    let stamp = fresh();
    set_ours(db, &stamp)?;
    Ok(Ahead { stamp, by_one })
}

/// Shows what the outbox is ahead by, when it still is by that alone; tells whether it was.
pub(super) fn follow(db: &Connection, ahead: &Ahead, show: impl FnOnce() -> Result<()>) -> Result<bool> {
    if !ahead.by_one || ours(db)?.as_ref() != Some(&ahead.stamp) {
        return Ok(false);
    }
    show()?;
    set_theirs(db, &ahead.stamp)?;
    Ok(true)
}

fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn ours(db: &Connection) -> Result<Option<String>> {
    store::meta(db, "main.meta", "stamp")
}

fn theirs(db: &Connection) -> Result<Option<String>> {
    store::meta(db, "replica.meta", "stamp")
}

fn set_ours(db: &Connection, stamp: &str) -> Result<()> {
    store::set_meta(db, "main.meta", "stamp", stamp)
}

fn set_theirs(db: &Connection, stamp: &str) -> Result<()> {
    store::set_meta(db, "replica.meta", "stamp", stamp)
}

fn is_in_step(db: &Connection) -> Result<bool> {
    let (ours, theirs) = (ours(db)?, theirs(db)?);
    if ours.is_none() && theirs.is_none() {
        // Two new files; a salvaged one has no stamp but may hold entries.
        return Ok(!db.prepare_cached("SELECT 1 FROM main.outbox LIMIT 1")?.exists([])?);
    }
    Ok(ours == theirs)
}

fn follow_aliases(db: &Connection) -> Result<()> {
    let mut statement = db.prepare(
        "SELECT a.local, a.real FROM main.alias a
         WHERE EXISTS (SELECT 1 FROM replica.page p WHERE p.id = a.local OR p.parent = a.local)",
    )?;
    let pairs: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (from, to) in pairs {
        alias::rewrite_replica(db, &PageId::new(from), &PageId::new(to))?;
    }
    Ok(())
}

/// Returns the entries no page of the tree knows of.
fn unapplied(db: &Connection) -> Result<Vec<(i64, Entry)>> {
    let mut statement = db.prepare(
        "SELECT seq, entry FROM main.outbox WHERE seq NOT IN (SELECT seq FROM replica.pending) ORDER BY seq",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut entries = Vec::new();
    for row in rows {
        let (seq, value) = row?;
        entries.extend(serde_json::from_str(&value).ok().map(|entry| (seq, entry)));
    }
    Ok(entries)
}

/// Returns the pages that queued changes touch, in the order they were touched.
fn pages(db: &Connection) -> Result<Vec<PageId>> {
    let mut statement = db.prepare("SELECT page FROM replica.pending GROUP BY page ORDER BY min(seq)")?;
    let found = statement.query_map([], |row| Ok(PageId::new(row.get::<_, String>(0)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn numbers(db: &Connection, sql: &str) -> Result<Vec<i64>> {
    let mut statement = db.prepare(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
