//! Changes that can change who sees what, as values: staged, looked at, made.

use super::Keys;
use super::structure::{self, Inherited};
use super::world::{Ceiling, World};
use crate::domain::*;

/// A change before it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staged {
    /// All grants of a space.
    Grants {
        /// Which space.
        space: SpaceId,
        /// The grants afterwards.
        grants: Vec<Grant>,
    },
    /// What one subject holds in a space. Any key brings View along; nothing without it stays.
    Row {
        /// Which space.
        space: SpaceId,
        /// Whose row.
        subject: Subject,
        /// What they hold afterwards.
        keys: Keys,
    },
    /// The lists of a page.
    Lists {
        /// Which page.
        page: PageId,
        /// The lists afterwards.
        lists: Restrictions,
    },
    /// Every list of a page away, those it kept included.
    Clear(PageId),
    /// A page, with everything below it, to another place.
    Move {
        /// Which page.
        page: PageId,
        /// The space it goes to.
        space: SpaceId,
        /// The page it goes under.
        parent: Option<PageId>,
        /// What becomes of the protection it leaves.
        inherited: Inherited,
    },
    /// A copy of a page, without what is below it.
    Copy {
        /// Which page.
        page: PageId,
        /// The id of the copy.
        copy: PageId,
        /// Who makes it.
        by: UserId,
        /// The space it goes to.
        space: SpaceId,
        /// The page it goes under.
        parent: Option<PageId>,
        /// What becomes of the protection it leaves.
        inherited: Inherited,
    },
    /// A page into the trash.
    Trash {
        /// Which page.
        page: PageId,
        /// Who puts it there.
        by: UserId,
        /// When.
        at: Timestamp,
        /// What becomes of the pages below.
        children: Children,
    },
    /// A page, and what was trashed with it, out of the trash.
    Restore {
        /// Which page.
        page: PageId,
        /// The page it goes under.
        parent: Option<PageId>,
        /// What becomes of the protection it leaves.
        inherited: Inherited,
    },
    /// A page away for ever; what is still below it moves up.
    Purge(PageId),
    /// A draft for everybody who can see its place.
    Publish(PageId),
    /// A space to another moment of its life.
    Status(SpaceId, SpaceStatus),
    /// A space to another kind, or another owner.
    Convert {
        /// Which space.
        space: SpaceId,
        /// The owner afterwards; a space with one is personal.
        owner: Option<UserId>,
    },
    /// Somebody into a group.
    Join(UserId, GroupId),
    /// Somebody out of a group.
    Leave(UserId, GroupId),
    /// A group away. What it was granted or listed for opens nothing.
    DeleteGroup(GroupId),
    /// An account away.
    DeleteUser(UserId),
    /// Whether people without an account may read.
    AnonymousAccess(bool),
    /// How far personal spaces can be shared.
    SetCeiling(Ceiling),
}

/// What becomes of the pages below one that is trashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Children {
    /// They go along.
    GoAlong,
    /// They move up.
    MoveUp(Inherited),
}

impl Staged {
    /// Returns the world after the change. What it names and is not there, is not changed.
    pub fn apply(&self, before: &World) -> World {
        let mut world = before.clone();
        match self {
            Self::Grants { space, grants } => {
                world.spaces.entry(space.clone()).and_modify(|space| space.grants = grants.clone());
            }
            Self::Row { space, subject, keys } => {
                world
                    .spaces
                    .entry(space.clone())
                    .and_modify(|space| set_row(&mut space.grants, subject, *keys));
            }
            Self::Lists { page, lists } => {
                world.pages.entry(page.clone()).and_modify(|page| page.lists = lists.clone());
            }
            Self::Clear(page) => {
                world.pages.entry(page.clone()).and_modify(|page| {
                    page.lists = Restrictions::default();
                    page.kept.clear();
                });
            }
            Self::Move { page, space, parent, inherited } => {
                structure::put(&mut world, page, space, parent.as_ref(), inherited);
            }
            Self::Copy { page, copy, by, space, parent, inherited } => {
                structure::copy(&mut world, page, (copy, by));
                structure::put(&mut world, copy, space, parent.as_ref(), inherited);
            }
            Self::Trash { page, by, at, children } => {
                if let Children::MoveUp(inherited) = children {
                    structure::move_children_up(&mut world, page, inherited);
                }
                structure::trash(&mut world, page, by, *at);
            }
            Self::Restore { page, parent, inherited } => {
                structure::restore(&mut world, page, parent.as_ref(), inherited);
            }
            Self::Purge(page) => {
                structure::move_children_up(&mut world, page, &Inherited::Kept);
                world.pages.remove(page);
            }
            Self::Publish(page) => {
                world.pages.entry(page.clone()).and_modify(|page| page.draft = None);
            }
            Self::Status(space, status) => {
                world.spaces.entry(space.clone()).and_modify(|space| space.status = *status);
            }
            Self::Convert { space, owner } => {
                world.spaces.entry(space.clone()).and_modify(|space| {
                    space.owner = owner.clone();
                    space.kind = if owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site };
                });
            }
            Self::Join(user, group) => {
                world.people.entry(user.clone()).and_modify(|person| {
                    person.groups.insert(group.clone());
                });
            }
            Self::Leave(user, group) => {
                world.people.entry(user.clone()).and_modify(|person| {
                    person.groups.remove(group);
                });
            }
            Self::DeleteGroup(group) => {
                world.groups.remove(group);
            }
            Self::DeleteUser(user) => {
                world.people.remove(user);
            }
            Self::AnonymousAccess(allowed) => world.site.anonymous_access = *allowed,
            Self::SetCeiling(ceiling) => world.site.ceiling = ceiling.clone(),
        }
        world
    }

    /// Tells whether it changes who sees what on purpose. Everything else only puts things elsewhere, and must
    /// not widen anything by the way.
    pub fn is_about_access(&self) -> bool {
        matches!(
            self,
            Self::Grants { .. }
                | Self::Row { .. }
                | Self::Lists { .. }
                | Self::Clear(_)
                | Self::Join(..)
                | Self::AnonymousAccess(_)
                | Self::SetCeiling(_)
        )
    }
}

/// Sets what a subject holds: any key brings View along, and without keys there is no row.
pub fn set_row(grants: &mut Vec<Grant>, subject: &Subject, keys: Keys) {
    grants.retain(|grant| grant.subject != *subject);
    if !keys.is_empty() {
        let keys = keys.with(SpacePermission::ViewSpace);
        grants.extend(keys.iter().map(|permission| Grant { subject: subject.clone(), permission }));
    }
}
