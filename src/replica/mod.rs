//! The local truth in SQLite: what this account may see (`replica.db`, can be fetched again) and what it
//! did (`drafts.db`, irreplaceable). The only thing the TUI reads.
//!
//! A commit writes history, outbox and the local tree in one transaction: `drafts.db` is the main
//! database of the connection (`synchronous=FULL`), `replica.db` is attached (`NORMAL`). SQLite commits
//! attached files one after the other, the main one first, so after a crash between the two the outbox is ahead of
//! the tree, never behind it; opening replays what the tree has not seen (`applied_seq`).

use crate::domain::*;
use std::path::Path;
use std::sync::Arc;

/// Turns a stored body into the text the search index holds. Given by the caller: this module does not
/// know the markup.
pub type PlainText = fn(&str) -> String;

/// Everything that can go wrong with the local store, by what the caller does about it.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The directory or a file cannot be written: read-only, wrong owner, no directory.
    #[error("cannot write the local store in `{path}`: {cause}")]
    NotWritable {
        /// The path.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// The disk is full. What was in memory stays there; try again.
    #[error("the disk is full: nothing was saved")]
    DiskFull,
    /// A file is not a database or is damaged.
    #[error("`{path}` is damaged: {cause}")]
    Corrupt {
        /// The path.
        path: String,
        /// What was found.
        cause: String,
    },
    /// Written by a newer tildr.
    #[error("`{path}` was written by a newer tildr (schema {found}, this one knows {known})")]
    Newer {
        /// The path.
        path: String,
        /// The schema of the file.
        found: u32,
        /// The newest schema of this program.
        known: u32,
    },
    /// The change does not fit the local tree; a sentence.
    #[error("{0}")]
    Refused(String),
    /// Anything else SQLite says.
    #[error("local store: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// The outcome of everything here.
pub type Result<T> = std::result::Result<T, ReplicaError>;

/// A page row of a list: navigation without bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    /// The page.
    pub page: Page,
    /// Whether it has current children.
    pub has_children: bool,
    /// How it differs from the server.
    pub mark: Mark,
}

/// What sets a page apart from its server state; shown as `^ * !`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// A change waits in the outbox.
    pub queued: bool,
    /// A draft is open or kept.
    pub draft: bool,
    /// An edit could not be merged.
    pub conflict: bool,
}

/// A change that waits, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Orders the outbox.
    pub seq: i64,
    /// The change.
    pub entry: Entry,
    /// How delivery stands.
    pub state: Delivery,
}

/// How the delivery of a queued change stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Waits for its turn.
    Waiting,
    /// Sent, no clear answer: to be verified by its op-id before any retry.
    Unknown,
    /// The server refused it; kept until the person decides.
    Parked(String),
}

/// A text in work: typed, not saved as a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The page, local id when it was never saved.
    pub page: PageId,
    /// The version it was opened from.
    pub base_version: u32,
    /// The stored body it was opened from.
    pub base: String,
    /// The Markdown as typed.
    pub text: String,
    /// Byte offset of the cursor.
    pub cursor: usize,
    /// For display.
    pub updated: Timestamp,
}

/// One step of typing: `removed` bytes at byte `at` made way for `inserted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Byte offset in the draft's text before the step.
    pub at: usize,
    /// How many bytes go.
    pub removed: usize,
    /// What comes.
    pub inserted: String,
}

/// Two edits of one page that could not be joined; both texts are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The page.
    pub page: PageId,
    /// The body both started from.
    pub base: String,
    /// Ours.
    pub ours: String,
    /// Theirs, and its version.
    pub theirs: String,
    /// The version of `theirs`.
    pub their_version: u32,
    /// When it was found.
    pub since: Timestamp,
}

/// The handle: open once, share by `Arc`. Calls are short and synchronous; a mutex inside.
#[derive(Clone)]
pub struct Replica {
    _inner: Arc<()>,
}

#[allow(unused_variables, missing_docs)]
impl Replica {
    /// Opens or makes the two databases below `dir` (0700, files 0600), replays what a crash left undone.
    pub fn open(dir: &Path, plain_text: PlainText) -> Result<Self> {
        todo!()
    }

    // -- people and spaces (pulled; `me` set at first sync) ------------------------------------------
    pub fn me(&self) -> Result<Option<User>> {
        todo!()
    }
    pub fn people(&self) -> Result<Vec<User>> {
        todo!()
    }
    /// Every space, site spaces by name first, then personal ones.
    pub fn spaces(&self) -> Result<Vec<Space>> {
        todo!()
    }
    pub fn space(&self, id: &SpaceId) -> Result<Option<Space>> {
        todo!()
    }
    pub fn space_by_key(&self, key: &SpaceKey) -> Result<Option<Space>> {
        todo!()
    }
    pub fn personal_space(&self, owner: &UserId) -> Result<Option<Space>> {
        todo!()
    }
    /// Current pages per space, for the directory; one index scan.
    pub fn page_counts(&self) -> Result<Vec<(SpaceId, u32)>> {
        todo!()
    }

    // -- tree: never reads a table that holds bodies ---------------------------------------------------
    /// Current children in order; `None` lists the roots of the space.
    pub fn children(&self, space: &SpaceId, parent: Option<&PageId>) -> Result<Vec<PageRow>> {
        todo!()
    }
    pub fn blog_posts(&self, space: &SpaceId) -> Result<Vec<PageRow>> {
        todo!()
    }
    pub fn page(&self, id: &PageId) -> Result<Option<PageRow>> {
        todo!()
    }
    /// Root first, parent last.
    pub fn ancestors(&self, id: &PageId) -> Result<Vec<Page>> {
        todo!()
    }
    /// Where the page stands now.
    pub fn spot(&self, id: &PageId) -> Result<Option<Spot>> {
        todo!()
    }
    /// What a place means now, as a spot; refuses a place below the page itself.
    pub fn resolve(&self, moved: Option<&PageId>, place: &Place) -> Result<Spot> {
        todo!()
    }
    pub fn titled(&self, space: &SpaceId, title: &str) -> Result<Vec<Page>> {
        todo!()
    }
    pub fn trashed(&self, space: Option<&SpaceId>) -> Result<Vec<Page>> {
        todo!()
    }
    pub fn labelled(&self, label: &Label) -> Result<Vec<Page>> {
        todo!()
    }
    pub fn labels(&self) -> Result<Vec<(Label, u32)>> {
        todo!()
    }
    /// Every current title, for the jump box: id, space, title.
    pub fn titles(&self) -> Result<Vec<(PageId, SpaceId, String)>> {
        todo!()
    }

    // -- bodies ---------------------------------------------------------------------------------------
    /// The stored body as this account sees it: with its own queued edits.
    pub fn body(&self, id: &PageId) -> Result<Option<String>> {
        todo!()
    }
    /// Hits, best first: title hits, then bodies. CJK by single characters.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>> {
        todo!()
    }
    /// How many hits the query has beyond its scope (S0-73).
    pub fn count_hits(&self, query: &Query) -> Result<usize> {
        todo!()
    }

    // -- changes --------------------------------------------------------------------------------------
    /// Commits entries: history, outbox and the local tree in one transaction, fsynced when it returns.
    pub fn commit(&self, entries: &[Entry]) -> Result<()> {
        todo!()
    }
    /// Takes the last action back by committing its inverse (or dropping it while it is queued); says what was undone.
    pub fn undo(&self, now: Timestamp) -> Result<Option<Entry>> {
        todo!()
    }
    pub fn redo(&self, now: Timestamp) -> Result<Option<Entry>> {
        todo!()
    }
    /// The newest history entries first.
    pub fn history(&self, limit: usize) -> Result<Vec<Entry>> {
        todo!()
    }
    pub fn outbox(&self) -> Result<Vec<Queued>> {
        todo!()
    }
    /// Drops a queued entry and what depends on it; the local tree goes back to the base.
    pub fn drop_queued(&self, op: &OpId) -> Result<()> {
        todo!()
    }
    /// A parked entry waits again.
    pub fn retry(&self, op: &OpId) -> Result<()> {
        todo!()
    }

    // -- drafts ---------------------------------------------------------------------------------------
    /// Keeps the whole text, durable when it returns.
    pub fn save_draft(&self, draft: &Draft) -> Result<()> {
        todo!()
    }
    /// Journals steps of typing: written at once, not fsynced; call [`Replica::sync_journal`] within a second.
    pub fn journal(&self, page: &PageId, typed: &[Typed], cursor: usize) -> Result<()> {
        todo!()
    }
    /// Makes every journalled step durable.
    pub fn sync_journal(&self) -> Result<()> {
        todo!()
    }
    /// The draft with its journal applied.
    pub fn draft(&self, page: &PageId) -> Result<Option<Draft>> {
        todo!()
    }
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        todo!()
    }
    /// Ends a draft; its last text stays in the draft history for 90 days.
    pub fn end_draft(&self, page: &PageId) -> Result<()> {
        todo!()
    }

    // -- conflicts ------------------------------------------------------------------------------------
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        todo!()
    }
    pub fn conflict(&self, page: &PageId) -> Result<Option<Conflict>> {
        todo!()
    }
    pub fn end_conflict(&self, page: &PageId) -> Result<()> {
        todo!()
    }

    // -- this person's own marks (local) --------------------------------------------------------------
    pub fn set_favourite(&self, space: &SpaceId, on: bool) -> Result<()> {
        todo!()
    }
    pub fn favourites(&self) -> Result<Vec<SpaceId>> {
        todo!()
    }
    pub fn visited(&self, page: &PageId, now: Timestamp) -> Result<()> {
        todo!()
    }
    /// Newest first.
    pub fn recent(&self, limit: usize) -> Result<Vec<PageRow>> {
        todo!()
    }
    /// Small settings of the interface (last page, folds, first-run done).
    pub fn state(&self, name: &str) -> Result<Option<String>> {
        todo!()
    }
    pub fn set_state(&self, name: &str, value: &str) -> Result<()> {
        todo!()
    }

    // -- several processes ----------------------------------------------------------------------------
    /// Grows with every write of any process to either database; cheap.
    pub fn generation(&self) -> Result<i64> {
        todo!()
    }
}
