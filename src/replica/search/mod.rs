//! Search: titles first, then bodies; words, operators and scope. The same answer for the interface and the shell.
//!
//! ```text
//!   terms ── wanted   what is asked of the index of words and of that of beginnings, what is marked
//!         ── filter   operators and scope as sets of pages (bits), by the names that people use (names)
//!   run   ── titled   the very title, titles that begin so, short before long
//!         ── newest   at once, when there are too many to rank before the next key
//!         ── ranked   bm25 reads every match: beside the loop, and a later search ends it (turn)
//!         ── similar  titles a slip away, when hardly any title fits (like)
//! ```

mod bits;
mod filter;
mod hits;
mod like;
mod names;
mod reread;
mod run;
mod session;
mod shelves;
mod slips;
mod snippet;
mod terms;
mod titles;
mod turn;
mod wanted;
mod words;

pub use turn::Turn;

pub(super) use session::Session;

use super::{Replica, Result};
use crate::domain::query::marks;
use crate::domain::{Found, Hit, Query};
use hits::hit;
use run::Search;
use rusqlite::{Connection, params};
use shelves::{Row, Shelves, current};

impl Replica {
    /// Searches to the end.
    pub fn search(&self, query: &Query) -> Result<Found> {
        let mut last = Found::default();
        self.search_in_turn(query, &Turn::endless(), |found| last = found)?;
        Ok(last)
    }

    /// Begins a turn: searches of earlier turns end without an answer.
    pub fn next_turn(&self) -> Turn {
        self.store().next_turn()
    }

    /// Searches as long as the turn lasts. Tells what is there at once when ranking takes its time, and then all.
    pub fn search_in_turn(&self, query: &Query, turn: &Turn, mut tell: impl FnMut(Found)) -> Result<()> {
        let plain_text = self.plain_text();
        self.store().search(|session| {
            session
                .in_turn(turn, |session| Search::new(session, query, plain_text)?.run(turn, &mut tell))
                .map(|_| ())
        })
    }

    /// Learns every title beforehand, so that the first letter of a search does not wait for that.
    pub fn learn_titles(&self) -> Result<()> {
        self.store().search(|session| session.titles.refresh(&session.db))
    }

    /// Returns pages whose titles are like what is typed, best first, and how many there are; `None` when the
    /// turn is over.
    pub fn titles_like(&self, typed: &str, limit: usize, turn: &Turn) -> Result<Option<(Vec<Hit>, usize)>> {
        self.store().search(|session| {
            session.in_turn(turn, |session| {
                session.titles.refresh(&session.db)?;
                let (rids, count) = session.titles.like(typed, limit, turn);
                let mut shelves = Shelves::new(&session.db)?;
                let mut rows = Vec::new();
                for rid in rids {
                    rows.extend(current(&session.db, rid)?);
                }
                shelves.theirs_last(&session.db, &mut rows)?;
                let hit = |row: Row| Hit { title_marks: marks(typed, &row.page.title), ..hit(row) };
                Ok((rows.into_iter().map(hit).collect(), count))
            })
        })
    }
}

/// What the indexes are given of a page.
pub(super) struct Words {
    title: String,
    body: String,
    heads: String,
}

impl Words {
    /// Reads title and text of a page.
    pub(super) fn of(title: &str, text: &str) -> Self {
        let heads = words::heads([title, text]);
        Self { title: words::spaced(title).into_owned(), body: words::spaced(text).into_owned(), heads }
    }
}

/// Adds the words of a page to the indexes.
pub(super) fn index(db: &Connection, rid: i64, words: &Words) -> Result<()> {
    db.prepare_cached("INSERT INTO replica.words (rowid, title, body) VALUES (?1, ?2, ?3)")?
        .execute(params![rid, words.title, words.body])?;
    db.prepare_cached("INSERT INTO replica.heads (rowid, head) VALUES (?1, ?2)")?
        .execute(params![rid, words.heads])?;
    Ok(())
}

/// Takes the words of a page out of the index.
pub(super) fn forget(db: &Connection, rid: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM replica.words WHERE rowid = ?1")?.execute([rid])?;
    db.prepare_cached("DELETE FROM replica.heads WHERE rowid = ?1")?.execute([rid])?;
    Ok(())
}
