//! The directory of spaces: favourites, categories, orders, what it is narrowed to, very many spaces.

use insta::assert_snapshot;
use tildr::domain::*;
use tildr::replica::Incoming;
use tildr::tui::testing::{Harness, page, person, space};

#[test]
fn pages_and_spaces_are_favourites_and_one_key_shows_them() {
    let mut harness = Harness::new();
    harness.keys("1 j j <enter> j l j F");
    assert!(harness.frame().contains("The page is among your favourites."), "{}", harness.frame());
    harness.keys("1 G k k F g f");
    assert_snapshot!("favourites", harness.frame());
    harness.keys("F");
    assert!(harness.replica.favourites().unwrap().is_empty());
    // What is gone stays until somebody takes it off, without its title.
    harness.replica.take_in(&[Incoming::PageGone("p22".into())], None, false).unwrap();
    harness.send(tildr::tui::message::Message::Changed);
    harness.keys("g f");
    assert!(harness.frame().contains("no longer available"), "{}", harness.frame());
    harness.keys("<enter>");
    assert!(harness.frame().contains("not here any more"), "{}", harness.frame());
    harness.keys("F");
    assert!(harness.replica.favourite_pages().unwrap().is_empty());
}

#[test]
fn site_spaces_stand_by_the_category_that_their_start_page_names() {
    let mut harness = Harness::new();
    for (id, label) in [("s2-home", "team-platform"), ("s3-home", "team:service")] {
        let mut page = harness.replica.page(&id.into()).unwrap().unwrap().page;
        page.labels = vec![Label::stored(label)];
        harness.pull(page);
    }
    harness.keys("1");
    assert_snapshot!("categories", harness.frame());
    harness.keys("z l").text("service").keys("<enter>");
    let frame = harness.frame();
    assert!(frame.contains("[#service] 1 space") && !frame.contains("ENG"), "{frame}");
}

#[test]
fn spaces_have_orders_and_can_be_narrowed_and_that_is_kept() {
    let mut harness = Harness::new();
    harness.keys("1 z s z s z s z s");
    assert_snapshot!("by_size", harness.frame());
    harness.keys("z r");
    let frame = harness.frame();
    assert!(frame.contains("[restricted] by size 2 spaces"), "{frame}");
    let mut harness = harness.restarted();
    assert!(harness.frame().contains("[restricted] by size 2 spaces"), "{}", harness.frame());
    harness.keys("1 <esc> z t");
    assert!(harness.frame().contains("[since 1d] by size 5 spaces"), "{}", harness.frame());
    harness.keys("z m");
    assert!(harness.frame().contains("[mine] [since 1d] by size 1 spa"), "{}", harness.frame());
}

#[test]
fn s1_22_five_thousand_personal_spaces_are_one_line_and_no_key_reads_them() {
    let everyone = [Subject::Licensed];
    let mut items = vec![Incoming::User(person("u1", "ada", "Ada Lund"))];
    items.push(space("s1", "~ada", "Ada Lund", Some("u1"), &everyone));
    items.push(space("s2", "ENG", "Engineering", None, &everyone));
    for number in 10..5_010 {
        let (id, key) = (format!("x{number}"), format!("~person{number}"));
        items.push(space(&id, &key, &format!("Person {number}"), Some(&format!("u{number}")), &everyone));
    }
    items.push(page("s1", "s1-home", None, 0, "Home", ""));
    let mut harness = Harness::with(items);
    harness.keys("1");
    assert!(harness.frame().contains("(5000)"), "{}", harness.frame());
    let before = harness.reads;
    harness.keys("G l j j k G g g /").text("person 4711");
    harness.frame();
    assert_eq!(harness.reads, before, "what the directory shows is in memory");
    assert!(harness.frame().contains("~person4711"), "{}", harness.frame());
    let looked_up = harness.state.world.directory.spaces.iter().filter(|shelf| shelf.is_looked_up()).count();
    assert!(looked_up < 200, "who can see a space is only computed where it is shown: {looked_up}");
}

#[test]
fn a_key_in_a_large_tree_reads_nothing_and_an_opened_branch_reads_once() {
    let mut items = vec![Incoming::User(person("u1", "ada", "Ada Lund"))];
    items.push(space("s1", "~ada", "Ada Lund", Some("u1"), &[Subject::Licensed]));
    items.push(page("s1", "s1-home", None, 0, "Home", ""));
    for number in 0..400 {
        items.push(page("s1", &format!("p{number}"), Some("s1-home"), number, &format!("Page {number}"), ""));
        items.push(page("s1", &format!("q{number}"), Some(&format!("p{number}")), 0, "Below", ""));
    }
    let mut harness = Harness::with(items);
    harness.keys("2 j j");
    let before = harness.reads;
    harness.keys("j j k G g g j <pgdn> <pgup> <space> v V");
    assert_eq!(harness.reads, before);
    harness.keys("j l");
    assert_eq!(harness.reads, before + 1);
}

#[test]
fn s0_56_who_has_no_space_is_offered_one_and_nobody_else() {
    let adds = "add your own space";
    let items = vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        space("s2", "ENG", "Engineering", None, &[Subject::Licensed]),
    ];
    let mut harness = Harness::with(items);
    harness.keys("<esc> 1 g g");
    assert!(harness.frame().contains(adds), "{}", harness.frame());
    harness.keys("<enter>");
    assert!(harness.frame().contains("Your personal space"), "{}", harness.frame());
    harness.keys("<esc> / eng <enter>");
    assert!(!harness.frame().contains(adds), "it is no space: {}", harness.frame());
    assert!(!Harness::new().keys("1").frame().contains(adds));
}

#[test]
fn s0_70_favourites_survive_moves() {
    let mut harness = Harness::new();
    harness.keys("g p").text("Storage engine").keys("<enter> F m").text("operations").keys("<enter>");
    let moved = harness.replica.page(&"p23".into()).unwrap().unwrap().page;
    assert_eq!(moved.space, "s3".into());
    harness.keys("r").text(" of old").keys("<enter> g h g f");
    assert!(harness.frame().contains("★ Storage engine of old"), "{}", harness.frame());
    harness.keys("<enter>");
    let open = harness.state.world.page.clone().expect("a page is open");
    assert_eq!((open.id().as_str(), open.space.key.as_str()), ("p23", "OPS"));
}
