//! Who somebody is to the engine: their level, their groups, their keys to a space.

use super::keys::Keys;
use super::question::Principal;
use super::world::{Ceiling, Group, SpaceFacts, World};
use crate::domain::*;

/// How far an account gets into the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all.
    None,
    /// Reads what is open to everybody.
    Anonymous,
    /// An external with an account.
    Guest,
    /// Everybody else.
    Licensed,
}

/// Somebody, with everything about them that does not depend on a space.
#[derive(Debug, Clone)]
pub struct Who<'w> {
    /// The account; `None` without one.
    pub id: Option<&'w UserId>,
    /// How far they get.
    pub level: Level,
    /// Their groups, the nearest first, each with the place of the one it was reached through.
    pub groups: Vec<(&'w GroupId, Option<usize>)>,
    world: &'w World,
}

impl<'w> Who<'w> {
    /// Looks somebody up. An id without an account gets nowhere.
    pub fn new(world: &'w World, who: Principal<'_>) -> Self {
        let mut this = Self { id: None, level: Level::None, groups: Vec::new(), world };
        let Principal::User(id) = who else {
            if world.site.anonymous_access {
                this.level = Level::Anonymous;
            }
            return this;
        };
        let Some((id, person)) = world.people.get_key_value(id) else { return this };
        this.id = Some(id);
        this.groups = memberships(world, person.groups.iter());
        this.level = match () {
            () if !person.active || !this.holds(GlobalPermission::Use) => Level::None,
            () if person.guest => Level::Guest,
            () => Level::Licensed,
        };
        this
    }

    /// Tells whether they are a member of a group, directly or through others.
    pub fn is_in(&self, group: &GroupId) -> bool {
        self.groups.iter().any(|(id, _)| *id == group)
    }

    /// Tells whether a global permission is granted to them; whether they get in is another question.
    pub fn holds(&self, permission: GlobalPermission) -> bool {
        self.world.site.globals.iter().filter(|(_, granted)| *granted == permission).any(|(subject, _)| {
            match subject {
                Subject::User(user) => self.id == Some(user),
                Subject::Group(group) => self.is_in(group),
                Subject::Anonymous => permission == GlobalPermission::ViewUserProfiles,
                Subject::Licensed | Subject::Admins => false,
            }
        })
    }

    /// Tells whether a grant to `subject` reaches them.
    pub fn is_meant_by(&self, subject: &Subject) -> bool {
        if self.level == Level::None {
            return false;
        }
        match subject {
            Subject::User(user) => self.id == Some(user),
            Subject::Group(group) => self.is_in(group),
            Subject::Licensed => self.level == Level::Licensed,
            Subject::Admins => self.level == Level::Licensed && self.holds(GlobalPermission::SiteAdmin),
            Subject::Anonymous => self.world.site.anonymous_access,
        }
    }

    /// Returns every key granted to them in a space, before what guests never hold is taken away.
    pub fn granted(&self, space: &SpaceFacts) -> Keys {
        let reaches = |grant: &&Grant| self.is_meant_by(&grant.subject) && counts(grant, self.world);
        space.grants.iter().filter(reaches).map(|grant| grant.permission).collect()
    }

    /// Returns the keys they hold in a space: none without View.
    pub fn keys(&self, space: &SpaceFacts) -> Keys {
        let held = self.capped(self.granted(space));
        if held.has(SpacePermission::ViewSpace) { held } else { Keys::NONE }
    }

    /// Returns what is left of granted keys for somebody of this level.
    pub fn capped(&self, granted: Keys) -> Keys {
        if self.level == Level::Guest { granted.without(Keys::NEVER_GUESTS) } else { granted }
    }

    /// Tells whether a list lets them through. A list that names nobody lets nobody through.
    pub fn passes(&self, list: Option<&Members>) -> bool {
        list.is_none_or(|list| self.is_on(list))
    }

    /// Tells whether a list names them or one of their groups.
    pub fn is_on(&self, list: &Members) -> bool {
        list.iter().any(|member| match member {
            Member::User(user) => self.id == Some(user),
            Member::Group(group) => self.is_in(group),
        })
    }

    /// Tells whether the ceiling of personal spaces leaves `space` to them.
    pub fn is_below_ceiling(&self, space: &SpaceFacts) -> bool {
        if space.kind == SpaceKind::Site || (self.id.is_some() && self.id == space.owner.as_ref()) {
            return true;
        }
        match &self.world.site.ceiling {
            Ceiling::Owner => false,
            Ceiling::Groups(groups) => groups.iter().any(|group| self.is_in(group)),
            Ceiling::Licensed => self.level == Level::Licensed,
            Ceiling::Guests => self.level >= Level::Guest,
            Ceiling::Anonymous => true,
        }
    }
}

/// Tells whether a grant can count at all: people without an account hold View, and Comment by policy.
pub(super) fn counts(grant: &Grant, world: &World) -> bool {
    grant.subject != Subject::Anonymous
        || grant.permission == SpacePermission::ViewSpace
        || (grant.permission == SpacePermission::Comment && world.site.anonymous_comments)
}

/// Returns every existing group around the given ones, each once, the nearest first.
fn memberships<'w>(
    world: &'w World,
    direct: impl Iterator<Item = &'w GroupId>,
) -> Vec<(&'w GroupId, Option<usize>)> {
    fn add<'w>(
        found: &mut Vec<(&'w GroupId, Option<usize>)>,
        world: &'w World,
        id: &GroupId,
        via: Option<usize>,
    ) {
        if let Some((id, _)) = world.groups.get_key_value(id)
            && !found.iter().any(|(known, _)| *known == id)
        {
            found.push((id, via));
        }
    }
    let mut found = Vec::new();
    direct.for_each(|id| add(&mut found, world, id, None));
    let mut at = 0;
    while at < found.len() {
        let around: Option<&Group> = world.groups.get(found[at].0);
        around.iter().flat_map(|group| &group.within).for_each(|id| add(&mut found, world, id, Some(at)));
        at += 1;
    }
    found
}
