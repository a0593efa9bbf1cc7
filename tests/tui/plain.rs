//! Without colours, without Unicode, and read out line by line: nothing that matters is lost.

use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};
use tildr::replica::Incoming;
use tildr::tui::print;
use tildr::tui::testing::{Harness, page};
use tildr::tui::theme::{Depth, Signs, Theme};

/// Keys that lead to every screen there is.
const SCREENS: &[&str] = &[
    "",
    "1 G l",
    "2 G",
    "?",
    ":",
    "x",
    "g",
    "y",
    "T",
    "!",
    "i",
    "L",
    "H",
    "m",
    "a",
    "r",
    "s gate",
    "g p",
    "g o",
    "g d",
    "g x",
    "g l",
    "t",
    "e",
    "e <f4>",
    "` milk",
    "2 j d d",
    "f",
    "/ o",
    "2 space v",
    "~",
];

fn plain(signs: Signs, depth: Depth) -> Harness {
    let mut harness = Harness::new();
    harness.state.world.theme = Theme::named("evening", signs, depth).unwrap();
    harness.state.world.settings.colours = depth;
    harness
}

#[test]
fn with_ascii_no_screen_has_another_sign() {
    for size in [(120, 40), (80, 24)] {
        for keys in SCREENS {
            let mut harness = plain(Signs::ASCII, Depth::Sixteen).sized(size.0, size.1);
            let frame = harness.keys(keys).frame();
            let other: String = frame.chars().filter(|sign| !sign.is_ascii()).collect();
            assert!(other.is_empty(), "{keys}: {other}\n{frame}");
        }
    }
}

#[test]
fn without_colours_every_word_is_there_and_no_colour_is() {
    // The choice of colours says what the terminal can show.
    for keys in SCREENS.iter().filter(|keys| **keys != "T") {
        let (mut plain, mut coloured) =
            (plain(Signs::UNICODE, Depth::None), plain(Signs::UNICODE, Depth::Full));
        // A status has brackets where it has no colour, and nothing else may differ.
        assert_eq!(plain.keys(keys).frame(), coloured.keys(keys).frame(), "{keys}");
        for cell in &plain.cells().content {
            assert!(cell.fg == Color::Reset && cell.bg == Color::Reset, "{keys}: {cell:?}");
        }
    }
}

#[test]
fn without_colours_the_selected_line_is_reversed() {
    for keys in ["1", "2", "?", ":", "x", "T", "g p", "s gate", "m"] {
        let mut harness = plain(Signs::UNICODE, Depth::None);
        let reversed = |cells: &ratatui::buffer::Buffer| {
            cells.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count()
        };
        assert!(reversed(harness.keys(keys).cells()) > 8, "{keys}\n{}", harness.frame());
    }
}

#[test]
fn every_state_has_a_sign() {
    let mut harness = plain(Signs::ASCII, Depth::None);
    let restricted = match page("s1", "p15", Some("s1-home"), 9, "For few", "<p>Shh.</p>") {
        Incoming::Page { mut page, storage } => {
            page.restricted_to = Some(Default::default());
            Incoming::Page { page, storage }
        }
        other => other,
    };
    harness.replica.take_in(&[restricted], Some("9"), false).unwrap();
    harness.send(tildr::tui::message::Message::Changed);
    // Queued, and a draft.
    harness.keys("2 G r").text("!").keys("<enter> 2 g g e").text("half").keys("<esc> 2");
    let frame = harness.frame();
    for sign in ["^", "*", "only you"] {
        assert!(frame.contains(sign), "{sign}\n{frame}");
    }
}

#[test]
fn what_is_read_out_is_one_thing_at_a_time() {
    let mut harness = plain(Signs::UNICODE, Depth::None).sized(80, 40);
    harness.state.world.settings.linear = true;
    let lines = |harness: &mut Harness| {
        let cursor = None;
        print::linear(harness.cells(), cursor)
    };
    let first = lines(harness.keys("2"));
    let second = lines(harness.keys("j"));
    assert_snapshot!("read_out_tree", first.join("\n"));
    assert_snapshot!("read_out_one_down", print::news(&first, &second).join("\n"));
    let over = lines(harness.keys(": mov"));
    assert_snapshot!("read_out_palette", print::news(&second, &over).join("\n"));
}
