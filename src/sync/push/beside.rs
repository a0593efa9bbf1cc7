//! Comments and attachments on their way: what the wiki has of them, the request, and what its answer means here.

use super::super::event::{Event, SyncError};
use super::super::pass::Pass;
use super::super::plan::SeenComment;
use super::Attempt;
use crate::domain::{Attachment, AttachmentId, Change, Comment, CommentId, Entry};
use crate::remote::{NewComment, RemoteError, Upload};
use crate::replica::Queued;
use std::collections::{BTreeMap, BTreeSet};

/// What the wiki made.
pub(super) enum Made {
    Comment(Box<Comment>),
    Attachment(Box<Attachment>),
    Nothing,
}

/// Reads what the wiki last said about the comments the outbox touches.
pub(super) fn comments(
    pass: &Pass<'_>,
    local: &[Queued],
) -> Result<BTreeMap<CommentId, SeenComment>, SyncError> {
    let mut found = BTreeMap::new();
    for id in local.iter().filter_map(|queued| queued.entry.change.comment()) {
        if let Some(comment) = pass.replica.server_comment(id)? {
            let seen = SeenComment {
                version: comment.version.number,
                resolved: comment.resolved,
                storage: comment.storage,
            };
            found.insert(id.clone(), seen);
        }
    }
    Ok(found)
}

/// Reads which attachments the outbox touches the wiki has.
pub(super) fn attachments(pass: &Pass<'_>, local: &[Queued]) -> Result<BTreeSet<AttachmentId>, SyncError> {
    let mut found = BTreeSet::new();
    for id in local.iter().filter_map(|queued| queued.entry.change.attachment()) {
        if pass.replica.server_attachment(id)?.is_some() {
            found.insert(id.clone());
        }
    }
    Ok(found)
}

/// An edit of a comment names the version that holds its base: one that was made before the wiki had the comment
/// knows it only now. Written down before it is sent, so that a second try says the same.
pub(super) fn based_on(
    pass: &Pass<'_>,
    mut entry: Entry,
    seen: &BTreeMap<CommentId, SeenComment>,
) -> Result<Entry, SyncError> {
    if let Change::EditComment { comment, base_version, .. } = &mut entry.change
        && let Some(seen) = seen.get(comment)
        && *base_version != seen.version
    {
        *base_version = seen.version;
        pass.replica.rewrite(&entry)?;
    }
    Ok(entry)
}

/// Asks the wiki for what an entry says.
pub(super) async fn request(pass: &Pass<'_>, entry: &Entry) -> Result<Made, RemoteError> {
    let (op, remote) = (entry.op, pass.remote);
    match &entry.change {
        Change::AddComment { page, parent, anchor, storage, .. } => {
            let new = NewComment {
                page: page.clone(),
                parent: parent.clone(),
                anchor: anchor.clone(),
                storage: storage.clone(),
            };
            remote.add_comment(op, &new).await.map(|made| Made::Comment(Box::new(made)))
        }
        Change::EditComment { comment, base_version, storage, .. } => {
            let made = remote.edit_comment(op, comment, *base_version, storage).await;
            made.map(|made| Made::Comment(Box::new(made)))
        }
        Change::ResolveComment { comment, resolved, .. } => {
            let made = remote.resolve_comment(op, comment, *resolved).await;
            made.map(|made| Made::Comment(Box::new(made)))
        }
        Change::DeleteComment { comment, .. } => {
            remote.delete_comment(op, comment).await.map(|()| Made::Nothing)
        }
        Change::AddAttachment { page, attachment, replaces, name, media_type, message, copy, .. } => {
            let upload = Upload {
                page: page.clone(),
                replaces: replaces.then(|| attachment.clone()),
                name: name.clone(),
                media_type: media_type.clone(),
                message: message.clone(),
                path: pass.replica.upload_path(copy),
            };
            remote.attach(op, &upload).await.map(|made| Made::Attachment(Box::new(made)))
        }
        Change::DeleteAttachment { page, attachment, .. } => {
            remote.delete_attachment(op, page, attachment).await.map(|()| Made::Nothing)
        }
        _ => Ok(Made::Nothing),
    }
}

/// Writes down what the wiki answered. The answer to a second try may be old by now: the feed has told what came
/// after it, so it never replaces anything.
pub(super) fn arrived(pass: &Pass<'_>, entry: &Entry, made: Made, attempt: Attempt) -> Result<(), SyncError> {
    let is_again = attempt == Attempt::Again;
    match made {
        Made::Comment(comment) => pass.replica.comment_delivered(entry, Some(&comment), is_again)?,
        Made::Attachment(attachment) => {
            pass.replica.attachment_delivered(entry, Some(&attachment), is_again)?
        }
        Made::Nothing if entry.change.comment().is_some() => {
            pass.replica.comment_delivered(entry, None, is_again)?;
        }
        Made::Nothing => pass.replica.attachment_delivered(entry, None, is_again)?,
    }
    (pass.tell)(Event::Delivered(entry.op));
    Ok(())
}
