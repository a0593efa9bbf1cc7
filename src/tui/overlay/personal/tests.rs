//! Keys in, frames and requests out.

use crate::admin::personal::{Created, Done, Input, Request};
use crate::domain::*;
use crate::permission;
use crate::remote::{PersonalMode, PersonalPreflight, RemoteError};
use crate::tui::effect::{Effect, OnlineAnswer, OnlineRequest};
use crate::tui::message::Data;
use crate::tui::overlay::desk::{self, Desk};
use std::sync::Arc;

fn facts() -> PersonalPreflight {
    PersonalPreflight {
        me: desk::people()[0].clone(),
        mode: PersonalMode::OnRequest,
        permitted: true,
        key: SpaceKey::new("~ada"),
        key_taken_by: None,
        existing: Vec::new(),
        inconsistent: false,
        site_admins: 2,
        anonymous_allowed: false,
        people: desk::people(),
        default_grants: vec![desk::view_grant(Subject::Licensed)],
    }
}

fn answer(desk: &mut Desk, input: Input) {
    desk.online(OnlineAnswer::Personal(Box::new(input)));
}

fn checked(facts: PersonalPreflight) -> Input {
    Input::Checked(OpId::fresh(), Ok(Box::new(facts)))
}

/// Ada without a space, with the first screen before her.
fn begun() -> Desk {
    let mut desk = Desk::homeless();
    desk.press("g h");
    answer(&mut desk, checked(facts()));
    desk
}

fn requests(desk: &Desk) -> Vec<Request> {
    let personal = |effect: &Effect| match effect {
        Effect::Online(OnlineRequest::Personal(request)) => Some((**request).clone()),
        _ => None,
    };
    desk.effects.iter().filter_map(personal).collect()
}

fn done(desk: &mut Desk, mismatch: Option<&str>) {
    let space = desk::space("9", "~ada", "Ada Byron", Some("ada"), Vec::new());
    let audience = permission::audience(&space, &desk::people(), &desk::people()[0]);
    let done = Done { space, audience, mismatch: mismatch.map(str::to_owned) };
    answer(desk, Input::Created(Ok(Created::Made(Box::new(done)))));
}

#[test]
fn gf_01_five_keys_from_nothing_to_the_home_page() {
    let mut desk = begun();
    desk.press("enter enter enter");
    assert!(matches!(requests(&desk).as_slice(), [Request::Check, Request::Create(_)]));
    done(&mut desk, None);
    assert!(desk.is_covered(), "the replica does not have the space yet");
    let mut spaces = vec![desk::space("9", "~ada", "Ada Byron", Some("ada"), Vec::new())];
    spaces[0].home = Some("90".into());
    desk.data(Data::Directory(Arc::new(desk::directory(spaces))));
    assert!(!desk.is_covered());
    assert!(
        desk.effects.iter().any(|effect| matches!(effect, Effect::Visited(page) if page.as_str() == "90"))
    );
    assert!(desk.frame(120, 40).contains("~ada created · only you"));
}

#[test]
fn gf_09_undo_takes_the_space_back() {
    let mut desk = begun();
    desk.press("enter enter enter");
    done(&mut desk, None);
    let spaces = vec![desk::space("9", "~ada", "Ada Byron", Some("ada"), Vec::new())];
    desk.data(Data::Directory(Arc::new(desk::directory(spaces))));
    desk.press("u");
    assert!(matches!(requests(&desk).last(), Some(Request::Undo(_))));
    answer(&mut desk, Input::Undone(Ok(crate::remote::PersonalUndone::Removed)));
    assert!(!desk.is_covered());
    assert!(desk.frame(120, 40).contains("as if it had never been"));
    assert!(!desk.effects.iter().any(|effect| matches!(effect, Effect::Undo)), "no page was touched");
}

#[test]
fn gf_07_back_and_forth_loses_nothing() {
    let mut desk = begun();
    desk.type_text("!");
    desk.press("enter 5");
    desk.type_text("bob");
    desk.press("esc");
    assert!(desk.frame(80, 24).contains("Ada Byron!"));
    desk.press("enter");
    let frame = desk.frame(80, 24);
    assert!(frame.contains("bob") && frame.contains("2 people"), "{frame}");
}

#[test]
fn gf_07_escape_on_the_first_screen_leaves() {
    let mut desk = begun();
    desk.press("esc");
    assert!(!desk.is_covered());
    assert_eq!(requests(&desk), [Request::Check], "nothing was asked for but the facts");
}

#[test]
fn a_mismatch_is_red_and_has_a_way_back() {
    let mut desk = begun();
    desk.press("enter enter enter");
    done(&mut desk, Some("you chose only you, but the wiki made it everyone here"));
    assert!(desk.frame(80, 24).contains("Not as you chose"));
    desk.press("u");
    assert!(matches!(requests(&desk).last(), Some(Request::Undo(_))));
}

#[test]
fn e7_offline_offers_another_try_and_a_jot() {
    let mut desk = Desk::homeless();
    desk.press("g h");
    answer(
        &mut desk,
        Input::Checked(OpId::fresh(), Err(RemoteError::Offline("no route to host".to_owned()))),
    );
    assert!(desk.frame(80, 24).contains("Cannot check right now"));
    desk.press("r");
    assert_eq!(requests(&desk).len(), 2);
}

#[test]
fn gf_10_every_screen_fits_the_smallest_terminal() {
    let mut desk = begun();
    for (keys, foot) in [("tab", "Enter next"), ("enter", "Enter next"), ("enter", "Enter create")] {
        desk.press(keys);
        let frame = desk.frame(60, 16);
        assert!(frame.contains(foot), "{frame}");
    }
}

#[test]
fn gf_10_frames() {
    let mut desk = begun();
    let mut frames = String::new();
    let mut take = |desk: &mut Desk, name: &str| {
        for (width, height) in [(120, 40), (80, 24), (60, 16)] {
            frames.push_str(&format!("── {name} {width}x{height}\n{}\n", desk.frame(width, height)));
        }
    };
    take(&mut desk, "about");
    desk.press("tab right right");
    take(&mut desk, "start");
    desk.press("enter");
    take(&mut desk, "who");
    desk.press("2");
    take(&mut desk, "who everyone");
    desk.press("5");
    desk.type_text("cat, zed");
    take(&mut desk, "who unknown");
    desk.press("backspace backspace backspace backspace backspace enter");
    take(&mut desk, "review");
    let mut changed = facts();
    changed.site_admins = 3;
    desk.press("enter");
    answer(&mut desk, Input::Created(Ok(Created::Changed(Box::new(changed)))));
    take(&mut desk, "news");
    let trashed =
        Space { status: SpaceStatus::Trashed, ..desk::space("9", "~ada", "Ada", Some("ada"), Vec::new()) };
    let mut wall = Desk::homeless();
    wall.press("g h");
    answer(&mut wall, checked(PersonalPreflight { existing: vec![trashed], ..facts() }));
    take(&mut wall, "wall");
    insta::assert_snapshot!(frames);
}
