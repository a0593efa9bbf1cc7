//! The trash: what was trashed in one go is a batch and comes back in one go.

use super::super::command::Target;
use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::loss::{self, Reach};
use super::value::params;
use super::{access, attachments, comments, kept, marks, names, pages, rows, sight, tree, unread, words};
use crate::domain::*;
use uuid::Uuid;

/// Puts a page and its current subtree into the trash.
pub(super) fn trash(tx: &Connection, write: &Write, id: &PageId) -> Result<Outcome> {
    let page = access::removable(tx, &write.who, id)?;
    if page.status == PageStatus::Trashed {
        return Ok(Outcome::Done);
    }
    let number = names::page_number(id)?;
    if tree::holds_home(tx, number)? {
        return Err(StoreError::Invalid(
            "the home page of a space cannot be moved to the trash: make another page the home page first"
                .to_owned(),
        ));
    }
    let batch = Uuid::new_v4().to_string();
    for below in feed::subtree(tx, number)? {
        let trashed = tx.run(
            "UPDATE content SET status = 'trashed' WHERE id = ?1 AND status = 'current'",
            params![below],
        )?;
        if trashed > 0 {
            tx.run(
                "INSERT INTO trash (content, batch, trasher, trashed) VALUES (?1, ?2, ?3, ?4)",
                params![below, batch, write.who.id.as_str(), write.now.as_microsecond()],
            )?;
            feed::page_changed(tx, below)?;
        }
    }
    Ok(Outcome::Done)
}

/// Takes a page, and what was trashed with it below it, out of the trash.
pub(super) fn restore(tx: &Connection, write: &Write, id: &PageId, to: Option<&Spot>) -> Result<Outcome> {
    let number = names::page_number(id)?;
    if rows::page(tx, &write.who, id)?.status == PageStatus::Current {
        access::editable(tx, &write.who, id)?;
        return pages::answer(tx, &write.who, number);
    }
    let page = access::restorable(tx, write, id)?;
    let batch = batch_below(tx, number)?;
    for below in &batch {
        tx.run("UPDATE content SET status = 'current' WHERE id = ?1", params![below])?;
        tx.run("DELETE FROM trash WHERE content = ?1", params![below])?;
        feed::page_changed(tx, *below)?;
    }
    if page.kind == PageKind::Page {
        let restored = rows::page(tx, &write.who, id)?;
        match to {
            Some(spot) => tree::relocate(tx, &write.who, &restored, &Target::Spot(spot.clone()))?,
            None => back_to_the_tree(tx, write, &restored)?,
        }
    }
    pages::answer(tx, &write.who, number)
}

/// Removes a trashed page for good, with what was trashed with it below it.
pub(super) fn purge(tx: &Connection, write: &Write, id: &PageId) -> Result<Outcome> {
    let page = rows::page(tx, &write.who, id)?;
    if page.status == PageStatus::Current {
        return Err(StoreError::Invalid("only a page in the trash can be removed for good".to_owned()));
    }
    let space = names::space_number(&page.space)?;
    access::check_space(tx, &write.who, space, SpacePermission::SetSpacePermissions)?;
    let batch = batch_below(tx, names::page_number(id)?)?;
    loss::around(tx, &Reach::Branch(id.clone()), || {
        batch.iter().rev().try_for_each(|below| remove(tx, *below))
    })?;
    Ok(Outcome::Done)
}

/// Removes what is in the trash of a space for good; what its administrator cannot see stays.
pub(super) fn empty(tx: &Connection, write: &Write, key: &SpaceKey) -> Result<Outcome> {
    let space = rows::space_by_key(tx, &write.who, key)?;
    access::check_space(tx, &write.who, space, SpacePermission::SetSpacePermissions)?;
    let sql = format!(
        "SELECT c.id FROM content c WHERE c.space = ?2 AND c.status = 'trashed' AND {} ORDER BY c.id",
        sight::content("c")
    );
    let pages: Vec<i64> = tx.all(&sql, params![write.who.id.as_str(), space], |row| row.get(0))?;
    loss::around(tx, &Reach::Space(names::space_id(space)), || {
        pages.into_iter().try_for_each(|page| remove(tx, page))
    })?;
    Ok(Outcome::Done)
}

/// Deletes every row of a page; its children, if any are left, move to the root of the space.
pub(super) fn remove(tx: &Connection, page: i64) -> Result<()> {
    let orphans: Vec<i64> =
        tx.all("SELECT id FROM content WHERE parent = ?1", params![page], |row| row.get(0))?;
    for orphan in orphans {
        let guards = kept::guards(tx, orphan)?;
        tx.run("UPDATE content SET parent = NULL WHERE id = ?1", params![orphan])?;
        kept::keep(tx, orphan, guards)?;
        feed::page_changed(tx, orphan)?;
    }
    comments::remove_all(tx, page)?;
    attachments::remove_all(tx, page)?;
    marks::forget_all(tx, "content", page)?;
    feed::forget(tx, page)?;
    kept::forget(tx, page)?;
    unread::catch_up(tx, page)?;
    for table in ["body", "version", "label", "restriction", "trash", "journal_day", "import_key"] {
        tx.run(&format!("DELETE FROM {table} WHERE content = ?1"), params![page])?;
    }
    tx.run("DELETE FROM watch WHERE kind = 'content' AND target = ?1", params![page])?;
    tx.run("DELETE FROM content WHERE id = ?1", params![page])?;
    words::forget(tx, page)?;
    Ok(())
}

/// The page and those below it that share its batch, parents first.
fn batch_below(tx: &Connection, page: i64) -> Result<Vec<i64>> {
    let batch: Option<String> =
        tx.one("SELECT batch FROM trash WHERE content = ?1", params![page], |row| row.get(0))?;
    let mut together = Vec::new();
    for below in feed::subtree(tx, page)? {
        let of: Option<String> =
            tx.one("SELECT batch FROM trash WHERE content = ?1", params![below], |row| row.get(0))?;
        if below == page || (of.is_some() && of == batch) {
            together.push(below);
        }
    }
    Ok(together)
}

/// A page whose parent is still in the trash goes to the root of its space.
fn back_to_the_tree(tx: &Connection, write: &Write, page: &Page) -> Result<()> {
    let Some(parent) = &page.parent else { return Ok(()) };
    let live: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM content WHERE id = ?1 AND status = 'current')",
        params![names::page_number(parent)?],
        |row| row.get(0),
    )?;
    if live {
        return Ok(());
    }
    tree::relocate(tx, &write.who, page, &Target::Place(Place::RootOf(page.space.clone())))
}
