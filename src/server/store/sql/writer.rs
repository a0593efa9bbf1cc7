//! The one writer: a thread that takes commands from a queue and commits what waits together.
//!
//! Every command runs in a savepoint of its own, so a refused one leaves no trace; the answer goes out
//! after the commit, so what was answered is on the disk. Waiting commands share one commit, which is
//! what a disk can do a few hundred times a second at best.

use super::super::{Command, Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::database::Database;
use super::run;
use super::value::params;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use tokio::sync::{oneshot, watch};

/// The most commands of one commit.
const TOGETHER: usize = 64;
/// How long the answer to a named write is kept: longer than any outbox.
const KEPT_DAYS: i64 = 90;

/// The sending end of the queue; the thread ends when the last one is dropped.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

struct Job {
    write: Write,
    command: Command,
    reply: oneshot::Sender<Result<Outcome>>,
}

impl Writer {
    /// Starts the thread on its connection to a database; after every commit `bell` is touched, for other programs,
    /// and `rung` counts on, for this one.
    pub(super) fn start(
        connection: Connection,
        database: Database,
        bell: PathBuf,
        rung: watch::Sender<u64>,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let work = move || {
            let tell = || {
                ring(&bell);
                rung.send_modify(|count| *count += 1);
            };
            serve(connection, &database, &tell, &jobs);
        };
        std::thread::Builder::new().name("wiki-writer".to_owned()).spawn(work)?;
        Ok(Self { queue })
    }

    /// Queues a command and waits until it is durable or refused.
    pub(super) async fn write(&self, write: Write, command: Command) -> Result<Outcome> {
        let (reply, answer) = oneshot::channel();
        let stopped = || StoreError::Failed("the writer has stopped".to_owned());
        self.queue.send(Job { write, command, reply }).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

fn serve(mut connection: Connection, database: &Database, tell: &dyn Fn(), jobs: &mpsc::Receiver<Job>) {
    let mut pruned = false;
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(TOGETHER - 1));
        if !connection.is_open()
            && let Ok(new) = database.writer()
        {
            connection = new;
        }
        if !pruned {
            prune(&mut connection, &batch[0].write);
            pruned = true;
        }
        let (replies, work): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|job| (job.reply, (job.write, job.command))).unzip();
        let is_news = work.iter().any(|(_, command)| !matches!(command, Command::ReadWords));
        let answers = commit(&mut connection, work);
        if is_news {
            tell();
        }
        for (reply, answer) in replies.into_iter().zip(answers) {
            // The caller may have gone away; the write stands, and its key finds it.
            let _ = reply.send(answer);
        }
    }
}

/// Tells whoever syncs with this wiki from another process; best effort, the next commit rings again.
pub(super) fn ring(bell: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if let Ok(mut file) = options.open(bell) {
        let _ = file.write_all(b"!");
    }
}

/// Carries out a batch in one transaction and answers for each command.
fn commit(connection: &mut Connection, work: Vec<(Write, Command)>) -> Vec<Result<Outcome>> {
    let count = work.len();
    let answers = connection.write(|tx| {
        work.into_iter()
            .map(|(write, command)| standing(tx, alone(tx, &write, command)))
            .collect::<Result<Vec<_>>>()
    });
    answers.unwrap_or_else(|error| {
        // Nobody of the batch has been answered: each is told what stopped all.
        std::iter::repeat_with(|| Err(error.again())).take(count).collect()
    })
}

/// Takes an answer of a part when the transaction still stands: one that a command has ended, as a full disk does, the
/// next one must not begin again.
fn standing<T>(tx: &Connection, answer: Result<T>) -> Result<Result<T>> {
    let ended = || StoreError::Failed("the database ended the transaction".to_owned());
    if tx.is_writing() { Ok(answer) } else { Err(answer.err().unwrap_or_else(ended)) }
}

/// Runs a command so that its refusal does not touch the others.
fn alone(tx: &Connection, write: &Write, command: Command) -> Result<Outcome> {
    tx.savepoint(|tx| {
        // A bug in one command must not end the thread that every later one needs.
        catch_unwind(AssertUnwindSafe(|| once(tx, write, command)))
            .unwrap_or_else(|_| Err(StoreError::Failed("the command ended in a panic".to_owned())))
    })
}

/// Runs a command unless its key was seen; keeps the answer with the key.
fn once(tx: &Connection, write: &Write, command: Command) -> Result<Outcome> {
    let Some(key) = &write.key else { return run(tx, write, command) };
    let account = write.who.id.as_str();
    let known: Option<(String, String)> = tx.one(
        "SELECT request, answer FROM idempotency WHERE account = ?1 AND key = ?2",
        params![account, key],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if let Some((request, answer)) = known {
        if request != write.request {
            return Err(StoreError::KeyReused);
        }
        return serde_json::from_str(&answer).map_err(|error| StoreError::Failed(error.to_string()));
    }
    let outcome = run(tx, write, command)?;
    let answer = serde_json::to_string(&outcome).map_err(|error| StoreError::Failed(error.to_string()))?;
    tx.run(
        "INSERT INTO idempotency (account, key, request, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![account, key, write.request, answer, write.now.as_microsecond()],
    )?;
    Ok(outcome)
}

/// Forgets answers nobody can ask for any more; what fails here is tried at the next start.
fn prune(connection: &mut Connection, write: &Write) {
    let oldest = write.now.as_microsecond() - KEPT_DAYS * 24 * 3600 * 1_000_000;
    let _ = connection
        .write::<_, StoreError>(|tx| tx.run("DELETE FROM idempotency WHERE at < ?1", params![oldest]));
}

#[cfg(test)]
mod tests {
    use super::super::database::Database;
    use super::*;

    /// SQLite takes the whole transaction back when the disk is full; a file that may not grow stands for one.
    #[test]
    fn f04_on_a_full_disk_nobody_of_a_batch_is_written_and_each_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = Database::file(&dir.path().join("wiki.db")).writer().unwrap();
        connection.batch("CREATE TABLE note (text TEXT NOT NULL)").unwrap();
        let add = |tx: &Connection, text: &str| {
            tx.savepoint(|tx| tx.run("INSERT INTO note (text) VALUES (?1)", params![text]))
        };
        let long = "x".repeat(1 << 20);
        let written = |connection: &mut Connection, texts: &[&str]| {
            connection
                .write(|tx| texts.iter().map(|text| standing(tx, add(tx, text))).collect::<Result<Vec<_>>>())
        };
        let count = |connection: &Connection| {
            connection.only("SELECT count(*) FROM note", params![], |row| row.get::<i64>(0)).unwrap()
        };
        connection.batch("PRAGMA max_page_count = 4").unwrap();
        let full = written(&mut connection, &["a", &long, "b"]);
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        assert_eq!(count(&connection), 0, "not even what came after it");
        connection.batch("PRAGMA max_page_count = 100000").unwrap();
        assert_eq!(written(&mut connection, &["a", &long, "b"]).unwrap().len(), 3);
        assert_eq!(count(&connection), 3);
    }
}
