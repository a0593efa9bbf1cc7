//! A small wiki of our own: the Data Center REST dialect and the extension namespace on one store.
//!
//! [`open`] gives the router for calls in process, with the local account signed in; [`serve`] gives the
//! same router to a loopback socket behind a bearer token. Routes extract, decide, ask the store, answer.

mod auth;
mod beat;
mod check;
mod cql;
mod error;
mod extract;
mod host;
mod listen;
mod methods;
mod names;
mod openapi;
mod router;
mod routes;
mod serve;
#[cfg(test)]
mod silence;
mod store;
mod streams;
mod threads;

pub use host::{AccountRow, Host, HostError, Issued, NewPerson, TeamRow, TokenRow};
pub use listen::{Identity, Lane, Lanes, ListenLimits, Pace};
pub use names::HostName;
pub use serve::{Listen, Serving, serve};
pub use streams::StreamLimits;

use axum::Router;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::sql::Database;

/// The file of the wiki below its directory.
const DATABASE: &str = "wiki.db";

/// The person at this machine: made on the first start, signed in on every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAccount {
    /// The login name.
    pub login: String,
    /// What the interface shows.
    pub full_name: String,
}

/// How much the wiki takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub file: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: crate::domain::attachment::FILE_LIMIT }
    }
}

/// Why a wiki was not opened or does not listen, by what the person does about it.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The directory or the file cannot be written.
    #[error("cannot write the wiki in `{path}`: {cause}")]
    NotWritable {
        /// The path.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// The database server cannot be reached, or takes no writes.
    #[error("the database `{path}` is away: {cause}")]
    Away {
        /// Where it was looked for.
        path: String,
        /// What was heard.
        cause: String,
    },
    /// The address of the database is not taken.
    #[error("{0}")]
    Database(String),
    /// The place for files is not taken.
    #[error("{0}")]
    Files(String),
    /// The disk is full.
    #[error("the disk is full: the wiki cannot be opened")]
    DiskFull,
    /// The file is no database, or a damaged one.
    #[error("`{path}` is damaged: {cause}")]
    Corrupt {
        /// The path.
        path: String,
        /// What was found.
        cause: String,
    },
    /// Written by a newer tildr.
    #[error("`{path}` was written by a newer tildr (schema {found}, this one knows {known})")]
    Newer {
        /// The path.
        path: String,
        /// The schema of the file.
        found: u32,
        /// The newest schema of this program.
        known: u32,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}")]
    Address {
        /// The address.
        address: String,
        /// What the system said.
        cause: String,
    },
    /// Certificate or key cannot be used.
    #[error("cannot encrypt with `{path}`: {cause}")]
    Identity {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Anything else.
    #[error("the wiki cannot be opened: {0}")]
    Failed(String),
}

/// Where a wiki is: a directory, its database there or on a server, and its files there or in a bucket.
#[derive(Clone)]
pub struct Place {
    dir: PathBuf,
    database: Database,
    bucket: Option<store::files::Address>,
}

impl Place {
    /// A wiki with its database in a file of the directory.
    pub fn directory(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), database: Database::file(&dir.join(DATABASE)), bucket: None }
    }

    /// A wiki with its database on a PostgreSQL server. The address is what `libpq` takes; a password it does not
    /// hold may come beside it. Connections to another machine are encrypted, and certificates checked against
    /// `authorities` (PEM), or else against those of the system.
    pub fn postgres(
        dir: &Path,
        address: &str,
        password: Option<&str>,
        authorities: Option<&[u8]>,
    ) -> Result<Self, ServerError> {
        let server = store::sql::Server::new(address, password, authorities)
            .map_err(|error| ServerError::Database(error.to_string()))?;
        Ok(Self { dir: dir.to_owned(), database: Database::Postgres(Arc::new(server)), bucket: None })
    }

    /// Keeps the files of the wiki in a bucket, named like `s3://BUCKET/PREFIX`; who may use it is told by the
    /// environment.
    pub fn with_files(self, address: &str) -> Result<Self, ServerError> {
        let bucket =
            store::files::Address::read(address).map_err(|error| ServerError::Files(error.to_string()))?;
        Ok(Self { bucket: Some(bucket), ..self })
    }
}

/// Opens the wiki in a directory, makes it on the first start, and returns its router with the local
/// account signed in. No socket is opened.
pub fn open(dir: &Path, account: LocalAccount) -> Result<Router, ServerError> {
    open_within(&Place::directory(dir), account, Limits::default())
}

/// Opens the wiki of a place as [`open`] does, with limits of one's own.
pub fn open_within(place: &Place, account: LocalAccount, limits: Limits) -> Result<Router, ServerError> {
    let (store, principal) = open_store(place, Some(&account), limits)?;
    let principal = principal.ok_or_else(|| ServerError::Failed("there is no local account".to_owned()))?;
    Ok(auth::signed_in(router::routes(Arc::new(store), streams()), principal))
}

/// Opens the wiki of a place for whoever shows a token or a password: the router that [`serve`] puts on a socket.
pub fn open_guarded(place: &Place) -> Result<Router, ServerError> {
    let (store, _) = open_store(place, None, Limits::default())?;
    let store = Arc::new(store);
    Ok(auth::guarded(router::routes(store.clone(), streams()), door(store)?))
}

/// Makes the door of a store.
fn door(store: Arc<dyn store::Store>) -> Result<auth::Door, ServerError> {
    let no_threads = |error| ServerError::Failed(format!("no threads for passwords: {error}"));
    auth::Door::new(store).map_err(no_threads)
}

/// Streams of events with the usual limits, for a wiki that never stops before its program does.
fn streams() -> streams::Streams {
    streams::Streams::new(StreamLimits::default())
}

fn open_store(
    place: &Place,
    account: Option<&LocalAccount>,
    limits: Limits,
) -> Result<(store::sql::Sql, Option<store::Principal>), ServerError> {
    make_private(&place.dir).map_err(|error| ServerError::NotWritable {
        path: place.dir.display().to_string(),
        cause: error.to_string(),
    })?;
    store::sql::open(
        &place.database,
        (&place.dir, place.bucket.as_ref()),
        account,
        limits.file,
        crate::config::now(),
    )
}

#[cfg(unix)]
fn make_private(dir: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if dir.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn make_private(dir: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)
}
