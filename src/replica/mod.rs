//! The local truth in SQLite: what this account may see (`replica.db`, can be fetched again) and what it
//! did (`drafts.db`, irreplaceable). The only thing the TUI reads.
//!
//! A commit writes history, outbox and the local tree in one transaction (of a single edit the tree in a
//! second one, once the first is on the disk): `drafts.db` is the main database of the connection
//! (`synchronous=FULL`), `replica.db` is attached (`NORMAL`). SQLite commits attached files one after the
//! other, the main one first, so after a crash between the two the outbox is ahead of the tree, never behind
//! it; opening finds that their stamps differ and shows what the tree has not seen (`catch_up`).
//!
//! ```text
//!   store ─ schema ─ rebuild      files, connections, migrations, damage
//!   body ─ dictionary             bodies as they are packed, and what they are packed with
//!   ready                         words and packed body of a page, made while the page before is written
//!   row ─ local ─ catch_up        a page row; base + queued changes = what is shown; in step after a crash
//!   space  tree  place  copy  blog  sift  search  pages    reads
//!   commit  outbox  history       what the person did, on its way, and back
//!   feed  alias                   what the wiki said; the ids it gave
//!   comment  attachment  cache    what is said on a page, its files, and their bytes on this machine
//!   draft  saving  conflict       texts in work, saves that were asked for, texts that clash
//!   own  saved  watch             own marks, searches with a name, what is watched
//!   glance                        one look for a process that lives for milliseconds
//!   value  error                  what is answered, what can go wrong
//! ```

mod alias;
mod attachment;
mod blog;
mod body;
mod cache;
mod catch_up;
mod comment;
mod commit;
mod conflict;
mod copy;
mod dictionary;
mod draft;
mod error;
mod feed;
mod glance;
mod history;
mod local;
mod outbox;
mod own;
mod pages;
mod place;
mod ready;
mod rebuild;
mod row;
mod saved;
mod saving;
mod schema;
mod search;
mod sift;
mod space;
mod store;
mod tree;
mod value;
mod watch;

#[cfg(test)]
mod tests;

pub use blog::Month;
pub use cache::save_copy;
pub use comment::{draft_place, edit_place};
pub use commit::queue_only;
pub use error::{ReplicaError, Result};
pub use glance::{Glance, glance};
pub use pages::Pages;
pub use place::Moving;
pub use saving::BegunSave;
pub use search::Turn;
pub use sift::{Sifted, SpaceFacts};
pub use value::{
    Beginning, CommentRow, Conflict, Delivery, Draft, FileRow, Form, Incoming, Kept, Mark, PageRow, Past,
    PlainText, Queued, Typed,
};

use crate::domain::PageId;
use rusqlite::{Connection, Transaction};
use std::path::Path;
use std::sync::Arc;
use store::{Line, Store};

/// The handle: open once, clone freely. Calls are short and synchronous; a mutex inside.
#[derive(Clone)]
pub struct Replica {
    store: Arc<Store>,
}

impl Replica {
    /// Opens or makes the two databases below `dir` (0700, files 0600), shows what a crash left undone.
    pub fn open(dir: &Path, plain_text: PlainText) -> Result<Self> {
        let replica = Self { store: Arc::new(Store::open(dir, plain_text)?) };
        replica.catch_up()?;
        Ok(replica)
    }

    /// Returns the directory of the profile.
    pub fn dir(&self) -> &Path {
        &self.store.dir
    }

    /// Returns what opening had to repair, one sentence each.
    pub fn notices(&self) -> &[String] {
        &self.store.notices
    }

    /// Returns the stored body as this account sees it: with its own queued edits.
    pub fn body(&self, id: &PageId) -> Result<Option<String>> {
        self.read(|db| row::body(db, &alias::resolve(db, id)?))
    }

    /// Returns that body, or of a long one its first `least` bytes, without a letter they would cut: what a first look
    /// needs takes as long for a page of 10 MB as for one of 100 kB. What is damaged further behind is found by
    /// [`Replica::body`].
    pub fn beginning(&self, id: &PageId, least: usize) -> Result<Option<Beginning>> {
        self.read(|db| row::beginning(db, &alias::resolve(db, id)?, least))
    }

    /// Returns the id the wiki gave a page that was made here, or the id itself.
    pub fn real_id(&self, id: &PageId) -> Result<PageId> {
        self.read(|db| alias::resolve(db, id))
    }

    /// Grows with every write of any process to either database; cheap.
    pub fn generation(&self) -> Result<i64> {
        self.read(|db| {
            let version =
                |sql: &str| -> Result<i64> { Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
            // The first two count commits of other connections, the last one changes of this one.
            let (drafts, replica) =
                (version("PRAGMA main.data_version")?, version("PRAGMA replica.data_version")?);
            Ok(drafts + replica + db.total_changes() as i64)
        })
    }

    /// Gives back the memory that a long pull took. Cheap when there was none.
    pub fn rest(&self) -> Result<()> {
        self.store.rest()
    }

    /// Returns how often this process asked something of the two files: no statement runs without being counted.
    pub fn calls(&self) -> u64 {
        self.store.calls()
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.store.read(work)
    }

    fn write<T>(&self, line: Line, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.store.write(line, work)
    }

    fn jot_down<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.store.jot_down(work)
    }

    fn write_drafts<T>(&self, line: Line, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.store.write_drafts(line, work)
    }

    fn write_tree<T>(&self, line: Line, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.store.write_tree(line, work)
    }

    fn make_durable<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.store.make_durable(work)
    }

    fn make_durable_and_tidy<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.store.make_durable_and_tidy(work)
    }

    fn plain_text(&self) -> PlainText {
        self.store.plain_text
    }

    fn store(&self) -> &Store {
        &self.store
    }
}

/// A checksum that stays the same across versions of this program (FNV-1a, 64 bits): it finds damage, it
/// does not protect against anybody.
fn checksum(text: &str) -> i64 {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    sum as i64
}
