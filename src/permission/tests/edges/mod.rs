//! The edges of single rules: one step to either side of what each allows. Here those of pages and what hangs on
//! them; beside it who is reached (`audience`) and what is told (`sentences`).

mod audience;
mod sentences;

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
