//! People and spaces, as pulled.

use super::{Replica, Result, store};
use crate::domain::{
    Grant, PageId, Space, SpaceId, SpaceKey, SpaceKind, SpacePermission, SpaceStatus, Subject, Timestamp,
    User, UserId,
};
use rusqlite::{Connection, OptionalExtension, Params, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

impl Replica {
    /// Returns the account of this profile; `None` before the first sync.
    pub fn me(&self) -> Result<Option<User>> {
        self.read(me)
    }

    /// Returns everybody with an account, by full name.
    pub fn people(&self) -> Result<Vec<User>> {
        self.read(people)
    }

    /// Returns every space, site spaces by name first, then personal ones.
    pub fn spaces(&self) -> Result<Vec<Space>> {
        // Sorted here: SQLite would carry every value through its sorter.
        let mut spaces = self.read(|db| spaces(db, "", []))?;
        spaces.sort_by_cached_key(|space| {
            (space.kind == SpaceKind::Personal, space.name.to_ascii_lowercase(), space.id.as_str().to_owned())
        });
        Ok(spaces)
    }

    /// Returns a space.
    pub fn space(&self, id: &SpaceId) -> Result<Option<Space>> {
        self.read(|db| by_id(db, id))
    }

    /// Returns the space with a key; keys compare without case.
    pub fn space_by_key(&self, key: &SpaceKey) -> Result<Option<Space>> {
        self.read(|db| by_key(db, key))
    }

    /// Returns the personal space of an owner: an active one before any other.
    pub fn personal_space(&self, owner: &UserId) -> Result<Option<Space>> {
        self.read(|db| personal_space(db, owner))
    }

    /// Returns the category of every space that has one, by its start page: a category is a label of that page
    /// that begins with `team:`, or with `team-` where it was typed.
    pub fn categories(&self) -> Result<HashMap<PageId, String>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT page, name FROM replica.label WHERE name > 'team' AND name < 'team~' ORDER BY name DESC",
            )?;
            let labels =
                statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let mut categories = HashMap::new();
            for label in labels {
                let (page, name) = label?;
                if let Some(category) = name.strip_prefix("team").and_then(|rest| rest.strip_prefix([':', '-']))
                    && !category.is_empty()
                {
                    categories.insert(PageId::new(page), category.to_owned());
                }
            }
            Ok(categories)
        })
    }

    /// Returns the number of current pages per space, from counters that are kept with the pages.
    pub fn page_counts(&self) -> Result<Vec<(SpaceId, u32)>> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT space, pages FROM replica.page_count WHERE pages > 0")?;
            let counts = statement
                .query_map([], |row| Ok((SpaceId::new(row.get::<_, String>(0)?), row.get::<_, u32>(1)?)))?;
            Ok(counts.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// A space as it is stored: grants by whom they are for, a quarter of what they take one by one. All spaces are
/// read before the first frame.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: SpaceId,
    key: SpaceKey,
    name: String,
    kind: SpaceKind,
    status: SpaceStatus,
    owner: Option<UserId>,
    home: Option<PageId>,
    status_since: Option<Timestamp>,
    #[serde(default)]
    granted: Vec<(Subject, Vec<SpacePermission>)>,
    /// As they were stored before, one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    grants: Vec<Grant>,
}

impl Kept {
    fn of(space: &Space) -> Self {
        let mut granted: Vec<(Subject, Vec<SpacePermission>)> = Vec::new();
        for Grant { subject, permission } in &space.grants {
            match granted.last_mut().filter(|(last, _)| last == subject) {
                Some((_, permissions)) => permissions.push(*permission),
                None => granted.push((subject.clone(), vec![*permission])),
            }
        }
        let Space { id, key, name, kind, status, owner, home, status_since, .. } = space.clone();
        Self { id, key, name, kind, status, owner, home, status_since, granted, grants: Vec::new() }
    }

    fn space(self) -> Space {
        let Self { id, key, name, kind, status, owner, home, status_since, granted, mut grants } = self;
        for (subject, permissions) in granted {
            grants.extend(
                permissions.into_iter().map(|permission| Grant { subject: subject.clone(), permission }),
            );
        }
        Space { id, key, name, kind, status, owner, home, status_since, grants }
    }
}

/// Writes down an account.
pub(super) fn put_user(db: &Connection, user: &User) -> Result<()> {
    let value = serde_json::to_string(user).unwrap_or_default();
    db.prepare_cached(
        "INSERT OR REPLACE INTO replica.user (id, name, full_name, value) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![user.id.as_str(), user.name, user.full_name, value])?;
    Ok(())
}

/// Writes down a space.
pub(super) fn put_space(db: &Connection, space: &Space) -> Result<()> {
    let kind = i64::from(space.kind == SpaceKind::Personal);
    let status = match space.status {
        SpaceStatus::Active => 0,
        SpaceStatus::Archived => 1,
        SpaceStatus::Trashed => 2,
    };
    let owner = space.owner.as_ref().map(UserId::as_str);
    let value = serde_json::to_string(&Kept::of(space)).unwrap_or_default();
    db.prepare_cached(
        "INSERT OR REPLACE INTO replica.space (id, folded, name, kind, status, owner, value)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![space.id.as_str(), space.key.folded(), space.name, kind, status, owner, value])?;
    Ok(())
}

/// Removes a space; its pages are removed one by one by the caller.
pub(super) fn remove_space(db: &Connection, id: &SpaceId) -> Result<()> {
    db.execute("DELETE FROM replica.space WHERE id = ?1", [id.as_str()])?;
    Ok(())
}

pub(super) fn by_id(db: &Connection, id: &SpaceId) -> Result<Option<Space>> {
    Ok(spaces(db, "WHERE id = ?1", [id.as_str()])?.pop())
}

pub(super) fn by_key(db: &Connection, key: &SpaceKey) -> Result<Option<Space>> {
    Ok(spaces(db, "WHERE folded = ?1 ORDER BY status DESC", [key.folded()])?.pop())
}

pub(super) fn me(db: &Connection) -> Result<Option<User>> {
    let Some(me) = store::meta(db, "replica.meta", "me")? else { return Ok(None) };
    Ok(users(db, "WHERE id = ?1", [me])?.pop())
}

pub(super) fn people(db: &Connection) -> Result<Vec<User>> {
    users(db, "ORDER BY full_name, name, id", [])
}

pub(super) fn personal_space(db: &Connection, owner: &UserId) -> Result<Option<Space>> {
    let sql = "WHERE owner = ?1 AND kind = 1 ORDER BY status DESC, id DESC";
    Ok(spaces(db, sql, [owner.as_str()])?.pop())
}

fn users(db: &Connection, rest: &str, bound: impl Params) -> Result<Vec<User>> {
    values(db, &format!("SELECT value FROM replica.user {rest}"), bound)
}

fn spaces(db: &Connection, rest: &str, bound: impl Params) -> Result<Vec<Space>> {
    let kept: Vec<Kept> = values(db, &format!("SELECT value FROM replica.space {rest}"), bound)?;
    Ok(kept.into_iter().map(Kept::space).collect())
}

fn values<T: serde::de::DeserializeOwned>(db: &Connection, sql: &str, bound: impl Params) -> Result<Vec<T>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(bound, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for value in rows {
        // A value this program cannot read is one the next pull brings again.
        found.extend(serde_json::from_str(&value?));
    }
    Ok(found)
}

/// Tells whether the tree holds a space.
pub(super) fn exists(db: &Connection, id: &SpaceId) -> Result<bool> {
    Ok(db
        .prepare_cached("SELECT 1 FROM replica.space WHERE id = ?1")?
        .query_row([id.as_str()], |_| Ok(()))
        .optional()?
        .is_some())
}
