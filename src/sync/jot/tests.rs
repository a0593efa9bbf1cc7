use super::*;

fn now() -> Zoned {
    "2026-11-21T14:32:05+01:00[Europe/Berlin]".parse().unwrap()
}

fn one(text: &str, wishes: &Wishes) -> Jot {
    let mut jots = compose(text, wishes, &now()).unwrap();
    assert_eq!(jots.len(), 1);
    jots.remove(0)
}

#[test]
fn one_line_is_a_list_line_with_the_time() {
    let jot = one("buy milk #home", &Wishes::default());
    assert_eq!(jot.storage, "<ul><li>14:32 buy milk #home</li></ul>");
    assert_eq!(jot.markdown.trim_end(), "- 14:32 buy milk #home");
    assert_eq!(jot.target, JotTarget::Day(jiff::civil::date(2026, 11, 21)));
}

#[test]
fn j_18_markdown_in_a_line_stays_literal() {
    for text in
        ["2 * 3 * 4 = 24 & <b>", "[[x]] `y` _z_ ~~w~~", "# no heading", "1. {status:green|x} @{ann}", r"a\*b"]
    {
        let jot = one(text, &Wishes::default());
        assert_eq!(markup::plain_text(&jot.storage).trim(), format!("14:32 {text}"));
        let again = markup::to_storage(&jot.markdown);
        assert_eq!(markup::plain_text(&again.storage).trim(), format!("14:32 {text}"), "{}", jot.markdown);
    }
}

#[test]
fn more_lines_are_a_heading_and_a_body() {
    let jot = one("# Standup\n\n- *Ann* is back\n- Bob\n", &Wishes::default());
    assert!(jot.markdown.starts_with("### 14:32 Standup\n"), "{}", jot.markdown);
    assert!(jot.storage.contains("<em>Ann</em>"), "{}", jot.storage);
}

#[test]
fn tasks_quotes_and_code() {
    let task = one("call", &Wishes { shape: Shape::Task, ..Wishes::default() });
    assert_eq!(task.markdown.trim_end(), "- [ ] call");
    let quote = one("to be\nor not", &Wishes { shape: Shape::Quote, ..Wishes::default() });
    assert!(quote.markdown.starts_with("> 14:32 to be"), "{}", quote.markdown);
    let code = Shape::Code { language: "sh".into(), code: "echo '```'\n".into() };
    let code = one("", &Wishes { shape: code, ..Wishes::default() });
    assert!(code.storage.contains("echo '```'"), "{}", code.storage);
    assert!(code.markdown.contains("14:32 sh"), "{}", code.markdown);
}

#[test]
fn j_07_a_long_note_becomes_a_page_and_a_line_that_leads_there() {
    let text = format!("Log of the day\n{}", "a line\n".repeat(300));
    let jots = compose(&text, &Wishes::default(), &now()).unwrap();
    assert_eq!(jots.len(), 2);
    assert_eq!(jots[0].target, JotTarget::NewPage { title: "Log of the day 14:32:05".into() });
    assert!(jots[1].markdown.contains("[[Log of the day 14:32:05]]"));
    let huge = compose(&"x".repeat(PAGE_BYTES * 2 + 10), &Wishes::default(), &now()).unwrap();
    assert_eq!(huge.len(), 4);
}

#[test]
fn titles_of_new_pages_come_from_the_first_line() {
    let title = |text: &str| title_of(text, &now());
    assert_eq!(title("## Plan [v2]\nbody"), "Plan v2");
    assert_eq!(title(&"x".repeat(101)), "Note 2026-11-21 14:32");
    assert_eq!(title("a\u{7}"), "Note 2026-11-21 14:32");
    let wishes = Wishes { new_page: Some(Some("Idea".into())), ..Wishes::default() };
    assert_eq!(one("", &wishes).target, JotTarget::NewPage { title: "Idea".into() });
}

#[test]
fn j_08_nothing_is_not_saved() {
    assert_eq!(compose(" \n\t", &Wishes::default(), &now()), Err(JotError::Empty));
}

#[test]
fn j_09_the_day_may_start_late() {
    let night: Zoned = "2026-11-21T02:00:00+01:00[Europe/Berlin]".parse().unwrap();
    let wishes = Wishes { day_starts: Some(jiff::civil::time(4, 0, 0, 0)), ..Wishes::default() };
    let jot = compose("x", &wishes, &night).unwrap().remove(0);
    assert_eq!(jot.target, JotTarget::Day(jiff::civil::date(2026, 11, 20)));
}

#[test]
fn j_11_tags_become_labels() {
    let wishes = Wishes { tags: vec!["#Big Idea".into(), "big idea".into()], ..Wishes::default() };
    assert_eq!(one("x", &wishes).labels, [Label::stored("big-idea")]);
    let wrong = Wishes { tags: vec!["a/b".into()], ..Wishes::default() };
    assert_eq!(compose("x", &wrong, &now()), Err(JotError::Tag("a/b".into())));
}
