//! Things put elsewhere: what guarded them goes along, and what a change does is known before it is made.

use super::super::world::*;
use super::super::{
    Children, Inherited, Keys, Operation, Principal, Question, Reason, Staged, Target, World, apply, decide,
    preview, steps,
};
use super::fixture::*;
use crate::domain::*;

fn views(world: &World, who: &str, on: &str) -> Option<Reason> {
    decide(world, &ask(who, Operation::View, on), &noon()).first_denial
}

fn code(world: &World, who: &str, on: &str) -> &'static str {
    views(world, who, on).map_or("allow", |reason| reason.code())
}

fn moved(on: &str, into: &str, under: &str, inherited: Inherited) -> Staged {
    Staged::Move { page: on.into(), space: into.into(), parent: Some(under.into()), inherited }
}

fn trashed(on: &str, children: Children) -> Staged {
    Staged::Trash { page: on.into(), by: "ann".into(), at: noon().now, children }
}

fn made(world: &World, staged: &Staged) -> World {
    apply(world, staged, false).expect("widens nothing")
}

#[test]
fn t57_children_that_stay_keep_what_guarded_them() {
    let after = made(&world(), &trashed("E2", Children::MoveUp(Inherited::Kept)));
    assert_eq!(code(&after, "bob", "E3"), "OWN_READ");
    assert_eq!((code(&after, "ann", "E3"), code(&after, "cat", "E3")), ("allow", "allow"));
    assert_eq!(after.pages[page("E3")].parent.as_ref(), Some(page("E1")));
    // E4 has a list of its own: the other one stands beside it, and bob is only on one.
    assert_eq!((code(&after, "bob", "E4"), code(&after, "ann", "E4")), ("OWN_READ", "OWN_READ"));
    assert_eq!(code(&after, "ann", "E2"), "PAGE_TRASHED");
}

#[test]
fn t58_a_page_moved_out_keeps_its_audience() {
    let staged = moved("E3", "ENG", "E0", Inherited::Kept);
    let after = made(&world(), &staged);
    assert_eq!(code(&after, "bob", "E3"), "OWN_READ");
    assert_eq!((code(&after, "ann", "E3"), code(&after, "cat", "E3")), ("allow", "allow"));
    assert_eq!(preview(&world(), &staged, user("ann")), Default::default());
}

#[test]
fn opening_a_page_takes_who_gains_shown_and_confirmed() {
    let staged = moved("E3", "ENG", "E0", Inherited::Opened);
    let shown = preview(&world(), &staged, user("ann"));
    let gains = set("bob dan gil gus");
    assert_eq!((&shown.gains, shown.loses.len(), shown.opens), (&gains, 0, false));
    assert_eq!(shown.pages.len(), 1);
    assert_eq!(apply(&world(), &staged, false).expect_err("widens").gains, gains);
    let after = apply(&world(), &staged, true).expect("confirmed");
    assert_eq!(code(&after, "bob", "E3"), "allow");
}

#[test]
fn moving_out_and_back_adds_no_list_twice() {
    let out = made(&world(), &moved("E4", "ENG", "E0", Inherited::Kept));
    assert_eq!(out.pages[page("E4")].kept, [members("ann,group:hr")]);
    let back = made(&out, &moved("E4", "ENG", "E2", Inherited::Kept));
    let again = made(&back, &moved("E4", "ENG", "E0", Inherited::Kept));
    assert_eq!(again.pages[page("E4")], out.pages[page("E4")]);
}

#[test]
fn every_list_above_goes_along() {
    let mut world = world();
    world.pages.get_mut(page("E1")).expect("in the fixture").lists.read =
        Some(members("group:staff,group:hr"));
    let after = made(&world, &moved("E3", "ENG", "E0", Inherited::Kept));
    let facts = &after.pages[page("E3")];
    assert_eq!(facts.lists.read, Some(members("ann,group:hr")), "the innermost becomes its own");
    assert_eq!(facts.kept, [members("group:staff,group:hr")]);
}

#[test]
fn a_private_page_never_comes_out_by_being_moved_or_copied() {
    let widens =
        apply(&world(), &moved("A0", "ENG", "E0", Inherited::Kept), false).expect_err("ENG is wider");
    assert_eq!(widens.gains, set("bob cat dan gil gus"));
    let copied = |inherited| Staged::Copy {
        page: "E3".into(),
        copy: "E3b".into(),
        by: "cat".into(),
        space: "ENG".into(),
        parent: Some("E0".into()),
        inherited,
    };
    let after = made(&world(), &copied(Inherited::Kept));
    assert_eq!((code(&after, "bob", "E3b"), code(&after, "ann", "E3b")), ("OWN_READ", "allow"));
    assert_eq!(after.pages[page("E3b")].creator, "cat".into());
    assert_eq!(after.pages[page("E3")], world().pages[page("E3")]);
    assert!(apply(&world(), &copied(Inherited::Opened), false).is_err());
    let to_pub = Staged::Copy {
        page: "E1".into(),
        copy: "E1b".into(),
        by: "ann".into(),
        space: "PUB".into(),
        parent: None,
        inherited: Inherited::Kept,
    };
    assert!(
        apply(&world(), &to_pub, false).is_ok(),
        "while nobody reads without an account, PUB is staff alone"
    );
    let open = Staged::AnonymousAccess(true).apply(&world());
    assert!(apply(&open, &to_pub, false).expect_err("anybody").opens);
}

#[test]
fn what_comes_back_elsewhere_is_as_guarded_as_before() {
    let gone = made(&world(), &trashed("E3", Children::GoAlong));
    let restored = |parent: &str, inherited| Staged::Restore {
        page: "E3".into(),
        parent: Some(parent.into()),
        inherited,
    };
    let after = made(&gone, &restored("E0", Inherited::Kept));
    assert_eq!((code(&after, "bob", "E3"), code(&after, "ann", "E3")), ("OWN_READ", "allow"));
    assert!(apply(&gone, &restored("E0", Inherited::Opened), false).is_err());
    let back = made(&gone, &restored("E2", Inherited::Kept));
    assert_eq!(back, world(), "where it came from, nothing changes");
}

#[test]
fn a_branch_goes_into_the_trash_and_comes_back_together() {
    let earlier = made(
        &world(),
        &Staged::Trash {
            page: "E4".into(),
            by: "bob".into(),
            at: Timestamp::UNIX_EPOCH,
            children: Children::GoAlong,
        },
    );
    let gone = made(&earlier, &trashed("E2", Children::GoAlong));
    for (on, by) in [("E2", "ann"), ("E3", "ann"), ("E4", "bob")] {
        assert!(
            matches!(&gone.pages[page(on)].state, PageState::Trashed { by: who, .. } if *who == by.into()),
            "{on}"
        );
    }
    let back = made(
        &gone,
        &Staged::Restore { page: "E2".into(), parent: Some("E1".into()), inherited: Inherited::Kept },
    );
    assert_eq!(back, earlier, "what lay there before stays there");
}

#[test]
fn purging_leaves_nobody_unguarded() {
    let gone = made(&world(), &trashed("E2", Children::GoAlong));
    let after = made(&gone, &Staged::Purge("E2".into()));
    assert!(!after.pages.contains_key(page("E2")));
    let after = made(
        &after,
        &Staged::Restore { page: "E3".into(), parent: Some("E0".into()), inherited: Inherited::Kept },
    );
    assert_eq!((code(&after, "bob", "E3"), code(&after, "ann", "E3")), ("OWN_READ", "allow"));
}

#[test]
fn a_page_whose_chain_is_lost_admits_nobody() {
    let mut world = world();
    world.pages.remove(page("E2"));
    assert_eq!(code(&world, "ann", "E3"), "ANCESTOR_READ");
    let after = made(&world, &moved("E3", "ENG", "E0", Inherited::Kept));
    assert_eq!(code(&after, "ann", "E3"), "NOBODY_LEFT");
}

#[test]
fn pages_that_stand_under_themselves_admit_nobody() {
    let mut world = world();
    world.pages.get_mut(page("E0")).expect("in the fixture").parent = Some("E6".into());
    assert_eq!(code(&world, "ann", "E6"), "ANCESTOR_READ");
    assert_eq!(code(&world, "ann", "E3"), "ANCESTOR_READ");
}

#[test]
fn publishing_and_converting_say_who_gains() {
    let mut world = world();
    world.pages.get_mut(page("E3")).expect("in the fixture").draft = Some(set("cat"));
    assert_eq!((code(&world, "ann", "E3"), code(&world, "cat", "E3")), ("allow", "allow"));
    world.pages.get_mut(page("E1")).expect("in the fixture").draft = Some(set(""));
    assert_eq!(code(&world, "ann", "E1"), "DRAFT");
    let publish = Staged::Publish("E1".into());
    assert_eq!(apply(&world, &publish, false).expect_err("widens").gains, set("ann cat dan gil gus"));
    assert_eq!(code(&apply(&world, &publish, true).expect("confirmed"), "ann", "E1"), "allow");

    let row = Staged::Row {
        space: "~bob".into(),
        subject: subject("user gil"),
        keys: Keys::NONE.with(SpacePermission::Comment),
    };
    let world = made(&world, &row);
    assert_eq!(code(&world, "gil", "B0"), "CEILING", "guests see no personal space");
    let convert = Staged::Convert { space: "~bob".into(), owner: None };
    assert_eq!(apply(&world, &convert, false).expect_err("widens").gains, set("gil"));
    assert_eq!(code(&apply(&world, &convert, true).expect("confirmed"), "gil", "B0"), "allow");
    let back = Staged::Convert { space: "~bob".into(), owner: Some("bob".into()) };
    assert_eq!(made(&world, &back), world);
}

#[test]
fn a_preview_names_who_gains_and_who_loses() {
    let world = world();
    let row = |subject_name, keys| Staged::Row { space: "~ann".into(), subject: subject(subject_name), keys };
    let shown = preview(&world, &row("ctr", Keys::NONE.with(SpacePermission::Comment)), user("ann"));
    assert_eq!((shown.gains, shown.loses), (set("eve"), set("")));
    assert_eq!(shown.spaces.len(), 1);
    assert_eq!(shown.spaces[0].1.sentence(), "1 more person can see it");
    assert_eq!(
        shown.pages.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(),
        ["A0"],
        "A1 has a list of its own"
    );

    let lists = Restrictions { read: Some(members("ann")), update: None };
    let shown = preview(&world, &Staged::Lists { page: "E1".into(), lists }, user("ann"));
    assert_eq!((shown.gains, shown.loses), (set(""), set("bob cat dan gil gus")));
    let shown = preview(&world, &Staged::Status("ENG".into(), SpaceStatus::Trashed), user("ann"));
    assert_eq!((shown.gains.len(), shown.loses), (0, set("ann bob cat dan gil gus")));
    assert_eq!(
        preview(&world, &Staged::Status("ENG".into(), SpaceStatus::Archived), user("ann")),
        Default::default()
    );
    let shown = preview(&world, &Staged::AnonymousAccess(true), user("eve"));
    assert!(shown.opens && shown.gains.contains(&"gil".into()));
}

#[test]
fn a_preview_does_not_tell_of_pages_its_reader_cannot_see() {
    let shown = preview(&world(), &Staged::Clear("E7".into()), user("dan"));
    assert_eq!(shown.pages.len(), 1, "dan sees it afterwards");
    let lists = Restrictions { read: Some(members("bob,gus")), update: None };
    let shown = preview(&world(), &Staged::Lists { page: "E7".into(), lists }, user("dan"));
    assert_eq!(shown, Default::default());
}

#[test]
fn clearing_lifts_what_was_kept_too() {
    let out = made(&world(), &moved("E4", "ENG", "E0", Inherited::Kept));
    let clear = Staged::Clear("E4".into()).apply(&out);
    assert_eq!(code(&clear, "dan", "E4"), "allow");
}

#[test]
fn t46_people_and_groups_go_without_opening_anything() {
    let world = world();
    for staged in [
        Staged::DeleteGroup("hr".into()),
        Staged::DeleteUser("bob".into()),
        Staged::Leave("cat".into(), "hr".into()),
        Staged::Leave("dan".into(), "dev".into()),
    ] {
        let after = made(&world, &staged);
        assert!(preview(&world, &staged, user("ann")).gains.is_empty());
        assert_ne!(after, world, "{staged:?}");
    }
    let after = Staged::Join("dan".into(), "hr".into()).apply(&world);
    assert_eq!(code(&after, "dan", "E3"), "allow");
    let gone = made(&made(&world, &Staged::DeleteUser("bob".into())), &Staged::DeleteGroup("hr".into()));
    assert_eq!(code(&gone, "cat", "E4"), "ANCESTOR_READ");
    assert_eq!(code(&gone, "ann", "E4"), "NOBODY_LEFT", "bob was the only one on its list");
}

#[test]
fn s0_24_others_lose_before_anybody_gains_and_who_acts_loses_last() {
    let before = [rows("staff", &SpacePermission::READ), rows("user ann", &SpacePermission::ALL)].concat();
    let after = [rows("hr", &SpacePermission::READ), rows("user ann", &SpacePermission::READ)].concat();
    let order = |actor: &str| -> Vec<Subject> {
        let rows = steps(space("ENG"), &before, &after, user(actor)).into_iter();
        rows.map(|row| match row {
            Staged::Row { subject, .. } => subject,
            other => panic!("{other:?} is no row"),
        })
        .collect()
    };
    assert_eq!(order("ann"), [subject("staff"), subject("hr"), subject("user ann")]);
    assert_eq!(order("bob"), [subject("user ann"), subject("staff"), subject("hr")]);
    assert_eq!(steps(space("ENG"), &before, &before, user("ann")), []);
}

#[test]
fn a_row_without_keys_is_no_row_and_any_key_brings_view() {
    let row = |keys| Staged::Row { space: "ENG".into(), subject: subject("user eve"), keys }.apply(&world());
    let with = row(Keys::NONE.with(SpacePermission::Comment));
    let held = rows("user eve", &SpacePermission::COMMENT);
    assert!(held.iter().all(|grant| with.spaces[space("ENG")].grants.contains(grant)));
    assert_eq!(row(Keys::NONE), world());
    let all = Staged::Grants { space: "ENG".into(), grants: held.clone() }.apply(&world());
    assert_eq!(all.spaces[space("ENG")].grants, held);
}

#[test]
fn who_brings_whom_and_who_could_gain() {
    let reach = world().reach(Target::Space(space("~bob")), user("bob"));
    assert_eq!(reach.audience.badge, Badge::People(5));
    assert_eq!(
        reach.by,
        [
            (subject("user bob"), vec!["bob".into()]),
            (subject("staff"), ["ann", "bob", "cat", "dan", "gus"].map(UserId::from).to_vec()),
        ]
    );
    assert!(reach.could_gain.is_empty(), "gus is staff");
    let reach = world().reach(Target::Space(space("~ann")), user("ann"));
    assert_eq!((reach.audience.badge, reach.could_gain), (Badge::OnlyYou, vec!["gus".into()]));
    let reach = world().reach(Target::Page(page("gone")), user("ann"));
    assert_eq!((reach.audience.badge, reach.by), (Badge::Nobody, vec![]));
}

#[test]
fn s0_62_a_badge_says_everyone_only_when_it_is_everyone() {
    let badge = |world: &World, on: &str| world.audience(Target::Page(page(on)), user("ann")).badge;
    let everyone = |id: &str| Staged::Row {
        space: id.into(),
        subject: Subject::Licensed,
        keys: Keys::of(&SpacePermission::READ),
    };
    let world = everyone("~bob").apply(&everyone("ENG").apply(&world()));
    assert_eq!(badge(&world, "E1"), Badge::EveryoneHere);
    assert_eq!(badge(&world, "E3"), Badge::People(2));
    assert_eq!(badge(&world, "E9"), Badge::Nobody);
    assert_eq!(badge(&world, "B0"), Badge::EveryoneHere);
    let narrow = Staged::SetCeiling(Ceiling::Owner).apply(&world);
    assert_eq!(badge(&narrow, "B0"), Badge::OnlyOne("bob".into()));
    assert_eq!(badge(&narrow, "E1"), Badge::EveryoneHere, "a site space has no ceiling");
    let mut drafted = world.clone();
    drafted.pages.get_mut(page("E1")).expect("in the fixture").draft = Some(set("ann"));
    assert_eq!(badge(&drafted, "E1"), Badge::People(2));
    assert_eq!(badge(&Staged::AnonymousAccess(true).apply(&world), "P0"), Badge::Anyone);
    assert_eq!(world.audience(Target::Site, user("ann")).badge, Badge::Nobody);
}

#[test]
fn what_somebody_sees_is_what_they_may_view() {
    let world = world();
    let sees: Vec<_> = world.visible(Principal::User(user("bob"))).map(PageId::as_str).collect();
    assert_eq!(sees, ["B0", "BP1", "BPriv", "BPub", "E0", "E1", "E5", "E6", "E7", "E8", "P0", "P1"]);
    let question = |on| Question {
        who: Principal::User(user("bob")),
        operation: Operation::View,
        target: Target::Page(on),
    };
    for on in world.pages.keys() {
        assert_eq!(decide(&world, &question(on), &noon()).allowed, sees.contains(&on.as_str()));
    }
}
