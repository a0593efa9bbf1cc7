//! Grants: who may do what in a space.

use super::{GroupId, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row of a space's permissions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// Who.
    pub subject: Subject,
    /// What.
    pub permission: SpacePermission,
}

/// Tells whether two lists grant the same, whatever their order and however often they say it.
pub fn grants_alike(one: &[Grant], other: &[Grant]) -> bool {
    one.iter().all(|grant| other.contains(grant)) && other.iter().all(|grant| one.contains(grant))
}

/// Somebody, or a set of somebodies, that a grant can name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", tag = "kind", content = "id")]
pub enum Subject {
    /// One account.
    User(UserId),
    /// A group, nested members included.
    Group(GroupId),
    /// Every active account with "can use", not guests.
    Licensed,
    /// Every active account that administers the site.
    Admins,
    /// Everybody, signed in or not, when the site allows it.
    Anonymous,
}

/// A key of the space permission table, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
    /// The preset *contribute*: adds and edits, removes only what is one's own.
    pub const CONTRIBUTE: [Self; 6] = [
        Self::ViewSpace,
        Self::RemoveOwnContent,
        Self::EditSpace,
        Self::EditBlog,
        Self::CreateAttachment,
        Self::Comment,
    ];
    /// The preset *edit*: everything about content, nothing about the space.
    pub const EDIT: [Self; 11] = [
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
    ];

    /// Returns the name of its column, as sentences use it.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// Returns the word for it on the command line.
    pub fn word(self) -> &'static str {
        self.names().1
    }

    /// Reads the word of the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.word() == word)
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::ViewSpace => ("View", "view"),
            Self::RemoveOwnContent => ("Delete own", "delete-own"),
            Self::EditSpace => ("Add page", "add-page"),
            Self::RemovePage => ("Delete page", "delete-page"),
            Self::EditBlog => ("Add post", "add-post"),
            Self::RemoveBlog => ("Delete post", "delete-post"),
            Self::CreateAttachment => ("Add file", "add-file"),
            Self::RemoveAttachment => ("Delete file", "delete-file"),
            Self::Comment => ("Comment", "comment"),
            Self::RemoveComment => ("Delete comment", "delete-comment"),
            Self::SetPagePermissions => ("Restrict", "restrict"),
            Self::ExportSpace => ("Export", "export"),
            Self::SetSpacePermissions => ("Admin", "admin"),
        }
    }
}

/// What an account may do on the site as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GlobalPermission {
    /// Sign in; without it nothing else counts.
    Use,
    /// See the directory of people and their cards.
    ViewUserProfiles,
    /// Create one personal space; keeping it needs nothing.
    PersonalSpace,
    /// Create site spaces.
    CreateSpace,
    /// Administer people, groups and policies. Opens no page.
    SiteAdmin,
}

impl GlobalPermission {
    /// Every one, in the order of the table.
    pub const ALL: [Self; 5] =
        [Self::Use, Self::ViewUserProfiles, Self::PersonalSpace, Self::CreateSpace, Self::SiteAdmin];

    /// Returns its name, as sentences use it.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// Returns the word for it on the command line.
    pub fn word(self) -> &'static str {
        self.names().1
    }

    /// Reads the word of the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.word() == word)
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Use => ("Can use", "use"),
            Self::ViewUserProfiles => ("View profiles", "view-profiles"),
            Self::PersonalSpace => ("Personal space", "personal-space"),
            Self::CreateSpace => ("Create spaces", "create-space"),
            Self::SiteAdmin => ("Site admin", "site-admin"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_differ() {
        for permission in SpacePermission::ALL {
            assert_eq!(SpacePermission::from_word(permission.word()), Some(permission));
            assert!(!permission.name().is_empty());
        }
        for permission in GlobalPermission::ALL {
            assert_eq!(GlobalPermission::from_word(permission.word()), Some(permission));
            assert!(!permission.name().is_empty());
        }
        assert_eq!(SpacePermission::from_word("fly"), None);
        assert_eq!(GlobalPermission::from_word("fly"), None);
    }

    #[test]
    fn s0_16_each_preset_holds_the_one_before_it() {
        let presets: [&[SpacePermission]; 5] = [
            &SpacePermission::READ,
            &SpacePermission::COMMENT,
            &SpacePermission::CONTRIBUTE,
            &SpacePermission::EDIT,
            &SpacePermission::ALL,
        ];
        for pair in presets.windows(2) {
            assert!(pair[0].iter().all(|permission| pair[1].contains(permission)));
        }
    }
}
