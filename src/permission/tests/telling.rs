//! Who may be told what: about oneself, about others, about what one cannot see ("What one is told" in
//! `docs/permissions.md`).

use super::super::world::Disclosure;
use super::super::{Explanation, HIDDEN, Operation::*, Principal, Question, Target, World, explain};
use super::fixture::*;
use crate::domain::*;
use jiff::tz::TimeZone;

fn told(world: &World, question: Question<'_>, reader: &str) -> Option<Explanation> {
    let reader = if reader == "anon" { Principal::Anonymous } else { Principal::User(user(reader)) };
    explain(world, &question, &noon(), reader, &TimeZone::UTC)
}

fn own(world: &World, question: Question<'_>) -> Explanation {
    explain(world, &question, &noon(), question.who, &TimeZone::UTC).expect("about oneself")
}

#[test]
fn t54_absent_and_hidden_are_told_alike() {
    let mut world = world();
    for disclosure in [Disclosure::Minimal, Disclosure::Helpful] {
        world.site.disclosure = disclosure;
        for who in ["eve", "bob", "gil", "fay", "una", "anon"] {
            for operation in [View, Edit, Comment, Trash, Restrict, Lift, Purge] {
                // Personal spaces are never helpful, and "gone" never was.
                let hidden = own(&world, ask(who, operation, "A0"));
                assert_eq!(hidden, own(&world, ask(who, operation, "gone")), "{who} {operation:?}");
            }
            let hidden = of(who, ExportSpace, Target::Space(space("~ann")));
            assert_eq!(own(&world, hidden), own(&world, of(who, ExportSpace, Target::Space(space("gone")))));
        }
    }
}

#[test]
fn a_destination_that_is_hidden_is_answered_like_one_that_is_not_there() {
    let world = world();
    let whole = |into: &str, parent: &str| {
        let explained = own(&world, of("cat", Copy, to("E0", into, parent)));
        (explained.code, explained.more, explained.fix, explained.gates)
    };
    assert_eq!(whole("~ann", "A0"), whole("gone", "A0"));
    assert_eq!(whole("PUB", "E9"), whole("PUB", "gone"));
}

#[test]
fn the_hidden_is_told_in_one_sentence_with_the_offer_to_ask() {
    let explained = own(&world(), ask("bob", View, "E3"));
    assert_eq!((explained.sentence.as_str(), explained.request), (HIDDEN, true));
    assert!(explained.gates.is_empty() && explained.more.is_empty() && explained.fix.is_none());
    assert_eq!(explained.code, Some("NOT_FOUND_OR_HIDDEN"));
}

#[test]
fn a_helpful_site_tells_the_class_of_the_reason_and_whom_to_ask() {
    let mut world = world();
    world.site.disclosure = Disclosure::Helpful;
    for (question, code, sentence) in [
        (
            ask("bob", View, "E3"),
            "ANCESTOR_READ",
            "You cannot see this because a page above it is restricted. Ask cat.",
        ),
        (ask("ann", Edit, "E4"), "OWN_READ", "You cannot see this because it is restricted. Ask cat."),
        (
            ask("eve", View, "E0"),
            "NO_SPACE_VIEW",
            "You cannot see this because you have no View in its space. Ask cat.",
        ),
        (
            of("eve", ExportSpace, Target::Space(space("ENG"))),
            "NO_SPACE_VIEW",
            "You cannot see this because you have no View in its space. Ask cat.",
        ),
        (ask("gil", View, "P0"), "NOT_FOUND_OR_HIDDEN", HIDDEN),
        (ask("bob", View, "A0"), "NOT_FOUND_OR_HIDDEN", HIDDEN),
        (ask("bob", View, "E9"), "NOT_FOUND_OR_HIDDEN", HIDDEN),
    ] {
        let explained = own(&world, question);
        assert_eq!((explained.code, explained.sentence.as_str()), (Some(code), sentence));
        assert!(explained.gates.is_empty() && explained.request);
    }
}

#[test]
fn only_who_answers_for_a_place_asks_about_others() {
    let world = world();
    assert_eq!(told(&world, ask("bob", Edit, "E5"), "ann"), None);
    assert_eq!(told(&world, ask("bob", Edit, "E5"), "anon"), None);
    assert_eq!(told(&world, ask("bob", Edit, "gone"), "cat"), None);
    assert_eq!(told(&world, ask("ann", View, "A0"), "bob"), None);
    assert_eq!(told(&world, of("eve", CreatePersonalSpace, Target::Site), "ann"), None);
    for reader in ["cat", "gus"] {
        let explained = told(&world, ask("bob", Edit, "E5"), reader).expect("an administrator");
        assert_eq!((explained.code, explained.gates.len()), (Some("OWN_UPDATE"), 8));
    }
    assert_eq!(
        told(&world, ask("bob", View, "gone"), "gus").map(|told| told.sentence).as_deref(),
        Some(HIDDEN)
    );
    assert!(told(&world, ask("dan", CreatePage, "B0"), "bob").is_some(), "the owner");
}

#[test]
fn strangers_are_told_no_names() {
    let mut world = world();
    let shut = own(&world, ask("anon", View, "P0"));
    assert!(!shut.sentence.contains("gus") && shut.fix.is_none(), "{}", shut.sentence);
    world.site.anonymous_access = true;
    let like = own(&world, ask("anon", Like, "P0"));
    assert_eq!(
        like.sentence,
        "Somebody not signed in cannot like \"P0\" because that takes an account. Try `tildr login URL`."
    );
    let edit = own(&world, ask("anon", Edit, "P0"));
    assert_eq!(
        edit.sentence,
        "Somebody not signed in cannot edit \"P0\" because somebody not signed in has View in PUB but not Add page."
    );
}

#[test]
fn every_reason_and_every_way_is_there_to_unfold() {
    let mut world = world();
    let explained = told(&world, ask("gil", Trash, "E4"), "cat").expect("an administrator");
    assert!(explained.sentence.contains("There are 2 more reasons."), "{}", explained.sentence);
    assert_eq!(explained.more.len(), 2);
    let closed: Vec<_> =
        explained.gates.iter().filter(|(_, _, ok)| !ok).count().to_string().chars().collect();
    assert_eq!(closed, ['3']);

    world
        .spaces
        .get_mut(space("ENG"))
        .expect("in the fixture")
        .grants
        .extend(rows("user dan", &[SpacePermission::ViewSpace]));
    let explained = own(&world, ask("dan", View, "E0"));
    assert_eq!(explained.sentence, "You can view \"E0\" because you have View in ENG.");
    assert_eq!(
        explained.more,
        ["you have View in ENG", "the group staff, which you are in through dev, has View in ENG"]
    );
}

#[test]
fn s0_72_a_denial_names_what_is_missing_and_who_gives_it() {
    let explained = own(&world(), of("bob", CreatePersonalSpace, Target::Site));
    assert!(
        explained.sentence.starts_with(
            "You cannot create a personal space because you have no \"Personal space\" on this site."
        ),
        "{}",
        explained.sentence
    );
    let fix = explained.fix.expect("somebody can");
    assert_eq!(fix.who, ["gus".into()]);
    assert_eq!(fix.command.to_string(), "tildr admin global grant bob personal-space");
}
