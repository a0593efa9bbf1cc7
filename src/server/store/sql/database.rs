//! Where a wiki is kept, and how to get a connection to it.

use super::super::Result;
use super::connection::Connection;
use super::postgres::Server;
use rusqlite::OpenFlags;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A file or a server; cheap to clone.
#[derive(Clone)]
pub(in crate::server) enum Database {
    /// A SQLite file.
    File(Arc<PathBuf>),
    /// A PostgreSQL server.
    Postgres(Arc<Server>),
}

impl Database {
    /// Names a file.
    pub(in crate::server) fn file(path: &Path) -> Self {
        Self::File(Arc::new(path.to_owned()))
    }

    /// Connects to write. `synchronous=FULL`: what was answered survives a power cut.
    pub(super) fn writer(&self) -> Result<Connection> {
        let Self::File(path) = self else { return self.server() };
        let connection = rusqlite::Connection::open(path.as_path())?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -16384;",
        )?;
        Ok(Connection::Sqlite(connection))
    }

    /// Connects to read.
    pub(super) fn reader(&self) -> Result<Connection> {
        let Self::File(path) = self else { return self.server() };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path.as_path(), flags)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -8192;")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Connection::Sqlite(connection))
    }

    /// Says where it is, without secrets.
    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Postgres(server) => server.name(),
        }
    }

    fn server(&self) -> Result<Connection> {
        match self {
            Self::File(_) => self.reader(),
            Self::Postgres(server) => Ok(Connection::Postgres(server.connect()?)),
        }
    }
}
