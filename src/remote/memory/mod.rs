//! A wiki in memory, for tests of whoever talks to one: no disk, no clock, and faults on demand.
//!
//! Handles are cheap to clone and share one wiki; [`Memory::signed_in_as`] gives the handle of somebody
//! else. Jots are joined by plain concatenation, and nobody is ever forbidden anything.

mod calls;
mod notes;
mod state;

use super::{RemoteError, Result};
use crate::domain::*;
use futures_util::future::BoxFuture;
use state::{Outcome, State, Thing};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle on a wiki in memory.
#[derive(Clone)]
pub struct Memory {
    me: UserId,
    state: Arc<Mutex<State>>,
}

/// What goes wrong with the next call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives.
    Offline,
    /// The write is lost on the way, and nobody can tell.
    UnknownBefore,
    /// The write is done, but its answer is lost.
    UnknownAfter,
    /// Somebody else saves the page first: the next update finds a newer version with this body.
    Overtaken(String),
    /// The wiki answers with this.
    Answer(RemoteError),
}

impl Memory {
    /// Makes a wiki with one account, `ann`, and no space.
    pub fn new() -> Self {
        let wiki = Self { me: UserId::new("key-ann"), state: Arc::default() };
        wiki.lock().epoch.push_str("epoch-1");
        wiki.signed_in_as("ann")
    }

    /// Returns a handle of another account on the same wiki, made when it is new.
    pub fn signed_in_as(&self, login: &str) -> Self {
        let me = UserId::new(format!("key-{login}"));
        let mut state = self.lock();
        if !state.users.iter().any(|user| user.id == me) {
            state.users.push(User {
                id: me.clone(),
                name: login.to_owned(),
                full_name: login.to_owned(),
                active: true,
                groups: Vec::new(),
            });
            state.mark(Thing::User(me.clone()));
        }
        drop(state);
        Self { me, state: self.state.clone() }
    }

    /// Makes the next calls go wrong, one fault each, in this order.
    pub fn plan_faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults.extend(faults);
    }

    /// Cuts or mends the line.
    pub fn set_offline(&self, offline: bool) {
        self.lock().offline = offline;
    }

    /// Pretends that the wiki was restored from a backup: another epoch, positions worth nothing.
    pub fn change_epoch(&self) {
        let mut state = self.lock();
        state.epoch.push('+');
    }

    /// Tells how many writes were really done, retries not counted.
    pub fn writes(&self) -> usize {
        self.lock().writes
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<'a, T: Send + 'a>(&self, query: impl FnOnce(&State) -> Result<T>) -> BoxFuture<'a, Result<T>> {
        let mut state = self.lock();
        let fault = state.fault();
        let answer = match fault {
            Some(Fault::Answer(error)) => Err(error),
            Some(Fault::Overtaken(_)) | None => query(&state),
            Some(_) => Err(RemoteError::Offline("the line is cut".to_owned())),
        };
        Box::pin(std::future::ready(answer))
    }

    fn write<'a, T: Send + 'a>(
        &self,
        op: OpId,
        page: Option<&PageId>,
        command: impl FnOnce(&mut State, &UserId) -> Result<Outcome>,
        unwrap: impl FnOnce(Outcome) -> Option<T>,
    ) -> BoxFuture<'a, Result<T>> {
        let mut state = self.lock();
        let lost = RemoteError::Unknown("the answer was lost".to_owned());
        let fault = state.fault();
        let answer = match fault {
            Some(Fault::Offline) => Err(RemoteError::Offline("the line is cut".to_owned())),
            Some(Fault::UnknownBefore) => Err(lost),
            Some(Fault::Answer(error)) => Err(error),
            Some(Fault::UnknownAfter) => state.once(op, &self.me, command).and(Err(lost)),
            Some(Fault::Overtaken(body)) => {
                if let Some(page) = page {
                    state.save(page, &UserId::new("key-other"), None, Some(body), "overtaken");
                }
                state.once(op, &self.me, command)
            }
            None => state.once(op, &self.me, command),
        };
        let reused = || RemoteError::Invalid("the op-id was used for something else".to_owned());
        Box::pin(std::future::ready(answer.and_then(|outcome| unwrap(outcome).ok_or_else(reused))))
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}
