//! Pages as an answer lists them: their rows, and those that another person keeps in a space of their own last.

use crate::domain::{Page, SpaceId};
use crate::replica::{Result, row, space};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// A page and its row.
pub(super) struct Row {
    pub(super) rid: i64,
    pub(super) page: Page,
}

/// Returns the current page of a row.
pub(super) fn current(db: &Connection, rid: i64) -> Result<Option<Row>> {
    let sql = format!("SELECT {} FROM replica.page p WHERE p.rid = ?1 AND p.status = 0", row::COLUMNS);
    let page = db.prepare_cached(&sql)?.query_row([rid], row::page).optional()?;
    Ok(page.map(|page| Row { rid, page }))
}

/// Which spaces are another person's own: what they keep there is seldom what somebody else looks for (S1-25).
pub(super) struct Shelves {
    me: Option<String>,
    theirs: HashMap<SpaceId, bool>,
}

impl Shelves {
    pub(super) fn new(db: &Connection) -> Result<Self> {
        let me = space::me(db)?.map(|me| me.id.as_str().to_owned());
        Ok(Self { me, theirs: HashMap::new() })
    }

    pub(super) fn theirs_last(&mut self, db: &Connection, rows: &mut [Row]) -> Result<()> {
        for row in rows.iter() {
            if !self.theirs.contains_key(&row.page.space) {
                let sql = "SELECT kind = 1 AND owner IS NOT ?2 FROM replica.space WHERE id = ?1";
                let theirs = db
                    .prepare_cached(sql)?
                    .query_row(params![row.page.space.as_str(), self.me], |row| row.get(0))
                    .optional()?;
                self.theirs.insert(row.page.space.clone(), theirs.unwrap_or(false));
            }
        }
        rows.sort_by_key(|row| self.theirs.get(&row.page.space).copied().unwrap_or(false));
        Ok(())
    }
}
