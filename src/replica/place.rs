//! Places in the tree: where a page stands, what a place means now, and how several pages get there together.

use super::{Replica, ReplicaError, Result, alias, local, row, space};
use crate::domain::{Change, Page, PageId, Place, SpaceId, Spot};
use rusqlite::{Connection, params};

/// What becomes of one of several pages: the change that moves it, or why it cannot go there.
pub type Moving = std::result::Result<Change, String>;

impl Replica {
    /// Returns where a page stands now.
    pub fn spot(&self, id: &PageId) -> Result<Option<Spot>> {
        self.read(|db| spot(db, &alias::resolve(db, id)?))
    }

    /// Returns what a place means now; refuses a place at or below the page that moves.
    pub fn resolve(&self, moved: Option<&PageId>, place: &Place) -> Result<Spot> {
        self.read(|db| {
            let moved = moved.map(|id| alias::resolve(db, id)).transpose()?;
            resolve(db, moved.as_ref(), place)
        })
    }

    /// Returns the moves that bring pages to a place, where they stand in this order afterwards. Each says where
    /// its page stands once those before it have gone, so that undone backwards every page is where it was.
    pub fn moves(&self, pages: &[PageId], place: &Place) -> Result<Vec<(PageId, Moving)>> {
        self.read(|db| {
            let pages: Vec<PageId> = pages.iter().map(|id| alias::resolve(db, id)).collect::<Result<_>>()?;
            let mut to = resolve(db, None, place)?;
            to.after = standing(db, to.after.take(), &pages)?;
            let mut gone = Vec::new();
            let mut moves = Vec::new();
            for page in pages {
                let circle = match &to.parent {
                    Some(parent) => local::circle(db, &page, parent)?.is_some(),
                    None => false,
                };
                let moving = match spot(db, &page)? {
                    None => Err("this page is not here any more".to_owned()),
                    Some(_) if circle => Err("a page cannot go below itself".to_owned()),
                    Some(mut from) => {
                        from.after = standing(db, from.after.take(), &gone)?;
                        let change = Change::Move { page: page.clone(), from, to: to.clone() };
                        to.after = Some(page.clone());
                        gone.push(page.clone());
                        Ok(change)
                    }
                };
                moves.push((page, moving));
            }
            Ok(moves)
        })
    }

    /// Returns why a change does not fit the tree as it is; `None` when it does.
    pub fn refusal(&self, change: &Change) -> Result<Option<String>> {
        let mut change = change.clone();
        self.read(|db| {
            alias::resolve_change(db, &mut change)?;
            match super::commit::check(db, &change) {
                Ok(()) => Ok(None),
                Err(ReplicaError::Refused(why)) => Ok(Some(why)),
                Err(error) => Err(error),
            }
        })
    }
}

/// Returns the sibling itself, or the nearest one before it that is none of `leaving`.
fn standing(db: &Connection, sibling: Option<PageId>, leaving: &[PageId]) -> Result<Option<PageId>> {
    let mut sibling = sibling;
    while let Some(id) = sibling.take_if(|id| leaving.contains(id)) {
        sibling = spot(db, &id)?.and_then(|spot| spot.after);
    }
    Ok(sibling)
}

/// Returns where a page stands among its current siblings.
pub(super) fn spot(db: &Connection, id: &PageId) -> Result<Option<Spot>> {
    let Some((page, sort)) = row::get(db, id)? else { return Ok(None) };
    let mut statement = db.prepare_cached(
        "SELECT id FROM replica.page WHERE space = ?1 AND status = 0 AND kind = 0 AND parent IS ?2
             AND (sort, title, id) < (?3, ?4, ?5) ORDER BY sort DESC, title DESC, id DESC LIMIT 1",
    )?;
    let parent = page.parent.as_ref().map(PageId::as_str);
    let mut before = statement
        .query_map(params![page.space.as_str(), parent, sort, page.title, id.as_str()], |row| {
            row.get::<_, String>(0)
        })?;
    let after = before.next().transpose()?.map(PageId::new);
    Ok(Some(Spot { space: page.space, parent: page.parent, after }))
}

fn resolve(db: &Connection, moved: Option<&PageId>, place: &Place) -> Result<Spot> {
    let spot = match place {
        Place::LastChildOf(parent) => {
            let parent = known(db, parent)?;
            let after = last_child(db, &parent.space, Some(&parent.id), moved)?;
            Spot { space: parent.space, parent: Some(parent.id), after }
        }
        Place::FirstChildOf(parent) => {
            let parent = known(db, parent)?;
            Spot { space: parent.space, parent: Some(parent.id), after: None }
        }
        Place::After(sibling) => {
            let sibling = known(db, sibling)?;
            Spot { space: sibling.space, parent: sibling.parent, after: Some(sibling.id) }
        }
        Place::Before(sibling) => {
            let sibling = known(db, sibling)?;
            let mut spot = spot(db, &sibling.id)?.unwrap_or(Spot {
                space: sibling.space,
                parent: sibling.parent,
                after: None,
            });
            // The page that moves leaves its own place, so the one before it is the neighbour.
            if spot.after.is_some() && spot.after.as_ref() == moved {
                spot.after = match moved {
                    Some(moved) => self::spot(db, moved)?.and_then(|own| own.after),
                    None => None,
                };
            }
            spot
        }
        Place::RootOf(space) => {
            if !space::exists(db, space)? {
                return Err(ReplicaError::Refused("this space is not here any more".to_owned()));
            }
            Spot { space: space.clone(), parent: None, after: last_child(db, space, None, moved)? }
        }
    };
    if let (Some(moved), Some(parent)) = (moved, &spot.parent)
        && local::circle(db, moved, parent)?.is_some()
    {
        return Err(ReplicaError::Refused("a page cannot go below itself".to_owned()));
    }
    Ok(spot)
}

fn known(db: &Connection, id: &PageId) -> Result<Page> {
    row::get(db, &alias::resolve(db, id)?)?
        .map(|(page, _)| page)
        .ok_or_else(|| ReplicaError::Refused("this page is not here any more".to_owned()))
}

fn last_child(
    db: &Connection,
    space: &SpaceId,
    parent: Option<&PageId>,
    except: Option<&PageId>,
) -> Result<Option<PageId>> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM replica.page WHERE space = ?1 AND status = 0 AND kind = 0 AND parent IS ?2 AND id IS NOT ?3
         ORDER BY sort DESC, title DESC, id DESC LIMIT 1",
    )?;
    let mut found = statement.query_map(
        params![space.as_str(), parent.map(PageId::as_str), except.map(PageId::as_str)],
        |row| row.get::<_, String>(0),
    )?;
    Ok(found.next().transpose()?.map(PageId::new))
}
