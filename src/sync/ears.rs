//! Listening to a wiki far away: it says when its feed has moved, so that nobody has to keep asking.
//!
//! A stream that breaks is opened again, after pauses that grow; until it stands, the engine asks now and then. A wiki
//! that tells no events is asked for them once.

use super::engine::pause;
use super::pull;
use crate::remote::{Remote, RemoteError};
use crate::replica::Replica;
use futures_util::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// The stream stands.
    Live,
    /// The feed has moved.
    Moved,
    /// The stream has ended.
    Away,
}

/// A listening task; it ends when this is dropped.
pub(super) struct Ears {
    told: mpsc::UnboundedReceiver<Heard>,
    is_live: Arc<AtomicBool>,
}

impl Ears {
    /// Begins to listen.
    pub(super) fn open(remote: Arc<dyn Remote>, replica: Replica) -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        let is_live = Arc::new(AtomicBool::new(false));
        tokio::spawn(listen(remote, replica, tell, is_live.clone()));
        Self { told, is_live }
    }

    /// Tells whether the stream stands right now.
    pub(super) fn is_live(&self) -> bool {
        self.is_live.load(Ordering::Relaxed)
    }
}

/// Waits for what is heard; many times "moved" are one.
pub(super) async fn hear(ears: &mut Option<Ears>) -> Heard {
    let Some(ears) = ears else { return std::future::pending().await };
    let Some(mut heard) = ears.told.recv().await else { return std::future::pending().await };
    while heard == Heard::Moved
        && let Ok(next) = ears.told.try_recv()
    {
        heard = next;
    }
    heard
}

async fn listen(
    remote: Arc<dyn Remote>,
    replica: Replica,
    tell: mpsc::UnboundedSender<Heard>,
    is_live: Arc<AtomicBool>,
) {
    let (mut failures, mut is_away) = (0, false);
    loop {
        let opened = tokio::select! {
            opened = remote.events(pull::cursor(&replica)) => opened,
            () = tell.closed() => return,
        };
        match opened {
            Ok(mut events) => {
                is_away = false;
                is_live.store(true, Ordering::Relaxed);
                let _ = tell.send(Heard::Live);
                let mut was_told = false;
                while let Some(Ok(())) = tokio::select! {
                    event = events.next() => event,
                    () = tell.closed() => return,
                } {
                    was_told = true;
                    let _ = tell.send(Heard::Moved);
                }
                is_live.store(false, Ordering::Relaxed);
                let _ = tell.send(Heard::Away);
                // A stream that told something was good; one that ends at once, again and again, is not.
                failures = if was_told { 0 } else { failures + 1 };
            }
            Err(error) if !is_worth_trying_again(&error) => {
                tracing::info!(%error, "this wiki tells no events");
                return;
            }
            Err(error) => {
                tracing::debug!(%error, "not listening");
                failures += 1;
                // When the stream ended, the wiki may still have answered one last time.
                if !std::mem::replace(&mut is_away, true) {
                    let _ = tell.send(Heard::Away);
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(pause(failures)) => {}
            () = tell.closed() => return,
        }
    }
}

/// Tells whether a refusal may pass.
fn is_worth_trying_again(error: &RemoteError) -> bool {
    match error {
        RemoteError::Offline(_)
        | RemoteError::Unknown(_)
        | RemoteError::RateLimited { .. }
        // What a network on the way answers in the wiki's name passes, too.
        | RemoteError::NotAWiki(_)
        | RemoteError::SignedOut => true,
        RemoteError::Conflict { .. }
        | RemoteError::Regranted { .. }
        | RemoteError::NotFound
        | RemoteError::Forbidden(_)
        | RemoteError::Invalid(_)
        | RemoteError::NoPersonalSpace => false,
    }
}
