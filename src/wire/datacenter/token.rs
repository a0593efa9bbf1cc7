//! Personal access tokens.

use crate::domain::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A token to be made.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTokenBody {
    /// What its owner calls it.
    pub name: String,
    /// For how many days it lasts.
    #[serde(default)]
    pub expiration_duration: Option<u32>,
    /// `read`, `write` or `admin`; the vendor's have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// A token.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Token")]
#[serde(rename_all = "camelCase")]
pub struct TokenBody {
    /// Names it.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_accessed_at: Option<Timestamp>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiring_at: Option<Timestamp>,
    /// `read`, `write` or `admin`.
    pub scope: String,
    /// Its text; in the answer that makes it alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_token: Option<String>,
}
