//! Another page, or the preview, beside the text that is written.

use insta::assert_snapshot;
use tildr::domain::PageId;
use tildr::replica::Form;
use tildr::tui::testing::Harness;

fn text(harness: &Harness) -> String {
    harness.state.editor.as_ref().expect("an editor").text().into_owned()
}

/// The home page in the editor, the page of the gateway beside it.
fn beside() -> Harness {
    let mut harness = Harness::new();
    harness.keys("e <ctrl-n> w").text("api gate").keys("<enter>");
    harness
}

#[test]
fn a_page_stands_beside_the_text_and_gives_its_link() {
    let mut harness = beside();
    harness.text("See ");
    assert_snapshot!("editor_beside", harness.frame());
    harness.keys("<ctrl-n> <tab> j j");
    assert!(harness.footer().contains("BESIDE"), "{}", harness.footer());
    // Keys that would be text elsewhere are keys here.
    harness.keys("y");
    assert_eq!(harness.copied.as_deref(), Some("[[ENG:API gateway]]"));
    harness.keys("i <tab>").text("!");
    assert_eq!(text(&harness), "See [[ENG:API gateway]]!My own pages.\n");
    harness.keys("<ctrl-n> w");
    assert!(!harness.frame().contains("rate limits"), "{}", harness.frame());
}

#[test]
fn who_writes_has_the_whole_width_unless_the_lists_are_to_stay() {
    let mut harness = Harness::new();
    assert!(harness.keys("e").frame().contains("My own pages."));
    assert!(!harness.frame().contains("2 Pages"), "{}", harness.frame());
    assert!(harness.keys("<esc>").frame().contains("2 Pages"), "{}", harness.frame());
    harness.state.world.settings.lists_beside_editor = true;
    assert!(harness.keys("e").frame().contains("2 Pages"), "{}", harness.frame());
}

#[test]
fn on_a_small_screen_the_side_is_changed() {
    let mut harness = beside().sized(80, 24);
    assert!(harness.frame().contains("My own pages."), "{}", harness.frame());
    harness.keys("<ctrl-n> <tab>");
    assert_snapshot!("editor_beside_80", harness.frame());
    harness.keys("<esc>");
    assert!(harness.frame().contains("My own pages."), "{}", harness.frame());
}

#[test]
fn editing_the_page_beside_keeps_this_one_as_a_draft_beside_it() {
    let mut harness = beside();
    harness.text("kept ").keys("<ctrl-n> <tab> e");
    assert_eq!(harness.state.editor.as_ref().unwrap().page(), &PageId::new("p22"));
    let frame = harness.frame();
    assert!(frame.contains("## What it does") && frame.contains("~ada › Home"), "{frame}");
    let draft = harness.replica.draft(&PageId::new("s1-home"), Form::Markdown).unwrap().expect("a draft");
    assert_eq!(draft.text, "kept My own pages.\n");
}

#[test]
fn the_page_that_is_written_is_not_offered_beside_itself() {
    let mut harness = Harness::new();
    harness.keys("g p").text("api gate").keys("<enter> g h e <ctrl-n> w <enter>");
    assert!(harness.frame().contains("ENG › API gateway"), "{}", harness.frame());
    harness.keys("<ctrl-n> w <ctrl-n> w").text("home").keys("<enter>");
    let frame = harness.frame();
    assert_eq!(frame.matches("~ada › Home").count(), 1, "{frame}");
}

#[test]
fn the_preview_is_the_other_thing_that_can_stand_there() {
    let mut harness = beside();
    harness.keys("<f4>").text("**loud** ");
    assert_snapshot!("editor_beside_preview", harness.frame());
    harness.keys("<f4>");
    assert!(!harness.frame().contains("loud My own"), "{}", harness.frame());
}

#[test]
fn vim_goes_there_and_back_with_the_same_keys() {
    let mut harness = Harness::new();
    harness.state.world.settings.vim = true;
    harness.keys("e <ctrl-n> w").text("api gate").keys("<enter> <ctrl-n> <tab> i <tab> A").text(".");
    assert_eq!(text(&harness), "[[ENG:API gateway]]My own pages..\n");
}
