//! People.

use super::{GroupId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Says what a mention is called, by what stands in its braces: `ann`, `key:8a`, `id:557:x`.
pub type Names<'n> = &'n dyn Fn(&str) -> Option<String>;

/// An account as others see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Account")]
pub struct User {
    /// Stable for ever.
    pub id: UserId,
    /// The login name; may change.
    pub name: String,
    /// What the interface shows.
    pub full_name: String,
    /// Whether the account may sign in.
    pub active: bool,
    /// Direct and nested groups, flattened.
    pub groups: Vec<GroupId>,
}
