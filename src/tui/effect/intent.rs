//! What a person wants done, before it is a change.

use crate::domain::{Attachment, Comment, CommentId, Jot, Label, PageId, Place, SpaceId, Watched};
use crate::markup::Passage;
use jiff::civil::Date;

/// What a person wants done to pages. The executor makes [`Change`](crate::domain::Change)s of it: it
/// knows the clock, gives ids, and looks up where things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// A new page.
    Create {
        /// Where.
        place: Place,
        /// Its title.
        title: String,
        /// Its body as stored.
        storage: String,
    },
    /// A new blog post.
    Post {
        /// Its space.
        space: SpaceId,
        /// The day it is listed under.
        day: Date,
        /// Its title.
        title: String,
    },
    /// A new body.
    Edit {
        /// The page.
        page: PageId,
        /// The version that was seen.
        base_version: u32,
        /// The body that was seen.
        base: String,
        /// The body that is wanted.
        storage: String,
        /// What is said about it.
        message: String,
    },
    /// A new title.
    Rename {
        /// The page.
        page: PageId,
        /// The title.
        to: String,
    },
    /// A new place, for pages that stand there in this order afterwards.
    Move {
        /// The pages.
        pages: Vec<PageId>,
        /// The place.
        to: Place,
    },
    /// Copies of pages.
    Copy {
        /// The pages.
        pages: Vec<PageId>,
        /// Where the copies go.
        to: Place,
        /// Whether what is below the pages is copied with them.
        with_below: bool,
    },
    /// To the trash.
    Trash(PageId),
    /// Back from it.
    Restore(PageId),
    /// A label more.
    AddLabel(PageId, Label),
    /// A label less.
    RemoveLabel(PageId, Label),
    /// A jot.
    Jot(Jot),
    /// A comment more.
    AddComment {
        /// The page.
        page: PageId,
        /// The comment it answers.
        parent: Option<CommentId>,
        /// Its body as stored.
        storage: String,
    },
    /// A comment about words of a page, which are marked in its body.
    CommentOn {
        /// The page.
        page: PageId,
        /// The version that was seen.
        base_version: u32,
        /// Its body as it was seen.
        base: String,
        /// The words.
        passage: Passage,
        /// The comment as stored.
        storage: String,
    },
    /// Another body for a comment that was seen as it is here.
    EditComment {
        /// The comment.
        seen: Box<Comment>,
        /// The body that is wanted.
        storage: String,
    },
    /// A thread is settled or opened again.
    ResolveComment(PageId, CommentId, bool),
    /// A comment less.
    DeleteComment(Box<Comment>),
    /// A file less.
    DeleteAttachment(Box<Attachment>),
    /// A thing is watched, or not any more.
    Watch(Watched, bool),
}
