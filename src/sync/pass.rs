//! One pass: what may have arrived is sent again, the news is written down, the outbox goes out, and what
//! that changed is fetched. Everything here runs in the order it is written; nothing runs beside it.

use super::event::{Event, SyncError};
use crate::domain::PageId;
use crate::remote::{Remote, RemoteError};
use crate::replica::{Incoming, Replica};
use std::sync::Arc;

/// What a pass works on.
pub(super) struct Pass<'a> {
    pub(super) replica: &'a Replica,
    pub(super) remote: &'a Arc<dyn Remote>,
    /// Whether the person said yes to removing many pages.
    pub(super) is_removal_confirmed: bool,
    /// Who listens.
    pub(super) tell: &'a (dyn Fn(Event) + Send + Sync),
    /// Told how many pages a long pull has brought.
    pub(super) progress: &'a (dyn Fn(usize) + Send + Sync),
    /// Called right before the news is asked for.
    pub(super) before_pull: &'a (dyn Fn() + Send + Sync),
}

/// What a pass did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Done {
    /// Whether the replica differs from before.
    pub(super) is_changed: bool,
    /// Whether something waits for a personal space.
    pub(super) wants_personal_space: bool,
}

impl Pass<'_> {
    /// Runs the pass to its end, or to the first reason why nothing moves.
    pub(super) async fn run(&self) -> Result<Done, SyncError> {
        let mut done = Done { is_changed: self.replica.catch_up()?, ..Done::default() };
        if self.replica.me()?.is_none() {
            self.replica.set_me(&self.remote.info().await?.me)?;
            done.is_changed = true;
        }
        (self.before_pull)();
        let pulled = match super::pull::pull(self).await {
            // A question about others' removals does not hold back our own changes.
            Err(error @ SyncError::MassRemoval(_)) => Err(error),
            Err(error) => return Err(error),
            Ok(is_new) => Ok(is_new),
        };
        let pushed = super::push::push(self).await;
        done.is_changed |= pulled?;
        // Even a push that ended early may have changed something: its echo is welcome, its failure is told.
        if !matches!(pushed, Ok(pushed) if !pushed.is_changed) {
            (self.before_pull)();
            let pulled = super::pull::pull(self).await;
            let pushed = pushed?;
            done.is_changed |= pushed.is_changed | pulled?;
            done.wants_personal_space = pushed.wants_personal_space;
        } else if let Ok(pushed) = pushed {
            done.wants_personal_space = pushed.wants_personal_space;
        }
        Ok(done)
    }

    /// Fetches one page and writes it down; `false` when the wiki does not show it, which removes nothing.
    pub(super) async fn fetch(&self, id: &PageId) -> Result<bool, SyncError> {
        match self.remote.page(id).await {
            Ok((page, storage)) => {
                self.replica.take_in(&[Incoming::Page { page: Box::new(page), storage }], None, false)?;
                Ok(true)
            }
            Err(RemoteError::NotFound | RemoteError::Forbidden(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
