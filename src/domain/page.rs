//! Pages and blog posts. The body is apart: navigation never reads it.

use super::{Label, PageId, SpaceId, UserId, Version};
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A page or blog post without its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The backend's id, or a local one.
    pub id: PageId,
    /// The space it stands in.
    pub space: SpaceId,
    /// Page or blog post.
    pub kind: PageKind,
    /// Current or in the trash.
    pub status: PageStatus,
    /// The title, not unique: pages are known by their id.
    pub title: String,
    /// The page above it; `None` for a page at the root of the space and for blog posts.
    pub parent: Option<PageId>,
    /// Orders siblings, smallest first; gaps and equal values are allowed (ties: by title, then id).
    pub position: i64,
    /// The newest version.
    pub version: Version,
    /// When the page was made.
    pub created: Timestamp,
    /// Sorted, without repeats.
    pub labels: Vec<Label>,
    /// The accounts that the read restrictions of this page and of those above it leave, sorted; `None`
    /// when nothing is restricted. They narrow what the space grants and never widen it.
    #[serde(default)]
    pub restricted_to: Option<Vec<UserId>>,
}

/// What kind of content this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// A node of the page tree.
    Page,
    /// A dated post outside the tree.
    BlogPost {
        /// The day it is listed under.
        day: Date,
    },
}

/// Where a page is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PageStatus {
    /// Live.
    Current,
    /// In the trash of its space.
    Trashed,
}
