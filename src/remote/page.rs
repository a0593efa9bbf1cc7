//! Pages on their way to a wiki.

use crate::domain::{Label, Original, PageId, PageKind, SpaceId};

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
