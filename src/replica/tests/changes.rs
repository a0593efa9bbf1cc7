//! Commits, what the tree shows of them, delivery, undo.

use super::*;
use crate::replica::{Conflict, Delivery, queue_only};

fn small() -> Bench {
    Bench::with(vec![
        (page("1", None, 10), "<p>one</p>"),
        (page("2", Some("1"), 20), "<p>two</p>"),
        (page("3", Some("1"), 30), "<p>three</p>"),
    ])
}

#[test]
fn a_commit_shows_at_once_and_waits() {
    let bench = small();
    bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    assert_eq!(bench.body("2").unwrap(), "<p>zwei</p>");
    assert!(bench.replica.page(&"2".into()).unwrap().unwrap().mark.queued);
    assert_eq!(bench.replica.outbox().unwrap().len(), 1);
    assert_eq!(bench.replica.server_state(&"2".into()).unwrap().unwrap().1, "<p>two</p>");
}

#[test]
fn created_pages_stand_where_they_were_put() {
    let bench = small();
    bench.commit(create("new:a", Some("1"), Some("2")));
    bench.commit(create("new:b", Some("1"), None));
    bench.commit(create("new:c", Some("new:a"), None));
    assert_eq!(bench.titles(Some("1")), ["Page new:b", "Page 2", "Page new:a", "Page 3"]);
    assert_eq!(bench.titles(Some("new:a")), ["Page new:c"]);
}

#[test]
fn either_id_finds_a_page_that_was_delivered() {
    let bench = small();
    let op = bench.commit(create("new:a", Some("1"), Some("3")));
    bench.commit(create("new:b", Some("new:a"), None));
    bench.commit(edit("new:a", "<p>new:a</p>", "<p>more</p>"));
    let mut real = page("77", Some("1"), 40);
    real.title = "Page new:a".to_owned();
    bench.replica.assign(&op, &"new:a".into(), &real, "<p>new:a</p>").unwrap();
    assert_eq!(bench.body("new:a").unwrap(), "<p>more</p>");
    assert_eq!(bench.body("77").unwrap(), "<p>more</p>");
    assert_eq!(bench.titles(Some("77")), ["Page new:b"]);
    let queued = bench.replica.outbox().unwrap();
    assert_eq!(queued.len(), 2);
    assert_eq!(queued[0].entry.change.page(), Some(&"new:b".into()));
    assert_eq!(queued[1].entry.change.page(), Some(&"77".into()));
    assert_eq!(bench.replica.server_state(&"77".into()).unwrap().unwrap().1, "<p>new:a</p>");
}

#[test]
fn news_about_a_page_with_queued_changes_goes_below_them() {
    let bench = small();
    bench.commit(Change::Rename { page: "2".into(), from: "Page 2".into(), to: "Mine".into() });
    let mut theirs = page("2", Some("1"), 20);
    theirs.version.number = 2;
    bench.pull(vec![incoming(theirs, "<p>theirs</p>")]);
    assert_eq!(bench.shown("2").title, "Mine");
    assert_eq!(bench.shown("2").version.number, 2);
    assert_eq!(bench.body("2").unwrap(), "<p>theirs</p>");
}

#[test]
fn dropping_a_change_shows_what_the_wiki_has() {
    let bench = small();
    let op = bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    bench.commit(edit("2", "<p>zwei</p>", "<p>deux</p>"));
    bench.replica.drop_queued(&op).unwrap();
    assert_eq!(bench.body("2").unwrap(), "<p>two</p>");
    assert!(bench.replica.outbox().unwrap().is_empty());
    assert_eq!(bench.replica.kept(9).unwrap().len(), 2, "the texts are kept");
    assert!(!bench.replica.page(&"2".into()).unwrap().unwrap().mark.queued);
}

#[test]
fn dropping_a_create_drops_what_stands_on_it() {
    let bench = small();
    let op = bench.commit(create("new:a", Some("1"), None));
    bench.commit(create("new:b", Some("new:a"), None));
    bench.commit(edit("new:b", "<p>new:b</p>", "<p>x</p>"));
    bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    bench.replica.drop_queued(&op).unwrap();
    assert_eq!(bench.replica.outbox().unwrap().len(), 1);
    assert_eq!(bench.titles(Some("1")), ["Page 2", "Page 3"]);
}

#[test]
fn trash_takes_the_subtree_and_restore_brings_it_back() {
    let bench = small();
    bench.commit(Change::Trash { page: "1".into(), spot: spot(None, None) });
    assert_eq!(bench.titles(None), Vec::<String>::new());
    assert_eq!(bench.replica.trashed(None).unwrap().len(), 3);
    bench.commit(Change::Restore { page: "1".into(), spot: spot(None, None) });
    assert_eq!(bench.titles(Some("1")), ["Page 2", "Page 3"]);
}

#[test]
fn gf_09_undo_restores() {
    let bench = small();
    let before = bench.shown("2");
    bench.commit(Change::Rename { page: "2".into(), from: "Page 2".into(), to: "Mine".into() });
    bench.commit(Change::Move { page: "2".into(), from: spot(Some("1"), None), to: spot(None, Some("1")) });
    bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    assert_eq!(bench.titles(None), ["Page 1", "Mine"]);
    for _ in 0..3 {
        assert!(bench.replica.undo(now()).unwrap().is_some());
    }
    assert_eq!(bench.shown("2"), before);
    assert!(bench.replica.outbox().unwrap().is_empty(), "queued changes are cancelled, not undone twice");
    assert_eq!(bench.replica.undo(now()).unwrap(), None);
    for _ in 0..3 {
        assert!(bench.replica.redo(now()).unwrap().is_some());
    }
    assert_eq!(bench.titles(None), ["Page 1", "Mine"]);
    assert_eq!(bench.body("2").unwrap(), "<p>zwei</p>");
    assert_eq!(bench.replica.redo(now()).unwrap(), None);
}

#[test]
fn a_delivered_change_is_undone_by_its_inverse() {
    let bench = small();
    let op = bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    let mut answer = page("2", Some("1"), 20);
    answer.version.number = 2;
    bench.replica.delivered(&op, Some(&answer)).unwrap();
    assert_eq!(bench.shown("2").version.number, 2);
    bench.replica.undo(now()).unwrap().unwrap();
    let queued = bench.replica.outbox().unwrap();
    let Change::Edit { base_version, base, storage, .. } = &queued[0].entry.change else { panic!("an edit") };
    assert_eq!((*base_version, base.as_str(), storage.as_str()), (2, "<p>zwei</p>", "<p>two</p>"));
    assert_eq!(bench.body("2").unwrap(), "<p>two</p>");
}

#[test]
fn undo_is_refused_when_the_wiki_moved_on_and_earlier_actions_stay_undoable() {
    let bench = small();
    bench.commit(Change::AddLabel { page: "3".into(), label: Label::stored("x") });
    let op = bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    bench.replica.delivered(&op, None).unwrap();
    let mut theirs = page("2", Some("1"), 20);
    theirs.version.number = 3;
    bench.pull(vec![incoming(theirs, "<p>theirs</p>")]);
    assert!(bench.replica.undo(now()).is_err());
    assert_eq!(bench.replica.undo(now()).unwrap().unwrap().change.verb(), "label");
}

#[test]
fn a_group_is_undone_together() {
    let bench = small();
    let group = Some(OpId::fresh());
    let entries: Vec<Entry> = ["2", "3"]
        .map(|id| Entry { group, ..entry(Change::Trash { page: id.into(), spot: spot(Some("1"), None) }) })
        .into();
    bench.replica.commit(&entries).unwrap();
    assert!(bench.titles(Some("1")).is_empty());
    bench.replica.undo(now()).unwrap();
    assert_eq!(bench.titles(Some("1")).len(), 2);
    bench.replica.redo(now()).unwrap();
    assert!(bench.titles(Some("1")).is_empty());
}

#[test]
fn all_entries_of_a_commit_or_none() {
    let bench = small();
    let entries = [entry(edit("2", "<p>two</p>", "<p>x</p>")), entry(edit("gone", "", ""))];
    assert!(bench.replica.commit(&entries).is_err());
    assert_eq!(bench.body("2").unwrap(), "<p>two</p>");
    assert!(bench.replica.outbox().unwrap().is_empty());
}

#[test]
fn f17_a_page_that_goes_away_parks_its_changes_with_their_text() {
    let bench = small();
    bench.commit(edit("2", "<p>two</p>", "<p>mine</p>"));
    bench.pull(vec![Incoming::PageGone("2".into())]);
    assert_eq!(bench.body("2"), None);
    let queued = bench.replica.outbox().unwrap();
    assert!(matches!(queued[0].state, Delivery::Parked(_)));
    assert!(matches!(&queued[0].entry.change, Change::Edit { storage, .. } if storage == "<p>mine</p>"));
}

#[test]
fn a_conflict_keeps_both_texts_and_shows_theirs() {
    let bench = small();
    let op = bench.commit(edit("2", "<p>two</p>", "<p>mine</p>"));
    bench.commit(edit("2", "<p>mine</p>", "<p>mine 2</p>"));
    let mut theirs = page("2", Some("1"), 20);
    theirs.version.number = 2;
    bench.pull(vec![incoming(theirs, "<p>theirs</p>")]);
    let conflict = Conflict {
        page: "2".into(),
        base: "<p>two</p>".into(),
        ours: "<p>mine</p>".into(),
        theirs: "<p>theirs</p>".into(),
        their_version: 2,
        since: now(),
    };
    bench.replica.set_conflict(&op, &conflict).unwrap();
    assert_eq!(bench.body("2").unwrap(), "<p>theirs</p>");
    assert_eq!(bench.replica.conflict(&"2".into()).unwrap().unwrap().ours, "<p>mine 2</p>");
    assert!(bench.replica.page(&"2".into()).unwrap().unwrap().mark.conflict);
    assert!(bench.replica.outbox().unwrap().is_empty());
    bench.replica.end_conflict(&"2".into()).unwrap();
    assert_eq!(bench.replica.kept(1).unwrap()[0].text, "<p>mine 2</p>");
}

#[test]
fn f15_moves_that_make_a_circle_leave_every_page_reachable() {
    let bench = Bench::with(vec![(page("a", None, 1), ""), (page("b", None, 2), "")]);
    bench.commit(Change::Move { page: "b".into(), from: spot(None, Some("a")), to: spot(Some("a"), None) });
    let mut theirs = page("a", Some("b"), 1);
    theirs.version.number = 2;
    bench.pull(vec![incoming(theirs, "")]);
    assert_eq!(bench.titles(None), ["Page b"]);
    assert_eq!(bench.titles(Some("b")), ["Page a"]);
}

#[test]
fn what_another_process_queued_is_shown() {
    let bench = small();
    queue_only(bench.dir.path(), &[entry(edit("2", "<p>two</p>", "<p>other</p>"))]).unwrap();
    assert_eq!(bench.replica.outbox().unwrap().len(), 1);
    assert!(bench.replica.catch_up().unwrap());
    assert_eq!(bench.body("2").unwrap(), "<p>other</p>");
    assert!(!bench.replica.catch_up().unwrap());
}

#[test]
fn what_another_process_queued_is_shown_when_something_was_delivered_before_anybody_looked() {
    let bench = small();
    let op = bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    queue_only(bench.dir.path(), &[entry(edit("3", "<p>three</p>", "<p>drei</p>"))]).unwrap();
    bench.replica.delivered(&op, None).unwrap();
    assert!(bench.replica.catch_up().unwrap());
    assert_eq!(bench.body("3").unwrap(), "<p>drei</p>");
}

#[test]
fn f4_an_edit_waits_safely_while_the_tree_cannot_be_written_and_is_shown_when_it_can() {
    let bench = small();
    let other = rusqlite::Connection::open(bench.dir.path().join("replica.db")).unwrap();
    other
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON pending BEGIN SELECT raise(ABORT, 'full'); END")
        .unwrap();
    bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>"));
    assert_eq!(bench.replica.outbox().unwrap().len(), 1);
    assert_eq!(bench.body("2").unwrap(), "<p>two</p>");
    other.execute_batch("DROP TRIGGER full").unwrap();
    assert!(bench.replica.catch_up().unwrap());
    assert_eq!(bench.body("2").unwrap(), "<p>zwei</p>");
    assert!(!bench.replica.catch_up().unwrap());
}

#[test]
fn j_10_a_waiting_jot_can_be_taken_back() {
    let bench = small();
    let jot = Jot {
        target: JotTarget::Day("2026-11-22".parse().unwrap()),
        markdown: "- hello".into(),
        storage: "<ul><li>hello</li></ul>".into(),
        labels: Vec::new(),
        at: now(),
    };
    let op = bench.commit(Change::Append(jot.clone()));
    bench.replica.undo(now()).unwrap();
    assert!(bench.replica.outbox().unwrap().is_empty());
    bench.replica.redo(now()).unwrap();
    let again = bench.replica.outbox().unwrap()[0].entry.op;
    assert_ne!(again, op);
    bench.replica.delivered(&again, None).unwrap();
    assert!(bench.replica.undo(now()).is_err());
}

#[test]
fn late_news_does_not_take_a_page_back() {
    let bench = small();
    let mut newer = page("2", Some("1"), 20);
    newer.version.number = 5;
    bench.pull(vec![incoming(newer, "<p>five</p>")]);
    bench.pull(vec![incoming(page("2", Some("1"), 20), "<p>one</p>")]);
    assert_eq!(bench.body("2").unwrap(), "<p>five</p>");
    bench.replica.take_in(&[incoming(page("2", Some("1"), 20), "<p>one</p>")], None, true).unwrap();
    assert_eq!(bench.body("2").unwrap(), "<p>one</p>");
}

fn trash(id: &str, parent: Option<&str>) -> Change {
    Change::Trash { page: id.into(), spot: spot(parent, None) }
}

#[test]
fn f17_a_refused_way_to_the_trash_leaves_pages_where_the_wiki_has_them() {
    let bench = small();
    let op = bench.commit(trash("1", None));
    assert!(bench.titles(None).is_empty() && bench.titles(Some("1")).is_empty());
    bench.replica.park(&op, "not allowed").unwrap();
    assert_eq!((bench.titles(None).len(), bench.titles(Some("1")).len()), (1, 2), "with all that is below");
    let queued = bench.replica.outbox().unwrap();
    assert!(
        matches!(&queued[0].state, Delivery::Parked(why) if why == "not allowed"),
        "it stays in the outbox"
    );
    // The page goes on: it is written on, and news of it comes in.
    bench.commit(edit("2", "<p>two</p>", "<p>mine</p>"));
    bench.pull(vec![incoming(page("4", Some("1"), 40), "")]);
    assert_eq!(bench.body("2").unwrap(), "<p>mine</p>");
    let reopened = bench.reopen();
    assert_eq!(reopened.children(&"s".into(), Some(&"1".into())).unwrap().len(), 3);
    // Tried again, it takes along what has come meanwhile.
    bench.replica.retry(&op).unwrap();
    assert!(bench.titles(None).is_empty() && bench.titles(Some("1")).is_empty());
    bench.replica.drop_queued(&op).unwrap();
    assert_eq!(bench.titles(Some("1")).len(), 3);
    assert_eq!(bench.body("2").unwrap(), "<p>mine</p>");
}

#[test]
fn f17_a_refused_move_leaves_the_page_where_the_wiki_has_it() {
    let bench = small();
    let op = bench.commit(Change::Move {
        page: "3".into(),
        from: spot(Some("1"), Some("2")),
        to: spot(Some("2"), None),
    });
    assert_eq!(bench.titles(Some("2")), ["Page 3"]);
    bench.replica.park(&op, "no").unwrap();
    assert_eq!(bench.titles(Some("1")), ["Page 2", "Page 3"]);
    assert!(bench.titles(Some("2")).is_empty());
    // Taken back, it is gone from the outbox, too.
    bench.replica.undo(now()).unwrap();
    assert!(bench.replica.outbox().unwrap().is_empty());
    assert_eq!(bench.titles(Some("1")), ["Page 2", "Page 3"]);
}

#[test]
fn the_home_page_stays_in_its_space() {
    let bench = small();
    let home = Space { home: Some("2".into()), ..space("s", "ENG") };
    bench.pull(vec![Incoming::Space(Box::new(home)), Incoming::Space(Box::new(space("t", "OPS")))]);
    let refused = |change: Change| bench.replica.refusal(&change).unwrap().unwrap_or_default();
    let why = refused(trash("2", Some("1")));
    assert!(why.contains("the home page of ENG") && why.contains("`tildr space delete ENG`"), "{why}");
    let why = refused(trash("1", None));
    assert!(why.contains("stands below this page") && why.contains("move the home page out first"), "{why}");
    let there = Spot { space: "t".into(), parent: None, after: None };
    let away = |id: &str| Change::Move { page: id.into(), from: spot(Some("1"), None), to: there.clone() };
    assert!(refused(away("2")).contains("copy it"));
    assert!(refused(away("1")).contains("stands below this page"));
    assert_eq!(refused(away("3")), "");
    assert_eq!(refused(trash("3", Some("1"))), "");
    let entry = entry(trash("2", Some("1")));
    assert!(bench.replica.commit(&[entry]).is_err(), "nothing is queued");
    assert!(bench.replica.outbox().unwrap().is_empty());
}

#[test]
fn s0_18_what_is_watched_is_what_the_wiki_said_with_our_changes_on_top() {
    let bench = small();
    let (one, two) = (Watched::Page("1".into()), Watched::Page("2".into()));
    let all = Watched::Space("s".into());
    bench.pull(vec![Incoming::Watches(vec![one.clone(), all.clone()])]);
    let watched = || bench.replica.watched().unwrap().into_iter().collect::<Vec<_>>();
    let op = bench.commit(Change::Watch { thing: two.clone(), on: true });
    let off = bench.commit(Change::Watch { thing: one.clone(), on: false });
    assert_eq!(watched(), [two.clone(), all.clone()]);
    assert!(
        !bench.replica.page(&"2".into()).unwrap().unwrap().mark.queued,
        "the page itself has not changed"
    );
    bench.replica.delivered(&op, None).unwrap();
    bench.replica.park(&off, "no").unwrap();
    assert_eq!(watched(), [one.clone(), two.clone(), all.clone()], "what was refused is not shown");
    bench.replica.undo(now()).unwrap();
    bench.replica.undo(now()).unwrap();
    assert_eq!(watched(), [one, all], "undone, it is the other way round");
}
