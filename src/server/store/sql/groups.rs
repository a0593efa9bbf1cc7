//! Groups: who was put into them, and who is in them by whatever way. Whoever joins or leaves sees other things from
//! then on, and is told so.

use super::super::accounts::Team;
use super::super::{Outcome, Result, StoreError};
use super::accounts;
use super::connection::Connection;
use super::feed;
use super::loss::{self, Reach};
use super::value::params;
use crate::domain::{GroupId, Named};
use std::collections::BTreeSet;

/// A group and every group in it.
const DOWN: &str = "WITH RECURSIVE down(team) AS (SELECT name FROM team WHERE name = ?1 \
    UNION SELECT d.member FROM direct_member d JOIN down ON d.team = down.team WHERE d.kind = 'group')";
/// A group and every group around it, however deep.
const UP: &str = "WITH RECURSIVE up(team) AS (SELECT name FROM team WHERE name = ?1 \
    UNION SELECT d.team FROM direct_member d JOIN up ON d.member = up.team WHERE d.kind = 'group')";

/// Makes a group.
pub(super) fn create(tx: &Connection, group: &GroupId, description: &str) -> Result<Outcome> {
    check_name(group)?;
    let made = tx.run(
        "INSERT INTO team (name, description) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![group.as_str(), description],
    )?;
    if made == 0 {
        return Err(StoreError::Exists(format!("there is a group `{group}` already")));
    }
    Ok(Outcome::Done)
}

/// Removes a group from everywhere. A list that named it alone lets nobody through from then on: a group of the same
/// name that is made later gets nothing of what this one had.
pub(super) fn delete(tx: &Connection, group: &GroupId) -> Result<Outcome> {
    must_exist(tx, group)?;
    let around = around(tx, group)?;
    loss::around(tx, &Reach::Everything, || {
        tell_anew(tx, group.as_str())?;
        for sql in [
            "DELETE FROM direct_member WHERE team = ?1 OR (kind = 'group' AND member = ?1)",
            "DELETE FROM restriction WHERE kind = 'group' AND subject = ?1",
            "DELETE FROM kept_member WHERE kind = 'group' AND subject = ?1",
            "DELETE FROM space_grant WHERE kind = 'group' AND subject = ?1",
            "DELETE FROM global_grant WHERE kind = 'group' AND subject = ?1",
        ] {
            tx.run(sql, params![group.as_str()])?;
        }
        settle(tx, &around)
    })?;
    tx.run("DELETE FROM team WHERE name = ?1", params![group.as_str()])?;
    Ok(Outcome::Done)
}

/// Puts people and groups into a group; makes it when there is none.
pub(super) fn add(tx: &Connection, group: &GroupId, members: &[Named]) -> Result<Outcome> {
    make(tx, group)?;
    change(tx, group, || members.iter().try_for_each(|member| put(tx, group, member)))
}

/// Takes people and groups out of a group.
pub(super) fn remove(tx: &Connection, group: &GroupId, members: &[Named]) -> Result<Outcome> {
    must_exist(tx, group)?;
    change(tx, group, || members.iter().try_for_each(|member| take(tx, group, member)))
}

/// Gives a group these members, and makes it when there is none; without members it stays, empty.
pub(super) fn set(tx: &Connection, group: &GroupId, members: &[Named]) -> Result<Outcome> {
    make(tx, group)?;
    change(tx, group, || {
        tx.run("DELETE FROM direct_member WHERE team = ?1", params![group.as_str()])?;
        members.iter().try_for_each(|member| put(tx, group, member))
    })
}

/// Changes who was put into a group, and with it who is in the groups around it. The engine reads the former: who
/// loses sight by it is only known from before.
fn change(tx: &Connection, group: &GroupId, change: impl FnOnce() -> Result<()>) -> Result<Outcome> {
    loss::around(tx, &Reach::Everything, || {
        change()?;
        settle(tx, &around(tx, group)?)
    })?;
    Ok(Outcome::Done)
}

fn take(tx: &Connection, group: &GroupId, member: &Named) -> Result<()> {
    let (kind, name) = columns(tx, member)?;
    let gone = tx.run(
        "DELETE FROM direct_member WHERE team = ?1 AND kind = ?2 AND member = ?3",
        params![group.as_str(), kind, name],
    )?;
    if gone == 0 {
        return Err(StoreError::Invalid(format!("`{member}` was not put into `{group}`")));
    }
    Ok(())
}

/// Refuses a group that is not there.
pub(super) fn must_exist(tx: &Connection, group: &GroupId) -> Result<()> {
    let known: bool =
        tx.only("SELECT EXISTS (SELECT 1 FROM team WHERE name = ?1)", params![group.as_str()], |row| {
            row.get(0)
        })?;
    if known { Ok(()) } else { Err(StoreError::Invalid(format!("there is no group `{group}`"))) }
}

/// Returns every group, by name.
pub(super) fn list(tx: &Connection) -> Result<Vec<Team>> {
    let teams: Vec<(String, String)> =
        tx.all("SELECT name, description FROM team ORDER BY name", params![], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    teams
        .into_iter()
        .map(|(name, description)| {
            let direct = tx.all(
                "SELECT d.kind, coalesce(a.login, d.member) FROM direct_member d \
                 LEFT JOIN account a ON d.kind = 'user' AND a.id = d.member WHERE d.team = ?1",
                params![name],
                |row| {
                    let (kind, member): (String, String) = (row.get(0)?, row.get(1)?);
                    let is_group = kind == "group";
                    Ok(if is_group { Named::Group(GroupId::new(member)) } else { Named::Person(member) })
                },
            )?;
            let direct: BTreeSet<Named> = direct.into_iter().collect();
            let members = tx.all(
                "SELECT a.login FROM membership m JOIN account a ON a.id = m.account WHERE m.team = ?1 \
                 ORDER BY a.login_folded",
                params![name],
                |row| row.get(0),
            )?;
            Ok(Team { name: GroupId::new(name), description, direct: direct.into_iter().collect(), members })
        })
        .collect()
}

fn make(tx: &Connection, group: &GroupId) -> Result<()> {
    check_name(group)?;
    tx.run("INSERT INTO team (name) VALUES (?1) ON CONFLICT DO NOTHING", params![group.as_str()])?;
    Ok(())
}

fn put(tx: &Connection, group: &GroupId, member: &Named) -> Result<()> {
    let (kind, name) = columns(tx, member)?;
    if let Named::Group(inner) = member {
        must_exist(tx, inner)?;
        let closes: bool = tx.only(
            &format!("{DOWN} SELECT EXISTS (SELECT 1 FROM down WHERE team = ?2)"),
            params![inner.as_str(), group.as_str()],
            |row| row.get(0),
        )?;
        if closes {
            return Err(StoreError::Invalid(format!("`{group}` would be inside itself: it is in `{inner}`")));
        }
    }
    tx.run(
        "INSERT INTO direct_member (team, kind, member) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![group.as_str(), kind, name],
    )?;
    Ok(())
}

fn columns(tx: &Connection, member: &Named) -> Result<(&'static str, String)> {
    Ok(match member {
        Named::Person(login) => ("user", accounts::called(tx, login)?),
        Named::Group(group) => ("group", group.to_string()),
    })
}

fn around(tx: &Connection, group: &GroupId) -> Result<Vec<String>> {
    tx.all(&format!("{UP} SELECT team FROM up"), params![group.as_str()], |row| row.get(0))
}

/// Brings who is in these groups up to who was put into them and the groups in them, inside a change whose losses are
/// written down.
fn settle(tx: &Connection, teams: &[String]) -> Result<()> {
    for team in teams {
        let (before, after) = people(tx, team)?;
        if before == after {
            continue;
        }
        for account in before.difference(&after) {
            tx.run("DELETE FROM membership WHERE team = ?1 AND account = ?2", params![team, account])?;
        }
        for account in after.difference(&before) {
            tx.run("INSERT INTO membership (team, account) VALUES (?1, ?2)", params![team, account])?;
        }
        for account in before.symmetric_difference(&after) {
            feed::user_changed(tx, account)?;
        }
        tell_anew(tx, team)?;
    }
    Ok(())
}

/// Returns who is in a group, and who is to be.
fn people(tx: &Connection, team: &str) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
    let people = |sql: &str| -> Result<BTreeSet<String>> {
        Ok(tx.all(sql, params![team], |row| row.get(0))?.into_iter().collect())
    };
    let before = people("SELECT account FROM membership WHERE team = ?1")?;
    let after = people(&format!(
        "{DOWN} SELECT DISTINCT d.member FROM direct_member d JOIN down ON down.team = d.team \
         WHERE d.kind = 'user'"
    ))?;
    Ok((before, after))
}

/// Tells anew the spaces a group is granted, and the pages whose read lists hold it: who may read them is told with
/// them.
fn tell_anew(tx: &Connection, group: &str) -> Result<()> {
    let numbers = |sql: &str| -> Result<Vec<i64>> { tx.all(sql, params![group], |row| row.get(0)) };
    for space in numbers("SELECT DISTINCT space FROM space_grant WHERE kind = 'group' AND subject = ?1")? {
        feed::space_changed(tx, space)?;
    }
    let listed = "SELECT content FROM restriction WHERE kind = 'group' AND subject = ?1 AND operation = 'read' \
                  UNION SELECT content FROM kept_member WHERE kind = 'group' AND subject = ?1";
    numbers(listed)?.into_iter().try_for_each(|page| feed::subtree_changed(tx, page))
}

/// A name is easy to type and to show, and never one of the engine's own.
fn check_name(group: &GroupId) -> Result<()> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name = group.as_str();
    if (1..=64).contains(&name.chars().count()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "`{name}` cannot be the name of a group: letters, digits, `-`, `_` and `.`, 64 at most"
    )))
}

#[cfg(test)]
#[path = "groups_tests.rs"]
mod tests;
