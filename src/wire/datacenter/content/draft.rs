//! Content as clients send it, and what they name by id.

use super::{Bodies, Extensions, Metadata, VersionBody};
use serde::{Deserialize, Serialize};

/// What a client sends to make or to change content.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContentDraft {
    /// `page` or `blogpost`; a page when missing.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `current`, or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The space, by key or id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceRef>,
    /// The page of a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<ContentRef>,
    /// The page above is the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ancestors: Option<Vec<ContentRef>>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Bodies>,
    /// The version that is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionBody>,
    /// Labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// The place among siblings, from 1; -1 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// What the dialect has no field for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Extensions>,
}

/// A space named by key or id.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SpaceRef {
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The id, a number or a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<serde_json::Value>,
}

/// Content named by id, a string or a number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContentRef {
    /// The id.
    pub id: serde_json::Value,
}

impl ContentRef {
    /// Names content.
    pub fn new(id: &str) -> Self {
        Self { id: id.into() }
    }

    /// Returns the id as a string.
    pub fn id(&self) -> String {
        id_text(&self.id)
    }
}

/// Returns an id that came as a string or a number.
pub fn id_text(id: &serde_json::Value) -> String {
    match id {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
