//! The facts the store holds, as the permission engine takes them: a slice of the wiki, read in one snapshot.
//!
//! What the store keeps nothing of is as its own reads treat it: personal spaces have no ceiling. What is granted to
//! everyone or to guests comes as a grant to a group of them, under a name that no group has.

use super::super::{Principal, Result, WorldSlice};
use super::connection::Connection;
use super::value::params;
use super::{globals, names, personal, rows, sight};
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

/// Reads as much of a slice of the wiki as decisions for somebody depend on: of a thing that they neither see nor answer
/// for nothing is read, as of one that is not there.
pub(super) fn told(tx: &Connection, who: &Principal, slice: &WorldSlice) -> Result<World> {
    let named = match slice {
        WorldSlice::Site | WorldSlice::Everything => return world(tx, slice),
        WorldSlice::Space(id) | WorldSlice::SpaceWithPages(id) => names::space_number(id),
        WorldSlice::Page(id) | WorldSlice::Branch(id) => names::page_number(id),
    };
    let sql = match slice {
        WorldSlice::Page(_) | WorldSlice::Branch(_) => {
            format!("SELECT c.id FROM content c JOIN space s ON s.id = c.space WHERE {}", sight::told(who))
        }
        _ => format!("SELECT s.id FROM space s WHERE {}", sight::told_of_space(who)),
    };
    let number = named.unwrap_or(NOTHING);
    let found = tx.one(&sql, params![who.id.as_str(), number], |row| row.get(0))?;
    around(tx, slice, found.unwrap_or(NOTHING))
}

/// Reads a slice of the wiki. What is not there is left out: that admits nobody.
pub(super) fn world(tx: &Connection, slice: &WorldSlice) -> Result<World> {
    // An id that is no number is of nothing that is here.
    let number = match slice {
        WorldSlice::Site | WorldSlice::Everything => NOTHING,
        WorldSlice::Space(id) | WorldSlice::SpaceWithPages(id) => names::space_number(id).unwrap_or(NOTHING),
        WorldSlice::Page(id) | WorldSlice::Branch(id) => names::page_number(id).unwrap_or(NOTHING),
    };
    around(tx, slice, number)
}

/// No thing has this number.
const NOTHING: i64 = 0;

/// Reads a slice around the thing with a number.
fn around(tx: &Connection, slice: &WorldSlice, number: i64) -> Result<World> {
    let (pages, space) = match slice {
        WorldSlice::Site => (None, None),
        WorldSlice::Everything => {
            let all = |table: &str| Some(format!("SELECT id FROM {table} WHERE ?1 = 0"));
            (all("content"), all("space"))
        }
        WorldSlice::Space(_) => (None, Some("?1".to_owned())),
        WorldSlice::Page(_) => {
            let space = "SELECT space FROM content WHERE id = ?1".to_owned();
            (Some(UP.to_owned()), Some(space))
        }
        WorldSlice::Branch(_) => {
            let both = format!("SELECT id FROM ({UP}) u UNION SELECT id FROM ({DOWN}) d");
            let space = "SELECT space FROM content WHERE id = ?1".to_owned();
            (Some(both), Some(space))
        }
        WorldSlice::SpaceWithPages(_) => {
            let pages = "SELECT id FROM content WHERE space = ?1".to_owned();
            (Some(pages), Some("?1".to_owned()))
        }
    };
    Ok(World {
        site: site(tx)?,
        people: people(tx)?,
        groups: groups(tx)?,
        spaces: space.map_or_else(|| Ok(BTreeMap::new()), |which| spaces(tx, number, &which))?,
        pages: pages.map_or_else(|| Ok(BTreeMap::new()), |which| read_pages(tx, number, &which))?,
    })
}

/// The group of every account but guests, and that of guests.
const CLASSES: [(&str, &str); 2] = [("*everyone", "everyone"), ("*guests", "guests")];

fn class(guest: bool) -> GroupId {
    GroupId::new(CLASSES[usize::from(guest)].0)
}

fn site(tx: &Connection) -> Result<SiteFacts> {
    let granted = globals::rows(tx)?;
    let subject = |grant: &globals::GlobalGrant| match grant.kind.as_str() {
        "user" => Subject::User(UserId::new(&grant.subject)),
        "group" => Subject::Group(GroupId::new(&grant.subject)),
        "everyone" => Subject::Group(class(false)),
        "guests" => Subject::Group(class(true)),
        _ => Subject::Anonymous,
    };
    let globals: Vec<_> = granted.iter().map(|grant| (subject(grant), grant.permission)).collect();
    let personal = match personal::mode(tx)? {
        ModeBody::OnRequest => PersonalMode::OnRequest,
        ModeBody::Off { since, by } => PersonalMode::Off { by: by.map(UserId::new), since },
    };
    Ok(SiteFacts {
        anonymous_access: globals.contains(&(Subject::Anonymous, GlobalPermission::Use)),
        anonymous_comments: false,
        globals,
        ceiling: Ceiling::Anonymous,
        personal,
        disclosure: Disclosure::Minimal,
    })
}

/// Returns everybody with an account, each in the groups they were put into.
fn people(tx: &Connection) -> Result<BTreeMap<UserId, Person>> {
    let sql = "SELECT a.id, a.login, a.active, EXISTS (SELECT 1 FROM guest g WHERE g.account = a.id) FROM account a";
    let accounts = tx.all(sql, params![], |row| {
        let guest = row.get(3)?;
        let groups = BTreeSet::from([class(guest)]);
        Ok((
            UserId::new(row.get::<String>(0)?),
            Person { name: row.get(1)?, active: row.get(2)?, guest, groups },
        ))
    })?;
    let mut people: BTreeMap<_, _> = accounts.into_iter().collect();
    for (group, member) in direct(tx, "user")? {
        if let Some(person) = people.get_mut(&UserId::new(member)) {
            person.groups.insert(group);
        }
    }
    Ok(people)
}

fn groups(tx: &Connection) -> Result<BTreeMap<GroupId, Group>> {
    let names: Vec<String> = tx.all("SELECT name FROM team", params![], |row| row.get(0))?;
    let named =
        |id: &str, name: &str| (GroupId::new(id), Group { name: name.to_owned(), within: BTreeSet::new() });
    let mut groups: BTreeMap<_, _> = names.iter().map(|name| named(name, name)).collect();
    groups.extend(CLASSES.map(|(id, name)| named(id, name)));
    for (group, inner) in direct(tx, "group")? {
        if let Some(inner) = groups.get_mut(&GroupId::new(inner)) {
            inner.within.insert(group);
        }
    }
    Ok(groups)
}

/// Returns who was put into which group.
fn direct(tx: &Connection, kind: &str) -> Result<Vec<(GroupId, String)>> {
    tx.all("SELECT team, member FROM direct_member WHERE kind = ?1", params![kind], |row| {
        Ok((GroupId::new(row.get::<String>(0)?), row.get(1)?))
    })
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
            grants: space.grants.into(),
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
        Ok((names::page_id(row.get(0)?), operation == "read", names::member_of(&kind, subject)))
    })?;
    for (page, reads, member) in members {
        let Some(facts) = pages.get_mut(&page) else { continue };
        let list = if reads { &mut facts.lists.read } else { &mut facts.lists.update };
        list.as_mut().map(|list| list.insert(member));
    }
    read_kept(tx, number, which, &mut pages)?;
    Ok(pages)
}

/// Reads the lists that pages kept from places they have left.
fn read_kept(
    tx: &Connection,
    number: i64,
    which: &str,
    pages: &mut BTreeMap<PageId, PageFacts>,
) -> Result<()> {
    let sql = format!(
        "SELECT k.content, k.list, m.kind, m.subject FROM kept_list k \
         LEFT JOIN kept_member m ON m.content = k.content AND m.list = k.list \
         WHERE k.content IN ({which}) ORDER BY k.content, k.list"
    );
    let mut last = None;
    let rows = tx.all(&sql, params![number], |row| {
        let member = row.get::<Option<String>>(2)?.zip(row.get::<Option<String>>(3)?);
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, member))
    })?;
    for (content, list, member) in rows {
        let Some(page) = pages.get_mut(&names::page_id(content)) else { continue };
        if last.replace((content, list)) != Some((content, list)) {
            page.kept.push(Members::new());
        }
        if let (Some(members), Some((kind, subject))) = (page.kept.last_mut(), member) {
            members.insert(names::member_of(&kind, subject));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "world_tests.rs"]
mod tests;
