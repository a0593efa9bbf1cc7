//! tildr: your ~space in the terminal.
//!
//! ```text
//!             cli ──────────────┬───────────────────┐
//!              │                │                   │
//!             tui ──── admin    │                 server ── store (SQLite, PostgreSQL)
//!              │         │      │                   │
//!    commits & reads     │    sync                  │
//!              │         │   ┌──┴────┐              │
//!              └─────────┼ replica  remote ── http | in process
//!                        └───│───────┘              │
//!         domain   markup   permission   wire ──────┘        (pure: values and functions)
//! ```
//!
//! Modules are listed bottom to top, in reading order; imports point up this list only. `docs/architecture.md`
//! walks a key press through them.

pub mod domain;
pub mod markup;
pub mod permission;
pub mod wire;

pub mod config;
pub mod remote;
pub mod replica;
pub mod sync;

pub mod admin;
pub mod server;

pub mod report;
pub mod tui;

pub mod cli;
