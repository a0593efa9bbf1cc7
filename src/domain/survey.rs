//! What is gathered from many pages at once: open tasks, and the pages around one.

use super::{PageId, SpaceId};

/// What is asked of the pages that one may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Survey {
    /// The tasks that are open.
    Tasks,
    /// The pages that link to a page, that it links to, and that share a label with it.
    Around(PageId),
}

/// A page that has to do with what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The page.
    pub page: PageId,
    /// Its space.
    pub space: SpaceId,
    /// Its title.
    pub title: String,
    /// What it has to do with it.
    pub tie: Tie,
}

/// What a page has to do with what was asked. In the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// It links to the page.
    LinksHere,
    /// The page links to it.
    LinkedFrom,
    /// Both have these labels.
    Labels(Vec<String>),
    /// It has an open task.
    Task {
        /// Whether it is for somebody else: it names them and not the one who asks, or names nobody and does not
        /// stand in the space of the one who asks.
        is_others: bool,
        /// What there is to do.
        text: String,
    },
}
