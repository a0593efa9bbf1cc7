//! Calls of the extension namespace, one file per noun.

pub(super) mod access;
pub(super) mod content;
pub(super) mod feed;
pub(super) mod personal;
pub(super) mod space;
