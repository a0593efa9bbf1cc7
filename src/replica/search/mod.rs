//! Full-text search: title hits first, then bodies; every word required, the last one as a prefix.
//!
//! Ranking reads every match, so it is done only while there are few; otherwise the newest come first.
//! Leaves out typo correction: the jump box finds titles fuzzily.

mod snippet;
mod words;

use super::{Replica, Result, row};
use crate::domain::{Hit, Page, Query, Scope};
use rusqlite::{Connection, ToSql, params};

/// The most matches that are ranked.
const RANKED: usize = 1_000;
/// The most title hits that are looked at.
const TITLES: usize = 200;

impl Replica {
    /// Returns hits, best first: title hits, then bodies. CJK is found by single characters.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>> {
        let Some(wanted) = words::parse(&query.text) else { return Ok(Vec::new()) };
        self.store().search(|db| {
            let mut pages = titled(db, &wanted, query)?;
            if pages.len() < query.limit {
                let found = matching(db, &wanted, query)?;
                for page in found {
                    if !pages.iter().any(|(rid, _)| *rid == page.0) {
                        pages.push(page);
                    }
                }
            }
            pages.truncate(query.limit);
            pages.into_iter().map(|(rid, page)| self.hit(db, rid, page, &wanted)).collect()
        })
    }

    /// Returns how many hits the query has in all spaces beyond its scope (S0-73).
    pub fn count_hits(&self, query: &Query) -> Result<usize> {
        let Some(wanted) = words::parse(&query.text) else { return Ok(0) };
        self.store().search(|db| {
            if query.scope == Scope::All {
                return Ok(0);
            }
            let all = count(db, &wanted, &Scope::All)?;
            Ok(all.saturating_sub(count(db, &wanted, &query.scope)?))
        })
    }

    fn hit(&self, db: &Connection, rid: i64, page: Page, wanted: &words::Wanted) -> Result<Hit> {
        let storage: String = db
            .prepare_cached("SELECT storage FROM replica.body WHERE rid = ?1")?
            .query_row([rid], |row| row.get(0))
            .unwrap_or_default();
        let (snippet, marks) = snippet::around(&(self.plain_text())(&storage), wanted);
        Ok(Hit { page: page.id, space: page.space, title: page.title, snippet, marks })
    }
}

/// Adds the words of a page to the index.
pub(super) fn index(db: &Connection, rid: i64, title: &str, text: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO replica.words (rowid, title, body) VALUES (?1, ?2, ?3)")?
        .execute(params![rid, words::spaced(title), words::spaced(text)])?;
    Ok(())
}

/// Takes the words of a page out of the index.
pub(super) fn forget(db: &Connection, rid: i64) -> Result<()> {
    db.prepare_cached("DELETE FROM replica.words WHERE rowid = ?1")?.execute([rid])?;
    Ok(())
}

type Found = Vec<(i64, Page)>;

/// Title hits: the very title, titles that begin with the words, then short before long.
fn titled(db: &Connection, wanted: &words::Wanted, query: &Query) -> Result<Found> {
    let expression = format!("title : ({})", wanted.expression);
    let mut pages = select(db, &expression, &query.scope, "words.rowid DESC", TITLES.max(query.limit))?;
    let typed = words::fold(query.text.trim());
    pages.sort_by_cached_key(|(_, page)| {
        let title = words::fold(&page.title);
        (title != typed, !title.starts_with(&typed), title.chars().count())
    });
    Ok(pages)
}

/// Hits anywhere: ranked while there are few, else the newest.
fn matching(db: &Connection, wanted: &words::Wanted, query: &Query) -> Result<Found> {
    let newest =
        select(db, &wanted.expression, &query.scope, "words.rowid DESC", RANKED.max(query.limit) + 1)?;
    if newest.len() > RANKED {
        return Ok(newest);
    }
    select(db, &wanted.expression, &query.scope, "bm25(words, 5.0, 1.0)", newest.len().max(1))
}

fn select(db: &Connection, expression: &str, scope: &Scope, order: &str, limit: usize) -> Result<Found> {
    let sql = format!(
        "SELECT {}, p.rid FROM replica.words JOIN replica.page p ON p.rid = words.rowid
         WHERE words MATCH ?1 AND p.status = 0 AND {} ORDER BY {order} LIMIT {limit}",
        row::COLUMNS,
        within(scope)
    );
    let mut statement = db.prepare_cached(&sql)?;
    let id = scope_id(scope);
    let bound: [&dyn ToSql; 2] = [&expression, &id];
    let found = statement.query_map(&bound[..statement_width(scope)], |found| {
        Ok((found.get(row::WIDTH)?, row::page(found)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn count(db: &Connection, wanted: &words::Wanted, scope: &Scope) -> Result<usize> {
    let sql = format!(
        "SELECT count(*) FROM replica.words JOIN replica.page p ON p.rid = words.rowid
         WHERE words MATCH ?1 AND p.status = 0 AND {}",
        within(scope)
    );
    let id = scope_id(scope);
    let bound: [&dyn ToSql; 2] = [&wanted.expression, &id];
    Ok(db.prepare_cached(&sql)?.query_row(&bound[..statement_width(scope)], |row| row.get::<_, i64>(0))?
        as usize)
}

/// The condition of a scope; archived and trashed spaces only answer when named.
fn within(scope: &Scope) -> &'static str {
    match scope {
        Scope::All => "p.space NOT IN (SELECT id FROM replica.space WHERE status <> 0)",
        Scope::Space(_) => "p.space = ?2",
        Scope::Subtree(_) => {
            "p.id IN (WITH RECURSIVE below (id) AS (
                 SELECT ?2 UNION SELECT c.id FROM replica.page c JOIN below ON c.parent = below.id)
             SELECT id FROM below)"
        }
    }
}

fn scope_id(scope: &Scope) -> Option<&str> {
    match scope {
        Scope::All => None,
        Scope::Space(id) => Some(id.as_str()),
        Scope::Subtree(id) => Some(id.as_str()),
    }
}

fn statement_width(scope: &Scope) -> usize {
    if *scope == Scope::All { 1 } else { 2 }
}
