//! Properties of pages and spaces, categories of spaces, watchers: who sees the thing sees its properties, who may
//! edit the page or administer the space changes them.

use super::super::marks::{Against, Holder, LabelFilter, LabelOrder, MarkChange, Property};
use super::super::{Outcome, Principal, Result, StoreError, Watched, Write};
use super::connection::Connection;
use super::value::{Given, Row, params};
use super::{access, names, rows, sight};
use crate::domain::*;
use serde_json::Value;

/// The longest key.
const KEY_LIMIT: usize = 255;
/// The largest value, written as JSON.
const VALUE_LIMIT: usize = 32 << 10;
/// The most properties of one thing.
const MOST: i64 = 500;

/// Carries out a write.
pub(super) fn run(tx: &Connection, write: &Write, change: MarkChange) -> Result<Outcome> {
    match change {
        MarkChange::Put { of, key, value, against } => {
            let holder = writable(tx, write, &of)?;
            put(tx, write, holder, (&key, &value), against)
        }
        MarkChange::Forget { of, key } => {
            let (kind, target) = writable(tx, write, &of)?;
            let gone = tx.run(
                "DELETE FROM property WHERE kind = ?1 AND target = ?2 AND key = ?3",
                params![kind, target, key],
            )?;
            if gone > 0 { Ok(Outcome::Done) } else { Err(no_property(&key)) }
        }
        MarkChange::Categorise { space, label, on } => {
            let number = rows::space_by_key(tx, &write.who, &space)?;
            access::check_space(tx, &write.who, number, SpacePermission::SetSpacePermissions)?;
            let sql = if on {
                "INSERT INTO space_label (space, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
            } else {
                "DELETE FROM space_label WHERE space = ?1 AND name = ?2"
            };
            tx.run(sql, params![number, label.as_str()])?;
            Ok(Outcome::Done)
        }
    }
}

/// Keeps what comes along with a page the caller just wrote.
pub(super) fn put_all(tx: &Connection, write: &Write, page: i64, all: &[(String, Value)]) -> Result<()> {
    all.iter().try_for_each(|(key, value)| {
        put(tx, write, ("content", page), (key, value), Against::Anything).map(|_| ())
    })
}

fn put(
    tx: &Connection,
    write: &Write,
    (kind, target): (&str, i64),
    (key, value): (&str, &Value),
    against: Against,
) -> Result<Outcome> {
    let text = value.to_string();
    check(key, &text)?;
    let before: Option<u32> = tx.one(
        "SELECT version FROM property WHERE kind = ?1 AND target = ?2 AND key = ?3",
        params![kind, target, key],
        |row| row.get(0),
    )?;
    let version = next(key, before, against)?;
    if before.is_none() {
        check_count(tx, kind, target)?;
    }
    tx.run(
        "INSERT INTO property (kind, target, key, value, version, saved) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (kind, target, key) DO UPDATE \
         SET value = excluded.value, version = excluded.version, saved = excluded.saved",
        params![kind, target, key, text, version, write.now.as_microsecond()],
    )?;
    let property = Property { key: key.to_owned(), value: value.clone(), version, saved: write.now };
    Ok(Outcome::Property(Box::new(property)))
}

/// Returns the number the property is to have.
fn next(key: &str, before: Option<u32>, against: Against) -> Result<u32> {
    let next = before.unwrap_or(0) + 1;
    match against {
        Against::Nothing if before.is_some() => {
            Err(StoreError::Invalid(format!("there is a property `{key}` already: update it")))
        }
        Against::Number(number) if number != next => match before {
            Some(current) => Err(StoreError::Stale(current)),
            None => Err(no_property(key)),
        },
        _ => Ok(next),
    }
}

fn check(key: &str, text: &str) -> Result<()> {
    if key.is_empty() || key.len() > KEY_LIMIT || key.chars().any(char::is_control) {
        return Err(StoreError::Invalid(format!("the key of a property has 1 to {KEY_LIMIT} bytes")));
    }
    if text.len() > VALUE_LIMIT {
        return Err(StoreError::TooLarge(format!("a property holds at most {} kB", VALUE_LIMIT >> 10)));
    }
    Ok(())
}

fn check_count(tx: &Connection, kind: &str, target: i64) -> Result<()> {
    let count: i64 = tx.only(
        "SELECT count(*) FROM property WHERE kind = ?1 AND target = ?2",
        params![kind, target],
        |row| row.get(0),
    )?;
    if count < MOST {
        return Ok(());
    }
    Err(StoreError::TooLarge(format!("there are {MOST} properties already: delete some")))
}

/// Returns the properties of something the caller sees, by key.
pub(super) fn properties(tx: &Connection, who: &Principal, of: &Holder) -> Result<Vec<Property>> {
    let (kind, target) = match of {
        Holder::Page(id) => ("content", rows::seen(tx, who, id)?),
        Holder::Space(key) => ("space", rows::space_by_key(tx, who, key)?),
    };
    let sql = "SELECT key, value, version, saved FROM property WHERE kind = ?1 AND target = ?2 ORDER BY key";
    tx.all(sql, params![kind, target], property_of)
}

fn property_of(row: &Row<'_>) -> Result<Property> {
    let text: String = row.get(1)?;
    Ok(Property {
        key: row.get(0)?,
        value: serde_json::from_str(&text).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        version: row.get(2)?,
        saved: names::moment(row.get(3)?),
    })
}

/// Forgets what is kept beside something that is removed for good.
pub(super) fn forget_all(tx: &Connection, kind: &str, target: i64) -> Result<()> {
    tx.run("DELETE FROM property WHERE kind = ?1 AND target = ?2", params![kind, target])?;
    if kind == "space" {
        tx.run("DELETE FROM space_label WHERE space = ?1", params![target])?;
    }
    Ok(())
}

/// Returns the categories of a space the caller sees.
pub(super) fn categories(tx: &Connection, who: &Principal, key: &SpaceKey) -> Result<Vec<Label>> {
    let space = rows::space_by_key(tx, who, key)?;
    tx.all("SELECT name FROM space_label WHERE space = ?1 ORDER BY name", params![space], |row| {
        row.get::<String>(0).map(Label::stored)
    })
}

/// Returns the labels of visible current pages, by name.
pub(super) fn labels(tx: &Connection, who: &Principal, filter: &LabelFilter) -> Result<Vec<Label>> {
    let mut wheres = vec!["c.status = 'current'".to_owned(), sight::contents("c")];
    let mut values: Vec<Given> = vec![who.id.as_str().into()];
    if let Some(key) = &filter.space {
        values.push(rows::space_by_key(tx, who, key)?.into());
        wheres.push(format!("c.space = ?{}", values.len()));
    }
    if let Some(name) = &filter.name {
        values.push(name.as_str().into());
        wheres.push(format!("l.name = ?{}", values.len()));
    }
    if let Some(beside) = &filter.beside {
        values.push(beside.as_str().into());
        wheres.push(format!(
            "l.name <> ?{0} AND EXISTS (SELECT 1 FROM label o WHERE o.content = c.id AND o.name = ?{0})",
            values.len()
        ));
    }
    let order = match filter.order {
        LabelOrder::Name => "l.name",
        LabelOrder::Popular => "count(*) DESC, l.name",
        LabelOrder::Recent => {
            "max((SELECT f.seq FROM change_seq f WHERE f.kind = 'page' AND f.thing = CAST(c.id AS TEXT))) DESC, \
             l.name"
        }
    };
    let sql = format!(
        "SELECT l.name FROM label l JOIN content c ON c.id = l.content WHERE {} GROUP BY l.name \
         ORDER BY {order} LIMIT ?{} OFFSET ?{}",
        wheres.join(" AND "),
        values.len() + 1,
        values.len() + 2
    );
    values.extend([Given::Int(filter.limit as i64), Given::Int(filter.start as i64)]);
    tx.all(&sql, &Given::params(&values), |row| row.get::<String>(0).map(Label::stored))
}

/// Returns who watches something, by login name; for administrators of its space.
pub(super) fn watchers(tx: &Connection, who: &Principal, thing: &Watched) -> Result<Vec<User>> {
    let (kind, target, space) = match thing {
        Watched::Page(id) => {
            let page = rows::page(tx, who, id)?;
            ("content", names::page_number(id)?, names::space_number(&page.space)?)
        }
        Watched::Space(key) => {
            let space = rows::space_by_key(tx, who, key)?;
            ("space", space, space)
        }
    };
    if !access::holds(tx, who, space, SpacePermission::SetSpacePermissions)? {
        return Err(StoreError::Forbidden(
            "only an administrator of the space is told who watches".to_owned(),
        ));
    }
    let ids: Vec<String> = tx.all(
        "SELECT a.id FROM watch w JOIN account a ON a.id = w.account WHERE w.kind = ?1 AND w.target = ?2 \
         ORDER BY a.login_folded",
        params![kind, target],
        |row| row.get(0),
    )?;
    ids.iter().filter_map(|id| rows::user(tx, id).transpose()).collect()
}

fn writable(tx: &Connection, write: &Write, of: &Holder) -> Result<(&'static str, i64)> {
    match of {
        Holder::Page(id) => {
            let page = access::editable(tx, &write.who, id)?;
            Ok(("content", names::page_number(&page.id)?))
        }
        Holder::Space(key) => {
            let space = rows::space_by_key(tx, &write.who, key)?;
            access::check_space(tx, &write.who, space, SpacePermission::SetSpacePermissions)?;
            Ok(("space", space))
        }
    }
}

/// No such property, which publishers ask for before they make one.
pub(in crate::server) fn no_property(key: &str) -> StoreError {
    StoreError::NotFound(format!("no property found with key: {key}"))
}
