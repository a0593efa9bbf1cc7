//! Labels and watches: small marks on a page.

use super::super::{Outcome, Principal, Result, Watched, Write};
use super::connection::Connection;
use super::feed;
use super::value::params;
use super::{access, names, pages, rows, sight};
use crate::domain::{self, *};

/// Adds labels and answers with all of them.
pub(super) fn add(tx: &Connection, write: &Write, id: &PageId, labels: &[Label]) -> Result<Outcome> {
    access::editable(tx, &write.who, id)?;
    let page = names::page_number(id)?;
    let mut changed = false;
    for label in labels {
        changed |= pages::add_label(tx, page, label)?;
    }
    if changed {
        feed::page_changed(tx, page)?;
    }
    Ok(Outcome::Labels(rows::page(tx, &write.who, id)?.labels))
}

/// Removes a label; one that is not there is removed already.
pub(super) fn remove(tx: &Connection, write: &Write, id: &PageId, label: &Label) -> Result<Outcome> {
    access::editable(tx, &write.who, id)?;
    let page = names::page_number(id)?;
    let rows = tx.run("DELETE FROM label WHERE content = ?1 AND name = ?2", params![page, label.as_str()])?;
    if rows > 0 {
        feed::page_changed(tx, page)?;
    }
    Ok(Outcome::Done)
}

/// Starts or ends watching something visible.
pub(super) fn watch(tx: &Connection, write: &Write, thing: &Watched, on: bool) -> Result<Outcome> {
    let (kind, target) = watched(tx, &write.who, thing)?;
    let sql = if on {
        "INSERT INTO watch (account, kind, target) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM watch WHERE account = ?1 AND kind = ?2 AND target = ?3"
    };
    let changed = tx.run(sql, params![write.who.id.as_str(), kind, target])?;
    if changed > 0 {
        feed::watches_changed(tx, write.who.id.as_str())?;
    }
    Ok(Outcome::Done)
}

/// Returns everything the caller watches, as far as they see it.
pub(super) fn watches(tx: &Connection, who: &Principal) -> Result<Vec<domain::Watched>> {
    let sql = format!(
        "SELECT w.kind, w.target FROM watch w LEFT JOIN content c ON w.kind = 'content' AND c.id = w.target \
         LEFT JOIN space s ON w.kind = 'space' AND s.id = w.target \
         WHERE w.account = ?1 AND (c.id IS NOT NULL AND {} OR s.id IS NOT NULL AND {})",
        sight::among("c"),
        sight::spaces("s", who)
    );
    tx.all(&sql, params![who.id.as_str()], |row| {
        let target = row.get(1)?;
        Ok(match row.get::<String>(0)?.as_str() {
            "content" => domain::Watched::Page(names::page_id(target)),
            _ => domain::Watched::Space(names::space_id(target)),
        })
    })
}

/// Tells whether the caller watches something visible.
pub(super) fn watching(tx: &Connection, who: &Principal, thing: &Watched) -> Result<bool> {
    let (kind, target) = watched(tx, who, thing)?;
    tx.only(
        "SELECT EXISTS (SELECT 1 FROM watch WHERE account = ?1 AND kind = ?2 AND target = ?3)",
        params![who.id.as_str(), kind, target],
        |row| row.get(0),
    )
}

fn watched(tx: &Connection, who: &Principal, thing: &Watched) -> Result<(&'static str, i64)> {
    Ok(match thing {
        Watched::Page(id) => ("content", rows::seen(tx, who, id)?),
        Watched::Space(key) => ("space", rows::space_by_key(tx, who, key)?),
    })
}
