//! Every screen that has no pictures elsewhere, on the usual terminal and on the smallest usual one.

use insta::assert_snapshot;
use tildr::tui::testing::Harness;

/// Takes a picture of what keys lead to, on 120 by 40 and on 80 by 24.
fn both(name: &str, keys: &str, start: fn() -> Harness) {
    assert_snapshot!(format!("{name}_120"), start().keys(keys).frame());
    assert_snapshot!(format!("{name}_80"), start().sized(80, 24).keys(keys).frame());
}

#[test]
fn the_ways_to_everything() {
    both("palette", ": mov", Harness::new);
    both("keys", "?", Harness::new);
    both("menu", "2 x", Harness::new);
    both("welcome", "", Harness::empty);
}

#[test]
fn what_is_told() {
    both("log", "U !", Harness::new);
    both("info", "i", Harness::new);
    both("themes", "T j", Harness::new);
    both("outline", "1 j j <enter> j l j <enter> t", Harness::new);
}

#[test]
fn what_is_asked() {
    both("question", "2 j d d d", Harness::new);
    both("new_page", "a", Harness::new);
    both("rename", "2 G r", Harness::new);
    both("move", "2 G M", Harness::new);
}

#[test]
fn lists_of_pages() {
    both("all_labels", "g l", Harness::new);
    both("trash", "2 G d g x", Harness::new);
    both("drafts", "e xyz <esc> g d", Harness::new);
}

#[test]
fn writing() {
    both("editor", "1 j j <enter> j l j <enter> e", Harness::new);
    both("editor_preview", "1 j j <enter> j l j <enter> e <f4>", Harness::new);
}
