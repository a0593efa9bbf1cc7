//! Turns: who searches while typing is overtaken by their own next key.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The right to search until somebody begins a later turn.
#[derive(Debug, Clone)]
pub struct Turn {
    number: u64,
    newest: Arc<AtomicU64>,
}

impl Turn {
    /// Begins the next turn; those before it are over.
    pub(in crate::replica) fn next(newest: &Arc<AtomicU64>) -> Self {
        let number = newest.fetch_add(1, Ordering::AcqRel) + 1;
        Self { number, newest: Arc::clone(newest) }
    }

    /// A turn that nobody overtakes.
    pub(super) fn endless() -> Self {
        Self { number: 0, newest: Arc::default() }
    }

    /// Tells whether a later turn has begun.
    pub fn is_over(&self) -> bool {
        self.newest.load(Ordering::Acquire) != self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_turn_ends_the_one_before() {
        let newest = Arc::default();
        let first = Turn::next(&newest);
        assert!(!first.is_over());
        let second = Turn::next(&newest);
        assert!(first.is_over() && !second.is_over() && !Turn::endless().is_over());
    }
}
