//! Connections that only read: opened when first needed, kept for the next caller.

use super::super::{Result, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many idle connections are kept.
const KEPT: usize = 4;

/// A pool of reading connections; cheap to clone.
#[derive(Clone)]
pub(super) struct Readers {
    path: Arc<PathBuf>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    /// Makes an empty pool.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: Arc::new(path.to_owned()), idle: Arc::default() }
    }

    /// Runs a read on a blocking thread, in one snapshot.
    pub(super) async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let readers = self.clone();
        let task = tokio::task::spawn_blocking(move || readers.read_here(query));
        task.await.unwrap_or_else(|stopped| Err(StoreError::Failed(stopped.to_string())))
    }

    /// Runs a read on this thread, in one snapshot.
    pub(super) fn read_here<T>(&self, query: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let kept = self.lock().pop();
        let mut connection = kept.map_or_else(|| self.connect(), Ok)?;
        let snapshot = connection.transaction()?;
        let answer = query(&snapshot);
        drop(snapshot);
        let mut idle = self.lock();
        if idle.len() < KEPT {
            idle.push(connection);
        }
        answer
    }

    fn connect(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.path.as_path(), flags)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -8192;")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
