//! `POST append`: a jot, rendered by the client so that every retry appends equal bytes.

use crate::domain::{Jot, JotTarget, Label, PageId, SpaceKey, Timestamp};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A jot on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JotBody {
    /// Where it goes.
    pub target: TargetBody,
    /// What is appended, in storage format.
    pub storage: String,
    /// The same as typed; kept for clients that read it back.
    #[serde(default)]
    pub markdown: String,
    /// Added to the page's labels.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// The moment it is about.
    pub at: Timestamp,
}

/// The page it goes to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum TargetBody {
    /// The day page of the own journal.
    Day {
        /// Which day.
        day: Date,
    },
    /// A new page in the own inbox.
    New {
        /// Its title.
        title: String,
    },
    /// A page by id.
    Page {
        /// The id.
        id: PageId,
    },
    /// A page by its title.
    Titled {
        /// The space.
        space: SpaceKey,
        /// The exact title.
        title: String,
    },
}

impl From<&Jot> for JotBody {
    fn from(jot: &Jot) -> Self {
        Self {
            target: match &jot.target {
                JotTarget::Day(day) => TargetBody::Day { day: *day },
                JotTarget::NewPage { title } => TargetBody::New { title: title.clone() },
                JotTarget::Page(id) => TargetBody::Page { id: id.clone() },
                JotTarget::Titled { space, title } => {
                    TargetBody::Titled { space: space.clone(), title: title.clone() }
                }
            },
            storage: jot.storage.clone(),
            markdown: jot.markdown.clone(),
            labels: jot.labels.clone(),
            at: jot.at,
        }
    }
}

impl From<JotBody> for Jot {
    fn from(body: JotBody) -> Self {
        Self {
            target: match body.target {
                TargetBody::Day { day } => JotTarget::Day(day),
                TargetBody::New { title } => JotTarget::NewPage { title },
                TargetBody::Page { id } => JotTarget::Page(id),
                TargetBody::Titled { space, title } => JotTarget::Titled { space, title },
            },
            markdown: body.markdown,
            storage: body.storage,
            labels: body.labels,
            at: body.at,
        }
    }
}
