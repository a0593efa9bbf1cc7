//! The audience of a space or page: everybody who can see it, by which way, as one word and by name.

use super::gate::read_lists;
use super::sight::{Everybody, could_see_page, is_live};
use super::who::{Level, Who, counts};
use super::world::{PageFacts, SpaceFacts, World};
use super::{Principal, Target};
use crate::domain::*;

/// Who can see a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The badge and the people.
    pub audience: Audience,
    /// Which grant of View brings whom: people first, then groups, then everybody. Some are brought by several.
    pub by: Vec<(Subject, Vec<UserId>)>,
    /// The site admins who cannot see it and could gain access, on the record.
    pub could_gain: Vec<UserId>,
}

impl Everybody<'_> {
    /// Returns the audience of a space or page.
    pub(super) fn audience(&self, thing: Target<'_>, reader: &UserId) -> Audience {
        let (space, page) = (thing.space(self.world), thing.page());
        let sees = match (page, space) {
            (Some(page), _) => self.sees_page(page),
            (None, Some((space, _))) => self.sees_space(space),
            (None, None) => return Audience::told(Vec::new(), reader),
        };
        let mut audience = Audience::told(self.names(&sees), reader);
        if self.anybody(&sees) {
            audience.badge = Badge::Anyone;
        } else if space.is_some_and(|(_, space)| self.world.is_for_all(space, thing))
            && !audience.people.is_empty()
        {
            audience.badge = Badge::EveryoneHere;
        }
        audience
    }
}

impl World {
    /// Returns who can see a space or page, as `reader` would be told it. Nobody sees what is not there.
    pub fn reach(&self, thing: Target<'_>, reader: &UserId) -> Reach {
        let audience = self.audience(thing, reader);
        let space = thing.space(self).map(|(_, space)| space);
        let by = space.map(|space| self.brought(space, &audience.people)).unwrap_or_default();
        let gains = |id: &&UserId| {
            let who = Who::new(self, Principal::User(id));
            who.level == Level::Licensed
                && who.holds(GlobalPermission::SiteAdmin)
                && audience.people.binary_search(id).is_err()
        };
        let could_gain = self.people.keys().filter(gains).cloned().collect();
        Reach { audience, by, could_gain }
    }

    /// Returns the audience of a space or page, as `reader` would be told it.
    pub fn audience(&self, thing: Target<'_>, reader: &UserId) -> Audience {
        Everybody::new(self).audience(thing, reader)
    }

    /// Returns every page somebody sees: exactly those that they may view.
    pub fn visible<'w>(&'w self, who: Principal<'_>) -> impl Iterator<Item = &'w PageId> {
        let who = Who::new(self, who);
        let sees = move |page: &PageFacts| is_live(self, page) && could_see_page(self, &who, page);
        self.pages.iter().filter(move |(_, page)| sees(page)).map(|(id, _)| id)
    }

    /// Tells whether a thing is open to every account, as far as its space and its lists go.
    fn is_for_all(&self, space: &SpaceFacts, thing: Target<'_>) -> bool {
        let licensed = |grant: &Grant| {
            let all = grant.subject == Subject::Licensed
                || (grant.subject == Subject::Anonymous && self.site.anonymous_access);
            grant.permission == SpacePermission::ViewSpace && all
        };
        let open = |page: &PageFacts| read_lists(page).next().is_none();
        let page_is_open = thing.page_facts(self).is_none_or(|(_, page)| {
            let above = self.ancestors(page).unwrap_or_default();
            open(page) && page.draft.is_none() && above.iter().all(|id| self.pages.get(*id).is_some_and(open))
        });
        let narrow =
            matches!(self.site.ceiling, super::world::Ceiling::Owner | super::world::Ceiling::Groups(_));
        space.grants.iter().any(licensed) && page_is_open && !(narrow && space.kind == SpaceKind::Personal)
    }

    fn brought(&self, space: &SpaceFacts, people: &[UserId]) -> Vec<(Subject, Vec<UserId>)> {
        let views = |grant: &&Grant| grant.permission == SpacePermission::ViewSpace && counts(grant, self);
        let mut subjects: Vec<_> =
            space.grants.iter().filter(views).map(|grant| grant.subject.clone()).collect();
        subjects.sort();
        subjects.dedup();
        let mut found = Vec::new();
        for subject in subjects {
            let meant = |id: &&UserId| Who::new(self, Principal::User(id)).is_meant_by(&subject);
            let brings: Vec<_> = people.iter().filter(meant).cloned().collect();
            if !brings.is_empty() {
                found.push((subject, brings));
            }
        }
        found
    }
}
