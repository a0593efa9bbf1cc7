//! What becomes of a save when the program dies between the key and the outbox.

use super::editor::{editing, queued};
use tildr::domain::{Change, OpId, PageId};
use tildr::replica::Form;
use tildr::tui::testing::Harness;

fn home() -> PageId {
    PageId::new("s1-home")
}

/// Types, asks for the save, and dies before anything is worked out; `then` is what happens in between.
fn killed(body: &str, keys: &str, then: impl FnOnce(&Harness)) -> (Harness, OpId) {
    let mut harness = editing(body);
    harness.keys(keys);
    let op = OpId::fresh();
    harness.replica.begin_save(&home(), Form::Markdown, &op).unwrap();
    then(&harness);
    (harness.restarted(), op)
}

fn has_draft(harness: &Harness) -> bool {
    harness.replica.draft(&home(), Form::Markdown).unwrap().is_some()
}

#[test]
fn f3_a_save_that_was_cut_short_is_finished_at_the_next_start() {
    let (mut harness, op) = killed("<p>one</p>", "x y", |_| {});
    let waiting = harness.replica.outbox().unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].entry.op, op);
    let Change::Edit { storage, .. } = &waiting[0].entry.change else { panic!("{waiting:?}") };
    assert_eq!(storage, "<p>xyone</p>");
    assert!(!has_draft(&harness));
    assert!(
        harness.footer().contains("Saved “Home”: what had been cut short is done."),
        "{}",
        harness.footer()
    );
    // Once: the start after that one has nothing to do, and undo takes it back.
    let mut harness = harness.restarted();
    assert_eq!(queued(&harness).len(), 1);
    harness.keys("u");
    assert_eq!(queued(&harness), []);
}

#[test]
fn f3_a_save_that_another_process_finished_is_made_once() {
    let (harness, op) = killed("<p>one</p>", "x", |_| {});
    let entry = harness.replica.outbox().unwrap().remove(0).entry;
    assert_eq!(entry.op, op);
    harness.replica.commit(&[entry]).unwrap();
    assert_eq!(queued(&harness).len(), 1);
}

#[test]
fn f3_a_text_that_went_on_after_the_save_is_a_draft() {
    let (harness, _) = killed("<p>one</p>", "x", |harness| {
        let typed = tildr::replica::Typed { at: 1, removed: 0, inserted: "y".into(), state: None };
        harness.replica.journal(&home(), Form::Markdown, &[typed], 2).unwrap();
    });
    assert_eq!(queued(&harness), []);
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap().unwrap().text, "xyone\n");
    assert_eq!(harness.replica.begun_saves().unwrap(), []);
}

#[test]
fn f3_a_save_that_would_lose_something_waits_for_the_person() {
    let body = "<p>a</p><ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">A-1</ac:parameter>\
        </ac:structured-macro><p>b</p>";
    let (mut harness, _) = killed(body, "<down> <down> <ctrl-d>", |_| {});
    assert_eq!(queued(&harness), []);
    assert!(has_draft(&harness));
    let footer = harness.footer();
    assert!(footer.contains("“Home” was not saved: it would remove 1 jira macro."), "{footer}");
    assert_eq!(harness.replica.begun_saves().unwrap(), []);
}

#[test]
fn f3_nothing_is_left_of_a_save_that_ended_in_the_editor() {
    // Done, refused with a question, and without an edit.
    let mut harness = editing("<p>one</p>");
    harness.keys("x <ctrl-s>");
    assert_eq!((queued(&harness).len(), harness.replica.begun_saves().unwrap()), (1, Vec::new()));
    harness.keys("e y <backspace> <ctrl-s>");
    assert_eq!((queued(&harness).len(), harness.replica.begun_saves().unwrap()), (1, Vec::new()));
    let body = "<p>a</p><ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">A-1</ac:parameter>\
        </ac:structured-macro><p>b</p>";
    let mut harness = editing(body);
    harness.keys("<down> <down> <ctrl-d> <ctrl-s>");
    assert!(harness.frame().contains("This removes 1 jira macro."));
    assert_eq!(harness.replica.begun_saves().unwrap(), []);
}

#[test]
fn f3_a_save_whose_editor_was_left_is_finished_without_it() {
    let mut harness = editing("<p>one</p>");
    harness.keys("x");
    let op = OpId::fresh();
    harness.replica.begin_save(&home(), Form::Markdown, &op).unwrap();
    harness.keys("<esc>");
    assert_eq!(queued(&harness), []);
    // What comes of it is told when the editor is gone.
    let outcome = Box::new(tildr::tui::outcome::Outcome::Unchanged);
    harness.send(tildr::tui::message::Message::WorkedOut(home(), Some(op), outcome));
    let waiting = harness.replica.outbox().unwrap();
    assert_eq!((waiting.len(), waiting[0].entry.op), (1, op));
    assert!(!has_draft(&harness));
    assert!(harness.footer().contains("Saved “Home”"), "{}", harness.footer());
    assert!(harness.frame().contains("xone"), "{}", harness.frame());
}

#[test]
fn f3_a_save_of_what_is_stored_is_finished_too() {
    let mut harness = editing("<p>one</p>");
    harness.keys("<f9>");
    let form = harness.state.editor.as_ref().unwrap().form();
    assert_eq!(form, Form::Storage);
    harness.keys("<right> <right> <right>").text("two ");
    harness.replica.begin_save(&home(), form, &OpId::fresh()).unwrap();
    let harness = harness.restarted();
    let [Change::Edit { storage, .. }] = &queued(&harness)[..] else { panic!("{:?}", queued(&harness)) };
    assert_eq!(storage, "<p>two one</p>");
    assert_eq!(harness.replica.draft(&home(), form).unwrap(), None);
}
