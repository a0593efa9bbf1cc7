//! Joining an edit of ours with what the wiki has by now.

use crate::domain::{Change, Entry};
use crate::markup::merge::{Merge, merge};

/// What became of an edit whose page has moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// Everything of ours is in theirs already.
    AlreadyThere,
    /// The same edit, made on theirs.
    Rebased(Box<Entry>),
    /// Neither contains the other and they touch the same place.
    Clash,
}

/// Joins an edit with the body the wiki has at `version`. Both texts survive in a [`Joined::Rebased`].
pub fn join(entry: &Entry, theirs: &str, version: u32) -> Joined {
    let Change::Edit { page, base, storage, message, .. } = &entry.change else { return Joined::Clash };
    match merge(base, storage, theirs) {
        Merge::Clean(joined) if joined == theirs => Joined::AlreadyThere,
        Merge::Clean(joined) => Joined::Rebased(Box::new(Entry {
            change: Change::Edit {
                page: page.clone(),
                base_version: version,
                base: theirs.to_owned(),
                storage: joined,
                message: message.clone(),
            },
            ..entry.clone()
        })),
        Merge::Conflict(_) => Joined::Clash,
    }
}
