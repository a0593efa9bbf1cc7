//! Tips in the footer.

use tildr::tui::testing::Harness;

#[test]
fn a_tip_stands_in_the_footer_until_the_next_key() {
    let mut harness = Harness::new().with_tips(false);
    assert!(harness.footer().contains("tip: ` writes a note into today's page"), "{}", harness.footer());
    harness.keys("j");
    assert!(!harness.footer().contains("tip:"), "{}", harness.footer());
    harness.keys("` <esc>");
    let mut again = harness.restarted().with_tips(false);
    assert!(again.footer().contains("tip: g p jumps"), "what was used is known: {}", again.footer());
}

#[test]
fn a_key_ends_tips_for_ever() {
    let mut harness = Harness::new().with_tips(true);
    assert!(harness.footer().contains("set -sg escape-time 20"), "{}", harness.footer());
    harness.keys("g ?");
    let mut again = harness.restarted().with_tips(false);
    assert!(!again.footer().contains("tip:"), "{}", again.footer());
    again.keys("j");
    assert!(again.footer().contains("? keys"));
}

#[test]
fn a_tip_makes_way_where_there_is_no_room() {
    let mut harness = Harness::new().with_tips(false).sized(60, 16);
    assert!(harness.footer().contains("? keys"), "{}", harness.footer());
}
