//! The guided personal space: keys in, frames and requests out.

use insta::assert_snapshot;
use tildr::admin::personal::{Created, Done, Input, PersonalUndone, Request};
use tildr::domain::*;
use tildr::permission;
use tildr::remote::{PersonalMode, PersonalPreflight, RemoteError};
use tildr::replica::Incoming;
use tildr::tui::effect::{OnlineAnswer, OnlineRequest};
use tildr::tui::message::{Data, Message};
use tildr::tui::testing::{self, Harness};

fn people() -> Vec<User> {
    vec![
        testing::person("u1", "ada", "Ada Lund"),
        testing::person("u2", "bob", "Bob Ray"),
        User { groups: Vec::new(), ..testing::person("u3", "cat", "Cat Wu") },
    ]
}

fn facts() -> PersonalPreflight {
    PersonalPreflight {
        me: people()[0].clone(),
        mode: PersonalMode::OnRequest,
        permitted: true,
        key: SpaceKey::new("~ada"),
        key_taken_by: None,
        existing: Vec::new(),
        inconsistent: false,
        site_admins: 2,
        anonymous_allowed: false,
        people: people(),
        default_grants: vec![Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace }],
    }
}

fn space(status: SpaceStatus) -> Space {
    Space {
        id: "s1".into(),
        key: SpaceKey::new("~ada"),
        name: "Ada Lund".to_owned(),
        kind: SpaceKind::Personal,
        status,
        owner: Some("u1".into()),
        home: Some("s1-home".into()),
        status_since: Some("2026-11-18T10:00:00Z".parse().unwrap()),
        grants: Default::default(),
    }
}

fn answer(harness: &mut Harness, input: Input) {
    let answer = OnlineAnswer::Personal(Box::new(input));
    harness.send(Message::Data(Data::Online(answer.into())));
}

fn checked(facts: PersonalPreflight) -> Input {
    Input::Checked(OpId::fresh(), Ok(Box::new(facts)))
}

fn made(mismatch: Option<&str>) -> Input {
    let space = space(SpaceStatus::Active);
    let audience = permission::audience(&space, &people(), &people()[0]);
    Input::Created(Ok(Created::Made(Box::new(Done {
        space,
        audience,
        mismatch: mismatch.map(str::to_owned),
    }))))
}

/// Ada in a wiki where she has no space yet, after `g h`.
fn asked() -> Harness {
    let mut items: Vec<Incoming> = people().into_iter().map(Incoming::User).collect();
    items.push(testing::space("s2", "ENG", "Engineering", None, &[Subject::Licensed]));
    items.push(testing::page("s2", "s2-home", None, 0, "Engineering", "<p>How we build things.</p>"));
    let mut harness = Harness::with(items);
    harness.keys("<esc> g h");
    harness
}

fn begun() -> Harness {
    let mut harness = asked();
    answer(&mut harness, checked(facts()));
    harness
}

fn requests(harness: &Harness) -> Vec<&Request> {
    let mut requests = Vec::new();
    for asked in &harness.asked {
        if let OnlineRequest::Personal(request) = asked {
            requests.push(&**request);
        }
    }
    requests
}

/// What the next pull brings after the creation.
fn pulled(harness: &mut Harness) {
    let home = testing::page("s1", "s1-home", None, 0, "Ada Lund Home", "<p>Hello.</p>");
    let items = [Incoming::Space(Box::new(space(SpaceStatus::Active))), home];
    harness.replica.take_in(&items, Some("2"), false).unwrap();
    harness.send(Message::Changed);
}

fn created() -> Harness {
    let mut harness = begun();
    harness.keys("<enter> <enter> <enter>");
    answer(&mut harness, made(None));
    pulled(&mut harness);
    harness
}

#[test]
fn s0_11_gf_01_five_keys_from_nothing_to_the_home_page() {
    let mut harness = begun();
    harness.keys("<enter> <enter> <enter>");
    assert!(matches!(requests(&harness).as_slice(), [Request::Check, Request::Create(_)]));
    answer(&mut harness, made(None));
    assert!(harness.frame().contains("Opening your space"), "the replica does not have it yet");
    pulled(&mut harness);
    assert_snapshot!(harness.frame());
}

#[test]
fn gf_02_nothing_is_asked_for_before_the_last_enter() {
    let mut harness = begun();
    harness.keys("<tab> <right> <enter> 2 3 <enter> w <esc> <esc> <esc>");
    assert!(matches!(requests(&harness).as_slice(), [Request::Check]));
    assert!(harness.state.overlays.is_empty());
}

#[test]
fn gf_07_back_and_forth_loses_nothing() {
    let mut harness = begun().sized(80, 24);
    harness.text("!").keys("<enter> 5").text("bob").keys("<esc>");
    assert!(harness.frame().contains("Ada Lund!"));
    harness.keys("<enter>");
    let frame = harness.frame();
    assert!(frame.contains("bob") && frame.contains("2 people"), "{frame}");
}

#[test]
fn gf_09_undo_takes_the_space_back_and_touches_no_page() {
    let mut harness = created();
    harness.keys("u");
    assert!(matches!(requests(&harness).last(), Some(Request::Undo(_))));
    answer(&mut harness, Input::Undone(Ok(PersonalUndone::Removed)));
    assert!(harness.frame().contains("as if it had never been"));
    assert!(harness.state.overlays.is_empty());
}

#[test]
fn a_mismatch_is_red_and_has_a_way_back() {
    let mut harness = begun().sized(80, 24);
    harness.keys("<enter> <enter> <enter>");
    answer(&mut harness, made(Some("you chose only you, but the wiki made it everyone here")));
    assert!(harness.frame().contains("Not as you chose"));
    harness.keys("u");
    assert!(matches!(requests(&harness).last(), Some(Request::Undo(_))));
}

#[test]
fn e7_offline_offers_another_try_and_a_jot() {
    let mut harness = asked();
    let offline = RemoteError::Offline("no route to host".to_owned());
    answer(&mut harness, Input::Checked(OpId::fresh(), Err(offline)));
    assert!(harness.frame().contains("Cannot check right now"));
    harness.keys("r");
    assert_eq!(requests(&harness).len(), 2);
}

#[test]
fn gf_10_every_screen_fits_the_smallest_terminal() {
    let mut harness = begun().sized(60, 16);
    for (keys, foot) in [("<tab>", "Enter next"), ("<enter>", "Enter next"), ("<enter>", "Enter create")] {
        let frame = harness.keys(keys).frame();
        assert!(frame.contains(foot), "{frame}");
    }
}

#[test]
fn s1_06_gf_10_name_and_start() {
    assert_snapshot!("about", begun().frame());
    assert_snapshot!("about_80", begun().sized(80, 24).frame());
    assert_snapshot!("about_60", begun().sized(60, 18).frame());
    let mut harness = begun().sized(80, 24);
    assert_snapshot!("start_public_private", harness.keys("<tab> <right> <right>").frame());
}

#[test]
fn gf_10_who_can_see_it() {
    let mut harness = begun();
    assert_snapshot!("who", harness.keys("<enter>").frame());
    let mut harness = harness.sized(80, 24);
    assert_snapshot!("who_everyone", harness.keys("2").frame());
    assert_snapshot!("who_unknown", harness.keys("5").text("cat, zed").frame());
    assert_snapshot!("who_60", harness.sized(60, 18).frame());
}

#[test]
fn gf_10_review() {
    let mut harness = begun();
    assert_snapshot!("review", harness.keys("<enter> 2 <enter>").frame());
    harness.keys("<enter>");
    answer(
        &mut harness,
        Input::Created(Ok(Created::Changed(Box::new(PersonalPreflight { site_admins: 3, ..facts() })))),
    );
    assert_snapshot!("review_news", harness.sized(80, 24).frame());
}

#[test]
fn e5_a_space_in_the_trash() {
    let mut harness = asked();
    answer(
        &mut harness,
        checked(PersonalPreflight { existing: vec![space(SpaceStatus::Trashed)], ..facts() }),
    );
    assert_snapshot!("wall", harness.frame());
    let mut harness = harness.sized(80, 24);
    assert_snapshot!("wall_80", harness.frame());
    assert_snapshot!("wall_60", harness.sized(60, 16).frame());
}

#[test]
fn gf_07_a_killed_program_loses_no_answer() {
    let mut harness = begun();
    harness.text("!").keys("<enter> 5").text("bob").keys("<enter> w");
    // The program is killed here: the next one has nothing but the store.
    let mut again = harness.restarted();
    again.keys("<esc> g h");
    answer(&mut again, checked(facts()));
    assert!(again.frame().contains("Ada Lund!"), "{}", again.frame());
    again.keys("<enter>");
    let frame = again.frame();
    assert!(frame.contains("bob") && frame.contains("2 people"), "{frame}");
    again.keys("<enter>");
    assert!(again.frame().contains("[ ] tell me"), "{}", again.frame());
    again.keys("<enter>");
    answer(&mut again, made(None));
    assert_eq!(
        again.replica.state("personal").unwrap().as_deref(),
        Some(""),
        "a space that is made needs no answers"
    );
}

/// Every way in ends at the same first question to the wiki, and at the same first screen.
#[test]
fn s0_06_every_way_in_starts_the_same_flow() {
    for keys in ["g h", "~", "g t", "1 g g <enter>", ": add-personal <enter>", "welcome"] {
        let mut items: Vec<Incoming> = people().into_iter().map(Incoming::User).collect();
        items.push(testing::space("s2", "ENG", "Engineering", None, &[Subject::Licensed]));
        let mut harness = Harness::with(items);
        match keys {
            "welcome" => harness.keys("<enter>"),
            keys => harness.keys("<esc>").keys(keys),
        };
        assert!(matches!(requests(&harness).as_slice(), [Request::Check]), "{keys}\n{}", harness.frame());
        answer(&mut harness, checked(facts()));
        let frame = harness.frame();
        assert!(frame.contains("1 of 3") && frame.contains("● About me"), "{keys}\n{frame}");
    }
}

/// What `g h` and the line in the directory do with one's own space in each state.
fn led_to(status: SpaceStatus, keys: &str) -> Harness {
    let mut items: Vec<Incoming> = people().into_iter().map(Incoming::User).collect();
    items.push(Incoming::Space(Box::new(space(status))));
    if status != SpaceStatus::Trashed {
        items.push(testing::page("s1", "s1-home", None, 0, "Ada Lund Home", "<p>Hello.</p>"));
    }
    let mut harness = Harness::with(items);
    harness.keys("<esc>").keys(keys);
    harness
}

#[test]
fn s0_77_ones_own_space_is_no_dead_link_in_any_state() {
    let mut active = led_to(SpaceStatus::Active, "2 g h");
    assert!(active.asked.is_empty() && active.frame().contains("Hello."), "{}", active.frame());
    for (status, keys, says) in [
        (SpaceStatus::Archived, "2 g h", "unarchive"),
        (SpaceStatus::Trashed, "2 g h", "start fresh"),
        (SpaceStatus::Trashed, "1 g g <enter>", "start fresh"),
        (SpaceStatus::Trashed, "g t", "restore"),
    ] {
        let mut harness = led_to(status, keys);
        assert!(matches!(requests(&harness).as_slice(), [Request::Check]), "{keys}\n{}", harness.frame());
        answer(&mut harness, checked(PersonalPreflight { existing: vec![space(status)], ..facts() }));
        assert!(harness.frame().contains(says), "{says}\n{}", harness.frame());
    }
}

#[test]
fn s0_27_the_space_in_use_is_ones_own_and_not_the_one_put_away() {
    let mut items: Vec<Incoming> = people().into_iter().map(Incoming::User).collect();
    let old = Space { id: "s0".into(), key: SpaceKey::new("~ada.old-1"), ..space(SpaceStatus::Archived) };
    items.extend([old, space(SpaceStatus::Active)].map(|space| Incoming::Space(Box::new(space))));
    items.push(testing::page("s1", "s1-home", None, 0, "Ada Lund Home", "<p>Hello.</p>"));
    let mut harness = Harness::with(items);
    harness.keys("<esc> g h");
    assert!(harness.asked.is_empty(), "there is nothing to ask about: {}", harness.frame());
    assert!(harness.frame().contains("Hello."), "{}", harness.frame());
    harness.keys("g j");
    assert!(harness.frame().contains("~ada › Journal 2026-11-21"), "{}", harness.frame());
}

#[test]
fn a_space_in_the_trash_takes_no_jot_and_it_is_said() {
    let mut harness = led_to(SpaceStatus::Trashed, "g j");
    harness.text("buy milk").keys("<enter>");
    assert!(harness.footer().contains("Saved on this machine"), "{}", harness.footer());
    assert_eq!(harness.replica.outbox().unwrap().len(), 1);
}
