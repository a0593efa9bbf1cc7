//! What the engine tells whoever listens, and how a pass can end early.

use crate::domain::{OpId, PageId, Timestamp};

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
    /// The wiki was restored from a backup: everything is fetched again, newer texts of ours are kept.
    WentBack,
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
    /// How many pages the last pass would have removed here; it stopped and waits for a yes.
    pub removal: Option<usize>,
    /// Whether this process does the syncing for the profile.
    pub leader: bool,
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
    #[error("{0} pages would be removed here: nothing is, until you confirm it")]
    MassRemoval(usize),
    /// The engine has ended.
    #[error("sync has stopped")]
    Stopped,
}
