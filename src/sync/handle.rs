//! The handle on the running engine.

use super::engine::{Ask, Engine, Shared};
use super::event::{Event, Status, SyncError};
use crate::domain::{PageId, Version};
use crate::remote::Remote;
use crate::replica::{FileRow, Incoming, Replica};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, mpsc, oneshot};

/// How many events a slow listener may lag behind.
const EVENTS: usize = 1_024;

/// A handle on the running engine; cheap to clone. The engine ends with its last handle.
#[derive(Clone)]
pub struct Handle {
    ask: mpsc::UnboundedSender<Ask>,
    shared: Arc<Shared>,
    replica: Replica,
    remote: Arc<dyn Remote>,
}

/// Starts the engine for the profile in `dir`: takes the leader lock or watches whoever has it. Needs a
/// tokio runtime.
pub fn start(dir: &Path, replica: Replica, remote: Arc<dyn Remote>) -> Handle {
    let (ask, asked) = mpsc::unbounded_channel();
    let status = Status { queued: replica.queued_count().unwrap_or(0), ..Status::default() };
    let shared = Arc::new(Shared { status: Mutex::new(status), events: broadcast::Sender::new(EVENTS) });
    let engine = Engine::new(dir, replica.clone(), Arc::clone(&remote), Arc::clone(&shared), asked);
    tokio::spawn(engine.run());
    Handle { ask, shared, replica, remote }
}

impl Handle {
    /// Asks for a pass soon: after a commit, or when the person says so. Never blocks.
    pub fn wake(&self) {
        let _ = self.ask.send(Ask::Wake);
    }

    /// Returns the present state.
    pub fn status(&self) -> Status {
        self.shared.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.events.subscribe()
    }

    /// Runs a pass and waits until the outbox is empty (or only parked) and the feed is drained; says why when it
    /// cannot be. In a process that does not sync, waits until the one that does has emptied the outbox.
    pub async fn settled(&self) -> Result<(), SyncError> {
        let (tell, told) = oneshot::channel();
        self.ask.send(Ask::Settle(tell)).map_err(|_| SyncError::Stopped)?;
        told.await.map_err(|_| SyncError::Stopped)?
    }

    /// Says yes to [`SyncError::MassRemoval`]: the next pass may remove what the wiki says is gone.
    pub fn confirm_removal(&self) {
        let _ = self.ask.send(Ask::ConfirmRemoval);
    }

    /// Returns every version of a page, newest first, from the wiki.
    pub async fn versions(&self, page: &PageId) -> Result<Vec<Version>, SyncError> {
        Ok(self.remote.versions(&self.replica.real_id(page)?).await?)
    }

    /// Returns the body of one version of a page, from the wiki.
    pub async fn version_body(&self, page: &PageId, number: u32) -> Result<String, SyncError> {
        Ok(self.remote.version_body(&self.replica.real_id(page)?, number).await?)
    }

    /// Returns where the bytes of an attachment are on this machine, fetching them when they are not. For an image
    /// in a page: `replica.attachment_named(page, name)` says which attachment is meant.
    pub async fn file(&self, row: &FileRow) -> Result<PathBuf, SyncError> {
        if let Some(path) = &row.here {
            return Ok(path.clone());
        }
        if let Some(path) = self.replica.cached_file(&row.attachment) {
            return Ok(path);
        }
        let into = self.replica.incoming_file()?;
        if let Err(error) = self.remote.download(&row.attachment, &into).await {
            let _ = std::fs::remove_file(&into);
            return Err(error.into());
        }
        let (replica, attachment) = (self.replica.clone(), row.attachment.clone());
        // Hashing a large file takes a while: off the loop.
        let kept = tokio::task::spawn_blocking(move || replica.keep_file(&attachment, &into)).await;
        Ok(kept.map_err(|_| SyncError::Stopped)??)
    }

    /// Returns the bytes of the attachment with a name on a page, for an image in it; `None` when the page has no
    /// such file or it is larger than `limit`.
    pub async fn image(&self, page: &PageId, name: &str, limit: u64) -> Result<Option<Vec<u8>>, SyncError> {
        let Some(row) = self.replica.attachment_named(page, name)? else { return Ok(None) };
        if row.attachment.size > limit {
            return Ok(None);
        }
        let path = self.file(&row).await?;
        let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
        Ok(read.map_err(|_| SyncError::Stopped)?.ok())
    }

    /// Fetches one page anew.
    pub async fn refresh(&self, page: &PageId) -> Result<(), SyncError> {
        let (page, storage) = self.remote.page(&self.replica.real_id(page)?).await?;
        if self.replica.take_in(&[Incoming::Page { page: Box::new(page), storage }], None, false)? {
            self.shared.tell(Event::Changed);
            super::ring_replica(self.replica.dir());
        }
        Ok(())
    }

    /// Ends the engine and gives up leadership.
    pub async fn stop(self) {
        let (tell, told) = oneshot::channel();
        if self.ask.send(Ask::Stop(tell)).is_ok() {
            let _ = told.await;
        }
    }
}
