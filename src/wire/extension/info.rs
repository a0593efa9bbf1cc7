//! `GET info`: who is there, and who are we.

use crate::domain::User;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the server says about itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Info")]
pub struct InfoBody {
    /// The program's name: `tildr`.
    pub program: String,
    /// Its version.
    pub version: String,
    /// Changed by every restore.
    pub epoch: String,
    /// The caller.
    pub me: User,
    /// What it can do beyond the dialect.
    pub capabilities: Vec<String>,
}
