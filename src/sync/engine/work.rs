//! The work between two waits: a pass, what is told of it, who is answered, and when the next try is due that nobody
//! asks for.

use super::{Ask, Engine, bell};
use crate::domain::Timestamp;
use crate::remote::RemoteError;
use crate::replica::Delivery;
use crate::sync::event::{Event, SyncError};
use crate::sync::pass::{Done, Pass};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// The longest pause between two tries.
const PAUSE_LIMIT: Duration = Duration::from_secs(300);
/// How often a wiki that cannot ring is asked for news.
const FAR_AWAY: Duration = Duration::from_secs(60);
/// How often it is asked while it tells of its news itself: a stream may stand still without a word.
pub(super) const FAR_AWAY_AND_LIVE: Duration = Duration::from_secs(900);

impl Engine {
    /// Runs one pass and tells how it went. Several requests that came meanwhile are one.
    pub(super) async fn pass(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        while let Ok(ask) = self.asked.try_recv() {
            match ask {
                Ask::Stop(stopped) => {
                    // Answered by the loop, which ends there.
                    let (tell, asked) = mpsc::unbounded_channel();
                    let _ = tell.send(Ask::Stop(stopped));
                    self.asked = asked;
                    return;
                }
                Ask::Settle(answer) => waiting.push(answer),
                Ask::ConfirmRemoval => self.is_removal_confirmed = true,
                Ask::Wake => {}
            }
        }
        self.shared.update(|status| status.running = true);
        let outcome = self.run_pass().await;
        let is_changed = !matches!(outcome, Ok(Done { is_changed: false, .. }));
        if is_changed {
            self.generation = self.replica.generation().unwrap_or(self.generation);
            self.shared.tell(Event::Changed);
            bell::ring_replica(&self.dir);
        }
        let queued = self.replica.queued_count().unwrap_or(0);
        let paused = match &outcome {
            Ok(done) if done.wants_personal_space => Some(RemoteError::NoPersonalSpace.to_string()),
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        };
        let removal = match &outcome {
            Err(SyncError::MassRemoval(pages)) => Some(*pages),
            _ => None,
        };
        if let Err(error) = &outcome {
            tracing::info!(%error, "sync pass ended early");
        }
        let is_well = outcome.is_ok();
        if is_changed && let Err(error) = self.replica.rest() {
            tracing::warn!(%error, "memory is not given back");
        }
        self.set_alarm(&outcome);
        self.shared.update(|status| {
            status.running = false;
            status.progress = None;
            status.queued = queued;
            status.paused = paused;
            status.removal = removal;
            if is_well {
                status.last = Some(Timestamp::now());
            }
        });
        self.answer(waiting, outcome);
    }

    async fn run_pass(&mut self) -> Result<Done, SyncError> {
        let shared = Arc::clone(&self.shared);
        let tell = |event| shared.tell(event);
        let progress = |pages| {
            shared.update(|status| status.progress = Some((pages, None)));
            shared.tell(Event::Changed);
            bell::ring_replica(&self.dir);
        };
        let before_pull = || *self.wiki.lock().unwrap_or_else(PoisonError::into_inner) = self.wiki_log();
        let pass = Pass {
            replica: &self.replica,
            remote: &self.remote,
            is_removal_confirmed: self.is_removal_confirmed,
            tell: &tell,
            progress: &progress,
            before_pull: &before_pull,
        };
        let outcome = pass.run().await;
        if outcome.is_ok() {
            self.is_removal_confirmed = false;
        }
        outcome
    }

    /// Sets the time of the next try that nobody has to ask for.
    fn set_alarm(&mut self, outcome: &Result<Done, SyncError>) {
        let is_transient = matches!(
            outcome,
            Err(SyncError::Remote(
                RemoteError::Offline(_)
                    | RemoteError::Unknown(_)
                    | RemoteError::RateLimited { .. }
                    | RemoteError::NotAWiki(_)
            ))
        );
        self.failures = if is_transient { self.failures.saturating_add(1) } else { 0 };
        let is_far_away = self.is_far_away();
        let pause = match outcome {
            Err(SyncError::Remote(RemoteError::RateLimited { seconds })) => {
                Some(Duration::from_secs(u64::from(*seconds).clamp(1, 3_600)))
            }
            _ if is_transient && (is_far_away || self.has_work()) => Some(pause(self.failures)),
            // An entry without a clear answer is tried again although the pass ended well.
            Ok(_) if self.has_unknown() => {
                self.failures = self.failures.saturating_add(1);
                Some(pause(self.failures))
            }
            Ok(_) if is_far_away && self.is_live() => Some(FAR_AWAY_AND_LIVE),
            Ok(_) if is_far_away => Some(FAR_AWAY),
            _ => None,
        };
        self.alarm = pause.map(|pause| Instant::now() + pause);
    }

    fn has_unknown(&self) -> bool {
        self.replica
            .outbox()
            .is_ok_and(|outbox| outbox.iter().any(|queued| queued.state == Delivery::Unknown))
    }

    /// Answers whoever waits for the outcome of this pass.
    fn answer(
        &mut self,
        waiting: Vec<oneshot::Sender<Result<(), SyncError>>>,
        outcome: Result<Done, SyncError>,
    ) {
        let mut outcome = match outcome {
            Ok(done) if done.wants_personal_space => Err(RemoteError::NoPersonalSpace.into()),
            Ok(_) if self.has_work() => {
                Err(RemoteError::Unknown("some changes wait for an answer".to_owned()).into())
            }
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        for waiting in waiting {
            let copy = match &outcome {
                Ok(()) => Ok(()),
                Err(SyncError::Remote(error)) => Err(SyncError::Remote(error.clone())),
                Err(SyncError::MassRemoval(pages)) => Err(SyncError::MassRemoval(*pages)),
                // Errors of the local store cannot be copied: the first one who waits gets it.
                Err(_) => std::mem::replace(&mut outcome, Err(SyncError::Stopped)),
            };
            let _ = waiting.send(copy);
        }
    }
}

/// Doubles from two seconds, with full jitter, so that many clients do not come back together.
pub(in crate::sync) fn pause(failures: u32) -> Duration {
    let longest = Duration::from_secs(2).saturating_mul(1 << failures.min(8)).min(PAUSE_LIMIT);
    let share = uuid::Uuid::new_v4().as_u128() as u32;
    Duration::from_millis(500) + longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}
