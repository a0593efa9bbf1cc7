//! Who can see this, why, and how it is changed: keys in, frames and requests out. The wiki that answers is the engine
//! itself, on a small world (`permissions_wiki`).

use crate::permissions_wiki::*;
use insta::assert_snapshot;
use tildr::domain::*;

#[test]
fn who_can_see_it_is_listed_with_the_way_of_each() {
    let mut wiki = Wiki::new(world());
    wiki.set_lists("s1-home", &["u1", "u2"]);
    let (mut harness, _) = opened(wiki);
    assert_snapshot!("who", harness.frame());
    assert_snapshot!("who_80", harness.frame_of(80, 24));
    let frame = harness.sized(120, 40).keys("/").text("bob").frame();
    assert!(frame.contains("Bob Ray (bob)") && !frame.contains("Ada Lund (ada)  you"), "{frame}");
}

#[test]
fn why_says_it_in_a_sentence_with_every_gate_and_the_command() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> j j");
    assert_snapshot!("why", harness.frame());
    assert_snapshot!("why_80", harness.frame_of(80, 24));
    type_keys(&mut harness, &mut wiki, "k <right>");
    assert!(harness.frame().contains("Can bob "), "{}", harness.frame());
}

#[test]
fn a_denial_is_mended_from_its_reason_reviewed_made_and_taken_back() {
    let before = world();
    let (mut harness, mut wiki) = opened(Wiki::new(before.clone()));
    type_keys(&mut harness, &mut wiki, "<tab> j j f");
    let frame = harness.frame();
    assert!(frame.contains("[Review]") && frame.contains("+ cat: View"), "{frame}");
    assert!(frame.contains("+ Cat Wu (cat)") && frame.contains("2 people → 3 people"), "{frame}");
    assert!(wiki.made.is_empty(), "nothing is made before the yes");
    type_keys(&mut harness, &mut wiki, "y");
    let frame = harness.frame();
    assert!(frame.contains("Applied and read back: 3 people can see it"), "{frame}");
    assert_eq!(wiki.made.len(), 1);
    type_keys(&mut harness, &mut wiki, "u");
    assert!(harness.frame().contains("Taken back, as it was before"), "{}", harness.frame());
    let back = &wiki.world.spaces[&SpaceId::from("s1")].grants;
    assert!(grants_alike(back, &before.spaces[&SpaceId::from("s1")].grants), "the exact inverse");
    type_keys(&mut harness, &mut wiki, "u");
    assert_eq!(wiki.made.len(), 2, "what is taken back is not taken back again");
}

#[test]
fn what_was_made_is_taken_back_by_the_ordinary_undo_later() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> j j f y <esc>");
    assert!(harness.state.overlays.is_empty() && wiki.made.len() == 1);
    type_keys(&mut harness, &mut wiki, "u");
    assert_eq!(wiki.made.len(), 2);
    assert!(harness.frame().contains("Taken back"), "{}", harness.frame());
    let back = &wiki.world.spaces[&SpaceId::from("s1")].grants;
    assert!(grants_alike(back, &grants()));
}

#[test]
fn s0_16_cells_are_staged_marked_undone_and_nothing_is_asked() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> j <right> <right> <space>");
    harness.keys("a").text("hr").keys("<enter> 3");
    assert_snapshot!("matrix", harness.frame());
    assert_snapshot!("matrix_80", harness.frame_of(80, 24));
    assert_snapshot!("matrix_60", harness.frame_of(60, 16));
    assert!(harness.asked.is_empty(), "what is staged is nobody's business yet: {:?}", harness.asked);
    let mut harness = harness.sized(120, 40);
    assert!(harness.keys("u u").frame().contains("[·]"));
    assert!(!harness.keys("u").frame().contains("[·]"));
}

#[test]
fn s0_10_nobody_is_locked_out() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> d");
    assert!(
        harness.frame().contains("ada owns this space and keeps every permission"),
        "{}",
        harness.frame()
    );
    type_keys(&mut harness, &mut wiki, "<tab> a");
    harness.text("bob").keys("<enter> k d");
    assert!(harness.frame().contains("you would no longer see the page"), "{}", harness.frame());
}

#[test]
fn s0_40_a_listing_without_the_space_says_so_and_offers_two_ways_out() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> <tab> a");
    harness.text("cat").keys("<enter>");
    assert_snapshot!("restrictions", harness.frame());
    assert_snapshot!("restrictions_80", harness.frame_of(80, 24));
    let mut harness = harness.sized(120, 40);
    type_keys(&mut harness, &mut wiki, "S");
    assert_snapshot!("review", harness.frame());
    assert_snapshot!("review_80", harness.frame_of(80, 24));
    let mut harness = harness.sized(120, 40);
    type_keys(&mut harness, &mut wiki, "y g");
    assert!(harness.frame().contains("View on the space is staged"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "S y");
    let seen = wiki.sightline(&Thing::Page("p13".into()));
    assert_eq!(seen.audience.people, ["u1".into(), "u3".into()]);
}

#[test]
fn s0_40_the_other_way_out_is_another_place() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> <tab> a");
    harness.text("cat").keys("<enter> m");
    assert!(harness.frame().contains("Review or undo what is staged"), "{}", harness.frame());
    harness.keys("u m");
    assert!(harness.frame().contains("Move Reading"), "{}", harness.frame());
}

#[test]
fn two_administrators_do_not_overwrite_each_other() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> a");
    harness.text("cat").keys("<enter>");
    type_keys(&mut harness, &mut wiki, "S");
    // Somebody else grants something to a group after the review was shown.
    let theirs = Grant { subject: Subject::Group("hr".into()), permission: SpacePermission::ViewSpace };
    wiki.world.spaces.get_mut(&SpaceId::from("s1")).unwrap().grants.push(theirs.clone());
    type_keys(&mut harness, &mut wiki, "y");
    assert!(wiki.made.is_empty(), "nothing was overwritten");
    assert_snapshot!("overtaken", harness.frame());
    type_keys(&mut harness, &mut wiki, "y");
    let now = &wiki.world.spaces[&SpaceId::from("s1")].grants;
    let mine = Grant { subject: subject("u3"), permission: SpacePermission::ViewSpace };
    assert!(now.contains(&theirs) && now.contains(&mine), "both are there: {now:?}");
}

#[test]
fn s0_21_who_may_not_change_it_reads_why_and_whom_to_ask() {
    let mut world = world();
    let space = world.spaces.get_mut(&SpaceId::from("s1")).unwrap();
    space.owner = Some("u2".into());
    space.grants = [
        SpacePermission::ALL.map(|p| Grant { subject: subject("u2"), permission: p }).to_vec(),
        vec![Grant { subject: subject("u1"), permission: SpacePermission::ViewSpace }],
    ]
    .concat();
    let (mut harness, mut wiki) = opened(Wiki::new(world));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> <space>");
    let frame = harness.frame();
    assert!(frame.contains("Read only.") && frame.contains("bob can "), "{frame}");
    assert!(!frame.contains("Space toggle"), "no key is offered that does nothing: {frame}");
    assert!(!frame.contains("[·]"), "{frame}");
    type_keys(&mut harness, &mut wiki, "<tab> a");
    assert!(harness.frame().contains("Read only."), "{}", harness.frame());
}

#[test]
fn offline_it_shows_what_was_known_and_stages_nothing() {
    let mut wiki = Wiki::new(world());
    wiki.is_away = true;
    let (mut harness, mut wiki) = opened(wiki);
    assert_snapshot!("away", harness.frame());
    type_keys(&mut harness, &mut wiki, "<tab> j");
    assert!(harness.frame().contains("bob could see it"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "<tab> j <right> <space>");
    let frame = harness.frame();
    assert!(frame.contains("changed there at once, or not at all") && !frame.contains("[·]"), "{frame}");
    wiki.is_away = false;
    type_keys(&mut harness, &mut wiki, "R <space>");
    assert!(harness.frame().contains("[·]"), "{}", harness.frame());
    assert!(wiki.made.is_empty());
}

#[test]
fn what_is_staged_is_not_left_by_mistake() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> j <right> <space> <esc>");
    assert!(harness.frame().contains("Esc again drops it") && !harness.state.overlays.is_empty());
    type_keys(&mut harness, &mut wiki, "<esc>");
    assert!(harness.state.overlays.is_empty() && wiki.made.is_empty());
}

#[test]
fn names_from_elsewhere_are_safe_to_show() {
    let mut wiki = Wiki::new(world());
    wiki.world.pages.get_mut(&PageId::from("s1-home")).unwrap().title = "evil\u{1b}[2J".to_owned();
    wiki.set_lists("s1-home", &["u1"]);
    let (mut harness, mut wiki) = opened(wiki);
    for _ in 0..4 {
        type_keys(&mut harness, &mut wiki, "<tab>");
        assert!(!harness.frame().contains('\u{1b}'));
    }
}

#[test]
fn of_a_space_the_restricted_pages_are_listed_and_opened() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<esc>");
    harness.restrict("p11", &["u1"]);
    wiki.answer(&mut harness);
    harness.keys("1 g g");
    type_keys(&mut harness, &mut wiki, "p <tab> <tab> <tab>");
    let frame = harness.frame();
    assert!(frame.contains("Permissions of ~ada ─") && frame.contains("⊘ Journal"), "{frame}");
    assert!(!frame.contains("⊘ Home"), "{frame}");
    type_keys(&mut harness, &mut wiki, "j <enter>");
    assert!(harness.frame().contains("Permissions of ~ada › Journal"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "<esc>");
    assert!(harness.frame().contains("Permissions of ~ada ─"), "{}", harness.frame());
}

#[test]
fn what_does_not_fit_a_small_screen_is_scrolled_to() {
    let (harness, mut wiki) = opened(Wiki::new(world()));
    let mut harness = harness.sized(60, 16);
    type_keys(&mut harness, &mut wiki, "<tab> j j");
    assert!(!harness.frame().contains("this operation"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "J J J J J J J J J J J J");
    assert!(harness.frame().contains("this operation"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "<up>");
    assert!(harness.frame().contains("Can bob"), "{}", harness.frame());
}

#[test]
fn s0_59_s0_60_made_private_it_says_who_loses_sight_and_what_stays_and_u_gives_it_back() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> 1 S");
    let frame = harness.frame();
    assert!(frame.contains("− Bob Ray (bob)") && frame.contains("can no longer see it"), "{frame}");
    assert!(frame.contains("2 people → only you"), "{frame}");
    assert!(frame.contains("Your name and profile stay as visible as they were."), "{frame}");
    assert!(wiki.made.is_empty(), "nothing is made before the yes");
    type_keys(&mut harness, &mut wiki, "y");
    let space = SpaceId::from("s1");
    assert_eq!(wiki.sightline(&Thing::Space(space.clone())).audience.people, ["u1".into()]);
    type_keys(&mut harness, &mut wiki, "u");
    assert!(grants_alike(&wiki.world.spaces[&space].grants, &grants()), "exactly as it was");
}
