//! What a person can watch: told of its changes, and shown as watched.

use super::{PageId, SpaceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A thing that can be watched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// A page or blog post.
    Page(PageId),
    /// A space: all its pages and posts.
    Space(SpaceId),
}

impl From<super::Thing> for Watched {
    fn from(thing: super::Thing) -> Self {
        match thing {
            super::Thing::Space(space) => Self::Space(space),
            super::Thing::Page(page) => Self::Page(page),
        }
    }
}
