//! Search results: what was found, wrapped in what a list shows of it.

use super::content::ContentBody;
use super::list::Links;
use super::space::SpaceBody;
use super::user::UserBody;
use schemars::JsonSchema;
use serde::Serialize;

/// A stretch of search results.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "{T}Found")]
#[serde(rename_all = "camelCase")]
pub struct SearchListing<T> {
    /// The results.
    pub results: Vec<T>,
    /// The place of the first one.
    pub start: usize,
    /// The limit that was really applied.
    pub limit: usize,
    /// How many are here.
    pub size: usize,
    /// How many there are in all.
    pub total_size: usize,
    /// The query.
    pub cql_query: String,
    /// Addresses of this stretch and the next one.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// One result.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchResult {
    /// A page, blog post, comment or attachment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<ContentBody>,
    /// A space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceBody>,
    /// An account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<UserBody>,
    /// What it is called.
    pub title: String,
    /// Some words of it, as plain text.
    pub excerpt: String,
    /// Where a browser would look.
    pub url: String,
    /// `content`, `space` or `user`.
    pub entity_type: &'static str,
    /// The space it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_global_container: Option<Container>,
    /// When it was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// The day of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_last_modified: Option<String>,
}

/// What a result is in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    /// Its name.
    pub title: String,
    /// Where a browser would look.
    pub display_url: String,
}
