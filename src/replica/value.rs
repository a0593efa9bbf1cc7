//! The values the replica answers with.

use crate::domain::{
    Attachment, AttachmentId, Comment, CommentId, Entry, Names, Page, PageId, Space, SpaceId, Timestamp,
    User, Watched,
};

/// Turns a stored body into the text the search index holds, and, where it is told how people are called (`ann`,
/// `key:8a`, `id:557:x`), into the text that is shown of it. Given by the caller: this module does not know the markup.
pub type PlainText = fn(&str, Option<Names<'_>>) -> String;

/// As much of a body as was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// What is stored, from its first byte on.
    pub storage: String,
    /// Whether it is all of it.
    pub is_whole: bool,
}

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

/// As what a page is edited; each has a draft of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// As Markdown: what was not edited keeps its bytes.
    #[default]
    Markdown,
    /// As it is stored, byte by byte.
    Storage,
}

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Markdown, Self::Storage];
}

/// A text in work: typed, not saved as a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The page, local id when it was never saved.
    pub page: PageId,
    /// What the text is.
    pub form: Form,
    /// The version it was opened from.
    pub base_version: u32,
    /// The stored body it was opened from.
    pub base: String,
    /// The text as typed.
    pub text: String,
    /// Byte offset of the cursor.
    pub cursor: usize,
    /// For display.
    pub updated: Timestamp,
}

/// How a draft came about since it was last saved whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// As what it is edited.
    pub form: Form,
    /// The text that was saved whole, where steps made another of it.
    pub before: Option<String>,
    /// The steps of typing since, the oldest first.
    pub steps: Vec<Typed>,
}

impl Past {
    /// Returns the text that was saved whole; `draft` is what it came to.
    pub fn beginning<'a>(&'a self, draft: &'a Draft) -> &'a str {
        self.before.as_deref().unwrap_or(&draft.text)
    }
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
    /// The name of the state of the text that it led to, alone or with the steps beside it: an undo leads to one
    /// that was there before. `None` in steps of earlier versions.
    pub state: Option<u32>,
}

/// A text nobody uses any more that may still be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is asked for by.
    pub number: i64,
    /// The page it was for.
    pub page: PageId,
    /// Where it comes from: "draft", "storage draft", "conflict", "dropped edit".
    pub why: String,
    /// The beginning of the text: Markdown of a draft, storage of everything else.
    pub text: String,
    /// When it was put here.
    pub at: Timestamp,
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

/// One thing the wiki said, to be written down: its present state, or that it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// An account.
    User(User),
    /// A space with its grants.
    Space(Box<Space>),
    /// Purged, or no longer visible.
    SpaceGone(SpaceId),
    /// A page with its body.
    Page {
        /// The page.
        page: Box<Page>,
        /// Its stored body.
        storage: String,
    },
    /// Purged, or no longer visible.
    PageGone(PageId),
    /// A comment with its body.
    Comment(Box<Comment>),
    /// Deleted from its page.
    CommentGone(CommentId),
    /// An attachment; its bytes are apart.
    Attachment(Box<Attachment>),
    /// Deleted from its page.
    AttachmentGone(AttachmentId),
    /// All that the person watches.
    Watches(Vec<Watched>),
}

/// A comment as it is shown: what the wiki said with queued changes on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentRow {
    /// The comment; version 0 while the wiki does not have it.
    pub comment: Comment,
    /// How deep in its thread it stands; 0 begins one.
    pub depth: usize,
    /// How the delivery of a queued change of it stands.
    pub waits: Option<Delivery>,
}

/// An attachment as it is shown: what the wiki said with queued changes on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The attachment; version 0 while the wiki does not have it.
    pub attachment: Attachment,
    /// How the delivery of a queued change of it stands.
    pub waits: Option<Delivery>,
    /// Where its bytes are on this machine, if they are.
    pub here: Option<std::path::PathBuf>,
}
