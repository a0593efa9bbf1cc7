//! Editing what is stored: the way out where Markdown cannot say it.

use insta::assert_snapshot;
use tildr::domain::{Change, PageId, Subject};
use tildr::replica::{Form, Incoming};
use tildr::tui::message::{Edited, Message};
use tildr::tui::testing::{Harness, now, page, person, space};

const BODY: &str = "<p class=\"x\">one&nbsp;word</p>\r\n<p>two</p>";

fn home() -> PageId {
    PageId::new("s1-home")
}

/// A wiki whose only page has this body.
fn wiki(body: &str) -> Harness {
    Harness::with(vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        space("s1", "~ada", "Ada Lund", Some("u1"), &[Subject::User("u1".into())]),
        page("s1", "s1-home", None, 0, "Home", body),
    ])
}

fn saved(harness: &Harness) -> Vec<(String, String)> {
    let changes = harness.replica.outbox().unwrap().into_iter().map(|queued| queued.entry.change);
    changes
        .map(|change| match change {
            Change::Edit { base, storage, .. } => (base, storage),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn text(harness: &Harness) -> String {
    harness.state.editor.as_ref().expect("an editor").text().into_owned()
}

#[test]
fn what_is_stored_is_edited_byte_by_byte() {
    let mut harness = wiki(BODY);
    harness.keys("g e");
    assert_eq!(text(&harness), BODY.replace("\r\n", "\n"));
    harness.keys("<ctrl-end> <left> <left> <left> <left>").text("!").keys("<f2>");
    assert!(harness.state.editor.is_none());
    assert_eq!(saved(&harness), [(BODY.to_owned(), BODY.replace("two", "two!"))]);
    assert!(harness.footer().contains("Saved “Home”."), "{}", harness.footer());
    assert_eq!(harness.replica.drafts().unwrap(), []);
    harness.keys("u");
    assert_eq!(harness.replica.body(&home()).unwrap().as_deref(), Some(BODY));
}

#[test]
fn nothing_changed_sends_nothing() {
    let mut harness = wiki(BODY);
    harness.keys("g e x <backspace> <f2>");
    assert_eq!(saved(&harness), []);
    assert!(harness.footer().contains("Nothing changed"), "{}", harness.footer());
    assert_eq!(harness.replica.drafts().unwrap(), []);
}

#[test]
fn a_flaw_is_told_with_its_place_and_the_cursor_goes_there() {
    let mut harness = wiki("<p>one</p>\n<p>two</p>");
    harness.keys("g e <down> <end>").text("<p>é &nope;</p>").keys("<ctrl-home> <ctrl-s>");
    let footer = harness.footer();
    assert!(footer.contains("Not saved: line 2, column 16: unknown entity `&nope;`"), "{footer}");
    assert_eq!(saved(&harness), []);
    assert!(harness.replica.draft(&home(), Form::Storage).unwrap().is_some());
    harness.text("HERE");
    assert!(text(&harness).contains("é HERE&nope;"), "{}", text(&harness));
}

#[test]
fn both_drafts_are_kept_apart_and_one_key_changes_over() {
    let mut harness = wiki("<p>one</p>");
    harness.keys("e").text("md ").keys("<f9>");
    assert_eq!(text(&harness), "<p>one</p>");
    harness.text("xml ").keys("<f9>");
    assert_eq!(text(&harness), "md one\n");
    harness.keys("<f9>");
    assert_eq!(text(&harness), "xml <p>one</p>");
    harness.keys("<esc>");
    assert!(harness.frame().contains("A draft of what is stored is kept"), "{}", harness.frame());
    let kept =
        |harness: &Harness, form| harness.replica.draft(&home(), form).unwrap().map(|draft| draft.text);
    assert_eq!(kept(&harness, Form::Markdown).as_deref(), Some("md one\n"));
    assert_eq!(kept(&harness, Form::Storage).as_deref(), Some("xml <p>one</p>"));
    // The list of drafts has both; each opens as what it is.
    harness.keys("g d");
    assert!(harness.frame().contains("as stored: xml <p>one</p>"), "{}", harness.frame());
    let mut harness = harness.restarted();
    harness.keys("g e");
    assert_eq!(text(&harness), "xml <p>one</p>");
    harness.keys("<f8> y");
    assert_eq!(kept(&harness, Form::Storage), None);
    assert_eq!(kept(&harness, Form::Markdown).as_deref(), Some("md one\n"));
}

#[test]
fn a_page_that_is_not_well_formed_is_mended_here() {
    let mut harness = wiki("<p>one</p>\n<p>two");
    assert!(harness.frame().contains("Only to be read"), "{}", harness.frame());
    harness.keys("e");
    assert!(harness.frame().contains("This page cannot be edited as Markdown"), "{}", harness.frame());
    harness.keys("y");
    assert_eq!(text(&harness), "<p>one</p>\n<p>two");
    harness.keys("<ctrl-end> . <f2>");
    assert!(harness.footer().contains("line 2, column 1: `<p>` is never closed"), "{}", harness.footer());
    harness.keys("<ctrl-end>").text("</p>").keys("<f2>");
    assert_eq!(saved(&harness)[0].1, "<p>one</p>\n<p>two.</p>");
    assert!(!harness.frame().contains("Only to be read"));
    harness.keys("e");
    assert_eq!(text(&harness), "one\n\ntwo.\n");
}

#[test]
fn the_palette_knows_it_by_its_words() {
    let mut harness = wiki("<p>one</p>");
    harness.keys(":").text("edit storage").keys("<enter>");
    assert_eq!(text(&harness), "<p>one</p>");
}

#[test]
fn another_editor_gets_what_is_stored_and_its_last_newline_is_none() {
    let mut harness = wiki(BODY);
    harness.keys("g e <f5>");
    let editing = harness.editing.clone().expect("handed over");
    assert_eq!(
        (editing.form, editing.text.as_str()),
        (Form::Storage, "<p class=\"x\">one&nbsp;word</p>\n<p>two</p>")
    );
    let came_back = format!("{}\n", editing.text.replace("two", "2"));
    harness.send(Message::Edited(Edited { page: home(), text: Some(came_back), ended: true, problem: None }));
    harness.keys("<f2>");
    assert_eq!(saved(&harness)[0].1, BODY.replace("two", "2"));
}

#[test]
fn f24_what_is_stored_left_in_another_editor_becomes_its_draft() {
    let harness = wiki("<p>one</p>");
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("0");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [("page", "s1-home"), ("given", "<p>one</p>"), ("home.xml", "<p>1</p>")] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    tildr::tui::external::recover(directory.path(), &harness.replica, now()).unwrap();
    assert_eq!(harness.replica.draft(&home(), Form::Storage).unwrap().unwrap().text, "<p>1</p>");
    assert_eq!(harness.replica.draft(&home(), Form::Markdown).unwrap(), None);
}

#[test]
fn markdown_keys_mean_tags_or_nothing() {
    let mut harness = wiki("<p>- a</p>");
    harness.keys("g e <end> <enter>").text("b");
    assert_eq!(text(&harness), "<p>- a</p>\nb");
    harness.keys("<ctrl-t>");
    assert!(harness.footer().contains("not Markdown"), "{}", harness.footer());
    assert_eq!(text(&harness), "<p>- a</p>\nb");
    harness.text("[[");
    assert!(!harness.frame().contains("Home ("), "no titles are offered");
}

#[test]
fn pictures_on_both_sizes() {
    let body = "<h2>Plan</h2><p class=\"lead\">one&nbsp;word <ac:link><ri:page ri:content-title=\"Home\" /></ac:link></p>\n\
        <ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[let a = 1;]]></ac:plain-text-body>\
        </ac:structured-macro>";
    for (name, width, height) in [("120", 120, 40), ("80", 80, 24)] {
        let sized = |body: &str| wiki(body).sized(width, height);
        assert_snapshot!(format!("storage_{name}"), sized(body).keys("g e").frame());
        assert_snapshot!(format!("storage_preview_{name}"), sized(body).keys("g e <f4>").frame());
        assert_snapshot!(format!("storage_flaw_{name}"), sized(body).keys("g e <delete> <f2>").frame());
        assert_snapshot!(format!("storage_offer_{name}"), sized("<p>one").keys("e").frame());
        let mut refused = sized("<p>one</p>");
        refused.keys("e <ctrl-end>").text("\n:::nothing\nthree\n:::\n");
        assert_snapshot!(format!("refused_{name}"), refused.keys("<ctrl-s>").frame());
        let mut removes = sized("<p>a</p><ac:structured-macro ac:name=\"chart\" />");
        assert_snapshot!(
            format!("save_removes_{name}"),
            removes.keys("e <down> <down> <ctrl-d> <f2>").frame()
        );
    }
}
