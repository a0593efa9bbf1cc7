//! Editing: what keys do to the page, the draft and the outbox.

use tildr::domain::{Change, PageId};
use tildr::replica::{Form, Incoming};
use tildr::tui::message::{Edited, Message};
use tildr::tui::testing::{Harness, now, page};

fn home() -> PageId {
    PageId::new("s1-home")
}

/// A wiki whose only page has this body, and the editor open on it.
pub(crate) fn editing(body: &str) -> Harness {
    let mut harness = Harness::with(vec![
        Incoming::User(tildr::tui::testing::person("u1", "ada", "Ada Lund")),
        tildr::tui::testing::space(
            "s1",
            "~ada",
            "Ada Lund",
            Some("u1"),
            &[tildr::domain::Subject::User("u1".into())],
        ),
        page("s1", "s1-home", None, 0, "Home", body),
    ]);
    harness.keys("e");
    harness
}

pub(crate) fn queued(harness: &Harness) -> Vec<Change> {
    harness.replica.outbox().unwrap().into_iter().map(|queued| queued.entry.change).collect()
}

#[test]
fn a_key_press_becomes_a_saved_page() {
    let mut harness = Harness::new();
    harness.keys("e").text("Now: ");
    assert!(harness.frame().contains("saving…"));
    let draft = harness.replica.draft(&home(), Form::Markdown).unwrap().expect("a draft");
    assert_eq!((draft.text.as_str(), draft.cursor), ("Now: My own pages.\n", 5));
    harness.keys("<ctrl-s>");
    assert!(harness.state.editor.is_none());
    assert!(harness.frame().contains("Now: My own pages."));
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap(), None);
    let [Change::Edit { base, storage, base_version: 1, .. }] = &queued(&harness)[..] else {
        panic!("{:?}", queued(&harness))
    };
    assert_eq!((base.as_str(), storage.as_str()), ("<p>My own pages.</p>", "<p>Now: My own pages.</p>"));
    assert!(harness.footer().contains("Saved “Home”."), "{}", harness.footer());
    // Undo takes the queued save back.
    harness.keys("u");
    assert!(!harness.frame().contains("Now: My own pages."));
}

#[test]
fn nothing_changed_sends_nothing() {
    let mut harness = Harness::new();
    harness.keys("e x <backspace> <ctrl-s>");
    assert_eq!(queued(&harness), []);
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap(), None);
    assert!(harness.footer().contains("Nothing changed, nothing sent."));
}

#[test]
fn f1_leaving_keeps_the_draft_and_editing_goes_on_with_it() {
    let mut harness = Harness::new();
    harness.keys("e").text("draft ").keys("<esc>");
    assert!(harness.state.editor.is_none());
    assert!(harness.footer().contains("The draft is kept."), "{}", harness.footer());
    assert!(harness.frame().contains("* draft"));
    harness.keys("e");
    let frame = harness.frame();
    assert!(frame.contains("draft kept from 15:30") && frame.contains("draft My own pages."), "{frame}");
    harness.text("and ").keys("<f8> y");
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap(), None);
    assert!(harness.frame().contains("My own pages.") && !harness.frame().contains("draft and"));
}

#[test]
fn f1_every_key_is_in_the_store_when_the_program_dies() {
    let mut harness = editing("<p>a</p>");
    let mut expected = String::new();
    for number in 0..40 {
        let text = format!("{number} ");
        harness.text(&text);
        expected.push_str(&text);
        // Whatever happens now: the store has it.
        let draft = harness.replica.draft(&home(), Form::Markdown).unwrap().expect("a draft");
        assert_eq!((draft.text, draft.cursor), (format!("{expected}a\n"), expected.len()));
    }
    harness.keys("<ctrl-z> <ctrl-z> <ctrl-y>");
    let draft = harness.replica.draft(&home(), Form::Markdown).unwrap().expect("a draft");
    let shown = harness.state.editor.as_ref().unwrap().text().into_owned();
    assert_eq!(draft.text, shown);
}

#[test]
fn a_text_thrown_away_can_still_be_had_from_the_drafts() {
    let mut harness = Harness::new();
    harness.keys("e").text("thrown ").keys("<f8> y");
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap(), None);
    harness.keys("g d");
    assert!(harness.frame().contains("draft: thrown My own pages."), "{}", harness.frame());
    harness.keys("<enter>");
    assert_eq!(harness.copied.as_deref(), Some("thrown My own pages.\n"));
}

#[test]
fn opening_another_page_keeps_the_draft() {
    let mut harness = Harness::new();
    harness.keys("e").text("kept ");
    let journal = PageId::new("p11");
    harness.state.focus = tildr::tui::state::Focus::Pages;
    harness.keys("j <enter>");
    assert!(
        harness.state.world.page.as_ref().is_some_and(|opened| *opened.id() == journal),
        "{}",
        harness.frame()
    );
    assert!(harness.state.editor.is_none());
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap().unwrap().text, "kept My own pages.\n");
}

#[test]
fn what_a_save_removes_is_named_and_asked_about() {
    let body = "<p>a</p><ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">A-1</ac:parameter>\
        </ac:structured-macro><p>b</p>";
    let mut harness = editing(body);
    harness.keys("<down> <down> <ctrl-d> <ctrl-s>");
    let frame = harness.frame();
    assert!(frame.contains("This removes 1 jira macro.") && frame.contains("u brings it back"), "{frame}");
    // Back to the text, which may be saved another way; nothing was done.
    harness.keys("<esc>");
    assert!(harness.state.editor.is_some() && queued(&harness).is_empty());
    harness.keys("<ctrl-s> y");
    assert!(harness.state.editor.is_none());
    let footer = harness.footer();
    assert!(footer.contains("jira") && footer.contains("takes it back"), "{footer}");
    assert_eq!(queued(&harness).len(), 1);
    harness.keys("u");
    assert!(queued(&harness).is_empty());
    assert_eq!(harness.replica.body(&home()).unwrap().as_deref(), Some(body));
}

#[test]
fn a_comment_that_loses_its_place_is_asked_about() {
    let body = "<p>a <ac:inline-comment-marker ac:ref=\"1\">word</ac:inline-comment-marker></p><p>b</p>";
    let mut harness = editing(body);
    harness.keys("<ctrl-d> <ctrl-d> <f2>");
    assert!(harness.frame().contains("This removes 1 comment anchor."), "{}", harness.frame());
    assert!(queued(&harness).is_empty());
}

#[test]
fn a_status_that_was_deleted_is_not_asked_about() {
    let body = "<p>a</p><p>b <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">OK\
        </ac:parameter></ac:structured-macro></p>";
    let mut harness = editing(body);
    harness.keys("<down> <down> <ctrl-d> <f2>");
    assert_eq!(queued(&harness).len(), 1);
    assert!(harness.footer().contains("without 1 status macro"), "{}", harness.footer());
}

#[test]
fn a_refusal_keeps_the_draft_goes_to_the_line_and_offers_the_way_out() {
    let mut harness = editing("<p>one</p><p>two</p>");
    harness.keys("<ctrl-end>").text(":::nothing\nthree\n:::\n").keys("<ctrl-home> <f2>");
    let frame = harness.frame();
    assert!(frame.contains("Not saved: line") && frame.contains("F9 edits what is stored"), "{frame}");
    assert!(queued(&harness).is_empty());
    let draft = harness.replica.draft(&home(), Form::Markdown).unwrap().expect("a draft");
    assert!(draft.text.ends_with(":::nothing\nthree\n:::\n"), "{}", draft.text);
    let line =
        harness.state.editor.as_ref().unwrap().text()[..].lines().position(|line| line == ":::nothing");
    harness.text("HERE");
    let text = harness.state.editor.as_ref().unwrap().text().into_owned();
    assert_eq!(text.lines().position(|line| line.starts_with("HERE")), line);
}

#[test]
fn f24_the_reader_hands_over_and_takes_saves_back() {
    let mut harness = Harness::new();
    harness.keys("E");
    let editing = harness.editing.clone().expect("handed over");
    assert_eq!((editing.text.as_str(), editing.title.as_str()), ("My own pages.\n", "Home"));
    let edited = |text: Option<&str>, ended| {
        let text = text.map(str::to_owned);
        Message::Edited(Edited { page: home(), text, ended, problem: None })
    };
    harness.send(edited(Some("One.\r\n"), false));
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap().unwrap().text, "One.\n");
    harness.send(edited(None, true));
    assert!(harness.footer().contains("as a draft"), "{}", harness.footer());
    harness.keys("<f2>");
    let [Change::Edit { storage, .. }] = &queued(&harness)[..] else { panic!() };
    assert_eq!(storage, "<p>One.</p>");
}

#[test]
fn f24_a_text_left_in_another_editor_becomes_the_draft() {
    let harness = Harness::new();
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("0");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [("page", "s1-home"), ("given", "My own pages.\n"), ("home.md", "Left over.\n")] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let pages = tildr::tui::external::recover(directory.path(), &harness.replica, now()).unwrap();
    assert_eq!(pages, [home()]);
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap().unwrap().text, "Left over.\n");
    assert!(!folder.exists());
}

#[test]
fn a_large_paste_is_one_step_and_saves() {
    let mut harness = editing("<p>a</p>");
    harness.send(Message::Paste("- item of a long list\r\n".repeat(5000)));
    harness.keys("<ctrl-end> <ctrl-s>");
    let [Change::Edit { storage, .. }] = &queued(&harness)[..] else { panic!() };
    assert_eq!(storage.matches("<li>").count(), 5000);
}
