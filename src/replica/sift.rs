//! The pages of a space that pass a sieve, with the pages above them; and what a space holds of each kind.

use super::{PageRow, Replica, Result, row, space, tree};
use crate::domain::{PageId, Sieve, SpaceId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::{HashMap, HashSet};

/// The most pages that pass at once, those changed last: who has more narrows further.
const PASSING: usize = 2_000;

/// What passed a sieve.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sifted {
    /// The pages that passed and those above them, siblings in order.
    pub rows: Vec<PageRow>,
    /// Those that passed.
    pub passed: HashSet<PageId>,
    /// How many pass in all.
    pub count: usize,
}

/// What is known of a space without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpaceFacts {
    /// When a page of it was changed last.
    pub changed: Option<Timestamp>,
    /// How many pages have a draft.
    pub drafts: usize,
    /// How many pages have a conflict.
    pub conflicts: usize,
}

impl Replica {
    /// Returns the current pages of a space that pass, with the pages above them.
    pub fn sift(&self, space: &SpaceId, sieve: &Sieve, since: Option<Timestamp>) -> Result<Sifted> {
        self.read(|db| {
            let (passing, values) = passing(db, space, sieve, since)?;
            let bound = || params_from_iter(values.iter());
            let count: i64 = db
                .prepare_cached(&format!("SELECT count(*) FROM replica.page p WHERE {passing}"))?
                .query_row(bound(), |row| row.get(0))?;
            let newest = format!("{passing} ORDER BY p.saved DESC, p.id LIMIT {PASSING}");
            let passed = db
                .prepare_cached(&format!("SELECT p.id FROM replica.page p WHERE {newest}"))?
                .query_map(bound(), |row| row.get::<_, String>(0).map(PageId::new))?
                .collect::<rusqlite::Result<_>>()?;
            let rest = format!(
                "FROM replica.page p WHERE p.status = 0 AND p.kind = 0 AND p.id IN (
                     WITH RECURSIVE up (id, parent) AS (
                         SELECT id, parent FROM (SELECT p.id, p.parent FROM replica.page p WHERE {newest})
                         UNION
                         SELECT a.id, a.parent FROM up JOIN replica.page a ON a.id = up.parent)
                     SELECT id FROM up)
                 ORDER BY p.sort, p.title, p.id"
            );
            Ok(Sifted { rows: tree::rows(db, &rest, bound())?, passed, count: count as usize })
        })
    }

    /// Returns what is known of every space that has pages.
    pub fn space_facts(&self) -> Result<HashMap<SpaceId, SpaceFacts>> {
        self.read(|db| {
            let mut facts: HashMap<SpaceId, SpaceFacts> = HashMap::new();
            let mut each = |sql: &str, take: fn(&mut SpaceFacts, i64)| -> Result<()> {
                let mut statement = db.prepare_cached(sql)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    take(facts.entry(SpaceId::new(row.get::<_, String>(0)?)).or_default(), row.get(1)?);
                }
                Ok(())
            };
            each("SELECT space, max(saved) FROM replica.page WHERE status = 0 GROUP BY space", |facts, at| {
                facts.changed = Some(row::time(at));
            })?;
            each(
                "SELECT p.space, count(*) FROM (SELECT page FROM main.draft UNION SELECT page FROM main.storage_draft) d
                 CROSS JOIN replica.page p ON p.id = d.page GROUP BY p.space",
                |facts, count| facts.drafts = count as usize,
            )?;
            each(
                "SELECT p.space, count(*) FROM main.conflict x CROSS JOIN replica.page p ON p.id = x.page
                 GROUP BY p.space",
                |facts, count| facts.conflicts = count as usize,
            )?;
            Ok(facts)
        })
    }
}

/// Returns the condition for a page `p` to pass, and what it is bound to.
fn passing(
    db: &Connection,
    space: &SpaceId,
    sieve: &Sieve,
    since: Option<Timestamp>,
) -> Result<(String, Vec<Value>)> {
    let mut sql = "p.space = ?1 AND p.status = 0 AND p.kind = 0".to_owned();
    let mut values = vec![Value::from(space.as_str().to_owned())];
    if sieve.mine {
        let me = space::me(db)?.map_or_else(String::new, |me| me.id.as_str().to_owned());
        values.push(Value::from(me));
        sql.push_str(&format!(" AND p.author = ?{}", values.len()));
    }
    if sieve.restricted {
        sql.push_str(" AND p.readers IS NOT NULL");
    }
    if sieve.drafts {
        sql.push_str(" AND p.id IN (SELECT page FROM main.draft UNION SELECT page FROM main.storage_draft)");
    }
    if sieve.conflicts {
        sql.push_str(" AND p.id IN (SELECT page FROM main.conflict)");
    }
    if let Some(since) = since.filter(|_| sieve.since.is_some()) {
        values.push(Value::from(since.as_microsecond()));
        sql.push_str(&format!(" AND p.saved >= ?{}", values.len()));
    }
    if let Some(label) = &sieve.label {
        values.push(Value::from(label.as_str().to_owned()));
        sql.push_str(&format!(
            " AND p.id IN (SELECT page FROM replica.label WHERE name = ?{})",
            values.len()
        ));
    }
    Ok((sql, values))
}
