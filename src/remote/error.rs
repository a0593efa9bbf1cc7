//! Why a call did not end well.

use crate::domain::Grant;

/// Why a call did not end well, by what the caller does about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// The request never reached a wiki: try again later.
    #[error("the wiki cannot be reached: {0}")]
    Offline(String),
    /// Sent, but no clear answer: verify by op-id before any retry.
    #[error("no clear answer from the wiki: {0}")]
    Unknown(String),
    /// The version is not the newest any more.
    #[error("the page has changed on the wiki (version {current} now)")]
    Conflict {
        /// The newest version; 0 when the wiki did not say.
        current: u32,
    },
    /// Somebody else has changed what a space grants; these are there now.
    #[error("somebody else has changed the permissions of the space in the meantime")]
    Regranted {
        /// All grants of the space.
        now: Vec<Grant>,
    },
    /// Gone or not visible: the same to us.
    #[error("no such page, or it is not visible to you")]
    NotFound,
    /// Visible, but not allowed.
    #[error("not allowed: {0}")]
    Forbidden(String),
    /// The wiki does not take it as it is.
    #[error("{0}")]
    Invalid(String),
    /// Sign in again.
    #[error("you are not signed in")]
    SignedOut,
    /// The target of a jot: there is no personal space yet. Keep the jot, it arrives when there is one.
    #[error("you have no personal space yet")]
    NoPersonalSpace,
    /// Too many requests.
    #[error("the wiki asks to wait {seconds} s")]
    RateLimited {
        /// How long.
        seconds: u32,
    },
    /// An answer that no wiki gives.
    #[error("that is not a wiki: {0}")]
    NotAWiki(String),
}

/// The outcome of every call.
pub type Result<T> = std::result::Result<T, RemoteError>;
