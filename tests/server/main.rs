//! The wiki from the outside: requests in, exact answers out.

mod accounts;
mod append;
mod attachments;
mod comments;
mod common;
mod content;
mod dialect;
mod directory;
mod door;
mod events;
mod feed;
mod idempotency;
mod import;
mod listen;
mod open;
mod personal;
mod postgres;
mod properties;
mod restrictions;
mod search;
mod sight;
mod site;
mod spaces;
