//! Where a wiki is kept, and how to get a connection to it.

use super::super::Result;
use super::connection::Connection;
use super::postgres::Server;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
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

    /// Connects to write. `synchronous=FULL`: what was answered survives a power cut. What a command would need to be
    /// taken back alone is kept in memory, where SQLite would write it to a file; and a log of 16 MB is copied less often
    /// than one of four, since an import writes the same places again and again.
    pub(super) fn writer(&self) -> Result<Connection> {
        let Self::File(path) = self else { return self.server() };
        let connection = rusqlite::Connection::open(path.as_path())?;
        plan_once(&connection)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;",
        )?;
        Ok(Connection::Sqlite(connection))
    }

    /// Connects to read, remembering little: for one person, who seldom asks for the same twice, and for a rush.
    pub(super) fn small_reader(&self) -> Result<Connection> {
        let connection = self.reader()?;
        if let Connection::Sqlite(connection) = &connection {
            connection.execute_batch("PRAGMA cache_size = -1024;")?;
        }
        Ok(connection)
    }

    /// Connects to read.
    pub(super) fn reader(&self) -> Result<Connection> {
        let Self::File(path) = self else { return self.server() };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(path.as_path(), flags)?;
        plan_once(&connection)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        // A search reads some thousand rows from all over the wiki: half its time went into fetching them again.
        connection.execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -32768;")?;
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

/// Keeps the plan of a statement whatever its values are. Otherwise SQLite plans anew at every run where a value could
/// matter to the plan, and planning what somebody may see takes far longer than finding it.
fn plan_once(connection: &rusqlite::Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::connection::Connection;
    use super::super::migrate::migrate;
    use super::super::sight;
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn who_sees_what_is_planned_once() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::file(&dir.path().join("wiki.db"));
        migrate(&mut database.writer().unwrap()).unwrap();
        let Ok(Connection::Sqlite(connection)) = database.reader() else { panic!("it is a file") };
        let sql = format!("SELECT c.id FROM content c WHERE c.id = ?2 AND {}", sight::content("c"));
        let mut statement = connection.prepare(&sql).unwrap();
        for number in 0..5_i64 {
            let found =
                statement.query_map((number.to_string(), number), |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!(found.count(), 0);
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
