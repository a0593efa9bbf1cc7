//! The streams of events that are open: so many for each account, and all end when the wiki stops.

use crate::domain::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How many streams there are and how they behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamLimits {
    /// Streams of one account at a time.
    pub per_account: usize,
    /// How often a quiet stream shows that it is alive.
    pub heartbeat: Duration,
    /// The least time between two events of a stream: what moves meanwhile is one event.
    pub pause: Duration,
    /// How long a stream lives before its listener has to come back and say again who it is.
    pub life: Duration,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            per_account: 16,
            heartbeat: Duration::from_secs(20),
            pause: Duration::from_millis(500),
            life: Duration::from_secs(600),
        }
    }
}

/// The open streams; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Streams {
    pub(super) limits: StreamLimits,
    open: Arc<Mutex<HashMap<UserId, usize>>>,
    closing: watch::Sender<bool>,
}

/// A place for a stream; free again when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    streams: Streams,
    account: UserId,
}

impl Streams {
    /// None is open.
    pub(super) fn new(limits: StreamLimits) -> Self {
        Self { limits, open: Arc::default(), closing: watch::Sender::new(false) }
    }

    /// Gives an account one more stream, unless it has all it may have.
    pub(super) fn enter(&self, account: &UserId) -> Option<Seat> {
        let mut open = self.lock();
        let count = open.entry(account.clone()).or_default();
        if *count >= self.limits.per_account {
            return None;
        }
        *count += 1;
        Some(Seat { streams: self.clone(), account: account.clone() })
    }

    /// Ends every stream, and those to come.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Returns what says when streams have to end.
    pub(super) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// How many are open.
    pub(super) fn count(&self) -> usize {
        self.lock().values().sum()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(count) = open.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_so_many_streams_and_others_have_theirs() {
        let streams = Streams::new(StreamLimits { per_account: 2, ..StreamLimits::default() });
        let (ann, bob) = (UserId::new("ann"), UserId::new("bob"));
        let first = streams.enter(&ann).unwrap();
        let _second = streams.enter(&ann).unwrap();
        assert!(streams.enter(&ann).is_none());
        assert!(streams.enter(&bob).is_some());
        drop(first);
        assert!(streams.enter(&ann).is_some());
        assert_eq!(streams.count(), 1);
    }
}
