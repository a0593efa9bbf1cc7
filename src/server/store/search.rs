//! What a query finds: things by id, in order, and how many there are.

use super::{Principal, Result};
use crate::domain::*;
use crate::server::cql::Query;
use futures_util::future::BoxFuture;

/// The reads of this file.
pub(in crate::server) trait Search: Send + Sync {
    /// What a query finds among what the caller may see.
    fn search(&self, who: &Principal, search: Wanted) -> BoxFuture<'_, Result<Found>>;

    /// Returns pages by id, of those the caller sees, each with its newest body: what a list of results shows.
    fn pages_with_bodies(
        &self,
        who: &Principal,
        pages: Vec<PageId>,
    ) -> BoxFuture<'_, Result<Vec<(Page, String)>>>;
}

/// A query and which stretch of its answer is wanted.
#[derive(Debug, Clone)]
pub(in crate::server) struct Wanted {
    /// The query.
    pub(in crate::server) query: Query,
    /// What counts as now.
    pub(in crate::server) now: Timestamp,
    /// Whether archived spaces are looked into, too.
    pub(in crate::server) archived: bool,
    /// Whether spaces are found beside content.
    pub(in crate::server) spaces: bool,
    /// How many to leave out.
    pub(in crate::server) start: usize,
    /// How many to answer.
    pub(in crate::server) limit: usize,
}

/// A stretch of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Found {
    /// How many there are in all. Where words are found by the hundreds, counting ends a while after those that were
    /// asked for: then there are at least so many.
    pub(in crate::server) total: usize,
    /// Those that were wanted, in order.
    pub(in crate::server) hits: Vec<Hit>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Hit {
    /// A page or blog post.
    Page(PageId),
    /// A comment.
    Comment(CommentId),
    /// An attachment.
    Attachment(AttachmentId),
    /// A space.
    Space(SpaceId),
    /// An account.
    User(Box<User>),
}
