//! `decide`, `explain`, `audience`, `preview`, `grants`: the answers are the vocabulary's own values.

use crate::domain::Grant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET decide`: the verdict alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Decision")]
pub struct DecisionBody {
    /// Whether it may be done.
    pub allowed: bool,
    /// Whether only a session on the record allows it.
    #[serde(default)]
    pub elevated: bool,
    /// The code of the denial, as far as the reader may know it.
    #[serde(default)]
    pub code: Option<String>,
}

/// `PUT space/{id}/grants`: all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantsBody {
    /// The grants afterwards.
    pub grants: Vec<Grant>,
    /// The grants the change was made against, in any order: others there by now refuse it with 409. Without them
    /// whatever is there is replaced.
    #[serde(default)]
    pub base: Option<Vec<Grant>>,
}
