//! Rows as values: pages without bodies, spaces with grants, accounts with groups.

use super::super::command::SpaceName;
use super::super::{Principal, Result, SpaceRow, StoreError};
use super::connection::Connection;
use super::standing::BELONGS;
use super::value::{Given, Row, params};
use super::{names, sight};
use crate::domain::*;
use std::collections::BTreeSet;

/// The columns of a page, in the order [`page_of`] reads them; needs [`PAGE_FROM`].
pub(super) const PAGE_COLUMNS: &str = "c.id, c.space, c.kind, c.day, c.status, c.title, c.parent, \
    c.position, c.version, v.author, v.saved, v.message, c.created, \
    (SELECT string_agg(l.name, ' ') FROM label l WHERE l.content = c.id)";
/// How many they are.
pub(super) const PAGE_WIDTH: usize = 14;
/// Where they come from.
pub(super) const PAGE_FROM: &str = "content c JOIN version v ON v.content = c.id AND v.number = c.version";
/// The newest version beside a `content c` that a query has already.
pub(super) const NEWEST: &str = "JOIN version v ON v.content = c.id AND v.number = c.version";

/// Reads a page that starts at a column; `restricted_to` is filled in by [`restrict`].
pub(super) fn page_of(row: &Row<'_>, first: usize) -> Result<Page> {
    let (kind, day): (String, Option<String>) = (row.get(first + 2)?, row.get(first + 3)?);
    let status: String = row.get(first + 4)?;
    let labels: Option<String> = row.get(first + 13)?;
    let mut labels: Vec<Label> = labels
        .as_deref()
        .unwrap_or_default()
        .split(' ')
        .filter(|l| !l.is_empty())
        .map(Label::stored)
        .collect();
    labels.sort();
    Ok(Page {
        id: names::page_id(row.get(first)?),
        space: names::space_id(row.get(first + 1)?),
        kind: names::kind_of(&kind, day.as_deref()),
        status: if status == "trashed" { PageStatus::Trashed } else { PageStatus::Current },
        title: row.get(first + 5)?,
        parent: row.get::<Option<i64>>(first + 6)?.map(names::page_id),
        position: row.get(first + 7)?,
        version: Version {
            number: row.get(first + 8)?,
            author: UserId::new(row.get::<String>(first + 9)?),
            when: names::moment(row.get(first + 10)?),
            message: row.get(first + 11)?,
        },
        created: names::moment(row.get(first + 12)?),
        labels,
        restricted_to: None,
    })
}

/// Returns a page the caller sees, in any state.
pub(super) fn page(tx: &Connection, who: &Principal, id: &PageId) -> Result<Page> {
    let number = names::page_number(id)?;
    let sql = format!("SELECT {PAGE_COLUMNS} FROM {PAGE_FROM} WHERE {}", sight::one("content", "c"));
    let found = tx.one(&sql, params![who.id.as_str(), number], |row| page_of(row, 0))?;
    let mut page = found.ok_or_else(|| StoreError::no_content(id))?;
    restrict(tx, std::slice::from_mut(&mut page))?;
    Ok(page)
}

/// Returns the number of a page the caller sees, in any state, without what is said about it.
pub(super) fn seen(tx: &Connection, who: &Principal, id: &PageId) -> Result<i64> {
    let sql = format!("SELECT c.id FROM content c WHERE {}", sight::one("content", "c"));
    tx.one(&sql, params![who.id.as_str(), names::page_number(id)?], |row| row.get(0))?
        .ok_or_else(|| StoreError::no_content(id))
}

/// Whether any page is guarded at all.
const ANY_GUARD: &str = "EXISTS (SELECT 1 FROM content WHERE read_restricted = 1) \
    OR EXISTS (SELECT 1 FROM kept_list)";

/// Fills in who may read each page, where it or a page above it is restricted.
pub(super) fn restrict(tx: &Connection, pages: &mut [Page]) -> Result<()> {
    let any: bool = tx.only(&format!("SELECT {ANY_GUARD}"), params![], |row| row.get(0))?;
    if !any {
        return Ok(());
    }
    let guarded = guarded(tx, pages)?;
    for page in pages {
        let number = names::page_number(&page.id)?;
        if guarded.contains(&number) {
            page.restricted_to = readers(tx, number)?;
        }
    }
    Ok(())
}

/// Returns which of some pages have a read list, or are below one that has.
fn guarded(tx: &Connection, pages: &[Page]) -> Result<BTreeSet<i64>> {
    let numbers = pages.iter().map(|page| names::page_number(&page.id)).collect::<Result<Vec<_>>>()?;
    if let [number] = numbers[..] {
        return Ok([number].into());
    }
    let sql = format!(
        "WITH RECURSIVE up(page, id, parent, restricted) AS ( \
            SELECT c.id, c.id, c.parent, c.read_restricted FROM content c WHERE c.id IN ({}) \
            UNION SELECT up.page, c.id, c.parent, c.read_restricted FROM up JOIN content c ON c.id = up.parent) \
         SELECT DISTINCT up.page FROM up \
         WHERE up.restricted = 1 OR EXISTS (SELECT 1 FROM kept_list k WHERE k.content = up.id)",
        tx.numbers_at("?1")
    );
    let guarded = tx.all(&sql, &Given::params(&[Given::numbers(&numbers)]), |row| row.get(0))?;
    Ok(guarded.into_iter().collect())
}

/// Returns the accounts every read list on the way up lets through; `None` without a list.
fn readers(tx: &Connection, page: i64) -> Result<Option<Vec<UserId>>> {
    let lists = read_lists(tx, page, true)?;
    if lists.is_empty() {
        return Ok(None);
    }
    Ok(Some(let_through(tx, &lists)?.into_iter().map(UserId::new).collect()))
}

/// A read list that guards a page: its own, or one it kept from a place it has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReadList {
    /// The page.
    pub(super) page: i64,
    /// Which of those it kept; `None` is its own.
    pub(super) kept: Option<i64>,
}

/// Returns the read lists that count for a page, outermost first: its own, and those above it when asked for. Of one
/// page, those it kept come before its own.
pub(super) fn read_lists(tx: &Connection, page: i64, above: bool) -> Result<Vec<ReadList>> {
    tx.all(
        "WITH RECURSIVE up(id, parent, restricted, depth) AS ( \
            SELECT id, parent, read_restricted, 0 FROM content WHERE id = ?1 \
            UNION SELECT c.id, c.parent, c.read_restricted, up.depth + 1 FROM content c JOIN up ON c.id = up.parent \
                WHERE ?2 = 1) \
         SELECT l.id, l.list FROM ( \
            SELECT up.id AS id, up.depth AS depth, k.list AS list, 0 AS own FROM up JOIN kept_list k ON k.content = up.id \
            UNION ALL SELECT up.id, up.depth, NULL, 1 FROM up WHERE up.restricted = 1) l \
         ORDER BY l.depth DESC, l.own, l.list",
        params![page, above],
        |row| Ok(ReadList { page: row.get(0)?, kept: row.get(1)? }),
    )
}

/// Returns whom a read list names.
pub(super) fn members(tx: &Connection, list: ReadList) -> Result<Members> {
    let member = |row: &Row<'_>| {
        let (kind, subject): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(names::member_of(&kind, subject))
    };
    let found = match list.kept {
        Some(kept) => tx.all(
            "SELECT kind, subject FROM kept_member WHERE content = ?1 AND list = ?2",
            params![list.page, kept],
            member,
        ),
        None => tx.all(
            "SELECT kind, subject FROM restriction WHERE content = ?1 AND operation = 'read'",
            params![list.page],
            member,
        ),
    };
    Ok(found?.into_iter().collect())
}

/// Returns the accounts that every one of these lists lets through.
pub(super) fn let_through(tx: &Connection, lists: &[ReadList]) -> Result<BTreeSet<String>> {
    let mut left: Option<BTreeSet<String>> = None;
    for list in lists {
        let mut passes = BTreeSet::new();
        for member in members(tx, *list)? {
            match member {
                Member::User(id) => {
                    passes.insert(id.as_str().to_owned());
                }
                Member::Group(id) => passes.extend(tx.all(
                    &format!("SELECT b.account FROM ({BELONGS}) b WHERE b.team = ?1"),
                    params![id.as_str()],
                    |row| row.get::<String>(0),
                )?),
            }
        }
        left = Some(match left {
            None => passes,
            Some(before) => before.intersection(&passes).cloned().collect(),
        });
    }
    Ok(left.unwrap_or_default())
}

/// The columns of a space in the order [`space_of`] reads them.
pub(super) const SPACE_COLUMNS: &str =
    "s.id, s.key, s.name, s.kind, s.status, s.status_since, s.owner, s.home, s.description";

/// Reads a space and fetches its grants.
pub(super) fn space_of(tx: &Connection, row: &Row<'_>) -> Result<SpaceRow> {
    let number: i64 = row.get(0)?;
    let (kind, status): (String, String) = (row.get(3)?, row.get(4)?);
    let space = Space {
        id: names::space_id(number),
        key: SpaceKey::new(row.get::<String>(1)?),
        name: row.get(2)?,
        kind: if kind == "personal" { SpaceKind::Personal } else { SpaceKind::Site },
        status: names::space_status_of(&status),
        status_since: row.get::<Option<i64>>(5)?.map(names::moment),
        owner: row.get::<Option<String>>(6)?.map(UserId::new),
        home: row.get::<Option<i64>>(7)?.map(names::page_id),
        grants: grants(tx, number)?.into(),
    };
    Ok(SpaceRow { space, description: row.get(8)? })
}

/// Returns the grants of a space, sorted.
pub(super) fn grants(tx: &Connection, space: i64) -> Result<Vec<Grant>> {
    let rows = tx.all(
        "SELECT kind, subject, permission FROM space_grant WHERE space = ?1",
        params![space],
        |row| {
            let (kind, subject): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(names::subject_of(&kind, &subject)
                .zip(names::permission_of(&row.get::<String>(2)?))
                .map(|(subject, permission)| Grant { subject, permission }))
        },
    )?;
    let mut grants: Vec<Grant> = rows.into_iter().flatten().collect();
    grants.sort_by(|a, b| (&a.subject, a.permission).cmp(&(&b.subject, b.permission)));
    Ok(grants)
}

/// Returns a space the caller sees, by its number.
pub(super) fn space(tx: &Connection, who: &Principal, number: i64) -> Result<SpaceRow> {
    let sql = format!("SELECT {SPACE_COLUMNS} FROM space s WHERE {}", sight::one_space("id", "?2", who));
    tx.one(&sql, params![who.id.as_str(), number], |row| space_of(tx, row))?
        .ok_or_else(|| StoreError::no_space(number))
}

/// Returns the number of the space the caller sees under a key.
pub(super) fn space_by_key(tx: &Connection, who: &Principal, key: &SpaceKey) -> Result<i64> {
    let sql = format!("SELECT s.id FROM space s WHERE {}", sight::one_space("key_folded", "?2", who));
    tx.one(&sql, params![who.id.as_str(), key.folded()], |row| row.get(0))?
        .ok_or_else(|| StoreError::no_space(key))
}

/// Returns the number of the space the caller sees under a key or id.
pub(super) fn space_named(tx: &Connection, who: &Principal, name: &SpaceName) -> Result<i64> {
    match name {
        SpaceName::Key(key) => space_by_key(tx, who, key),
        SpaceName::Id(id) => {
            let number = names::space_number(id)?;
            space(tx, who, number).map(|_| number)
        }
    }
}

/// Reads an account and fetches its groups.
pub(super) fn user(tx: &Connection, id: &str) -> Result<Option<User>> {
    let found =
        tx.one("SELECT id, login, full_name, active FROM account WHERE id = ?1", params![id], |row| {
            Ok(User {
                id: UserId::new(row.get::<String>(0)?),
                name: row.get(1)?,
                full_name: row.get(2)?,
                active: row.get(3)?,
                groups: Vec::new(),
            })
        })?;
    let Some(mut user) = found else { return Ok(None) };
    user.groups =
        tx.all("SELECT team FROM membership WHERE account = ?1 ORDER BY team", params![id], |row| {
            row.get::<String>(0).map(GroupId::new)
        })?;
    Ok(Some(user))
}
