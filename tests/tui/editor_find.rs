//! Finding and replacing in the editor: what is seen before anything is replaced, and what is done then.

use crate::editor::{editing, queued};
use insta::assert_snapshot;
use tildr::domain::Change;
use tildr::tui::testing::Harness;

const BODY: &str = "<h2>Gateways</h2><p>The gateway keeps two copies. A gateway restarts; the Gateway does not.</p>\
    <ul><li>gateway one</li><li>gateways many</li></ul>";

fn text(harness: &Harness) -> String {
    harness.state.editor.as_ref().expect("an editor").text().into_owned()
}

fn vim(mut harness: Harness) -> Harness {
    harness.keys("<esc>");
    harness.state.world.settings.vim = true;
    harness.keys("e");
    harness
}

#[test]
fn finding_counts_and_goes_through_the_matches() {
    let mut harness = editing(BODY);
    harness.keys("<ctrl-f>").text("gateway");
    assert!(harness.frame().contains("1/6"), "{}", harness.frame());
    harness.keys("<enter> <down> <up>");
    assert!(harness.frame().contains("2/6"), "{}", harness.frame());
    assert_snapshot!("editor_find", harness.frame());
    harness.keys("<f6>").text("");
    assert!(harness.frame().contains("[case]") && harness.frame().contains("/4"), "{}", harness.frame());
    harness.keys("<ctrl-n> w");
    assert!(harness.frame().contains("[word]") && harness.frame().contains("/3"), "{}", harness.frame());
    harness.keys("<esc>");
    assert!(harness.state.editor.is_some());
}

#[test]
fn what_to_find_is_asked_for_before_what_to_put_in_its_place() {
    let mut harness = editing(BODY);
    harness.keys("<ctrl-r>").text("gateway").keys("<tab>").text("door").keys("<ctrl-r>");
    assert!(harness.footer().contains("Replaced 6."), "{}", harness.frame());
    harness.keys("<ctrl-r>");
    assert!(harness.footer().contains("Nothing is found to replace."), "{}", harness.footer());
}

#[test]
fn what_a_replacement_does_is_seen_before_it_is_done() {
    let mut harness = editing(BODY);
    harness.keys("<ctrl-f>").text("gateway").keys("<f7> <tab>").text("door");
    assert_snapshot!("editor_replace", harness.frame());
    // Nothing is typed into the text yet.
    assert!(!text(&harness).contains("door"));
    // One, skip one, then the rest.
    harness.keys("<enter> <down> <enter>");
    assert!(
        text(&harness).contains("The door keeps two copies. A gateway restarts; the door does"),
        "{}",
        text(&harness)
    );
    harness.keys("<ctrl-r>");
    assert!(harness.footer().contains("Replaced 2."), "{}", harness.footer());
    harness.keys("<ctrl-z>");
    assert_eq!(text(&harness).matches("door").count(), 2);
    harness.keys("<ctrl-z> <ctrl-z>");
    assert!(!text(&harness).contains("door"));
}

#[test]
fn a_replacement_fits_on_a_small_screen() {
    let mut harness = editing(BODY).sized(80, 24);
    harness.keys("<ctrl-r>").text("gateway").keys("<tab>").text("x").keys("<ctrl-r>");
    assert_snapshot!("editor_replace_80", harness.frame());
}

#[test]
fn on_a_small_screen_it_is_said_how_finding_ends() {
    for (width, height) in [(60, 16), (80, 24)] {
        let mut harness = editing(BODY).sized(width, height);
        harness.keys("<ctrl-f>").text("nowhere");
        let frame = harness.frame();
        assert!(frame.contains("not found") && frame.contains("Esc close"), "{frame}");
        // A way in force may be why.
        harness.keys("<f8>");
        assert!(harness.frame().contains("F8 [regex]"), "{}", harness.frame());
        harness.keys("<ctrl-r>");
        assert!(harness.frame().matches("Esc close").count() == 1, "{}", harness.frame());
        harness.keys("<tab>");
        let frame = harness.frame();
        assert!(frame.contains("Enter next") && frame.contains("Esc close"), "{frame}");
    }
}

#[test]
fn a_pattern_says_what_is_wrong_and_its_groups_come_back() {
    let mut harness = editing("<p>call Lund, Ada and Ray, Bob</p>");
    harness.keys("<ctrl-f>").text("(").keys("<f8>");
    assert!(harness.frame().contains("unclosed group"), "{}", harness.frame());
    harness.text("\\w+), (\\w+)").keys("<tab>").text("$2 $1").keys("<ctrl-r> <esc> <f2>");
    let [Change::Edit { storage, .. }] = &queued(&harness)[..] else { panic!() };
    assert_eq!(storage, "<p>call Ada Lund and Bob Ray</p>");
}

#[test]
fn only_the_selected_lines_are_searched_when_there_are_some() {
    let mut harness = editing("<p>one</p><p>one</p><p>one</p>");
    harness.keys("<down> <down> <shift-down> <shift-down> <ctrl-f>").text("one");
    assert!(
        harness.frame().contains("1/1") && harness.frame().contains("[selection]"),
        "{}",
        harness.frame()
    );
    harness.keys("<tab>").text("two").keys("<ctrl-r>");
    assert_eq!(text(&harness), "one\n\ntwo\n\none\n");
    harness.keys("<f9>");
    assert!(harness.frame().contains("/2"), "{}", harness.frame());
}

#[test]
fn vim_keys_reach_the_same_lines() {
    let mut harness = vim(editing(BODY));
    harness.keys("<ctrl-n> /").text("gateway").keys("<enter> <tab>").text("door").keys("<enter> <esc>");
    assert_eq!(text(&harness).matches("door").count(), 1);
    harness.keys("u");
    assert_eq!(text(&harness).matches("door").count(), 0);
}
