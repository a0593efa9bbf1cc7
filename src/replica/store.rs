//! The two files and the connections on them: opening, modes, transactions.
//!
//! ```text
//!   desk    reads and commits of the person       drafts.db (main, FULL) + replica.db (attached, NORMAL)
//!   feed    what the wiki said, in batches        the same, so that reading never waits for a batch
//!   search  long reads off the loop               the same
//!   beside  what a page shows of others           the same
//!   journal typing, marks                         drafts.db alone, NORMAL: written at once, not fsynced
//! ```
//!
//! Write transactions begin `IMMEDIATE`, which takes both files in the same order: writers wait for one
//! another and never deadlock. Those that write one file take that one alone, at once.

use super::schema::{DRAFTS, REPLICA, Schema};
use super::search::{Session, Turn};
use super::{PlainText, ReplicaError, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Pages of a log after which it is copied into its file.
const LONG_LOG: i64 = 1_000;

/// Which connection does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The person's.
    Desk,
    /// The wiki's.
    Feed,
}

/// The open files.
pub(super) struct Store {
    pub(super) dir: PathBuf,
    pub(super) plain_text: PlainText,
    /// What opening had to repair, one sentence each.
    pub(super) notices: Vec<String>,
    desk: Mutex<Connection>,
    feed: Mutex<Option<Connection>>,
    search: Mutex<Option<Session>>,
    turns: Arc<AtomicU64>,
    journal: Mutex<Option<Connection>>,
    beside: Mutex<Option<Connection>>,
    /// How often something was asked of the files.
    calls: AtomicU64,
}

impl Store {
    /// Opens both files, making, migrating or rebuilding what has to be.
    pub(super) fn open(dir: &Path, plain_text: PlainText) -> Result<Self> {
        make_dir(dir)?;
        let mut notices = Vec::new();
        super::rebuild::set_aside_suspects(dir, &mut notices)?;
        let desk = match connect(dir) {
            Err(ReplicaError::Corrupt { .. }) => {
                super::rebuild::find_damage(dir, &mut notices)?;
                connect(dir)?
            }
            other => other?,
        };
        Ok(Self {
            dir: dir.to_owned(),
            plain_text,
            notices,
            desk: Mutex::new(desk),
            feed: Mutex::new(None),
            search: Mutex::new(None),
            turns: Arc::default(),
            journal: Mutex::new(None),
            beside: Mutex::new(None),
            calls: AtomicU64::new(0),
        })
    }

    /// Runs a read on the person's connection.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.outcome(work(&lock(&self.desk)))
    }

    /// Runs a long read on its own connection.
    pub(super) fn search<T>(&self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let mut place = lock(&self.search);
        let session = opened(&mut place, || Session::new(connect(&self.dir)?))?;
        self.outcome(work(session))
    }

    /// Runs the reads of one answer beside everything else.
    pub(super) fn beside<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut place = lock(&self.beside);
        let connection = opened(&mut place, || connect(&self.dir))?;
        self.outcome(work(connection))
    }

    /// Runs a short read on the wiki's connection.
    pub(super) fn feeding<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut place = lock(&self.feed);
        let connection = opened(&mut place, || feed(&self.dir))?;
        self.outcome(work(connection))
    }

    /// Gives back the memory that batches took.
    pub(super) fn rest(&self) -> Result<()> {
        let outcome = match &mut *lock(&self.feed) {
            Some(connection) => connection.execute_batch("PRAGMA shrink_memory").map_err(Into::into),
            None => Ok(()),
        };
        self.outcome(outcome)
    }

    /// Begins a turn of searching.
    pub(super) fn next_turn(&self) -> Turn {
        Turn::next(&self.turns)
    }

    /// Runs a write transaction on both files; durable for `drafts.db` when it returns.
    pub(super) fn write<T>(&self, line: Line, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let outcome = match line {
            Line::Desk => transact(&mut lock(&self.desk), work),
            Line::Feed => opened(&mut lock(&self.feed), || feed(&self.dir)).and_then(|c| transact(c, work)),
        };
        self.outcome(outcome)
    }

    /// Runs a write transaction that changes `drafts.db` and only reads the other file; durable when it returns.
    /// Nobody who writes the tree keeps it waiting, and it keeps nobody waiting there.
    pub(super) fn write_drafts<T>(
        &self,
        line: Line,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write_one(line, "main", work)
    }

    /// Runs a write transaction that changes `replica.db` and only reads the other file: typing goes on meanwhile.
    pub(super) fn write_tree<T>(
        &self,
        line: Line,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write_one(line, "replica", work)
    }

    fn write_one<T>(
        &self,
        line: Line,
        file: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let outcome = match line {
            Line::Desk => transact_one(&mut lock(&self.desk), file, work),
            Line::Feed => {
                opened(&mut lock(&self.feed), || feed(&self.dir)).and_then(|c| transact_one(c, file, work))
            }
        };
        self.outcome(outcome)
    }

    /// Runs a small write on `drafts.db` that reaches the disk with the next durable one.
    pub(super) fn jot_down<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut place = lock(&self.journal);
        let connection = opened(&mut place, || journal(&self.dir));
        self.outcome(connection.and_then(|connection| transact(connection, work)))
    }

    /// Runs a small write on `drafts.db` that is durable when it returns, and every one before it with it. On the
    /// connection that wrote those: any other one would have to read again what they changed.
    pub(super) fn make_durable<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut place = lock(&self.journal);
        let outcome =
            opened(&mut place, || journal(&self.dir)).and_then(|connection| durably(connection, work));
        self.outcome(outcome)
    }

    /// The same, and copies a long log into the file.
    pub(super) fn make_durable_and_tidy<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut place = lock(&self.journal);
        let outcome = opened(&mut place, || journal(&self.dir)).and_then(|connection| {
            connection.pragma_update(None, "wal_autocheckpoint", LONG_LOG)?;
            let outcome = durably(connection, work);
            connection.pragma_update(None, "wal_autocheckpoint", 0)?;
            outcome
        });
        self.outcome(outcome)
    }

    /// Returns how often something was asked of the files; no statement runs outside of such a call.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Counts the call, names an error, and remembers damage for the next start.
    fn outcome<T>(&self, outcome: Result<T>) -> Result<T> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        outcome.map_err(|error| {
            let error = error.named(&self.dir);
            if matches!(error, ReplicaError::Corrupt { .. }) {
                super::rebuild::mark_suspect(&self.dir);
            }
            error
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in between rolled its transaction back: the connection is as good as before.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn opened<T>(place: &mut Option<T>, open: impl FnOnce() -> Result<T>) -> Result<&mut T> {
    if place.is_none() {
        *place = Some(open()?);
    }
    place.as_mut().ok_or_else(|| ReplicaError::Refused("the local store is not open".to_owned()))
}

fn transact<T>(connection: &mut Connection, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// Begins with the lock of one file (`main` or `replica`), and never has that of the other one. What it reads, it reads
/// behind that lock: nothing can have been written in between that it would have to begin again for.
fn transact_one<T>(
    connection: &mut Connection,
    file: &str,
    work: impl FnOnce(&Transaction<'_>) -> Result<T>,
) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    transaction.prepare_cached(&format!("DELETE FROM {file}.meta WHERE name IS NULL"))?.execute([])?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

fn durably<T>(connection: &mut Connection, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    let outcome = transact(connection, work);
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    outcome
}

/// Opens both files on one connection, which keeps little of them in memory: the system does that for all of them
/// together.
fn connect(dir: &Path) -> Result<Connection> {
    let connection = connect_both(dir)?;
    connection.execute_batch("PRAGMA main.cache_size = -512; PRAGMA replica.cache_size = -1024")?;
    Ok(connection)
}

fn connect_both(dir: &Path) -> Result<Connection> {
    let connection = connect_one(dir, &DRAFTS)?;
    let path = dir.join(REPLICA.file);
    if !path.exists() {
        drop(connect_one(dir, &REPLICA)?);
    }
    attach(&connection, dir).map_err(|error| error.named(&path))?;
    let found: u32 = connection
        .query_row("PRAGMA replica.user_version", [], |row| row.get(0))
        .map_err(|error| ReplicaError::from(error).named(&path))?;
    REPLICA.refuse_newer(found, &path)?;
    if found < REPLICA.known() {
        connection.execute_batch("DETACH replica")?;
        drop(connect_one(dir, &REPLICA)?);
        attach(&connection, dir)?;
    }
    Ok(connection)
}

/// The connection for batches: the pages that indexing words reads again and again stay in memory, and a
/// long pull copies its log into the file seldom.
fn feed(dir: &Path) -> Result<Connection> {
    let connection = connect(dir)?;
    connection.execute_batch("PRAGMA replica.cache_size = -16384; PRAGMA wal_autocheckpoint = 4000")?;
    Ok(connection)
}

/// The connection for typing: what it writes is fsynced when somebody asks for it. No letter and no wish to save waits
/// for the log to be copied into the file: that is done when typing is made durable.
fn journal(dir: &Path) -> Result<Connection> {
    let connection = connect_one(dir, &DRAFTS)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "cache_size", -256)?;
    Ok(connection)
}

pub(super) fn attach(connection: &Connection, dir: &Path) -> Result<()> {
    let path = dir.join(REPLICA.file);
    let path = path.to_str().ok_or_else(|| ReplicaError::NotWritable {
        path: path.display().to_string(),
        cause: "the path is not valid text".to_owned(),
    })?;
    connection.execute("ATTACH ?1 AS replica", [path])?;
    // What somebody lost the right to see leaves no bytes behind in free pages.
    connection.execute_batch("PRAGMA replica.synchronous = NORMAL; PRAGMA replica.secure_delete = ON")?;
    Ok(())
}

/// Opens one file as the main database of a connection, with its schema up to date, durable.
pub(super) fn connect_one(dir: &Path, schema: &Schema) -> Result<Connection> {
    let path = dir.join(schema.file);
    let fresh = make_private(&path)?;
    let open = || -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.set_prepared_statement_cache_capacity(64);
        let mode = if is_on_network(dir) { "TRUNCATE" } else { "WAL" };
        if fresh {
            connection.pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))?;
        }
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY",
        )?;
        schema.migrate(&mut connection, &path)?;
        Ok(connection)
    };
    open().map_err(|error| error.named(&path))
}

/// Makes a directory nobody else can read.
pub(super) fn make_dir(dir: &Path) -> Result<()> {
    if !dir.is_dir() {
        std::fs::create_dir_all(dir).map_err(|error| ReplicaError::system(dir, &error))?;
        set_mode(dir, 0o700)?;
    }
    Ok(())
}

/// Makes an empty file nobody else can read before anything is in it; SQLite gives its side files the same
/// mode. Tells whether the file is new.
fn make_private(path: &Path) -> Result<bool> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => set_mode(path, 0o600).map(|()| true),
        // An empty file is one that another process, or a crash, has just made.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Ok(std::fs::metadata(path).is_ok_and(|found| found.len() == 0))
        }
        Err(error) => Err(ReplicaError::system(path, &error)),
    }
}

/// Sets the mode whatever the umask says.
#[cfg(unix)]
pub(super) fn set_mode(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
        .map_err(|error| ReplicaError::system(path, &error))
}

#[cfg(not(unix))]
pub(super) fn set_mode(_path: &Path, _mode: u32) -> Result<()> {
    Ok(())
}

/// Tells whether the directory is on a network file system, where the shared memory of WAL does not work.
#[cfg(target_os = "linux")]
fn is_on_network(dir: &Path) -> bool {
    // NFS, SMB, CIFS, SMB2, AFS, CODA, 9P.
    const NETWORK: [u32; 7] =
        [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x7375_7245, 0x0102_1997];
    rustix::fs::statfs(dir).is_ok_and(|found| NETWORK.contains(&(found.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_on_network(_dir: &Path) -> bool {
    false
}

/// Returns a setting of one of the files; `meta` is `main.meta` or `replica.meta`.
pub(super) fn meta(connection: &Connection, meta: &str, name: &str) -> Result<Option<String>> {
    let sql = format!("SELECT value FROM {meta} WHERE name = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([name], |row| row.get(0)).optional()?)
}

/// Keeps a setting of one of the files.
pub(super) fn set_meta(connection: &Connection, meta: &str, name: &str, value: &str) -> Result<()> {
    let sql = format!("INSERT OR REPLACE INTO {meta} (name, value) VALUES (?1, ?2)");
    connection.prepare_cached(&sql)?.execute([name, value])?;
    Ok(())
}
