//! What the person watches: as the wiki said, with their own queued changes on top.

use super::{Replica, Result, alias, outbox, row};
use crate::domain::{Change, Entry, Page, PageId, PageStatus, SpaceId, Watched};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

impl Replica {
    /// Returns everything the person watches.
    pub fn watched(&self) -> Result<BTreeSet<Watched>> {
        self.read(|db| {
            let mut watched = known(db)?;
            for (thing, on) in queued(db)? {
                match on {
                    true => watched.insert(thing),
                    false => watched.remove(&thing),
                };
            }
            Ok(watched)
        })
    }

    /// Returns the current pages the person watches, the newest change first; not those of watched spaces.
    pub fn watched_pages(&self) -> Result<Vec<Page>> {
        let watched = self.watched()?;
        let mut pages = Vec::new();
        self.read(|db| {
            for thing in &watched {
                let Watched::Page(page) = thing else { continue };
                let found = row::get(db, &alias::resolve(db, page)?)?;
                pages.extend(found.map(|(page, _)| page).filter(|page| page.status == PageStatus::Current));
            }
            Ok(())
        })?;
        pages.sort_by_key(|page| std::cmp::Reverse(page.version.when));
        Ok(pages)
    }
}

/// Writes down all that the wiki says is watched; tells whether that is news.
pub(super) fn put_all(db: &Connection, watched: &[Watched]) -> Result<bool> {
    if known(db)? == watched.iter().cloned().collect() {
        return Ok(false);
    }
    db.prepare_cached("DELETE FROM replica.watch")?.execute([])?;
    for thing in watched {
        put(db, thing, true)?;
    }
    Ok(true)
}

/// Writes down that the wiki took a change.
pub(super) fn put(db: &Connection, thing: &Watched, on: bool) -> Result<()> {
    let (kind, target) = parts(thing);
    let sql = match on {
        true => "INSERT OR IGNORE INTO replica.watch (kind, target) VALUES (?1, ?2)",
        false => "DELETE FROM replica.watch WHERE kind = ?1 AND target = ?2",
    };
    db.prepare_cached(sql)?.execute(params![kind, target])?;
    Ok(())
}

fn parts(thing: &Watched) -> (i64, &str) {
    match thing {
        Watched::Page(page) => (0, page.as_str()),
        Watched::Space(space) => (1, space.as_str()),
    }
}

fn known(db: &Connection) -> Result<BTreeSet<Watched>> {
    let mut statement = db.prepare_cached("SELECT kind, target FROM replica.watch")?;
    let rows = statement.query_map([], |row| {
        let target: String = row.get(1)?;
        Ok(match row.get(0)? {
            0 => Watched::Page(PageId::new(target)),
            _ => Watched::Space(SpaceId::new(target)),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns the changes that wait, in order; what was refused is not shown.
fn queued(db: &Connection) -> Result<Vec<(Watched, bool)>> {
    let mut statement = db.prepare_cached(
        "SELECT entry FROM main.outbox
         WHERE state <> ?1 AND json_extract(entry, '$.change.change') = 'watch' ORDER BY seq",
    )?;
    let entries = statement.query_map([outbox::PARKED], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for entry in entries {
        if let Ok(Entry { change: Change::Watch { thing, on }, .. }) = serde_json::from_str(&entry?) {
            found.push((thing, on));
        }
    }
    Ok(found)
}
