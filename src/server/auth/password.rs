//! Passwords: hashed with argon2id in a lane of their own, so that no number of logins takes the threads that answer
//! requests.

use super::Secret;
use crate::server::threads::Threads;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many hashes are computed at a time, in threads that do nothing else: each takes 19 MiB and some 25 ms of a core.
const AT_A_TIME: usize = 2;
/// How many may wait; more are sent away at once, to come again.
const WAITING: usize = 64;

/// Returns the hash of a password, as it is stored: algorithm, parameters, salt and hash in one line.
///
/// For a thread that may wait. `Err` says what the machine lacks.
pub(in crate::server) fn hashed(password: &Secret) -> Result<String, String> {
    let hash = Argon2::default().hash_password(password.reveal().as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

/// The lane.
#[derive(Clone)]
pub(super) struct Lane {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    threads: Threads,
}

/// A place in the lane: one hash can be computed.
pub(super) struct Place {
    permit: OwnedSemaphorePermit,
    threads: Threads,
}

/// Leaves the queue, also when the caller goes away while waiting.
struct Queued<'a>(&'a AtomicUsize);

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lane {
    /// A lane with nobody in it. An error when the system gives no threads.
    pub(super) fn new() -> std::io::Result<Self> {
        let threads = Threads::start("wiki-passwords", AT_A_TIME)?;
        Ok(Self { places: Arc::new(Semaphore::new(AT_A_TIME)), waiting: Arc::default(), threads })
    }

    /// Waits for a place; `None` when too many wait already.
    pub(super) async fn enter(&self) -> Option<Place> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        let _queued = Queued(&self.waiting);
        // The lane is never closed.
        let permit = self.places.clone().acquire_owned().await.ok()?;
        Some(Place { permit, threads: self.threads.clone() })
    }
}

impl Place {
    /// Returns the hash of a new password.
    pub(super) async fn hash(self, password: Secret) -> Result<String, String> {
        self.run(move || hashed(&password)).await.and_then(|hash| hash)
    }

    /// Tells whether a password has this hash. Without a hash the same work is done, and the answer is no: the time it
    /// takes does not tell who has an account.
    pub(super) async fn verify(self, password: Secret, hash: Option<String>) -> bool {
        let work = move || match &hash {
            Some(hash) => {
                Argon2::default().verify_password(password.reveal().as_bytes(), hash.as_str()).is_ok()
            }
            None => {
                let _ = hashed(&password);
                false
            }
        };
        self.run(work).await.unwrap_or(false)
    }

    /// The place is held until the work is done, whoever still waits for it.
    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
        let Self { permit, threads } = self;
        let held = move || {
            let _permit = permit;
            work()
        };
        threads.run(held).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let hash = hashed(&Secret::new("correct horse")).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hashed(&Secret::new("correct horse")).unwrap(), "salted");
        let lane = Lane::new().unwrap();
        let verify = async |password: &str, hash: Option<&str>| {
            let place = lane.enter().await.unwrap();
            place.verify(Secret::new(password), hash.map(str::to_owned)).await
        };
        assert!(verify("correct horse", Some(&hash)).await);
        assert!(!verify("wrong horse", Some(&hash)).await);
        assert!(!verify("", None).await);
        assert!(!verify("correct horse", Some("no hash")).await);
    }

    #[tokio::test]
    async fn who_comes_when_too_many_wait_is_sent_away() {
        let lane = Lane::new().unwrap();
        let held = [lane.enter().await.unwrap(), lane.enter().await.unwrap()];
        let queue: Vec<_> = (0..WAITING).map(|_| lane.clone()).collect();
        let mut waiting: Vec<_> = queue.iter().map(|lane| Box::pin(lane.enter())).collect();
        for waits in &mut waiting {
            assert!(FutureExt::now_or_never(&mut *waits).is_none());
        }
        assert!(lane.enter().await.is_none());
        drop(waiting);
        drop(held);
        assert!(lane.enter().await.is_some());
    }
}
