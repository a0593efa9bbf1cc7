//! Saves that were asked for: what is on the disk when, and who waits for whom.

use super::drafts::{draft, typed};
use super::*;
use crate::replica::{Delivery, Form};

fn edited(op: OpId) -> Entry {
    Entry { op, ..entry(edit("2", "<p>two</p>", "<p>zwei</p>")) }
}

/// A page with a draft whose save is noted.
fn begun() -> (Bench, OpId) {
    let bench = Bench::with(vec![(page("2", None, 1), "<p>two</p>")]);
    bench.replica.save_draft(&draft("zwei")).unwrap();
    let op = OpId::fresh();
    bench.replica.begin_save(&"2".into(), Form::Markdown, &op).unwrap();
    (bench, op)
}

fn has_draft(bench: &Bench) -> bool {
    bench.replica.draft(&"2".into(), Form::Markdown).unwrap().is_some()
}

#[test]
fn f3_an_edit_is_durable_without_its_draft_before_it_is_shown() {
    let (bench, op) = begun();
    let mut told = 0;
    bench
        .replica
        .commit_edit(&edited(op), || {
            told += 1;
            assert_eq!(bench.replica.outbox().unwrap()[0].entry.op, op);
            assert_eq!(bench.replica.begun_saves().unwrap(), []);
            assert!(!has_draft(&bench));
            assert_eq!(bench.replica.kept(1).unwrap()[0].text, "zwei");
            assert_eq!(bench.body("2").unwrap(), "<p>two</p>");
            // A draft that begins now is another one.
            bench.replica.save_draft(&draft("zwei drei")).unwrap();
        })
        .unwrap();
    assert_eq!(told, 1);
    assert_eq!(bench.body("2").unwrap(), "<p>zwei</p>");
    assert!(has_draft(&bench));
    assert!(!bench.replica.catch_up().unwrap(), "nothing is left to be shown");
}

#[test]
fn f3_typing_that_went_on_keeps_its_draft() {
    let (bench, op) = begun();
    bench.replica.journal(&"2".into(), Form::Markdown, &[typed(4, 0, "!")], 5).unwrap();
    bench.replica.commit_edit(&edited(op), || {}).unwrap();
    assert_eq!(bench.replica.draft(&"2".into(), Form::Markdown).unwrap().unwrap().text, "zwei!");
    assert_eq!(bench.replica.begun_saves().unwrap(), []);
}

#[test]
fn f3_a_program_that_starts_between_durable_and_shown_shows_it() {
    let (bench, op) = begun();
    bench
        .replica
        .commit_edit(&edited(op), || {
            let other = bench.reopen();
            assert_eq!(other.body(&"2".into()).unwrap().unwrap(), "<p>zwei</p>");
        })
        .unwrap();
    assert_eq!(bench.body("2").unwrap(), "<p>zwei</p>");
    assert_eq!(bench.replica.outbox().unwrap().len(), 1);
    assert!(!bench.replica.catch_up().unwrap());
}

#[test]
fn a_save_and_typing_wait_for_nobody_who_writes_the_tree() {
    let (bench, op) = begun();
    bench.replica.give_up_save(&op).unwrap();
    let writer = rusqlite::Connection::open(bench.dir.path().join("replica.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    bench.replica.journal(&"2".into(), Form::Markdown, &[typed(4, 0, "!")], 5).unwrap();
    bench.replica.begin_save(&"2".into(), Form::Markdown, &op).unwrap();
    bench.replica.save_draft(&draft("drei")).unwrap();
    bench.replica.end_draft(&"2".into(), Form::Markdown).unwrap();
    let mut was_durable = false;
    let edited = edited(op);
    bench
        .replica
        .commit_edit(&edited, || {
            was_durable = true;
            writer.execute_batch("COMMIT").unwrap();
        })
        .unwrap();
    assert!(was_durable);
}

#[test]
fn what_is_pulled_waits_for_nobody_who_writes_drafts_and_keeps_nobody_waiting_who_does() {
    let bench = Bench::with(vec![(page("2", None, 1), "<p>two</p>")]);
    bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    let writer = rusqlite::Connection::open(bench.dir.path().join("drafts.db")).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    // New pages and changed ones, one of them with an edit that waits: none of it is the person's.
    let mut newer = page("2", None, 1);
    newer.version.number = 2;
    bench.pull(vec![incoming(page("3", None, 2), "<p>three</p>"), incoming(newer, "<p>two!</p>")]);
    assert_eq!(
        (bench.body("3").unwrap(), bench.body("2").unwrap()),
        ("<p>three</p>".into(), "<p>zwei</p>".into())
    );
    writer.execute_batch("COMMIT").unwrap();
    // Of a page that is gone the edit is parked.
    bench.pull(vec![Incoming::PageGone("2".into())]);
    assert!(matches!(bench.replica.outbox().unwrap()[0].state, Delivery::Parked(_)));
}

#[test]
fn a_wish_to_save_is_one_small_write() {
    let (bench, op) = begun();
    bench.replica.give_up_save(&op).unwrap();
    for at in 0..1_200 {
        bench.replica.journal(&"2".into(), Form::Markdown, &[typed(at, 0, "a")], at).unwrap();
    }
    let (log, file) = (bench.dir.path().join("drafts.db-wal"), bench.dir.path().join("drafts.db"));
    let written = || std::fs::metadata(&log).unwrap().len();
    let (before, stored, calls) = (written(), std::fs::read(&file).unwrap(), bench.replica.calls());
    assert!(before > 1_000 * 4_096, "{before}");
    bench.replica.begin_save(&"2".into(), Form::Markdown, &OpId::fresh()).unwrap();
    assert!(written() - before <= 2 * (4_096 + 24), "pages of the log: {}", (written() - before) / 4_096);
    assert_eq!(bench.replica.calls() - calls, 1);
    // A long log is copied into the file behind it, when typing is made durable.
    assert!(stored == std::fs::read(&file).unwrap());
    bench.replica.sync_journal().unwrap();
    assert!(stored != std::fs::read(&file).unwrap());
}
