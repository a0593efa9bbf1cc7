//! `server-information`: how clients tell what they talk to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the server says about itself in the vendor's words.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServerInformation {
    /// Where it is reached.
    pub base_url: String,
    /// The version of the dialect it speaks, for clients that compare numbers.
    pub version: String,
    /// The vendor's build number of that version.
    pub build_number: u32,
    /// The program behind it.
    pub server_title: String,
}
