//! The vocabulary: spaces, pages, people, changes, and nothing that acts on them.
//!
//! Values only. No I/O, no clock (times are passed in), no wire names, no SQL.

pub mod access;
pub mod account;
pub mod attachment;
pub mod audience;
pub mod change;
pub mod comment;
pub mod grant;
pub mod grants;
pub mod id;
pub mod jot;
pub mod label;
pub mod page;
pub mod query;
pub mod restriction;
pub mod secret;
pub mod space;
pub mod survey;
pub mod template;
pub mod text;
pub mod tree;
pub mod user;
pub mod version;
pub mod view;
pub mod watch;

pub use access::{AccessChange, Asked, Effects, GateMark, Listed, Remedy, Sightline, Thing, Verdict, WayIn};
pub use account::{Named, SiteSubject, TokenScope};
pub use attachment::Attachment;
pub use audience::{Audience, Badge};
pub use change::{Change, Entry, Inverse, Original};
pub use comment::{Anchor, Comment};
pub use grant::{GlobalPermission, Grant, SpacePermission, Subject, grants_alike};
pub use grants::Grants;
pub use id::{AttachmentId, CommentId, GroupId, OpId, PageId, SpaceId, UserId};
pub use jot::{Jot, JotTarget};
pub use label::Label;
pub use page::{Page, PageKind, PageStatus};
pub use query::{Found, Hit, Query, Scope};
pub use restriction::{Member, Members, Restrictions};
pub use secret::Secret;
pub use space::{Space, SpaceKey, SpaceKind, SpaceStatus};
pub use survey::{Finding, Survey, Tie};
pub use text::{SafeText, TITLE_LIMIT, Title};
pub use tree::{Place, Spot};
pub use user::{Names, User};
pub use version::Version;
pub use view::{Order, Sieve, View};
pub use watch::Watched;

/// A moment in UTC, microsecond precision on disk.
pub use jiff::Timestamp;
