//! The page tree: places among siblings, moving subtrees, ancestors.
//!
//! Siblings are ordered by `position`, with gaps, so that a move writes one row; when a gap is used up
//! the siblings are numbered anew. Whoever comes last stands at the moment it came: the gap before it says when that
//! was, and not how many siblings its reader does not see.

use super::super::command::Target;
use super::super::{Outcome, Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::loss::{self, Reach};
use super::rows::{self, NEWEST, PAGE_COLUMNS};
use super::value::params;
use super::{access, kept, names, pages, sight};
use crate::domain::*;

/// What lies between neighbours that were placed one after the other.
const GAP: i64 = 1 << 20;
/// What lies at least before the last one.
const STEP: i64 = 1 << 10;

/// Where among its siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Among {
    /// Before all of them.
    First,
    /// After all of them.
    Last,
    /// Right after one.
    After(i64),
    /// Right before one.
    Before(i64),
}

/// Moves a subtree.
pub(super) fn run(tx: &Connection, write: &Write, id: &PageId, to: &Target) -> Result<Outcome> {
    let page = access::editable(tx, &write.who, id)?;
    relocate(tx, &write.who, &page, to)?;
    pages::answer(tx, &write.who, names::page_number(id)?)
}

/// Moves a page the caller may edit, after checking where to.
pub(super) fn relocate(tx: &Connection, who: &Principal, page: &Page, to: &Target) -> Result<()> {
    if page.kind != PageKind::Page {
        return Err(StoreError::Invalid("a blog post stands outside the page tree".to_owned()));
    }
    let id = names::page_number(&page.id)?;
    let (space, parent, among) = resolve(tx, who, to)?;
    let old_space = names::space_number(&page.space)?;
    if let Some(parent) = parent
        && feed::subtree(tx, id)?.contains(&parent)
    {
        return Err(StoreError::Invalid("a page cannot be moved below itself".to_owned()));
    }
    if space != old_space {
        check_leaving(tx, who, id, old_space, space)?;
    }
    let position = position(tx, space, parent, among, Some(id))?;
    let place = || {
        tx.run(
            "UPDATE content SET space = ?2, parent = ?3, position = ?4 WHERE id = ?1",
            params![id, space, parent, position],
        )
    };
    let is_guarded: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM content WHERE space = ?1 AND read_restricted = 1) \
            OR EXISTS (SELECT 1 FROM kept_list k JOIN content c ON c.id = k.content WHERE c.space = ?1)",
        params![space],
        |row| row.get(0),
    )?;
    if space == old_space && !is_guarded {
        place()?;
        return feed::page_changed(tx, id);
    }
    if space != old_space {
        kept::check_can_keep(tx, who, id, space)?;
    }
    let guards = kept::guards(tx, id)?;
    loss::around(tx, &Reach::Branch(page.id.clone()), || {
        place()?;
        kept::keep(tx, id, guards)?;
        if space != old_space {
            for below in feed::subtree(tx, id)? {
                tx.run("UPDATE content SET space = ?2 WHERE id = ?1", params![below, space])?;
            }
        }
        feed::subtree_changed(tx, id)
    })
}

/// Makes a page the nth of its siblings, from 1.
pub(super) fn reorder(tx: &Connection, id: i64, place: i64) -> Result<()> {
    let (space, parent): (i64, Option<i64>) =
        tx.only("SELECT space, parent FROM content WHERE id = ?1", params![id], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    let others = siblings(tx, space, parent, Some(id))?;
    let before = usize::try_from(place - 1).unwrap_or_default().min(others.len());
    let among = before.checked_sub(1).map_or(Among::First, |last| Among::After(others[last].0));
    let position = position(tx, space, parent, among, Some(id))?;
    tx.run("UPDATE content SET position = ?2 WHERE id = ?1", params![id, position])?;
    feed::page_changed(tx, id)
}

/// Returns the number of a page that is to be a parent in a space.
pub(super) fn parent_in(tx: &Connection, who: &Principal, parent: &PageId, space: i64) -> Result<i64> {
    let page = rows::page(tx, who, parent)?;
    if page.status == PageStatus::Trashed {
        return Err(StoreError::Invalid("the page above is in the trash".to_owned()));
    }
    if page.kind != PageKind::Page {
        return Err(StoreError::Invalid("a blog post has no pages below it".to_owned()));
    }
    if names::space_number(&page.space)? != space {
        return Err(StoreError::Invalid("the page above stands in another space".to_owned()));
    }
    names::page_number(&page.id)
}

/// Finds a position among siblings, numbering them anew when there is no gap.
pub(super) fn position(
    tx: &Connection,
    space: i64,
    parent: Option<i64>,
    among: Among,
    moving: Option<i64>,
) -> Result<i64> {
    if among == Among::Last {
        let sql =
            format!("SELECT max(position) FROM content WHERE space = ?1 AND {} AND id <> ?3", below(parent));
        let last: Option<i64> =
            tx.only(&sql, params![space, parent, moving.unwrap_or_default()], |row| row.get(0))?;
        return Ok(last.map_or(0, |last| last + STEP).max(feed::moment()));
    }
    let others = siblings(tx, space, parent, moving)?;
    let missing = || StoreError::Invalid("the sibling stands somewhere else".to_owned());
    let find = |wanted: i64| others.iter().position(|(id, _)| *id == wanted);
    let place = match among {
        Among::First | Among::Last => 0,
        Among::After(sibling) => find(sibling).ok_or_else(missing)? + 1,
        Among::Before(sibling) => find(sibling).ok_or_else(missing)?,
    };
    let before = place.checked_sub(1).map(|index| others[index].1);
    let after = others.get(place).map(|(_, position)| *position);
    match (before, after) {
        (None, None) => Ok(feed::moment()),
        (Some(before), None) => Ok((before + STEP).max(feed::moment())),
        (None, Some(after)) => Ok(after - GAP),
        (Some(before), Some(after)) if after - before > 1 => Ok(before + (after - before) / 2),
        (Some(_), Some(_)) => {
            for (number, (id, _)) in (1..).zip(&others) {
                tx.run("UPDATE content SET position = ?2 WHERE id = ?1", params![id, number * GAP])?;
                feed::page_changed(tx, *id)?;
            }
            Ok(place as i64 * GAP + GAP / 2)
        }
    }
}

/// Returns the visible pages above a page, root first.
pub(super) fn ancestors(tx: &Connection, who: &Principal, id: &PageId) -> Result<Vec<Page>> {
    let number = rows::seen(tx, who, id)?;
    let sql = format!(
        "WITH RECURSIVE up(id, parent, depth) AS ( \
            SELECT id, parent, 0 FROM content WHERE id = ?2 \
            UNION SELECT p.id, p.parent, up.depth + 1 FROM content p JOIN up ON p.id = up.parent) \
         SELECT {PAGE_COLUMNS} FROM up CROSS JOIN content c {NEWEST} \
         WHERE c.id = up.id AND up.depth > 0 AND {} ORDER BY up.depth DESC",
        // In this order: SQLite would begin with every page of every space that the caller sees.
        sight::content("c")
    );
    tx.all(&sql, params![who.id.as_str(), number], |row| rows::page_of(row, 0))
}

/// The condition of standing directly below `?2`, which no index helps with when it may be missing.
fn below(parent: Option<i64>) -> &'static str {
    if parent.is_some() { "parent = ?2" } else { "parent IS NULL AND ?2 IS NULL" }
}

/// The current children in order, with their positions.
fn siblings(
    tx: &Connection,
    space: i64,
    parent: Option<i64>,
    without: Option<i64>,
) -> Result<Vec<(i64, i64)>> {
    let sql = format!(
        "SELECT id, position FROM content WHERE space = ?1 AND {} AND id <> ?3 \
         AND kind = 'page' AND status = 'current' ORDER BY position, title, id",
        below(parent)
    );
    tx.all(&sql, params![space, parent, without.unwrap_or_default()], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn resolve(tx: &Connection, who: &Principal, to: &Target) -> Result<(i64, Option<i64>, Among)> {
    let beside = |sibling: &PageId| -> Result<(i64, Option<i64>, i64)> {
        let page = rows::page(tx, who, sibling)?;
        let parent = page.parent.as_ref().map(names::page_number).transpose()?;
        Ok((names::space_number(&page.space)?, parent, names::page_number(sibling)?))
    };
    let below = |parent: &PageId| -> Result<(i64, Option<i64>)> {
        let space = names::space_number(&rows::page(tx, who, parent)?.space)?;
        Ok((space, Some(parent_in(tx, who, parent, space)?)))
    };
    Ok(match to {
        Target::Place(Place::LastChildOf(parent)) => {
            let (space, parent) = below(parent)?;
            (space, parent, Among::Last)
        }
        Target::Place(Place::FirstChildOf(parent)) => {
            let (space, parent) = below(parent)?;
            (space, parent, Among::First)
        }
        Target::Place(Place::Before(sibling)) => {
            let (space, parent, sibling) = beside(sibling)?;
            (space, parent, Among::Before(sibling))
        }
        Target::Place(Place::After(sibling)) => {
            let (space, parent, sibling) = beside(sibling)?;
            (space, parent, Among::After(sibling))
        }
        Target::Place(Place::RootOf(space)) => (
            names::space_number(&rows::space(tx, who, names::space_number(space)?)?.space.id)?,
            None,
            Among::Last,
        ),
        Target::Spot(spot) => from_spot(tx, who, spot)?,
    })
}

/// A spot names the sibling before; when that one has gone elsewhere, the end is the next best place.
pub(super) fn from_spot(tx: &Connection, who: &Principal, spot: &Spot) -> Result<(i64, Option<i64>, Among)> {
    let space = names::space_number(&rows::space(tx, who, names::space_number(&spot.space)?)?.space.id)?;
    let parent = spot.parent.as_ref().map(|parent| parent_in(tx, who, parent, space)).transpose()?;
    let Some(after) = &spot.after else { return Ok((space, parent, Among::First)) };
    let after = names::page_number(after)?;
    // One that the caller does not see is not there for them.
    let sql = format!(
        "SELECT c.id FROM content c WHERE {} AND c.space = ?3 AND coalesce(c.parent, 0) = ?4 AND c.status = 'current'",
        sight::one("content", "c")
    );
    let there: Option<i64> =
        tx.one(&sql, params![who.id.as_str(), after, space, parent.unwrap_or_default()], |row| row.get(0))?;
    Ok((space, parent, there.map_or(Among::Last, Among::After)))
}

/// Tells whether a page is the home page of its space or stands above it.
pub(super) fn holds_home(tx: &Connection, page: i64) -> Result<bool> {
    let home: Option<i64> = tx
        .one(
            "SELECT s.home FROM content c JOIN space s ON s.id = c.space WHERE c.id = ?1",
            params![page],
            |row| row.get(0),
        )?
        .flatten();
    match home {
        Some(home) if home == page => Ok(true),
        Some(home) => Ok(feed::subtree(tx, page)?.contains(&home)),
        None => Ok(false),
    }
}

fn check_leaving(tx: &Connection, who: &Principal, id: i64, from: i64, to: i64) -> Result<()> {
    access::check_space(tx, who, from, SpacePermission::RemovePage)?;
    access::check_space(tx, who, to, SpacePermission::EditSpace)?;
    if holds_home(tx, id)? {
        return Err(StoreError::Invalid("the home page of a space cannot leave it".to_owned()));
    }
    Ok(())
}
