//! Identifiers. Opaque strings: nobody parses one, orders by one, or puts one in a path.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier as the backend spells it.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// Returns the identifier as the backend spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }
    };
}

string_id! {
    /// A space. Not its key: keys can change, ids do not.
    SpaceId
}
string_id! {
    /// A page or blog post: the backend's id, or `new:<uuid>` until the backend has given one.
    PageId
}
string_id! {
    /// A person's account (Data Center `userKey`, Cloud `accountId`), never the login name.
    UserId
}
string_id! {
    /// A group (Data Center: its name; Cloud: its id).
    GroupId
}

string_id! {
    /// A comment: the backend's id, or `new:<uuid>` until the backend has given one.
    CommentId
}
string_id! {
    /// An attachment: the backend's id without the `att` some dialects put before it, or `new:<uuid>`.
    AttachmentId
}

/// Ids of things that can be made here before the backend knows them.
macro_rules! local_id {
    ($name:ident) => {
        impl $name {
            /// Returns an id for a thing the backend does not know yet.
            pub fn local(uuid: Uuid) -> Self {
                Self(format!("new:{uuid}"))
            }

            /// Tells whether the backend has not given this thing an id yet.
            pub fn is_local(&self) -> bool {
                self.0.starts_with("new:")
            }
        }
    };
}
local_id!(CommentId);
local_id!(AttachmentId);

impl PageId {
    /// Returns an id for a page the backend does not know yet.
    ///
    /// The outbox gives the page its real id when the create is delivered; both names then lead to
    /// the same page in the replica.
    pub fn local(uuid: Uuid) -> Self {
        Self(format!("new:{uuid}"))
    }

    /// Tells whether the backend has not given this page an id yet.
    pub fn is_local(&self) -> bool {
        self.0.starts_with("new:")
    }
}

/// One intended write, named before it is tried so that a retry can be recognised (`Idempotency-Key`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpId(pub Uuid);

impl OpId {
    /// Returns a fresh time-ordered id.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
