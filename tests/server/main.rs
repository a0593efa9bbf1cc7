//! The wiki from the outside: requests in, exact answers out.

mod common;
mod content;
