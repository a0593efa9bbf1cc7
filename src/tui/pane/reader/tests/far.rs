//! Pages so long that what is far below is laid out by a task.

use super::*;
use crate::tui::document::Layout;

/// Lines of the Markdown that take too long for a key to wait.
const PARTS: usize = 2_000;

/// Finishes what the page asks for, and brings it.
fn bring(screen: &mut Screen, mut layout: Layout) {
    layout.ensure_all();
    screen.reader.take_layout(layout);
    screen.text();
}

#[test]
fn the_end_of_a_long_page_comes_when_a_task_has_laid_it_out() {
    let mut screen = Screen::new(&long(PARTS), 40, 10);
    assert_eq!(screen.reader.unfinished(), None);
    screen.act(Action::Bottom);
    assert!(screen.text().starts_with(" Engine"), "what is there stays until the answer comes");
    let layout = screen.reader.unfinished().expect("somebody is asked");
    assert!(layout.lines().is_empty());
    assert_eq!(screen.reader.unfinished(), None, "once");
    bring(&mut screen, layout);
    assert!(screen.text().contains("Text of part 2000."), "{}", screen.text());
    assert_eq!(screen.foot(), "no labels · end");
}

#[test]
fn whoever_goes_on_reading_is_not_taken_to_the_end() {
    let mut screen = Screen::new(&long(PARTS), 40, 10);
    screen.act(Action::Bottom);
    screen.act(Action::PageDown);
    let before = screen.text();
    let layout = screen.reader.unfinished().expect("somebody is asked");
    bring(&mut screen, layout);
    assert_eq!(screen.text(), before);
}

#[test]
fn a_layout_of_another_width_is_of_no_use() {
    let mut screen = Screen::new(&long(PARTS), 40, 10);
    screen.act(Action::Bottom);
    let layout = screen.reader.unfinished().expect("somebody is asked");
    screen.terminal = Terminal::new(TestBackend::new(60, 10)).unwrap();
    screen.text();
    bring(&mut screen, layout);
    assert!(screen.text().starts_with(" Engine"), "{}", screen.text());
    let layout = screen.reader.unfinished().expect("asked anew");
    bring(&mut screen, layout);
    assert!(screen.text().contains("Text of part 2000."));
}

#[test]
fn what_is_far_below_is_found_when_it_is_laid_out() {
    let mut screen = Screen::new(&long(PARTS), 60, 10);
    screen.act(Action::Filter);
    assert_eq!(screen.reader.unfinished(), None);
    screen.typed("part 1234");
    assert_eq!(screen.foot().split(" · ").next(), Some("looking for “part 1234”…"));
    let layout = screen.reader.unfinished().expect("somebody is asked");
    bring(&mut screen, layout);
    assert_eq!(screen.foot().split(" · ").next(), Some("1 of 2 for “part 1234”"));
    assert!(screen.text().contains("Text of part 1234."), "{}", screen.text());
    screen.typed("5");
    assert!(screen.foot().starts_with("no match"), "nobody is asked again: {}", screen.foot());
}

#[test]
fn a_heading_far_below_and_a_place_that_was_left_there_are_gone_to() {
    let mut screen = Screen::new(&long(PARTS), 40, 10);
    screen.reader.view.go_to(4 * 1_500);
    assert!(screen.text().starts_with(" Engine"));
    let layout = screen.reader.unfinished().expect("somebody is asked");
    bring(&mut screen, layout);
    assert_eq!(screen.text().lines().next(), Some(" Part 1501"));
    // The same page with another text stays where it is, whatever that takes.
    screen.open("7", "Engine", &format!("{}x", long(PARTS)));
    assert_eq!(screen.text().lines().next(), Some(" Part 1501"));
    assert_eq!(screen.reader.unfinished(), None);
    screen.open("8", "Other", "x");
    screen.open("7", "Engine", &long(PARTS));
    let layout = screen.reader.unfinished().expect("somebody is asked");
    bring(&mut screen, layout);
    assert_eq!(screen.text().lines().next(), Some(" Part 1501"));
}
