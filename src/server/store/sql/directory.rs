//! People and groups as those see them who may look at profiles (S0-35).

use super::super::accounts::{PeopleFilter, TeamFilter};
use super::super::{Principal, Result, StoreError};
use super::connection::Connection;
use super::value::{Given, params};
use super::{globals, rows};
use crate::domain::*;

/// Returns the accounts that may sign in and that a filter asks for, by login name.
pub(super) fn people(tx: &Connection, who: &Principal, filter: &PeopleFilter) -> Result<Vec<User>> {
    check(tx, who)?;
    let mut values: Vec<Given> = vec![(filter.limit as i64).into(), (filter.start as i64).into()];
    let within = match &filter.group {
        None => "",
        Some(group) => {
            known(tx, group)?;
            values.push(group.as_str().into());
            "AND EXISTS (SELECT 1 FROM membership m WHERE m.account = a.id AND m.team = ?3)"
        }
    };
    let sql = format!(
        "SELECT a.id FROM account a WHERE a.active = 1 {within} ORDER BY a.login_folded LIMIT ?1 OFFSET ?2"
    );
    let ids: Vec<String> = tx.all(&sql, &Given::params(&values), |row| row.get(0))?;
    ids.iter().filter_map(|id| rows::user(tx, id).transpose()).collect()
}

/// Returns the names of the groups a filter asks for, in order.
pub(super) fn teams(
    tx: &Connection,
    who: &Principal,
    filter: &TeamFilter,
    (start, limit): (usize, usize),
) -> Result<Vec<GroupId>> {
    let own = matches!(filter, TeamFilter::Of(id) if *id == who.id);
    if !own {
        check(tx, who)?;
    }
    let (from, about) = match filter {
        TeamFilter::All => ("SELECT name FROM team WHERE ?1 = ''", String::new()),
        TeamFilter::Of(id) => ("SELECT team AS name FROM membership WHERE account = ?1", id.to_string()),
        TeamFilter::Named(group) => ("SELECT name FROM team WHERE name = ?1", group.to_string()),
        TeamFilter::In(group) => {
            ("SELECT member AS name FROM direct_member WHERE kind = 'group' AND team = ?1", group.to_string())
        }
        TeamFilter::Around(group) => {
            ("SELECT team AS name FROM direct_member WHERE kind = 'group' AND member = ?1", group.to_string())
        }
        TeamFilter::Above(group) => (
            "WITH RECURSIVE up(name) AS ( \
                SELECT team FROM direct_member WHERE kind = 'group' AND member = ?1 \
                UNION SELECT d.team FROM direct_member d JOIN up ON d.member = up.name WHERE d.kind = 'group') \
             SELECT name FROM up",
            group.to_string(),
        ),
    };
    if let TeamFilter::In(group) | TeamFilter::Around(group) | TeamFilter::Above(group) = filter {
        known(tx, group)?;
    }
    let sql = format!("SELECT name FROM ({from}) g ORDER BY name LIMIT ?2 OFFSET ?3");
    tx.all(&sql, params![about, limit as i64, start as i64], |row| row.get::<String>(0).map(GroupId::new))
}

/// Tells whether the caller may look at profiles.
pub(super) fn may_look(tx: &Connection, who: &Principal) -> Result<bool> {
    if who.is_anonymous() {
        let sql = "SELECT EXISTS (SELECT 1 FROM global_grant \
            WHERE kind = 'anonymous' AND permission = 'VIEW_USER_PROFILES')";
        return tx.only(sql, params![], |row| row.get(0));
    }
    globals::holds(tx, who.id.as_str(), GlobalPermission::ViewUserProfiles)
}

/// Refuses who may not look at profiles.
pub(super) fn check(tx: &Connection, who: &Principal) -> Result<()> {
    if may_look(tx, who)? {
        return Ok(());
    }
    Err(StoreError::Forbidden(
        "you may not look at people and groups: who administers the site can grant you `view-profiles`"
            .to_owned(),
    ))
}

fn known(tx: &Connection, group: &GroupId) -> Result<()> {
    let known: bool =
        tx.only("SELECT EXISTS (SELECT 1 FROM team WHERE name = ?1)", params![group.as_str()], |row| {
            row.get(0)
        })?;
    if known { Ok(()) } else { Err(StoreError::NotFound(format!("No group found with name: {group}"))) }
}
