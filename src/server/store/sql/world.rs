//! The facts the store holds, as the permission engine takes them: a slice of the wiki, read in one snapshot.
//!
//! What the store keeps nothing of is as its own reads treat it: nobody is a guest, whoever has an account uses the
//! site, nobody reads without one, personal spaces have no ceiling, and no page keeps lists of places it has left.

use super::super::{Result, WorldSlice};
use super::connection::Connection;
use super::value::params;
use super::{names, personal, rows};
use crate::domain::*;
use crate::permission::World;
use crate::permission::world::{
    Ceiling, Disclosure, Group, PageFacts, PageState, Person, PersonalMode, SiteFacts, SpaceFacts,
};
use crate::wire::extension::personal::ModeBody;
use std::collections::{BTreeMap, BTreeSet};

/// A page and those above it.
const UP: &str = "WITH RECURSIVE up(id, parent) AS (SELECT id, parent FROM content WHERE id = ?1 \
    UNION SELECT c.id, c.parent FROM content c JOIN up ON c.id = up.parent) SELECT id FROM up";
/// A page and those below it.
const DOWN: &str = "WITH RECURSIVE down(id) AS (SELECT id FROM content WHERE id = ?1 \
    UNION SELECT c.id FROM content c JOIN down ON c.parent = down.id) SELECT id FROM down";

/// Reads a slice of the wiki. What is not there is left out: that admits nobody.
pub(super) fn world(tx: &Connection, slice: &WorldSlice) -> Result<World> {
    // An id that is no number is of nothing that is here.
    let (number, pages, space) = match slice {
        WorldSlice::Site => (0, None, None),
        WorldSlice::Space(id) => (names::space_number(id).unwrap_or(0), None, Some("?1".to_owned())),
        WorldSlice::Page(id) => {
            let space = "SELECT space FROM content WHERE id = ?1".to_owned();
            (names::page_number(id).unwrap_or(0), Some(UP.to_owned()), Some(space))
        }
        WorldSlice::Branch(id) => {
            let both = format!("SELECT id FROM ({UP}) u UNION SELECT id FROM ({DOWN}) d");
            let space = "SELECT space FROM content WHERE id = ?1".to_owned();
            (names::page_number(id).unwrap_or(0), Some(both), Some(space))
        }
        WorldSlice::SpaceWithPages(id) => {
            let pages = "SELECT id FROM content WHERE space = ?1".to_owned();
            (names::space_number(id).unwrap_or(0), Some(pages), Some("?1".to_owned()))
        }
    };
    let (people, admins) = people(tx)?;
    Ok(World {
        site: site(tx, &people, admins)?,
        people,
        groups: groups(tx)?,
        spaces: space.map_or_else(|| Ok(BTreeMap::new()), |which| spaces(tx, number, &which))?,
        pages: pages.map_or_else(|| Ok(BTreeMap::new()), |which| read_pages(tx, number, &which))?,
    })
}

fn site(tx: &Connection, people: &BTreeMap<UserId, Person>, admins: Vec<UserId>) -> Result<SiteFacts> {
    let everybody = [
        GlobalPermission::Use,
        GlobalPermission::ViewUserProfiles,
        GlobalPermission::PersonalSpace,
        GlobalPermission::CreateSpace,
    ];
    let user = |id: &UserId| Subject::User(id.clone());
    let mut globals: Vec<_> = people.keys().flat_map(|id| everybody.map(|held| (user(id), held))).collect();
    globals.extend(admins.iter().map(|id| (user(id), GlobalPermission::SiteAdmin)));
    let personal = match personal::mode(tx)? {
        ModeBody::OnRequest => PersonalMode::OnRequest,
        ModeBody::Off { since, by } => PersonalMode::Off { by: by.map(UserId::new), since },
    };
    Ok(SiteFacts {
        anonymous_access: false,
        anonymous_comments: false,
        globals,
        ceiling: Ceiling::Anonymous,
        personal,
        disclosure: Disclosure::Minimal,
    })
}

/// Returns everybody with an account, and who of them administers the site.
fn people(tx: &Connection) -> Result<(BTreeMap<UserId, Person>, Vec<UserId>)> {
    let (mut people, mut admins) = (BTreeMap::new(), Vec::new());
    let accounts = tx.all("SELECT id, login, active, admin FROM account", params![], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<bool>(2)?, row.get::<bool>(3)?))
    })?;
    for (id, name, active, admin) in accounts {
        let id = UserId::new(id);
        if admin {
            admins.push(id.clone());
        }
        people.insert(id, Person { name, active, guest: false, groups: BTreeSet::new() });
    }
    let members = tx.all("SELECT account, team FROM membership", params![], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    for (account, team) in members {
        if let Some(person) = people.get_mut(&UserId::new(account)) {
            person.groups.insert(GroupId::new(team));
        }
    }
    Ok((people, admins))
}

fn groups(tx: &Connection) -> Result<BTreeMap<GroupId, Group>> {
    let names: Vec<String> = tx.all("SELECT name FROM team", params![], |row| row.get(0))?;
    let group = |name: String| (GroupId::new(&name), Group { name, within: BTreeSet::new() });
    Ok(names.into_iter().map(group).collect())
}

fn spaces(tx: &Connection, number: i64, which: &str) -> Result<BTreeMap<SpaceId, SpaceFacts>> {
    let sql = format!("SELECT {} FROM space s WHERE s.id IN ({which})", rows::SPACE_COLUMNS);
    let found = tx.all(&sql, params![number], |row| Ok(rows::space_of(tx, row)?.space))?;
    let facts = |space: Space| {
        let facts = SpaceFacts {
            key: space.key,
            kind: space.kind,
            status: space.status,
            status_since: space.status_since,
            owner: space.owner,
            grants: space.grants,
        };
        (space.id, facts)
    };
    Ok(found.into_iter().map(facts).collect())
}

fn read_pages(tx: &Connection, number: i64, which: &str) -> Result<BTreeMap<PageId, PageFacts>> {
    let sql = format!(
        "SELECT c.id, c.space, c.kind, c.day, c.title, c.parent, c.creator, c.status, t.trasher, t.trashed, \
            c.read_restricted, c.update_restricted \
         FROM content c LEFT JOIN trash t ON t.content = c.id WHERE c.id IN ({which})"
    );
    let read = tx.all(&sql, params![number], |row| {
        let (kind, day): (String, Option<String>) = (row.get(2)?, row.get(3)?);
        let creator = UserId::new(row.get::<String>(6)?);
        let state = match row.get::<String>(7)?.as_str() {
            "trashed" => PageState::Trashed {
                by: row.get::<Option<String>>(8)?.map_or_else(|| creator.clone(), UserId::new),
                at: names::moment(row.get::<Option<i64>>(9)?.unwrap_or_default()),
            },
            _ => PageState::Current,
        };
        let list = |restricted: bool| restricted.then(Members::new);
        let facts = PageFacts {
            space: names::space_id(row.get(1)?),
            kind: names::kind_of(&kind, day.as_deref()),
            state,
            draft: None,
            title: row.get(4)?,
            parent: row.get::<Option<i64>>(5)?.map(names::page_id),
            creator,
            lists: Restrictions { read: list(row.get(10)?), update: list(row.get(11)?) },
            kept: Vec::new(),
            restricted_by: None,
        };
        Ok((names::page_id(row.get(0)?), facts))
    })?;
    let mut pages: BTreeMap<_, _> = read.into_iter().collect();
    let sql = format!(
        "SELECT x.content, x.operation, x.kind, x.subject FROM restriction x WHERE x.content IN ({which})"
    );
    let members = tx.all(&sql, params![number], |row| {
        let (operation, kind): (String, String) = (row.get(1)?, row.get(2)?);
        let subject: String = row.get(3)?;
        Ok((names::page_id(row.get(0)?), operation == "read", member_of(&kind, subject)))
    })?;
    for (page, reads, member) in members {
        let Some(facts) = pages.get_mut(&page) else { continue };
        let list = if reads { &mut facts.lists.read } else { &mut facts.lists.update };
        list.as_mut().map(|list| list.insert(member));
    }
    Ok(pages)
}

fn member_of(kind: &str, subject: String) -> Member {
    if kind == "group" { Member::Group(GroupId::new(subject)) } else { Member::User(UserId::new(subject)) }
}

#[cfg(test)]
#[path = "world_tests.rs"]
mod tests;
