//! Tokens: the wiki keeps their hashes alone.

use super::super::accounts::{NewToken, Token};
use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::value::{Row, params};
use super::{accounts, names};
use crate::domain::*;

/// The columns of a token in the order [`token_of`] reads them; needs `token t JOIN account a`.
pub(super) const COLUMNS: &str = "t.id, a.login, t.name, t.scope, t.created, t.expires, t.revoked, t.used";
/// The most tokens of one account that are neither revoked nor over.
const MOST: i64 = 100;

/// Reads a token that starts at a column.
pub(super) fn token_of(row: &Row<'_>, first: usize) -> Result<Token> {
    let scope: String = row.get(first + 3)?;
    let moment = |at: usize| Ok::<_, StoreError>(row.get::<Option<i64>>(at)?.map(names::moment));
    Ok(Token {
        id: row.get(first)?,
        login: row.get(first + 1)?,
        name: row.get(first + 2)?,
        // A word nobody knows lets do the least.
        scope: TokenScope::from_word(&scope).unwrap_or(TokenScope::Read),
        created: names::moment(row.get(first + 4)?),
        expires: moment(first + 5)?,
        revoked: moment(first + 6)?,
        used: moment(first + 7)?,
    })
}

/// Tells whether a login name is that of an account.
pub(super) fn is_of(tx: &Connection, login: &str, id: &UserId) -> Result<bool> {
    Ok(accounts::find(tx, login)?.is_some_and(|found| found == id.as_str()))
}

/// Makes a token of an account that may sign in.
pub(super) fn issue(tx: &Connection, write: &Write, new: &NewToken) -> Result<Outcome> {
    let account = accounts::called(tx, &new.login)?;
    if new.name.trim().is_empty() || new.name.chars().count() > 100 || new.name.chars().any(char::is_control)
    {
        return Err(StoreError::Invalid("a token is named with 1 to 100 characters".to_owned()));
    }
    let live: i64 = tx.only(
        "SELECT count(*) FROM token WHERE account = ?1 AND revoked IS NULL AND (expires IS NULL OR expires > ?2)",
        params![account, write.now.as_microsecond()],
        |row| row.get(0),
    )?;
    if live >= MOST {
        return Err(StoreError::Invalid(format!(
            "`{}` has {MOST} tokens already: revoke one that is not needed",
            new.login
        )));
    }
    let id = names::fresh_space_id();
    tx.run(
        "INSERT INTO token (id, account, name, hash, scope, created, expires) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            id,
            account,
            new.name,
            new.hash,
            new.scope.word(),
            write.now.as_microsecond(),
            new.expires.map(|expires| expires.as_microsecond())
        ],
    )?;
    Ok(Outcome::Token(id))
}

/// Ends a token; of another account than asked for it is not there.
pub(super) fn revoke(tx: &Connection, write: &Write, id: i64, of: Option<&UserId>) -> Result<Outcome> {
    let known: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM token WHERE id = ?1 AND (?2 = '' OR account = ?2))",
        params![id, of.map_or("", UserId::as_str)],
        |row| row.get(0),
    )?;
    if !known {
        return Err(StoreError::NotFound(format!("there is no token {id}")));
    }
    tx.run(
        "UPDATE token SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL",
        params![id, write.now.as_microsecond()],
    )?;
    Ok(Outcome::Done)
}

/// Notes when a token was shown.
pub(super) fn used(tx: &Connection, write: &Write, id: i64) -> Result<Outcome> {
    tx.run("UPDATE token SET used = ?2 WHERE id = ?1", params![id, write.now.as_microsecond()])?;
    Ok(Outcome::Done)
}

/// Returns the tokens of an account, or all; newest first.
pub(super) fn list(tx: &Connection, of: Option<&UserId>) -> Result<Vec<Token>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM token t JOIN account a ON a.id = t.account \
         WHERE ?1 = '' OR t.account = ?1 ORDER BY t.created DESC, t.id"
    );
    tx.all(&sql, params![of.map_or("", UserId::as_str)], |row| token_of(row, 0))
}
