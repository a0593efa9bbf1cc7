//! The engine: one task per process that waits, runs a pass, tells, and waits again.
//!
//! It wakes for the handle, for bells and when it becomes the leader. A timer runs only while there is
//! a reason: work that could not be delivered (with a growing, jittered pause), or a wiki far away that
//! cannot ring our bells.

mod work;

pub(super) use work::pause;

use super::bell::{self, Bell};
use super::ears::{Ears, Heard, hear};
use super::event::{Event, Status, SyncError};
use super::leader::{self, Answer, Leadership};
use super::plan::{Trees, plan};
use crate::remote::Remote;
use crate::replica::Replica;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::time::Instant;
use work::FAR_AWAY_AND_LIVE;

/// What a handle asks for.
pub(super) enum Ask {
    /// A pass soon.
    Wake,
    /// A pass that begins after this, and its outcome.
    Settle(oneshot::Sender<Result<(), SyncError>>),
    /// The next pass may remove many pages.
    ConfirmRemoval,
    /// The end.
    Stop(oneshot::Sender<()>),
}

/// What the handles and the engine share.
pub(super) struct Shared {
    pub(super) status: Mutex<Status>,
    pub(super) events: broadcast::Sender<Event>,
}

impl Shared {
    /// Changes the status and tells when it differs.
    fn update(&self, change: impl FnOnce(&mut Status)) {
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        let before = status.clone();
        change(&mut status);
        if *status != before {
            self.tell(Event::Status(status.clone()));
        }
    }

    /// Nobody listening is fine.
    pub(super) fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }
}

pub(super) struct Engine {
    dir: PathBuf,
    replica: Replica,
    remote: Arc<dyn Remote>,
    shared: Arc<Shared>,
    asked: mpsc::UnboundedReceiver<Ask>,
    waiting: Vec<oneshot::Sender<Result<(), SyncError>>>,
    leadership: Option<Leadership>,
    successor: Option<oneshot::Receiver<Leadership>>,
    is_removal_confirmed: bool,
    /// How often in a row nothing could be delivered.
    failures: u32,
    /// What a wiki far away tells of its news.
    ears: Option<Ears>,
    /// When to try again although nobody asks.
    alarm: Option<Instant>,
    generation: i64,
    /// Whether words of pages may still have to be read anew, after an update of the program.
    reads_words: bool,
    /// The embedded wiki's log when the last pull began.
    wiki: Mutex<Option<(u64, SystemTime)>>,
}

/// What woke the engine.
enum Woken {
    Asked(Option<Ask>),
    Rung(Bell),
    Leading(Option<Leadership>),
    Alarm,
    /// Whether more words are to be read anew.
    Read(bool),
    Heard(Heard),
}

impl Engine {
    pub(super) fn new(
        dir: &Path,
        replica: Replica,
        remote: Arc<dyn Remote>,
        shared: Arc<Shared>,
        asked: mpsc::UnboundedReceiver<Ask>,
    ) -> Self {
        let mut engine = Self {
            dir: dir.to_owned(),
            replica,
            remote,
            shared,
            asked,
            waiting: Vec::new(),
            leadership: None,
            successor: None,
            is_removal_confirmed: false,
            failures: 0,
            ears: None,
            alarm: None,
            generation: 0,
            reads_words: true,
            wiki: Mutex::new(None),
        };
        match leader::ask(dir) {
            Ok(Answer::Yes(leadership)) => engine.leadership = Some(leadership),
            Ok(Answer::Later(successor)) => engine.successor = Some(successor),
            Err(error) => {
                tracing::warn!(%error, "cannot take the leader lock");
                let paused = format!("cannot write `{}`: {error}", dir.join("leader.lock").display());
                engine.shared.update(|status| status.paused = Some(paused));
            }
        }
        let is_leader = engine.leadership.is_some();
        engine.shared.update(|status| status.leader = is_leader);
        engine
    }

    /// Runs until it is told to stop or every handle is gone.
    pub(super) async fn run(mut self) {
        let (tell, mut rung) = mpsc::unbounded_channel();
        let _watcher = bell::watch(&self.dir, tell).inspect_err(
            |error| tracing::warn!(%error, "cannot watch the profile: other processes are not heard"),
        );
        self.generation = self.replica.generation().unwrap_or(0);
        if self.leadership.is_some() {
            self.pass().await;
        }
        loop {
            self.prick_up();
            let alarm = self.alarm;
            let reads_words = self.reads_words && self.leadership.is_some();
            let woken = tokio::select! {
                asked = self.asked.recv() => Woken::Asked(asked),
                Some(bell) = rung.recv() => Woken::Rung(bell),
                leadership = succeed(&mut self.successor) => Woken::Leading(leadership),
                () = sleep_until(alarm) => Woken::Alarm,
                heard = hear(&mut self.ears) => Woken::Heard(heard),
                more = read_words(self.replica.clone()), if reads_words => Woken::Read(more),
            };
            let is_due = match woken {
                Woken::Asked(None) => return,
                Woken::Asked(Some(Ask::Stop(stopped))) => {
                    drop(self);
                    let _ = stopped.send(());
                    return;
                }
                Woken::Asked(Some(ask)) => self.take(ask),
                Woken::Rung(bell) => self.heard(bell),
                Woken::Leading(leadership) => {
                    self.successor = None;
                    self.leadership = leadership;
                    let is_leader = self.leadership.is_some();
                    self.shared.update(|status| status.leader = is_leader);
                    is_leader
                }
                Woken::Alarm => true,
                Woken::Heard(heard) => self.heard_from_afar(heard),
                Woken::Read(more) => {
                    self.reads_words = more;
                    false
                }
            };
            if is_due && self.leadership.is_some() {
                self.pass().await;
            }
        }
    }

    /// Takes what a handle asks; tells whether a pass is due.
    fn take(&mut self, ask: Ask) -> bool {
        match ask {
            Ask::Wake | Ask::Stop(_) => {}
            Ask::Settle(answer) => self.waiting.push(answer),
            Ask::ConfirmRemoval => self.is_removal_confirmed = true,
        }
        if self.leadership.is_none() && self.successor.is_none() {
            // The lock cannot be had by anybody: nothing here will ever move.
            for waiting in self.waiting.drain(..) {
                let _ = waiting.send(Err(SyncError::Stopped));
            }
        } else if self.leadership.is_none() {
            // Somebody else sends: they are told, and their bell tells us.
            bell::ring_outbox(&self.dir);
            self.look();
        }
        true
    }

    /// Listens to a wiki far away, as the one process that syncs. The embedded one rings its bell.
    fn prick_up(&mut self) {
        if self.ears.is_none() && self.leadership.is_some() && self.is_far_away() {
            self.ears = Some(Ears::open(self.remote.clone(), self.replica.clone()));
        }
    }

    /// Takes what the wiki says of itself; tells whether a pass is due.
    fn heard_from_afar(&mut self, heard: Heard) -> bool {
        match heard {
            Heard::Moved => true,
            // What was missed is told next; what waits here can go out now.
            Heard::Live => {
                let was_away = self.failures > 0;
                if !was_away && self.alarm.is_some() {
                    self.alarm = Some(Instant::now() + FAR_AWAY_AND_LIVE);
                }
                was_away
            }
            // Asking says whether the wiki is away or only the stream.
            Heard::Away => true,
        }
    }

    fn is_far_away(&self) -> bool {
        !self.dir.join("wiki.db").exists()
    }

    fn is_live(&self) -> bool {
        self.ears.as_ref().is_some_and(Ears::is_live)
    }

    fn heard(&mut self, bell: Bell) -> bool {
        match bell {
            Bell::Replica => {
                self.look();
                false
            }
            Bell::Outbox => {
                self.look();
                true
            }
            Bell::Wiki => self.wiki_log() != *self.wiki.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Looks at what other processes did, and tells our listeners.
    fn look(&mut self) {
        if let Err(error) = self.replica.catch_up() {
            tracing::warn!(%error, "cannot show what another process queued");
        }
        let generation = self.replica.generation().unwrap_or(self.generation);
        if generation != self.generation {
            self.generation = generation;
            self.shared.tell(Event::Changed);
        }
        let queued = self.replica.queued_count().unwrap_or(0);
        self.shared.update(|status| status.queued = queued);
        if self.leadership.is_none() && !self.has_work() {
            for waiting in self.waiting.drain(..) {
                let _ = waiting.send(Ok(()));
            }
        }
    }

    /// Tells whether anything in the outbox could be tried: what is parked, or waits behind something parked,
    /// is the person's to move.
    fn has_work(&self) -> bool {
        self.replica
            .outbox()
            .is_ok_and(|outbox| !plan(&Trees { local: &outbox, ..Trees::default() }).is_empty())
    }

    /// Returns what tells one state of the embedded wiki from another.
    fn wiki_log(&self) -> Option<(u64, SystemTime)> {
        let found = std::fs::metadata(self.dir.join("wiki.db-wal")).ok()?;
        Some((found.len(), found.modified().ok()?))
    }
}

/// Reads a batch of words anew; a batch that nobody waits for any more is still written whole.
async fn read_words(replica: Replica) -> bool {
    let read = tokio::task::spawn_blocking(move || replica.read_words()).await;
    // What cannot be written now is tried again with the next start.
    matches!(read, Ok(Ok(true)))
}

async fn sleep_until(alarm: Option<Instant>) {
    match alarm {
        Some(alarm) => tokio::time::sleep_until(alarm).await,
        None => std::future::pending().await,
    }
}

async fn succeed(successor: &mut Option<oneshot::Receiver<Leadership>>) -> Option<Leadership> {
    match successor {
        Some(waiting) => waiting.await.ok(),
        None => std::future::pending().await,
    }
}
