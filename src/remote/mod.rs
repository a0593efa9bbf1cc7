//! A wiki somewhere: one trait, its errors by what sync does about them, and the transport.
//!
//! The embedded wiki is a remote like any other: its router is handed to [`in_process`] as a tower service.

mod access;
mod datacenter;
mod error;
mod extension;
mod feed;
mod import;
mod meet;
pub mod memory;
mod note;
mod page;
mod personal;
#[cfg(test)]
mod suite;
mod transport;
mod wiki;

pub use access::{Access, Address, AddressError, Credential};
pub use error::{RemoteError, Result};
pub use feed::{Changes, Cursor, Events, FeedItem, Info};
pub use import::{IMPORT_LIMIT, ImportBatch, ImportPage, Imported};
pub use meet::{Met, meet};
pub use note::{NewComment, Upload};
pub use page::{NewPage, PageUpdate};
pub use personal::{PersonalMode, PersonalPlan, PersonalPreflight, PersonalUndone, PlannedPage};

use crate::domain::*;
use axum::body::Body;
use axum::http::{Request, Response};
use futures_util::future::BoxFuture;
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
