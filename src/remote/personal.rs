//! The guided creation of a personal space: what it starts from, what it asks for, how it is undone.

use crate::domain::{Grant, Space, SpaceKey, Timestamp, User};
use serde::{Deserialize, Serialize};

/// The facts the guided flow starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalPreflight {
    /// The account.
    pub me: User,
    /// The mode of the site's policy that applies, and since when and by whom it is off.
    pub mode: PersonalMode,
    /// Whether the account may create personal spaces at all; else the groups that may.
    pub permitted: bool,
    /// The key it would get.
    pub key: SpaceKey,
    /// A space of another owner that holds that key already.
    pub key_taken_by: Option<String>,
    /// The account's own personal spaces in any state, newest first.
    pub existing: Vec<Space>,
    /// A personal space that the wiki lists but cannot open (E6).
    pub inconsistent: bool,
    /// Accounts that could recover access, and would be recorded doing so.
    pub site_admins: u32,
    /// Whether the site lets people without an account read.
    pub anonymous_allowed: bool,
    /// Everybody with an account, for the audience preview.
    pub people: Vec<User>,
    /// What "site default" grants to others.
    pub default_grants: Vec<Grant>,
}

/// The policy mode for personal spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalMode {
    /// People may ask for one: the default.
    OnRequest,
    /// Switched off.
    Off {
        /// Since when.
        since: Option<Timestamp>,
        /// By whom.
        by: Option<String>,
    },
}

/// Everything that is created in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalPlan {
    /// The display name.
    pub name: String,
    /// The key the person saw.
    pub key: SpaceKey,
    /// Grants to others than the owner; the owner's own row is always complete.
    pub grants: Vec<Grant>,
    /// Pages in storage format, the home page first; the others become its children.
    pub pages: Vec<PlannedPage>,
    /// Whether the owner is told of others' changes.
    pub watch: bool,
    /// Whether a trashed one makes way (it keeps its content under another key).
    pub start_fresh: bool,
}

/// One page of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPage {
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Whether only the owner may read and edit it and what is below it.
    pub private: bool,
}

/// What undoing the creation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonalUndone {
    /// Nothing but the template was in it: as if it had never been.
    Removed,
    /// Somebody had used it: it is in the trash.
    Trashed,
}
