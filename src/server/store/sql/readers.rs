//! Connections that only read: opened when first needed, kept for the next caller.
//!
//! What a connection remembers of the file is worth much to the next read and costs memory. The one that came back last
//! goes out first, so that a few do nearly all the work and remember; those that only come in a rush forget it after.

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
    idle: Arc<Mutex<Idle>>,
    /// How many idle ones may remember what they read: one for each processor.
    warm: usize,
    places: Arc<Semaphore>,
    /// How a connection is opened.
    open: fn(&Database) -> Result<Connection>,
}

/// Connections nobody uses now, the one that came back last at the end.
#[derive(Default)]
struct Idle {
    warm: Vec<Connection>,
    /// Those that forgot what they read.
    cold: Vec<Connection>,
}

impl Readers {
    /// Makes an empty pool.
    pub(super) fn new(database: Database) -> Self {
        let places = Arc::new(Semaphore::new(AT_A_TIME));
        let warm = std::thread::available_parallelism().map_or(1, usize::from);
        Self { database, idle: Arc::default(), warm, places, open: Database::reader }
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
        if connection.is_open() {
            self.put_back(connection);
        }
        answer
    }

    /// Keeps a connection for the next caller.
    fn put_back(&self, connection: Connection) {
        let mut idle = self.lock();
        idle.warm.push(connection);
        if idle.warm.len() <= self.warm {
            return;
        }
        let longest_idle = idle.warm.remove(0);
        // Forgetting takes a moment, in which others may come and go.
        drop(idle);
        longest_idle.forget();
        let mut idle = self.lock();
        if idle.warm.len() + idle.cold.len() < KEPT {
            idle.cold.push(longest_idle);
        }
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

    fn lock(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Idle {
    fn pop(&mut self) -> Option<Connection> {
        self.warm.pop().or_else(|| self.cold.pop())
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

    #[test]
    fn after_a_rush_as_many_connections_remember_as_there_are_processors() {
        suite::on_both(|database| {
            let _file = database.writer()?;
            let readers = Readers { warm: 2, ..Readers::new(database.clone()) };
            let rush: Vec<_> = (0..5).map(|_| readers.take()).collect::<Result<_>>()?;
            rush.into_iter().for_each(|connection| readers.put_back(connection));
            let now = || {
                let idle = readers.lock();
                (idle.warm.len(), idle.cold.len())
            };
            assert_eq!(now(), (2, 3));
            readers.read_here(|tx| tx.only("SELECT 1", params![], |row| row.get::<i64>(0)))?;
            assert_eq!(now(), (2, 3), "a single caller has a warm one");
            Ok(())
        });
    }
}
