//! The edges of single rules: one step to either side of what each allows.

use super::super::world::*;
use super::super::{
    Explanation, Keys, Operation::*, Principal, Question, Session, Staged, Target, World, apply, decide,
    explain,
};
use super::fixture::*;
use crate::domain::*;
use jiff::tz::TimeZone;

fn code(world: &World, question: Question<'_>) -> &'static str {
    decide(world, &question, &noon()).code().unwrap_or("allow")
}

fn own(world: &World, question: Question<'_>, session: &Session) -> Explanation {
    explain(world, &question, session, question.who, &TimeZone::UTC).expect("about oneself")
}

fn says(world: &World, question: Question<'_>) -> String {
    own(world, question, &noon()).sentence
}

fn on(id: &str) -> Target<'static> {
    Target::Space(space(id))
}

fn part(on: &str, author: &str) -> Target<'static> {
    Target::Part { page: page(on), author: user(author) }
}

fn facts<'w>(world: &'w mut World, id: &str) -> &'w mut PageFacts {
    world.pages.get_mut(page(id)).expect("in the fixture")
}

fn give(world: &mut World, id: &str, subject: &str, permissions: &[SpacePermission]) {
    world.spaces.get_mut(space(id)).expect("in the fixture").grants.extend(rows(subject, permissions));
}

fn put_away(world: &mut World, id: &str, by: &str, days: i64) {
    let at = noon().now - jiff::SignedDuration::from_hours(24 * days);
    facts(world, id).state = PageState::Trashed { by: by.into(), at };
}

#[test]
fn edit_lists_do_not_stop_reading() {
    assert_eq!(code(&world(), ask("bob", View, "E5")), "allow");
}

#[test]
fn site_admins_trash_any_space_on_the_record_and_nobody_else_does() {
    let world = world();
    assert_eq!(code(&world, of("gus", TrashSpace, on("~ann"))), "allow");
    assert_eq!(code(&world, of("gus", Archive, on("~ann"))), "NO_SPACE_VIEW");
    assert_eq!(code(&world, of("bob", TrashSpace, on("~ann"))), "NO_SPACE_VIEW");
    assert_eq!(
        says(&world, of("gus", TrashSpace, on("~ann"))),
        "You can trash ~ann. It is recorded; ann is told."
    );
    assert!(!says(&world, of("ann", TrashSpace, on("~ann"))).contains("recorded"));
}

#[test]
fn what_does_not_fit_together_is_not_found() {
    let mut world = world();
    assert_eq!(code(&world, ask("cat", ChangeDetails, "E0")), "NOT_FOUND_OR_HIDDEN");
    assert_eq!(code(&world, of("cat", ChangeDetails, on("gone"))), "NOT_FOUND_OR_HIDDEN");
    assert_eq!(code(&world, of("cat", Edit, on("ENG"))), "NOT_FOUND_OR_HIDDEN");
    assert_eq!(code(&world, of("gus", AdministerSite, on("ENG"))), "NOT_FOUND_OR_HIDDEN");
    facts(&mut world, "E0").space = "gone".into();
    for operation in [View, Edit, Lift] {
        assert_eq!(code(&world, ask("cat", operation, "E0")), "NOT_FOUND_OR_HIDDEN");
    }
}

#[test]
fn only_what_is_in_the_trash_comes_out_of_it() {
    let mut world = world();
    assert_eq!(code(&world, of("bob", RestoreSpace, on("~bob"))), "NOT_FOUND_OR_HIDDEN");
    assert_eq!(code(&world, ask("bob", Restore, "B0")), "NOT_FOUND_OR_HIDDEN");
    put_away(&mut world, "B0", "bob", 1);
    for operation in [Restore, Purge, Lift] {
        assert_eq!(code(&world, ask("bob", operation, "B0")), "allow");
    }
    assert_eq!(code(&world, ask("bob", Edit, "B0")), "PAGE_TRASHED");
    assert!(world.visible(Principal::User(user("bob"))).all(|id| id != page("B0")));
    world.spaces.get_mut(space("PUB")).expect("in the fixture").status = SpaceStatus::Trashed;
    assert!(world.visible(Principal::User(user("bob"))).all(|id| id != page("P0")));
    assert_eq!(world.audience(on("PUB"), user("bob")).badge, Badge::Nobody);
}

#[test]
fn who_trashed_a_page_restores_it_for_thirty_days() {
    let mut world = world();
    put_away(&mut world, "E1", "bob", 30);
    assert_eq!(code(&world, ask("bob", Restore, "E1")), "allow");
    assert_eq!(code(&world, ask("bob", Purge, "E1")), "NO_SPACE_KEY");
    assert_eq!(code(&world, ask("dan", Restore, "E1")), "NO_SPACE_KEY");
    put_away(&mut world, "E1", "bob", 31);
    assert_eq!(code(&world, ask("bob", Restore, "E1")), "NO_SPACE_KEY");
    put_away(&mut world, "E1", "eve", 1);
    assert_eq!(code(&world, ask("eve", Restore, "E1")), "KEYS_WITHOUT_VIEW");
    let reasons = decide(&world, &ask("eve", Restore, "E1"), &noon());
    assert_eq!(
        reasons.reasons().map(|reason| reason.code()).collect::<Vec<_>>(),
        ["KEYS_WITHOUT_VIEW", "NO_SPACE_KEY"]
    );
}

#[test]
fn posts_have_keys_of_their_own() {
    let mut world = world();
    facts(&mut world, "E8").kind = PageKind::BlogPost { day: jiff::civil::date(2026, 11, 21) };
    assert_eq!(code(&world, ask("dan", Edit, "E8")), "NO_SPACE_KEY");
    give(&mut world, "ENG", "staff", &[SpacePermission::EditBlog, SpacePermission::RemoveBlog]);
    assert_eq!(code(&world, ask("dan", Edit, "E8")), "allow");
    assert_eq!(
        says(&world, ask("dan", Trash, "E8")),
        "You can trash \"E8\" because the group staff, which you are in through dev, has View and Delete post in ENG."
    );
    assert_eq!(
        says(&world, ask("bob", Trash, "E1")),
        "You can trash \"E1\" because the group staff, which you are in, has View and Delete own in ENG and you made it."
    );
    assert_eq!(
        says(&world, ask("bob", Trash, "BPub")),
        "You can trash \"BPub\" because you own ~bob and have View and Delete page there."
    );
}

#[test]
fn comments_belong_to_who_wrote_them() {
    let world = world();
    assert_eq!(code(&world, of("bob", EditComment, part("E8", "bob"))), "allow");
    assert_eq!(code(&world, of("bob", EditComment, part("E1", "dan"))), "NOT_CREATOR");
    assert_eq!(code(&world, of("dan", DeleteComment, part("E1", "dan"))), "allow");
    let denied = says(&world, of("bob", DeleteComment, part("E1", "dan")));
    assert!(denied.contains("but not Delete comment, and dan made it."), "{denied}");
    let open = Staged::AnonymousAccess(true).apply(&world);
    let strangers = decide(&open, &of("anon", EditComment, part("P0", "cat")), &noon());
    assert!(strangers.reasons().any(|reason| reason.code() == "NOT_CREATOR"));
}

#[test]
fn a_denied_file_says_who_edits_whoever_could_delete_it() {
    let denied = says(&world(), of("dan", DeleteFile, part("E5", "dan")));
    assert!(denied.contains("because only ann may edit it. "), "{denied}");
}

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

#[test]
fn a_page_goes_only_where_it_can_stand() {
    let mut world = world();
    give(&mut world, "ENG", "user bob", &[SpacePermission::RemovePage]);
    let moved =
        |world: &World, operation, under: &str| code(world, of("bob", operation, to("E5", "ENG", under)));
    world.pages.get_mut(page("E5")).expect("in the fixture").lists.update = None;
    assert_eq!(moved(&world, Move, "E1"), "allow");
    assert_eq!(moved(&world, Move, "E5"), "NOT_FOUND_OR_HIDDEN", "under itself");
    assert_eq!(moved(&world, Move, "E6"), "NOT_FOUND_OR_HIDDEN", "below itself");
    assert_eq!(moved(&world, Move, "E2"), "NOT_FOUND_OR_HIDDEN", "hidden");
    assert_eq!(moved(&world, Move, "E3"), "NOT_FOUND_OR_HIDDEN", "below a hidden one");
    assert_eq!(moved(&world, Move, "B0"), "NOT_FOUND_OR_HIDDEN", "of another space");
    assert_eq!(moved(&world, MoveAway, "E1"), "NOT_FOUND_OR_HIDDEN", "it does not leave");
    assert_eq!(moved(&world, Copy, "E5"), "allow", "a copy stands under its original");
    assert_eq!(code(&world, of("bob", Move, to("E5", "~bob", "B0"))), "NOT_FOUND_OR_HIDDEN", "it leaves");
    facts(&mut world, "E1").draft = Some(set("bob"));
    assert_eq!(moved(&world, Move, "E1"), "NOT_FOUND_OR_HIDDEN", "a draft");
    facts(&mut world, "E1").draft = None;
    put_away(&mut world, "E1", "bob", 1);
    assert_eq!(moved(&world, Move, "E1"), "NOT_FOUND_OR_HIDDEN", "in the trash");
    world.spaces.get_mut(space("~bob")).expect("in the fixture").status = SpaceStatus::Archived;
    assert_eq!(code(&world, of("bob", Copy, to("E5", "~bob", "B0"))), "SPACE_ARCHIVED");
}

#[test]
fn only_what_is_guarded_needs_restrict_where_it_goes() {
    let mut world = world();
    give(&mut world, "ENG", "user bob", &[SpacePermission::RemovePage]);
    let leaves = |world: &World, who: &str, what: &str| code(world, of(who, MoveAway, to(what, "PUB", "P0")));
    assert_eq!(leaves(&world, "bob", "E6"), "allow", "an edit list above is not inherited");
    assert_eq!(leaves(&world, "bob", "E1"), "TARGET_NO_RESTRICT", "E2 below it is restricted");
    facts(&mut world, "E6").kept.push(members("group:staff"));
    assert_eq!(leaves(&world, "bob", "E6"), "TARGET_NO_RESTRICT");
    facts(&mut world, "E6").kept.clear();
    facts(&mut world, "E6").lists.update = Some(members("bob,cat"));
    assert_eq!(leaves(&world, "bob", "E6"), "TARGET_NO_RESTRICT");
    give(&mut world, "ENG", "user cat", &[SpacePermission::RemovePage]);
    assert_eq!(leaves(&world, "cat", "E6"), "allow", "who administers PUB restricts there");
}

#[test]
fn who_stays_on_both_lists_locks_nobody_out() {
    let lists = lasting(Restrictions { read: Some(members("bob")), update: Some(members("group:staff")) });
    let asked = of("bob", Restrict, Target::Lists { page: page("E1"), lists, confirmed: false });
    assert_eq!(code(&world(), asked), "allow");
    let lists = lasting(Restrictions { read: None, update: Some(members("ann")) });
    let asked = of("bob", Restrict, Target::Lists { page: page("E1"), lists, confirmed: false });
    assert_eq!(code(&world(), asked), "SELF_LOCKOUT");
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
    let mut world = super::fixture::world();
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

#[test]
fn an_account_that_is_not_there_is_told_as_that() {
    let asked = ask("ghost", View, "B0");
    let told = explain(&world(), &asked, &noon(), Principal::User(user("gus")), &TimeZone::UTC)
        .expect("a site admin");
    assert_eq!(
        (told.sentence.as_str(), told.fix, told.request),
        ("ghost cannot view \"B0\" because there is no such account.", None, false)
    );
}

#[test]
fn an_account_that_gets_nowhere_is_told_why_and_whom_to_ask() {
    let told = own(&world(), ask("fay", View, "B0"), &noon());
    assert_eq!(
        (told.code, told.gates.len(), told.more.len(), told.request),
        (Some("DEACTIVATED"), 0, 0, false)
    );
    assert_eq!(told.fix.expect("gus can").command.to_string(), "tildr admin user activate fay");
}

#[test]
fn the_class_of_a_reason_is_that_of_seeing_the_thing() {
    let mut world = world();
    world.site.disclosure = Disclosure::Helpful;
    assert_eq!(own(&world, ask("bob", Lift, "E3"), &noon()).code, Some("ANCESTOR_READ"));
    assert_eq!(own(&world, of("bob", Copy, to("E3", "gone", "gone")), &noon()).code, Some("ANCESTOR_READ"));
}

#[test]
fn ways_are_told_once_for_each_thing() {
    let mut world = world();
    facts(&mut world, "E2").lists.read = Some(members("cat,group:hr"));
    assert_eq!(
        says(&world, ask("cat", View, "E3")),
        "You can view \"E3\" because you have View in ENG and \"E2\" lists you."
    );
    assert_eq!(
        says(&world, of("gus", AdministerSite, Target::Site)),
        "You can administer the site because you have \"Site admin\" on this site."
    );
    world.site.globals.push((subject("staff"), GlobalPermission::SiteAdmin));
    assert_eq!(
        says(&world, of("dan", AdministerSite, Target::Site)),
        "You can administer the site because the group staff, which you are in through dev, has \"Site admin\" on this site."
    );
    assert!(says(&world, of("bob", ExportAll, on("~bob"))).ends_with(" It is recorded."));
    let held: Vec<_> = [SpacePermission::ViewSpace, SpacePermission::EditSpace].to_vec();
    give(&mut world, "~ann", "user bob", &held);
    assert_eq!(
        explain(&world, &ask("bob", Comment, "A0"), &noon(), Principal::User(user("ann")), &TimeZone::UTC)
            .expect("the owner")
            .sentence,
        "bob cannot comment on \"A0\" because bob has View and Add page in ~ann but not Comment. You can change that: `tildr perms grant '~ann' bob comment`."
    );
}

#[test]
fn s0_22_restricting_takes_edit_and_restrict_or_admin_and_nothing_else() {
    use SpacePermission::*;
    for bits in 0..16_u8 {
        let held: Vec<SpacePermission> = [EditSpace, SetPagePermissions, SetSpacePermissions, RemovePage]
            .into_iter()
            .enumerate()
            .filter_map(|(at, permission)| (bits & 1 << at != 0).then_some(permission))
            .collect();
        let mut world = world();
        give(&mut world, "PUB", "user eve", &[&[ViewSpace], held.as_slice()].concat());
        let may = held.contains(&EditSpace)
            && (held.contains(&SetPagePermissions) || held.contains(&SetSpacePermissions));
        let said = code(&world, ask("eve", Restrict, "P1"));
        assert_eq!(said == "allow", may, "{held:?}: {said}");
    }
}
