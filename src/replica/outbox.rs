//! The outbox: changes on their way to the wiki, in order, until each has a clear answer.

use super::{
    Conflict, Delivery, Line, PlainText, Queued, Replica, Result, attachment, catch_up, checksum, comment,
    local, row, watch,
};
use crate::domain::{Change, Entry, OpId, Page, PageId, PageStatus};
use rusqlite::{Connection, OptionalExtension, params};

/// The state of an entry that the wiki refused.
pub(super) const PARKED: i64 = 2;

impl Replica {
    /// Returns what waits, oldest first.
    pub fn outbox(&self) -> Result<Vec<Queued>> {
        self.read(queued)
    }

    /// Returns how many changes wait, parked ones included.
    pub fn queued_count(&self) -> Result<usize> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT count(*) FROM main.outbox")?;
            Ok(statement.query_row([], |row| row.get::<_, i64>(0))? as usize)
        })
    }

    /// Drops a queued entry and what depends on it; the local tree goes back to what the wiki has. Texts of
    /// dropped edits are kept for a while ([`Replica::kept`]).
    pub fn drop_queued(&self, op: &OpId) -> Result<()> {
        self.write(Line::Desk, |tx| {
            for seq in with_dependents(tx, op)? {
                self.cancel(tx, seq, "dropped edit")?;
            }
            catch_up::stamp(tx)
        })
    }

    /// Takes one entry out of outbox, history and tree.
    pub(super) fn cancel(&self, db: &Connection, seq: i64, why: &str) -> Result<()> {
        let Some(entry) = entry_at(db, seq)? else { return Ok(()) };
        keep_text(db, &entry, why)?;
        db.execute("DELETE FROM main.outbox WHERE seq = ?1", [seq])?;
        db.execute("DELETE FROM main.history WHERE op = ?1", [entry.op.to_string()])?;
        local::withdraw(db, seq, self.plain_text())
    }

    /// A parked entry waits again, against what the person has seen by now: the title, the comment, the file.
    pub fn retry(&self, op: &OpId) -> Result<()> {
        self.write(Line::Desk, |tx| {
            let Some(seq) = seq_of(tx, op)? else { return Ok(()) };
            tx.execute("UPDATE main.outbox SET state = 0, reason = NULL WHERE seq = ?1", [seq])?;
            let Some(mut entry) = entry_at(tx, seq)? else { return Ok(()) };
            if entry.change.is_of_place() {
                // Shown again, with what has come below the page meanwhile.
                local::withdraw(tx, seq, self.plain_text())?;
                local::apply(tx, seq, &entry, self.plain_text())?;
                return catch_up::stamp(tx);
            }
            if let Change::Rename { page, from, .. } = &mut entry.change
                && let Some(base) = local::base(tx, page)?
            {
                *from = base.page.title;
                rewrite_row(tx, "outbox", seq, &entry)?;
            }
            if comment::rebase(tx, &mut entry.change)? || attachment::rebase(tx, &mut entry.change)? {
                rewrite_row(tx, "outbox", seq, &entry)?;
            }
            Ok(())
        })
    }

    // -- for sync ---------------------------------------------------------------------------------------

    /// Notes that an entry is on its way: from now on its outcome is unknown until the wiki answers.
    pub fn mark_sent(&self, op: &OpId) -> Result<()> {
        self.set_delivery(op, 1)
    }

    /// Notes that an entry certainly did not arrive.
    pub fn mark_waiting(&self, op: &OpId) -> Result<()> {
        self.set_delivery(op, 0)
    }

    fn set_delivery(&self, op: &OpId, state: i64) -> Result<()> {
        self.jot_down(|tx| {
            tx.prepare_cached("UPDATE outbox SET state = ?2, reason = NULL WHERE op = ?1 AND state <> 2")?
                .execute(params![op.to_string(), state])?;
            Ok(())
        })
    }

    /// Notes that the wiki refused an entry: it stays until the person decides. A text is shown as it was
    /// written; a page that was to go elsewhere stands where the wiki has it.
    pub fn park(&self, op: &OpId, reason: &str) -> Result<()> {
        self.write(Line::Feed, |tx| {
            let Some(seq) = seq_of(tx, op)? else { return Ok(()) };
            set_parked(tx, seq, reason, self.plain_text())?;
            catch_up::stamp(tx)
        })
    }

    /// Puts another form of an entry in its place: an edit joined with what the wiki has by now.
    pub fn rewrite(&self, entry: &Entry) -> Result<()> {
        self.write(Line::Feed, |tx| {
            let Some(seq) = seq_of(tx, &entry.op)? else { return Ok(()) };
            rewrite_row(tx, "outbox", seq, entry)?;
            for id in local::touched_by(tx, seq)? {
                local::recompute(tx, &id, self.plain_text())?;
            }
            catch_up::stamp(tx)
        })
    }

    /// Notes that an entry arrived at a moment nobody saw: it leaves the outbox, and what the wiki has now is
    /// for the feed to tell.
    pub fn delivered_unseen(&self, op: &OpId) -> Result<()> {
        self.write(Line::Feed, |tx| {
            let Some(seq) = seq_of(tx, op)? else { return Ok(()) };
            tx.execute("DELETE FROM main.outbox WHERE seq = ?1", [seq])?;
            local::withdraw(tx, seq, self.plain_text())?;
            catch_up::stamp(tx)
        })
    }

    /// Notes that an entry has just arrived and leaves the outbox. `answer` is the page as it is now: exactly
    /// what the entry made of what we knew.
    pub fn delivered(&self, op: &OpId, answer: Option<&Page>) -> Result<()> {
        self.write(Line::Feed, |tx| {
            let Some(seq) = seq_of(tx, op)? else { return Ok(()) };
            let Some(entry) = entry_at(tx, seq)? else { return Ok(()) };
            for id in local::touched_by(tx, seq)? {
                let Some(mut base) = local::base(tx, &id)? else { continue };
                settle(&mut base, &entry.change, &id, answer);
                local::set_base(tx, &base)?;
            }
            if let Change::Watch { thing, on } = &entry.change {
                watch::put(tx, thing, *on)?;
            }
            tx.execute("DELETE FROM main.outbox WHERE seq = ?1", [seq])?;
            local::withdraw(tx, seq, self.plain_text())?;
            catch_up::stamp(tx)
        })
    }

    /// Makes a conflict of an edit: it and every later edit of the page leave the outbox, their last text is
    /// kept as ours, and the page shows theirs.
    pub fn set_conflict(&self, op: &OpId, conflict: &Conflict) -> Result<()> {
        self.write(Line::Feed, |tx| {
            let Some(first) = seq_of(tx, op)? else { return Ok(()) };
            let mut ours = conflict.ours.clone();
            for queued in queued(tx)?.into_iter().filter(|queued| queued.seq >= first) {
                let Change::Edit { page, storage, .. } = &queued.entry.change else { continue };
                if *page != conflict.page {
                    continue;
                }
                ours.clone_from(storage);
                tx.execute("DELETE FROM main.outbox WHERE seq = ?1", [queued.seq])?;
                local::withdraw(tx, queued.seq, self.plain_text())?;
            }
            super::conflict::put(tx, &Conflict { ours, ..conflict.clone() })?;
            catch_up::stamp(tx)
        })
    }

    /// Returns what the wiki last said about a page: queued changes left out.
    pub fn server_state(&self, id: &PageId) -> Result<Option<(Page, String)>> {
        self.read(|db| {
            if let Some(base) = local::base(db, id)? {
                let storage = match base.storage {
                    Some(storage) => storage,
                    None => row::body(db, id)?.unwrap_or_default(),
                };
                return Ok(Some((base.page, storage)));
            }
            let Some((page, _)) = row::get(db, id)? else { return Ok(None) };
            if page.version.number == 0 {
                return Ok(None);
            }
            Ok(Some((page, row::body(db, id)?.unwrap_or_default())))
        })
    }
}

/// What was asked for has happened to the page itself: its base moves on. What it did to the pages below
/// only the wiki knows (one may have been moved out meanwhile); the feed tells in the same pass.
fn settle(base: &mut local::Base, change: &Change, id: &PageId, answer: Option<&Page>) {
    if change.page() != Some(id) {
        return;
    }
    let known = base.page.version.number;
    let answer = answer.filter(|answer| answer.id == *id);
    match change {
        // A body belongs to a version: only an answer newer than what we know brings both.
        Change::Edit { storage, .. } if answer.is_some_and(|answer| answer.version.number > known) => {
            base.storage = Some(storage.clone());
        }
        Change::Move { to, .. } => {
            base.page.space = to.space.clone();
            base.page.parent.clone_from(&to.parent);
        }
        Change::Trash { .. } => base.page.status = PageStatus::Trashed,
        Change::Restore { .. } => base.page.status = PageStatus::Current,
        Change::AddLabel { label, .. } => {
            base.page.labels.push(label.clone());
            base.page.labels.sort();
            base.page.labels.dedup();
        }
        Change::RemoveLabel { label, .. } => base.page.labels.retain(|other| other != label),
        _ => {}
    }
    if let Some(answer) = answer.filter(|answer| answer.version.number >= known) {
        base.page = answer.clone();
    }
}

/// Parks an entry and shows its pages without what only it says of their place.
pub(super) fn set_parked(db: &Connection, seq: i64, reason: &str, plain_text: PlainText) -> Result<()> {
    db.prepare_cached("UPDATE main.outbox SET state = ?2, reason = ?3 WHERE seq = ?1")?
        .execute(params![seq, PARKED, reason])?;
    match entry_at(db, seq)? {
        Some(entry) if entry.change.is_of_place() => local::show_again(db, seq, plain_text),
        _ => Ok(()),
    }
}

/// Appends an entry; returns its place.
pub(super) fn insert(db: &Connection, entry: &Entry) -> Result<i64> {
    let value = to_json(entry)?;
    db.prepare_cached("INSERT INTO main.outbox (op, entry, sum) VALUES (?1, ?2, ?3)")?.execute(params![
        entry.op.to_string(),
        value,
        checksum(&value)
    ])?;
    Ok(db.last_insert_rowid())
}

/// Replaces the entry of a row of outbox or history.
pub(super) fn rewrite_row(db: &Connection, table: &str, seq: i64, entry: &Entry) -> Result<()> {
    let value = to_json(entry)?;
    if table == "outbox" {
        db.prepare_cached("UPDATE main.outbox SET entry = ?2, sum = ?3 WHERE seq = ?1")?.execute(params![
            seq,
            value,
            checksum(&value)
        ])?;
    } else {
        db.prepare_cached("UPDATE main.history SET entry = ?2 WHERE seq = ?1")?
            .execute(params![seq, value])?;
    }
    Ok(())
}

/// Writes an entry as it is kept.
pub(super) fn to_json(entry: &Entry) -> Result<String> {
    serde_json::to_string(entry)
        .map_err(|error| super::ReplicaError::Refused(format!("this change cannot be written down: {error}")))
}

/// Returns the place of an entry.
pub(super) fn seq_of(db: &Connection, op: &OpId) -> Result<Option<i64>> {
    Ok(db
        .prepare_cached("SELECT seq FROM main.outbox WHERE op = ?1")?
        .query_row([op.to_string()], |row| row.get(0))
        .optional()?)
}

/// Returns the entry at a place.
pub(super) fn entry_at(db: &Connection, seq: i64) -> Result<Option<Entry>> {
    let value: Option<String> = db
        .prepare_cached("SELECT entry FROM main.outbox WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))
        .optional()?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

/// Tells how the delivery of an entry stands; `None` when it has left the outbox.
pub(super) fn delivery_of(db: &Connection, op: &OpId) -> Result<Option<Delivery>> {
    Ok(queued(db)?.into_iter().find(|queued| queued.entry.op == *op).map(|queued| queued.state))
}

/// Returns what waits on a page, oldest first.
pub(super) fn queued_on(db: &Connection, page: &PageId) -> Result<Vec<Queued>> {
    let rest = "WHERE seq IN (SELECT seq FROM replica.pending WHERE page = ?1) ORDER BY seq";
    select(db, rest, [page.as_str()])
}

fn queued(db: &Connection) -> Result<Vec<Queued>> {
    select(db, "ORDER BY seq", [])
}

fn select(db: &Connection, rest: &str, bound: impl rusqlite::Params) -> Result<Vec<Queued>> {
    let mut statement =
        db.prepare_cached(&format!("SELECT seq, entry, state, reason FROM main.outbox {rest}"))?;
    let rows = statement.query_map(bound, |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, Option<String>>(3)?,
        ))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (seq, value, state, reason) = row?;
        let Ok(entry) = serde_json::from_str(&value) else { continue };
        let state = match state {
            0 => Delivery::Waiting,
            1 => Delivery::Unknown,
            _ => Delivery::Parked(reason.unwrap_or_default()),
        };
        found.push(Queued { seq, entry, state });
    }
    Ok(found)
}

/// Keeps the text an entry carries before the entry goes.
pub(super) fn keep_text(db: &Connection, entry: &Entry, why: &str) -> Result<()> {
    match &entry.change {
        Change::Edit { page, storage, .. } | Change::Create { page, storage, .. } if !storage.is_empty() => {
            super::draft::keep(db, page, why, storage, entry.at)
        }
        Change::AddComment { page, storage, .. }
        | Change::EditComment { page, storage, .. }
        | Change::DeleteComment { page, storage, .. }
            if !storage.is_empty() =>
        {
            super::draft::keep(db, page, why, storage, entry.at)
        }
        Change::Append(jot) => {
            let page = entry.change.page().cloned().unwrap_or_else(|| PageId::new("jot"));
            super::draft::keep(db, &page, why, &jot.markdown, entry.at)
        }
        _ => Ok(()),
    }
}

/// Returns an entry and what cannot be delivered without it, last first: everything about a page that is
/// not created, and edits made on an edit.
fn with_dependents(db: &Connection, op: &OpId) -> Result<Vec<i64>> {
    let mut dropped: Vec<i64> = Vec::new();
    let mut lost_pages: Vec<PageId> = Vec::new();
    let mut lost_edits: Vec<PageId> = Vec::new();
    let mut lost_notes: Vec<String> = Vec::new();
    for queued in queued(db)? {
        let change = &queued.entry.change;
        let depends = touches(change, &lost_pages)
            || matches!(change, Change::Edit { page, .. } if lost_edits.contains(page))
            || notes_of(change).any(|note| lost_notes.contains(&note));
        if queued.entry.op != *op && !depends {
            continue;
        }
        match change {
            Change::Create { page, .. } => lost_pages.push(page.clone()),
            Change::Edit { page, .. } => lost_edits.push(page.clone()),
            Change::AddComment { comment, .. } => lost_notes.push(comment.to_string()),
            Change::AddAttachment { attachment, replaces: false, .. } => {
                lost_notes.push(attachment.to_string())
            }
            _ => {}
        }
        dropped.push(queued.seq);
    }
    dropped.reverse();
    Ok(dropped)
}

/// Returns the comments and attachments that must be there for a change to be delivered.
fn notes_of(change: &Change) -> impl Iterator<Item = String> + '_ {
    let parent = match change {
        Change::AddComment { parent, .. } => parent.as_ref(),
        _ => None,
    };
    let comments = change.comment().into_iter().chain(parent).map(ToString::to_string);
    comments.chain(change.attachment().map(ToString::to_string))
}

fn touches(change: &Change, pages: &[PageId]) -> bool {
    let is_below = |parent: &Option<PageId>| parent.as_ref().is_some_and(|parent| pages.contains(parent));
    change.page().is_some_and(|page| pages.contains(page))
        || match change {
            Change::Create { spot, .. } | Change::Restore { spot, .. } => is_below(&spot.parent),
            Change::Move { to, .. } => is_below(&to.parent),
            _ => false,
        }
}
