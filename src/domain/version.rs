//! Versions: every save keeps one.

use super::UserId;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One version of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "VersionEntry")]
pub struct Version {
    /// Counts from 1; 0 for a page the backend does not have yet. Sync decides by this, never by `when`.
    pub number: u32,
    /// Who saved it.
    pub author: UserId,
    /// When; for display only.
    pub when: Timestamp,
    /// What the author said about it.
    pub message: String,
}
