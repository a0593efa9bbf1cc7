//! What is read out of a page before it is written: its words and its packed body. Of a batch it is made by a thread of
//! its own while the pages before are being written, since writing words is the longest part of a first pull.

use super::body::{self, Packed};
use super::search::Words;
use super::{Incoming, PlainText};
use rusqlite::Connection;
use rusqlite::types::ToSqlOutput;
use std::sync::mpsc;

/// A batch of fewer pages is read where it is written.
const WORTH: usize = 16;
/// How many pages the reading may be ahead of the writing.
const AHEAD: usize = 32;

/// A page as the tables and indexes of the replica want it.
pub(super) struct Ready {
    pub(super) words: Words,
    packed: Option<Packed>,
}

impl Ready {
    /// Reads a page.
    pub(super) fn of(title: &str, storage: &str, plain_text: PlainText) -> Self {
        Self { words: Words::of(title, &plain_text(storage, None)), packed: Packed::before(storage) }
    }

    /// Returns the body of the page, which is `storage`, as it is stored.
    pub(super) fn body<'a>(
        &mut self,
        db: &Connection,
        storage: &'a str,
    ) -> rusqlite::Result<ToSqlOutput<'a>> {
        match self.packed.take() {
            Some(packed) => packed.stored(db, storage),
            None => body::packed(db, storage),
        }
    }
}

/// Writes items with what is read out of their pages, page by page in order. What the iterator does not have the
/// writing reads itself.
pub(super) fn ahead<T>(
    items: &[Incoming],
    plain_text: PlainText,
    write: impl FnOnce(&mut dyn Iterator<Item = Ready>) -> T,
) -> T {
    let pages = items.iter().filter_map(|item| match item {
        Incoming::Page { page, storage } => Some((page, storage)),
        _ => None,
    });
    if pages.clone().count() < WORTH {
        return write(&mut std::iter::empty());
    }
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD);
        scope.spawn(move || {
            for (page, storage) in pages {
                // Nobody listens any more when the writing failed.
                if sender.send(Ready::of(&page.title, storage, plain_text)).is_err() {
                    return;
                }
            }
        });
        write(&mut receiver.into_iter())
    })
}
