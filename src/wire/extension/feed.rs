//! `GET changes?since=SEQ&limit=N`: the present state of what changed, in order.

use crate::domain::{
    Attachment, AttachmentId, Comment, CommentId, Grant, Label, Page, PageId, PageKind, PageStatus, Space,
    SpaceId, SpaceKey, SpaceKind, SpaceStatus, Timestamp, User, UserId, Version, Watched,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stretch of the feed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Feed")]
pub struct FeedBody {
    /// The epoch the positions belong to.
    pub epoch: String,
    /// In feed order.
    pub items: Vec<FeedEntry>,
    /// Where to go on.
    pub next: i64,
    /// Whether more waits right now.
    pub more: bool,
}

/// One line of the feed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum FeedEntry {
    /// An account.
    User(User),
    /// A space.
    Space(Box<SpaceEntry>),
    /// A space that is purged or out of sight.
    SpaceGone {
        /// Which.
        id: SpaceId,
        /// Whether it is still there for others.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        hidden: bool,
    },
    /// A page with its body.
    Page(Box<PageEntry>),
    /// A page that is purged or out of sight.
    PageGone {
        /// Which.
        id: PageId,
        /// Whether it is still there for others.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        hidden: bool,
    },
    /// A comment with its body.
    Comment(Box<Comment>),
    /// A comment that was deleted from a page one sees.
    CommentGone {
        /// Which.
        id: CommentId,
    },
    /// An attachment; its bytes are apart.
    Attachment(Box<Attachment>),
    /// An attachment that was deleted from a page one sees.
    AttachmentGone {
        /// Which.
        id: AttachmentId,
    },
    /// All that the caller watches and sees.
    Watches {
        /// Which.
        things: Vec<Watched>,
    },
}

/// A space with its grants.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)] // The fields of `domain::Space`, by their wire names.
pub struct SpaceEntry {
    pub id: SpaceId,
    pub key: SpaceKey,
    pub name: String,
    pub kind: SpaceKind,
    pub status: SpaceStatus,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub home: Option<PageId>,
    #[serde(default)]
    pub status_since: Option<Timestamp>,
    #[serde(default)]
    pub grants: Vec<Grant>,
}

/// A page or blog post with its body.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)] // The fields of `domain::Page` and `domain::Version`, by their wire names.
pub struct PageEntry {
    pub id: PageId,
    pub space: SpaceId,
    /// The day of a blog post; missing for a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    pub status: PageStatus,
    pub title: String,
    #[serde(default)]
    pub parent: Option<PageId>,
    pub position: i64,
    pub version: u32,
    pub author: UserId,
    pub when: Timestamp,
    #[serde(default)]
    pub message: String,
    pub created: Timestamp,
    #[serde(default)]
    pub labels: Vec<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restricted_to: Option<Vec<UserId>>,
    /// The stored body; left out where only the page is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
}

impl PageEntry {
    /// Joins a page and its body.
    pub fn of(page: Page, storage: Option<String>) -> Self {
        Self {
            id: page.id,
            space: page.space,
            day: match page.kind {
                PageKind::Page => None,
                PageKind::BlogPost { day } => Some(day),
            },
            status: page.status,
            title: page.title,
            parent: page.parent,
            position: page.position,
            version: page.version.number,
            author: page.version.author,
            when: page.version.when,
            message: page.version.message,
            created: page.created,
            labels: page.labels,
            restricted_to: page.restricted_to,
            storage,
        }
    }

    /// Takes page and body apart again.
    pub fn into_parts(self) -> (Page, String) {
        let page = Page {
            id: self.id,
            space: self.space,
            kind: self.day.map_or(PageKind::Page, |day| PageKind::BlogPost { day }),
            status: self.status,
            title: self.title,
            parent: self.parent,
            position: self.position,
            version: Version {
                number: self.version,
                author: self.author,
                when: self.when,
                message: self.message,
            },
            created: self.created,
            labels: self.labels,
            restricted_to: self.restricted_to,
        };
        (page, self.storage.unwrap_or_default())
    }
}

impl From<Space> for SpaceEntry {
    fn from(space: Space) -> Self {
        Self {
            id: space.id,
            key: space.key,
            name: space.name,
            kind: space.kind,
            status: space.status,
            owner: space.owner,
            home: space.home,
            status_since: space.status_since,
            grants: space.grants.into(),
        }
    }
}

impl From<SpaceEntry> for Space {
    fn from(entry: SpaceEntry) -> Self {
        Self {
            id: entry.id,
            key: entry.key,
            name: entry.name,
            kind: entry.kind,
            status: entry.status,
            owner: entry.owner,
            home: entry.home,
            status_since: entry.status_since,
            grants: entry.grants.into(),
        }
    }
}
