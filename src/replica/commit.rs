//! Commits: history, outbox and the local tree in one transaction; of an edit the tree follows in a second one.

use super::{
    Line, Replica, ReplicaError, Result, alias, attachment, catch_up, comment, history, local, outbox, row,
    saving, space,
};
use crate::domain::{Change, Entry, Page, PageStatus, Spot, Watched};
use rusqlite::Connection;
use std::path::Path;

impl Replica {
    /// Commits entries: history, outbox and the local tree in one transaction, fsynced when it returns.
    /// All of them or none.
    ///
    /// A single edit is on the disk first, and shown then: see [`Replica::commit_edit`].
    pub fn commit(&self, entries: &[Entry]) -> Result<()> {
        if let [entry] = entries
            && matches!(entry.change, Change::Edit { .. })
        {
            return self.commit_on(Line::Desk, entry, || {});
        }
        self.catch_up()?;
        self.write(Line::Desk, |tx| {
            for entry in entries {
                let mut entry = entry.clone();
                alias::resolve_change(tx, &mut entry.change)?;
                check(tx, &entry.change)?;
                self.enqueue(tx, &entry)?;
                comment::end_draft(tx, &entry.change)?;
                history::note(tx, &entry)?;
            }
            history::forget_redo(tx)?;
            catch_up::stamp(tx)
        })
    }

    /// Commits an edit, and tells when it is on the disk, history and outbox together and without the draft it was: its
    /// words are ten times the work of what makes it safe, and come behind that. Reads and typing go on meanwhile.
    ///
    /// What cannot be shown yet is no failure: [`Replica::catch_up`] shows it. An edit that is there already (another
    /// process finished the save) is not made twice.
    pub fn commit_edit(&self, entry: &Entry, durable: impl FnOnce()) -> Result<()> {
        self.commit_on(Line::Feed, entry, durable)
    }

    fn commit_on(&self, line: Line, entry: &Entry, durable: impl FnOnce()) -> Result<()> {
        self.catch_up()?;
        let put = self.write_drafts(line, |tx| {
            let mut entry = entry.clone();
            if saving::is_finished(tx, &entry.op)? {
                return Ok(None);
            }
            alias::resolve_change(tx, &mut entry.change)?;
            check(tx, &entry.change)?;
            let seq = outbox::insert(tx, &entry)?;
            saving::fulfil(tx, &entry.op)?;
            history::note(tx, &entry)?;
            history::forget_redo(tx)?;
            let ahead = catch_up::lead(tx)?;
            Ok(Some((entry, seq, ahead)))
        })?;
        durable();
        let Some((entry, seq, ahead)) = put else { return Ok(()) };
        let shown = self.write_tree(line, |tx| {
            catch_up::follow(tx, &ahead, || local::apply(tx, seq, &entry, self.plain_text()))
        });
        let shown = match shown {
            Ok(true) => Ok(()),
            // Somebody else wrote in between.
            Ok(false) => self.catch_up().map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = shown {
            // The edit is safe, and is shown as soon as the tree can be written.
            tracing::warn!(op = %entry.op, "cannot show an edit yet: {error}");
        }
        Ok(())
    }

    /// Puts an entry into the outbox and shows its effect.
    pub(super) fn enqueue(&self, db: &Connection, entry: &Entry) -> Result<()> {
        let seq = outbox::insert(db, entry)?;
        local::apply(db, seq, entry, self.plain_text())
    }
}

/// Queues entries without looking at the tree: opens `drafts.db` alone, appends, fsyncs. For a process
/// that lives for milliseconds; whoever opens the profile next shows them.
pub fn queue_only(dir: &Path, entries: &[Entry]) -> Result<()> {
    let run = || -> Result<()> {
        super::store::make_dir(dir)?;
        let mut connection = super::store::connect_one(dir, &super::schema::DRAFTS)?;
        // The log is durable; copying it into the file on the way out would only take time.
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for entry in entries {
            let mut entry = entry.clone();
            alias::resolve_change(&tx, &mut entry.change)?;
            outbox::insert(&tx, &entry)?;
            history::note(&tx, &entry)?;
        }
        history::forget_redo(&tx)?;
        // The tree does not have the same stamp, so the next reader catches up.
        super::store::set_meta(&tx, "main.meta", "stamp", &uuid::Uuid::new_v4().to_string())?;
        tx.commit()?;
        Ok(())
    };
    run().map_err(|error| error.named(dir))
}

/// Refuses what does not fit the tree as it is.
pub(super) fn check(db: &Connection, change: &Change) -> Result<()> {
    let refuse = |why: &str| Err(ReplicaError::Refused(why.to_owned()));
    let found = match change.page() {
        Some(id) => row::get(db, id)?.map(|(page, _)| page),
        None => None,
    };
    match change {
        Change::Append(_) => Ok(()),
        Change::Watch { thing: Watched::Space(id), .. } => match space::exists(db, id)? {
            true => Ok(()),
            false => refuse("this space is not here any more"),
        },
        Change::Create { spot, .. } if found.is_none() => check_spot(db, spot),
        Change::Create { .. } => refuse("this page is there already"),
        _ => match found {
            None => refuse("this page is not here any more"),
            Some(found) => match change {
                Change::Restore { .. } if found.status == PageStatus::Current => {
                    refuse("this page is not in the trash")
                }
                Change::Restore { spot, .. } => check_spot(db, spot),
                _ if found.status == PageStatus::Trashed => refuse("this page is in the trash"),
                Change::Trash { .. } => check_home(db, change, &found),
                change if change.comment().is_some() => comment::check(db, change),
                change if change.attachment().is_some() => attachment::check(db, change),
                Change::Move { page, to, .. } => {
                    check_spot(db, to)?;
                    check_home(db, change, &found)?;
                    match &to.parent {
                        Some(parent) if local::circle(db, page, parent)?.is_some() => {
                            refuse("a page cannot go below itself")
                        }
                        _ => Ok(()),
                    }
                }
                _ => Ok(()),
            },
        },
    }
}

/// Refuses to take the home page away from its space, alone or with a page above it.
fn check_home(db: &Connection, change: &Change, page: &Page) -> Result<()> {
    let Some(space) = space::by_id(db, &page.space)? else { return Ok(()) };
    let above = match &space.home {
        Some(home) => local::above(db, home)?,
        None => Vec::new(),
    };
    match space.home_stays(change, &above) {
        Some(why) => Err(ReplicaError::Refused(why)),
        None => Ok(()),
    }
}

fn check_spot(db: &Connection, spot: &Spot) -> Result<()> {
    if let Some(parent) = &spot.parent {
        return match row::get(db, parent)? {
            Some((page, _)) if page.status == PageStatus::Current => Ok(()),
            Some(_) => Err(ReplicaError::Refused("the page above is in the trash".to_owned())),
            None => Err(ReplicaError::Refused("the page above is not here any more".to_owned())),
        };
    }
    if space::exists(db, &spot.space)? {
        return Ok(());
    }
    Err(ReplicaError::Refused("this space is not here any more".to_owned()))
}
