//! Rows as values: pages without bodies, spaces with grants, accounts with groups.

use super::super::command::SpaceName;
use super::super::{Principal, Result, SpaceRow, StoreError};
use super::connection::Connection;
use super::value::{Row, params};
use super::{names, sight};
use crate::domain::*;
use std::collections::BTreeSet;

/// The columns of a page, in the order [`page_of`] reads them; needs [`PAGE_FROM`].
pub(super) const PAGE_COLUMNS: &str = "c.id, c.space, c.kind, c.day, c.status, c.title, c.parent, \
    c.position, c.version, v.author, v.saved, v.message, c.created, \
    (SELECT string_agg(l.name, ' ') FROM label l WHERE l.content = c.id)";
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
    let sql = format!("SELECT {PAGE_COLUMNS} FROM {PAGE_FROM} WHERE c.id = ?2 AND {}", sight::content("c"));
    let found = tx.one(&sql, params![who.id.as_str(), number], |row| page_of(row, 0))?;
    let mut page = found.ok_or_else(|| StoreError::no_content(id))?;
    restrict(tx, std::slice::from_mut(&mut page))?;
    Ok(page)
}

/// Fills in who may read each page, where it or a page above it is restricted.
pub(super) fn restrict(tx: &Connection, pages: &mut [Page]) -> Result<()> {
    let any: bool =
        tx.only("SELECT EXISTS (SELECT 1 FROM content WHERE read_restricted = 1)", params![], |row| {
            row.get(0)
        })?;
    if !any {
        return Ok(());
    }
    for page in pages {
        page.restricted_to = readers(tx, names::page_number(&page.id)?)?;
    }
    Ok(())
}

/// Returns the accounts every read list on the way up lets through; `None` without a list.
fn readers(tx: &Connection, page: i64) -> Result<Option<Vec<UserId>>> {
    let lists = read_lists(tx, page, true)?;
    if lists.is_empty() {
        return Ok(None);
    }
    Ok(Some(let_through(tx, &lists)?.into_iter().map(UserId::new).collect()))
}

/// Returns the pages whose read list counts for a page: itself, and those above it when asked for.
pub(super) fn read_lists(tx: &Connection, page: i64, above: bool) -> Result<Vec<i64>> {
    tx.all(
        "WITH RECURSIVE up(id, parent, restricted) AS ( \
            SELECT id, parent, read_restricted FROM content WHERE id = ?1 \
            UNION SELECT c.id, c.parent, c.read_restricted FROM content c JOIN up ON c.id = up.parent \
                WHERE ?2 = 1) \
         SELECT id FROM up WHERE restricted = 1",
        params![page, above],
        |row| row.get(0),
    )
}

/// Returns the accounts that every one of these pages' read lists lets through.
pub(super) fn let_through(tx: &Connection, lists: &[i64]) -> Result<BTreeSet<String>> {
    let mut left: Option<BTreeSet<String>> = None;
    for restricted in lists {
        let list: Vec<String> = tx.all(
            "SELECT subject FROM restriction WHERE content = ?1 AND operation = 'read' AND kind = 'user' \
             UNION SELECT m.account FROM restriction r JOIN membership m ON m.team = r.subject \
                 WHERE r.content = ?1 AND r.operation = 'read' AND r.kind = 'group'",
            params![restricted],
            |row| row.get(0),
        )?;
        let list: BTreeSet<String> = list.into_iter().collect();
        left = Some(match left {
            None => list,
            Some(before) => before.intersection(&list).cloned().collect(),
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
    let sql = format!("SELECT {SPACE_COLUMNS} FROM space s WHERE s.id = ?2 AND {}", sight::space("s", who));
    tx.one(&sql, params![who.id.as_str(), number], |row| space_of(tx, row))?
        .ok_or_else(|| StoreError::no_space(number))
}

/// Returns the number of the space the caller sees under a key.
pub(super) fn space_by_key(tx: &Connection, who: &Principal, key: &SpaceKey) -> Result<i64> {
    let sql = format!("SELECT s.id FROM space s WHERE s.key_folded = ?2 AND {}", sight::space("s", who));
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
