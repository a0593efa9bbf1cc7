//! Many pages at once, named by their source.

use crate::domain::{Label, PageId, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};

/// The most pages of one [`ImportBatch`].
pub const IMPORT_LIMIT: usize = 1_000;

/// Pages of an import that are made in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportBatch {
    /// The space they go to.
    pub space: SpaceId,
    /// The key of the page that takes the place of the space's untouched home page, if any.
    pub home: Option<String>,
    /// Parents before their children.
    pub pages: Vec<ImportPage>,
}

/// One page of an import, named by its source: a key that the space has seen is not made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    /// What the source calls it: a path, an id. Unique per space.
    pub key: String,
    /// The key of the page above, in this batch or an earlier one; `None` puts it below the home page.
    pub parent: Option<String>,
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Its labels.
    pub labels: Vec<Label>,
    /// When it was last changed at its source.
    pub updated: Option<Timestamp>,
}

/// What became of a page of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// What the source calls it.
    pub key: String,
    /// The page.
    pub page: PageId,
    /// Whether this call made it; else it was there and is as it was.
    pub created: bool,
}
