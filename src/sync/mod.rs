//! Moves changes between the replica and a remote: planned by a pure function, carried out here.
//!
//! ```text
//!   engine ─► pass ─► pull ─┐            leader   one process syncs for a profile
//!     ▲                push ┼─► plan     bell     processes tell one another, without timers
//!     └── handle       merge┘            ears     a wiki far away says when there is news
//!                                        event    what listeners hear
//! ```
//!
//! A fault is an outcome: every answer of the wiki, and its absence, has a verdict in [`plan::answer`].
//! Notes that are written from the shell take their form in [`jot`].

mod bell;
mod ears;
mod engine;
mod event;
mod handle;
pub mod jot;
mod leader;
mod merge;
mod pass;
pub mod plan;
mod pull;
mod push;

pub use bell::{ring_outbox, ring_replica};
pub use event::{Event, Status, SyncError};
pub use handle::{Handle, start};
pub use merge::{Joined, join};
