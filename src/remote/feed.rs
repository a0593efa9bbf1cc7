//! What a wiki says of itself and of its changes.

use super::Result;
use crate::domain::*;
use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

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

/// A stream of wake-ups.
pub type Events = BoxStream<'static, Result<()>>;
