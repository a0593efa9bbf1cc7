//! What is true of every world, on random ones.

use super::super::world::*;
use super::super::{
    Children, GateId, Inherited, Keys, Operation, Principal, Question, RULES, Staged, Target, Who, apply,
    decide, explain, steps,
};
use super::large_worlds::any_model;
use super::model_world::{Both, page, session, user};
use crate::domain::*;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;

fn allowed(world: &World, who: Principal<'_>, operation: Operation, target: Target<'_>) -> bool {
    decide(world, &Question { who, operation, target }, &session()).allowed
}

fn everybody(world: &World) -> impl Iterator<Item = Principal<'_>> {
    world.people.keys().map(Principal::User).chain([Principal::Anonymous])
}

/// Whoever sees a thing, `None` for people without an account.
fn viewers(world: &World, thing: Target<'_>) -> BTreeSet<Option<UserId>> {
    let views = |who: &Principal<'_>| allowed(world, *who, Operation::View, thing);
    let id = |who| match who {
        Principal::User(id) => Some(UserId::clone(id)),
        Principal::Anonymous => None,
    };
    everybody(world).filter(views).map(id).collect()
}

/// The same world with nothing in the trash.
fn untrashed(world: &World) -> World {
    let mut world = world.clone();
    for page in world.pages.values_mut().filter(|page| matches!(page.state, PageState::Trashed { .. })) {
        page.state = PageState::Current;
    }
    world.spaces.values_mut().for_each(|space| space.status = SpaceStatus::Active);
    world
}

/// The audience of every page, with nothing in the trash: that hides, and is not what guards.
fn audiences(world: &World) -> Vec<(PageId, BTreeSet<Option<UserId>>)> {
    let world = untrashed(world);
    world.pages.keys().map(|id| (id.clone(), viewers(&world, Target::Page(id)))).collect()
}

/// Tells whether some page that was there is seen by somebody who did not see it before.
fn widened(before: &World, after: &World) -> Option<PageId> {
    let before = audiences(before);
    let grown = |(id, now): &(PageId, BTreeSet<Option<UserId>>)| {
        before.iter().any(|(known, was)| known == id && !now.is_subset(was))
    };
    audiences(after).into_iter().find(grown).map(|(id, _)| id)
}

fn held(world: &World, who: Principal<'_>, space: &SpaceId) -> Keys {
    Who::new(world, who).keys(&world.spaces[space])
}

fn world() -> impl Strategy<Value = World> {
    any_model().prop_map(|model| Both::new(model).world)
}

fn pick<'w, T: Ord, V>(map: &'w std::collections::BTreeMap<T, V>, index: &Index) -> &'w T {
    map.keys().nth(index.index(map.len())).expect("no map of a model is empty")
}

/// What puts things elsewhere, asked to keep what guards them.
fn any_structure() -> impl Strategy<Value = fn(&World, &Index, &Index) -> Staged> {
    let moved: fn(&World, &Index, &Index) -> Staged = |world, a, b| {
        let (page, parent) = (pick(&world.pages, a), pick(&world.pages, b));
        let space = world.pages[parent].space.clone();
        let below = world.subtree(page).contains(&parent);
        let parent = (!below).then(|| parent.clone());
        Staged::Move { page: page.clone(), space, parent, inherited: Inherited::Kept }
    };
    let copied: fn(&World, &Index, &Index) -> Staged = |world, a, b| {
        let (page, parent) = (pick(&world.pages, a), pick(&world.pages, b));
        let space = world.pages[parent].space.clone();
        let (copy, parent) = ("copy".into(), Some(parent.clone()));
        Staged::Copy { page: page.clone(), copy, by: "u0".into(), space, parent, inherited: Inherited::Kept }
    };
    let trashed: fn(&World, &Index, &Index) -> Staged = |world, a, _| Staged::Trash {
        page: pick(&world.pages, a).clone(),
        by: "u0".into(),
        at: session().now,
        children: Children::MoveUp(Inherited::Kept),
    };
    let restored: fn(&World, &Index, &Index) -> Staged = |world, a, b| {
        let (page, parent) = (pick(&world.pages, a), pick(&world.pages, b));
        let same =
            world.pages[parent].space == world.pages[page].space && !world.subtree(page).contains(&parent);
        let parent = same.then(|| parent.clone());
        Staged::Restore { page: page.clone(), parent, inherited: Inherited::Kept }
    };
    let purged: fn(&World, &Index, &Index) -> Staged =
        |world, a, _| Staged::Purge(pick(&world.pages, a).clone());
    let published: fn(&World, &Index, &Index) -> Staged =
        |world, a, _| Staged::Publish(pick(&world.pages, a).clone());
    let converted: fn(&World, &Index, &Index) -> Staged = |world, a, b| Staged::Convert {
        space: pick(&world.spaces, a).clone(),
        owner: b.index(2).eq(&0).then(|| pick(&world.people, b).clone()),
    };
    prop::sample::select(vec![moved, copied, trashed, restored, purged, published, converted])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn readers_are_who_may_view_and_a_space_in_the_trash_keeps_its_owner_and_administrators(world in world()) {
        let whole = untrashed(&world);
        for status in [SpaceStatus::Active, SpaceStatus::Archived, SpaceStatus::Trashed] {
            let mut world = world.clone();
            world.spaces.values_mut().for_each(|space| space.status = status);
            let keeps = |space: &SpaceId, who: &UserId| {
                let admin = (Subject::User(who.clone()), GlobalPermission::SiteAdmin);
                let is_kept = world.spaces[space].owner.as_ref() == Some(who) || world.site.globals.contains(&admin);
                status != SpaceStatus::Trashed || is_kept
            };
            let expected = |space: &SpaceId, thing| -> BTreeSet<UserId> {
                viewers(&whole, thing).into_iter().flatten().filter(|who| keeps(space, who)).collect()
            };
            let readers = world.readers();
            prop_assert_eq!(readers.spaces.len(), world.spaces.len());
            prop_assert_eq!(readers.pages.len(), world.pages.len());
            for (id, people) in &readers.spaces {
                prop_assert_eq!(&**people, &expected(id, Target::Space(id)), "{:?} {}", status, id);
            }
            for (id, (space, people)) in &readers.pages {
                prop_assert_eq!(space, &world.pages[id].space);
                prop_assert_eq!(&**people, &expected(space, Target::Page(id)), "{:?} {}", status, id);
            }
        }
    }

    #[test]
    fn i1_removing_a_grant_never_adds_a_viewer(world in world(), at: Index) {
        let mut after = world.clone();
        for space in after.spaces.values_mut() {
            if !space.grants.is_empty() {
                space.grants.remove(at.index(space.grants.len()));
            }
        }
        prop_assert_eq!(widened(&world, &after), None);
    }

    #[test]
    fn i2_a_new_list_only_narrows_and_a_longer_one_only_widens(world in world(), at: Index, who: Index) {
        let id = pick(&world.pages, &at);
        let member = Member::User(pick(&world.people, &who).clone());
        let mut after = world.clone();
        let page = after.pages.get_mut(id).expect("picked");
        let fresh = page.lists.read.is_none();
        page.lists.read.get_or_insert_default().insert(member);
        let (narrow, wide) = if fresh { (&world, &after) } else { (&after, &world) };
        prop_assert_eq!(widened(narrow, wide), None);
    }

    #[test]
    fn i3_who_edits_views(world in world()) {
        for who in everybody(&world) {
            for thing in world.pages.keys().map(Target::Page) {
                let views = allowed(&world, who, Operation::View, thing);
                for rule in RULES.iter().filter(|rule| rule.update) {
                    prop_assert!(views || !allowed(&world, who, rule.operation, thing), "{}", rule.word);
                }
            }
        }
    }

    #[test]
    fn i4_who_views_a_page_passes_everything_above_it(world in world()) {
        for who in everybody(&world) {
            for (id, facts) in &world.pages {
                if !allowed(&world, who, Operation::View, Target::Page(id)) {
                    continue;
                }
                for above in world.ancestors(facts).expect("a tree") {
                    let question = Question { who, operation: Operation::View, target: Target::Page(above) };
                    let decision = decide(&world, &question, &session());
                    let shut = decision.gates.iter().find(|gate| !gate.ok() && gate.id != GateId::State);
                    prop_assert_eq!(shut, None);
                }
            }
        }
    }

    #[test]
    fn i5_edit_lists_change_no_view(world in world(), at: Index) {
        let mut after = world.clone();
        let page = after.pages.get_mut(pick(&world.pages, &at)).expect("picked");
        page.lists.update = match page.lists.update {
            Some(_) => None,
            None => Some(Members::new()),
        };
        prop_assert_eq!(audiences(&world), audiences(&after));
    }

    #[test]
    fn i6_who_is_shut_out_does_nothing(world in world()) {
        let out = |person: &UserId| {
            let uses = (Subject::User(person.clone()), GlobalPermission::Use);
            !world.people[person].active || !world.site.globals.contains(&uses)
        };
        for id in world.people.keys().filter(|id| out(id)) {
            for rule in &RULES {
                for thing in [Target::Site, Target::Page(&page(0)), Target::Space(&world.pages[&page(0)].space)] {
                    prop_assert!(!allowed(&world, Principal::User(id), rule.operation, thing), "{}", rule.word);
                }
            }
        }
    }

    #[test]
    fn i7_guests_never_administer_restrict_or_export(world in world()) {
        for (id, _) in world.people.iter().filter(|(_, person)| person.guest) {
            for thing in world.pages.keys().map(Target::Page).chain(world.spaces.keys().map(Target::Space)) {
                for operation in [Operation::Restrict, Operation::Lift, Operation::ExportSpace, Operation::ChangePermissions, Operation::Purge] {
                    prop_assert!(!allowed(&world, Principal::User(id), operation, thing));
                }
            }
        }
    }

    #[test]
    fn i8_who_goes_opens_nothing(world in world(), at: Index) {
        let group = Staged::DeleteGroup(pick(&world.groups, &at).clone());
        prop_assert_eq!(widened(&world, &group.apply(&world)), None);
        let person = Staged::DeleteUser(pick(&world.people, &at).clone());
        prop_assert_eq!(widened(&world, &person.apply(&world)), None);
    }

    #[test]
    fn i9_putting_things_elsewhere_widens_nothing(world in world(), staged in any_structure(), a: Index, b: Index) {
        let staged = staged(&world, &a, &b);
        let after = match apply(&world, &staged, false) {
            Ok(after) => after,
            // What it refuses would have widened something, on purpose or not.
            Err(widens) => {
                prop_assert!(widens.opens || !widens.gains.is_empty());
                return Ok(());
            }
        };
        prop_assert_eq!(widened(&world, &after), None, "{:?}", staged);
        if let Staged::Copy { page, copy, .. } = &staged {
            let of = |world: &World, id: &PageId| {
                let (_, seen) = audiences(world).into_iter().find(|(known, _)| known == id).expect("it is there");
                seen
            };
            prop_assert!(of(&after, copy).is_subset(&of(&world, page)));
        }
    }

    #[test]
    fn i9_within_a_space_nothing_is_refused(world in world(), staged in any_structure(), a: Index, b: Index) {
        let staged = staged(&world, &a, &b);
        if let Staged::Copy { page, by, .. } = &staged
            && !allowed(&world, Principal::User(by), Operation::View, Target::Page(page))
        {
            // The copy of a draft is its maker's: who never saw the page would gain sight of it.
            return Ok(());
        }
        let (page, space) = match &staged {
            Staged::Move { page, space, .. } | Staged::Copy { page, space, .. } => (page, space.clone()),
            Staged::Trash { page, .. } | Staged::Restore { page, .. } | Staged::Purge(page) => {
                (page, world.pages[page].space.clone())
            }
            _ => return Ok(()),
        };
        if world.pages[page].space == space {
            prop_assert!(apply(&world, &staged, false).is_ok(), "{:?}", staged);
        }
    }

    #[test]
    fn i10_a_list_holds_exactly_what_may_be_viewed(world in world()) {
        for who in everybody(&world) {
            let listed: Vec<_> = world.visible(who).collect();
            let may: Vec<_> =
                world.pages.keys().filter(|id| allowed(&world, who, Operation::View, Target::Page(id))).collect();
            prop_assert_eq!(listed, may);
        }
    }

    #[test]
    fn i11_an_explanation_says_what_was_decided(world in world(), reader in 0..20_usize, at: Index, operation: Index) {
        let rule = &RULES[operation.index(RULES.len())];
        let page = pick(&world.pages, &at);
        for who in everybody(&world) {
            for target in [Target::Page(page), Target::Space(&world.pages[page].space), Target::Site] {
                let question = Question { who, operation: rule.operation, target };
                let decision = decide(&world, &question, &session());
                let first = decision.gates.iter().find(|gate| !gate.ok()).and_then(|gate| gate.facts.first());
                prop_assert_eq!(decision.first_denial.as_ref(), first);
                prop_assert_eq!(decision.allowed, first.is_none());
                prop_assert!(decision.gates.iter().all(|gate| gate.asked || gate.ok()), "{:?}", decision);
                let reader = user(reader);
                for reader in [who, Principal::User(&reader)] {
                    if let Some(explained) = explain(&world, &question, &session(), reader, &TimeZone::UTC) {
                        prop_assert_eq!(explained.allowed, decision.allowed);
                        prop_assert_eq!(explained.code.is_none(), decision.allowed);
                    }
                }
            }
        }
    }

    #[test]
    fn i12_neither_order_nor_repeats_of_grants_matter(world in world(), at: Index) {
        let mut after = world.clone();
        for space in after.spaces.values_mut().filter(|space| !space.grants.is_empty()) {
            let middle = at.index(space.grants.len());
            space.grants.rotate_left(middle);
            space.grants.extend_from_within(..=middle);
        }
        for who in everybody(&world) {
            for rule in &RULES {
                let target = Target::Page(pick(&world.pages, &at));
                let question = Question { who, operation: rule.operation, target };
                prop_assert_eq!(decide(&world, &question, &session()), decide(&after, &question, &session()));
            }
        }
    }

    #[test]
    fn i13_the_audience_is_whoever_may_view(world in world()) {
        let spaces = world.spaces.keys().map(Target::Space);
        for thing in spaces.chain(world.pages.keys().map(Target::Page)) {
            let seen = viewers(&world, thing);
            let audience = world.audience(thing, &user(0));
            let people: Vec<_> = seen.iter().flatten().cloned().collect();
            prop_assert_eq!(&audience.people, &people, "{:?}", thing);
            prop_assert_eq!(audience.badge == Badge::Anyone, seen.contains(&None));
            prop_assert_eq!(audience.badge == Badge::Nobody, seen.is_empty());
        }
    }

    #[test]
    fn i14_no_step_is_wider_than_both_ends(world in world(), other in world(), actor in 0..20_usize) {
        let id = SpaceId::from("s0");
        let tidy = |world: &World| -> Vec<Grant> {
            let grants = &world.spaces[&id].grants;
            let with_view = grants.iter().map(|grant| Grant { permission: SpacePermission::ViewSpace, ..grant.clone() });
            let all: std::collections::HashSet<_> = grants.iter().cloned().chain(with_view).collect();
            all.into_iter().collect()
        };
        let (from, to) = (tidy(&world), tidy(&other));
        let before = Staged::Grants { space: id.clone(), grants: from.clone() }.apply(&world);
        let after = Staged::Grants { space: id.clone(), grants: to.clone() }.apply(&world);
        let mut between = before.clone();
        for step in steps(&id, &from, &to, &user(actor)) {
            between = step.apply(&between);
            for who in everybody(&between) {
                let ends: Keys = held(&before, who, &id).iter().chain(held(&after, who, &id).iter()).collect();
                prop_assert!(held(&between, who, &id).without(ends).is_empty());
            }
        }
        let set = |world: &World| world.spaces[&id].grants.iter().cloned().collect::<std::collections::HashSet<_>>();
        prop_assert_eq!(set(&between), set(&after));
    }
}
