//! Global permissions: who is granted what on the site, and who holds it by whatever way.

use super::super::{Outcome, Principal, Result, StoreError};
use super::connection::Connection;
use super::loss::{self, Reach};
use super::value::params;
use super::{accounts, groups};
use crate::domain::*;

/// Writes a global permission.
pub(super) fn word(permission: GlobalPermission) -> &'static str {
    match permission {
        GlobalPermission::Use => "USE",
        GlobalPermission::ViewUserProfiles => "VIEW_USER_PROFILES",
        GlobalPermission::PersonalSpace => "PERSONAL_SPACE",
        GlobalPermission::CreateSpace => "CREATE_SPACE",
        GlobalPermission::SiteAdmin => "SITE_ADMIN",
    }
}

/// Reads a global permission; an unknown one grants nothing.
pub(super) fn permission_of(text: &str) -> Option<GlobalPermission> {
    GlobalPermission::ALL.into_iter().find(|permission| word(*permission) == text)
}

/// Grants a global permission or takes it back.
pub(super) fn set(
    tx: &Connection,
    subject: &SiteSubject,
    permission: GlobalPermission,
    held: bool,
) -> Result<Outcome> {
    let (kind, name) = match subject {
        SiteSubject::Named(Named::Person(login)) => ("user", accounts::called(tx, login)?),
        SiteSubject::Named(Named::Group(group)) => {
            groups::must_exist(tx, group)?;
            ("group", group.to_string())
        }
        SiteSubject::Everyone => ("everyone", String::new()),
        SiteSubject::Guests => ("guests", String::new()),
        SiteSubject::Anonymous => ("anonymous", String::new()),
    };
    if held {
        fits(subject, permission)?;
    }
    let change = || {
        let sql = if held {
            "INSERT INTO global_grant (kind, subject, permission) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM global_grant WHERE kind = ?1 AND subject = ?2 AND permission = ?3"
        };
        tx.run(sql, params![kind, name, word(permission)])
    };
    // What is open to everybody is so for people with an account, too; a space in the trash is seen by who administers
    // the site.
    let is_anybody = subject == &SiteSubject::Anonymous && permission == GlobalPermission::Use;
    if is_anybody || permission == GlobalPermission::SiteAdmin {
        loss::around(tx, &Reach::Everything, change)?;
    } else {
        change()?;
    }
    Ok(Outcome::Done)
}

/// People without an account read and see names at most; guests never make spaces or administer.
fn fits(subject: &SiteSubject, permission: GlobalPermission) -> Result<()> {
    use GlobalPermission::{Use, ViewUserProfiles};
    let fits = match subject {
        SiteSubject::Anonymous | SiteSubject::Guests => matches!(permission, Use | ViewUserProfiles),
        SiteSubject::Everyone => permission != GlobalPermission::SiteAdmin,
        SiteSubject::Named(_) => true,
    };
    if fits {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "`{subject}` cannot hold `{}`: grant it to people or a group",
        permission.word()
    )))
}

/// Grants a global permission to one account.
pub(super) fn grant_to(tx: &Connection, account: &str, permission: GlobalPermission) -> Result<()> {
    tx.run(
        "INSERT INTO global_grant (kind, subject, permission) VALUES ('user', ?1, ?2) ON CONFLICT DO NOTHING",
        params![account, word(permission)],
    )?;
    Ok(())
}

/// Tells whether somebody holds a global permission, by whatever way; guests neither make spaces nor administer.
pub(super) fn holds(tx: &Connection, account: &str, permission: GlobalPermission) -> Result<bool> {
    let from = match permission {
        GlobalPermission::Use | GlobalPermission::ViewUserProfiles => "admitted",
        _ => "licensed",
    };
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM {from} f JOIN global_holder h ON h.account = f.account \
         WHERE f.account = ?1 AND h.permission = ?2)"
    );
    tx.only(&sql, params![account, word(permission)], |row| row.get(0))
}

/// Refuses unless the caller holds a global permission.
pub(super) fn require(
    tx: &Connection,
    who: &Principal,
    permission: GlobalPermission,
    deed: &str,
) -> Result<()> {
    if holds(tx, who.id.as_str(), permission)? {
        return Ok(());
    }
    Err(StoreError::Forbidden(format!(
        "you may not {deed} on this site: who administers it can grant you `{}`",
        permission.word()
    )))
}

/// Tells whether people without an account may read what is open to everybody.
pub(super) fn is_open(tx: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM global_grant WHERE kind = 'anonymous' AND permission = 'USE')";
    tx.only(sql, params![], |row| row.get(0))
}

/// A row: who, as the tables name them, and what.
pub(super) struct GlobalGrant {
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) permission: GlobalPermission,
}

/// Returns every grant as it is stored.
pub(super) fn rows(tx: &Connection) -> Result<Vec<GlobalGrant>> {
    let sql = "SELECT kind, subject, permission FROM global_grant ORDER BY kind, subject, permission";
    let rows = tx.all(sql, params![], |row| {
        let permission: String = row.get(2)?;
        Ok((row.get(0)?, row.get(1)?, permission_of(&permission)))
    })?;
    let known = |(kind, subject, permission): (String, String, Option<GlobalPermission>)| {
        permission.map(|permission| GlobalGrant { kind, subject, permission })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Returns who is granted what, people by their login names.
pub(super) fn list(tx: &Connection) -> Result<Vec<(SiteSubject, GlobalPermission)>> {
    let mut found = Vec::new();
    for row in rows(tx)? {
        let subject = match row.kind.as_str() {
            "user" => {
                let login =
                    tx.one("SELECT login FROM account WHERE id = ?1", params![row.subject], |row| {
                        row.get(0)
                    })?;
                SiteSubject::Named(Named::Person(login.unwrap_or(row.subject)))
            }
            "group" => SiteSubject::Named(Named::Group(GroupId::new(row.subject))),
            "everyone" => SiteSubject::Everyone,
            "guests" => SiteSubject::Guests,
            _ => SiteSubject::Anonymous,
        };
        found.push((subject, row.permission));
    }
    found.sort();
    Ok(found)
}
