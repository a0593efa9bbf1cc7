//! Removing an older version for good: its title and its body, which others may have been kept as a difference to.

use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::value::params;
use super::{access, delta, names};
use crate::domain::PageId;

/// Removes a version that is not the newest. The others keep their numbers: clients know them by those.
pub(super) fn remove_version(tx: &Connection, write: &Write, id: &PageId, number: u32) -> Result<Outcome> {
    let page = access::editable(tx, &write.who, id)?;
    if number == page.version.number {
        return Err(StoreError::Invalid("the newest version stays: save another one first".to_owned()));
    }
    let content = names::page_number(&page.id)?;
    let body: Option<u32> = tx.one(
        "SELECT body FROM version WHERE content = ?1 AND number = ?2",
        params![content, number],
        |row| row.get(0),
    )?;
    let body = body.ok_or_else(|| StoreError::Invalid(format!("there is no version {number}")))?;
    tx.run("DELETE FROM version WHERE content = ?1 AND number = ?2", params![content, number])?;
    let is_used: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM version WHERE content = ?1 AND body = ?2)",
        params![content, body],
        |row| row.get(0),
    )?;
    if !is_used {
        remove_body(tx, content, body)?;
    }
    Ok(Outcome::Done)
}

/// Removes a body; what was kept as a difference to it is kept as one to the body it was kept as a difference to itself.
fn remove_body(tx: &Connection, content: i64, body: u32) -> Result<()> {
    let newer: Option<u32> = tx.only(
        "SELECT newer FROM body WHERE content = ?1 AND version = ?2",
        params![content, body],
        |row| row.get(0),
    )?;
    let older: Vec<u32> = tx.all(
        "SELECT version FROM body WHERE content = ?1 AND newer = ?2",
        params![content, body],
        |row| row.get(0),
    )?;
    for version in older {
        let text = delta::read(tx, content, version)?;
        tx.run(
            "UPDATE body SET storage = ?3, newer = NULL, prefix = 0, suffix = 0 \
             WHERE content = ?1 AND version = ?2",
            params![content, version, text],
        )?;
        if let Some(newer) = newer {
            delta::shrink(tx, content, version, newer, &delta::read(tx, content, newer)?)?;
        }
    }
    tx.run("DELETE FROM body WHERE content = ?1 AND version = ?2", params![content, body])?;
    Ok(())
}
