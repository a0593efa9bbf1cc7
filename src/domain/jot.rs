//! A jot: a note on its way into the personal space.

use super::{Label, PageId, SpaceKey};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A note as it was written, before anybody knows which page takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jot {
    /// Where it goes.
    pub target: JotTarget,
    /// What is appended, in Markdown, as the line formats of `sync::jot` make it.
    pub markdown: String,
    /// The same as storage, ready to append: rendered once so that every retry appends equal bytes.
    pub storage: String,
    /// Added to the page's labels.
    pub labels: Vec<Label>,
    /// The moment the note is about (`--at`, or when it was written).
    pub at: Timestamp,
}

/// The page a jot goes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JotTarget {
    /// `Journal / 2026 / 2026-11 / Journal 2026-11-21` in the own personal space, made when missing.
    Day(Date),
    /// A new page under `Inbox` of the own personal space.
    NewPage {
        /// Its title.
        title: String,
    },
    /// A page by id.
    Page(PageId),
    /// A page by its title in a space.
    Titled {
        /// The space.
        space: SpaceKey,
        /// The exact title.
        title: String,
    },
}
