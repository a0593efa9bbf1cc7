//! What a key asks of the store, counted where every statement has to pass: noise cannot move it.

use super::editor::editing;
use tildr::tui::testing::Harness;

/// How many calls of the store these keys cost, frames included.
fn calls(harness: &mut Harness, keys: &str) -> u64 {
    let before = harness.replica.calls();
    harness.keys(keys);
    harness.replica.calls() - before
}

#[test]
fn a_key_that_only_moves_asks_nothing_of_the_store() {
    let words = "Many words, one after the other. ".repeat(30);
    let mut harness = editing(&format!("<h1>Top</h1><p>{words}</p>").repeat(20));
    assert_eq!(
        calls(&mut harness, "<down> <down> <right> <end> <pgdn> <up> <home> <ctrl-end> <ctrl-home>"),
        0
    );
    // The reader, over the full width and beside the tree, and what was found in it.
    harness.keys("<esc>");
    assert_eq!(calls(&mut harness, "j k <pgdn> G g g / w o r d s <enter> n N"), 0);
    harness.keys("+");
    assert_eq!(calls(&mut harness, "j j <pgdn> <pgup>"), 0);
    let mut harness = Harness::new();
    harness.keys("2");
    assert_eq!(calls(&mut harness, "j j k"), 0, "the tree");
    harness.keys("1");
    assert_eq!(calls(&mut harness, "j j k"), 0, "the list of spaces");
}

#[test]
fn a_letter_is_one_write_and_no_read() {
    let mut harness = editing("<p>Some words.</p>");
    harness.keys("x");
    for key in ["y", "<enter>", "<backspace>", "z"] {
        assert_eq!(calls(&mut harness, key), 1, "{key}");
    }
}
