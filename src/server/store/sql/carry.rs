//! Attachments that go to another page, and older versions of them that go for good.

use super::super::command::Carried;
use super::super::{Outcome, Result, StoreError, Write};
use super::attachments::{entry, on_page, remove, taken};
use super::connection::Connection;
use super::value::params;
use super::{access, feed, names, rows};
use crate::domain::*;

/// Puts an attachment with all its versions on another page. It is another attachment there: who sees the page it left
/// is told that it is gone, and who sees the one it came to that it is new, whoever sees which of them.
pub(super) fn relocate(tx: &Connection, write: &Write, carried: &Carried) -> Result<Outcome> {
    let known = on_page(tx, write, Some(&carried.page), &carried.attachment)?;
    let to = rows::page(tx, &write.who, carried.to.as_ref().unwrap_or(&known.page))?;
    access::check_attaching(tx, &write.who, &to)?;
    let from = rows::page(tx, &write.who, &known.page)?;
    let name = carried.name.as_ref().unwrap_or(&known.name);
    let (old, content) = (names::attachment_number(&known.id)?, names::page_number(&to.id)?);
    let is_taken: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM attachment WHERE content = ?1 AND name = ?2 AND id <> ?3)",
        params![content, name, old],
        |row| row.get(0),
    )?;
    if is_taken {
        return Err(taken(name));
    }
    if from.id == to.id {
        tx.run("UPDATE attachment SET name = ?2 WHERE id = ?1", params![old, name])?;
        feed::attachment_changed(tx, old, content)?;
        return Ok(Outcome::Attachments(entry(tx, old)?.into_iter().collect()));
    }
    access::check_removing(tx, &write.who, &from, SpacePermission::RemoveAttachment, &known.author)?;
    let new = names::fresh_id();
    tx.run(
        "INSERT INTO attachment (id, content, name, version, creator, created) \
         SELECT ?2, ?3, ?4, version, creator, created FROM attachment WHERE id = ?1",
        params![old, new, content, name],
    )?;
    tx.run(
        "INSERT INTO attachment_version (attachment, number, file, size, hash, media_type, author, saved, message) \
         SELECT ?2, number, file, size, hash, media_type, author, saved, message \
         FROM attachment_version WHERE attachment = ?1",
        params![old, new],
    )?;
    remove(tx, old)?;
    feed::attachment_changed(tx, old, names::page_number(&from.id)?)?;
    feed::attachment_changed(tx, new, content)?;
    Ok(Outcome::Attachments(entry(tx, new)?.into_iter().collect()))
}

/// Removes a version that is not the newest; the others keep their numbers.
pub(super) fn remove_version(
    tx: &Connection,
    write: &Write,
    page: &PageId,
    id: &AttachmentId,
    number: u32,
) -> Result<Outcome> {
    let known = on_page(tx, write, Some(page), id)?;
    let page = rows::page(tx, &write.who, &known.page)?;
    access::check_removing(tx, &write.who, &page, SpacePermission::RemoveAttachment, &known.author)?;
    if number == known.version.number {
        return Err(StoreError::Invalid("the newest version goes with the attachment alone".to_owned()));
    }
    let gone = tx.run(
        "DELETE FROM attachment_version WHERE attachment = ?1 AND number = ?2",
        params![names::attachment_number(&known.id)?, number],
    )?;
    if gone > 0 {
        Ok(Outcome::Done)
    } else {
        Err(StoreError::NotFound(format!("there is no version {number}")))
    }
}
