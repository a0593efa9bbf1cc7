//! Attachments: what the wiki said, queued changes laid over it, and where the bytes of each are.

use super::comment::leave_outbox;
use super::{Delivery, FileRow, Line, Queued, Replica, ReplicaError, Result, alias, catch_up, local, outbox};
use crate::domain::attachment::{FILE_LIMIT, file_name, media_type};
use crate::domain::*;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;
use std::path::Path;
use uuid::Uuid;

/// How many files a search by name answers with.
const FOUND: usize = 50;

impl Replica {
    /// Returns the attachments of a page by name, own queued ones included.
    pub fn attachments(&self, page: &PageId) -> Result<Vec<FileRow>> {
        let (attachments, waits, copies) = self.read(|db| {
            let page = alias::resolve(db, page)?;
            Ok(overlay(rows(db, &page)?, &outbox::queued_on(db, &page)?, &local::me(db)?))
        })?;
        let row = |attachment: Attachment| FileRow {
            waits: waits.get(&attachment.id).cloned(),
            here: match copies.get(&attachment.id) {
                Some(copy) => Some(self.upload_path(copy)).filter(|path| path.exists()),
                None => self.cached_file(&attachment),
            },
            attachment,
        };
        Ok(attachments.into_iter().map(row).collect())
    }

    /// Returns the attachment with a name on a page: what a link or an image in the page's body means. Its bytes
    /// are at `here`, or are fetched with `sync::Handle::file`.
    pub fn attachment_named(&self, page: &PageId, name: &str) -> Result<Option<FileRow>> {
        Ok(self.attachments(page)?.into_iter().find(|row| row.attachment.name == name))
    }

    /// Copies a file of this machine to where it waits, and returns the change that adds it to a page: a new
    /// version where the page has a file of its name.
    pub fn adding(&self, page: &PageId, path: &Path, message: &str) -> Result<Change> {
        let given = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = file_name(&given).map_err(|error| ReplicaError::Refused(error.to_string()))?;
        let (copy, size) = self.copy_upload(path, FILE_LIMIT)?;
        let known = self.attachment_named(page, &name)?.map(|row| row.attachment.id);
        Ok(Change::AddAttachment {
            page: page.clone(),
            replaces: known.is_some(),
            attachment: known.unwrap_or_else(|| AttachmentId::local(Uuid::new_v4())),
            media_type: media_type(&name).to_owned(),
            name,
            size,
            message: message.to_owned(),
            copy,
        })
    }

    /// Returns how many comments and attachments a page has, as they are shown.
    pub fn counts_beside(&self, page: &PageId) -> Result<(usize, usize)> {
        let known = self.read(|db| {
            let page = alias::resolve(db, page)?;
            let queued = outbox::queued_on(db, &page)?;
            if queued.iter().any(|queued| queued.entry.change.is_beside()) {
                return Ok(None);
            }
            let count = |sql: &str| -> Result<usize> {
                Ok(db.prepare_cached(sql)?.query_row([page.as_str()], |row| row.get::<_, i64>(0))? as usize)
            };
            Ok(Some((
                count("SELECT count(*) FROM replica.comment WHERE page = ?1")?,
                count("SELECT count(*) FROM replica.attachment WHERE page = ?1")?,
            )))
        })?;
        match known {
            Some(counts) => Ok(counts),
            None => Ok((self.comments(page)?.len(), self.attachments(page)?.len())),
        }
    }

    /// Returns attachments of current pages whose name holds every word, whatever its case, by name: for the search
    /// box. Nothing but names is looked at.
    pub fn find_attachments(&self, words: &str) -> Result<Vec<Attachment>> {
        self.read(|db| {
            let named = named(db, words, FOUND, |_| true)?;
            Ok(named.into_iter().map(|(attachment, _)| attachment).collect())
        })
    }

    // -- for sync ---------------------------------------------------------------------------------------

    /// Returns what the wiki last said about an attachment.
    pub fn server_attachment(&self, id: &AttachmentId) -> Result<Option<Attachment>> {
        self.read(|db| get(db, id))
    }

    /// Notes that a change of an attachment arrived: `made` is the attachment as the wiki answered, `None` when
    /// it is gone. The copy that waited becomes the cached file.
    pub fn attachment_delivered(
        &self,
        entry: &Entry,
        made: Option<&Attachment>,
        is_again: bool,
    ) -> Result<()> {
        self.write(Line::Feed, |tx| {
            match (made, &entry.change) {
                (Some(made), change) => {
                    if !is_again || get(tx, &made.id)?.is_none() {
                        put(tx, made)?;
                    }
                    if let Change::AddAttachment { attachment, .. } = change
                        && attachment != &made.id
                    {
                        alias::assign_note(tx, attachment.as_str(), made.id.as_str())?;
                    }
                }
                (None, Change::DeleteAttachment { attachment, .. }) => {
                    remove(tx, attachment)?;
                }
                (None, _) => {}
            }
            leave_outbox(self, tx, entry)?;
            catch_up::stamp(tx)
        })?;
        if let (Some(made), Change::AddAttachment { copy, .. }) = (made, &entry.change) {
            // Only a cache: what cannot be kept is fetched again.
            let _ = self.keep_file(made, &self.upload_path(copy));
        }
        Ok(())
    }
}

/// Returns attachments of current pages whose name holds every word, by name, each with the title of its page, as
/// far as the row of that page is wanted.
pub(super) fn named(
    db: &Connection,
    words: &str,
    most: usize,
    is_wanted: impl Fn(i64) -> bool,
) -> Result<Vec<(Attachment, String)>> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let mut found = Vec::new();
    if words.is_empty() {
        return Ok(found);
    }
    let mut names = db.prepare_cached(
        "SELECT name, id, page FROM replica.attachment INDEXED BY attachment_name ORDER BY name, page",
    )?;
    let mut page = db.prepare_cached("SELECT rid, title FROM replica.page WHERE id = ?1 AND status = 0")?;
    let mut names = names.query([])?;
    while let Some(row) = names.next()? {
        let name = row.get::<_, String>(0)?.to_lowercase();
        if !words.iter().all(|word| name.contains(word)) {
            continue;
        }
        let above = page
            .query_row([row.get::<_, String>(2)?], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        let Some((_, title)) = above.filter(|(rid, _)| is_wanted(*rid)) else { continue };
        let attachment = get(db, &AttachmentId::new(row.get::<_, String>(1)?))?;
        found.extend(attachment.map(|attachment| (attachment, title)));
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// Writes down an attachment as the wiki has it; tells whether it differs from before.
pub(super) fn put(db: &Connection, attachment: &Attachment) -> Result<bool> {
    if get(db, &attachment.id)?.as_ref() == Some(attachment) {
        return Ok(false);
    }
    let value = serde_json::to_string(attachment).unwrap_or_default();
    db.prepare_cached(
        "INSERT OR REPLACE INTO replica.attachment (id, page, name, value) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![attachment.id.as_str(), attachment.page.as_str(), attachment.name, value])?;
    Ok(true)
}

/// Removes an attachment; tells whether it was there.
pub(super) fn remove(db: &Connection, id: &AttachmentId) -> Result<bool> {
    let removed =
        db.prepare_cached("DELETE FROM replica.attachment WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(removed > 0)
}

/// Removes the attachments of a page that is gone.
pub(super) fn remove_all(db: &Connection, page: &PageId) -> Result<()> {
    db.prepare_cached("DELETE FROM replica.attachment WHERE page = ?1")?.execute([page.as_str()])?;
    Ok(())
}

/// Refuses what does not fit the attachments as they are shown.
pub(super) fn check(db: &Connection, change: &Change) -> Result<()> {
    let refuse = |why: &str| Err(ReplicaError::Refused(why.to_owned()));
    let Some(page) = change.page() else { return Ok(()) };
    let (shown, _, _) = overlay(rows(db, page)?, &outbox::queued_on(db, page)?, &local::me(db)?);
    match change {
        Change::AddAttachment { replaces: false, name, .. }
            if shown.iter().any(|file| file.name == *name) =>
        {
            refuse("the page has a file of this name already")
        }
        Change::AddAttachment { replaces: false, .. } => Ok(()),
        _ if change.attachment().is_some_and(|id| shown.iter().any(|file| file.id == *id)) => Ok(()),
        _ => refuse("this file is not here any more"),
    }
}

/// Makes a parked upload a new version of the file that has its name by now; tells whether that changed it.
pub(super) fn rebase(db: &Connection, change: &mut Change) -> Result<bool> {
    let Change::AddAttachment { page, attachment, replaces, name, .. } = change else { return Ok(false) };
    let Some(known) = rows(db, page)?.into_iter().find(|file| file.name == *name) else { return Ok(false) };
    (*attachment, *replaces) = (known.id, true);
    Ok(true)
}

fn get(db: &Connection, id: &AttachmentId) -> Result<Option<Attachment>> {
    let value: Option<String> = db
        .prepare_cached("SELECT value FROM replica.attachment WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

fn rows(db: &Connection, page: &PageId) -> Result<Vec<Attachment>> {
    let mut statement =
        db.prepare_cached("SELECT value FROM replica.attachment WHERE page = ?1 ORDER BY name, id")?;
    let values = statement.query_map([page.as_str()], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for value in values {
        found.extend(serde_json::from_str(&value?).ok());
    }
    Ok(found)
}

/// What is shown, how queued changes stand, and which copies wait.
type Shown = (Vec<Attachment>, HashMap<AttachmentId, Delivery>, HashMap<AttachmentId, String>);

/// Lays queued changes over what the wiki said.
fn overlay(mut files: Vec<Attachment>, queued: &[Queued], me: &UserId) -> Shown {
    let (mut waits, mut copies) = (HashMap::new(), HashMap::new());
    for Queued { entry, state, .. } in queued {
        let Some(id) = entry.change.attachment() else { continue };
        waits.insert(id.clone(), state.clone());
        match &entry.change {
            Change::AddAttachment { page, name, media_type, size, message, copy, .. } => {
                let version =
                    Version { number: 0, author: me.clone(), when: entry.at, message: message.clone() };
                let known = files.iter().find(|file| file.id == *id);
                let file = Attachment {
                    id: id.clone(),
                    page: page.clone(),
                    name: name.clone(),
                    media_type: media_type.clone(),
                    size: *size,
                    hash: String::new(),
                    author: known.map_or(me, |known| &known.author).clone(),
                    created: known.map_or(entry.at, |known| known.created),
                    version,
                };
                files.retain(|other| other.id != *id);
                files.push(file);
                copies.insert(id.clone(), copy.clone());
            }
            Change::DeleteAttachment { .. } => files.retain(|file| file.id != *id),
            _ => {}
        }
    }
    files.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    (files, waits, copies)
}
