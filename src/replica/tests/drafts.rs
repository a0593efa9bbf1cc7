//! Drafts, their journal, and small marks.

use super::*;
use crate::replica::{Draft, Form, Typed};

pub(super) fn draft(text: &str) -> Draft {
    Draft {
        page: "2".into(),
        form: Form::Markdown,
        base_version: 1,
        base: "<p>two</p>".into(),
        text: text.to_owned(),
        cursor: text.len(),
        updated: now(),
    }
}

pub(super) fn typed(at: usize, removed: usize, inserted: &str) -> Typed {
    Typed { at, removed, inserted: inserted.to_owned(), state: None }
}

#[test]
fn f1_typing_is_there_after_a_start_without_an_end() {
    let bench = Bench::with(vec![(page("2", None, 1), "<p>two</p>")]);
    bench.replica.save_draft(&draft("two")).unwrap();
    bench.replica.journal(&"2".into(), Form::Markdown, &[typed(3, 0, " ü"), typed(0, 1, "T")], 6).unwrap();
    let again = bench.reopen().draft(&"2".into(), Form::Markdown).unwrap().unwrap();
    assert_eq!((again.text.as_str(), again.cursor), ("Two ü", 6));
    bench.replica.sync_journal().unwrap();
    assert!(bench.replica.page(&"2".into()).unwrap().unwrap().mark.draft);
    bench.replica.save_draft(&draft("Two ü!")).unwrap();
    assert_eq!(bench.replica.draft(&"2".into(), Form::Markdown).unwrap().unwrap().text, "Two ü!");
    bench.replica.end_draft(&"2".into(), Form::Markdown).unwrap();
    assert_eq!(bench.replica.drafts().unwrap(), []);
    assert_eq!(bench.replica.kept(1).unwrap()[0].text, "Two ü!");
}

#[test]
fn a_draft_is_told_of_without_its_texts_and_comes_with_what_was_before() {
    let bench = Bench::with(vec![(page("2", None, 1), "<p>two</p>")]);
    let id = "2".into();
    assert_eq!(bench.replica.draft_in_short(&id, Form::Markdown).unwrap(), None);
    bench.replica.save_draft(&draft("two")).unwrap();
    let short = bench.replica.draft_in_short(&id, Form::Markdown).unwrap().unwrap();
    assert_eq!(short, Draft { base: String::new(), text: String::new(), cursor: 0, ..draft("two") });
    let (whole, past) = bench.replica.draft_with_past(&id, Form::Markdown).unwrap().unwrap();
    assert_eq!((whole.text.as_str(), past.before.as_deref(), past.beginning(&whole)), ("two", None, "two"));
    bench.replica.journal(&id, Form::Markdown, &[typed(3, 0, "!")], 4).unwrap();
    let (whole, past) = bench.replica.draft_with_past(&id, Form::Markdown).unwrap().unwrap();
    assert_eq!((whole.text.as_str(), past.beginning(&whole), past.steps.len()), ("two!", "two", 1));
    assert_eq!(bench.replica.draft_with_past(&id, Form::Storage).unwrap(), None);
}

#[test]
fn a_damaged_step_ends_the_replay_with_what_is_good() {
    let bench = Bench::with(Vec::new());
    bench.replica.save_draft(&draft("ü")).unwrap();
    bench
        .replica
        .journal(&"2".into(), Form::Markdown, &[typed(2, 0, "!"), typed(1, 0, "x"), typed(0, 0, "y")], 3)
        .unwrap();
    assert_eq!(bench.replica.draft(&"2".into(), Form::Markdown).unwrap().unwrap().text, "ü!");
}

#[test]
fn a_long_journal_is_folded() {
    let bench = Bench::with(Vec::new());
    bench.replica.save_draft(&draft("")).unwrap();
    let steps: Vec<Typed> = (0..2_100).map(|at| typed(at, 0, "a")).collect();
    bench.replica.journal(&"2".into(), Form::Markdown, &steps, 2_100).unwrap();
    bench.replica.sync_journal().unwrap();
    assert_eq!(bench.reopen().draft(&"2".into(), Form::Markdown).unwrap().unwrap().text.len(), 2_100);
}

#[test]
fn typing_without_a_draft_is_refused() {
    let bench = Bench::with(Vec::new());
    assert!(bench.replica.journal(&"2".into(), Form::Markdown, &[typed(0, 0, "a")], 1).is_err());
}

#[test]
fn a_draft_of_a_new_page_follows_it() {
    let bench = Bench::with(Vec::new());
    let op = bench.commit(create("new:a", None, None));
    bench.replica.save_draft(&Draft { page: "new:a".into(), ..draft("hello") }).unwrap();
    bench.replica.assign(&op, &"new:a".into(), &page("5", None, 1), "").unwrap();
    assert_eq!(bench.replica.draft(&"new:a".into(), Form::Markdown).unwrap().unwrap().page, "5".into());
    assert_eq!(bench.replica.draft(&"5".into(), Form::Markdown).unwrap().unwrap().text, "hello");
}

#[test]
fn own_marks_are_kept() {
    let bench = Bench::with(vec![(page("1", None, 1), ""), (page("2", None, 2), "")]);
    bench.replica.set_favourite(&"s".into(), true).unwrap();
    assert_eq!(bench.replica.favourites().unwrap(), ["s".into()]);
    bench.replica.visited(&"1".into(), now()).unwrap();
    bench.replica.visited(&"2".into(), Timestamp::from_second(1_790_000_009).unwrap()).unwrap();
    let recent: Vec<String> =
        bench.replica.recent(5).unwrap().into_iter().map(|row| row.page.id.to_string()).collect();
    assert_eq!(recent, ["2", "1"]);
    bench.replica.set_state("first-run", "done").unwrap();
    assert_eq!(bench.reopen().state("first-run").unwrap().as_deref(), Some("done"));
}

#[test]
fn what_is_stored_has_a_draft_of_its_own() {
    let bench = Bench::with(vec![(page("2", None, 1), "<p>two</p>")]);
    let stored = Draft { form: Form::Storage, ..draft("<p>two") };
    bench.replica.save_draft(&stored).unwrap();
    bench.replica.save_draft(&draft("two")).unwrap();
    bench.replica.journal(&"2".into(), Form::Storage, &[typed(6, 0, "!</p>")], 6).unwrap();
    bench.replica.sync_journal().unwrap();
    let again = bench.reopen();
    let text = |form| again.draft(&"2".into(), form).unwrap().unwrap().text;
    assert_eq!((text(Form::Storage).as_str(), text(Form::Markdown).as_str()), ("<p>two!</p>", "two"));
    assert_eq!((again.drafts().unwrap().len(), again.draft_count().unwrap()), (2, 2));
    again.end_draft(&"2".into(), Form::Markdown).unwrap();
    assert!(again.page(&"2".into()).unwrap().unwrap().mark.draft);
    again.end_draft(&"2".into(), Form::Storage).unwrap();
    assert!(!again.page(&"2".into()).unwrap().unwrap().mark.draft);
    assert_eq!(again.kept(1).unwrap()[0].why, "storage draft");
}

#[test]
fn a_storage_draft_follows_its_page_to_the_real_id() {
    let bench = Bench::with(Vec::new());
    let op = bench.commit(create("new:a", None, None));
    bench.replica.save_draft(&Draft { page: "new:a".into(), form: Form::Storage, ..draft("<p/>") }).unwrap();
    bench.replica.assign(&op, &"new:a".into(), &page("5", None, 1), "").unwrap();
    assert_eq!(bench.replica.draft(&"5".into(), Form::Storage).unwrap().unwrap().text, "<p/>");
}
