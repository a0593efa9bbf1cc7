//! What is sent to make a comment or an attachment.

use crate::domain::{Anchor, AttachmentId, CommentId, PageId};
use std::path::PathBuf;

/// A comment to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The page.
    pub page: PageId,
    /// The comment it answers.
    pub parent: Option<CommentId>,
    /// The words it is about; they are marked in the page's body already.
    pub anchor: Option<Anchor>,
    /// The stored body.
    pub storage: String,
}

/// A file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The page.
    pub page: PageId,
    /// The attachment that gets a new version; `None` makes one, and a name that is taken is refused.
    pub replaces: Option<AttachmentId>,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What the author says about it.
    pub message: String,
    /// Where its bytes are on this machine.
    pub path: PathBuf,
}
