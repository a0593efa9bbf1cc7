//! Opening the database: schema, first account, and every way this can go wrong by name.

use super::super::files;
use super::super::{Principal, Result, StoreError};
use super::connection::Connection;
use super::database::Database;
use super::ears::Ears;
use super::migrate::{MigrateError, migrate};
use super::readers::Readers;
use super::value::params;
use super::writer::Writer;
use super::{Sql, accounts, attachments, globals};
use crate::domain::{GlobalPermission, UserId};
use crate::server::{LocalAccount, ServerError};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// The file in the wiki's directory that is touched when the wiki has changed.
const BELL: &str = "wiki.bell";
/// The folder there that holds the bytes of attachments.
const FILES: &str = "files";

/// Opens the wiki in a database and makes it when there is none; finds or makes the local account, if one is named.
/// Attachments are in `dir`, or in a bucket.
pub(in crate::server) fn open(
    database: &Database,
    (dir, bucket): (&Path, Option<&files::Address>),
    account: Option<&LocalAccount>,
    file_limit: u64,
    now: jiff::Timestamp,
) -> std::result::Result<(Sql, Option<Principal>), ServerError> {
    let named = |error: StoreError| named(database, error);
    let mut connection = database.writer().map_err(named)?;
    if let (Connection::Sqlite(connection), Database::File(path)) = (&connection, database) {
        if connection.is_readonly("main").map_err(|error| named(error.into()))? {
            return Err(named(StoreError::ReadOnly("it is read-only".to_owned())));
        }
        owner_only(path)?;
    }
    migrate(&mut connection).map_err(|error| refused(database, error))?;
    begin(&mut connection).map_err(named)?;
    let owner = owner_of_files(&mut connection).map_err(named)?;
    let principal =
        account.map(|account| local_account(&mut connection, account, now)).transpose().map_err(named)?;
    let bell = dir.join(BELL);
    let ears = Arc::new(Ears::new(database.clone(), bell.clone()));
    let writer = Writer::start(connection, database.clone(), bell, ears.bell())
        .map_err(|error| ServerError::Failed(format!("no thread for the writer: {error}")))?;
    let files = files::open(&dir.join(FILES), bucket, file_limit)
        .map_err(|error| ServerError::Files(error.to_string()))?;
    let readers = Readers::new(database.clone())
        .map_err(|error| ServerError::Failed(format!("no threads for the readers: {error}")))?;
    let readers = if account.is_some() { readers.in_little_memory() } else { readers };
    let sql =
        Sql { readers, writer, files: files.clone(), ears, quiet: Arc::default(), backlog: Arc::default() };
    attachments::sweep(sql.readers.clone(), files, owner);
    Ok((sql, principal))
}

/// Gives a new wiki the epoch of its feed.
fn begin(connection: &mut Connection) -> Result<()> {
    let sql = "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'epoch')";
    if connection.only(sql, params![], |row| row.get::<bool>(0))? {
        return Ok(());
    }
    let fresh = Uuid::new_v4().simple().to_string();
    connection.write(|tx| {
        tx.run("INSERT INTO meta (name, value) VALUES ('epoch', ?1) ON CONFLICT DO NOTHING", params![fresh])?;
        Ok(())
    })
}

/// Returns what the place of files knows this wiki by: another name than the epoch, which a restore changes.
fn owner_of_files(connection: &mut Connection) -> Result<String> {
    let sql = "SELECT value FROM meta WHERE name = 'files'";
    if let Some(known) = connection.one(sql, params![], |row| row.get(0))? {
        return Ok(known);
    }
    let fresh = Uuid::new_v4().simple().to_string();
    connection.write(|tx| {
        tx.run("INSERT INTO meta (name, value) VALUES ('files', ?1) ON CONFLICT DO NOTHING", params![fresh])?;
        tx.only(sql, params![], |row| row.get(0))
    })
}

/// Finds the account by its login name; writes only when something is new.
fn local_account(
    connection: &mut Connection,
    account: &LocalAccount,
    now: jiff::Timestamp,
) -> Result<Principal> {
    let known: Option<(String, String)> = connection.one(
        "SELECT id, full_name FROM account WHERE login_folded = ?1",
        params![accounts::folded(&account.login)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let id = match known {
        Some((id, full_name)) if full_name == account.full_name => id,
        _ => connection.write(|tx| accounts::local(tx, now, &account.login, &account.full_name))?,
    };
    let admin = globals::holds(connection, &id, GlobalPermission::SiteAdmin)?;
    Ok(Principal { id: UserId::new(id), admin })
}

/// 0600 whatever the umask: page bodies are private.
#[cfg(unix)]
fn owner_only(path: &Path) -> std::result::Result<(), ServerError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(|error| {
        ServerError::NotWritable { path: path.display().to_string(), cause: error.to_string() }
    })
}

#[cfg(not(unix))]
fn owner_only(_path: &Path) -> std::result::Result<(), ServerError> {
    Ok(())
}

fn refused(database: &Database, error: MigrateError) -> ServerError {
    let path = database.name();
    match error {
        MigrateError::Newer { found, known } => ServerError::Newer { path, found, known },
        MigrateError::Altered { step } => {
            let cause = format!("schema step {step} was applied with another text");
            ServerError::Corrupt { path, cause }
        }
        MigrateError::Store(error) => named(database, error),
    }
}

fn named(database: &Database, error: StoreError) -> ServerError {
    let path = database.name();
    match error {
        StoreError::Corrupt(cause) => ServerError::Corrupt { path, cause },
        StoreError::DiskFull => ServerError::DiskFull,
        StoreError::ReadOnly(cause) => ServerError::NotWritable { path, cause },
        StoreError::Away(cause) => ServerError::Away { path, cause },
        StoreError::Failed(cause) => ServerError::Failed(cause),
        error => ServerError::Failed(error.to_string()),
    }
}
