//! `POST import`: many pages in one transaction, each named by its source.

use crate::domain::{Label, PageId, SpaceId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A batch; parents before their children.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportBody {
    /// The space.
    pub space: SpaceId,
    /// The key of the page that becomes the home page.
    #[serde(default)]
    pub home: Option<String>,
    /// The pages.
    pub pages: Vec<ImportEntry>,
}

/// A page of a batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportEntry {
    /// What the source calls it.
    pub key: String,
    /// The key of the page above; missing for the home page of the space.
    #[serde(default)]
    pub parent: Option<String>,
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Labels.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// When it was last changed at its source.
    #[serde(default)]
    pub updated: Option<Timestamp>,
}

/// What became of a batch, in its order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Imported")]
pub struct ImportedBody {
    /// One for every page.
    pub pages: Vec<ImportedEntry>,
}

/// What became of a page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportedEntry {
    /// What the source calls it.
    pub key: String,
    /// Its id here.
    pub page: PageId,
    /// Whether it was made just now.
    pub created: bool,
}
