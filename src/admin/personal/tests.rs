//! The flow, screen by screen, and every wall.

use super::*;
use crate::domain::*;
use crate::remote::{PersonalMode, RemoteError};
use proptest::prelude::*;

fn user(name: &str, groups: &[&str]) -> User {
    User {
        id: name.into(),
        name: name.to_owned(),
        full_name: format!("{}{} Lee", name[..1].to_uppercase(), &name[1..]),
        active: true,
        groups: groups.iter().map(|&group| group.into()).collect(),
    }
}

pub(super) fn facts() -> PersonalPreflight {
    let people = vec![user("ann", &["staff"]), user("bob", &["staff"]), user("cat", &[])];
    PersonalPreflight {
        me: people[0].clone(),
        mode: PersonalMode::OnRequest,
        permitted: true,
        key: SpaceKey::new("~ann"),
        key_taken_by: None,
        existing: Vec::new(),
        inconsistent: false,
        site_admins: 2,
        anonymous_allowed: false,
        people,
        default_grants: vec![Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace }],
    }
}

pub(super) fn space(status: SpaceStatus) -> Space {
    Space {
        id: "9".into(),
        key: SpaceKey::new("~ann"),
        name: "Ann Lee".to_owned(),
        kind: SpaceKind::Personal,
        status,
        owner: Some("ann".into()),
        home: None,
        status_since: Some("2026-11-18T10:00:00Z".parse().unwrap()),
        grants: Default::default(),
    }
}

/// A flow whose first question has been answered.
fn flow(facts: Result<PersonalPreflight>) -> Flow {
    let today = jiff::civil::date(2026, 11, 21);
    let (mut flow, request) = Flow::new(today, templates::built_in());
    assert_eq!(request, Request::Check);
    assert_eq!(flow.apply(Input::Checked(OpId::fresh(), facts.map(Box::new))), None);
    flow
}

fn wall_of(flow: &Flow) -> &Wall {
    match flow.screen() {
        Screen::Wall(wall) => wall,
        other => panic!("expected a wall, got {other:?}"),
    }
}

/// Checks the wall and takes the offer under `key`.
fn take(flow: &mut Flow, code: &str, key: char) -> Option<Request> {
    let wall = wall_of(flow).clone();
    assert_eq!(wall.code, code);
    let offer = wall.offers.iter().find(|offer| offer.key == key).expect("offered");
    flow.apply(Input::Take(offer.way.clone()))
}

#[test]
fn gf_01_three_enters_make_a_private_space() {
    let mut flow = flow(Ok(facts()));
    assert_eq!(flow.screen(), &Screen::About);
    assert_eq!(flow.answers().name, "Ann Lee");
    assert_eq!(flow.apply(Input::Next), None);
    assert_eq!(flow.screen(), &Screen::Who);
    assert_eq!(flow.apply(Input::Next), None);
    assert_eq!(flow.screen(), &Screen::Review { news: Vec::new() });
    assert!(matches!(flow.apply(Input::Next), Some(Request::Create(_))));
}

#[test]
fn gf_02_nothing_is_asked_for_before_the_last_screen() {
    let mut flow = flow(Ok(facts()));
    let inputs = [
        Input::Name("Mine".to_owned()),
        Input::Start(3),
        Input::Next,
        Input::Who(Who::Read),
        Input::Next,
        Input::Watch(false),
        Input::Back,
        Input::Back,
    ];
    for input in inputs {
        assert_eq!(flow.apply(input), None);
    }
}

#[test]
fn gf_04_only_me_is_chosen_already() {
    let flow = flow(Ok(facts()));
    assert_eq!(flow.answers().who, Who::OnlyMe);
    assert_eq!(flow.audience().unwrap().badge, Badge::OnlyYou);
}

#[test]
fn gf_05_the_public_is_never_offered_where_the_site_forbids_it() {
    let mut flow = flow(Ok(facts()));
    flow.apply(Input::Next);
    flow.apply(Input::Who(Who::Listed));
    flow.apply(Input::Listed("public".to_owned()));
    assert_eq!(flow.problem().unwrap(), "this site lets nobody read without an account");
    flow.apply(Input::Next);
    assert_eq!(flow.screen(), &Screen::Who, "a wrong answer does not get past its screen");
}

#[test]
fn gf_07_going_back_keeps_what_was_typed() {
    let mut flow = flow(Ok(facts()));
    flow.apply(Input::Name("Ann's attic".to_owned()));
    flow.apply(Input::Next);
    flow.apply(Input::Who(Who::Comment));
    flow.apply(Input::Back);
    assert_eq!(flow.answers().name, "Ann's attic");
    flow.apply(Input::Next);
    assert_eq!(flow.answers().who, Who::Comment);
    flow.apply(Input::Back);
    assert_eq!(flow.apply(Input::Back), Some(Request::Leave));
}

#[test]
fn gf_08_a_retry_is_the_same_request() {
    let mut flow = flow(Ok(facts()));
    (0..2).for_each(|_| drop(flow.apply(Input::Next)));
    let first = flow.apply(Input::Next);
    assert_eq!(flow.apply(Input::Next), None, "a second Enter while the first is on its way does nothing");
    flow.apply(Input::Created(Err(RemoteError::Unknown("connection reset".to_owned()))));
    assert_eq!(take(&mut flow, "E11", 'r'), first);
}

#[test]
fn gf_18_a_policy_switched_off_meanwhile_is_a_wall() {
    let mut flow = flow(Ok(facts()));
    (0..3).for_each(|_| drop(flow.apply(Input::Next)));
    let mut off = facts();
    off.mode = PersonalMode::Off { since: None, by: Some("gus".to_owned()) };
    flow.apply(Input::Created(Ok(Created::Changed(Box::new(off)))));
    assert_eq!(wall_of(&flow).code, "E2");
    assert!(wall_of(&flow).text[0].contains("by gus"));
}

#[test]
fn gf_13_a_changed_audience_is_told_and_asked_again() {
    let mut flow = flow(Ok(facts()));
    flow.apply(Input::Next);
    flow.apply(Input::Who(Who::Listed));
    flow.apply(Input::Listed("staff".to_owned()));
    (0..2).for_each(|_| drop(flow.apply(Input::Next)));
    let mut grown = facts();
    grown.people.push(user("dan", &["staff"]));
    flow.apply(Input::Created(Ok(Created::Changed(Box::new(grown)))));
    let news = vec!["the audience has changed: 1 more person can see it".to_owned()];
    assert_eq!(flow.screen(), &Screen::Review { news });
    assert!(matches!(flow.apply(Input::Next), Some(Request::Create(_))), "Enter again goes on");
}

#[test]
fn gf_20_names_in_any_script_are_taken() {
    let mut flow = flow(Ok(facts()));
    for name in ["李安", "Zoë Ångström", "شهرزاد", "👩‍👩‍👧"] {
        flow.apply(Input::Name(name.to_owned()));
        assert_eq!(flow.problem(), None, "{name}");
    }
    for wrong in ["", "   ", "a\u{1b}[2J", &"x".repeat(201)] {
        flow.apply(Input::Name(wrong.to_owned()));
        assert!(flow.problem().is_some(), "{wrong:?}");
    }
}

#[test]
fn somebody_of_the_same_name_is_mentioned() {
    let mut flow = flow(Ok(facts()));
    flow.apply(Input::Name("Bob Lee".to_owned()));
    assert_eq!(flow.remark().unwrap(), "somebody else here is called Bob Lee, too");
    assert_eq!(flow.problem(), None);
}

#[test]
fn names_are_people_or_groups_and_unknown_ones_are_told() {
    let mut flow = flow(Ok(facts()));
    flow.apply(Input::Next);
    flow.apply(Input::Who(Who::Listed));
    assert!(flow.problem().is_some(), "nobody named yet");
    flow.apply(Input::Listed("BOB, group:staff, @cat".to_owned()));
    assert_eq!(flow.problem(), None);
    assert_eq!(flow.audience().unwrap().badge, Badge::People(3));
    flow.apply(Input::Listed("bob, zed".to_owned()));
    assert_eq!(flow.problem().unwrap(), "no person or group here is called `zed`");
    assert_eq!(flow.audience().unwrap().badge, Badge::OnlyYou);
}

#[test]
fn s0_71_e1_not_permitted_names_the_groups() {
    let mut flow = flow(Ok(PersonalPreflight { permitted: false, ..facts() }));
    assert!(wall_of(&flow).text[0].contains("staff"));
    assert_eq!(take(&mut flow, "E1", 'r'), Some(Request::Check));
}

#[test]
fn s0_71_e2_switched_off_says_since_when() {
    let mode = PersonalMode::Off { since: Some("2026-03-01T00:00:00Z".parse().unwrap()), by: None };
    let mut flow = flow(Ok(PersonalPreflight { mode, ..facts() }));
    assert!(wall_of(&flow).text[0].contains("since 2026-03-01"));
    assert_eq!(take(&mut flow, "E2", '\u{1b}'), Some(Request::Leave));
}

#[test]
fn s0_71_e3_an_active_space_is_opened_or_started_anew() {
    let facts = PersonalPreflight { existing: vec![space(SpaceStatus::Active)], ..facts() };
    let mut open = flow(Ok(facts.clone()));
    assert_eq!(take(&mut open, "E3", 'o'), Some(Request::Open("9".into())));
    let mut anew = flow(Ok(facts));
    assert_eq!(take(&mut anew, "E3", 's'), None);
    assert_eq!(anew.screen(), &Screen::About);
    (0..2).for_each(|_| drop(anew.apply(Input::Next)));
    assert!(anew.plan().unwrap().start_fresh);
}

#[test]
fn e4_an_archived_space_is_unarchived() {
    let facts = PersonalPreflight { existing: vec![space(SpaceStatus::Archived)], ..facts() };
    let mut flow = flow(Ok(facts));
    assert!(wall_of(&flow).text[0].contains("since 2026-11-18"));
    assert!(matches!(take(&mut flow, "E4", 'u'), Some(Request::Reactivate(_))));
    assert_eq!(flow.apply(Input::Reactivated("9".into(), Ok(()))), Some(Request::Open("9".into())));
}

#[test]
fn e5_s0_51_a_trashed_space_is_restored_or_makes_way() {
    let facts = PersonalPreflight { existing: vec![space(SpaceStatus::Trashed)], ..facts() };
    let mut restore = flow(Ok(facts.clone()));
    assert!(matches!(take(&mut restore, "E5", 'r'), Some(Request::Reactivate(_))));
    let mut fresh = flow(Ok(facts));
    assert_eq!(take(&mut fresh, "E5", 'f'), None);
    assert_eq!(fresh.screen(), &Screen::About);
}

#[test]
fn an_active_space_is_told_before_one_in_the_trash() {
    let existing = vec![space(SpaceStatus::Trashed), space(SpaceStatus::Active)];
    assert_eq!(wall_of(&flow(Ok(PersonalPreflight { existing, ..facts() }))).code, "E3");
}

#[test]
fn e6_an_inconsistent_space_has_a_way_round() {
    let mut flow = flow(Ok(PersonalPreflight { inconsistent: true, ..facts() }));
    assert_eq!(take(&mut flow.clone(), "E6", 'r'), Some(Request::Check));
    assert_eq!(take(&mut flow, "E6", 's'), None);
    assert_eq!(flow.screen(), &Screen::About, "nobody has to wait for a repair");
}

#[test]
fn s0_71_e7_offline_can_be_tried_again_and_a_jot_works() {
    let mut flow = flow(Err(RemoteError::Offline("no route to host".to_owned())));
    assert_eq!(take(&mut flow.clone(), "E7", 'j'), Some(Request::Jot));
    assert_eq!(take(&mut flow, "E7", 'r'), Some(Request::Check));
    flow.apply(Input::Checked(OpId::fresh(), Ok(Box::new(facts()))));
    assert_eq!(flow.screen(), &Screen::About);
}

#[test]
fn e7_offline_at_the_last_moment_keeps_every_answer() {
    let mut flow = flow(Ok(facts()));
    flow.apply(Input::Name("Attic".to_owned()));
    (0..3).for_each(|_| drop(flow.apply(Input::Next)));
    flow.apply(Input::Created(Err(RemoteError::Offline("unplugged".to_owned()))));
    assert!(
        matches!(take(&mut flow, "E7", 'r'), Some(Request::Create(create)) if create.plan.name == "Attic")
    );
}

#[test]
fn e9_a_taken_key_has_a_free_neighbour() {
    let facts = PersonalPreflight { key_taken_by: Some("the space Annual".to_owned()), ..facts() };
    let mut flow = flow(Ok(facts));
    assert_eq!(take(&mut flow, "E9", '\n'), None);
    assert_eq!((flow.screen(), flow.answers().key.as_str()), (&Screen::About, "~ann2"));
}

#[test]
fn e10_a_broken_start_gives_way_to_the_empty_one() {
    let mut broken = templates::empty();
    broken.name = "HR profile".to_owned();
    broken.pages[0].markdown = "{{field.team}}".to_owned();
    let (mut flow, _) = Flow::new(jiff::civil::date(2026, 11, 21), vec![broken]);
    flow.apply(Input::Checked(OpId::fresh(), Ok(Box::new(facts()))));
    flow.apply(Input::Next);
    assert!(wall_of(&flow).text[0].contains("field.team"));
    assert_eq!(take(&mut flow, "E10", '\n'), None);
    assert_eq!(flow.screen(), &Screen::Who);
    assert_eq!(flow.pages().unwrap().len(), 1);
}

#[test]
fn e11_a_lost_answer_can_be_undone() {
    let mut flow = flow(Ok(facts()));
    (0..3).for_each(|_| drop(flow.apply(Input::Next)));
    flow.apply(Input::Created(Err(RemoteError::Unknown("timeout".to_owned()))));
    assert!(matches!(take(&mut flow, "E11", 'u'), Some(Request::Undo(Undo::Whatever(_)))));
    flow.apply(Input::Undone(Ok(PersonalUndone::Removed)));
    assert_eq!(flow.screen(), &Screen::Undone(PersonalUndone::Removed));
}

#[test]
fn e12_e13_other_backends_and_lost_sessions_have_a_way_on() {
    assert_eq!(take(&mut flow(Err(RemoteError::NotFound)), "E12", 'r'), Some(Request::Check));
    assert_eq!(take(&mut flow(Err(RemoteError::SignedOut)), "E13", '\n'), Some(Request::Check));
}

#[test]
fn gf_06_s0_54_every_wall_has_something_to_press_beside_closing() {
    let mut walls = vec![wall::broken_template("x", "y")];
    let errors = [
        RemoteError::Offline("x".into()),
        RemoteError::Unknown("x".into()),
        RemoteError::SignedOut,
        RemoteError::NotFound,
        RemoteError::Forbidden("x".into()),
        RemoteError::Invalid("x".into()),
        RemoteError::RateLimited { seconds: 3 },
    ];
    walls.extend(errors.iter().flat_map(|error| [wall::unchecked(error), wall::uncreated(error)]));
    let mut stopped = vec![
        PersonalPreflight { permitted: false, ..facts() },
        PersonalPreflight { mode: PersonalMode::Off { since: None, by: None }, ..facts() },
        PersonalPreflight { inconsistent: true, ..facts() },
        PersonalPreflight { key_taken_by: Some("x".into()), ..facts() },
    ];
    for status in [SpaceStatus::Active, SpaceStatus::Archived, SpaceStatus::Trashed] {
        stopped.push(PersonalPreflight { existing: vec![space(status)], ..facts() });
    }
    walls.extend(stopped.iter().filter_map(|facts| wall::wall(facts, false, &facts.key)));
    assert_eq!(walls.len(), 22);
    for wall in walls {
        assert!(wall.offers.iter().any(|offer| offer.way != Way::Leave), "{} only closes", wall.code);
        let mut keys: Vec<char> = wall.offers.iter().map(|offer| offer.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), wall.offers.len(), "{} has a key twice", wall.code);
        assert!(!wall.text.is_empty() && wall.text.iter().all(|line| line.ends_with('.')), "{}", wall.code);
    }
}

#[test]
fn s0_63_no_answer_but_the_word_itself_opens_a_space_to_people_without_an_account() {
    let mut open = PersonalPreflight { anonymous_allowed: true, ..facts() };
    open.default_grants.push(Grant { subject: Subject::Anonymous, permission: SpacePermission::ViewSpace });
    let is_open = |grants: &[Grant]| grants.iter().any(|grant| grant.subject == Subject::Anonymous);
    let mut flow = flow(Ok(open));
    flow.apply(Input::Next);
    for who in Who::ALL {
        for listed in ["bob", "staff", "everyone", "anonymous", "anyone", "*", "group:public"] {
            flow.apply(Input::Who(who));
            flow.apply(Input::Listed(listed.to_owned()));
            let plan = flow.plan();
            assert!(!plan.as_ref().is_ok_and(|plan| is_open(&plan.grants)), "{who:?} {listed}: {plan:?}");
        }
    }
    flow.apply(Input::Who(Who::Listed));
    flow.apply(Input::Listed("public".to_owned()));
    assert!(is_open(&flow.plan().unwrap().grants));
    assert_eq!(flow.audience().unwrap().badge, Badge::Anyone, "and it is said");
}

proptest! {
    /// Whatever is pressed in whatever order, nothing is created but from the review.
    #[test]
    fn gf_02_only_the_review_creates(steps in prop::collection::vec(0u8..8, 0..40)) {
        let mut flow = flow(Ok(facts()));
        for step in steps {
            let on_review = matches!(flow.screen(), Screen::Review { .. });
            let request = flow.apply(match step {
                0 => Input::Name("x".repeat(usize::from(step))),
                1 => Input::Name("Ann".to_owned()),
                2 => Input::Start(usize::from(step)),
                3 => Input::Who(Who::Listed),
                4 => Input::Who(Who::OnlyMe),
                5 => Input::Listed("bob".to_owned()),
                6 => Input::Back,
                _ => Input::Next,
            });
            prop_assert!(!matches!(request, Some(Request::Create(_))) || on_review);
        }
    }
}
