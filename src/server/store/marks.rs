//! What clients keep beside pages and spaces: properties, categories of spaces, and who watches.

use super::{Principal, Result, Watched};
use crate::domain::*;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The reads of this file.
pub(in crate::server) trait Marks: Send + Sync {
    /// The properties of something the caller sees, by key.
    fn properties(&self, who: &Principal, of: Holder) -> BoxFuture<'_, Result<Vec<Property>>>;
    /// The categories of a space the caller sees, by name.
    fn categories(&self, who: &Principal, space: &SpaceKey) -> BoxFuture<'_, Result<Vec<Label>>>;
    /// The labels of visible pages, and of visible spaces, by name: each once.
    fn labels(&self, who: &Principal, filter: LabelFilter) -> BoxFuture<'_, Result<Vec<Label>>>;
    /// Who watches something; only an administrator of the space is told.
    fn watchers(&self, who: &Principal, thing: Watched) -> BoxFuture<'_, Result<Vec<User>>>;
}

/// What a property is kept beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Holder {
    /// A page or blog post.
    Page(PageId),
    /// A space.
    Space(SpaceKey),
}

/// JSON under a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct Property {
    /// Its name.
    pub(in crate::server) key: String,
    /// Any JSON.
    pub(in crate::server) value: Value,
    /// Counts from 1.
    pub(in crate::server) version: u32,
    /// When this version was kept.
    pub(in crate::server) saved: Timestamp,
}

/// Which labels.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct LabelFilter {
    /// On pages of this space.
    pub(in crate::server) space: Option<SpaceKey>,
    /// Of exactly this name.
    pub(in crate::server) name: Option<Label>,
    /// On pages that have this one too, which is left out itself.
    pub(in crate::server) beside: Option<Label>,
    /// Which come first.
    pub(in crate::server) order: LabelOrder,
    /// How many to leave out.
    pub(in crate::server) start: usize,
    /// How many to answer.
    pub(in crate::server) limit: usize,
}

/// Which labels come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::server) enum LabelOrder {
    /// By name.
    #[default]
    Name,
    /// Those on most pages.
    Popular,
    /// Those on the pages that changed last.
    Recent,
}

/// A write of this file.
#[derive(Debug, Clone)]
pub(in crate::server) enum MarkChange {
    /// Keeps a property.
    Put {
        /// Beside this.
        of: Holder,
        /// Under this key.
        key: String,
        /// What.
        value: Value,
        /// Against which version.
        against: Against,
    },
    /// Forgets a property.
    Forget {
        /// Beside this.
        of: Holder,
        /// Under this key.
        key: String,
    },
    /// Puts a space into a category, or takes it out.
    Categorise {
        /// The space.
        space: SpaceKey,
        /// The category.
        label: Label,
        /// In, or out.
        on: bool,
    },
}

/// What a property must be for it to be kept anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Against {
    /// Not there yet.
    Nothing,
    /// One version before this one; 1 makes it.
    Number(u32),
    /// Whatever it is.
    Anything,
}
