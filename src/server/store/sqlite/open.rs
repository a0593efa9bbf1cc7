//! Opening the file: schema, first account, and every way this can go wrong by name.

use super::super::Principal;
use super::super::files::Folder;
use super::migrate::{MigrateError, migrate};
use super::readers::Readers;
use super::writer::Writer;
use super::{Sqlite, attachments, feed};
use crate::domain::UserId;
use crate::server::{LocalAccount, ServerError};
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The file beside the wiki that is touched when the wiki has changed.
const BELL: &str = "wiki.bell";
/// The folder beside the wiki that holds the bytes of attachments.
const FILES: &str = "files";

/// Opens the wiki in a file, makes it when there is none, and finds or makes the local account.
pub(in crate::server) fn open(
    path: &Path,
    account: &LocalAccount,
    file_limit: u64,
    now: jiff::Timestamp,
) -> Result<(Sqlite, Principal), ServerError> {
    let named = |error: rusqlite::Error| named(path, &error);
    let mut connection = Connection::open(path).map_err(named)?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(named)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -16384;",
        )
        .map_err(named)?;
    if connection.is_readonly("main").map_err(named)? {
        let cause = "it is read-only".to_owned();
        return Err(ServerError::NotWritable { path: path.display().to_string(), cause });
    }
    owner_only(path)?;
    migrate(&mut connection).map_err(|error| refused(path, error))?;
    let principal = local_account(&mut connection, account, now).map_err(named)?;
    let writer = Writer::start(connection, path.with_file_name(BELL))
        .map_err(|error| ServerError::Failed(format!("no thread for the writer: {error}")))?;
    let files = Arc::new(Folder::new(&path.with_file_name(FILES), file_limit));
    let sqlite = Sqlite { readers: Readers::new(path), writer, files: files.clone() };
    attachments::sweep(sqlite.readers.clone(), files);
    Ok((sqlite, principal))
}

/// Finds the account by its login name; writes only when something is new.
fn local_account(
    connection: &mut Connection,
    account: &LocalAccount,
    now: jiff::Timestamp,
) -> rusqlite::Result<Principal> {
    let folded = account.login.to_lowercase();
    let known: Option<(String, String, bool)> = connection
        .query_row("SELECT id, full_name, admin FROM account WHERE login_folded = ?1", [&folded], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((id, full_name, admin)) = known
        && full_name == account.full_name
    {
        return Ok(Principal { id: UserId::new(id), admin });
    }
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    tx.execute(
        "INSERT INTO account (id, login, login_folded, full_name, admin, created) VALUES (?1, ?2, ?3, ?4, 1, ?5) \
         ON CONFLICT (login_folded) DO UPDATE SET full_name = excluded.full_name",
        params![Uuid::new_v4().simple().to_string(), account.login, folded, account.full_name, now.as_microsecond()],
    )?;
    tx.execute(
        "INSERT OR IGNORE INTO meta (name, value) VALUES ('epoch', ?1)",
        [Uuid::new_v4().simple().to_string()],
    )?;
    let (id, admin): (String, bool) =
        tx.query_row("SELECT id, admin FROM account WHERE login_folded = ?1", [&folded], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    // Marking an account cannot fail in any other way than SQLite itself.
    feed::user_changed(&tx, &id).map_err(|_| rusqlite::Error::InvalidQuery)?;
    tx.commit()?;
    Ok(Principal { id: UserId::new(id), admin })
}

/// 0600 whatever the umask: page bodies are private.
#[cfg(unix)]
fn owner_only(path: &Path) -> Result<(), ServerError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(|error| {
        ServerError::NotWritable { path: path.display().to_string(), cause: error.to_string() }
    })
}

#[cfg(not(unix))]
fn owner_only(_path: &Path) -> Result<(), ServerError> {
    Ok(())
}

fn refused(path: &Path, error: MigrateError) -> ServerError {
    let path_text = path.display().to_string();
    match error {
        MigrateError::Newer { found, known } => ServerError::Newer { path: path_text, found, known },
        MigrateError::Altered { step } => ServerError::Corrupt {
            path: path_text,
            cause: format!("schema step {step} was applied with another text"),
        },
        MigrateError::Sqlite(error) => named(path, &error),
    }
}

fn named(path: &Path, error: &rusqlite::Error) -> ServerError {
    let (path, cause) = (path.display().to_string(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => ServerError::Corrupt { path, cause },
        Some(ErrorCode::DiskFull) => ServerError::DiskFull,
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            ServerError::NotWritable { path, cause }
        }
        _ => ServerError::Failed(cause),
    }
}
