//! A search, and what it finds.

use super::{PageId, SpaceId};
use serde::{Deserialize, Serialize};

/// What to search for, and where; the scope is always shown (S0-73).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What the person typed: words, all of them required, the last one as a prefix.
    pub text: String,
    /// Where to look.
    pub scope: Scope,
    /// The most hits to return.
    pub limit: usize,
}

/// Where a search looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every space the account may see.
    All,
    /// One space.
    Space(SpaceId),
    /// A page and everything below it.
    Subtree(PageId),
}

/// One page found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The page.
    pub page: PageId,
    /// Its space.
    pub space: SpaceId,
    /// Its title.
    pub title: String,
    /// A line of the body around the first hit; empty for a hit in the title alone.
    pub snippet: String,
    /// Byte ranges of the matches in `snippet`, in order, not overlapping.
    pub marks: Vec<(usize, usize)>,
}
