//! A conflict, place by place: what is seen, and what each decision saves.

use crate::editor::editing;
use insta::assert_snapshot;
use tildr::domain::Change;
use tildr::replica::{Conflict, Form};
use tildr::tui::message::Message;
use tildr::tui::testing::{Harness, now};

const BASE: &str = "<h2>Copies</h2><p>We keep two copies of each page.</p><p>They are checked at night.</p>\
    <ul><li>north</li><li>south</li></ul><p>Ask the storage people.</p>";
const OURS: &str = "<h2>Copies</h2><p>We keep three copies of each page.</p><p>They are checked at night.</p>\
    <ul><li>north</li><li>south and east</li></ul><p>Ask Ada.</p>";
const THEIRS: &str = "<h2>Copies</h2><p>We keep two copies on SSD.</p><p>They are checked twice a night.</p>\
    <ul><li>north</li><li>south, twice</li></ul><p style=\"color: red\">Ask the storage people.</p>";

/// The home page with both edits, its conflict open.
fn conflict(ours: &str, theirs: &str) -> Harness {
    let mut harness = editing(BASE);
    harness.keys("<ctrl-n> a").send(Message::Paste(tildr::markup::to_markdown(ours).markdown));
    harness.keys("<f2>");
    let op = harness.replica.outbox().unwrap()[0].entry.op;
    let conflict = Conflict {
        page: "s1-home".into(),
        base: BASE.to_owned(),
        ours: ours.to_owned(),
        theirs: theirs.to_owned(),
        their_version: 8,
        since: now(),
    };
    harness.replica.set_conflict(&op, &conflict).unwrap();
    harness.send(Message::Changed);
    harness.keys("g c");
    harness
}

fn saved(harness: &Harness) -> String {
    let outbox = harness.replica.outbox().unwrap();
    match outbox.last().map(|queued| &queued.entry.change) {
        Some(Change::Edit { storage, base, base_version: 8, .. }) => {
            assert_eq!(base, THEIRS);
            storage.clone()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sides_stand_beside_each_other_with_marks_on_their_words() {
    let mut harness = conflict(OURS, THEIRS);
    let frame = harness.frame();
    assert!(frame.contains("[-two-]{+three+}") && frame.contains("conflict 1 of 2"), "{frame}");
    assert_snapshot!("conflict", frame);
    harness.keys("v");
    assert_snapshot!("conflict_base", harness.frame());
    let mut harness = conflict(OURS, THEIRS).sized(80, 24);
    assert_snapshot!("conflict_small", harness.frame());
}

#[test]
fn every_place_is_decided_for_itself_and_the_rest_is_joined() {
    let mut harness = conflict(OURS, THEIRS);
    harness.keys("S");
    assert!(harness.footer().contains("2 places are not decided"), "{}", harness.footer());
    harness.keys("m");
    assert!(harness.frame().contains("conflict 2 of 2") && harness.frame().contains("1 of 2 decided"));
    harness.keys("b P");
    assert_snapshot!("conflict_preview", harness.frame());
    harness.keys("S");
    assert_eq!(
        saved(&harness),
        "<h2>Copies</h2><p>We keep three copies of each page.</p><p>They are checked twice a night.</p>\
        <ul><li>north</li><li>south and east</li><li>south, twice</li></ul><p style=\"color: red\">Ask Ada.</p>"
    );
    assert_eq!(harness.replica.conflicts().unwrap(), []);
}

#[test]
fn a_place_can_be_written_anew_and_gone_back_to() {
    let mut harness = conflict(OURS, THEIRS);
    harness.keys("e <end>").text(" Both of us.");
    assert!(harness.frame().contains("result: write it"), "{}", harness.frame());
    harness.keys("<f2> t N");
    assert_snapshot!("conflict_written", harness.frame());
    // Going for later with something written is said once.
    harness.keys("q");
    assert!(harness.footer().contains("not kept"), "{}", harness.footer());
    harness.keys("S");
    let storage = saved(&harness);
    assert!(
        storage.contains("of each page. Both of us.</p>") && storage.contains("south, twice"),
        "{storage}"
    );
}

#[test]
fn a_whole_side_is_two_keys() {
    let mut harness = conflict(OURS, THEIRS);
    harness.keys("T S");
    // What only we changed is joined with theirs.
    assert!(saved(&harness).contains("Ask Ada.") && saved(&harness).contains("on SSD"));
    let mut harness = conflict(&BASE.replace("two", "three"), &BASE.replace("two", "four"));
    harness.keys("t S");
    assert!(harness.footer().contains("Theirs stays"), "{}", harness.footer());
    assert_eq!(harness.replica.conflicts().unwrap(), []);
    assert_eq!(harness.replica.draft(&"s1-home".into(), Form::Markdown).unwrap(), None);
}

#[test]
fn later_leaves_both_sides_as_they_are() {
    let mut harness = conflict(OURS, THEIRS);
    harness.keys("m q");
    assert_eq!(harness.replica.conflicts().unwrap().len(), 1);
    harness.keys("g c");
    assert!(harness.frame().contains("0 of 2 decided"), "{}", harness.frame());
}

#[test]
fn edits_that_fit_together_after_all_are_saved_at_once() {
    let mut harness = conflict(&BASE.replace("two", "three"), &BASE.replace("night", "noon"));
    assert!(harness.frame().contains("Both edits fit together"), "{}", harness.frame());
    harness.keys("S");
    let outbox = harness.replica.outbox().unwrap();
    let Some(Change::Edit { storage, .. }) = outbox.last().map(|queued| &queued.entry.change) else {
        panic!()
    };
    assert_eq!(*storage, BASE.replace("two", "three").replace("night", "noon"));
}
