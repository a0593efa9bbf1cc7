//! Local ids and the ids the wiki gave in their place: either finds the page, for ever.

use super::{Line, Replica, Result, row};
use crate::domain::{AttachmentId, Change, CommentId, Entry, JotTarget, Page, PageId, Spot, Watched};
use rusqlite::{Connection, OptionalExtension, params};

impl Replica {
    /// Notes that the wiki made the page `local` as `real`: every queued change, draft and row goes by the
    /// new id from now on, and the create leaves the outbox.
    pub fn assign(
        &self,
        create: &crate::domain::OpId,
        local: &PageId,
        real: &Page,
        storage: &str,
    ) -> Result<()> {
        self.write(Line::Feed, |tx| {
            tx.execute(
                "INSERT OR REPLACE INTO main.alias (local, real) VALUES (?1, ?2)",
                [local.as_str(), real.id.as_str()],
            )?;
            rewrite_drafts(tx, local, &real.id)?;
            let seq = super::outbox::seq_of(tx, create)?;
            if let Some(seq) = seq {
                tx.execute("DELETE FROM main.outbox WHERE seq = ?1", [seq])?;
                tx.execute("DELETE FROM replica.pending WHERE seq = ?1", [seq])?;
            }
            super::local::set_base(
                tx,
                &super::local::Base { page: real.clone(), storage: Some(storage.to_owned()) },
            )?;
            rewrite_replica(tx, local, &real.id)?;
            super::local::recompute(tx, &real.id, self.plain_text())?;
            super::catch_up::stamp(tx)
        })
    }
}

/// Returns the id the wiki gave a page, or the id itself.
pub(super) fn resolve(db: &Connection, id: &PageId) -> Result<PageId> {
    if !id.is_local() {
        return Ok(id.clone());
    }
    resolved(db, id.as_str()).map(PageId::new)
}

/// Returns the id the wiki gave anything that was made here, or the id itself.
pub(super) fn resolved(db: &Connection, id: &str) -> Result<String> {
    let real: Option<String> = db
        .prepare_cached("SELECT real FROM main.alias WHERE local = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(real.unwrap_or_else(|| id.to_owned()))
}

/// Notes that the wiki made a comment or attachment under another id: every queued change goes by it from now on.
pub(super) fn assign_note(db: &Connection, local: &str, real: &str) -> Result<()> {
    db.execute("INSERT OR REPLACE INTO main.alias (local, real) VALUES (?1, ?2)", [local, real])?;
    rewrite_entries(db, local, |change| {
        for id in comment_ids(change).filter(|id| id.as_str() == local) {
            *id = CommentId::new(real);
        }
        if let Some(id) = attachment_id(change).filter(|id| id.as_str() == local) {
            *id = AttachmentId::new(real);
        }
    })
}

/// Returns every comment a change names.
fn comment_ids(change: &mut Change) -> impl Iterator<Item = &mut CommentId> {
    let (comment, parent) = match change {
        Change::AddComment { comment, parent, .. } => (Some(comment), parent.as_mut()),
        Change::EditComment { comment, .. }
        | Change::ResolveComment { comment, .. }
        | Change::DeleteComment { comment, .. } => (Some(comment), None),
        _ => (None, None),
    };
    comment.into_iter().chain(parent)
}

/// Returns the attachment a change names.
fn attachment_id(change: &mut Change) -> Option<&mut AttachmentId> {
    match change {
        Change::AddAttachment { attachment, .. } | Change::DeleteAttachment { attachment, .. } => {
            Some(attachment)
        }
        _ => None,
    }
}

/// Replaces every local id in a change that the wiki has given another one.
pub(super) fn resolve_change(db: &Connection, change: &mut Change) -> Result<()> {
    for id in ids(change) {
        *id = resolve(db, id)?;
    }
    for id in comment_ids(change) {
        *id = CommentId::new(resolved(db, id.as_str())?);
    }
    if let Some(id) = attachment_id(change) {
        *id = AttachmentId::new(resolved(db, id.as_str())?);
    }
    Ok(())
}

/// Returns every page id a change holds.
fn ids(change: &mut Change) -> Vec<&mut PageId> {
    fn of_spot(spot: &mut Spot) -> impl Iterator<Item = &mut PageId> {
        spot.parent.iter_mut().chain(spot.after.iter_mut())
    }
    match change {
        Change::Create { page, spot, copy_of, .. } => {
            let original = copy_of.iter_mut().map(|original| &mut original.page);
            std::iter::once(page).chain(of_spot(spot)).chain(original).collect()
        }
        Change::Trash { page, spot } | Change::Restore { page, spot } => {
            std::iter::once(page).chain(of_spot(spot)).collect()
        }
        Change::Move { page, from, to } => {
            std::iter::once(page).chain(of_spot(from)).chain(of_spot(to)).collect()
        }
        Change::Edit { page, .. }
        | Change::Rename { page, .. }
        | Change::AddLabel { page, .. }
        | Change::RemoveLabel { page, .. }
        | Change::AddComment { page, .. }
        | Change::EditComment { page, .. }
        | Change::ResolveComment { page, .. }
        | Change::DeleteComment { page, .. }
        | Change::AddAttachment { page, .. }
        | Change::DeleteAttachment { page, .. }
        | Change::Watch { thing: Watched::Page(page), .. } => vec![page],
        Change::Watch { thing: Watched::Space(_), .. } => Vec::new(),
        Change::Append(jot) => match &mut jot.target {
            JotTarget::Page(page) => vec![page],
            _ => Vec::new(),
        },
    }
}

/// Puts the new id into everything the person did.
fn rewrite_drafts(db: &Connection, local: &PageId, real: &PageId) -> Result<()> {
    rewrite_entries(db, local.as_str(), |change| {
        for id in ids(change).into_iter().filter(|id| *id == local) {
            *id = real.clone();
        }
    })?;
    super::comment::rename_drafts(db, local.as_str(), real.as_str())?;
    for table in [
        "draft",
        "journal",
        "storage_draft",
        "storage_journal",
        "saving",
        "conflict",
        "kept",
        "visit",
        "favourite_page",
    ] {
        db.execute(
            &format!("UPDATE OR REPLACE main.{table} SET page = ?2 WHERE page = ?1"),
            [local.as_str(), real.as_str()],
        )?;
    }
    Ok(())
}

/// Changes every entry that names an id.
fn rewrite_entries(db: &Connection, local: &str, rewrite: impl Fn(&mut Change)) -> Result<()> {
    for table in ["outbox", "history"] {
        let mut statement =
            db.prepare(&format!("SELECT seq, entry FROM main.{table} WHERE instr(entry, ?1) > 0"))?;
        let found: Vec<(i64, String)> = statement
            .query_map([local], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (seq, value) in found {
            let Ok(mut entry) = serde_json::from_str::<Entry>(&value) else { continue };
            rewrite(&mut entry.change);
            super::outbox::rewrite_row(db, table, seq, &entry)?;
        }
    }
    Ok(())
}

/// Puts the new id into the tree; a row the feed has brought already gives way to the base beside it.
pub(super) fn rewrite_replica(db: &Connection, local: &PageId, real: &PageId) -> Result<()> {
    let (from, to) = (local.as_str(), real.as_str());
    if row::exists(db, real)? {
        row::remove(db, local)?;
    } else {
        db.execute("UPDATE replica.page SET id = ?2 WHERE id = ?1", [from, to])?;
        db.execute("UPDATE replica.label SET page = ?2 WHERE page = ?1", [from, to])?;
    }
    db.execute("UPDATE replica.page SET parent = ?2, orphan = 0 WHERE parent = ?1", [from, to])?;
    db.execute("UPDATE OR REPLACE replica.pending SET page = ?2 WHERE page = ?1", params![from, to])?;
    Ok(())
}
