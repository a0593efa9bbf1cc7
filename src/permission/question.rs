//! What is asked of the engine: who, what, to which thing, at which moment.

use super::operation::Operation;
use super::world::{PageFacts, SpaceFacts, World};
use crate::domain::*;

/// Who asks to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Principal<'a> {
    /// Somebody who is not signed in.
    Anonymous,
    /// An account.
    User(&'a UserId),
}

/// What it would be done to, with what the rules have to know of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// The site.
    Site,
    /// A space.
    Space(&'a SpaceId),
    /// A page or post.
    Page(&'a PageId),
    /// A comment or a file on a page, by its author.
    Part {
        /// The page it hangs on.
        page: &'a PageId,
        /// Who made it.
        author: &'a UserId,
    },
    /// A page, and where it or its copy would go.
    Place {
        /// Which page.
        page: &'a PageId,
        /// The space it would stand in.
        space: &'a SpaceId,
        /// The page it would stand under; `None` for the root.
        parent: Option<&'a PageId>,
    },
    /// A space, and all the grants it would have.
    Grants {
        /// Which space.
        space: &'a SpaceId,
        /// The grants afterwards.
        grants: &'a [Grant],
    },
    /// A page, and the lists it would have.
    Lists {
        /// Which page.
        page: &'a PageId,
        /// The lists afterwards.
        lists: &'a Restrictions,
        /// Whether who asks has said that they want to lock themselves out.
        confirmed: bool,
    },
}

/// A question to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question<'a> {
    /// Who.
    pub who: Principal<'a>,
    /// What.
    pub operation: Operation,
    /// To which thing.
    pub target: Target<'a>,
}

/// The moment and the session a question is asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Session {
    /// Now.
    pub now: Timestamp,
    /// When the break-glass session of who asks ends, if they have one.
    pub break_glass_until: Option<Timestamp>,
}

impl<'a> Target<'a> {
    /// Returns the page it is about.
    pub fn page(self) -> Option<&'a PageId> {
        match self {
            Self::Site | Self::Space(_) | Self::Grants { .. } => None,
            Self::Page(page)
            | Self::Part { page, .. }
            | Self::Place { page, .. }
            | Self::Lists { page, .. } => Some(page),
        }
    }

    /// Returns the space it is about, for a page the one it stands in.
    pub fn space(self, world: &World) -> Option<(&SpaceId, &SpaceFacts)> {
        let id = match self {
            Self::Space(space) | Self::Grants { space, .. } => space,
            _ => &world.pages.get(self.page()?)?.space,
        };
        world.spaces.get_key_value(id)
    }

    /// Returns the page it is about as the world knows it.
    pub fn page_facts(self, world: &World) -> Option<(&PageId, &PageFacts)> {
        world.pages.get_key_value(self.page()?)
    }
}
