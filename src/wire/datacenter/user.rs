//! Accounts: the stable `userKey` and the `username` that may change.

use super::list::Links;
use crate::domain::{GroupId, User, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account as content and versions name it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "User")]
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

impl UserBody {
    /// Whoever has no account.
    pub fn anonymous() -> Self {
        Self {
            kind: "anonymous".to_owned(),
            username: String::new(),
            user_key: String::new(),
            display_name: "Anonymous".to_owned(),
        }
    }
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

/// An account asked for by itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Person")]
#[serde(rename_all = "camelCase")]
pub struct PersonBody {
    /// The names.
    #[serde(flatten)]
    pub user: UserBody,
    /// The picture: everybody has the same one.
    pub profile_picture: PictureBody,
    /// Its address.
    #[serde(rename = "_links", default)]
    pub links: Links,
    /// What could be asked for beside it.
    #[serde(rename = "_expandable", default)]
    pub expandable: BTreeMap<String, String>,
}

/// Another password, with the one it replaces.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordBody {
    /// The one that is valid.
    pub old_password: String,
    /// The one that is to be.
    pub new_password: String,
}

/// A picture of somebody.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Picture")]
#[serde(rename_all = "camelCase")]
pub struct PictureBody {
    /// Where it is, below the base.
    pub path: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether nobody chose it.
    pub is_default: bool,
}

impl PersonBody {
    /// Describes an account; `base` is where the wiki is reached.
    pub fn of(user: &User, base: &str) -> Self {
        let this = format!("{base}/rest/api/user?key={}", user.id);
        let mut body = Self::from(UserBody::from(user));
        body.links.this = Some(this);
        body
    }
}

impl From<UserBody> for PersonBody {
    fn from(user: UserBody) -> Self {
        let path = "/images/icons/profilepics/default.svg".to_owned();
        Self {
            user,
            profile_picture: PictureBody { path, width: 48, height: 48, is_default: true },
            links: Links::default(),
            expandable: BTreeMap::from([("status".to_owned(), String::new())]),
        }
    }
}

/// A group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Group")]
pub struct GroupBody {
    /// `group`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its address.
    #[serde(rename = "_links", default)]
    pub links: Links,
}

impl GroupBody {
    /// Describes a group; `base` is where the wiki is reached.
    pub fn of(group: &GroupId, base: &str) -> Self {
        let this = Some(format!("{base}/rest/api/group/{group}"));
        let links = Links { this, ..Links::default() };
        Self { kind: "group".to_owned(), name: group.to_string(), links }
    }
}
