//! What comes along with a page that is a copy: its files, and who may see and edit it. Nobody sees a copy who
//! does not see the page.

use super::super::{Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::value::params;
use super::{access, feed, kept, names, rows, words};
use crate::domain::*;

/// Brings along what belongs to the original of a page that was just made in a space.
pub(super) fn bring_along(
    tx: &Connection,
    write: &Write,
    original: &PageId,
    (copy, space): (i64, i64),
) -> Result<()> {
    let original = names::page_number(&original_of(tx, &write.who, original)?.id)?;
    let restricted = restrict(tx, original, copy)?;
    if restricted
        && !access::holds(tx, &write.who, space, SpacePermission::SetPagePermissions)?
        && !access::holds(tx, &write.who, space, SpacePermission::SetSpacePermissions)?
    {
        return Err(StoreError::Forbidden(
            "the page is restricted, and you cannot restrict pages in that space: a copy would be open"
                .to_owned(),
        ));
    }
    files(tx, write, original, copy)
}

fn original_of(tx: &Connection, who: &Principal, id: &PageId) -> Result<Page> {
    rows::page(tx, who, id).map_err(|error| match error {
        StoreError::NotFound(_) => StoreError::Invalid(
            "the page this is a copy of is gone, or you cannot see it any more: nothing was copied"
                .to_owned(),
        ),
        error => error,
    })
}

/// Guards the copy as its original is guarded; tells whether by lists of its own.
fn restrict(tx: &Connection, original: i64, copy: i64) -> Result<bool> {
    same_list(tx, original, copy, "read")?;
    same_list(tx, original, copy, "update")?;
    tx.run(
        "UPDATE content SET (read_restricted, update_restricted) = \
            (SELECT o.read_restricted, o.update_restricted FROM content o WHERE o.id = ?2) WHERE id = ?1",
        params![copy, original],
    )?;
    // What guards the original and not the place of the copy: lists above it, and those it keeps.
    let keeps = kept::keep(tx, copy, kept::guards(tx, original)?)?;
    let restricted: bool = tx.only(
        "SELECT read_restricted = 1 OR update_restricted = 1 FROM content WHERE id = ?1",
        params![copy],
        |row| row.get(0),
    )?;
    Ok(keeps || restricted)
}

fn same_list(tx: &Connection, from: i64, to: i64, operation: &str) -> Result<()> {
    tx.run(
        "INSERT INTO restriction (content, operation, kind, subject) \
         SELECT ?2, operation, kind, subject FROM restriction WHERE content = ?1 AND operation = ?3",
        params![from, to, operation],
    )?;
    Ok(())
}

/// Gives the copy the newest version of every file; the bytes are where they are, for both.
fn files(tx: &Connection, write: &Write, original: i64, copy: i64) -> Result<()> {
    let sql = "SELECT id, name FROM attachment WHERE content = ?1 ORDER BY name";
    let files: Vec<(i64, String)> = tx.all(sql, params![original], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (file, name) in files {
        let number = names::fresh_id();
        let (who, now) = (write.who.id.as_str(), write.now.as_microsecond());
        tx.run(
            "INSERT INTO attachment (id, content, name, version, creator, created) \
             SELECT ?2, ?3, name, 1, ?4, ?5 FROM attachment WHERE id = ?1",
            params![file, number, copy, who, now],
        )?;
        tx.run(
            "INSERT INTO attachment_version \
                (attachment, number, file, size, hash, media_type, author, saved, message) \
             SELECT ?2, 1, v.file, v.size, v.hash, v.media_type, ?3, ?4, v.message FROM attachment_version v \
             JOIN attachment a ON a.id = v.attachment AND a.version = v.number WHERE a.id = ?1",
            params![file, number, who, now],
        )?;
        words::add_name(tx, number, &name)?;
        feed::attachment_changed(tx, number, copy)?;
    }
    Ok(())
}
