//! Who lost sight of what: seen before a change and not after it. They alone are told by the feed that it is gone, so
//! that nobody hears of what they never saw; whoever gained sight of something is told it anew.
//!
//! Who sees what is the engine's answer, for everybody with an account, whether it is in use at present or not: an
//! account that is taken up again has missed nothing. Sets of people are few, however many pages they lose together.

use super::super::{Result, WorldSlice};
use super::connection::Connection;
use super::value::params;
use super::{feed, names, world};
use crate::domain::*;
use crate::permission::{People, Readers};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// How far a change reaches.
#[derive(Debug, Clone)]
pub(super) enum Reach {
    /// A page and everything below it.
    Branch(PageId),
    /// A space and its pages.
    Space(SpaceId),
    /// Every space and page: what a person or a group is, not what a page is.
    Everything,
}

/// Makes a change that may take things out of somebody's sight, or bring them into it.
pub(super) fn around<T>(tx: &Connection, reach: &Reach, change: impl FnOnce() -> Result<T>) -> Result<T> {
    let before = readers(tx, reach)?;
    let done = change()?;
    let after = readers(tx, reach)?;
    let mut losses = Losses { tx, audiences: HashMap::new() };
    losses.spaces(&before, &after)?;
    losses.pages(&before, &after)?;
    gains(tx, &before, &after)?;
    Ok(done)
}

fn readers(tx: &Connection, reach: &Reach) -> Result<Readers> {
    let slice = match reach {
        Reach::Branch(page) => WorldSlice::Branch(page.clone()),
        Reach::Space(space) => WorldSlice::SpaceWithPages(space.clone()),
        Reach::Everything => WorldSlice::Everything,
    };
    let mut facts = world::world(tx, &slice)?;
    for (id, person) in &mut facts.people {
        person.active = true;
        facts.site.globals.push((Subject::User(id.clone()), GlobalPermission::Use));
    }
    let mut readers = facts.readers();
    if let Reach::Branch(page) = reach {
        // Of a branch only its pages count: its space, and what stands above it, is the frame they are seen in.
        let below = feed::subtree(tx, names::page_number(page)?)?;
        let below: BTreeSet<PageId> = below.into_iter().map(names::page_id).collect();
        readers.pages.retain(|id, _| below.contains(id));
        readers.spaces.clear();
    }
    Ok(readers)
}

/// Writes down what was lost.
struct Losses<'a> {
    tx: &'a Connection,
    audiences: HashMap<Vec<UserId>, i64>,
}

impl Losses<'_> {
    fn spaces(&mut self, before: &Readers, after: &Readers) -> Result<()> {
        for (id, saw) in &before.spaces {
            let lost = minus(saw, after.spaces.get(id));
            let hidden = after.spaces.contains_key(id);
            self.lose(("space", names::space_number(id)?), hidden, &lost)?;
        }
        Ok(())
    }

    /// Whoever loses a space forgets its pages with it.
    fn pages(&mut self, before: &Readers, after: &Readers) -> Result<()> {
        let mut known: HashMap<[*const BTreeSet<UserId>; 3], Rc<[UserId]>> = HashMap::new();
        for (id, (space, saw)) in &before.pages {
            let sees = after.pages.get(id).map(|(_, sees)| sees);
            let space = before.spaces.get(space).map(|saw| (saw, after.spaces.get(space)));
            let place = |people: Option<&People>| people.map_or(std::ptr::null(), Rc::as_ptr);
            let key = [Rc::as_ptr(saw), place(sees), place(space.map(|(saw, _)| saw))];
            let lost = known.entry(key).or_insert_with(|| {
                let with_space = space.map(|(saw, sees)| minus(saw, sees)).unwrap_or_default();
                minus(saw, sees).into_iter().filter(|person| !with_space.contains(person)).collect()
            });
            self.lose(("page", names::page_number(id)?), sees.is_some(), lost)?;
        }
        Ok(())
    }

    /// Notes who lost a thing, and whether it is only hidden from them: said as it was at that moment, so that nobody
    /// hears what becomes of it later.
    fn lose(&mut self, (kind, thing): (&str, i64), hidden: bool, people: &[UserId]) -> Result<()> {
        if people.is_empty() {
            return Ok(());
        }
        let audience = self.audience(people)?;
        self.tx.run(
            &format!(
                "INSERT INTO loss (seq, kind, thing, audience, hidden) SELECT {}, ?2, ?3, ?4, ?5 FROM {} WHERE true \
                 ON CONFLICT (kind, thing, audience) DO UPDATE SET seq = excluded.seq, hidden = excluded.hidden",
                feed::NEXT,
                feed::LAST
            ),
            params![feed::moment(), kind, thing, audience, i64::from(hidden)],
        )?;
        Ok(())
    }

    fn audience(&mut self, people: &[UserId]) -> Result<i64> {
        if let Some(known) = self.audiences.get(people) {
            return Ok(*known);
        }
        let mut digest = Sha256::new();
        for person in people {
            digest.update(person.as_str());
            digest.update([0]);
        }
        let digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let known: Option<i64> =
            self.tx.one("SELECT id FROM audience WHERE digest = ?1", params![digest], |row| row.get(0))?;
        let id = match known {
            Some(id) => id,
            None => self.insert(&digest, people)?,
        };
        self.audiences.insert(people.to_vec(), id);
        Ok(id)
    }

    fn insert(&self, digest: &str, people: &[UserId]) -> Result<i64> {
        let id = names::fresh_id();
        self.tx.run("INSERT INTO audience (id, digest) VALUES (?1, ?2)", params![id, digest])?;
        for person in people {
            self.tx.run(
                "INSERT INTO audience_member (audience, account) VALUES (?1, ?2)",
                params![id, person.as_str()],
            )?;
        }
        Ok(id)
    }
}

/// Tells anew what somebody sees who did not before, spaces ahead of their pages.
fn gains(tx: &Connection, before: &Readers, after: &Readers) -> Result<()> {
    for (id, sees) in &after.spaces {
        if gained(before.spaces.get(id), sees) {
            feed::space_changed(tx, names::space_number(id)?)?;
        }
    }
    for (id, (_, sees)) in &after.pages {
        if gained(before.pages.get(id).map(|(_, saw)| saw), sees) {
            feed::page_shown(tx, names::page_number(id)?)?;
        }
    }
    Ok(())
}

fn gained(saw: Option<&People>, sees: &People) -> bool {
    saw.is_none_or(|saw| !Rc::ptr_eq(saw, sees) && !sees.is_subset(saw))
}

/// Returns who saw a thing and does not any more; sorted.
fn minus(saw: &People, sees: Option<&People>) -> Vec<UserId> {
    match sees {
        Some(sees) => saw.difference(sees).cloned().collect(),
        None => saw.iter().cloned().collect(),
    }
}

#[cfg(test)]
#[path = "loss_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "sight_times.rs"]
mod sight_times;
