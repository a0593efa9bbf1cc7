//! What comes along with a page that is a copy: its files, and who may see and edit it. Nobody sees a copy who
//! does not see the page.

use super::super::{Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::value::params;
use super::{access, feed, names, rows};
use crate::domain::*;

/// Brings along what belongs to the original of a page that was just made in a space. With `above`, the
/// restrictions of the pages above the original count, too.
pub(super) fn bring_along(
    tx: &Connection,
    write: &Write,
    (original, above): (&PageId, bool),
    (copy, space): (i64, i64),
) -> Result<()> {
    let original = names::page_number(&original_of(tx, &write.who, original)?.id)?;
    let restricted = restrict(tx, original, above, copy)?;
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

/// Gives the copy the lists of its original; tells whether there are any.
fn restrict(tx: &Connection, original: i64, above: bool, copy: i64) -> Result<bool> {
    let lists = rows::read_lists(tx, original, above)?;
    match lists.as_slice() {
        [] => {}
        [one] => same_list(tx, *one, copy, "read")?,
        // A page has one list: those whom all of them let through.
        several => {
            for reader in rows::let_through(tx, several)? {
                tx.run("INSERT INTO restriction (content, operation, kind, subject) VALUES (?1, 'read', 'user', ?2)", params![copy, reader])?;
            }
        }
    }
    same_list(tx, original, copy, "update")?;
    tx.run(
        "UPDATE content SET read_restricted = ?2, \
            update_restricted = (SELECT update_restricted FROM content WHERE id = ?3) WHERE id = ?1",
        params![copy, !lists.is_empty(), original],
    )?;
    let restricted = tx.only(
        "SELECT read_restricted = 1 OR update_restricted = 1 FROM content WHERE id = ?1",
        params![copy],
        |row| row.get(0),
    )?;
    Ok(restricted)
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
    let files: Vec<i64> =
        tx.all("SELECT id FROM attachment WHERE content = ?1 ORDER BY name", params![original], |row| {
            row.get(0)
        })?;
    for file in files {
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
        feed::attachment_changed(tx, number, copy)?;
    }
    Ok(())
}
