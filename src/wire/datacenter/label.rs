//! Labels: one object or a list of them, with or without a prefix.

use crate::domain::Label;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One label.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Label")]
pub struct LabelBody {
    /// `global`, `my` or `team`; missing means `global`.
    #[serde(default = "global")]
    pub prefix: String,
    /// The name.
    pub name: String,
    /// The name again: labels have no other id here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What a client posts: one label or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// Several.
    Many(Vec<LabelBody>),
    /// One.
    One(LabelBody),
}

impl OneOrMany {
    /// Returns the labels as a list.
    pub fn into_vec(self) -> Vec<LabelBody> {
        match self {
            Self::Many(labels) => labels,
            Self::One(label) => vec![label],
        }
    }
}

impl From<&Label> for LabelBody {
    fn from(label: &Label) -> Self {
        Self { prefix: global(), name: label.to_string(), id: Some(label.to_string()) }
    }
}

fn global() -> String {
    "global".to_owned()
}
