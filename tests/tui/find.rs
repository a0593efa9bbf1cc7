//! The search box: operators, completion, what is not a page, saved searches, hostile text.

use insta::assert_snapshot;
use tildr::domain::query::SavedSearch;
use tildr::domain::*;
use tildr::replica::Incoming;
use tildr::tui::testing::{Harness, page, person, space};

/// The page with the title, with labels on it.
fn labelled(harness: &mut Harness, title: &str, labels: &[&str]) {
    harness.keys("g p").text(title).keys("<enter> L");
    for label in labels {
        harness.text(label).keys("<enter>");
    }
    harness.keys("<esc>");
}

fn open_title(harness: &Harness) -> String {
    harness.state.world.page.clone().expect("a page is open").row.page.title.clone()
}

#[test]
fn the_empty_box_says_what_is_possible() {
    let mut harness = Harness::new();
    harness.keys("s");
    assert_snapshot!("find_empty", harness.frame());
    assert_snapshot!("find_empty_80", harness.sized(80, 24).frame());
}

#[test]
fn spaces_people_and_labels_stand_among_the_pages() {
    let mut harness = Harness::new();
    labelled(&mut harness, "Storage engine", &["operations"]);
    harness.keys("s").text("oper");
    assert_snapshot!("find_others", harness.frame());
    harness.keys("<down> <enter>");
    assert_eq!(harness.state.world.space, Some("s3".into()), "the space opened");
    harness.keys("s").text("bob ray").keys("<enter>");
    assert_eq!(harness.state.world.space, Some("s4".into()), "a person leads to their space");
    harness.keys("s").text("#operations").keys("<enter>");
    assert!(harness.frame().contains("label:operations"), "a label goes into the box");
    harness.keys("<enter>");
    assert_eq!(open_title(&harness), "Storage engine");
}

#[test]
fn an_operator_is_completed_and_its_mistakes_are_named() {
    let mut harness = Harness::new();
    labelled(&mut harness, "Storage engine", &["adr", "adr-old"]);
    harness.keys("s").text("copies label:ad");
    assert_snapshot!("find_completion", harness.frame());
    harness.keys("<tab>");
    assert!(harness.frame().contains("› copies label:adr "), "{}", harness.frame());
    assert!(harness.frame().contains("1 found"));
    harness.text("changed:soon ");
    assert_snapshot!("find_mistake", harness.frame());
    assert_snapshot!("find_mistake_80", harness.sized(80, 24).frame());
}

#[test]
fn operators_are_shown_and_put_in() {
    let mut harness = Harness::new();
    harness.keys("s").text("gateway").keys("<ctrl-f> <down> <down> <enter>");
    harness.text("me");
    let frame = harness.frame();
    assert!(frame.contains("› gateway by:me"), "{frame}");
    assert!(frame.contains("2 found"), "{frame}");
}

#[test]
fn a_slip_is_forgiven_and_marked_as_such() {
    let mut harness = Harness::new();
    harness.keys("s").text("storgae engin");
    assert_snapshot!("find_similar", harness.frame());
    harness.keys("<enter>");
    assert_eq!(open_title(&harness), "Storage engine");
}

#[test]
fn a_search_is_saved_run_and_forgotten() {
    let mut harness = Harness::new();
    harness.keys("s").text("gateway is:mine").keys("<tab> <f2>");
    assert!(harness.frame().contains("= gateway is:mine"), "{}", harness.frame());
    harness.text("My gateways").keys("<enter>");
    let saved = harness.replica.saved_searches().unwrap();
    let wanted = SavedSearch {
        name: "My gateways".to_owned(),
        text: "gateway is:mine".to_owned(),
        scope: Scope::Space("s1".into()),
    };
    assert_eq!(saved, [wanted]);
    harness.keys("<esc> g S");
    assert_snapshot!("find_saved", harness.frame());
    harness.keys("<enter>");
    assert!(harness.frame().contains("› gateway is:mine"));
    harness.keys("<esc> s <f8>");
    assert!(harness.replica.saved_searches().unwrap().is_empty());
    assert!(!harness.frame().contains("My gateways  "), "{}", harness.frame());
    harness.keys("<esc> u");
    assert_eq!(harness.replica.saved_searches().unwrap().len(), 1, "u brings it back");
}

#[test]
fn a_search_without_another_name_is_called_by_its_words() {
    let mut harness = Harness::new();
    harness.keys("s").text("gateway is:mine").keys("<f2> <enter>");
    assert_eq!(harness.replica.saved_searches().unwrap()[0].name, "gateway is:mine");
}

#[test]
fn what_was_found_in_the_text_names_people_and_days() {
    let mut harness = Harness::new();
    let body = "<p>On <time datetime=\"2026-11-19\"/> <ac:link><ri:user ri:userkey=\"u2\"/></ac:link> \
        moved printers with <ac:link><ri:user ri:username=\"cat\"/></ac:link>.</p>";
    harness.replica.take_in(&[page("s2", "p29", None, 9, "Moved", body)], Some("2"), false).unwrap();
    let frame = harness.keys("s").text("printers").frame();
    assert!(frame.contains("On 2026-11-19 @Bob Ray moved printers with @Cat Wu."), "{frame}");
}

#[test]
fn one_character_of_a_language_without_blanks_is_enough() {
    let mut harness = Harness::new();
    let body = "<p>東京チームの手順書はこのページにまとめています。</p>";
    harness.replica.take_in(&[page("s2", "p29", None, 9, "Runbooks", body)], Some("2"), false).unwrap();
    harness.keys("s").text("手");
    assert_snapshot!("find_cjk", harness.frame());
    harness.text("順書");
    assert!(harness.frame().contains("1 found"), "{}", harness.frame());
}

#[test]
fn hostile_text_is_harmless_in_every_row() {
    let nasty = "gate\u{1b}[2Jway \u{202e}evil\u{9b}31m";
    let mut harness = Harness::new();
    let items = [Incoming::Page {
        page: page_of(page("s2", "bad", None, 9, nasty, "")),
        storage: format!("<p>{nasty}</p>"),
    }];
    harness.replica.take_in(&items, Some("2"), false).unwrap();
    let saved = SavedSearch { name: nasty.to_owned(), text: nasty.to_owned(), scope: Scope::All };
    harness.replica.save_search(&saved).unwrap();
    harness.keys("s");
    let empty = harness.frame();
    harness.text("evil");
    let found = harness.frame();
    harness.keys("<esc> s").text("in:x\u{202e}y ");
    let mistaken = harness.frame();
    assert!(found.contains("gate␛[2Jway"), "{found}");
    for frame in [empty, found, mistaken] {
        assert!(!frame.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{frame}");
    }
}

fn page_of(incoming: Incoming) -> Box<Page> {
    match incoming {
        Incoming::Page { page, .. } => page,
        _ => panic!("not a page"),
    }
}

#[test]
fn what_is_found_is_asked_for_again_when_the_wiki_changed() {
    let mut harness = Harness::new();
    harness.keys("s").text("gateway").keys("<down>");
    let mut page = harness.replica.page(&"p24".into()).unwrap().unwrap().page;
    page.title = "Gateway decisions".to_owned();
    harness.pull(page);
    let frame = harness.frame();
    assert!(frame.contains("Gateway decisions") && frame.contains("3 found"), "{frame}");
}

#[test]
fn a_file_is_found_by_its_name_and_opens_its_page_with_its_files() {
    let mut harness = Harness::new();
    let author = harness.state.world.me().expect("somebody").id.clone();
    let when = harness.state.world.now;
    let file = |id: &str, name: &str| {
        Incoming::Attachment(Box::new(Attachment {
            id: AttachmentId::new(id),
            page: "p21".into(),
            name: name.to_owned(),
            media_type: "image/png".to_owned(),
            size: 20_480,
            hash: String::new(),
            author: author.clone(),
            created: when,
            version: Version { number: 1, author: author.clone(), when, message: String::new() },
        }))
    };
    let items = [file("f1", "budget.png"), file("f2", "racks from above.png")];
    harness.replica.take_in(&items, Some("2"), false).unwrap();
    harness.keys("s").text("above racks");
    assert_snapshot!("find_file", harness.frame());
    harness.keys("<enter>");
    assert_eq!(open_title(&harness), "Platform");
    assert_snapshot!("find_file_opened", harness.frame());
}

#[test]
fn a_narrow_screen_shows_what_was_found_in_the_text() {
    let mut harness = Harness::new().sized(80, 24);
    harness.keys("s").text("sky");
    assert_snapshot!("find_snippet_80", harness.frame());
}

#[test]
fn s1_25_pages_in_personal_spaces_of_others_come_last() {
    let all = [Subject::Licensed];
    let mut harness = Harness::with(vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        Incoming::User(person("u2", "bob", "Bob Ray")),
        space("s1", "~ada", "Ada Lund", Some("u1"), &[Subject::User("u1".into())]),
        space("s2", "ENG", "Engineering", None, &all),
        space("s4", "~bob", "Bob Ray", Some("u2"), &all),
        page("s4", "b1", None, 0, "Gatepost", "<p>x</p>"),
        page("s2", "e1", None, 0, "Gate of the north", "<p>x</p>"),
        page("s1", "a1", None, 0, "The green gate at my own home", "<p>x</p>"),
    ]);
    harness.keys("s").text("gate");
    let frame = harness.frame();
    let row = |title: &str| frame.lines().position(|line| line.contains(title)).expect("it is found");
    // By its title alone, the shortest, it would be the first.
    assert!(row("Gatepost") > row("Gate of the north"), "{frame}");
    assert!(row("Gatepost") > row("The green gate"), "{frame}");
}
