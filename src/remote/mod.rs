//! A wiki somewhere: one trait, its errors by what sync does about them, and the transport.
//!
//! The embedded wiki is a remote like any other: its router is handed to [`in_process`] as a tower service.

mod access;
mod datacenter;
mod extension;
mod meet;
pub mod memory;
mod note;
#[cfg(test)]
mod suite;
mod transport;
mod wiki;

pub use access::{Access, Address, AddressError, Credential};
pub use meet::{Met, meet};
pub use note::{NewComment, Upload};

use crate::domain::*;
use axum::body::Body;
use axum::http::{Request, Response};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use tower::Service;

/// A wiki in this process, as its router or any other service; no socket is opened.
pub fn in_process<S>(service: S) -> Arc<dyn Remote>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    Arc::new(wiki::Wiki::new(transport::InProcess::new(service)))
}

/// A wiki of our kind elsewhere. Nothing is connected yet.
pub fn elsewhere(access: &Access) -> Arc<dyn Remote> {
    Arc::new(wiki::Wiki::new(transport::Http::new(access)))
}

/// What a backend said about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Changed by every restore from a backup; a position of the feed is worth nothing without it.
    pub epoch: String,
    /// The program's version.
    pub version: String,
    /// The account of this connection.
    pub me: User,
    /// What it can do beyond its dialect: "append", "changes", "personal".
    pub capabilities: Vec<String>,
}

/// A position in the change feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The epoch it belongs to.
    pub epoch: String,
    /// Everything up to here has been seen; 0 is the beginning.
    pub seq: i64,
}

/// A stretch of the change feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// In feed order.
    pub items: Vec<FeedItem>,
    /// Where to go on.
    pub next: Cursor,
    /// Whether more waits right now.
    pub more: bool,
}

/// One line of the change feed: the present state of one thing, or that it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedItem {
    /// An account, own or other.
    User(User),
    /// A space with the grants the account may see.
    Space(Box<Space>),
    /// Removed for good with its pages.
    SpaceGone(SpaceId),
    /// Out of this account's sight with its pages.
    SpaceHidden(SpaceId),
    /// A page or blog post, current or trashed, with its body.
    Page {
        /// The page.
        page: Box<Page>,
        /// Its stored body.
        storage: String,
    },
    /// Removed for good: with being hidden the only reason to remove a page (I7).
    PageGone(PageId),
    /// Out of this account's sight.
    PageHidden(PageId),
    /// A comment with its body.
    Comment(Box<Comment>),
    /// Deleted from a page that is still here.
    CommentGone(CommentId),
    /// An attachment; its bytes are fetched when somebody wants them.
    Attachment(Box<Attachment>),
    /// Deleted from a page that is still here.
    AttachmentGone(AttachmentId),
    /// All that this account watches.
    Watches(Vec<Watched>),
}

/// A page to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPage {
    /// The space.
    pub space: SpaceId,
    /// The page above.
    pub parent: Option<PageId>,
    /// The sibling right before it; `None` with a parent means last.
    pub after: Option<PageId>,
    /// Page or blog post.
    pub kind: PageKind,
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Its labels.
    pub labels: Vec<Label>,
    /// The page it is a copy of, whose files and restrictions come along.
    pub copy_of: Option<Original>,
}

/// A new version of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageUpdate {
    /// The page.
    pub page: PageId,
    /// The version this is made from; a newer one on the server is a conflict.
    pub base_version: u32,
    /// The title, new or the same.
    pub title: String,
    /// The body; `None` keeps it.
    pub storage: Option<String>,
    /// What the author says about it.
    pub message: String,
}

/// A stream of wake-ups.
pub type Events = BoxStream<'static, Result<()>>;

/// Why a call did not end well, by what the caller does about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// The request never reached a wiki: try again later.
    #[error("the wiki cannot be reached: {0}")]
    Offline(String),
    /// Sent, but no clear answer: verify by op-id before any retry.
    #[error("no clear answer from the wiki: {0}")]
    Unknown(String),
    /// The version is not the newest any more.
    #[error("the page has changed on the wiki (version {current} now)")]
    Conflict {
        /// The newest version; 0 when the wiki did not say.
        current: u32,
    },
    /// Somebody else has changed what a space grants; these are there now.
    #[error("somebody else has changed the permissions of the space in the meantime")]
    Regranted {
        /// All grants of the space.
        now: Vec<Grant>,
    },
    /// Gone or not visible: the same to us.
    #[error("no such page, or it is not visible to you")]
    NotFound,
    /// Visible, but not allowed.
    #[error("not allowed: {0}")]
    Forbidden(String),
    /// The wiki does not take it as it is.
    #[error("{0}")]
    Invalid(String),
    /// Sign in again.
    #[error("you are not signed in")]
    SignedOut,
    /// The target of a jot: there is no personal space yet. Keep the jot, it arrives when there is one.
    #[error("you have no personal space yet")]
    NoPersonalSpace,
    /// Too many requests.
    #[error("the wiki asks to wait {seconds} s")]
    RateLimited {
        /// How long.
        seconds: u32,
    },
    /// An answer that no wiki gives.
    #[error("that is not a wiki: {0}")]
    NotAWiki(String),
}

/// The outcome of every call.
pub type Result<T> = std::result::Result<T, RemoteError>;

/// A wiki as the client needs it. Object-safe: shared as `Arc<dyn Remote>`.
///
/// Every write takes the op-id that names it; the same op-id again changes nothing and answers the same.
pub trait Remote: Send + Sync {
    /// Who is there, and who are we.
    fn info(&self) -> BoxFuture<'_, Result<Info>>;
    /// What changed since a position; `None` for everything.
    fn changes(&self, since: Option<Cursor>, limit: usize) -> BoxFuture<'_, Result<Changes>>;
    /// Tells, by each item, that the feed has moved since a position (or since now). The stream ends when it ends:
    /// nobody is told what was missed, so listen again from where the feed was read to.
    fn events(&self, _since: Option<Cursor>) -> BoxFuture<'_, Result<Events>> {
        Box::pin(async { Err(RemoteError::NotFound) })
    }
    /// A page with its body.
    fn page<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<(Page, String)>>;
    /// Makes a page.
    fn create<'a>(&'a self, op: OpId, page: &'a NewPage) -> BoxFuture<'a, Result<Page>>;
    /// Saves a version.
    fn update<'a>(&'a self, op: OpId, update: &'a PageUpdate) -> BoxFuture<'a, Result<Page>>;
    /// Moves a page with its subtree.
    fn relocate<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>>;
    /// Puts a page with its subtree into the trash.
    fn trash<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>>;
    /// Takes a page and what was trashed with it out of the trash.
    fn restore<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>>;
    /// Removes a page from the trash for good.
    fn purge<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>>;
    /// Adds a label.
    fn add_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>>;
    /// Removes a label.
    fn remove_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>>;
    /// Watches a page, or does not any more.
    fn watch_page<'a>(&'a self, op: OpId, id: &'a PageId, on: bool) -> BoxFuture<'a, Result<()>> {
        let _ = (op, id, on);
        Box::pin(async { Err(RemoteError::Invalid("nothing can be watched on this wiki".to_owned())) })
    }
    /// Watches a space, or does not any more.
    fn watch_space<'a>(&'a self, op: OpId, key: &'a SpaceKey, on: bool) -> BoxFuture<'a, Result<()>> {
        let _ = (op, key, on);
        Box::pin(async { Err(RemoteError::Invalid("nothing can be watched on this wiki".to_owned())) })
    }
    /// Every version, newest first.
    fn versions<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<Vec<Version>>>;
    /// The body of one version.
    fn version_body<'a>(&'a self, id: &'a PageId, number: u32) -> BoxFuture<'a, Result<String>>;
    /// Writes a comment.
    fn add_comment<'a>(&'a self, op: OpId, comment: &'a NewComment) -> BoxFuture<'a, Result<Comment>> {
        let _ = (op, comment);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no comments".to_owned())) })
    }
    /// Gives a comment another body.
    fn edit_comment<'a>(
        &'a self,
        op: OpId,
        id: &'a CommentId,
        base_version: u32,
        storage: &'a str,
    ) -> BoxFuture<'a, Result<Comment>> {
        let _ = (op, id, base_version, storage);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no comments".to_owned())) })
    }
    /// Settles the thread a comment begins, or opens it again.
    fn resolve_comment<'a>(
        &'a self,
        op: OpId,
        id: &'a CommentId,
        resolved: bool,
    ) -> BoxFuture<'a, Result<Comment>> {
        let _ = (op, id, resolved);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no comments".to_owned())) })
    }
    /// Deletes a comment for good; its replies stay.
    fn delete_comment<'a>(&'a self, op: OpId, id: &'a CommentId) -> BoxFuture<'a, Result<()>> {
        let _ = (op, id);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no comments".to_owned())) })
    }
    /// Attaches a file, or gives an attachment a new version.
    fn attach<'a>(&'a self, op: OpId, upload: &'a Upload) -> BoxFuture<'a, Result<Attachment>> {
        let _ = (op, upload);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no files".to_owned())) })
    }
    /// Deletes an attachment with all its versions.
    fn delete_attachment<'a>(
        &'a self,
        op: OpId,
        page: &'a PageId,
        id: &'a AttachmentId,
    ) -> BoxFuture<'a, Result<()>> {
        let _ = (op, page, id);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no files".to_owned())) })
    }
    /// Writes the bytes of an attachment, in the version it names, into a file.
    fn download<'a>(&'a self, attachment: &'a Attachment, into: &'a Path) -> BoxFuture<'a, Result<()>> {
        let _ = (attachment, into);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no files".to_owned())) })
    }
    /// Appends a jot; makes the page it needs. Returns the page it landed on.
    fn append<'a>(&'a self, op: OpId, jot: &'a Jot) -> BoxFuture<'a, Result<Page>>;
    /// Makes a site space. Its creator holds every permission; `grants` are those of others.
    fn create_space<'a>(
        &'a self,
        op: OpId,
        key: &'a SpaceKey,
        name: &'a str,
        grants: &'a [Grant],
    ) -> BoxFuture<'a, Result<Space>>;
    /// Archives, restores or trashes a space; `None` purges a trashed one.
    fn set_space_status<'a>(
        &'a self,
        op: OpId,
        space: &'a SpaceId,
        status: Option<SpaceStatus>,
    ) -> BoxFuture<'a, Result<()>>;
    /// Tells whether somebody may do something, and why; `None` asks about the site.
    fn explain<'a>(
        &'a self,
        who: &'a Asked,
        operation: &'a str,
        thing: Option<&'a Thing>,
    ) -> BoxFuture<'a, Result<Verdict>> {
        let _ = (who, operation, thing);
        Box::pin(async { Err(silent_on_access()) })
    }
    /// Tells who can see a thing, and by which way.
    fn audience<'a>(&'a self, thing: &'a Thing) -> BoxFuture<'a, Result<Sightline>> {
        let _ = thing;
        Box::pin(async { Err(silent_on_access()) })
    }
    /// Tells what a change of who can see and do what would do; changes nothing.
    fn preview<'a>(&'a self, change: &'a AccessChange) -> BoxFuture<'a, Result<Effects>> {
        let _ = change;
        Box::pin(async { Err(silent_on_access()) })
    }
    /// Returns the page's own lists.
    fn restrictions<'a>(&'a self, page: &'a PageId) -> BoxFuture<'a, Result<Restrictions>> {
        let _ = page;
        Box::pin(async { Err(silent_on_access()) })
    }
    /// Makes a change of who can see and do what. Nobody locks themselves out. Grants are changed where they still
    /// are as in `before`.
    fn change_access<'a>(
        &'a self,
        op: OpId,
        before: &'a AccessChange,
        change: &'a AccessChange,
    ) -> BoxFuture<'a, Result<()>> {
        let _ = (op, before, change);
        Box::pin(async { Err(silent_on_access()) })
    }
    /// Makes many pages in one go; what an earlier call with the same keys made stays as it is. A batch
    /// holds at most [`IMPORT_LIMIT`] pages.
    fn import<'a>(&'a self, op: OpId, batch: &'a ImportBatch) -> BoxFuture<'a, Result<Vec<Imported>>> {
        let _ = (op, batch);
        Box::pin(async { Err(RemoteError::Invalid("this wiki takes no imports in bulk".to_owned())) })
    }
    /// What stands in the way of a personal space for this account.
    fn personal_preflight(&self) -> BoxFuture<'_, Result<PersonalPreflight>>;
    /// Makes the personal space in one transaction: space, grants, pages, watch.
    fn create_personal<'a>(&'a self, op: OpId, plan: &'a PersonalPlan) -> BoxFuture<'a, Result<Space>>;
    /// Removes a personal space that nobody has touched since its creation; trashes it otherwise. Says which.
    fn undo_personal<'a>(&'a self, op: OpId, space: &'a SpaceId) -> BoxFuture<'a, Result<PersonalUndone>>;
}

fn silent_on_access() -> RemoteError {
    RemoteError::Invalid("this wiki does not say who can see what".to_owned())
}

/// The most pages of one [`ImportBatch`].
pub const IMPORT_LIMIT: usize = 1_000;

/// Pages of an import that are made in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportBatch {
    /// The space they go to.
    pub space: SpaceId,
    /// The key of the page that takes the place of the space's untouched home page, if any.
    pub home: Option<String>,
    /// Parents before their children.
    pub pages: Vec<ImportPage>,
}

/// One page of an import, named by its source: a key that the space has seen is not made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    /// What the source calls it: a path, an id. Unique per space.
    pub key: String,
    /// The key of the page above, in this batch or an earlier one; `None` puts it below the home page.
    pub parent: Option<String>,
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Its labels.
    pub labels: Vec<Label>,
    /// When it was last changed at its source.
    pub updated: Option<Timestamp>,
}

/// What became of a page of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// What the source calls it.
    pub key: String,
    /// The page.
    pub page: PageId,
    /// Whether this call made it; else it was there and is as it was.
    pub created: bool,
}

/// The facts the guided flow starts from (SEMANTICS 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalPreflight {
    /// The account.
    pub me: User,
    /// The mode of the site's policy that applies, and since when and by whom it is off.
    pub mode: PersonalMode,
    /// Whether the account may create personal spaces at all; else the groups that may.
    pub permitted: bool,
    /// The key it would get.
    pub key: SpaceKey,
    /// A space of another owner that holds that key already.
    pub key_taken_by: Option<String>,
    /// The account's own personal spaces in any state, newest first.
    pub existing: Vec<Space>,
    /// A personal space that the wiki lists but cannot open (E6).
    pub inconsistent: bool,
    /// Accounts that could recover access, and would be recorded doing so.
    pub site_admins: u32,
    /// Whether the site lets people without an account read.
    pub anonymous_allowed: bool,
    /// Everybody with an account, for the audience preview.
    pub people: Vec<User>,
    /// What "site default" grants to others.
    pub default_grants: Vec<Grant>,
}

/// The policy mode for personal spaces (SEMANTICS 5.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalMode {
    /// People may ask for one: the default.
    OnRequest,
    /// Switched off.
    Off {
        /// Since when.
        since: Option<Timestamp>,
        /// By whom.
        by: Option<String>,
    },
}

/// Everything that is created in one go (SEMANTICS 6.2, screen 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalPlan {
    /// The display name.
    pub name: String,
    /// The key the person saw.
    pub key: SpaceKey,
    /// Grants to others than the owner; the owner's own row is always complete.
    pub grants: Vec<Grant>,
    /// Pages in storage format, the home page first; the others become its children.
    pub pages: Vec<PlannedPage>,
    /// Whether the owner is told of others' changes.
    pub watch: bool,
    /// Whether a trashed one makes way (it keeps its content under another key).
    pub start_fresh: bool,
}

/// One page of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPage {
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Whether only the owner may read and edit it and what is below it.
    pub private: bool,
}

/// What undoing the creation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalUndone {
    /// Nothing but the template was in it: as if it had never been.
    Removed,
    /// Somebody had used it: it is in the trash.
    Trashed,
}
