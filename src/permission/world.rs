//! What the engine knows: people, groups, spaces, pages and the policies of a site.
//!
//! A world may be a slice of the real one: who asks, the groups above them, one space and the pages above one
//! page are enough to decide. What is missing is not there: it admits nobody.

use crate::domain::*;
use std::collections::{BTreeMap, BTreeSet};

/// Everything a decision can depend on, save the moment and the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct World {
    /// Settings and policies of the site.
    pub site: SiteFacts,
    /// Everybody with an account.
    pub people: BTreeMap<UserId, Person>,
    /// The groups that exist. A name in a list or grant that is not here admits nobody.
    pub groups: BTreeMap<GroupId, Group>,
    /// Spaces, trashed ones included.
    pub spaces: BTreeMap<SpaceId, SpaceFacts>,
    /// Pages and posts, drafts and trashed ones included.
    pub pages: BTreeMap<PageId, PageFacts>,
}

/// The settings of a site that decisions depend on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteFacts {
    /// Whether people without an account may read at all; while not, grants to them are inert for everybody.
    pub anonymous_access: bool,
    /// Whether people without an account may hold Comment.
    pub anonymous_comments: bool,
    /// Who holds which global permission; only people and groups count, and for
    /// [`GlobalPermission::ViewUserProfiles`] people without an account.
    pub globals: Vec<(Subject, GlobalPermission)>,
    /// How far personal spaces can be shared.
    pub ceiling: Ceiling,
    /// How personal spaces come to be.
    pub personal: PersonalMode,
    /// What somebody is told about what they cannot see.
    pub disclosure: Disclosure,
}

/// The widest audience of a personal space. Enforced when granting and when reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ceiling {
    /// The owner alone.
    Owner,
    /// Members of these groups, and the owner.
    Groups(BTreeSet<GroupId>),
    /// Everybody with an account, guests excepted.
    #[default]
    Licensed,
    /// Everybody with an account.
    Guests,
    /// Anybody.
    Anonymous,
}

/// The mode of the policy rule that applies to who asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PersonalMode {
    /// Nobody gets one.
    Off {
        /// Who switched it off.
        by: Option<UserId>,
        /// And when.
        since: Option<Timestamp>,
    },
    /// Whoever asks.
    #[default]
    OnRequest,
    /// At the first note.
    Lazy,
    /// At the first sign-in.
    Auto,
}

/// What somebody is told about content they cannot see. Personal spaces are always `Minimal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Disclosure {
    /// Nothing: absent and hidden read the same.
    #[default]
    Minimal,
    /// The class of the reason and whom to ask.
    Helpful,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The login name: what sentences and commands say.
    pub name: String,
    /// Whether the account may sign in.
    pub active: bool,
    /// Whether the person is a guest of the site.
    pub guest: bool,
    /// The groups that name this person; those around them follow.
    pub groups: BTreeSet<GroupId>,
}

/// A group of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What sentences call it; grants go by id.
    pub name: String,
    /// The groups this one is a member of.
    pub within: BTreeSet<GroupId>,
}

/// A space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceFacts {
    /// What people type.
    pub key: SpaceKey,
    /// Site or personal.
    pub kind: SpaceKind,
    /// Where it is in its life.
    pub status: SpaceStatus,
    /// When it was last put away.
    pub status_since: Option<Timestamp>,
    /// The owner of a personal space. Their rights are ordinary grants.
    pub owner: Option<UserId>,
    /// Who may do what.
    pub grants: Vec<Grant>,
}

/// A page or post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFacts {
    /// Where it stands.
    pub space: SpaceId,
    /// Page or post.
    pub kind: PageKind,
    /// Current or trashed.
    pub state: PageState,
    /// While it is a draft: whom its creator invited. Nobody else sees it.
    pub draft: Option<BTreeSet<UserId>>,
    /// The title, not unique.
    pub title: String,
    /// The page above it; posts have none.
    pub parent: Option<PageId>,
    /// Who made it, whoever edited it since.
    pub creator: UserId,
    /// Its own lists.
    pub lists: Restrictions,
    /// Read lists of pages it once stood under and that still guard it: each acts as a page of its own between
    /// this one and its parent, seen by nobody ("Moving things about" in `docs/permissions.md`).
    pub kept: Vec<Members>,
    /// Who last changed the lists, and is told when somebody lifts them.
    pub restricted_by: Option<UserId>,
}

/// Where a page is in its life, with what decisions need of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PageState {
    /// Live.
    #[default]
    Current,
    /// In the trash of its space.
    Trashed {
        /// Who put it there.
        by: UserId,
        /// And when.
        at: Timestamp,
    },
}

impl World {
    /// Returns the pages above `page`, outermost first; `Err` names the one that could not be followed.
    pub fn ancestors<'w>(&'w self, page: &'w PageFacts) -> Result<Vec<&'w PageId>, &'w PageId> {
        let mut above = Vec::new();
        let mut next = page.parent.as_ref();
        while let Some(id) = next {
            // A loop is never closed: what cannot be followed to its root admits nobody.
            if above.len() > self.pages.len() {
                return Err(id);
            }
            above.push(id);
            next = self.pages.get(id).ok_or(id)?.parent.as_ref();
        }
        above.reverse();
        Ok(above)
    }

    /// Returns the pages directly below `page`, by id.
    pub fn children<'w>(&'w self, page: &'w PageId) -> impl Iterator<Item = &'w PageId> {
        self.pages.iter().filter(move |(_, child)| child.parent.as_ref() == Some(page)).map(|(id, _)| id)
    }

    /// Returns `page` and everything below it, parents before children.
    pub fn subtree<'w>(&'w self, page: &'w PageId) -> Vec<&'w PageId> {
        let mut below: BTreeMap<&PageId, Vec<&PageId>> = BTreeMap::new();
        for (id, facts) in &self.pages {
            if let Some(parent) = &facts.parent {
                below.entry(parent).or_default().push(id);
            }
        }
        let mut found = vec![page];
        let mut at = 0;
        // A loop ends when every page was met once.
        while at < found.len() && found.len() <= self.pages.len() {
            found.extend(below.get(found[at]).into_iter().flatten());
            at += 1;
        }
        found
    }

    /// Tells whether a list names anybody who still exists.
    pub fn names_somebody(&self, list: &Members) -> bool {
        list.iter().any(|member| match member {
            Member::User(user) => self.people.contains_key(user),
            Member::Group(group) => self.groups.contains_key(group),
        })
    }
}
