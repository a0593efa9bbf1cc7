//! What guarded a page goes along when it moves, is copied or comes back elsewhere: nobody gains sight of a page
//! by where it stands. What is lost on the way becomes the page's own read list, or is kept beside it; only whoever sets
//! the lists of the page opens it.

use super::super::{Principal, Result, StoreError};
use super::connection::Connection;
use super::rows::{self, ReadList};
use super::value::params;
use super::{access, names};
use crate::domain::*;
use crate::permission;

/// Returns every list that guards a page where it stands, outermost first.
pub(super) fn guards(tx: &Connection, page: i64) -> Result<Vec<Members>> {
    lists(tx, rows::read_lists(tx, page, true)?)
}

/// Gives a page, where it stands now, what it lost of the lists that guarded it; tells whether that was anything.
pub(super) fn keep(tx: &Connection, page: i64, guards: Vec<Members>) -> Result<bool> {
    let mut lost = permission::lost(guards, &self::guards(tx, page)?);
    if lost.is_empty() {
        return Ok(false);
    }
    let is_open: bool =
        tx.only("SELECT read_restricted = 0 FROM content WHERE id = ?1", params![page], |row| row.get(0))?;
    if let Some(innermost) = lost.pop_if(|_| is_open) {
        tx.run("UPDATE content SET read_restricted = 1 WHERE id = ?1", params![page])?;
        for member in &innermost {
            let (kind, subject) = names::member_words(member);
            tx.run(
                "INSERT INTO restriction (content, operation, kind, subject) VALUES (?1, 'read', ?2, ?3)",
                params![page, kind, subject],
            )?;
        }
    }
    for list in lost {
        keep_beside(tx, page, &list)?;
    }
    Ok(true)
}

/// Opens a page that kept lists of places it has left.
pub(super) fn forget(tx: &Connection, page: i64) -> Result<()> {
    for table in ["kept_member", "kept_list"] {
        tx.run(&format!("DELETE FROM {table} WHERE content = ?1"), params![page])?;
    }
    Ok(())
}

/// Refuses when a page is guarded, or something below it, and the caller can set no lists in the space it goes to.
pub(super) fn check_can_keep(tx: &Connection, who: &Principal, page: i64, space: i64) -> Result<()> {
    if access::holds(tx, who, space, SpacePermission::SetPagePermissions)?
        || access::holds(tx, who, space, SpacePermission::SetSpacePermissions)?
    {
        return Ok(());
    }
    let below: bool = tx.only(
        "WITH RECURSIVE down(id) AS (SELECT c.id FROM content c WHERE c.id = ?1 \
            UNION SELECT c.id FROM content c JOIN down ON c.parent = down.id) \
         SELECT EXISTS (SELECT 1 FROM down JOIN content c ON c.id = down.id \
            WHERE c.read_restricted = 1 OR c.update_restricted = 1 \
               OR EXISTS (SELECT 1 FROM kept_list k WHERE k.content = c.id))",
        params![page],
        |row| row.get(0),
    )?;
    if below || !rows::read_lists(tx, page, true)?.is_empty() {
        return Err(StoreError::Forbidden(
            "the page is restricted, and you cannot restrict pages in that space: its restrictions could not be kept"
                .to_owned(),
        ));
    }
    Ok(())
}

fn keep_beside(tx: &Connection, page: i64, list: &Members) -> Result<()> {
    let next: i64 = tx.only(
        "SELECT coalesce(max(list), 0) + 1 FROM kept_list WHERE content = ?1",
        params![page],
        |row| row.get(0),
    )?;
    tx.run("INSERT INTO kept_list (content, list) VALUES (?1, ?2)", params![page, next])?;
    for member in list {
        let (kind, subject) = names::member_words(member);
        tx.run(
            "INSERT INTO kept_member (content, list, kind, subject) VALUES (?1, ?2, ?3, ?4)",
            params![page, next, kind, subject],
        )?;
    }
    Ok(())
}

fn lists(tx: &Connection, lists: Vec<ReadList>) -> Result<Vec<Members>> {
    lists.into_iter().map(|list| rows::members(tx, list)).collect()
}
