//! Grants: who may do what in a space (SEMANTICS 2.1 and 2.3).

use super::{GroupId, UserId};
use serde::{Deserialize, Serialize};

/// One row of a space's permissions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// Who.
    pub subject: Subject,
    /// What.
    pub permission: SpacePermission,
}

/// Somebody, or a set of somebodies, that a grant can name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "id")]
pub enum Subject {
    /// One account.
    User(UserId),
    /// A group, nested members included.
    Group(GroupId),
    /// Every active account with "can use", not guests.
    Licensed,
    /// Everybody, signed in or not, when the site allows it.
    Anonymous,
}

/// A key of the space permission table, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpacePermission {
    /// See the space; without it nothing else counts.
    ViewSpace,
    /// Delete what one created.
    RemoveOwnContent,
    /// Add and edit pages.
    EditSpace,
    /// Trash any page.
    RemovePage,
    /// Add and edit blog posts.
    EditBlog,
    /// Trash any blog post.
    RemoveBlog,
    /// Upload files.
    CreateAttachment,
    /// Remove any file.
    RemoveAttachment,
    /// Comment.
    Comment,
    /// Remove any comment.
    RemoveComment,
    /// Restrict pages one can edit.
    SetPagePermissions,
    /// Export the whole space.
    ExportSpace,
    /// Administer the space.
    SetSpacePermissions,
}

impl SpacePermission {
    /// Every permission, in the order of the table: what an owner holds (S0-10).
    pub const ALL: [Self; 13] = [
        Self::ViewSpace,
        Self::RemoveOwnContent,
        Self::EditSpace,
        Self::RemovePage,
        Self::EditBlog,
        Self::RemoveBlog,
        Self::CreateAttachment,
        Self::RemoveAttachment,
        Self::Comment,
        Self::RemoveComment,
        Self::SetPagePermissions,
        Self::ExportSpace,
        Self::SetSpacePermissions,
    ];

    /// The preset *read*.
    pub const READ: [Self; 1] = [Self::ViewSpace];
    /// The preset *comment*.
    pub const COMMENT: [Self; 2] = [Self::ViewSpace, Self::Comment];
}
