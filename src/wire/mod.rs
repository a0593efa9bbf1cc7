//! JSON bodies of each dialect and their conversion to and from the vocabulary: field names live here.
//!
//! No status codes, no paths, no I/O.

pub mod datacenter;
pub mod extension;
pub mod time;
