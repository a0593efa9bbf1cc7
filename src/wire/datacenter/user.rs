//! Accounts: the stable `userKey` and the `username` that may change.

use crate::domain::{User, UserId};
use serde::{Deserialize, Serialize};

/// An account as content and versions name it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserBody {
    /// `known`, or `anonymous`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The login name.
    #[serde(default)]
    pub username: String,
    /// Stable for ever.
    #[serde(default)]
    pub user_key: String,
    /// The full name.
    #[serde(default)]
    pub display_name: String,
}

impl From<&User> for UserBody {
    fn from(user: &User) -> Self {
        Self {
            kind: "known".to_owned(),
            username: user.name.clone(),
            user_key: user.id.to_string(),
            display_name: user.full_name.clone(),
        }
    }
}

impl From<&UserBody> for UserId {
    fn from(body: &UserBody) -> Self {
        UserId::new(if body.user_key.is_empty() { &body.username } else { &body.user_key })
    }
}
