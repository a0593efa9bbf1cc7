//! What everybody is told after a random change, held against what they saw before and see after it.

use super::super::super::accounts::AccountChange;
use super::super::super::command::{SpaceName, Target};
use super::super::super::{Command, Principal, Result, WorldSlice, Write};
use super::super::connection::Connection;
use super::super::random::{Change, GROUPS, PEOPLE, Plan, as_user, make, member, on_random_wikis, subject};
use super::super::value::params;
use super::super::world::world;
use super::super::{feed, groups, names, run, spaces as spaces_of_store};
use crate::domain::*;
use crate::wire::extension::feed::FeedEntry;

#[test]
fn s0_68_a_change_of_sight_is_told_to_exactly_those_it_shuts_out() {
    on_random_wikis(40, |tx, plan| {
        let (spaces, ids) = make(tx, plan)?;
        told_what_was_lost(tx, plan, &spaces, &ids)
    });
}

fn is_admitted(tx: &Connection, who: &Principal) -> Result<bool> {
    tx.only("SELECT EXISTS (SELECT 1 FROM admitted WHERE account = ?1)", params![who.id.as_str()], |row| {
        row.get(0)
    })
}

/// Makes the change of a plan and holds what everybody is told against what they saw before and see after it.
fn told_what_was_lost(
    tx: &Connection,
    plan: &Plan,
    spaces: &[SpaceId],
    ids: &[PageId],
) -> Result<std::result::Result<(), String>> {
    let quiet = feed::Quiet::default();
    let position = |who: &Principal| feed::changes(tx, who, (0, 1_000), &quiet).map(|body| body.next);
    let people = PEOPLE.map(|name| as_user(name).who);
    let mut since = Vec::new();
    for who in &people {
        // Who is not let in has come no further than they were.
        since.push(if is_admitted(tx, who)? { position(who)? } else { 0 });
    }
    let before = world(tx, &WorldSlice::Everything)?.readers();
    // Whoever may not make it: nothing happens, and nothing is to be told.
    let _ = tx.savepoint(|tx| make_change(tx, &plan.change, spaces, ids));
    let after = world(tx, &WorldSlice::Everything)?.readers();
    for (who, since) in people.iter().zip(since) {
        // Whoever is not let in calls for nothing; what they lose meanwhile waits for them.
        if !is_admitted(tx, who)? {
            continue;
        }
        let told = feed::changes(tx, who, (since, 1_000), &quiet)?.items;
        let gone =
            |id: &PageId| told.iter().any(|e| matches!(e, FeedEntry::PageGone { id: it, .. } if it == id));
        let space_gone =
            |id: &SpaceId| told.iter().any(|e| matches!(e, FeedEntry::SpaceGone { id: it, .. } if it == id));
        let shown = |id: &PageId| told.iter().any(|e| matches!(e, FeedEntry::Page(page) if page.id == *id));
        for id in ids {
            let saw = before.pages.get(id).filter(|(_, people)| people.contains(&who.id));
            let sees = after.pages.get(id).is_some_and(|(_, people)| people.contains(&who.id));
            let told_so = gone(id) || saw.is_some_and(|(space, _)| space_gone(space));
            let right = match (saw.is_some(), sees) {
                (true, false) => told_so,
                (false, true) => shown(id),
                (false, false) => !gone(id) && !shown(id),
                (true, true) => !told_so,
            };
            if !right {
                return Ok(Err(format!(
                    "{:?} saw {id}: {}, sees: {sees}, told {told:?}",
                    who.id,
                    saw.is_some()
                )));
            }
        }
        for id in spaces {
            let saw = before.spaces.get(id).is_some_and(|people| people.contains(&who.id));
            let sees = after.spaces.get(id).is_some_and(|people| people.contains(&who.id));
            if space_gone(id) != (saw && !sees) {
                return Ok(Err(format!("{:?} saw space {id}: {saw}, sees: {sees}, told {told:?}", who.id)));
            }
        }
    }
    Ok(Ok(()))
}

fn make_change(tx: &Connection, change: &Change, spaces: &[SpaceId], ids: &[PageId]) -> Result<()> {
    let page = |at: usize| ids[at % ids.len()].clone();
    let number = |at: usize| names::page_number(&page(at));
    let owner = |id: &PageId| -> Result<Write> {
        let space = names::page_number(id)?;
        let by: String = tx.only(
            "SELECT s.creator FROM content c JOIN space s ON s.id = c.space WHERE c.id = ?1",
            params![space],
            |row| row.get(0),
        )?;
        Ok(as_user(PEOPLE.into_iter().find(|name| *name == by).unwrap_or("ann")))
    };
    match change {
        Change::Restrict(at, list) => {
            let read = list.as_ref().map(|list| list.iter().map(|at| member(*at)).collect());
            let lists = Restrictions { read, update: None };
            number(*at)?;
            run(tx, &owner(&page(*at))?, Command::Restrict { page: page(*at), lists, lock_out: true })?;
        }
        Change::Move(at, to) => {
            let to = Target::Place(Place::LastChildOf(page(*to)));
            run(tx, &owner(&page(*at))?, Command::Relocate { page: page(*at), to })?;
        }
        Change::Grant(at, granted) => {
            let name = PEOPLE[at % spaces.len()];
            let mut grants = spaces_of_store::all_for(&name.into());
            grants.extend(granted.iter().map(|(who, what)| Grant {
                subject: subject(*who),
                permission: SpacePermission::ALL[*what],
            }));
            let space = spaces[at % spaces.len()].clone();
            run(tx, &as_user(name), Command::SetGrants { space, grants, base: None })?;
        }
        Change::Members(group, members) => {
            let members: Vec<Named> =
                members.iter().map(|at| Named::Person(PEOPLE[*at].to_owned())).collect();
            groups::set(tx, &GROUPS[*group].into(), &members)?;
        }
        Change::Status(at, status) => {
            let at = at % spaces.len();
            let space = SpaceName::Id(spaces[at].clone());
            run(tx, &as_user(PEOPLE[at]), Command::SetSpaceStatus { space, status: Some(*status) })?;
        }
        Change::Guest(at, is_guest) => {
            let write = Write { who: Principal::host(), ..as_user(PEOPLE[*at]) };
            let (login, guest) = (PEOPLE[*at].to_owned(), Some(*is_guest));
            let change = AccountChange::Describe { login, full_name: None, email: None, guest };
            run(tx, &write, Command::Accounts(change))?;
        }
        Change::Purge(at) => {
            let write = owner(&page(*at))?;
            run(tx, &write, Command::Trash(page(*at)))?;
            run(tx, &write, Command::Purge(page(*at)))?;
        }
    }
    Ok(())
}
