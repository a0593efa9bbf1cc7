//! Completion in the editor: what is offered while one types, and that it takes no key from who just writes.

use crate::editor::{editing, queued};
use insta::assert_snapshot;
use tildr::domain::Change;
use tildr::tui::testing::Harness;

fn text(harness: &Harness) -> String {
    harness.state.editor.as_ref().expect("an editor").text().into_owned()
}

fn saved(mut harness: Harness) -> String {
    harness.keys("<f2>");
    match &queued(&harness)[..] {
        [Change::Edit { storage, .. }] => storage.clone(),
        other => panic!("{other:?}"),
    }
}

/// The wiki of many pages, the editor open on the home page of the account.
fn wiki() -> Harness {
    let mut harness = Harness::new();
    harness.keys("e <ctrl-a>");
    harness
}

#[test]
fn a_page_is_found_by_a_few_letters_and_linked() {
    let mut harness = wiki();
    harness.text("see [[gatw");
    assert_snapshot!("editor_complete_page", harness.frame());
    harness.keys("<down> <tab>");
    assert!(
        text(&harness).starts_with("see [[OPS:Gateway runbook]]")
            || text(&harness).starts_with("see [[ENG:API gateway]]"),
        "{}",
        text(&harness)
    );
    assert!(saved(harness).contains("ri:content-title="));
}

#[test]
fn a_space_key_narrows_and_recent_pages_come_without_letters() {
    let mut harness = wiki();
    harness.text("[[");
    assert!(harness.frame().contains("Home"), "{}", harness.frame());
    harness.text("ops:gate").keys("<enter>");
    assert!(text(&harness).starts_with("[[OPS:Gateway runbook]]"), "{}", text(&harness));
}

#[test]
fn a_link_from_a_selection_keeps_its_words() {
    let mut harness = editing("<p>words here</p>");
    harness.keys("<ctrl-shift-right> <ctrl-k>").text("Hom").keys("<enter>");
    let text = text(&harness);
    assert!(text.starts_with("[[Home") && text.contains("words]]"), "{text}");
}

#[test]
fn people_are_completed_by_any_of_their_names() {
    let mut harness = wiki();
    harness.text("ask @ray").keys("<enter>").text(" now ");
    assert!(text(&harness).starts_with("ask @{bob} now "), "{}", text(&harness));
    assert!(saved(harness).contains("ri:user"));
}

#[test]
fn a_macro_brings_its_parameters_and_tab_goes_through_them() {
    let mut harness = editing("<p>a</p>");
    harness.keys("<ctrl-end> <enter>").text(":::exp");
    assert_snapshot!("editor_complete_macro", harness.frame());
    harness.keys("<tab>").text("More").keys("<tab>").text("inside").keys("<tab>").text("\nafter");
    assert_eq!(text(&harness), "a\n\n:::expand{title=\"More\"}\ninside\n:::\nafter");
    let storage = saved(harness);
    assert!(storage.contains("ac:name=\"expand\"") && storage.contains("<p>inside</p>"), "{storage}");
    // A parameter with a value of its own is selected, to be typed over.
    let mut harness = editing("<p>a</p>");
    harness.text("{status:gr").keys("<enter>").text("READY");
    assert_eq!(text(&harness), "{status:green|READY}a\n");
}

#[test]
fn panels_and_emoji_are_stored_as_what_they_are() {
    let mut harness = editing("<p>a</p>");
    harness
        .keys("<ctrl-end> <enter>")
        .text(":::war")
        .keys("<enter>")
        .text("Mind")
        .keys("<tab>")
        .text("the gap");
    let storage = saved(harness);
    assert!(storage.contains("ac:name=\"warning\"") && storage.contains("the gap"), "{storage}");
    let mut harness = editing("<p>a</p>").sized(80, 24);
    harness.text("so :smi");
    assert_snapshot!("editor_complete_emoji_80", harness.frame());
    harness.keys("<enter>").text(" :rock").keys("<enter>").text(" ");
    assert_eq!(text(&harness), "so 🙂 🚀 a\n");
    let storage = saved(harness);
    assert!(storage.contains("so 🙂 🚀 a"), "{storage}");
}

#[test]
fn who_just_writes_is_never_held_up() {
    let mut harness = editing("");
    for line in ["mail me @", "at 10:30 :)", "> ", "a::b", "`[[x", "so [["] {
        harness.text(line).keys("<enter>");
        harness.keys("<esc>").keys("<ctrl-end>");
        if harness.state.editor.is_none() {
            harness.keys("e <ctrl-end>");
        }
    }
    let text = text(&harness);
    assert!(text.starts_with("mail me @\nat 10:30 :)\n"), "{text}");
    assert!(text.contains("so [[\n") && !text.contains("@{"), "{text}");
    // In code nothing is offered.
    let mut harness = editing("<p>a</p>");
    harness.keys("<ctrl-end>").text("\n```\n@ad").keys("<enter>");
    assert!(text_of(&harness).ends_with("```\n@ad\n"), "{}", text_of(&harness));
}

fn text_of(harness: &Harness) -> String {
    text(harness)
}

#[test]
fn asking_with_nothing_typed_says_what_there_is() {
    let mut harness = editing("<p>a</p>");
    harness.keys("<ctrl-n> <space>");
    assert!(harness.footer().contains("[[ for a page"), "{}", harness.footer());
    harness.text("@").keys("<ctrl-n> <space> <enter>");
    assert_eq!(text(&harness), "@{ada}a\n");
}

#[test]
fn esc_closes_the_offers_and_not_the_editor() {
    let mut harness = wiki();
    harness.text("@ad").keys("<esc>");
    assert!(harness.state.editor.is_some());
    harness.keys("<enter>");
    assert!(text(&harness).starts_with("@ad\n"), "{}", text(&harness));
}
