//! Lists in pages: `results`, `start`, `limit`, `size` and links.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stretch of a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}List")]
pub struct Listing<T> {
    /// The items.
    pub results: Vec<T>,
    /// The place of the first item.
    #[serde(default)]
    pub start: usize,
    /// The limit that was really applied.
    #[serde(default)]
    pub limit: usize,
    /// How many items are here.
    #[serde(default)]
    pub size: usize,
    /// Where to go on, in lists that are walked by cursor.
    #[serde(rename = "nextCursor", default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Addresses of this list and the next stretch.
    #[serde(rename = "_links", default)]
    pub links: Links,
}

/// Addresses relative to `base`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Links {
    /// The address of the wiki; empty when it is not listening anywhere.
    #[serde(default)]
    pub base: String,
    /// The path of the wiki below its host.
    #[serde(default)]
    pub context: String,
    /// This very thing.
    #[serde(rename = "self", default, skip_serializing_if = "Option::is_none")]
    pub this: Option<String>,
    /// The next stretch; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The stretch before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
    /// Where the bytes of an attachment are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<String>,
    /// Where a browser would look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webui: Option<String>,
}
