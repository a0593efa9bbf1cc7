//! The edges of whom a space or a page is for: ceilings, classes of people, rows of grants, break-glass.

use super::*;

#[test]
fn one_personal_space_is_enough_and_one_in_the_trash_is_none() {
    let mut world = world();
    world.site.globals.push((subject("user bob"), GlobalPermission::PersonalSpace));
    let asked = of("bob", CreatePersonalSpace, Target::Site);
    assert_eq!(code(&world, asked), "ALREADY_EXISTS");
    assert_eq!(own(&world, asked, &noon()).fix.expect("there is").command.to_string(), "tildr open '~bob'");
    world.spaces.get_mut(space("~bob")).expect("in the fixture").status = SpaceStatus::Trashed;
    assert_eq!(code(&world, asked), "allow");
    assert_eq!(code(&world, of("eve", CreatePersonalSpace, Target::Site)), "allow");
    let strangers = Staged::AnonymousAccess(true).apply(&world);
    assert_eq!(code(&strangers, of("anon", CreatePersonalSpace, Target::Site)), "NO_GLOBAL");
}

fn granting(world: &World, id: &str, more: Subject) -> Target<'static> {
    let mut grants = world.spaces[space(id)].grants.clone();
    grants.push(Grant { subject: more, permission: SpacePermission::ViewSpace });
    Target::Grants { space: space(id), grants: lasting(grants) }
}

#[test]
fn s0_23_the_ceiling_is_asked_about_everybody_who_is_named() {
    let subjects = [
        "user ann",
        "user eve",
        "user gil",
        "user fay",
        "staff",
        "dev",
        "ctr",
        "licensed",
        "admins",
        "anonymous",
    ];
    let tables = [
        (Ceiling::Owner, "user fay"),
        (Ceiling::Groups(set("staff")), "user ann, user fay, staff, dev"),
        (Ceiling::Licensed, "user ann, user eve, user fay, staff, dev, ctr, licensed, admins"),
        (Ceiling::Guests, "user ann, user eve, user gil, user fay, staff, dev, ctr, licensed, admins"),
        (
            Ceiling::Anonymous,
            "user ann, user eve, user gil, user fay, staff, dev, ctr, licensed, admins, anonymous",
        ),
    ];
    for (ceiling, below) in tables {
        let mut world = world();
        world
            .spaces
            .get_mut(space("~bob"))
            .expect("in the fixture")
            .grants
            .retain(|grant| grant.subject == subject("user bob"));
        world.site.ceiling = ceiling.clone();
        let may = |name: &&&str| {
            code(&world, of("bob", ChangePermissions, granting(&world, "~bob", subject(name)))) == "allow"
        };
        let allowed: Vec<_> = subjects.iter().filter(may).copied().collect();
        assert_eq!(allowed.join(", "), below, "{ceiling:?}");
        assert_eq!(
            code(&world, of("cat", ChangePermissions, granting(&world, "PUB", Subject::Licensed))),
            "allow"
        );
    }
}

#[test]
fn the_owners_row_stays_whole() {
    let world = world();
    let mut grants = world.spaces[space("~bob")].grants.clone();
    grants.retain(|grant| grant.permission != SpacePermission::ExportSpace);
    let target = Target::Grants { space: space("~bob"), grants: lasting(grants) };
    assert_eq!(code(&world, of("bob", ChangePermissions, target)), "OWNER_LOCK");
    // Somebody else's row of the same keys is not the owner's.
    let grants = rows("user ann", &SpacePermission::ALL);
    let target = Target::Grants { space: space("~bob"), grants: lasting(grants) };
    assert_eq!(code(&world, of("bob", ChangePermissions, target)), "OWNER_LOCK");
}

#[test]
fn open_to_anybody_below_a_ceiling_is_open_to_everyone_here() {
    let mut world = Staged::AnonymousAccess(true).apply(&world());
    give(&mut world, "~bob", "anonymous", &[SpacePermission::ViewSpace]);
    assert_eq!(world.audience(on("~bob"), user("bob")).badge, Badge::EveryoneHere);
    assert_eq!(
        world.audience(on("ENG"), user("bob")).badge,
        Badge::People(6),
        "no grant there is to anybody"
    );
    world.site.anonymous_access = false;
    assert_eq!(world.audience(on("~bob"), user("bob")).badge, Badge::People(5));
}

#[test]
fn the_ceiling_counts_when_reading_too() {
    let mut world = world();
    give(&mut world, "~bob", "user gil", &[SpacePermission::ViewSpace]);
    let views = |world: &World, who: &str| code(world, ask(who, View, "B0"));
    assert_eq!(views(&world, "gil"), "CEILING");
    world.site.ceiling = Ceiling::Guests;
    assert_eq!((views(&world, "gil"), views(&world, "ann")), ("allow", "allow"));
    world.site.ceiling = Ceiling::Owner;
    assert_eq!((views(&world, "ann"), views(&world, "bob")), ("CEILING", "allow"));
}

#[test]
fn break_glass_ends_when_it_ends() {
    let now = noon().now;
    let session = |until| Session { now, break_glass_until: Some(until) };
    let asked = ask("gus", View, "A0");
    let later = session(now + jiff::SignedDuration::from_secs(1));
    assert!(decide(&world(), &asked, &later).elevated);
    assert!(!decide(&world(), &asked, &session(now)).allowed);
    assert_eq!(own(&world(), asked, &later).code, Some("ELEVATED"));
    assert!(
        own(&world(), ask("gus", Edit, "A0"), &later).sentence.contains("Break-glass is for reading only.")
    );
    assert!(!own(&world(), ask("gus", Edit, "A0"), &session(now)).sentence.contains("Break-glass"));
    assert_eq!(
        own(&world(), ask("gus", View, "E0"), &later).sentence,
        "You can view \"E0\" because the group staff, which you are in, has View in ENG."
    );
    assert!(!decide(&world(), &ask("ann", View, "B404"), &later).allowed);
}

#[test]
fn classes_mean_whom_they_say() {
    let mut world = world();
    let views = |world: &World, who: &str| code(world, ask(who, View, "A0")) == "allow";
    give(&mut world, "~ann", "licensed", &[SpacePermission::ViewSpace]);
    world.site.ceiling = Ceiling::Anonymous;
    assert!(views(&world, "eve") && !views(&world, "gil") && !views(&world, "fay"));
    let mut world = super::super::fixture::world();
    give(&mut world, "~ann", "admins", &[SpacePermission::ViewSpace]);
    assert!(views(&world, "gus") && !views(&world, "bob"));
    world.site.globals.push((subject("user gil"), GlobalPermission::SiteAdmin));
    world.site.ceiling = Ceiling::Anonymous;
    assert!(!views(&world, "gil"), "a guest administers nothing");
}

#[test]
fn people_without_an_account_hold_view_and_by_policy_comment() {
    let mut world = Staged::AnonymousAccess(true).apply(&world());
    give(&mut world, "PUB", "anonymous", &[SpacePermission::EditSpace, SpacePermission::Comment]);
    let asked = |world: &World, who: &str, operation| code(world, ask(who, operation, "P0"));
    assert_eq!((asked(&world, "anon", Edit), asked(&world, "eve", Edit)), ("NO_SPACE_KEY", "NO_SPACE_KEY"));
    assert_eq!(asked(&world, "anon", Comment), "NO_SPACE_KEY");
    world.site.anonymous_comments = true;
    assert_eq!((asked(&world, "anon", Comment), asked(&world, "anon", Edit)), ("allow", "NO_SPACE_KEY"));
    let people = of("anon", SeePeople, Target::Site);
    assert_eq!(code(&world, people), "NO_GLOBAL");
    world.site.globals.push((Subject::Anonymous, GlobalPermission::ViewUserProfiles));
    world.site.globals.push((Subject::Anonymous, GlobalPermission::SiteAdmin));
    assert_eq!(code(&world, people), "allow");
    assert_eq!(code(&world, of("anon", AdministerSite, Target::Site)), "NO_GLOBAL");
}

#[test]
fn a_page_in_the_wrong_space_has_the_audience_it_is_decided_to_have() {
    let mut world = world();
    facts(&mut world, "E1").parent = Some("B0".into());
    facts(&mut world, "E0").parent = Some("A0".into());
    facts(&mut world, "B0").parent = Some("A0".into());
    for id in ["A0", "A1", "B0", "BPub", "E0", "E1", "E2", "E5"] {
        let sees = |who: &&UserId| {
            let question =
                Question { who: Principal::User(who), operation: View, target: Target::Page(page(id)) };
            decide(&world, &question, &noon()).allowed
        };
        let may: Vec<_> = world.people.keys().filter(sees).cloned().collect();
        assert_eq!(world.audience(Target::Page(page(id)), user("bob")).people, may, "{id}");
    }
}

#[test]
fn only_grants_of_view_bring_anybody() {
    let reach = world().reach(on("PUB"), user("bob"));
    assert_eq!(reach.audience.badge, Badge::People(5), "what anybody may is nothing while the site says no");
    assert_eq!(reach.by.iter().map(|(subject, _)| subject.clone()).collect::<Vec<_>>(), [subject("staff")]);
}

#[test]
fn what_is_public_already_opens_nothing_by_moving() {
    let world = Staged::AnonymousAccess(true).apply(&world());
    let staged = Staged::Status("PUB".into(), SpaceStatus::Archived);
    assert!(apply(&world, &staged, false).is_ok());
}

#[test]
fn a_change_of_access_is_made_as_it_was_asked_for() {
    let row = Staged::Row {
        space: "~ann".into(),
        subject: subject("user bob"),
        keys: Keys::of(&[SpacePermission::ViewSpace]),
    };
    let after = apply(&world(), &row, false).expect("it is about access");
    assert_eq!(code(&after, ask("bob", View, "A0")), "allow");
}
