//! The store behind the routes: one trait, every write one command with its answer kept for retries.
//!
//! SQL and transactions live below this seam; status codes and JSON above it.

pub(super) mod accounts;
pub(super) mod command;
pub(super) mod error;
pub(super) mod files;
pub(super) mod marks;
pub(super) mod search;
pub(super) mod sql;

pub(super) use accounts::{AccountChange, Accounts};
pub(super) use command::{Command, Outcome, Principal, Write};
pub(super) use error::StoreError;
pub(super) use marks::Marks;
pub(super) use search::Search;

use crate::domain::*;
use crate::permission::World;
use crate::wire::extension::{feed::FeedBody, personal::PreflightBody};
use futures_util::future::BoxFuture;
use tokio::sync::watch;

/// The outcome of every call of the store.
pub(super) type Result<T> = std::result::Result<T, StoreError>;

/// Everything the routes need. Every read takes who asks and answers with what they may see, so that
/// gone and hidden look the same.
pub(super) trait Store: Accounts + Marks + Search {
    /// The newest place in the change feed, whoever asks: never to be shown, only compared.
    fn head(&self) -> BoxFuture<'_, Result<i64>>;
    /// Tells, by changing, that something was committed: here, by another program or on another node. Best effort:
    /// what is told twice or for nothing is looked at once more.
    fn listen(&self) -> watch::Receiver<u64>;
    /// The epoch and the caller's account.
    fn site(&self, who: &Principal) -> BoxFuture<'_, Result<Site>>;
    /// A stretch of the change feed.
    fn changes(&self, who: &Principal, since: i64, limit: usize) -> BoxFuture<'_, Result<FeedBody>>;
    /// One page or blog post, in any state.
    fn page(&self, who: &Principal, id: &PageId) -> BoxFuture<'_, Result<Page>>;
    /// The stored body of a version.
    fn body(&self, who: &Principal, id: &PageId, version: u32) -> BoxFuture<'_, Result<String>>;
    /// Pages by a filter, in tree order.
    fn pages(&self, who: &Principal, filter: PageFilter) -> BoxFuture<'_, Result<Vec<Page>>>;
    /// Root first, parent last.
    fn ancestors(&self, who: &Principal, id: &PageId) -> BoxFuture<'_, Result<Vec<Page>>>;
    /// Every version, newest first, with the title it had.
    fn versions(&self, who: &Principal, id: &PageId) -> BoxFuture<'_, Result<Vec<(Version, String)>>>;
    /// Spaces by a filter, by key.
    fn spaces(&self, who: &Principal, filter: SpaceFilter) -> BoxFuture<'_, Result<Vec<SpaceRow>>>;
    /// Accounts by id; unknown ids are left out.
    fn users(&self, who: &Principal, wanted: UserFilter) -> BoxFuture<'_, Result<Vec<User>>>;
    /// Whether the caller watches it.
    fn watching(&self, who: &Principal, thing: Watched) -> BoxFuture<'_, Result<bool>>;
    /// What stands in the way of a personal space.
    fn preflight(&self, who: &Principal) -> BoxFuture<'_, Result<PreflightBody>>;
    /// One comment.
    fn comment(&self, who: &Principal, id: &CommentId) -> BoxFuture<'_, Result<Comment>>;
    /// The comments of a page a filter asks for, oldest first.
    fn comments(&self, who: &Principal, filter: CommentFilter) -> BoxFuture<'_, Result<Vec<Comment>>>;
    /// One attachment.
    fn attachment(&self, who: &Principal, id: &AttachmentId) -> BoxFuture<'_, Result<Attachment>>;
    /// The attachments of a page a filter asks for, by name.
    fn attachments(
        &self,
        who: &Principal,
        filter: AttachmentFilter,
    ) -> BoxFuture<'_, Result<Vec<Attachment>>>;
    /// Every version of an attachment, newest first.
    fn attachment_versions(&self, who: &Principal, id: &AttachmentId) -> BoxFuture<'_, Result<Vec<Version>>>;
    /// An attachment as one version had it, and where its bytes are.
    fn file(&self, who: &Principal, wanted: FileFilter) -> BoxFuture<'_, Result<(Attachment, String)>>;
    /// The facts that decisions about a thing depend on, for who sees it or answers for its space: never to be shown,
    /// only decided on. For anybody else it is not there.
    fn world(&self, who: &Principal, slice: WorldSlice) -> BoxFuture<'_, Result<World>>;
    /// Where the bytes of attachments are kept.
    fn files(&self) -> &dyn files::Files;
    /// Carries out one command in one transaction. The same key again answers the same.
    fn write(&self, write: Write, command: Command) -> BoxFuture<'_, Result<Outcome>>;
}

/// What the server is and who asks.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// Changed by every restore.
    pub(super) epoch: String,
    /// The caller.
    pub(super) me: User,
}

/// A space with the columns that only the dialect shows.
#[derive(Debug, Clone)]
pub(super) struct SpaceRow {
    /// The space.
    pub(super) space: Space,
    /// Its description.
    pub(super) description: String,
}

/// Which pages.
#[derive(Debug, Clone, Default)]
pub(super) struct PageFilter {
    /// In this space.
    pub(super) space: Option<SpaceKey>,
    /// With one of these ids; empty means any.
    pub(super) ids: Vec<PageId>,
    /// With exactly this title.
    pub(super) title: Option<String>,
    /// Blog posts of this day.
    pub(super) day: Option<String>,
    /// `Some(true)` for blog posts alone, `Some(false)` for pages alone.
    pub(super) blog: Option<bool>,
    /// In these states; empty means current.
    pub(super) statuses: Vec<PageStatus>,
    /// Directly below a page, or at the root of the space.
    pub(super) parent: Option<ParentFilter>,
    /// After this id, by id instead of by place: a walk that changes cannot disturb.
    pub(super) after: Option<i64>,
    /// How many to leave out.
    pub(super) start: usize,
    /// How many to answer.
    pub(super) limit: usize,
}

/// Where pages stand.
#[derive(Debug, Clone)]
pub(super) enum ParentFilter {
    /// At the root of the space.
    Root,
    /// Below this page.
    Page(PageId),
}

/// Which comments.
#[derive(Debug, Clone)]
pub(super) struct CommentFilter {
    /// Of this page.
    pub(super) page: PageId,
    /// At this depth.
    pub(super) below: Below,
    /// In these places; empty means all.
    pub(super) locations: Vec<Location>,
    /// How many to leave out.
    pub(super) start: usize,
    /// How many to answer.
    pub(super) limit: usize,
}

/// How deep a list of comments goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Below {
    /// Those that begin a thread.
    Page,
    /// Direct replies to one.
    Comment(CommentId),
    /// All.
    Everything,
}

/// Where a thread stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    /// Below the page.
    Footer,
    /// At words of the page, open.
    Inline,
    /// Settled.
    Resolved,
}

/// Which attachments.
#[derive(Debug, Clone)]
pub(super) struct AttachmentFilter {
    /// Of this page.
    pub(super) page: PageId,
    /// With exactly this name.
    pub(super) name: Option<String>,
    /// Of this media type.
    pub(super) media_type: Option<String>,
    /// How many to leave out.
    pub(super) start: usize,
    /// How many to answer.
    pub(super) limit: usize,
}

/// Which file.
#[derive(Debug, Clone)]
pub(super) struct FileFilter {
    /// Of this page.
    pub(super) page: PageId,
    /// This one there.
    pub(super) which: FileName,
    /// As this version had it; `None` is the newest.
    pub(super) version: Option<u32>,
}

/// A file as clients name it.
#[derive(Debug, Clone)]
pub(super) enum FileName {
    /// By id.
    Id(AttachmentId),
    /// By name.
    Name(String),
}

/// Which spaces.
#[derive(Debug, Clone, Default)]
pub(super) struct SpaceFilter {
    /// With one of these keys; empty means any.
    pub(super) keys: Vec<SpaceKey>,
    /// With this id.
    pub(super) id: Option<SpaceId>,
    /// With one of these ids; empty means any.
    pub(super) ids: Vec<SpaceId>,
    /// Of this kind.
    pub(super) kind: Option<SpaceKind>,
    /// In this category.
    pub(super) label: Option<Label>,
    /// In this state; `None` means any but trashed.
    pub(super) status: Option<SpaceStatus>,
    /// How many to leave out.
    pub(super) start: usize,
    /// How many to answer.
    pub(super) limit: usize,
}

/// Which accounts.
#[derive(Debug, Clone)]
pub(super) enum UserFilter {
    /// By their stable ids.
    Ids(Vec<UserId>),
    /// By login name.
    Login(String),
}

/// How much of the wiki a decision has to know, beside its people and groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WorldSlice {
    /// Nothing.
    Site,
    /// Every space with all its pages.
    Everything,
    /// A space without its pages.
    Space(SpaceId),
    /// A space with all its pages.
    SpaceWithPages(SpaceId),
    /// A page, those above it, and its space.
    Page(PageId),
    /// A page, those above and below it, and its space.
    Branch(PageId),
}

/// A thing that can be watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Watched {
    /// A page or blog post.
    Page(PageId),
    /// Everything in a space.
    Space(SpaceKey),
}
