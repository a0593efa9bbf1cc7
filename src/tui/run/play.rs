//! Typing without a person: the same program, with keys from a text, on paper.
//!
//! After every key it waits until everything that was asked for is answered: reads, searches, the wiki, sync.
//! Timers run out at once instead of later, but for those that only take something off the screen.

use super::{Program, Start, failed};
use crate::report::Report;
use crate::sync;
use crate::tui::effect::Timer;
use crate::tui::message::Message;
use crate::tui::term::Paper;
use crate::tui::typed::Stroke;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::TryRecvError;

/// Longer timers are for what happens when a person does nothing for a while.
const SOON: Duration = Duration::from_secs(1);
/// How long one key may take until all of it is done.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long sync may take, when another program does the syncing or the wiki does not answer.
const SYNC_PATIENCE: Duration = Duration::from_secs(5);

/// What is typed, and where.
#[derive(Debug, Clone)]
pub struct Script {
    /// The keys.
    pub keys: Vec<Stroke>,
    /// Columns and rows.
    pub size: (u16, u16),
}

/// Types the keys and returns the last frame. Needs a `tokio` runtime around it.
pub async fn play(start: Start, script: Script) -> Result<Paper, Report> {
    let (width, height) = script.size;
    let (mut program, begin) = Program::new(start, Paper::new(width, height)).map_err(failed)?;
    program.draw().map_err(failed)?;
    let mut events = program.go_online(begin);
    program.rest("the start", events.as_mut()).await?;
    for stroke in script.keys {
        for message in stroke.messages {
            if program.state.ended {
                return Err(Report::refused(format!("the program had ended before `{}`", stroke.written))
                    .hinted("leave the keys away that come after it"));
            }
            if let Message::Resize(width, height) = message {
                program.term.resize(width, height);
            }
            program.handle(message);
            // Drawing tells surfaces how tall they are, which the next key may need.
            program.draw().map_err(failed)?;
            program.rest(&stroke.written, events.as_mut()).await?;
        }
    }
    program.executor.run(crate::tui::effect::Effect::SyncJournal).map(drop).unwrap_or_default();
    Ok(program.term)
}

impl Program<Paper> {
    /// Waits until nothing is going on any more, and draws.
    async fn rest(
        &mut self,
        after: &str,
        mut events: Option<&mut broadcast::Receiver<sync::Event>>,
    ) -> Result<(), Report> {
        let settled = async {
            loop {
                self.settle(events.as_deref_mut()).await;
                if !self.draw()? {
                    return Ok(());
                }
            }
        };
        match tokio::time::timeout(PATIENCE, settled).await {
            Ok(drawn) => drawn.map_err(failed),
            Err(_) => Err(Report::refused(format!(
                "`{after}` is still going on after {} seconds",
                PATIENCE.as_secs()
            ))),
        }
    }

    async fn settle(&mut self, mut events: Option<&mut broadcast::Receiver<sync::Event>>) {
        loop {
            self.executor.idle().await;
            let mut anything = self.take_messages();
            for timer in self.executor.due(SOON) {
                anything |= timer != Timer::Journal;
                self.handle(Message::Timer(timer));
            }
            if let Some(events) = events.as_deref_mut() {
                // Why it cannot be is in the status that it tells.
                let _ = tokio::time::timeout(SYNC_PATIENCE, self.executor.settled()).await;
                anything |= self.take_events(events);
            }
            if !anything {
                return;
            }
        }
    }

    fn take_messages(&mut self) -> bool {
        let mut any = false;
        while let Ok(message) = self.receiver.try_recv() {
            any = true;
            self.handle(message);
        }
        any
    }

    /// Takes what the engine told. The state it is in at the end counts, not those on the way: a pass that only
    /// looked leaves no trace.
    fn take_events(&mut self, events: &mut broadcast::Receiver<sync::Event>) -> bool {
        let mut any = false;
        loop {
            let message = match events.try_recv() {
                Ok(sync::Event::Status(status)) if status.running => continue,
                Ok(sync::Event::Status(status)) => {
                    self.handle(Message::Sync(sync::Event::Status(status)));
                    continue;
                }
                Ok(event) => Message::Sync(event),
                Err(TryRecvError::Lagged(_)) => Message::Changed,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return any,
            };
            any = true;
            self.handle(message);
        }
    }
}
