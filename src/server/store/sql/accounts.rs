//! Changes to accounts, and the guard that somebody always administers the site.

use super::super::accounts::{AccountChange, NewAccount};
use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::loss::{self, Reach};
use super::value::params;
use super::{globals, groups, tokens};
use crate::domain::*;
use uuid::Uuid;

/// The longest login name, full name and address.
const NAME_LIMIT: usize = 200;

/// Carries out one change. All but what concerns an account itself is for whoever administers the site.
pub(super) fn run(tx: &Connection, write: &Write, change: AccountChange) -> Result<Outcome> {
    // Noted with a request that only reads: no time for what keeps the last administrator from going.
    if matches!(change, AccountChange::Used { .. }) {
        return apply(tx, write, change);
    }
    let is_own = match &change {
        AccountChange::IssueToken(token) => tokens::is_of(tx, &token.login, &write.who.id)?,
        AccountChange::SetPassword { login, password: Some(_) } => tokens::is_of(tx, login, &write.who.id)?,
        AccountChange::RevokeToken { of, .. } => of.as_ref() == Some(&write.who.id),
        _ => false,
    };
    if !is_own && !write.who.admin {
        return Err(StoreError::Forbidden("only who administers the site may do this".to_owned()));
    }
    let before = administrators(tx)?;
    let outcome = apply(tx, write, change)?;
    if before > 0 && administrators(tx)? == 0 {
        return Err(StoreError::Invalid(
            "nobody would administer the site any more: grant `site-admin` to somebody else first".to_owned(),
        ));
    }
    Ok(outcome)
}

fn apply(tx: &Connection, write: &Write, change: AccountChange) -> Result<Outcome> {
    match change {
        AccountChange::First { account, token } => first(tx, write, &account, &token),
        AccountChange::Local { login, full_name } => {
            local(tx, write.now, &login, &full_name).map(|_| Outcome::Done)
        }
        AccountChange::Add { account, password } => {
            let id = add(tx, write.now, &account)?;
            set_password(tx, write, &id, password.as_deref())
        }
        AccountChange::Describe { login, full_name, email, guest } => {
            describe(tx, &login, full_name.as_deref(), email.as_deref(), guest)
        }
        AccountChange::SetActive { login, active } => set_active(tx, &login, active),
        AccountChange::SetPassword { login, password } => {
            let id = called(tx, &login)?;
            set_password(tx, write, &id, password.as_deref())
        }
        AccountChange::CreateGroup { group, description } => groups::create(tx, &group, &description),
        AccountChange::DeleteGroup { group } => groups::delete(tx, &group),
        AccountChange::AddMembers { group, members } => groups::add(tx, &group, &members),
        AccountChange::RemoveMembers { group, members } => groups::remove(tx, &group, &members),
        AccountChange::SetMembers { group, members } => groups::set(tx, &group, &members),
        AccountChange::IssueToken(token) => tokens::issue(tx, write, &token),
        AccountChange::RevokeToken { id, of } => tokens::revoke(tx, write, id, of.as_ref()),
        AccountChange::Global { subject, permission, held } => {
            if permission == GlobalPermission::ViewUserProfiles {
                everybody_changed(tx)?;
            }
            globals::set(tx, &subject, permission, held)
        }
        AccountChange::Used { token } => tokens::used(tx, write, token),
    }
}

/// Tells everybody anew to everybody: what is told of people is for who may look at them.
fn everybody_changed(tx: &Connection) -> Result<()> {
    let everybody: Vec<String> =
        tx.all("SELECT id FROM account ORDER BY login_folded", params![], |row| row.get(0))?;
    everybody.iter().try_for_each(|id| feed::user_changed(tx, id))
}

/// Counts who administers the site and may sign in.
fn administrators(tx: &Connection) -> Result<i64> {
    tx.only(
        "SELECT count(*) FROM licensed l \
         WHERE EXISTS (SELECT 1 FROM global_holder h WHERE h.account = l.account AND h.permission = 'SITE_ADMIN')",
        params![],
        |row| row.get(0),
    )
}

/// Returns the id of the account with a login name.
pub(super) fn called(tx: &Connection, login: &str) -> Result<String> {
    find(tx, login)?.ok_or_else(|| StoreError::Invalid(format!("nobody here is called `{login}`")))
}

/// Looks an account up by its login name.
pub(super) fn find(tx: &Connection, login: &str) -> Result<Option<String>> {
    tx.one("SELECT id FROM account WHERE login_folded = ?1", params![folded(login)], |row| row.get(0))
}

/// Login names are compared without regard to case (S0-47).
pub(super) fn folded(login: &str) -> String {
    login.to_lowercase()
}

/// Makes the first administrator, of a new account or of one that is there. Refused while one can sign in already.
fn first(
    tx: &Connection,
    write: &Write,
    new: &NewAccount,
    token: &super::super::accounts::NewToken,
) -> Result<Outcome> {
    let there: Option<String> = tx.one(
        "SELECT a.login FROM account a JOIN licensed l ON l.account = a.id \
         WHERE EXISTS (SELECT 1 FROM global_holder h WHERE h.account = a.id AND h.permission = 'SITE_ADMIN') \
            AND (EXISTS (SELECT 1 FROM password p WHERE p.account = a.id) \
                OR EXISTS (SELECT 1 FROM token t WHERE t.account = a.id AND t.revoked IS NULL \
                    AND (t.expires IS NULL OR t.expires > ?1))) \
         ORDER BY a.login_folded LIMIT 1",
        params![write.now.as_microsecond()],
        |row| row.get(0),
    )?;
    if let Some(there) = there {
        return Err(StoreError::Exists(format!("`{there}` administers this wiki already")));
    }
    let id = match find(tx, &new.login)? {
        Some(id) => {
            set_guest(tx, &id, false)?;
            tx.run("UPDATE account SET active = 1 WHERE id = ?1", params![id])?;
            id
        }
        None => add(tx, write.now, new)?,
    };
    // Whatever was taken from everybody: whoever begins gets in.
    for permission in [GlobalPermission::Use, GlobalPermission::SiteAdmin] {
        globals::grant_to(tx, &id, permission)?;
    }
    feed::user_changed(tx, &id)?;
    tokens::issue(tx, write, token)
}

/// Makes an account.
fn add(tx: &Connection, now: Timestamp, new: &NewAccount) -> Result<String> {
    check_login(&new.login)?;
    if find(tx, &new.login)?.is_some() {
        return Err(StoreError::Exists(format!("somebody is called `{}` already", new.login)));
    }
    let id = Uuid::new_v4().simple().to_string();
    let full_name = if new.full_name.trim().is_empty() { &new.login } else { &new.full_name };
    check_length("full name", full_name)?;
    check_length("address", &new.email)?;
    tx.run(
        "INSERT INTO account (id, login, login_folded, full_name, email, created) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, new.login, folded(&new.login), full_name, new.email, now.as_microsecond()],
    )?;
    if new.guest {
        tx.run("INSERT INTO guest (account) VALUES (?1)", params![id])?;
    }
    feed::user_changed(tx, &id)?;
    Ok(id)
}

/// Finds or makes the account of whoever sits at this machine; it administers the site from its first start.
pub(super) fn local(tx: &Connection, now: Timestamp, login: &str, full_name: &str) -> Result<String> {
    if let Some(id) = find(tx, login)? {
        let changed = tx.run(
            "UPDATE account SET full_name = ?2 WHERE id = ?1 AND full_name <> ?2",
            params![id, full_name],
        )?;
        if changed > 0 {
            feed::user_changed(tx, &id)?;
        }
        return Ok(id);
    }
    let id = Uuid::new_v4().simple().to_string();
    tx.run(
        "INSERT INTO account (id, login, login_folded, full_name, created) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, login, folded(login), full_name, now.as_microsecond()],
    )?;
    globals::grant_to(tx, &id, GlobalPermission::SiteAdmin)?;
    feed::user_changed(tx, &id)?;
    Ok(id)
}

fn describe(
    tx: &Connection,
    login: &str,
    full_name: Option<&str>,
    email: Option<&str>,
    guest: Option<bool>,
) -> Result<Outcome> {
    let id = called(tx, login)?;
    if let Some(full_name) = full_name {
        check_length("full name", full_name)?;
        if full_name.trim().is_empty() {
            return Err(StoreError::Invalid("a full name needs a character".to_owned()));
        }
        tx.run("UPDATE account SET full_name = ?2 WHERE id = ?1", params![id, full_name])?;
    }
    if let Some(email) = email {
        check_length("address", email)?;
        tx.run("UPDATE account SET email = ?2 WHERE id = ?1", params![id, email])?;
    }
    if let Some(guest) = guest {
        set_guest(tx, &id, guest)?;
    }
    feed::user_changed(tx, &id)?;
    Ok(Outcome::Done)
}

/// Makes somebody an external, or one no longer: they see other things from then on, and are told so.
fn set_guest(tx: &Connection, id: &str, guest: bool) -> Result<()> {
    let is_guest: bool =
        tx.only("SELECT EXISTS (SELECT 1 FROM guest WHERE account = ?1)", params![id], |row| row.get(0))?;
    if guest == is_guest {
        return Ok(());
    }
    let sql = if guest {
        "INSERT INTO guest (account) VALUES (?1)"
    } else {
        "DELETE FROM guest WHERE account = ?1"
    };
    loss::around(tx, &Reach::Everything, || tx.run(sql, params![id])).map(drop)
}

fn set_active(tx: &Connection, login: &str, active: bool) -> Result<Outcome> {
    let id = called(tx, login)?;
    if tx.run("UPDATE account SET active = ?2 WHERE id = ?1 AND active <> ?2", params![id, active])? > 0 {
        feed::user_changed(tx, &id)?;
    }
    Ok(Outcome::Done)
}

fn set_password(tx: &Connection, write: &Write, id: &str, hash: Option<&str>) -> Result<Outcome> {
    match hash {
        Some(hash) => tx.run(
            "INSERT INTO password (account, hash, since) VALUES (?1, ?2, ?3) \
             ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, since = excluded.since",
            params![id, hash, write.now.as_microsecond()],
        )?,
        None => tx.run("DELETE FROM password WHERE account = ?1", params![id])?,
    };
    Ok(Outcome::Done)
}

/// A login name is easy to type and to tell apart: it stands in addresses, headers and commands.
fn check_login(login: &str) -> Result<()> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    let starts = login.chars().next().is_some_and(char::is_alphanumeric);
    if starts && login.chars().count() <= 64 && login.chars().all(fits) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "`{login}` cannot be a login name: letters, digits, `-`, `_`, `.`, `@` and `+`, 64 at most"
    )))
}

fn check_length(what: &str, text: &str) -> Result<()> {
    if text.chars().count() <= NAME_LIMIT && !text.chars().any(char::is_control) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("the {what} holds at most {NAME_LIMIT} characters on one line")))
}
