//! Fetches and decodes the pictures of pages beside the loop.

use super::Executor;
use crate::replica::Replica;
use crate::tui::message::{Data, Message};
use crate::tui::picture::{Drawing, LARGEST_FILE, Picture, Wanted};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many pictures are fetched and decoded at a time: a file and its pixels may take a hundred megabytes.
const AT_A_TIME: usize = 2;

/// The places for pictures in work.
#[derive(Clone)]
pub(super) struct Decoding(Arc<Semaphore>);

impl Default for Decoding {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

impl Executor {
    /// Answers each with a picture, or with that there is none.
    pub(super) fn pictures(&self, wanted: Vec<Wanted>, drawing: Drawing) -> Vec<Message> {
        if self.is_inline() {
            return wanted
                .into_iter()
                .map(|wanted| decoded(bytes(&self.replica, &wanted), wanted, drawing))
                .collect();
        }
        for wanted in wanted {
            let (sync, sender, places) = (self.sync.clone(), self.sender(), self.lanes.pictures.0.clone());
            let replica = self.replica.clone();
            tokio::spawn(async move {
                // The places are never closed.
                let _place = places.acquire_owned().await;
                let fetched = match sync {
                    // A file that cannot be had now is asked for again when something changed.
                    Some(sync) => {
                        Some(sync.image(&wanted.page, &wanted.name, LARGEST_FILE).await.ok().flatten())
                    }
                    None => None,
                };
                let again = wanted.clone();
                let work = move || {
                    let bytes = fetched.unwrap_or_else(|| bytes(&replica, &wanted));
                    decoded(bytes, wanted, drawing)
                };
                // A decoder that gave up by a panic has no picture either.
                let answer = tokio::task::spawn_blocking(work).await;
                let _ = sender.send(answer.unwrap_or(Message::Data(Data::Picture(again, None))));
            });
        }
        Vec::new()
    }
}

/// Reads a file that is on this machine.
fn bytes(replica: &Replica, wanted: &Wanted) -> Option<Vec<u8>> {
    let row = replica.attachment_named(&wanted.page, &wanted.name).ok().flatten()?;
    let path = row.here.filter(|_| row.attachment.size <= LARGEST_FILE)?;
    std::fs::read(path).ok()
}

fn decoded(bytes: Option<Vec<u8>>, wanted: Wanted, drawing: Drawing) -> Message {
    let picture = bytes.and_then(|bytes| Picture::read(&bytes, drawing, wanted.most));
    Message::Data(Data::Picture(wanted, picture.map(Arc::new)))
}
