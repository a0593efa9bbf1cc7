//! Restrictions of a page: who of those a space admits may see it, and who may change it.

use super::{GroupId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Somebody a restriction can name: people and groups, never a class.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", tag = "kind", content = "id")]
pub enum Member {
    /// One account.
    User(UserId),
    /// A group, nested members included.
    Group(GroupId),
}

/// The entries of one list. An empty one admits nobody: that is not the same as having no list.
pub type Members = BTreeSet<Member>;

/// The two lists of a page. `None` is open.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageLists")]
pub struct Restrictions {
    /// Who may see the page and everything below it.
    #[serde(default)]
    pub read: Option<Members>,
    /// Who may change the page itself; pages below have their own.
    #[serde(default)]
    pub update: Option<Members>,
}

impl Restrictions {
    /// Tells whether nothing is restricted.
    pub fn is_open(&self) -> bool {
        self.read.is_none() && self.update.is_none()
    }
}
