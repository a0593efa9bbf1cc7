//! Who is behind a claim, and the lists of people that administrators see.

use super::super::accounts::{Account, Claim, Identity};
use super::super::{Result, StoreError};
use super::connection::Connection;
use super::value::params;
use super::{accounts, globals, names, rows, tokens};
use crate::domain::*;

/// Returns the account behind a claim, whatever state it is in: whether it is let in is decided above.
pub(super) fn identity(tx: &Connection, claim: &Claim) -> Result<Option<Identity>> {
    let facts = "a.id, a.login, a.email, a.active, \
        EXISTS (SELECT 1 FROM admitted d WHERE d.account = a.id), \
        EXISTS (SELECT 1 FROM licensed l JOIN global_holder h ON h.account = l.account \
            WHERE l.account = a.id AND h.permission = 'SITE_ADMIN'), \
        (SELECT p.hash FROM password p WHERE p.account = a.id)";
    let read = |row: &super::value::Row<'_>| {
        Ok::<_, StoreError>(Identity {
            id: UserId::new(row.get::<String>(0)?),
            login: row.get(1)?,
            email: row.get(2)?,
            active: row.get(3)?,
            admitted: row.get(4)?,
            admin: row.get(5)?,
            password: row.get(6)?,
            token: None,
        })
    };
    match claim {
        Claim::Login(login) => {
            let sql = format!("SELECT {facts} FROM account a WHERE a.login_folded = ?1");
            tx.one(&sql, params![accounts::folded(login)], read)
        }
        Claim::Token(hash) => {
            let sql = format!(
                "SELECT {facts}, {} FROM token t JOIN account a ON a.id = t.account WHERE t.hash = ?1",
                tokens::COLUMNS
            );
            tx.one(&sql, params![hash], |row| {
                Ok(Identity { token: Some(tokens::token_of(row, 7)?), ..read(row)? })
            })
        }
    }
}

/// Returns every account, by login name.
pub(super) fn accounts(tx: &Connection) -> Result<Vec<Account>> {
    let found = tx.all(
        "SELECT a.id, a.email, a.created, EXISTS (SELECT 1 FROM guest g WHERE g.account = a.id), \
            EXISTS (SELECT 1 FROM password p WHERE p.account = a.id) \
         FROM account a ORDER BY a.login_folded",
        params![],
        |row| {
            let created: i64 = row.get(2)?;
            Ok((row.get::<String>(0)?, row.get(1)?, created, row.get(3)?, row.get(4)?))
        },
    )?;
    let mut accounts = Vec::new();
    for (id, email, created, guest, has_password) in found {
        let Some(user) = rows::user(tx, &id)? else { continue };
        let mut held =
            tx.all("SELECT DISTINCT permission FROM global_holder WHERE account = ?1", params![id], |row| {
                Ok(globals::permission_of(&row.get::<String>(0)?))
            })?;
        held.sort();
        let globals = held.into_iter().flatten().collect();
        let created = names::moment(created);
        accounts.push(Account { user, email, guest, has_password, created, globals });
    }
    Ok(accounts)
}
