//! Permissions of a space: pairs of an operation and what it is done to, and both ways to [`SpacePermission`].

use crate::domain::SpacePermission;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The group that stands for everybody with an account: the vendor has a group where we have a class.
pub const EVERYONE: &str = "confluence-users";

/// An operation and what it is done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// `space`, `page`, `blogpost`, `comment` or `attachment`.
    pub target_type: String,
    /// `read`, `create`, `delete`, `administer`, …
    pub operation_key: String,
}

/// Whom something is granted to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "PermissionSubject")]
#[serde(rename_all = "camelCase")]
pub struct SubjectBody {
    /// `user`, `group` or `anonymous`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The stable key of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_key: Option<String>,
    /// The name of a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What a person reads.
    pub display_name: String,
}

/// One grant.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Permission")]
#[serde(rename_all = "camelCase")]
pub struct PermissionBody {
    /// What.
    pub operation: Pair,
    /// To whom.
    pub subject: SubjectBody,
    /// Where.
    pub space_key: String,
    /// Where, as a number.
    pub space_id: i64,
}

/// The pairs to grant or revoke: a plain list, or one in `operations`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Pairs {
    /// As documented.
    Plain(Vec<Pair>),
    /// As clients write it.
    Named {
        /// The list.
        operations: Vec<Pair>,
    },
}

impl Pairs {
    /// Returns the list.
    pub fn into_vec(self) -> Vec<Pair> {
        match self {
            Self::Plain(pairs) | Self::Named { operations: pairs } => pairs,
        }
    }
}

/// All that somebody is to hold; without a name it is whoever has no account.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubjectPairs {
    /// A person.
    #[serde(default)]
    pub user_key: Option<String>,
    /// A group.
    #[serde(default)]
    pub group_name: Option<String>,
    /// What.
    #[serde(default)]
    pub operations: Vec<Pair>,
}

/// What a pair is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// This permission.
    Permission(SpacePermission),
    /// Known to the vendor, about something this wiki does not have: mail kept in a space.
    Nothing,
}

/// The pairs in the order of the vendor's table.
const PAIRS: [(&str, &str, SpacePermission); 13] = [
    ("read", "space", SpacePermission::ViewSpace),
    ("delete_own", "space", SpacePermission::RemoveOwnContent),
    ("create", "page", SpacePermission::EditSpace),
    ("delete", "page", SpacePermission::RemovePage),
    ("create", "blogpost", SpacePermission::EditBlog),
    ("delete", "blogpost", SpacePermission::RemoveBlog),
    ("create", "attachment", SpacePermission::CreateAttachment),
    ("delete", "attachment", SpacePermission::RemoveAttachment),
    ("create", "comment", SpacePermission::Comment),
    ("delete", "comment", SpacePermission::RemoveComment),
    ("restrict", "space", SpacePermission::SetPagePermissions),
    ("export", "space", SpacePermission::ExportSpace),
    ("administer", "space", SpacePermission::SetSpacePermissions),
];

/// Returns the pair of a permission.
pub fn pair(permission: SpacePermission) -> Option<Pair> {
    let (operation, target, _) = PAIRS.iter().find(|(_, _, known)| *known == permission)?;
    Some(Pair { target_type: (*target).to_owned(), operation_key: (*operation).to_owned() })
}

/// Returns what a pair means; `None` for one nobody knows.
pub fn meaning(pair: &Pair) -> Option<Meaning> {
    let is = |operation: &str, target: &str| pair.operation_key == operation && pair.target_type == target;
    if is("delete_mail", "space") {
        return Some(Meaning::Nothing);
    }
    let found = PAIRS.iter().find(|(operation, target, _)| is(operation, target));
    found.map(|(_, _, permission)| Meaning::Permission(*permission))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_pair_that_means_it() {
        for permission in SpacePermission::ALL {
            let pair = pair(permission).unwrap();
            assert_eq!(meaning(&pair), Some(Meaning::Permission(permission)));
        }
        let unknown = Pair { target_type: "page".to_owned(), operation_key: "read".to_owned() };
        assert_eq!(meaning(&unknown), None);
    }
}
