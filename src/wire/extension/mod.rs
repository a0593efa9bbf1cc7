//! The extension namespace `/rest/tildr/1.0`: what the Data Center dialect has no words for.
//!
//! Ids, labels, grants and moments are written as the vocabulary writes them; everything else has its
//! field names here.

pub mod access;
pub mod events;
pub mod feed;
pub mod import;
pub mod info;
pub mod jot;
pub mod personal;
pub mod spot;

/// Where the namespace starts.
pub const ROOT: &str = "/rest/tildr/1.0";
/// The header that names a write for ever.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
