//! Pages of imports whose words are not in the index yet. Writing words takes longer than everything else about a page, so
//! they come behind the import: a server reads them between what others write, and whoever looks for words reads some first.
//!
//! The embedded wiki looks for none (the replica does), so there they wait until it is served.

use super::super::{Command, Outcome, Principal, Result, Write};
use super::Sql;
use super::connection::Connection;
use super::value::params;
use super::words::{self, PageWords};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, Notify};

/// How many pages are read in one transaction, and after how many bytes of them it ends: no save waits longer than for a
/// handful of others.
const AT_A_TIME: i64 = 64;
const BYTES: usize = 4 << 20;
/// How long a search waits for words: those of a few thousand pages.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long after somebody wrote it is looked whether that was an import: once for all that is written meanwhile.
const AFTER_A_WRITE: Duration = Duration::from_secs(2);
/// The same when reading has failed.
const AFTER_AN_ERROR: Duration = Duration::from_secs(60);

/// How often imports left pages, and up to which time all of them were read, as far as this program knows.
pub(super) struct Backlog {
    grown: AtomicU64,
    read: AtomicU64,
    grew: Notify,
    /// One transaction at a time: others write in between.
    turn: Mutex<()>,
}

impl Default for Backlog {
    /// Somebody before us may have left some.
    fn default() -> Self {
        Self { grown: 1.into(), read: 0.into(), grew: Notify::new(), turn: Mutex::default() }
    }
}

impl Backlog {
    /// Notes that an import has left pages.
    pub(super) fn grow(&self) {
        self.grown.fetch_add(1, Ordering::AcqRel);
        self.grew.notify_one();
    }

    /// Returns the time up to which pages have to be read, when some may wait.
    fn due(&self) -> Option<u64> {
        let grown = self.grown.load(Ordering::Acquire);
        (self.read.load(Ordering::Acquire) < grown).then_some(grown)
    }
}

impl Sql {
    /// Reads the words that imports left, now and whenever there are more, by whatever program; never ends.
    pub(in crate::server) async fn keep_reading_words(&self) {
        let mut bell = self.ears.listen();
        loop {
            let read = self.read_words().await;
            let rest = if read.is_err() { AFTER_AN_ERROR } else { AFTER_A_WRITE };
            if let Err(error) = read {
                tracing::warn!("cannot read the words of imported pages yet: {error}");
            }
            let written = async {
                // The bell is as old as the store.
                let _ = bell.changed().await;
                tokio::time::sleep(rest).await;
            };
            tokio::select! {
                () = self.backlog.grew.notified() => {}
                () = written => self.look_for_more().await,
            }
        }
    }

    /// Looks whether another program has left pages.
    async fn look_for_more(&self) {
        let some =
            |tx: &Connection| tx.only("SELECT EXISTS (SELECT 1 FROM unread)", params![], |row| row.get(0));
        if self.readers.read(some).await.unwrap_or(false) {
            self.backlog.grown.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Reads as much of what waits as a search can wait for. It answers with what there is in any case.
    pub(super) async fn read_words_before_a_search(&self) {
        if self.backlog.due().is_some() {
            let _ = tokio::time::timeout(PATIENCE, self.read_words()).await;
        }
    }

    async fn read_words(&self) -> Result<()> {
        while self.backlog.due().is_some() {
            let _turn = self.backlog.turn.lock().await;
            let Some(due) = self.backlog.due() else { break };
            let (who, now) = (Principal::host(), crate::config::now());
            let write = Write { who, key: None, request: String::new(), now };
            let read = self.writer.write(write, Command::ReadWords).await?;
            if matches!(read, Outcome::WordsRead { is_last: true }) {
                self.backlog.read.fetch_max(due, Ordering::AcqRel);
            }
        }
        Ok(())
    }
}

/// Leaves the words of new pages for later.
pub(super) fn leave(tx: &Connection, pages: &[i64]) -> Result<()> {
    for page in pages {
        tx.run("INSERT INTO unread (page) VALUES (?1)", params![*page])?;
    }
    Ok(())
}

/// Reads the words of some pages that wait; tells whether those were the last.
pub(super) fn read(tx: &Connection) -> Result<Outcome> {
    let waiting: Vec<i64> =
        tx.all("SELECT page FROM unread ORDER BY page LIMIT ?1", params![AT_A_TIME], |row| row.get(0))?;
    let (mut bytes, mut rest) = (0, waiting.iter());
    let mut words = Vec::with_capacity(waiting.len());
    for page in rest.by_ref() {
        tx.run("DELETE FROM unread WHERE page = ?1", params![*page])?;
        words.extend(words_of(tx, *page, &mut bytes)?);
        if bytes > BYTES {
            break;
        }
    }
    words::add_pages(tx, &words)?;
    let is_last = rest.len() == 0 && waiting.len() < AT_A_TIME as usize;
    Ok(Outcome::WordsRead { is_last })
}

/// Reads the words of a page that is about to change, if they wait: what the index has of it is what it was before.
pub(super) fn catch_up(tx: &Connection, page: i64) -> Result<()> {
    match tx.run("DELETE FROM unread WHERE page = ?1", params![page])? {
        0 => Ok(()),
        _ => words::add_pages(tx, words_of(tx, page, &mut 0)?.as_slice()),
    }
}

fn words_of(tx: &Connection, page: i64, bytes: &mut usize) -> Result<Option<PageWords>> {
    let sql = "SELECT c.title, b.storage FROM content c \
                   JOIN version v ON v.content = c.id AND v.number = c.version \
                   JOIN body b ON b.content = c.id AND b.version = v.body \
               WHERE c.id = ?1";
    tx.one(sql, params![page], |row| {
        let (title, storage) = (row.get::<String>(0)?, row.get::<String>(1)?);
        *bytes += storage.len();
        Ok(PageWords::of(page, &title, &storage))
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::Store;
    use super::super::database::Database;
    use super::super::open::open;
    use super::super::words::{Index, listed};
    use super::*;
    use crate::domain::{SpaceId, SpaceKey};
    use crate::server::LocalAccount;
    use crate::wire::extension::import::{ImportBody, ImportEntry};

    async fn unread(store: &Sql) -> i64 {
        let count = |tx: &Connection| tx.only("SELECT count(*) FROM unread", params![], |row| row.get(0));
        store.readers.read(count).await.unwrap()
    }

    async fn import(store: &Sql, write: &Write, space: &SpaceId, word: &str) {
        let page = |number: usize| ImportEntry {
            key: format!("{word}{number}"),
            parent: None,
            title: format!("{word} {number}"),
            storage: format!("<p>about {word}</p>"),
            labels: Vec::new(),
            updated: None,
        };
        let batch = ImportBody { space: space.clone(), home: None, pages: (0..150).map(page).collect() };
        store.write(write.clone(), Command::Import(batch)).await.unwrap();
    }

    #[tokio::test]
    async fn a_server_reads_what_was_left_before_it_and_what_is_left_while_it_runs() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::file(&dir.path().join("wiki.db"));
        let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann".to_owned() };
        let now = crate::config::now();
        let open = || open(&database, (dir.path(), None), Some(&account), 1 << 20, now).unwrap();
        let (store, who) = open();
        let write = Write { who: who.unwrap(), key: None, request: String::new(), now };
        let made = Command::CreateSpace {
            key: SpaceKey::new("DOC"),
            name: "Docs".to_owned(),
            description: String::new(),
            grants: Vec::new(),
        };
        let Outcome::Space(space) = store.write(write.clone(), made).await.unwrap() else {
            panic!("no space")
        };
        import(&store, &write, &space.id, "early").await;
        assert_eq!(unread(&store).await, 150);
        drop(store);
        let (store, _) = open();
        let imported = async {
            while unread(&store).await > 0 {
                tokio::task::yield_now().await;
            }
            import(&store, &write, &space.id, "late").await;
            while unread(&store).await > 0 {
                tokio::task::yield_now().await;
            }
            let (other, _) = open();
            import(&other, &write, &space.id, "elsewhere").await;
            while unread(&store).await > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = store.keep_reading_words() => panic!("it never ends"),
            done = tokio::time::timeout(Duration::from_secs(60), imported) => done.unwrap(),
        }
        for word in ["early", "late", "elsewhere"] {
            for index in [Index::Names, Index::Texts] {
                let found = store.readers.read(move |tx| listed(tx, index, word)).await.unwrap();
                assert_eq!(found.len(), 150, "{word} in {index:?}");
            }
        }
    }
}
