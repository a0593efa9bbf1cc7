//! `personal`: the facts before a personal space is made, the plan, and what undoing it did.

use super::feed::SpaceEntry;
use crate::domain::{Grant, SpaceKey, Timestamp, User};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET personal`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Preflight")]
pub struct PreflightBody {
    /// The caller.
    pub me: User,
    /// The mode of the policy that applies.
    pub mode: ModeBody,
    /// Whether the caller's groups may have one.
    pub permitted: bool,
    /// The key it would get.
    pub key: SpaceKey,
    /// A space of another owner that holds that key.
    #[serde(default)]
    pub key_taken_by: Option<String>,
    /// The caller's own, in any state, newest first.
    #[serde(default)]
    pub existing: Vec<SpaceEntry>,
    /// Whether one exists that cannot be opened.
    #[serde(default)]
    pub inconsistent: bool,
    /// How many accounts could recover access.
    #[serde(default)]
    pub site_admins: u32,
    /// Whether people without an account may read anything.
    #[serde(default)]
    pub anonymous_allowed: bool,
    /// Everybody with an account.
    #[serde(default)]
    pub people: Vec<User>,
    /// What "site default" grants to others.
    #[serde(default)]
    pub default_grants: Vec<Grant>,
}

/// The mode of the policy.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PersonalMode")]
#[serde(tag = "mode", rename_all = "kebab-case")]
pub enum ModeBody {
    /// People may ask.
    OnRequest,
    /// Switched off.
    Off {
        /// Since when.
        #[serde(default)]
        since: Option<Timestamp>,
        /// By whom.
        #[serde(default)]
        by: Option<String>,
    },
}

/// `POST personal`: everything that is made in one go.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlanBody {
    /// The display name.
    pub name: String,
    /// The key.
    pub key: SpaceKey,
    /// Grants to others than the owner.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// The home page first.
    #[serde(default)]
    pub pages: Vec<PlannedBody>,
    /// Whether the owner is told of others' changes.
    #[serde(default)]
    pub watch: bool,
    /// Whether an earlier one makes way.
    #[serde(default)]
    pub start_fresh: bool,
}

/// A page of the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedBody {
    /// The title.
    pub title: String,
    /// The stored body.
    pub storage: String,
    /// Whether only the owner may read and edit it and what is below it.
    #[serde(default)]
    pub private: bool,
}

/// `POST personal/{space}/undo`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Undone")]
pub struct UndoneBody {
    /// Whether it is gone; else it is in the trash.
    pub removed: bool,
}
