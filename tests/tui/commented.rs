//! Words that comments are about: marked in the page, followed to their thread, and chosen for a new one.

use insta::assert_snapshot;
use ratatui::style::Modifier;
use tildr::domain::*;
use tildr::replica::Incoming;
use tildr::tui::message::Message;
use tildr::tui::testing::{Harness, now, page};

const BODY: &str = "<p>We keep <strong>two <ac:inline-comment-marker ac:ref=\"m1\">copies of each</ac:inline-comment-marker></strong> page, \
    and <ac:inline-comment-marker ac:ref=\"m2\">both</ac:inline-comment-marker> are read.</p>\
    <h2>Later</h2><p>Two copies, <ac:link><ri:page ri:content-title=\"Engineering\" /></ac:link>, and more.</p>";

fn comment(id: &str, mark: &str, words: &str, resolved: bool, text: &str) -> Incoming {
    Incoming::Comment(Box::new(Comment {
        id: id.into(),
        page: "c9".into(),
        parent: None,
        anchor: Some(Anchor { marker: mark.to_owned(), words: words.to_owned() }),
        resolved,
        author: "u2".into(),
        created: now(),
        version: Version { number: 1, author: "u2".into(), when: now(), message: String::new() },
        storage: format!("<p>{text}</p>"),
    }))
}

fn reading() -> Harness {
    let mut harness = Harness::new();
    let items = [
        page("s2", "c9", Some("s2-home"), 9, "Copies", BODY),
        comment("k1", "m1", "copies of each", false, "Of which page?"),
        comment("k2", "m2", "both", true, "Settled long ago."),
    ];
    harness.replica.take_in(&items, Some("2"), false).unwrap();
    harness.send(Message::Changed).keys("g p").text("Copies").keys("<enter> 3");
    harness
}

/// The words on the screen that are underlined.
fn underlined(harness: &mut Harness) -> String {
    let buffer = harness.cells();
    let cells = buffer.content.iter();
    let marked = cells.map(|cell| match cell.modifier.contains(Modifier::UNDERLINED) {
        true => cell.symbol(),
        false => " ",
    });
    marked.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn body(harness: &Harness) -> String {
    harness.replica.body(&"c9".into()).unwrap().unwrap()
}

#[test]
fn words_with_an_open_thread_are_underlined() {
    let mut harness = reading();
    let words = underlined(&mut harness);
    assert!(words.contains("copies of each") && !words.contains("both"), "{words}");
    assert_snapshot!("commented_words", harness.sized(100, 24).frame());
}

#[test]
fn enter_and_c_on_commented_words_open_their_thread() {
    for key in ["<enter>", "c"] {
        let mut harness = reading();
        harness.keys(".");
        assert!(harness.frame().contains("somebody commented on these words"), "{}", harness.frame());
        harness.keys(key);
        let frame = harness.frame();
        assert!(frame.contains("Comments on Copies") && frame.contains("Of which page?"), "{frame}");
    }
}

#[test]
fn a_comment_is_begun_on_selected_words() {
    let mut harness = reading();
    harness.keys("/").text("are read").keys("<enter> v");
    assert!(harness.frame().contains("SELECT"), "{}", harness.frame());
    harness.keys("c");
    assert_snapshot!("comment_on_words", harness.frame());
    harness.text("By whom?").keys("<f2>");
    let stored = body(&harness);
    let mark = stored.split("ac:ref=\"").last().unwrap().split('"').next().unwrap().to_owned();
    assert!(
        stored.contains(&format!("</ac:inline-comment-marker> <ac:inline-comment-marker ac:ref=\"{mark}\">are read</ac:inline-comment-marker>.</p>")),
        "{stored}"
    );
    let rows = harness.replica.comments(&"c9".into()).unwrap();
    let mine = rows.iter().find(|row| row.comment.storage.contains("By whom?")).unwrap();
    assert_eq!(mine.comment.anchor, Some(Anchor { marker: mark, words: "are read".to_owned() }));
    harness.keys("<esc>");
    assert!(underlined(&mut harness).contains("are read"), "{}", underlined(&mut harness));
    // One undo takes the comment and its mark.
    harness.keys("u");
    assert_eq!(body(&harness), BODY);
    assert_eq!(harness.replica.comments(&"c9".into()).unwrap().len(), 2);
}

#[test]
fn a_selection_goes_on_word_by_word_and_can_be_copied() {
    let mut harness = reading();
    harness.keys("v l l l l");
    harness.keys("y");
    assert_eq!(harness.state.awaiting.copied.as_deref(), Some("We keep two copies of"));
    // What it holds of the same words is told from what stands before.
    harness.keys("/").text("copies").keys("<enter> n v c").text("These?").keys("<f2>");
    assert!(body(&harness).contains("<p>Two <ac:inline-comment-marker"), "{}", body(&harness));
    // Words of two paragraphs are none to comment on.
    let mut harness = reading();
    harness.keys("v j j j j c");
    assert!(harness.frame().contains("one paragraph"), "{}", harness.frame());
}

#[test]
fn a_linked_word_in_focus_is_what_a_comment_is_about() {
    let mut harness = reading();
    harness.keys(". . v c").text("Which one?").keys("<f2>");
    let stored = body(&harness);
    assert!(
        stored.contains("Engineering") && harness.replica.comments(&"c9".into()).unwrap().len() <= 3,
        "{stored}"
    );
}
