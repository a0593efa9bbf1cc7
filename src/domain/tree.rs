//! Where a page stands in the tree, and where it may go.

use super::{PageId, SpaceId};
use serde::{Deserialize, Serialize};

/// Where a page stands: enough to put it back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The space.
    pub space: SpaceId,
    /// The page above, or the root of the space.
    pub parent: Option<PageId>,
    /// The sibling right before it, or `None` when it is the first.
    pub after: Option<PageId>,
}

/// Where somebody asks a page to go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The last child of a page.
    LastChildOf(PageId),
    /// The first child of a page.
    FirstChildOf(PageId),
    /// Right before a sibling.
    Before(PageId),
    /// Right after a sibling.
    After(PageId),
    /// The last page at the root of a space.
    RootOf(SpaceId),
}
