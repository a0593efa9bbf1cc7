//! The connection that searches run on, with what it remembers between two keys.

use super::bits::Allowed;
use super::terms;
use super::titles::Titles;
use super::turn::Turn;
use crate::replica::{ReplicaError, Result};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode};
use std::sync::{Arc, Mutex, PoisonError};

/// After so many steps of SQLite's machine it is asked whether the turn is over: a tenth of a millisecond.
const STEPS: i32 = 1_000;

/// The connection.
pub(in crate::replica) struct Session {
    pub(super) db: Connection,
    pub(super) titles: Titles,
    /// What `allowed(rid)` says in SQL.
    allowed: Arc<Mutex<Allowed>>,
}

impl Session {
    pub(in crate::replica) fn new(db: Connection) -> Result<Self> {
        let allowed: Arc<Mutex<Allowed>> = Arc::default();
        let asked = Arc::clone(&allowed);
        terms::open(&db)?;
        // The next letter reads much of what this one did.
        db.execute_batch("PRAGMA replica.cache_size = -2048")?;
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
        db.create_scalar_function("allowed", 1, flags, move |call| {
            let rid: i64 = call.get(0)?;
            Ok(asked.lock().unwrap_or_else(PoisonError::into_inner).contains(rid))
        })?;
        Ok(Self { db, titles: Titles::default(), allowed })
    }

    /// Lets `allowed(rid)` speak of these pages from now on.
    pub(super) fn allow(&self, allowed: &Allowed) {
        let mut now = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        if *now != *allowed {
            now.clone_from(allowed);
        }
    }

    pub(super) fn allows_all(&self) -> bool {
        self.allowed.lock().unwrap_or_else(PoisonError::into_inner).is_all()
    }

    /// Works as long as the turn lasts; `None` when it ended before the work.
    pub(super) fn in_turn<T>(
        &mut self,
        turn: &Turn,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<Option<T>> {
        if turn.is_over() {
            return Ok(None);
        }
        let watched = turn.clone();
        self.db.progress_handler(STEPS, Some(move || watched.is_over()))?;
        let outcome = work(self);
        self.db.progress_handler(0, None::<fn() -> bool>)?;
        match outcome {
            Err(error) if is_interrupted(&error) => Ok(None),
            other => other.map(Some),
        }
    }
}

fn is_interrupted(error: &ReplicaError) -> bool {
    matches!(error, ReplicaError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted))
}
