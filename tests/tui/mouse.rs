//! Everything that can be clicked, turned and dragged.

use ratatui::crossterm::event::{MouseButton, MouseEventKind};

use tildr::tui::message::Message;
use tildr::tui::state::Focus;
use tildr::tui::testing::{Harness, page};

const DOWN: MouseEventKind = MouseEventKind::Down(MouseButton::Left);
const DRAG: MouseEventKind = MouseEventKind::Drag(MouseButton::Left);
const UP: MouseEventKind = MouseEventKind::Up(MouseButton::Left);

fn open_page(harness: &Harness) -> String {
    harness.state.world.page.as_ref().map(|opened| opened.row.page.title.clone()).unwrap_or_default()
}

#[test]
fn a_click_on_a_page_opens_it_and_on_its_sign_its_branch() {
    let mut harness = Harness::new();
    assert!(!harness.frame().contains("Journal 2026"));
    harness.click("▸ Journal");
    assert!(harness.frame().contains("· Journal 2026-11-21"), "{}", harness.frame());
    assert_eq!(open_page(&harness), "Home", "a branch opens without its page");
    harness.click("Reading");
    assert_eq!((open_page(&harness).as_str(), harness.state.focus), ("Reading", Focus::Page));
    harness.click("▾ Journal");
    assert!(!harness.frame().contains("Journal 2026"), "{}", harness.frame());
}

#[test]
fn links_are_followed_and_tasks_ticked_by_a_click() {
    let mut harness = Harness::new();
    harness.keys("g p").text("API").keys("<enter>");
    harness.click("Storage engine");
    assert_eq!(open_page(&harness), "Storage engine");
    let body = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
        <ac:task-body>buy milk</ac:task-body></ac:task></ac:task-list>";
    harness
        .replica
        .take_in(&[page("s1", "p13", Some("s1-home"), 1, "Reading", body)], Some("2"), false)
        .unwrap();
    harness.send(Message::Changed).keys("g p").text("Reading").keys("<enter>");
    harness.click("buy milk");
    let frame = harness.frame();
    assert!(frame.contains("^ queued"), "{frame}");
}

#[test]
fn named_keys_and_actions_can_be_clicked() {
    let mut harness = Harness::new();
    harness.click("? keys");
    assert!(harness.frame().contains("type to find a key"), "{}", harness.frame());
    harness.click("Esc close");
    assert!(!harness.frame().contains("type to find a key"));
    // Keys that may follow.
    harness.keys("g").click("labels");
    assert!(harness.frame().contains("All labels"), "{}", harness.frame());
    harness.keys("<esc>").keys("2 G r").text("!").keys("<enter>");
    harness.keys("j").send(Message::Timer(tildr::tui::effect::Timer::Notice(harness_notice())));
    harness.click("^1");
    assert!(harness.frame().contains("Outbox"), "{}", harness.frame());
}

/// The first notice of a run.
fn harness_notice() -> u64 {
    1
}

#[test]
fn a_row_of_an_overlay_is_selected_by_a_click_and_done_by_another() {
    let mut harness = Harness::new();
    harness.keys("T").click("dusk");
    assert_eq!(harness.state.world.theme.name, "dusk");
    assert_eq!(harness.state.overlays.len(), 1, "tried on, not kept");
    harness.click("dusk");
    assert!(harness.state.overlays.is_empty());
    assert_eq!(harness.replica.state("theme").unwrap().as_deref(), Some("dusk"));
}

#[test]
fn the_wheel_turns_what_is_under_it() {
    let mut harness = Harness::new();
    harness.keys("T").mouse(0, 0, MouseEventKind::ScrollDown);
    assert_ne!(harness.state.world.theme.name, "terminal");
    harness.keys("<esc>");
    let long: String = (0..200).map(|line| format!("<p>line {line}</p>")).collect();
    harness
        .replica
        .take_in(&[page("s1", "p13", Some("s1-home"), 1, "Reading", &long)], Some("2"), false)
        .unwrap();
    harness.send(Message::Changed).keys("g p").text("Reading").keys("<enter> 1");
    harness.mouse(80, 20, MouseEventKind::ScrollDown).mouse(80, 20, MouseEventKind::ScrollDown);
    assert!(!harness.frame().contains("line 0 "), "{}", harness.frame());
    assert_eq!(harness.state.focus, Focus::Spaces, "the keys stay where they were");
    harness.mouse(80, 20, MouseEventKind::ScrollUp).mouse(80, 20, MouseEventKind::ScrollUp);
    assert!(harness.frame().contains("line 0"), "{}", harness.frame());
}

#[test]
fn lines_between_panes_are_dragged_and_a_double_click_puts_them_back() {
    let mut harness = Harness::new();
    harness.frame();
    let before = harness.state.layout;
    harness.mouse(34, 5, DOWN).mouse(50, 5, DRAG).mouse(50, 5, UP);
    assert_eq!(harness.state.layout.left, 50);
    let row = harness.state.layout.areas[1].y - 1;
    harness.mouse(10, row, DOWN).mouse(10, 24, DRAG).mouse(10, 24, UP);
    assert_eq!(harness.state.layout.areas[1].y, 24);
    harness.mouse(50, 5, DOWN).mouse(50, 5, UP).mouse(50, 5, DOWN).mouse(50, 5, UP);
    assert_eq!((harness.state.layout.left, harness.state.layout.spaces), (before.left, None));
}

#[test]
fn a_double_click_on_a_border_zooms() {
    let mut harness = Harness::new();
    harness.frame();
    harness.mouse(60, 0, DOWN).mouse(60, 0, UP).mouse(60, 0, DOWN);
    assert!(harness.state.layout.zoomed && harness.state.focus == Focus::Page);
}

/// Where a text is on the screen.
fn place_of(harness: &mut Harness, text: &str) -> (u16, u16) {
    let frame = harness.frame();
    let found = frame.lines().enumerate().find_map(|(row, line)| {
        let at = line.find(text)?;
        Some((line[..at].chars().count() as u16, row as u16))
    });
    found.unwrap_or_else(|| panic!("no `{text}` in\n{frame}"))
}

#[test]
fn words_are_selected_by_drawing_over_them() {
    let mut harness = Harness::new();
    harness.keys("g p").text("Storage engine").keys("<enter>");
    let (from, row) = place_of(&mut harness, "keep two");
    harness.mouse(from + 1, row, DOWN).mouse(from + 6, row, DRAG).mouse(from + 6, row, UP);
    harness.keys("y");
    assert_eq!(harness.copied.as_deref(), Some("keep two"));
    // Backwards, and beyond the end of the line; a press elsewhere takes it back.
    harness.mouse(from + 40, row, DOWN).mouse(from, row, DRAG).mouse(from, row, UP);
    assert!(harness.frame().contains("SELECT"), "{}", harness.frame());
    harness.keys("c").text("why two?");
    assert!(harness.frame().contains("why two?"), "{}", harness.frame());
    harness.keys("<esc> <esc>");
    harness.mouse(from, row, DOWN).mouse(from + 6, row, DRAG).mouse(from + 6, row, UP);
    harness.mouse(from, row + 3, DOWN).mouse(from, row + 3, UP);
    assert!(!harness.frame().contains("SELECT"), "{}", harness.frame());
}
