//! People and spaces, as pulled.

use super::{Replica, Result, store};
use crate::domain::{Grants, PageId, Space, SpaceId, SpaceKey, SpaceKind, SpaceStatus, User, UserId};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
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

/// The columns [`space`] reads, in its order.
const COLUMNS: &str = "id, key, name, kind, status, since, owner, home, grants";

/// Reads a space; its grants stay packed.
fn space(row: &Row<'_>) -> rusqlite::Result<Space> {
    Ok(Space {
        id: SpaceId::new(row.get::<_, String>(0)?),
        key: SpaceKey::new(row.get::<_, String>(1)?),
        name: row.get(2)?,
        kind: if row.get::<_, i64>(3)? == 1 { SpaceKind::Personal } else { SpaceKind::Site },
        status: match row.get::<_, i64>(4)? {
            0 => SpaceStatus::Active,
            1 => SpaceStatus::Archived,
            _ => SpaceStatus::Trashed,
        },
        status_since: row.get_ref(5)?.as_str_or_null()?.and_then(|since| since.parse().ok()),
        owner: row.get::<_, Option<String>>(6)?.map(UserId::new),
        home: row.get::<_, Option<String>>(7)?.map(PageId::new),
        grants: Grants::of_packed(row.get_ref(8)?.as_str()?),
    })
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
    db.prepare_cached(
        "INSERT OR REPLACE INTO replica.space (id, folded, key, name, kind, status, since, owner, home, grants)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        space.id.as_str(),
        space.key.folded(),
        space.key.as_str(),
        space.name,
        kind,
        status,
        space.status_since.map(|since| since.to_string()),
        space.owner.as_ref().map(UserId::as_str),
        space.home.as_ref().map(PageId::as_str),
        space.grants.packed(),
    ])?;
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
    let mut statement = db.prepare_cached(&format!("SELECT value FROM replica.user {rest}"))?;
    let rows = statement.query_map(bound, |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for value in rows {
        // A value this program cannot read is one the next pull brings again.
        found.extend(serde_json::from_str::<User>(&value?));
    }
    Ok(found)
}

fn spaces(db: &Connection, rest: &str, bound: impl Params) -> Result<Vec<Space>> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM replica.space {rest}"))?;
    let found = statement.query_map(bound, space)?.collect::<rusqlite::Result<_>>()?;
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
