//! Undo and redo: what the person did, newest last, each taken back by its exact inverse.
//!
//! An action whose changes still wait is taken back by cancelling them; otherwise the inverse is queued like
//! any change. Either is refused when something else has happened to the page since.

use super::{Delivery, Line, Replica, ReplicaError, Result, catch_up, commit, outbox, place, row};
use crate::domain::{Change, Entry, Inverse, OpId, PageStatus, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// How many actions can be taken back.
const KEPT: i64 = 1_000;

impl Replica {
    /// Takes the last action back by committing its inverse, or by dropping it while it is queued; says what
    /// was undone: the first entry of its group.
    pub fn undo(&self, now: Timestamp) -> Result<Option<Entry>> {
        self.catch_up()?;
        let undone = self.try_undo(now);
        if matches!(undone, Err(ReplicaError::Refused(_))) {
            // What cannot be taken back must not stand in the way of what was done before it.
            self.write(Line::Desk, |tx| {
                for (seq, _) in last(tx, 0, "seq")? {
                    tx.execute("DELETE FROM main.history WHERE seq = ?1", [seq])?;
                }
                Ok(())
            })?;
        }
        undone
    }

    fn try_undo(&self, now: Timestamp) -> Result<Option<Entry>> {
        self.write(Line::Desk, |tx| {
            let action = last(tx, 0, "seq")?;
            let Some((_, first)) = action.first().cloned() else { return Ok(None) };
            let turn = next_turn(tx)?;
            let group = first.group.map(|_| OpId::fresh());
            for (seq, entry) in action.iter().rev() {
                self.take_back(tx, entry, now, group)?;
                tx.execute("UPDATE main.history SET undone = 1, turn = ?2 WHERE seq = ?1", [*seq, turn])?;
            }
            catch_up::stamp(tx)?;
            Ok(Some(first))
        })
    }

    /// Does the last undone action again; says which.
    pub fn redo(&self, now: Timestamp) -> Result<Option<Entry>> {
        self.catch_up()?;
        self.write(Line::Desk, |tx| {
            let action = last(tx, 1, "turn")?;
            let Some((_, first)) = action.first().cloned() else { return Ok(None) };
            let group = first.group.map(|_| OpId::fresh());
            let mut brought_back = false;
            for (seq, old) in action {
                let change = again(tx, old.change)?;
                let is_restore = matches!(change, Change::Restore { .. });
                // What stands below a page that just came back is there again; the wiki, which put each of them away
                // for itself, is asked for each.
                let came_along = is_restore && brought_back && is_current(tx, &change)?;
                if !came_along {
                    check_unmoved(tx, &change, Direction::Again)?;
                }
                let entry = Entry { op: OpId::fresh(), at: now, change: rebased(tx, change)?, group };
                if !came_along {
                    commit::check(tx, &entry.change)?;
                }
                brought_back |= is_restore;
                tx.execute("DELETE FROM main.history WHERE seq = ?1", [seq])?;
                self.enqueue(tx, &entry)?;
                note(tx, &entry)?;
            }
            catch_up::stamp(tx)?;
            Ok(Some(first))
        })
    }

    /// Returns the actions in effect, newest first.
    pub fn history(&self, limit: usize) -> Result<Vec<Entry>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT entry FROM main.history WHERE undone = 0 ORDER BY seq DESC LIMIT ?1",
            )?;
            let rows = statement.query_map([limit as i64], |row| row.get::<_, String>(0))?;
            let mut entries = Vec::new();
            for value in rows {
                entries.extend(serde_json::from_str(&value?));
            }
            Ok(entries)
        })
    }

    fn take_back(&self, db: &Connection, entry: &Entry, now: Timestamp, group: Option<OpId>) -> Result<()> {
        let delivery = outbox::delivery_of(db, &entry.op)?;
        let is_refused = matches!(delivery, Some(Delivery::Parked(_)));
        // A refused change of place is not shown: the page is as if it had never been.
        if !(is_refused && entry.change.is_of_place()) {
            check_unmoved(db, &entry.change, Direction::Back)?;
        }
        if is_refused || delivery == Some(Delivery::Waiting) {
            let Some(seq) = outbox::seq_of(db, &entry.op)? else { return Ok(()) };
            db.execute("DELETE FROM main.outbox WHERE seq = ?1", [seq])?;
            return super::local::withdraw(db, seq, self.plain_text());
        }
        let change = match entry.change.inverse() {
            Inverse::Change(change) => rebased(db, change)?,
            Inverse::WhileQueued if entry.change.is_beside() => {
                return refuse("it has been delivered and cannot be taken back");
            }
            Inverse::WhileQueued => return refuse("the note has been delivered: edit the page instead"),
        };
        commit::check(db, &change)?;
        self.enqueue(db, &Entry { op: OpId::fresh(), at: now, change, group })
    }
}

/// Adds an entry to what can be undone.
pub(super) fn note(db: &Connection, entry: &Entry) -> Result<()> {
    let value = outbox::to_json(entry)?;
    db.prepare_cached("INSERT INTO main.history (op, team, entry) VALUES (?1, ?2, ?3)")?.execute(params![
        entry.op.to_string(),
        entry.group.map(|group| group.to_string()),
        value
    ])?;
    db.prepare_cached("DELETE FROM main.history WHERE seq <= (SELECT max(seq) FROM main.history) - ?1")?
        .execute([KEPT])?;
    Ok(())
}

/// What was undone cannot be redone once something new was done.
pub(super) fn forget_redo(db: &Connection) -> Result<()> {
    db.prepare_cached("DELETE FROM main.history WHERE undone = 1")?.execute([])?;
    Ok(())
}

/// Returns the newest action with all entries of its group, in the order they were done.
fn last(db: &Connection, undone: i64, order: &str) -> Result<Vec<(i64, Entry)>> {
    let newest: Option<(i64, Option<String>)> = db
        .query_row(
            &format!(
                "SELECT seq, team FROM main.history WHERE undone = ?1 ORDER BY {order} DESC, seq ASC LIMIT 1"
            ),
            [undone],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((seq, team)) = newest else { return Ok(Vec::new()) };
    let mut statement = db.prepare(
        "SELECT seq, entry FROM main.history WHERE undone = ?1 AND (seq = ?2 OR team = ?3) ORDER BY seq",
    )?;
    let rows = statement
        .query_map(params![undone, seq, team], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut entries = Vec::new();
    for row in rows {
        let (seq, value) = row?;
        entries.extend(serde_json::from_str(&value).ok().map(|entry| (seq, entry)));
    }
    Ok(entries)
}

fn next_turn(db: &Connection) -> Result<i64> {
    Ok(db.query_row("SELECT coalesce(max(turn), 0) + 1 FROM main.history", [], |row| row.get(0))?)
}

/// Which way a change is about to go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    Again,
}

/// Refuses when the page is not as the change left it (or found it, on the way again).
fn check_unmoved(db: &Connection, change: &Change, direction: Direction) -> Result<()> {
    let Some(id) = change.page() else { return Ok(()) };
    let found = row::get(db, id)?.map(|(page, _)| page);
    let as_expected = match (change, found) {
        (Change::Append(_), _) => true,
        (Change::Create { .. }, found) => (direction == Direction::Again) == found.is_none(),
        (_, None) => false,
        (Change::Edit { base, storage, .. }, Some(_)) => {
            let expected = if direction == Direction::Back { storage } else { base };
            row::body(db, id)?.as_ref() == Some(expected)
        }
        (Change::Rename { from, to, .. }, Some(page)) => {
            page.title == *(if direction == Direction::Back { to } else { from })
        }
        (Change::Move { from, to, .. }, Some(page)) => {
            let expected = if direction == Direction::Back { to } else { from };
            page.parent == expected.parent && page.space == expected.space
        }
        (Change::Trash { .. }, Some(page)) => {
            (page.status == PageStatus::Trashed) == (direction == Direction::Back)
        }
        (Change::Restore { .. }, Some(page)) => {
            (page.status == PageStatus::Current) == (direction == Direction::Back)
        }
        (Change::AddLabel { .. } | Change::RemoveLabel { .. }, Some(_)) => true,
        // Whether it still fits is looked at when the inverse is committed.
        (_, Some(_)) => true,
    };
    if as_expected { Ok(()) } else { refuse("the page has changed since, on the wiki or here") }
}

fn is_current(db: &Connection, change: &Change) -> Result<bool> {
    let page = change.page().map(|page| row::get(db, page)).transpose()?.flatten();
    Ok(page.is_some_and(|(page, _)| page.status == PageStatus::Current))
}

/// A page that was made, delivered and trashed comes out of the trash rather than being made twice.
fn again(db: &Connection, change: Change) -> Result<Change> {
    Ok(match change {
        Change::Create { page, spot, .. } if row::exists(db, &page)? => Change::Restore { page, spot },
        change => change,
    })
}

/// An inverse edit is made against the version of now; one that puts a page back looks where it stands.
fn rebased(db: &Connection, mut change: Change) -> Result<Change> {
    match &mut change {
        Change::Edit { page, base_version, .. } => {
            if let Some((page, _)) = row::get(db, page)? {
                *base_version = page.version.number;
            }
        }
        Change::Move { page, from, .. } => {
            if let Some(spot) = place::spot(db, page)? {
                *from = spot;
            }
        }
        change => {
            super::comment::rebase(db, change)?;
        }
    }
    Ok(change)
}

fn refuse<T>(why: &str) -> Result<T> {
    Err(ReplicaError::Refused(why.to_owned()))
}
