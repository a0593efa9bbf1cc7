//! Moves changes between the replica and a remote: planned by a pure function, carried out here.

pub mod jot;

use crate::domain::{OpId, PageId, Timestamp};
use crate::remote::Remote;
use crate::replica::Replica;
use std::path::Path;
use std::sync::Arc;

/// What the engine tells whoever listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The replica has new content: read again.
    Changed,
    /// A page got its real id.
    Assigned {
        /// The local id.
        local: PageId,
        /// The backend's.
        real: PageId,
    },
    /// A queued change arrived.
    Delivered(OpId),
    /// A queued change was refused and waits for the person.
    Parked {
        /// Which.
        op: OpId,
        /// Why, a sentence.
        reason: String,
    },
    /// Two edits could not be joined; both are kept.
    Conflict(PageId),
    /// The state of the connection, for the footer.
    Status(Status),
}

/// The state of sync, for the footer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// Whether a pass is running.
    pub running: bool,
    /// When the last pass ended well.
    pub last: Option<Timestamp>,
    /// How many changes wait.
    pub queued: usize,
    /// Pages pulled and to pull in a long pull.
    pub progress: Option<(usize, Option<usize>)>,
    /// Why nothing moves, a sentence; `None` when all is well.
    pub paused: Option<String>,
    /// Whether this process does the syncing for the profile.
    pub leader: bool,
}

/// A handle on the running engine; cheap to clone.
#[derive(Clone)]
pub struct Handle {
    _inner: Arc<()>,
}

#[allow(unused_variables)]
impl Handle {
    /// Asks for a pass soon: after a commit, or when the person says so. Never blocks.
    pub fn wake(&self) {
        todo!()
    }

    /// The present state.
    pub fn status(&self) -> Status {
        todo!()
    }

    /// Events from now on.
    pub fn subscribe(&self) -> tokio::sync::broadcast::Receiver<Event> {
        todo!()
    }

    /// Waits until the outbox is empty (or only parked) and the feed is drained.
    pub async fn settled(&self) -> Result<(), SyncError> {
        todo!()
    }

    /// Ends the engine and gives up leadership.
    pub async fn stop(self) {
        todo!()
    }
}

/// Why a pass ended early.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The wiki.
    #[error(transparent)]
    Remote(#[from] crate::remote::RemoteError),
    /// The local store.
    #[error(transparent)]
    Replica(#[from] crate::replica::ReplicaError),
    /// More pages would vanish than a person expects: shown, not done.
    #[error("{0} pages would be removed here: open the outbox to confirm")]
    MassRemoval(usize),
}

/// Starts the engine for the profile in `dir`: takes the leader lock or watches whoever has it.
pub fn start(dir: &Path, replica: Replica, remote: Arc<dyn Remote>) -> Handle {
    let _ = (dir, replica, remote);
    todo!()
}
