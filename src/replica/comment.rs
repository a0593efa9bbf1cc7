//! Comments: what the wiki said, and queued changes laid over it when they are read.
//!
//! ```text
//!   rows of the page ──► overlay(queued changes, in order) ──► threads
//! ```
//!
//! Texts in work are kept by the place they are for, at every pause of typing.

use super::{
    CommentRow, Delivery, Line, Queued, Replica, ReplicaError, Result, alias, catch_up, checksum, local,
    outbox,
};
use crate::domain::comment::threads;
use crate::domain::*;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

impl Replica {
    /// Returns the comments of a page in the order they are read, own queued ones included.
    pub fn comments(&self, page: &PageId) -> Result<Vec<CommentRow>> {
        self.read(|db| {
            let page = alias::resolve(db, page)?;
            let me = local::me(db)?;
            let (comments, waits) = overlay(rows(db, &page)?, &outbox::queued_on(db, &page)?, &me);
            let row = |(depth, comment): (usize, Comment)| {
                let waits = waits.get(&comment.id).cloned();
                CommentRow { comment, depth, waits }
            };
            Ok(threads(comments).into_iter().map(row).collect())
        })
    }

    /// Returns one comment as it is shown.
    pub fn comment(&self, id: &CommentId) -> Result<Option<Comment>> {
        let page = self.read(|db| {
            let id = CommentId::new(alias::resolved(db, id.as_str())?);
            match get(db, &id)? {
                Some(comment) => Ok(Some(comment.page)),
                None => queued_page(db, &id),
            }
        })?;
        let Some(page) = page else { return Ok(None) };
        let real = self.read(|db| alias::resolved(db, id.as_str()))?;
        Ok(self.comments(&page)?.into_iter().map(|row| row.comment).find(|c| c.id.as_str() == real))
    }

    /// Keeps a comment in work at every word; an empty text ends it. Written at once, like typing.
    pub fn keep_comment_draft(&self, place: &str, text: &str, now: Timestamp) -> Result<()> {
        self.jot_down(|tx| {
            if text.trim().is_empty() {
                tx.execute("DELETE FROM comment_draft WHERE place = ?1", [place])?;
                return Ok(());
            }
            tx.execute(
                "INSERT OR REPLACE INTO comment_draft (place, text, updated, sum) VALUES (?1, ?2, ?3, ?4)",
                params![place, text, now.as_microsecond(), checksum(text)],
            )?;
            Ok(())
        })
    }

    /// Returns a comment in work.
    pub fn comment_draft(&self, place: &str) -> Result<Option<String>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT text FROM main.comment_draft WHERE place = ?1")?;
            Ok(statement.query_row([place], |row| row.get(0)).optional()?)
        })
    }

    // -- for sync ---------------------------------------------------------------------------------------

    /// Returns what the wiki last said about a comment.
    pub fn server_comment(&self, id: &CommentId) -> Result<Option<Comment>> {
        self.read(|db| get(db, id))
    }

    /// Notes that a change of a comment arrived: `made` is the comment as the wiki answered, `None` when it is
    /// gone. The answer to a second try is old and replaces nothing.
    pub fn comment_delivered(&self, entry: &Entry, made: Option<&Comment>, is_again: bool) -> Result<()> {
        self.write(Line::Feed, |tx| {
            match (made, &entry.change) {
                (Some(made), change) => {
                    if !is_again || get(tx, &made.id)?.is_none() {
                        put(tx, made)?;
                    }
                    if let Change::AddComment { comment, .. } = change {
                        alias::assign_note(tx, comment.as_str(), made.id.as_str())?;
                        rename_drafts(tx, comment.as_str(), made.id.as_str())?;
                    }
                }
                (None, Change::DeleteComment { comment, .. }) => {
                    remove(tx, comment)?;
                }
                (None, _) => {}
            }
            leave_outbox(self, tx, entry)?;
            catch_up::stamp(tx)
        })
    }
}

/// Takes a delivered entry out of outbox and tree.
pub(super) fn leave_outbox(replica: &Replica, db: &Connection, entry: &Entry) -> Result<()> {
    let Some(seq) = outbox::seq_of(db, &entry.op)? else { return Ok(()) };
    db.execute("DELETE FROM main.outbox WHERE seq = ?1", [seq])?;
    local::withdraw(db, seq, replica.plain_text())
}

/// Writes down a comment as the wiki has it; tells whether it differs from before.
pub(super) fn put(db: &Connection, comment: &Comment) -> Result<bool> {
    if get(db, &comment.id)?.as_ref() == Some(comment) {
        return Ok(false);
    }
    let value = serde_json::to_string(comment).unwrap_or_default();
    db.prepare_cached("INSERT OR REPLACE INTO replica.comment (id, page, value) VALUES (?1, ?2, ?3)")?
        .execute(params![comment.id.as_str(), comment.page.as_str(), value])?;
    Ok(true)
}

/// Removes a comment; tells whether it was there.
pub(super) fn remove(db: &Connection, id: &CommentId) -> Result<bool> {
    let removed = db.prepare_cached("DELETE FROM replica.comment WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(removed > 0)
}

/// Removes the comments of a page that is gone.
pub(super) fn remove_all(db: &Connection, page: &PageId) -> Result<()> {
    db.prepare_cached("DELETE FROM replica.comment WHERE page = ?1")?.execute([page.as_str()])?;
    Ok(())
}

/// Refuses what does not fit the comments as they are shown.
pub(super) fn check(db: &Connection, change: &Change) -> Result<()> {
    let refuse = |why: &str| Err(ReplicaError::Refused(why.to_owned()));
    let Some(page) = change.page() else { return Ok(()) };
    let me = local::me(db)?;
    let (shown, _) = overlay(rows(db, page)?, &outbox::queued_on(db, page)?, &me);
    let find = |id: &CommentId| shown.iter().find(|comment| comment.id == *id);
    match change {
        Change::AddComment { storage, .. } if storage.trim().is_empty() => refuse("a comment needs a word"),
        Change::AddComment { parent: Some(parent), .. } if find(parent).is_none() => {
            refuse("the comment this answers is not here any more")
        }
        Change::AddComment { .. } => Ok(()),
        _ => match change.comment().and_then(find) {
            None => refuse("this comment is not here any more"),
            Some(found) => match change {
                Change::EditComment { .. } if found.author != me => {
                    refuse("only its author can edit a comment: answer it instead")
                }
                Change::ResolveComment { .. } if found.parent.is_some() => {
                    refuse("a thread is settled at the comment that begins it")
                }
                _ => Ok(()),
            },
        },
    }
}

/// Puts an edit of a comment on top of what the wiki has now; tells whether that changed it.
pub(super) fn rebase(db: &Connection, change: &mut Change) -> Result<bool> {
    let Change::EditComment { comment, base_version, base, .. } = change else { return Ok(false) };
    let Some(now) = get(db, comment)? else { return Ok(false) };
    (*base_version, *base) = (now.version.number, now.storage);
    Ok(true)
}

fn get(db: &Connection, id: &CommentId) -> Result<Option<Comment>> {
    let value: Option<String> = db
        .prepare_cached("SELECT value FROM replica.comment WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

fn rows(db: &Connection, page: &PageId) -> Result<Vec<Comment>> {
    let mut statement = db.prepare_cached("SELECT value FROM replica.comment WHERE page = ?1")?;
    let values = statement.query_map([page.as_str()], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for value in values {
        found.extend(serde_json::from_str(&value?).ok());
    }
    Ok(found)
}

/// Returns the page of a comment that is queued and not made yet.
fn queued_page(db: &Connection, id: &CommentId) -> Result<Option<PageId>> {
    let mut statement = db.prepare_cached("SELECT entry FROM main.outbox WHERE instr(entry, ?1) > 0")?;
    let values = statement.query_map([id.as_str()], |row| row.get::<_, String>(0))?;
    for value in values {
        if let Ok(entry) = serde_json::from_str::<Entry>(&value?)
            && entry.change.comment() == Some(id)
        {
            return Ok(entry.change.page().cloned());
        }
    }
    Ok(None)
}

/// Says what a comment in work is for: a new one on a page, or a reply.
pub fn draft_place(page: &PageId, parent: Option<&CommentId>) -> String {
    match parent {
        Some(parent) => format!("reply {parent}"),
        None => format!("page {page}"),
    }
}

/// Says what another text of a comment in work is for.
pub fn edit_place(comment: &CommentId) -> String {
    format!("edit {comment}")
}

/// What was written is not in work any more.
pub(super) fn end_draft(db: &Connection, change: &Change) -> Result<()> {
    let place = match change {
        Change::AddComment { page, parent, .. } => draft_place(page, parent.as_ref()),
        Change::EditComment { comment, .. } => edit_place(comment),
        _ => return Ok(()),
    };
    db.execute("DELETE FROM main.comment_draft WHERE place = ?1", [place])?;
    Ok(())
}

/// Lets texts in work follow what they are for to its new id.
pub(super) fn rename_drafts(db: &Connection, local: &str, real: &str) -> Result<()> {
    db.execute(
        "UPDATE OR REPLACE main.comment_draft SET place = replace(place, ?1, ?2) WHERE instr(place, ?1) > 0",
        [local, real],
    )?;
    Ok(())
}

/// Lays queued changes over what the wiki said; says which comments wait, and how.
fn overlay(
    mut comments: Vec<Comment>,
    queued: &[Queued],
    me: &UserId,
) -> (Vec<Comment>, HashMap<CommentId, Delivery>) {
    let mut waits = HashMap::new();
    for Queued { entry, state, .. } in queued {
        let Some(id) = entry.change.comment() else { continue };
        waits.insert(id.clone(), state.clone());
        let known = comments.iter_mut().find(|comment| comment.id == *id);
        match (&entry.change, known) {
            (Change::AddComment { page, parent, anchor, storage, .. }, None) => comments.push(Comment {
                id: id.clone(),
                page: page.clone(),
                parent: parent.clone(),
                anchor: anchor.clone(),
                resolved: false,
                author: me.clone(),
                created: entry.at,
                version: Version { number: 0, author: me.clone(), when: entry.at, message: String::new() },
                storage: storage.clone(),
            }),
            (Change::EditComment { storage, .. }, Some(known)) => known.storage.clone_from(storage),
            (Change::ResolveComment { resolved, .. }, Some(known)) => known.resolved = *resolved,
            (Change::DeleteComment { .. }, Some(_)) => take_out(&mut comments, id),
            _ => {}
        }
    }
    (comments, waits)
}

/// Takes a comment out as the wiki will: its replies answer what it answered, the oldest inherits the thread.
fn take_out(comments: &mut Vec<Comment>, id: &CommentId) {
    let Some(at) = comments.iter().position(|comment| comment.id == *id) else { return };
    let gone = comments.remove(at);
    let mut replies: Vec<&mut Comment> =
        comments.iter_mut().filter(|comment| comment.parent.as_ref() == Some(id)).collect();
    replies.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
    let mut heir = gone.parent.clone();
    for reply in replies {
        reply.parent.clone_from(&heir);
        if heir.is_none() {
            reply.anchor.clone_from(&gone.anchor);
            reply.resolved = gone.resolved;
            heir = Some(reply.id.clone());
        }
    }
}
