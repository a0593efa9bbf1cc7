//! Restrictions of a page, by operation. An empty list means that the page is open: the dialect has no word for
//! "nobody".

use super::content::ContentBody;
use super::list::Listing;
use super::user::UserBody;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET content/{id}/restriction/byOperation`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RestrictionsByOperation")]
pub struct ByOperationBody {
    /// Who may see it.
    pub read: OperationBody,
    /// Who may change it.
    pub update: OperationBody,
}

/// The list of one operation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Restriction")]
pub struct OperationBody {
    /// `read` or `update`.
    pub operation: String,
    /// Who is on it.
    pub restrictions: SubjectsBody,
}

/// `GET content/{id}/restriction/relevantViewRestrictions`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GuardingRestrictions")]
#[serde(rename_all = "camelCase")]
pub struct GuardingBody {
    /// The lists that count for the page, from the root down.
    pub view_content_restrictions: Listing<GuardBody>,
}

/// A list and the page that has it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GuardingRestriction")]
pub struct GuardBody {
    /// The list.
    #[serde(flatten)]
    pub list: OperationBody,
    /// The page.
    pub content: ContentBody,
}

/// The people and groups on a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RestrictionSubjects")]
pub struct SubjectsBody {
    /// People.
    pub user: Listing<UserBody>,
    /// Groups.
    pub group: Listing<GroupBody>,
}

/// A group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GroupName")]
pub struct GroupBody {
    /// Always `group`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What it is called.
    pub name: String,
}

impl GroupBody {
    /// Names a group.
    pub fn new(name: impl Into<String>) -> Self {
        Self { kind: "group".to_owned(), name: name.into() }
    }
}

/// A list to be set: clients write plain arrays, or hand back what they read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetBody {
    /// `read` or `update`.
    pub operation: String,
    /// Whom to put on it.
    #[serde(default)]
    pub restrictions: SetSubjects,
}

/// The people and groups to put on a list; a missing part stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SetSubjects {
    /// People.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Items<UserBody>>,
    /// Groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Items<GroupBody>>,
}

/// An array, or a stretch of a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Items<T> {
    /// The plain array.
    Plain(Vec<T>),
    /// As it is read.
    Stretch {
        /// The items.
        results: Vec<T>,
    },
}

impl<T> Items<T> {
    /// Returns the items.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::Plain(items) | Self::Stretch { results: items } => items,
        }
    }
}

/// What is sent to set restrictions: a list, or one of them, bare or in `results`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SetBodies {
    /// Several.
    Many(Vec<SetBody>),
    /// As they are read.
    Stretch {
        /// The lists.
        results: Vec<SetBody>,
    },
    /// One.
    One(SetBody),
}

impl SetBodies {
    /// Returns the lists.
    pub fn into_vec(self) -> Vec<SetBody> {
        match self {
            Self::Many(lists) | Self::Stretch { results: lists } => lists,
            Self::One(list) => vec![list],
        }
    }
}
