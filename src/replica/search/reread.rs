//! Reading the words of pages anew, where a program of before kept them in another way: the newest pages first, a
//! batch at a time, beside everything else. Bodies are packed anew on the way.

use super::super::store::{meta, set_meta};
use crate::domain::query::Problem;
use crate::replica::{Line, Replica, Result, body};
use rusqlite::{Connection, OptionalExtension, params};

/// The setting that says below which row words are still to be read.
const BELOW: &str = "words-below";
/// Pages a batch: writers in between wait that long.
const BATCH: i64 = 250;

impl Replica {
    /// Reads the words of some pages whose words are still to be read; `false` when there are none left.
    pub fn read_words(&self) -> Result<bool> {
        if !self.store().feeding(is_going_on)? {
            return Ok(false);
        }
        let plain_text = self.plain_text();
        self.write(Line::Feed, |tx| {
            let mut pages = next(tx)?;
            let Some((lowest, _)) = pages.last() else {
                tx.execute("DELETE FROM replica.meta WHERE name = ?1", [BELOW])?;
                return Ok(false);
            };
            set_meta(tx, "replica.meta", BELOW, &lowest.to_string())?;
            // An index takes rows best in their order.
            pages.reverse();
            for (rid, title) in pages {
                let mut stored = tx.prepare_cached("SELECT storage FROM replica.body WHERE rid = ?1")?;
                let storage = stored.query_row([rid], |row| body::unpacked(tx, row, 0)).optional()?;
                let storage = storage.unwrap_or_default();
                super::index(tx, rid, &super::Words::of(&title, &plain_text(&storage, None)))?;
                tx.prepare_cached("UPDATE replica.body SET storage = ?2 WHERE rid = ?1")?
                    .execute(params![rid, body::packed(tx, &storage)?])?;
            }
            Ok(true)
        })
    }
}

/// Tells whether words are still to be read.
pub(super) fn is_going_on(db: &Connection) -> Result<bool> {
    Ok(meta(db, "replica.meta", BELOW)?.is_some())
}

/// What somebody is told who searches meanwhile.
pub(super) fn told(typed: &str) -> Problem {
    Problem {
        term: typed.to_owned(),
        why: "may be in more pages: older ones are still being read".to_owned(),
        possible: Vec::new(),
        fatal: false,
    }
}

/// The next pages with their titles, newest first.
fn next(db: &Connection) -> Result<Vec<(i64, String)>> {
    let below: i64 = meta(db, "replica.meta", BELOW)?.and_then(|below| below.parse().ok()).unwrap_or(0);
    let mut statement =
        db.prepare_cached("SELECT rid, title FROM replica.page WHERE rid < ?1 ORDER BY rid DESC LIMIT ?2")?;
    let pages = statement.query_map([below, BATCH], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pages.collect::<rusqlite::Result<_>>()?)
}
