//! Spaces: site spaces and personal spaces.

use super::{Change, Grants, PageId, SpaceId, UserId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A space and who may do what in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    /// The backend's id.
    pub id: SpaceId,
    /// The short name people type.
    pub key: SpaceKey,
    /// The display name, 1 to 200 characters.
    pub name: String,
    /// Site or personal.
    pub kind: SpaceKind,
    /// Where it is in its life.
    pub status: SpaceStatus,
    /// The owner of a personal space; separate from creator and key.
    pub owner: Option<UserId>,
    /// The page that opens first.
    pub home: Option<PageId>,
    /// When it was last put away (archived or trashed).
    pub status_since: Option<Timestamp>,
    /// Every grant the account may see; the audience is computed from these, never stored.
    pub grants: Grants,
}

impl Space {
    /// Decides whether a change would take the home page away, which every space keeps: says why it stays, and
    /// what can be done instead. `above` are the pages above the home page.
    pub fn home_stays(&self, change: &Change, above: &[PageId]) -> Option<String> {
        let (page, goes) = match change {
            Change::Trash { page, .. } => (page, true),
            Change::Move { page, to, .. } => (page, to.space != self.id),
            _ => return None,
        };
        if !goes {
            return None;
        }
        let key = &self.key;
        if above.contains(page) {
            return Some(format!(
                "the home page of {key} stands below this page and would go with it: move the home page out first"
            ));
        }
        (self.home.as_ref() == Some(page)).then(|| match change {
            Change::Trash { .. } => format!(
                "this is the home page of {key}, and every space keeps one: put the pages below it into the \
                 trash, or the whole space with `tildr space delete {key}`"
            ),
            _ => format!(
                "this is the home page of {key}, and every space keeps one: move the pages below it, or copy it"
            ),
        })
    }
}

/// The key of a space, compared without case and shown as stored (S0-47).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SpaceKey(String);

impl SpaceKey {
    /// Wraps a key as the backend spells it.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// Returns the key of `username`'s personal space: `~` and the name, with every character that a
    /// key cannot hold written as `%XX`.
    pub fn personal(username: &str) -> Self {
        let mut key = String::from("~");
        for character in username.chars() {
            if character.is_alphanumeric() || "._-@+".contains(character) {
                key.push(character);
            } else {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    key.push_str(&format!("%{byte:02X}"));
                }
            }
        }
        Self(key)
    }

    /// Returns the key as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form in which keys are compared and looked up.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl PartialEq for SpaceKey {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for SpaceKey {}

impl std::hash::Hash for SpaceKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl fmt::Display for SpaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a space is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpaceKind {
    /// A space of a team or topic; the vendor also says "global".
    Site,
    /// One person's own space.
    Personal,
}

/// The life of a space. A purged space has no value: it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpaceStatus {
    /// Reads and writes.
    Active,
    /// Read-only, out of the directory and of search unless asked for.
    Archived,
    /// Only its owner or an administrator can restore it or start afresh.
    Trashed,
}
