//! Groups: who belongs to them. Whoever joins or leaves sees other things from then on, and is told so.

use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::feed::{self, Sight};
use super::value::params;
use crate::domain::GroupId;
use std::collections::BTreeSet;

/// Gives a group these members, and makes it when there is none; without members it stays, empty.
pub(super) fn put(tx: &Connection, write: &Write, group: &GroupId, logins: &[String]) -> Result<Outcome> {
    if !write.who.admin {
        return Err(StoreError::Forbidden("only who administers the site says who is in a group".to_owned()));
    }
    tx.run("INSERT INTO team (name) VALUES (?1) ON CONFLICT DO NOTHING", params![group.as_str()])?;
    let mut after = BTreeSet::new();
    for login in logins {
        let account: Option<String> =
            tx.one("SELECT id FROM account WHERE login_folded = ?1", params![login.to_lowercase()], |row| {
                row.get(0)
            })?;
        let missing = || StoreError::Invalid(format!("nobody here is called `{login}`"));
        after.insert(account.ok_or_else(missing)?);
    }
    let before: Vec<String> =
        tx.all("SELECT account FROM membership WHERE team = ?1", params![group.as_str()], |row| row.get(0))?;
    let before: BTreeSet<String> = before.into_iter().collect();
    if before == after {
        return Ok(Outcome::Done);
    }
    tx.run("DELETE FROM membership WHERE team = ?1", params![group.as_str()])?;
    for account in &after {
        tx.run("INSERT INTO membership (team, account) VALUES (?1, ?2)", params![group.as_str(), account])?;
    }
    for account in before.symmetric_difference(&after) {
        feed::user_changed(tx, account)?;
    }
    sight_changed(tx, group)?;
    Ok(Outcome::Done)
}

/// Tells anew what the group is named for: the spaces it is granted, and the pages whose lists hold it.
fn sight_changed(tx: &Connection, group: &GroupId) -> Result<()> {
    let numbers = |sql: &str| -> Result<Vec<i64>> { tx.all(sql, params![group.as_str()], |row| row.get(0)) };
    for space in numbers("SELECT DISTINCT space FROM space_grant WHERE kind = 'group' AND subject = ?1")? {
        feed::space_changed(tx, space, Sight::Less)?;
    }
    let pages = "SELECT c.id FROM content c JOIN space_grant g ON g.space = c.space \
                 WHERE g.kind = 'group' AND g.subject = ?1 AND g.permission = 'VIEW_SPACE'";
    for page in numbers(pages)? {
        feed::page_changed(tx, page, Sight::Less)?;
    }
    let listed = "SELECT DISTINCT content FROM restriction \
                  WHERE kind = 'group' AND subject = ?1 AND operation = 'read'";
    for page in numbers(listed)? {
        feed::subtree_changed(tx, page, Sight::Less)?;
    }
    Ok(())
}
