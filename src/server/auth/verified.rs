//! Passwords that were right a moment ago: clients show them with every request, and a hash takes 25 ms.
//!
//! Kept as a keyed digest, beside the stored hash they were right for: another password, or none, ends it at once.

use super::Secret;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long a password is not hashed again.
const KEPT: Duration = Duration::from_secs(600);
/// How many are kept.
const MOST: usize = 1_000;

/// What was verified, by digest.
pub(super) struct Verified {
    key: [u8; 32],
    kept: Mutex<HashMap<[u8; 32], (String, Instant)>>,
}

impl Verified {
    pub(super) fn new() -> Self {
        let mut key = [0; 32];
        key[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        key[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        Self { key, kept: Mutex::default() }
    }

    /// Tells whether this password was right for this stored hash lately.
    pub(super) fn holds(&self, password: &Secret, hash: &str, now: Instant) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&self.digest(password, hash))
            .is_some_and(|(known, since)| known == hash && now.saturating_duration_since(*since) < KEPT)
    }

    /// Notes that it was right.
    pub(super) fn keep(&self, password: &Secret, hash: &str, now: Instant) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (_, since)| now.saturating_duration_since(*since) < KEPT);
        }
        if kept.len() < MOST {
            kept.insert(self.digest(password, hash), (hash.to_owned(), now));
        }
    }

    fn digest(&self, password: &Secret, hash: &str) -> [u8; 32] {
        let parts = [&self.key[..], hash.as_bytes(), &[0], password.reveal().as_bytes()];
        parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part)).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_right_is_known_for_a_while_and_for_that_hash_alone() {
        let verified = Verified::new();
        let (now, password) = (Instant::now(), Secret::new("p"));
        verified.keep(&password, "hash", now);
        assert!(verified.holds(&password, "hash", now + KEPT / 2));
        assert!(!verified.holds(&password, "hash", now + KEPT));
        assert!(!verified.holds(&password, "another hash", now));
        assert!(!verified.holds(&Secret::new("q"), "hash", now));
    }
}
