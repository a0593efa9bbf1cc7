//! Labels and watches: small marks on a page.

use super::super::{Outcome, Principal, Result, Watched, Write};
use super::feed::{self, Sight};
use super::{access, names, pages, rows};
use crate::domain::*;
use rusqlite::{Connection, params};

/// Adds labels and answers with all of them.
pub(super) fn add(tx: &Connection, write: &Write, id: &PageId, labels: &[Label]) -> Result<Outcome> {
    access::editable(tx, &write.who, id)?;
    let page = names::page_number(id)?;
    let mut changed = false;
    for label in labels {
        changed |= pages::add_label(tx, page, label)?;
    }
    if changed {
        feed::page_changed(tx, page, Sight::Same)?;
    }
    Ok(Outcome::Labels(rows::page(tx, &write.who, id)?.labels))
}

/// Removes a label; one that is not there is removed already.
pub(super) fn remove(tx: &Connection, write: &Write, id: &PageId, label: &Label) -> Result<Outcome> {
    access::editable(tx, &write.who, id)?;
    let page = names::page_number(id)?;
    let rows = tx
        .prepare_cached("DELETE FROM label WHERE content = ?1 AND name = ?2")?
        .execute(params![page, label.as_str()])?;
    if rows > 0 {
        feed::page_changed(tx, page, Sight::Same)?;
    }
    Ok(Outcome::Done)
}

/// Starts or ends watching something visible.
pub(super) fn watch(tx: &Connection, write: &Write, thing: &Watched, on: bool) -> Result<Outcome> {
    let (kind, target) = watched(tx, &write.who, thing)?;
    let sql = if on {
        "INSERT OR IGNORE INTO watch (account, kind, target) VALUES (?1, ?2, ?3)"
    } else {
        "DELETE FROM watch WHERE account = ?1 AND kind = ?2 AND target = ?3"
    };
    tx.prepare_cached(sql)?.execute(params![write.who.id.as_str(), kind, target])?;
    Ok(Outcome::Done)
}

/// Tells whether the caller watches something visible.
pub(super) fn watching(tx: &Connection, who: &Principal, thing: &Watched) -> Result<bool> {
    let (kind, target) = watched(tx, who, thing)?;
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM watch WHERE account = ?1 AND kind = ?2 AND target = ?3)",
        )?
        .query_row(params![who.id.as_str(), kind, target], |row| row.get(0))?)
}

fn watched(tx: &Connection, who: &Principal, thing: &Watched) -> Result<(&'static str, i64)> {
    Ok(match thing {
        Watched::Page(id) => ("content", names::page_number(&rows::page(tx, who, id)?.id)?),
        Watched::Space(key) => ("space", rows::space_by_key(tx, who, key)?),
    })
}
