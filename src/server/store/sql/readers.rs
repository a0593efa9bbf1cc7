//! Connections that only read: opened when first needed, kept for the next caller.

use super::super::{Result, StoreError};
use super::connection::Connection;
use super::database::Database;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many idle connections are kept: all there are, for each knows the plans of the statements it has run.
const KEPT: usize = AT_A_TIME;
/// How many reads run at a time: more would only wait for each other, and a server takes so many connections.
const AT_A_TIME: usize = 8;

/// How long one read may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pool of reading connections; cheap to clone.
#[derive(Clone)]
pub(super) struct Readers {
    database: Database,
    idle: Arc<Mutex<Vec<Connection>>>,
    places: Arc<Semaphore>,
    /// How a connection is opened.
    open: fn(&Database) -> Result<Connection>,
}

impl Readers {
    /// Makes an empty pool.
    pub(super) fn new(database: Database) -> Self {
        let places = Arc::new(Semaphore::new(AT_A_TIME));
        Self { database, idle: Arc::default(), places, open: Database::reader }
    }

    /// Keeps little in memory: for the program of one person.
    pub(super) fn in_little_memory(self) -> Self {
        Self { open: Database::small_reader, ..self }
    }

    /// Runs a read on a blocking thread, in one snapshot.
    pub(super) async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        // The places are never closed.
        let _place = self.places.clone().acquire_owned().await;
        let readers = self.clone();
        let task = tokio::task::spawn_blocking(move || readers.read_here(query));
        task.await.unwrap_or_else(|stopped| Err(StoreError::Failed(stopped.to_string())))
    }

    /// Runs a read on this thread, in one snapshot.
    pub(super) fn read_here<T>(&self, query: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut connection = self.take()?;
        let answer = connection.read(PATIENCE, query);
        let mut idle = self.lock();
        if idle.len() < KEPT && connection.is_open() {
            idle.push(connection);
        }
        answer
    }

    /// Runs a statement behind the wiki's back.
    #[cfg(test)]
    pub(super) fn behind(&self, sql: &str) -> Result<()> {
        self.database.writer()?.batch(sql)
    }

    /// Returns a connection that stands: an idle one may have been cut off in the meantime.
    fn take(&self) -> Result<Connection> {
        loop {
            let Some(kept) = self.lock().pop() else { return (self.open)(&self.database) };
            if kept.is_open() {
                return Ok(kept);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite;
    use super::super::value::params;
    use super::*;

    #[test]
    fn a_read_that_takes_too_long_is_ended_and_the_next_one_is_not() {
        suite::on_both(|database| {
            let mut connection = database.writer()?;
            let endless =
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
            let count = |tx: &Connection, sql: &str| tx.only(sql, params![], |row| row.get::<i64>(0));
            let ended = connection.read(Duration::from_millis(20), |tx| count(tx, endless));
            assert!(matches!(ended, Err(StoreError::TakesLong)), "{ended:?}");
            let short = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000) \
                SELECT count(*) FROM n";
            assert_eq!(connection.read(PATIENCE, |tx| count(tx, short))?, 10_000);
            Ok(())
        });
    }
}
