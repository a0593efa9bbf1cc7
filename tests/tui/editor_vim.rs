//! The editor with the keys of vim: modes in the footer, the line under the text, and undo after a crash.

use tildr::replica::Form;
use tildr::tui::testing::Harness;

/// The editor open on the first page, with vim's keys.
fn editing() -> Harness {
    let mut harness = Harness::new();
    harness.state.world.settings.vim = true;
    harness.keys("e");
    harness
}

fn mode(harness: &mut Harness) -> String {
    harness.footer().split_whitespace().last().unwrap_or_default().to_owned()
}

#[test]
fn the_footer_shows_mode_pending_keys_and_recording() {
    let mut harness = editing();
    assert_eq!(mode(&mut harness), "NORMAL");
    harness.keys("2 d");
    assert!(harness.footer().trim_end().ends_with("2d  NORMAL"), "{}", harness.footer());
    harness.keys("<esc> i");
    assert_eq!(mode(&mut harness), "INSERT");
    harness.keys("<esc> v");
    assert_eq!(mode(&mut harness), "VISUAL");
    harness.keys("<esc> V");
    assert_eq!(mode(&mut harness), "V-LINE");
    harness.keys("<esc> <ctrl-v>");
    assert_eq!(mode(&mut harness), "V-BLOCK");
    harness.keys("<esc> R");
    assert_eq!(mode(&mut harness), "REPLACE");
    harness.keys("<esc> q a");
    assert!(harness.footer().trim_end().ends_with("recording @a  NORMAL"), "{}", harness.footer());
    harness.keys("q");
    assert!(!harness.footer().contains("recording"));
}

#[test]
fn the_command_line_stands_under_the_text() {
    let mut harness = editing();
    harness.keys(":").text("s/own/other/");
    insta::assert_snapshot!("vim_command_line", harness.frame());
    harness.keys("<enter>");
    assert!(harness.frame().contains("My other pages."), "{}", harness.frame());
    harness.keys("/").text("pages").keys("<enter> x");
    assert!(harness.frame().contains("My other ages."), "{}", harness.frame());
    harness.keys(":").text("s/nothing/x/").keys("<enter>");
    assert!(harness.footer().contains("not found: nothing"), "{}", harness.footer());
}

#[test]
fn a_selection_of_whole_lines_is_seen() {
    let mut harness = editing();
    harness.keys("o").text("second").keys("<esc> V k");
    insta::assert_snapshot!("vim_visual_lines", harness.frame());
    harness.keys("d");
    assert!(!harness.frame().contains("second"));
}

#[test]
fn f1_undo_goes_on_after_the_program_died() {
    let mut harness = editing();
    harness.keys("i").text("one ").keys("<esc> a").text("two ").keys("<esc>");
    let mut harness = harness.restarted();
    harness.state.world.settings.vim = true;
    harness.keys("e");
    assert!(harness.frame().contains("one two My own pages."), "{}", harness.frame());
    harness.keys("u");
    assert!(harness.frame().contains("one My own pages."), "{}", harness.frame());
    harness.keys("u");
    assert!(harness.frame().contains("My own pages.") && !harness.frame().contains("one My"));
    harness.keys("<ctrl-r> <ctrl-r>");
    assert!(harness.frame().contains("one two My own pages."), "{}", harness.frame());
}

#[test]
fn e_with_a_bang_begins_again_with_the_page() {
    let mut harness = editing();
    harness.keys("i").text("one ").keys("<esc> :").text("e!").keys("<enter>");
    let frame = harness.frame();
    assert!(frame.contains("My own pages.") && !frame.contains("one My"), "{frame}");
    assert_eq!(mode(&mut harness), "NORMAL");
    let draft = |harness: &Harness| harness.replica.draft(&"s1-home".into(), Form::Markdown).unwrap();
    assert_eq!(draft(&harness), None);
    harness.keys("u");
    assert!(harness.frame().contains("one My own pages."), "{}", harness.frame());
    assert_eq!(draft(&harness).map(|draft| draft.text).as_deref(), Some("one My own pages.\n"));
}

#[test]
fn branches_of_undo_are_there_after_the_program_died() {
    let mut harness = editing();
    harness.keys("i").text("one ").keys("<esc> u i").text("two ").keys("<esc>");
    let mut harness = harness.restarted();
    harness.state.world.settings.vim = true;
    harness.keys("e");
    assert!(harness.frame().contains("two My own pages."), "{}", harness.frame());
    harness.keys("g -");
    assert!(harness.frame().contains("one My own pages."), "{}", harness.frame());
    harness.keys("g - g + g +");
    assert!(harness.frame().contains("two My own pages."), "{}", harness.frame());
}

#[test]
fn find_and_replace_opens_from_normal_and_visual_mode() {
    let mut harness = editing();
    harness.keys("o").text("own own").keys("<esc> g /").text("own").keys("<tab>").text("old");
    // Three places, each with what comes in its place.
    assert!(
        harness.frame().contains("1/3") && harness.frame().matches("old").count() >= 4,
        "{}",
        harness.frame()
    );
    harness.keys("<ctrl-r> <esc>");
    assert_eq!(mode(&mut harness), "NORMAL");
    assert!(harness.frame().contains("My old pages.") && harness.frame().contains("old old"));
    // Only in the lines that are selected.
    harness.keys("g g V j g /").text("old");
    assert!(harness.frame().contains("[selection]"), "{}", harness.frame());
    harness.keys("<esc> x");
    assert!(harness.frame().contains("My ld pages."), "{}", harness.frame());
}
