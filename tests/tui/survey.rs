//! What is gathered from all pages: open tasks, the pages around one.

use insta::assert_snapshot;
use tildr::markup;
use tildr::tui::testing::{Harness, page, person, space};

use tildr::domain::{PageId, Subject};
use tildr::replica::Incoming;

fn typed(space: &str, id: &str, title: &str, markdown: &str) -> Incoming {
    page(space, id, None, 0, title, &markup::to_storage(markdown).storage)
}

/// Ada's own space and two others, with tasks and links between them.
fn wiki() -> Harness {
    let all = [Subject::Licensed];
    Harness::with(vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        Incoming::User(person("u2", "bob", "Bob Ray")),
        space("s1", "~ada", "Ada Lund", Some("u1"), &[Subject::User("u1".into())]),
        space("s2", "ENG", "Engineering", None, &all),
        space("s3", "OPS", "Operations", None, &all),
        typed("s1", "p1", "Mine", "- [ ] buy paper\n- [x] buy ink\n"),
        typed(
            "s2",
            "p2",
            "Racks & rails",
            "- [ ] order disks @{ada}\n- [ ] move them @{bob}\n\n[[OPS:On call]]\n",
        ),
        typed("s2", "p3", "Plan", "First the [[Racks & rails|racks]].\n"),
        typed("s3", "p4", "On call", "See [[ENG:Racks & rails]], not [[Racks & rails]] of ours.\n"),
        typed("s3", "p5", "Elsewhere", "[[Racks & rails]] of Operations; [[Plan]].\n"),
    ])
}

#[test]
fn s1_08_tasks_are_ticked_with_a_key_and_listed() {
    let mut harness = wiki();
    harness.keys("g a");
    assert_snapshot!("tasks", harness.frame());
    harness.keys("<tab>");
    assert!(harness.frame().contains("move them"), "{}", harness.frame());
    // Enter goes there; ticked, it is open no more.
    harness.keys("<tab>");
    assert!(!harness.frame().contains("move them"), "{}", harness.frame());
    let frame = harness.frame();
    let first = frame.lines().position(|line| line.contains("buy paper"))
        < frame.lines().position(|line| line.contains("order disks"));
    harness.keys(if first { "<enter>" } else { "<down> <enter>" });
    assert_eq!(harness.state.world.page.as_ref().map(|page| page.id().clone()), Some(PageId::from("p1")));
    harness.keys("3 . <space> g a");
    assert!(!harness.frame().contains("Mine · ~ada"), "{}", harness.frame());
    assert!(harness.frame().contains("order disks"), "{}", harness.frame());
    assert_snapshot!("tasks_80", harness.sized(80, 24).frame());
}

#[test]
fn s0_20_outline_top_and_bottom_and_the_pages_around_one_that_one_may_see() {
    let mut harness = wiki();
    harness.keys("g p").text("racks").keys("<enter> g k");
    assert_snapshot!("around", harness.frame());
    let frame = harness.frame();
    assert!(frame.contains("Plan") && frame.contains("On call"), "{frame}");
    assert!(
        !frame.contains("Elsewhere"),
        "a page of the same title in another space is another page: {frame}"
    );
    harness.keys("<enter>");
    assert_ne!(harness.state.world.page.as_ref().map(|page| page.id().clone()), Some(PageId::from("p2")));
    // What the wiki did not give this account is not there to be found.
    let mut harness = Harness::new();
    harness.keys("g p").text("storage engine").keys("<enter> g k");
    assert!(harness.frame().contains("API gateway"), "{}", harness.frame());
}
