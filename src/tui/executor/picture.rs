//! Fetches and decodes the pictures of pages beside the loop.

use super::Executor;
use crate::tui::message::{Data, Message};
use crate::tui::picture::{Drawing, LARGEST_FILE, Picture, Wanted};
use std::sync::Arc;

impl Executor {
    /// Answers each with a picture, or with that there is none.
    pub(super) fn pictures(&self, wanted: Vec<Wanted>, drawing: Drawing) -> Vec<Message> {
        if self.is_inline() {
            return wanted.into_iter().map(|wanted| decoded(self.bytes(&wanted), wanted, drawing)).collect();
        }
        for wanted in wanted {
            let (sync, sender) = (self.sync.clone(), self.sender());
            let here = if sync.is_none() { self.bytes(&wanted) } else { None };
            tokio::spawn(async move {
                let bytes = match sync {
                    // A file that cannot be had now is asked for again when something changed.
                    Some(sync) => sync.image(&wanted.page, &wanted.name, LARGEST_FILE).await.ok().flatten(),
                    None => here,
                };
                let again = wanted.clone();
                let answer = tokio::task::spawn_blocking(move || decoded(bytes, wanted, drawing)).await;
                // A decoder that gave up by a panic has no picture either.
                let _ = sender.send(answer.unwrap_or(Message::Data(Data::Picture(again, None))));
            });
        }
        Vec::new()
    }

    /// Reads a file that is on this machine.
    fn bytes(&self, wanted: &Wanted) -> Option<Vec<u8>> {
        let row = self.replica.attachment_named(&wanted.page, &wanted.name).ok().flatten()?;
        let path = row.here.filter(|_| row.attachment.size <= LARGEST_FILE)?;
        std::fs::read(path).ok()
    }
}

fn decoded(bytes: Option<Vec<u8>>, wanted: Wanted, drawing: Drawing) -> Message {
    let picture = bytes.and_then(|bytes| Picture::read(&bytes, drawing, wanted.most));
    Message::Data(Data::Picture(wanted, picture.map(Arc::new)))
}
