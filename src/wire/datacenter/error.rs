//! The error body of the dialect: clients read `message`, so it is always there.

use crate::domain::Grant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a request was not carried out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Error")]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// The status of the answer once more.
    #[serde(default)]
    pub status_code: u16,
    /// Details in the shape clients expect.
    #[serde(default)]
    pub data: ErrorData,
    /// A sentence.
    #[serde(default)]
    pub message: String,
    /// The name of the status, or a word a client of ours acts on.
    #[serde(default)]
    pub reason: String,
    /// What a space grants now, where that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Vec<Grant>>,
}

/// The part of an error that says what kind of failure it was.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ErrorData {
    /// Whether the caller may do this at all.
    pub authorized: bool,
    /// Whether the request was well formed.
    pub valid: bool,
    /// Always true here: there is no read-only mode of the site.
    pub allowed_in_read_only_mode: bool,
    /// Empty: the message says it.
    pub errors: Vec<serde_json::Value>,
    /// Never true in an error.
    pub successful: bool,
}

/// What an unknown address answers.
#[derive(Debug, Clone, Serialize)]
pub struct UnknownRoute {
    /// The vendor's wording.
    pub message: String,
    /// 404.
    #[serde(rename = "status-code")]
    pub status_code: u16,
}

/// The `reason` of a jot that has no personal space to go to.
pub const NO_PERSONAL_SPACE: &str = "no-personal-space";

/// The message of a stale update; clients find the number by its words.
pub fn stale_message(current: u32) -> String {
    format!("Version must be incremented on update. Current version is: {current}")
}

/// Reads the number out of a stale update's message.
pub fn stale_version(message: &str) -> Option<u32> {
    let lower = message.to_lowercase();
    let (_, tail) = lower.split_once("current version")?;
    let digits: String =
        tail.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_wordings_of_a_stale_update_are_read() {
        assert_eq!(stale_version(&stale_message(7)), Some(7));
        assert_eq!(stale_version("Current Version: [12]. Provided version: [5]"), Some(12));
        assert_eq!(stale_version("title already exists"), None);
    }
}
