//! Connections that only read: opened when first needed, kept for the next caller.
//!
//! What a connection remembers of the file is worth much to the next read and costs memory. One for each processor
//! remembers much and does most of the work; the others, which only come in a rush, remember little.

use super::super::{Result, StoreError};
use super::connection::Connection;
use super::database::Database;
use crate::server::threads::Threads;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many reads of a database server run at a time: it does the work elsewhere, and takes so many connections.
const OF_A_SERVER: usize = 8;
/// How many reads of a file run at a time, for each processor: one works, one is ready to. More would only wait for each
/// other, and the allocator keeps memory for each thread that ever read.
const OF_A_FILE: usize = 2;

/// How many connections remember much at most, however many processors there are: each takes 32 MiB.
const MOST_LARGE: usize = 8;

/// How long one read may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pool of reading connections; cheap to clone.
#[derive(Clone)]
pub(super) struct Readers {
    database: Database,
    idle: Arc<Mutex<Idle>>,
    /// How many may remember much.
    large: usize,
    /// How many reads run at a time. So many idle connections are kept, too: each knows the plans of what it has run.
    at_a_time: usize,
    /// What reads; `None` for the threads of the program.
    threads: Option<Threads>,
    places: Arc<Semaphore>,
}

/// Connections nobody uses now, the one that came back last at the end.
#[derive(Default)]
struct Idle {
    large: Vec<Connection>,
    small: Vec<Connection>,
    /// How many large ones there are, those in use among them.
    large_there: usize,
}

/// A connection for one read. It comes back when this is dropped, unless the read ended in a panic: nobody knows what
/// it was in the midst of.
struct Lent<'a> {
    readers: &'a Readers,
    /// There until it is dropped.
    connection: Option<Connection>,
    is_large: bool,
}

impl Readers {
    /// Makes an empty pool. An error when the system gives no threads.
    pub(super) fn new(database: Database) -> std::io::Result<Self> {
        let large = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_LARGE);
        let at_a_time = match &database {
            Database::File(_) => OF_A_FILE * large,
            Database::Postgres(_) => OF_A_SERVER,
        };
        let places = Arc::new(Semaphore::new(at_a_time));
        let threads = Some(Threads::start("wiki-reader", at_a_time)?);
        Ok(Self { database, idle: Arc::default(), large, at_a_time, threads, places })
    }

    /// Keeps little in memory: for the program of one person.
    pub(super) fn in_little_memory(self) -> Self {
        Self { large: 0, threads: None, ..self }
    }

    /// Runs a read on a thread that may block, in one snapshot.
    pub(super) async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        // The places are never closed.
        let _place = self.places.clone().acquire_owned().await;
        let readers = self.clone();
        let work = move || readers.read_here(query);
        let outcome = match &self.threads {
            Some(threads) => threads.run(work).await,
            None => tokio::task::spawn_blocking(work).await.map_err(|stopped| stopped.to_string()),
        };
        outcome.unwrap_or_else(|stopped| Err(StoreError::Failed(stopped)))
    }

    /// Runs a read on this thread, in one snapshot.
    pub(super) fn read_here<T>(&self, query: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut lent = self.lend()?;
        match &mut lent.connection {
            Some(connection) => connection.read(PATIENCE, query),
            None => Err(StoreError::Failed("a connection was given back too early".to_owned())),
        }
    }

    /// Runs a statement behind the wiki's back.
    #[cfg(test)]
    pub(super) fn behind(&self, sql: &str) -> Result<()> {
        self.database.writer()?.batch(sql)
    }

    /// Lends a connection that stands: an idle one may have been cut off in the meantime.
    fn lend(&self) -> Result<Lent<'_>> {
        loop {
            let mut idle = self.lock();
            let large = idle.large.pop();
            let is_large = large.is_some() || idle.large_there < self.large;
            if is_large && large.is_none() {
                idle.large_there += 1;
            }
            let kept = if is_large { large } else { idle.small.pop() };
            drop(idle);
            let mut lent = Lent { readers: self, connection: kept, is_large };
            match &lent.connection {
                Some(kept) if kept.is_open() => return Ok(lent),
                Some(_) => {}
                None => {
                    let open = if is_large { Database::reader } else { Database::small_reader };
                    lent.connection = Some(open(&self.database)?);
                    return Ok(lent);
                }
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let usable = |connection: &Connection| connection.is_open() && !std::thread::panicking();
        let back = self.connection.take().filter(usable);
        let mut idle = self.readers.lock();
        match back {
            Some(connection) if self.is_large => idle.large.push(connection),
            Some(connection) if idle.large.len() + idle.small.len() < self.readers.at_a_time => {
                idle.small.push(connection)
            }
            None if self.is_large => idle.large_there -= 1,
            _ => {}
        }
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
    fn one_connection_for_each_processor_remembers_much_and_goes_out_first() {
        suite::on_both(|database| {
            let _file = database.writer()?;
            let readers = Readers { large: 2, at_a_time: 5, ..Readers::new(database.clone()).unwrap() };
            let now = || {
                let idle = readers.lock();
                (idle.large.len(), idle.small.len())
            };
            let rush: Vec<_> = (0..5).map(|_| readers.lend()).collect::<Result<_>>()?;
            assert_eq!(now(), (0, 0));
            drop(rush);
            assert_eq!(now(), (2, 3));
            assert!(readers.lend()?.is_large);
            let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let _lent = readers.lend();
                panic!("a read that ends badly");
            }));
            assert!(broken.is_err());
            assert_eq!(now(), (1, 3), "it does not come back");
            let two = [readers.lend()?, readers.lend()?];
            assert!(two.iter().all(|lent| lent.is_large), "another one takes its place");
            Ok(())
        });
    }

    #[test]
    fn reads_have_threads_of_their_own_and_no_more_than_there_are_reads() {
        suite::on_both(|database| {
            let _file = database.writer()?;
            let readers = Readers::new(database.clone()).unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let seen = runtime.block_on(async {
                let reads = (0..100).map(|_| readers.read(|_| Ok(std::thread::current().id())));
                futures_util::future::try_join_all(reads).await
            })?;
            let threads: std::collections::HashSet<_> = seen.into_iter().collect();
            assert!(threads.len() <= readers.at_a_time, "{} threads", threads.len());
            assert!(!threads.contains(&std::thread::current().id()));
            Ok(())
        });
    }
}
