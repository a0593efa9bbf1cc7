//! The Data Center REST dialect, `/rest/api`. Unknown fields are ignored, missing ones tolerated.

pub mod attachment;
pub mod comment;
pub mod content;
pub mod error;
pub mod label;
pub mod list;
pub mod permission;
pub mod property;
pub mod restriction;
pub mod search;
pub mod server;
pub mod space;
pub mod token;
pub mod user;
