//! What a wiki says of who can see and do what: verdicts with their reasons, audiences with their ways, and what a
//! change would do.

use super::{
    Audience, Badge, Grant, Member, PageId, Restrictions, SpaceId, SpacePermission, Subject, User, UserId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a question about access is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", tag = "kind", content = "id")]
pub enum Thing {
    /// A space.
    Space(SpaceId),
    /// A page or blog post.
    Page(PageId),
}

/// Who a question about access is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Whoever asks.
    Me,
    /// Somebody, by login name or id.
    Person(String),
    /// Somebody without an account.
    Anonymous,
}

/// Whether somebody may do something, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether it may be done.
    pub allowed: bool,
    /// Whether only a session on the record allows it.
    #[serde(default)]
    pub elevated: bool,
    /// The code of the denial, as far as the reader may know it.
    #[serde(default)]
    pub code: Option<String>,
    /// One to three sentences.
    pub sentence: String,
    /// Every further reason, or every way in.
    #[serde(default)]
    pub more: Vec<String>,
    /// The gates, in order; empty where the reader may not know.
    #[serde(default)]
    pub gates: Vec<GateMark>,
    /// The command that changes a denial.
    #[serde(default)]
    pub command: Option<String>,
    /// What that command changes, where it is a change of who can see and do what.
    #[serde(default)]
    pub remedy: Option<Remedy>,
    /// Who can type it; empty where nobody else is needed.
    #[serde(default)]
    pub ask: Vec<UserId>,
    /// Whether asking for access is all that can be offered.
    #[serde(default)]
    pub request: bool,
}

/// A change of access that ends a denial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Remedy {
    /// A permission in a space.
    Grant {
        /// Which space.
        space: SpaceId,
        /// To whom.
        subject: Subject,
        /// What.
        permission: SpacePermission,
    },
    /// A place on the list of those who may see a page.
    List {
        /// Which page.
        page: PageId,
        /// Whose place.
        member: Member,
        /// Whether it takes one on the list of those who may edit it, too.
        edit: bool,
    },
    /// A page without lists.
    Open {
        /// Which page.
        page: PageId,
    },
}

/// One gate of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateMark {
    /// What stands beside the tick or the cross.
    pub label: String,
    /// Whether the question has to pass it.
    pub asked: bool,
    /// Whether it is open.
    pub open: bool,
}

/// Who can see a thing, by which way, and what narrows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sightline {
    /// The badge and the people.
    pub audience: Audience,
    /// Which grant of View brings whom.
    #[serde(default)]
    pub ways: Vec<WayIn>,
    /// Site admins who cannot see it and could gain access, on the record.
    #[serde(default)]
    pub could_gain: Vec<UserId>,
    /// The pages from the root down to the page itself that have lists; the page itself is always the last one.
    #[serde(default)]
    pub lists: Vec<Listed>,
    /// All grants of the space it is about; `None` for a page, and where the wiki does not say.
    #[serde(default)]
    pub grants: Option<Vec<Grant>>,
    /// Who is named above.
    #[serde(default)]
    pub people: Vec<User>,
    /// Whether the reader may change the restrictions of the page or the permissions of the space.
    pub change: Verdict,
}

/// One way to see a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WayIn {
    /// Whom the space admits.
    pub subject: Subject,
    /// Whom that brings to the thing.
    pub brings: Vec<UserId>,
}

/// A page with its lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listed {
    /// Which page.
    pub page: PageId,
    /// Its title.
    pub title: String,
    /// Its own lists.
    pub lists: Restrictions,
}

/// A change of who can see and do what, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum AccessChange {
    /// The lists of a page.
    Restrictions {
        /// Which page.
        page: PageId,
        /// The lists afterwards.
        lists: Restrictions,
    },
    /// The grants of a space.
    Grants {
        /// Which space.
        space: SpaceId,
        /// All of them, afterwards.
        grants: Vec<Grant>,
    },
}

impl AccessChange {
    /// Tells whether both leave the same; the order in which grants are named means nothing.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Grants { space, grants }, Self::Grants { space: there, grants: others }) => {
                space == there && super::grants_alike(grants, others)
            }
            _ => self == other,
        }
    }

    /// Returns what it is a change of.
    pub fn thing(&self) -> Thing {
        match self {
            Self::Restrictions { page, .. } => Thing::Page(page.clone()),
            Self::Grants { space, .. } => Thing::Space(space.clone()),
        }
    }
}

/// What a change would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effects {
    /// The badge before.
    pub before: Badge,
    /// The badge after.
    pub after: Badge,
    /// Who would see something they cannot see now.
    pub gains: Vec<UserId>,
    /// Who would no longer see something.
    pub loses: Vec<UserId>,
    /// Whether something would open to people without an account.
    pub opens: bool,
    /// How many pages below change their audience, as far as the reader sees them.
    pub pages: usize,
    /// Who is named above.
    #[serde(default)]
    pub people: Vec<User>,
    /// Whether who asks may make it.
    pub verdict: Verdict,
}
