//! Pages of an import as they reach the store: with their words, which are read before anybody writes.

use crate::markup::plain_text;
use crate::server::cql::terms;
use crate::wire::extension::import::{ImportBody, ImportEntry};

/// A batch with the words of its pages. Reading words takes as long as writing them: it is done where nobody waits for
/// it, and not by the one who writes for everybody.
#[derive(Debug, Clone)]
pub(in crate::server) struct Import {
    batch: ImportBody,
    words: Vec<PageWords>,
}

/// The words of a page as the index keeps them, parted by spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct PageWords {
    /// Of its title.
    pub(in crate::server) name: String,
    /// Of its body.
    pub(in crate::server) text: String,
}

impl Import {
    /// Reads the words of a batch.
    pub(in crate::server) fn of(batch: ImportBody) -> Self {
        let words = |page: &ImportEntry| PageWords {
            name: terms(&page.title),
            text: terms(&plain_text(&page.storage)),
        };
        Self { words: batch.pages.iter().map(words).collect(), batch }
    }

    /// Returns what is to be made.
    pub(in crate::server) fn batch(&self) -> &ImportBody {
        &self.batch
    }

    /// Returns the pages in order, each with its words.
    pub(in crate::server) fn pages(&self) -> impl Iterator<Item = (&ImportEntry, &PageWords)> {
        self.batch.pages.iter().zip(&self.words)
    }
}
