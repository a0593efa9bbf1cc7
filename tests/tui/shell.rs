//! The panes, the palette, the help, the menu and the footer.

use insta::assert_snapshot;
use tildr::tui::testing::Harness;

#[test]
fn the_first_frame_is_the_personal_space() {
    assert_snapshot!(Harness::new().frame());
}

#[test]
fn the_first_frame_on_80_columns_is_one_pane() {
    assert_snapshot!(Harness::new().sized(80, 24).frame());
}

#[test]
fn the_smallest_screen() {
    assert_snapshot!(Harness::new().sized(60, 16).frame());
}

#[test]
fn a_smaller_screen_says_so() {
    assert_snapshot!(Harness::new().sized(40, 8).frame());
}

#[test]
fn an_empty_wiki_welcomes() {
    assert_snapshot!(Harness::empty().frame());
}
