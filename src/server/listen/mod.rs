//! Connections and what they may take: an accept loop of our own, with limits on time, number and size.
//!
//! ```text
//!   accept ─► door ─► (tls) ─► stream ─► HTTP ─► observe ─► turn ─► the router
//!     │       how many          how slow          log, count  how many at a time
//!     └► errors are survived
//! ```
//!
//! What is refused is refused early and cheaply: a connection before it is read, a request before anybody asks who
//! sent it. Decisions are values ([`limits`], [`door`], [`turn`]); sockets are in [`accept`] and [`stream`].

mod accept;
mod body;
mod door;
mod limits;
mod metrics;
mod observe;
mod stream;
mod tls;
mod turn;

pub(in crate::server) use accept::{Site, take_connections};
pub(in crate::server) use body::TooSlow;
pub use limits::{Lane, Lanes, ListenLimits, Pace};
pub(in crate::server) use metrics::{Metrics, metrics_router};
pub(in crate::server) use observe::{naming_the_caller, observed};
pub use tls::Identity;
pub(in crate::server) use tls::{Encrypted, acceptor};
pub(in crate::server) use turn::{Turn, in_turn};
