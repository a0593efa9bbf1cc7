//! Calls of the Data Center dialect, one file per noun.

pub(super) mod attachment;
pub(super) mod comment;
pub(super) mod content;
pub(super) mod label;
pub(super) mod restriction;
pub(super) mod space;
pub(super) mod version;
pub(super) mod watch;

/// Where the dialect starts.
pub(super) const ROOT: &str = "/rest/api";
