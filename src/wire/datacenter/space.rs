//! Spaces: the vendor says `global` for a site space and `current` for an active one.

use super::content::{ContentBody, Metadata};
use super::list::Links;
use crate::domain::{Grant, Grants, Space, SpaceId, SpaceKey, SpaceKind, SpaceStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A space.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Space")]
pub struct SpaceBody {
    /// A number in this dialect.
    pub id: i64,
    /// The short name.
    pub key: String,
    /// The display name.
    pub name: String,
    /// `current`, `archived`, `trashed`.
    #[serde(default = "current")]
    pub status: String,
    /// `global` or `personal`.
    #[serde(rename = "type", default = "global")]
    pub kind: String,
    /// `expand=homepage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<Box<ContentBody>>,
    /// `expand=description.plain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// `expand=metadata.labels`: its categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// Addresses.
    #[serde(rename = "_links", default)]
    pub links: Links,
    /// What could be asked for.
    #[serde(rename = "_expandable", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub expandable: BTreeMap<String, String>,
}

/// The description of a space.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Description {
    /// As plain text.
    #[serde(default)]
    pub plain: Plain,
}

/// Plain text in a representation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Plain {
    /// The text.
    #[serde(default)]
    pub value: String,
    /// `plain`.
    #[serde(default)]
    pub representation: String,
}

/// A space to be made, or what changes in one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SpaceDraft {
    /// The key of a new space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The page that opens first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<HomepageRef>,
    /// For personal spaces: nobody else gets in.
    #[serde(rename = "isPrivate", default, skip_serializing_if = "Option::is_none")]
    pub is_private: Option<bool>,
    /// What others than its creator may do in a new space; an extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Vec<Grant>>,
}

/// A page named by id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HomepageRef {
    /// The id.
    pub id: String,
}

/// What a deletion answers: a task that is done already.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Deletion")]
pub struct TaskBody {
    /// The id of the task.
    pub id: String,
    /// Where its state is told.
    pub links: TaskLinks,
}

/// The address of a task.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskLinks {
    /// Its state.
    pub status: String,
}

impl From<&Space> for SpaceBody {
    fn from(space: &Space) -> Self {
        Self {
            id: space.id.as_str().parse().unwrap_or_default(),
            key: space.key.to_string(),
            name: space.name.clone(),
            status: status_word(space.status).to_owned(),
            kind: kind_word(space.kind).to_owned(),
            homepage: None,
            description: None,
            metadata: None,
            links: Links {
                webui: Some(format!("/display/{}", space.key)),
                this: Some(format!("/rest/api/space/{}", space.key)),
                ..Links::default()
            },
            expandable: BTreeMap::new(),
        }
    }
}

impl From<&SpaceBody> for Space {
    fn from(body: &SpaceBody) -> Self {
        Self {
            id: SpaceId::new(body.id.to_string()),
            key: SpaceKey::new(&body.key),
            name: body.name.clone(),
            kind: if body.kind == "personal" { SpaceKind::Personal } else { SpaceKind::Site },
            status: match body.status.as_str() {
                "archived" => SpaceStatus::Archived,
                "trashed" => SpaceStatus::Trashed,
                _ => SpaceStatus::Active,
            },
            owner: None,
            home: body.homepage.as_ref().map(|home| home.id.as_str().into()),
            status_since: None,
            grants: Grants::default(),
        }
    }
}

/// Returns the vendor's word for a status.
pub fn status_word(status: SpaceStatus) -> &'static str {
    match status {
        SpaceStatus::Active => "current",
        SpaceStatus::Archived => "archived",
        SpaceStatus::Trashed => "trashed",
    }
}

/// Returns the vendor's word for a kind.
pub fn kind_word(kind: SpaceKind) -> &'static str {
    match kind {
        SpaceKind::Site => "global",
        SpaceKind::Personal => "personal",
    }
}

fn current() -> String {
    "current".to_owned()
}

fn global() -> String {
    "global".to_owned()
}
