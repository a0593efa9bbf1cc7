//! Edits that look like more than they are, or less: what an editor or a person does to a text in passing.

use tildr::markup::{Splice, splice, to_markdown};

fn saved(body: &str, edited: &str) -> String {
    match splice(body, edited) {
        Splice::Changed { storage, .. } => storage,
        Splice::Unchanged => body.to_owned(),
        Splice::Refused(refusal) => panic!("{refusal}\n{edited}"),
    }
}

fn refused(body: &str, edited: &str) -> (usize, String) {
    match splice(body, edited) {
        Splice::Refused(refusal) => (refusal.line, refusal.reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn spelling_is_no_edit() {
    let list = "<ul><li>a</li><li><p>b</p></li></ul>";
    assert_eq!(saved(list, "* a\n\n* b\n"), list, "looseness and bullets");
    let numbers = "<ol><li>a</li><li>b</li></ol>";
    assert_eq!(saved(numbers, "1. a\n1. b\n"), numbers, "numbering");
    assert_eq!(saved(numbers, "5. a\n6. b\n"), "<ol start=\"5\"><li>a</li><li>b</li></ol>");
    let table = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>";
    assert_eq!(saved(table, "| a   | b |\n| --- |---|\n| 1   | 2 |\n"), table, "padding");
    assert_eq!(saved("<p>a</p>", "a\r\n\r\n\r\n"), "<p>a</p>", "line ends");
}

#[test]
fn a_no_break_space_keeps_its_spelling() {
    assert_eq!(saved("<p>a&nbsp;b&#160;c d</p>", "a\u{a0}b\u{a0}c e\n"), "<p>a&nbsp;b&#160;c e</p>");
}

#[test]
fn equal_blocks_are_told_apart_by_their_neighbours() {
    let body = "<p x='1'>same</p><p>mid</p><p x='2'>same</p>";
    assert_eq!(saved(body, "mid\n\nsame\n"), "<p>mid</p><p x='2'>same</p>");
    assert_eq!(
        saved(body, "same\n\nmid\n\nsame\n\nsame\n"),
        "<p x='1'>same</p><p>mid</p><p x='2'>same</p><p>same</p>"
    );
}

#[test]
fn a_copied_macro_has_no_id() {
    let toc = "<ac:structured-macro ac:name=\"odd\" ac:macro-id=\"1\"/>";
    assert_eq!(saved(toc, "::odd\n\n::odd\n"), format!("{toc}{}", toc.replace(" ac:macro-id=\"1\"", "")));
}

#[test]
fn half_a_container_is_refused_at_its_line() {
    let body = "<p>a</p><ac:structured-macro ac:name=\"expand\"><ac:rich-text-body><p>b</p></ac:rich-text-body></ac:structured-macro>";
    assert_eq!(to_markdown(body).markdown, "a\n\n:::expand\nb\n:::\n");
    assert_eq!(refused(body, "a\n\n:::expand\nb\n").0, 3);
    assert_eq!(refused(body, "a\n\nb\n:::\n").0, 4);
    assert_eq!(saved(body, "a\n\nb\n"), "<p>a</p><p>b</p>");
}

#[test]
fn what_cannot_be_typed_is_refused_with_its_line() {
    assert_eq!(refused("<p>a</p>", "a\n\n::jira-issues\n").0, 3);
    assert_eq!(refused("<p>a</p>", "a\n\n:::unknown\nb\n:::\n").0, 3);
}

#[test]
fn what_goes_unseen_is_said() {
    let body = "<p>a <ac:inline-comment-marker ac:ref=\"1\">b</ac:inline-comment-marker></p><p>c</p>";
    match splice(body, "c\n") {
        Splice::Changed { removes, .. } => assert_eq!(removes, ["1 comment anchor"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_neighbour_of_a_macro_in_a_paragraph_goes_outside() {
    let body = "<p><ac:structured-macro ac:name=\"toc\"/></p>";
    assert_eq!(saved(body, "::toc\n\nnew\n"), format!("{body}<p>new</p>"));
    assert_eq!(saved(body, "new\n\n::toc\n"), format!("<p>new</p>{body}"));
    assert_eq!(saved(&format!("<p>a</p>{body}"), "a\n"), "<p>a</p>");
}

#[test]
fn a_malformed_page_is_read_only_and_readable() {
    let projection = to_markdown("<p>broken &nbsp; text");
    assert!(projection.read_only.is_some_and(|reason| reason.contains("never closed")));
    assert_eq!(projection.markdown, "broken text");
}

#[test]
fn deep_nesting_is_an_answer() {
    let quotes = ">".repeat(50_000);
    let storage = tildr::markup::to_storage(&format!("{quotes} a")).storage;
    assert_eq!(to_markdown(&storage).read_only, None);
    assert!(to_markdown(&"<div>".repeat(100_000)).read_only.is_some());
}
