//! The wiki from the outside: requests in, exact answers out.

mod append;
mod attachments;
mod comments;
mod common;
mod content;
mod dialect;
mod feed;
mod idempotency;
mod import;
mod open;
mod personal;
mod postgres;
mod restrictions;
mod sight;
mod spaces;
