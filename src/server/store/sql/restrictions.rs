//! Who may see and change a page, and what a space grants: decided by the engine, written whole, told to everybody
//! who gains or loses by it.

use super::super::{Outcome, Principal, Result, StoreError, WorldSlice, Write};
use super::connection::Connection;
use super::feed;
use super::loss::{self, Reach};
use super::value::params;
use super::{kept, names, rows, spaces, world};
use crate::domain::*;
use crate::permission::{self, Operation, Question, Reason, Session, Target, World};
use jiff::tz::TimeZone;

/// Sets the lists of a page. Who may not restrict it may still lift everything, as an administrator of its space.
pub(super) fn set(
    tx: &Connection,
    write: &Write,
    page: &PageId,
    lists: &Restrictions,
    lock_out: bool,
) -> Result<Outcome> {
    let who = &write.who;
    let facts = world::told(tx, who, &WorldSlice::Page(page.clone()))?;
    let target = Target::Lists { page, lists, confirmed: lock_out };
    if let Err(refused) = decide(&facts, who, Operation::Restrict, target) {
        let lifts = lists.is_open() && decide(&facts, who, Operation::Lift, Target::Page(page)).is_ok();
        if !lifts {
            // Who does not see the page learns nothing of it.
            rows::page(tx, who, page)?;
            return Err(refused);
        }
    }
    for member in lists.read.iter().chain(&lists.update).flatten() {
        known(&facts, member)?;
    }
    let number = names::page_number(page)?;
    loss::around(tx, &Reach::Branch(page.clone()), || {
        store(tx, number, lists)?;
        if lists.is_open() {
            kept::forget(tx, number)?;
        }
        // Who may read it is told with the page, to those who may.
        feed::subtree_changed(tx, number)
    })?;
    Ok(Outcome::Done)
}

/// Writes the lists of a page.
pub(super) fn store(tx: &Connection, page: i64, lists: &Restrictions) -> Result<()> {
    tx.run(
        "UPDATE content SET read_restricted = ?2, update_restricted = ?3 WHERE id = ?1",
        params![page, lists.read.is_some(), lists.update.is_some()],
    )?;
    tx.run("DELETE FROM restriction WHERE content = ?1", params![page])?;
    for (operation, list) in [("read", &lists.read), ("update", &lists.update)] {
        for member in list.iter().flatten() {
            let (kind, subject) = names::member_words(member);
            tx.run(
                "INSERT INTO restriction (content, operation, kind, subject) VALUES (?1, ?2, ?3, ?4)",
                params![page, operation, kind, subject],
            )?;
        }
    }
    Ok(())
}

/// Sets all grants of a space. Where it does not grant what the change was made against, nothing is changed: two
/// administrators do not undo each other's work unseen.
pub(super) fn grant(
    tx: &Connection,
    write: &Write,
    space: &SpaceId,
    grants: &[Grant],
    base: Option<&[Grant]>,
) -> Result<Outcome> {
    let number = names::space_number(space)?;
    rows::space(tx, &write.who, number)?;
    let facts = world::world(tx, &WorldSlice::Space(space.clone()))?;
    decide(&facts, &write.who, Operation::ChangePermissions, Target::Grants { space, grants })?;
    let before = rows::grants(tx, number)?;
    if base.is_some_and(|base| !grants_alike(base, &before)) {
        return Err(StoreError::Regranted(before));
    }
    for grant in grants.iter().filter(|grant| !before.contains(grant)) {
        match &grant.subject {
            Subject::User(id) => known(&facts, &Member::User(id.clone()))?,
            Subject::Group(id) => known(&facts, &Member::Group(id.clone()))?,
            Subject::Licensed | Subject::Anonymous => {}
            Subject::Admins => {
                return Err(StoreError::Invalid(
                    "this wiki grants to people, groups, everyone and anybody".to_owned(),
                ));
            }
        }
    }
    loss::around(tx, &Reach::Space(space.clone()), || {
        tx.run("DELETE FROM space_grant WHERE space = ?1", params![number])?;
        for grant in grants {
            spaces::insert_grant(tx, number, grant)?;
        }
        feed::space_changed(tx, number)
    })?;
    spaces::answer(tx, &write.who, number)
}

/// Refuses with the sentence that explains it.
fn decide(world: &World, who: &Principal, operation: Operation, target: Target<'_>) -> Result<()> {
    let principal = who.asking();
    let question = Question { who: principal, operation, target };
    let session = Session::default();
    let decision = permission::decide(world, &question, &session);
    if decision.allowed {
        return Ok(());
    }
    let explained = permission::explain(world, &question, &session, principal, &TimeZone::UTC);
    let sentence = explained.map_or_else(|| permission::HIDDEN.to_owned(), |answer| answer.sentence);
    Err(match decision.first_denial {
        Some(Reason::SelfLockout(_) | Reason::LastAdmin(_) | Reason::OwnerLock(_)) => {
            StoreError::Invalid(sentence)
        }
        _ => StoreError::Forbidden(sentence),
    })
}

fn known(world: &World, member: &Member) -> Result<()> {
    let (is_known, kind, name) = match member {
        Member::User(id) => (world.people.contains_key(id), "account", id.as_str()),
        // The classes of the engine are no groups one can name.
        Member::Group(id) => {
            (!id.as_str().starts_with('*') && world.groups.contains_key(id), "group", id.as_str())
        }
    };
    if is_known { Ok(()) } else { Err(StoreError::Invalid(format!("there is no {kind} `{name}`"))) }
}
