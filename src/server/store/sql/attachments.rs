//! Attachments: rows only. The bytes are stored before a row names them, and swept when no row does.

use super::super::command::{AttachmentUpdate, NewFile};
use super::super::files::Files;
use super::super::{AttachmentFilter, FileFilter, FileName, Outcome, Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::readers::Readers;
use super::value::{Row, params};
use super::{access, feed, names, rows, sight, words};
use crate::domain::*;
use std::sync::Arc;

/// The columns of an attachment, in the order [`attachment_of`] reads them; needs [`FROM`].
const COLUMNS: &str = "a.id, a.content, a.name, a.creator, a.created, \
    v.number, v.size, v.hash, v.media_type, v.author, v.saved, v.message";
/// Where they come from: the newest version.
const FROM: &str = "attachment a JOIN attachment_version v ON v.attachment = a.id AND v.number = a.version";

/// Returns an attachment of a page the caller sees.
pub(super) fn one(tx: &Connection, who: &Principal, id: &AttachmentId) -> Result<Attachment> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM} JOIN content c ON c.id = a.content WHERE {}",
        sight::one("attachment", "a")
    );
    tx.one(&sql, params![who.id.as_str(), names::attachment_number(id)?], attachment_of)?
        .ok_or_else(|| StoreError::no_content(format!("att{id}")))
}

/// Returns the attachments of a page a filter asks for, by name.
pub(super) fn list(tx: &Connection, who: &Principal, filter: &AttachmentFilter) -> Result<Vec<Attachment>> {
    let page = rows::seen(tx, who, &filter.page)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE a.content = ?1 AND (?2 IS NULL OR a.name = ?2) \
         AND (?3 IS NULL OR v.media_type = ?3) ORDER BY a.name LIMIT ?4 OFFSET ?5"
    );
    let (limit, start) = (filter.limit as i64, filter.start as i64);
    tx.all(&sql, params![page, filter.name, filter.media_type, limit, start], attachment_of)
}

/// Returns every version of an attachment, newest first.
pub(super) fn versions(tx: &Connection, who: &Principal, id: &AttachmentId) -> Result<Vec<Version>> {
    let number = names::attachment_number(&one(tx, who, id)?.id)?;
    tx.all(
        "SELECT number, author, saved, message FROM attachment_version WHERE attachment = ?1 \
         ORDER BY number DESC",
        params![number],
        |row| version_of(row, [0, 1, 2, 3]),
    )
}

/// Returns an attachment as one version had it, and where its bytes are.
pub(super) fn file(tx: &Connection, who: &Principal, wanted: &FileFilter) -> Result<(Attachment, String)> {
    let missing = || StoreError::NotFound("no such attachment on this page".to_owned());
    // What is no number is no page of ours: the same answer as for one that is hidden.
    let page = rows::seen(tx, who, &wanted.page).map_err(|error| match error {
        StoreError::NotFound(_) => missing(),
        error => error,
    })?;
    let (id, name) = match &wanted.which {
        FileName::Id(id) => (Some(names::attachment_number(id).map_err(|_| missing())?), None),
        FileName::Name(name) => (None, Some(name)),
    };
    let sql = format!(
        "SELECT {COLUMNS}, v.file FROM attachment a \
         JOIN attachment_version v ON v.attachment = a.id AND v.number = coalesce(?4, a.version) \
         WHERE a.content = ?1 AND (a.id = ?2 OR a.name = ?3)"
    );
    tx.one(&sql, params![page, id, name, wanted.version], |row| Ok((attachment_of(row)?, row.get(12)?)))?
        .ok_or_else(missing)
}

/// Reads an attachment for the feed, which has looked at its page.
pub(super) fn entry(tx: &Connection, number: i64) -> Result<Option<Attachment>> {
    let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE a.id = ?1");
    tx.one(&sql, params![number], attachment_of)
}

/// Attaches files to a page; a name that is taken is refused, or gets a new version.
pub(super) fn attach(
    tx: &Connection,
    write: &Write,
    id: &PageId,
    files: &[NewFile],
    replace: bool,
) -> Result<Outcome> {
    let page = rows::page(tx, &write.who, id)?;
    access::check_attaching(tx, &write.who, &page)?;
    let content = names::page_number(&page.id)?;
    let mut attached = Vec::with_capacity(files.len());
    for file in files {
        let known: Option<i64> = tx.one(
            "SELECT id FROM attachment WHERE content = ?1 AND name = ?2",
            params![content, file.name],
            |row| row.get(0),
        )?;
        let number = match known {
            Some(number) if replace => number,
            Some(_) => return Err(taken(&file.name)),
            None => insert(tx, write, content, file)?,
        };
        if known.is_some() {
            save_version(tx, write, number, file)?;
        }
        feed::attachment_changed(tx, number, content)?;
        attached.extend(entry(tx, number)?);
    }
    Ok(Outcome::Attachments(attached))
}

/// Gives an attachment another content.
pub(super) fn attach_version(
    tx: &Connection,
    write: &Write,
    page: &PageId,
    id: &AttachmentId,
    file: &NewFile,
) -> Result<Outcome> {
    let known = on_page(tx, write, Some(page), id)?;
    access::check_attaching(tx, &write.who, &rows::page(tx, &write.who, &known.page)?)?;
    let (number, content) = (names::attachment_number(&known.id)?, names::page_number(&known.page)?);
    save_version(tx, write, number, file)?;
    feed::attachment_changed(tx, number, content)?;
    Ok(Outcome::Attachments(entry(tx, number)?.into_iter().collect()))
}

/// Changes what an attachment says about itself.
pub(super) fn update(tx: &Connection, write: &Write, update: &AttachmentUpdate) -> Result<Outcome> {
    let known = on_page(tx, write, Some(&update.page), &update.attachment)?;
    let page = rows::page(tx, &write.who, &known.page)?;
    access::check_attaching(tx, &write.who, &page)?;
    // Publishers name the version they saw or the one after it; both mean the newest.
    let newest = known.version.number;
    if update.number.is_some_and(|number| number != newest && number != newest + 1) {
        return Err(StoreError::Stale(newest));
    }
    let (number, content) = (names::attachment_number(&known.id)?, names::page_number(&known.page)?);
    let name = update.name.as_ref().unwrap_or(&known.name);
    let is_taken: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM attachment WHERE content = ?1 AND name = ?2 AND id <> ?3)",
        params![content, name, number],
        |row| row.get(0),
    )?;
    if is_taken {
        return Err(taken(name));
    }
    if *name != known.name {
        tx.run("UPDATE attachment SET name = ?2 WHERE id = ?1", params![number, name])?;
        words::set_name(tx, number, name)?;
    }
    tx.run("UPDATE attachment_version SET media_type = coalesce(?3, media_type), message = coalesce(?4, message) \
         WHERE attachment = ?1 AND number = ?2", params![number, newest, update.media_type, update.message])?;
    feed::attachment_changed(tx, number, content)?;
    Ok(Outcome::Attachments(entry(tx, number)?.into_iter().collect()))
}

/// Deletes an attachment with all its versions.
pub(super) fn delete(
    tx: &Connection,
    write: &Write,
    page: Option<&PageId>,
    id: &AttachmentId,
) -> Result<Outcome> {
    let known = on_page(tx, write, page, id)?;
    let page = rows::page(tx, &write.who, &known.page)?;
    access::check_removing(tx, &write.who, &page, SpacePermission::RemoveAttachment, &known.author)?;
    let number = names::attachment_number(&known.id)?;
    remove(tx, number)?;
    feed::attachment_changed(tx, number, names::page_number(&known.page)?)?;
    Ok(Outcome::Done)
}

/// Deletes the attachments of a page that is removed.
pub(super) fn remove_all(tx: &Connection, page: i64) -> Result<()> {
    let all: Vec<i64> =
        tx.all("SELECT id FROM attachment WHERE content = ?1", params![page], |row| row.get(0))?;
    all.into_iter().try_for_each(|number| remove(tx, number))
}

/// Removes files that no row names, in a thread of its own: uploads that were never finished, and what was
/// deleted. Young ones stay, their row may be on its way; so do those of another wiki, known by its `owner`.
pub(super) fn sweep(readers: Readers, files: Arc<dyn Files>, owner: String) {
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            if !files.belongs_to(&owner).await? {
                return Err(StoreError::Failed("they are those of another wiki".to_owned()));
            }
            for file in files.old_ones().await? {
                let name = file.clone();
                let is_used = readers.read_here(move |tx| {
                    let sql = "SELECT EXISTS (SELECT 1 FROM attachment_version WHERE file = ?1)";
                    tx.only(sql, params![name], |row| row.get::<bool>(0))
                });
                if let Ok(false) = is_used {
                    files.remove(&file).await?;
                }
            }
            Ok(())
        })
    };
    let unswept =
        |error: &dyn std::fmt::Display| tracing::warn!(%error, "files that nobody needs are not swept");
    let sweeping = std::thread::Builder::new().name("wiki-sweep".to_owned()).spawn(move || {
        if let Err(error) = work() {
            unswept(&error);
        }
    });
    if let Err(error) = sweeping {
        unswept(&error);
    }
}

fn insert(tx: &Connection, write: &Write, content: i64, file: &NewFile) -> Result<i64> {
    let number = names::fresh_id();
    tx.run("INSERT INTO attachment (id, content, name, version, creator, created) VALUES (?1, ?2, ?3, 0, ?4, ?5)", params![number, content, file.name, write.who.id.as_str(), write.now.as_microsecond()])?;
    words::add_name(tx, number, &file.name)?;
    save_version(tx, write, number, file)?;
    Ok(number)
}

fn save_version(tx: &Connection, write: &Write, number: i64, file: &NewFile) -> Result<()> {
    tx.run("UPDATE attachment SET version = version + 1 WHERE id = ?1", params![number])?;
    tx.run("INSERT INTO attachment_version (attachment, number, file, size, hash, media_type, author, saved, message) \
         SELECT id, version, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM attachment WHERE id = ?1", params![
        number,
        file.stored.file,
        file.stored.size as i64,
        file.stored.hash,
        file.media_type,
        write.who.id.as_str(),
        write.now.as_microsecond(),
        file.message
    ])?;
    Ok(())
}

/// Removes the rows of an attachment; its bytes are swept later.
pub(super) fn remove(tx: &Connection, number: i64) -> Result<()> {
    tx.run("DELETE FROM attachment_version WHERE attachment = ?1", params![number])?;
    tx.run("DELETE FROM attachment WHERE id = ?1", params![number])?;
    words::forget(tx, number)
}

/// Returns an attachment the caller sees, of this page if one is named.
pub(super) fn on_page(
    tx: &Connection,
    write: &Write,
    page: Option<&PageId>,
    id: &AttachmentId,
) -> Result<Attachment> {
    let known = one(tx, &write.who, id)?;
    match page {
        Some(page) if *page != known.page => Err(StoreError::no_content(format!("att{id}"))),
        _ => Ok(known),
    }
}

/// A name that another attachment of the page has.
pub(super) fn taken(name: &str) -> StoreError {
    StoreError::Invalid(format!(
        "Cannot add a new attachment with same file name as an existing attachment: {name}"
    ))
}

fn attachment_of(row: &Row<'_>) -> Result<Attachment> {
    Ok(Attachment {
        id: names::attachment_id(row.get(0)?),
        page: names::page_id(row.get(1)?),
        name: row.get(2)?,
        author: UserId::new(row.get::<String>(3)?),
        created: names::moment(row.get(4)?),
        size: row.get::<i64>(6)? as u64,
        hash: row.get(7)?,
        media_type: row.get(8)?,
        version: version_of(row, [5, 9, 10, 11])?,
    })
}

/// Reads a version from its columns: number, author, moment, message.
fn version_of(row: &Row<'_>, columns: [usize; 4]) -> Result<Version> {
    let [number, author, saved, message] = columns;
    Ok(Version {
        number: row.get(number)?,
        author: UserId::new(row.get::<String>(author)?),
        when: names::moment(row.get(saved)?),
        message: row.get(message)?,
    })
}
