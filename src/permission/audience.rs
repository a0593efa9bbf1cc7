//! The audience of a space: everybody who can see it, from the grants as stored: what a client
//! works out, which is told no more. Where the facts of the wiki are at hand, `reach` answers.
//!
//! Page restrictions come resolved, as the people they leave: a page can only be narrower than its space.

use super::question::Principal;
use super::who::Who;
use super::world::{Group, Person, SpaceFacts, World};
use crate::domain::*;
use std::collections::BTreeSet;

/// What has to be known of the site to turn grants into people.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// Everybody with an account.
    pub people: &'a [User],
    /// Whether people without an account may read at all; while not, grants to them are inert.
    pub anonymous: bool,
}

/// Returns who can see `space`, as `reader` would be told it, given everybody with an account.
///
/// For a site that lets nobody read without an account; [`Site::audience`] is for the others.
pub fn audience(space: &Space, people: &[User], reader: &User) -> Audience {
    Site { people, anonymous: false }.audience(space, reader)
}

/// Returns who could see a space that does not exist yet: `owner`, and whom `grants` name.
pub fn planned(site: Site<'_>, owner: &User, grants: &[Grant]) -> Audience {
    site.badged(site.viewers(Some(&owner.id), grants, SpacePermission::ViewSpace), owner)
}

/// Returns who can see `page` of `space`: whom the space admits and the restrictions of the page leave.
pub fn page_audience(page: &Page, space: &Space, people: &[User], reader: &User) -> Audience {
    let whole = audience(space, people, reader);
    let Some(left) = &page.restricted_to else { return whole };
    let people = whole.people.into_iter().filter(|person| left.contains(person)).collect();
    Audience::of(people, reader)
}

/// Returns whom restrictions leave of a page that goes to another one, or to the root of a space: those it has, its own
/// and those of the pages above it, go along, and those of the pages above its new place join them.
pub fn restricted_after_move(page: &Page, to: Option<&Page>) -> Option<Vec<UserId>> {
    match (page.restricted_to.as_ref(), to.and_then(|to| to.restricted_to.as_ref())) {
        (None, above) => above.cloned(),
        (Some(own), None) => Some(own.clone()),
        (Some(own), Some(above)) => Some(own.iter().filter(|id| above.contains(id)).cloned().collect()),
    }
}

impl Site<'_> {
    /// Returns who can see `space`, as `reader` would be told it.
    pub fn audience(self, space: &Space, reader: &User) -> Audience {
        self.badged(self.viewers(space.owner.as_ref(), &space.grants, Self::needed(space)), reader)
    }

    /// Returns what somebody has to hold to see a space.
    pub(super) fn needed(space: &Space) -> SpacePermission {
        // What lies in the trash is only listed, and only to those who may take it out.
        match space.status {
            SpaceStatus::Active | SpaceStatus::Archived => SpacePermission::ViewSpace,
            SpaceStatus::Trashed => SpacePermission::SetSpacePermissions,
        }
    }

    /// Asks the engine about a world of one space. A client is told neither who is a guest nor of ceilings: what
    /// these take away is the server's to know.
    pub(super) fn viewers(
        self,
        owner: Option<&UserId>,
        grants: &[Grant],
        needed: SpacePermission,
    ) -> Viewers {
        let own = owner.into_iter().flat_map(|owner| {
            let subject = Subject::User(owner.clone());
            SpacePermission::ALL.map(|permission| Grant { subject: subject.clone(), permission })
        });
        let mut grants = grants.to_vec();
        grants.extend(own);
        let world = self.world();
        let space = SpaceFacts {
            key: SpaceKey::new(""),
            kind: SpaceKind::Site,
            status: SpaceStatus::Active,
            status_since: None,
            owner: None,
            grants,
        };
        let views = |who| Who::new(&world, who).keys(&space).has(needed);
        let everyone = Grant { subject: Subject::Licensed, permission: needed };
        Viewers {
            people: world.people.keys().filter(|id| views(Principal::User(id))).cloned().collect(),
            everyone: space.grants.contains(&everyone),
            anyone: views(Principal::Anonymous),
        }
    }

    fn world(self) -> World {
        let mut world = World::default();
        world.site.anonymous_access = self.anonymous;
        // Whoever is active may sign in: one group of everybody says so, under a name no group has.
        let all = GroupId::new("");
        world.site.globals.push((Subject::Group(all.clone()), GlobalPermission::Use));
        for user in self.people {
            let groups: BTreeSet<GroupId> = user.groups.iter().cloned().chain([all.clone()]).collect();
            for id in &groups {
                let group = || Group { name: id.to_string(), within: BTreeSet::new() };
                world.groups.entry(id.clone()).or_insert_with(group);
            }
            let person = Person { name: user.name.clone(), active: user.active, guest: false, groups };
            world.people.insert(user.id.clone(), person);
        }
        world
    }

    pub(super) fn badged(self, viewers: Viewers, reader: &User) -> Audience {
        let mut audience = Audience::of(viewers.people, reader);
        if viewers.anyone {
            audience.badge = Badge::Anyone;
        } else if viewers.everyone {
            audience.badge = Badge::EveryoneHere;
        }
        audience
    }
}

/// Who sees something.
#[derive(Default, Clone)]
pub(super) struct Viewers {
    pub(super) people: Vec<UserId>,
    everyone: bool,
    anyone: bool,
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::local_page;
    use super::*;
    use proptest::prelude::*;

    fn user(name: &str, groups: &[&str]) -> User {
        User {
            id: name.into(),
            name: name.to_owned(),
            full_name: name.to_uppercase(),
            active: true,
            groups: groups.iter().map(|&group| group.into()).collect(),
        }
    }

    fn people() -> Vec<User> {
        let mut gone = user("gone", &["staff"]);
        gone.active = false;
        vec![user("ann", &["staff"]), user("bob", &["staff", "hr"]), user("cat", &[]), gone]
    }

    fn view(subject: Subject) -> Grant {
        Grant { subject, permission: SpacePermission::ViewSpace }
    }

    fn space(grants: Vec<Grant>) -> Space {
        Space {
            id: "1".into(),
            key: SpaceKey::new("~ann"),
            name: "Ann".into(),
            kind: SpaceKind::Personal,
            status: SpaceStatus::Active,
            owner: Some("ann".into()),
            home: None,
            status_since: None,
            grants: grants.into(),
        }
    }

    fn of(grants: Vec<Grant>) -> Audience {
        let people = people();
        audience(&space(grants), &people, &people[0])
    }

    #[test]
    fn s0_07_private_is_the_owner_alone() {
        let alone = of(vec![]);
        assert_eq!((alone.badge, alone.people), (Badge::OnlyYou, vec!["ann".into()]));
        let people = people();
        let to_bob = audience(&space(vec![]), &people, &people[1]);
        assert_eq!(to_bob.badge, Badge::OnlyOne("ann".into()));
    }

    #[test]
    fn s0_23_a_group_is_its_active_members() {
        assert_eq!(of(vec![view(Subject::Group("staff".into()))]).badge, Badge::People(2));
        assert_eq!(of(vec![view(Subject::Group("nobody".into()))]).badge, Badge::OnlyYou);
    }

    #[test]
    fn a_permission_without_view_shows_nothing() {
        let comment = Grant { subject: Subject::User("bob".into()), permission: SpacePermission::Comment };
        assert_eq!(of(vec![comment]).badge, Badge::OnlyYou);
    }

    #[test]
    fn licensed_is_everyone_even_when_there_are_few() {
        let everyone = of(vec![view(Subject::Licensed)]);
        assert_eq!((everyone.badge, everyone.people.len()), (Badge::EveryoneHere, 3));
    }

    #[test]
    fn gf_05_anonymous_is_inert_unless_the_site_allows_it() {
        let people = people();
        let open = space(vec![view(Subject::Anonymous)]);
        assert_eq!(audience(&open, &people, &people[0]).badge, Badge::OnlyYou);
        let site = Site { people: &people, anonymous: true };
        let public = site.audience(&open, &people[0]);
        assert_eq!((public.badge, public.people.len()), (Badge::Anyone, 3));
    }

    #[test]
    fn a_site_space_of_people_who_left_is_seen_by_nobody() {
        let people = people();
        let mut orphan = space(vec![view(Subject::User("gone".into()))]);
        orphan.owner = None;
        assert_eq!(audience(&orphan, &people, &people[0]).badge, Badge::Nobody);
    }

    #[test]
    fn what_is_in_the_trash_is_listed_to_who_can_take_it_out() {
        let mut trashed = space(vec![view(Subject::Licensed)]);
        trashed.status = SpaceStatus::Trashed;
        let people = people();
        assert_eq!(audience(&trashed, &people, &people[0]).badge, Badge::OnlyYou);
    }

    #[test]
    fn ten_thousand_people_are_counted() {
        let many: Vec<User> = (0..10_000).map(|n| user(&format!("u{n:05}"), &["all"])).collect();
        let audience = planned(
            Site { people: &many, anonymous: false },
            &many[7],
            &[view(Subject::Group("all".into()))],
        );
        assert_eq!(audience.badge, Badge::People(10_000));
    }

    #[test]
    fn a_page_that_moves_keeps_its_lists_and_takes_those_of_its_new_place() {
        let ids = |names: &[&str]| names.iter().map(|&name| name.into()).collect::<Vec<UserId>>();
        let after = |own: Option<&[&str]>, above: Option<Option<&[&str]>>| {
            let above = above.map(|above| local_page(above.map(ids)));
            restricted_after_move(&local_page(own.map(ids)), above.as_ref())
        };
        assert_eq!(after(None, None), None);
        assert_eq!(after(None, Some(None)), None);
        assert_eq!(after(None, Some(Some(&["ann"]))), Some(ids(&["ann"])));
        assert_eq!(after(Some(&["ann", "bob"]), None), Some(ids(&["ann", "bob"])));
        assert_eq!(after(Some(&["ann", "bob"]), Some(None)), Some(ids(&["ann", "bob"])));
        assert_eq!(after(Some(&["ann", "bob"]), Some(Some(&["bob", "cat"]))), Some(ids(&["bob"])));
        assert_eq!(after(Some(&["ann"]), Some(Some(&["cat"]))), Some(Vec::new()));
    }

    #[test]
    fn s0_40_a_restricted_page_is_never_wider_than_its_space() {
        let (people, open) = (people(), space(vec![view(Subject::Licensed)]));
        let badge = |left, space: &Space| page_audience(&local_page(left), space, &people, &people[0]).badge;
        assert_eq!(badge(None, &open), Badge::EveryoneHere);
        assert_eq!(badge(Some(vec!["ann".into()]), &open), Badge::OnlyYou);
        assert_eq!(badge(Some(vec!["bob".into()]), &open), Badge::OnlyOne("bob".into()));
        assert_eq!(badge(Some(vec!["bob".into()]), &space(vec![])), Badge::Nobody);
    }

    fn any_subject() -> impl Strategy<Value = Subject> {
        prop_oneof![
            prop::sample::select(vec!["ann", "bob", "cat", "gone", "unknown"])
                .prop_map(|u| Subject::User(u.into())),
            prop::sample::select(vec!["staff", "hr", "empty"]).prop_map(|g| Subject::Group(g.into())),
            Just(Subject::Licensed),
            Just(Subject::Anonymous),
        ]
    }

    fn any_grants() -> impl Strategy<Value = Vec<Grant>> {
        let permission = prop::sample::select(SpacePermission::ALL.to_vec());
        prop::collection::vec(
            (any_subject(), permission).prop_map(|(subject, permission)| Grant { subject, permission }),
            0..6,
        )
    }

    proptest! {
        #[test]
        fn a_grant_more_never_shrinks_and_one_less_never_grows(grants in any_grants(), at in 0usize..6, anonymous: bool) {
            let people = people();
            let site = Site { people: &people, anonymous };
            let with = planned(site, &people[0], &grants);
            let mut fewer = grants.clone();
            if !fewer.is_empty() {
                fewer.remove(at % grants.len());
            }
            let without = planned(site, &people[0], &fewer);
            prop_assert!(without.people.iter().all(|person| with.people.contains(person)));
            prop_assert!(with.people.contains(&people[0].id), "the owner is always there");
        }

        #[test]
        fn gf_03_the_preview_is_the_audience_of_what_is_created(grants in any_grants(), anonymous: bool) {
            let people = people();
            let site = Site { people: &people, anonymous };
            prop_assert_eq!(
                planned(site, &people[0], &grants),
                site.audience(&space(grants), &people[0])
            );
        }
    }
}
