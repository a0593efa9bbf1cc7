//! What commands do to a text, its undo and its rows on the screen.

mod model;

use super::*;
use crate::domain::Timestamp;
use crate::replica::{Draft, Past};
use crate::tui::highlight::Ink;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).unwrap()
}

fn typed(editor: &mut Editor, text: &str) {
    for grapheme in text.graphemes(true) {
        editor.apply(Command::Insert(grapheme.to_owned()), at(0));
    }
}

fn run(text: &str, cursor: usize, commands: &[Command]) -> (String, usize) {
    let mut editor = Editor::new(text, cursor);
    for command in commands {
        editor.apply(command.clone(), at(0));
    }
    (editor.text().into_owned(), editor.cursor())
}

fn screen(editor: &mut Editor, width: u16, height: u16) -> (Vec<String>, Option<(u16, u16)>) {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let cursor = editor.draw(area, &mut buffer, &Styles::default(), &Ink::default());
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
    ((0..height).map(|y| row(y).trim_end().to_owned()).collect(), cursor.map(|at| (at.x, at.y)))
}

#[test]
fn undo_goes_back_by_word_by_pause_and_by_paste() {
    let mut editor = Editor::new("", 0);
    typed(&mut editor, "one two");
    editor.apply(Command::Insert("x".into()), at(5000));
    editor.apply(Command::Paste("a\nb".into()), at(5000));
    let mut seen = Vec::new();
    for _ in 0..5 {
        editor.apply(Command::Undo, at(6000));
        seen.push(editor.text().into_owned());
    }
    assert_eq!(seen, ["one twox", "one two", "one ", "", ""]);
    for _ in 0..5 {
        editor.apply(Command::Redo, at(6000));
    }
    assert_eq!(editor.text(), "one twoxa\nb");
}

#[test]
fn a_bracketed_paste_is_one_step_and_gets_no_help_with_lists() {
    let (text, cursor) = run("- a", 3, &[Command::Paste("\r\n- b\r- c".into())]);
    assert_eq!((text.as_str(), cursor), ("- a\n- b\n- c", 11));
    let (text, _) = run("- a", 3, &[Command::Paste("\n- b".into()), Command::Undo]);
    assert_eq!(text, "- a");
}

#[test]
fn enter_tab_and_tasks_in_lists() {
    use Command::*;
    assert_eq!(run("- a", 3, &[Enter, Insert("b".into())]).0, "- a\n- b");
    assert_eq!(run("- a", 3, &[Enter, Indent, Insert("b".into())]).0, "- a\n  - b");
    assert_eq!(run("- a", 3, &[Enter, Indent, Enter, Enter, Insert("b".into())]).0, "- a\nb");
    assert_eq!(run("1. a\n   1. b", 12, &[Enter, Enter, Insert("c".into())]).0, "1. a\n   1. b\n2. c");
    assert_eq!(run("10. a\n    - \n11. b", 12, &[Enter]), ("10. a\n11. \n12. b".into(), 10));
    assert_eq!(run("1. a\n   1. b\n   2. \n   3. c", 19, &[Enter]).0, "1. a\n   1. b\n2. \n   1. c");
    assert_eq!(run("9. a", 4, &[Enter]).0, "9. a\n10. ");
    assert_eq!(run("- [x] a", 7, &[Enter]).0, "- [x] a\n- [ ] ");
    assert_eq!(run("- [ ] a", 7, &[ToggleTask]), ("- [x] a".into(), 7));
    assert_eq!(run("a", 1, &[ToggleTask]), ("- [ ] a".into(), 7));
    assert_eq!(run("  - a\n  - b", 5, &[SelectAll, Outdent]).0, "- a\n- b");
    assert_eq!(run("```\n- a", 7, &[Enter]).0, "```\n- a\n");
    assert_eq!(run("ab", 1, &[Indent]).0, "a   b");
}

#[test]
fn enter_ends_an_item_whose_cursor_stands_before_its_last_blanks() {
    assert_eq!(run("- [ ]   \nb", 6, &[Command::Enter]), ("\nb".into(), 0));
    assert_eq!(run("a\n-    ", 4, &[Command::Enter]), ("a\n".into(), 2));
}

#[test]
fn lines_move_are_cut_and_come_back() {
    use Command::*;
    assert_eq!(run("a\nb\nc", 2, &[LinesUp]), ("b\na\nc".into(), 0));
    assert_eq!(run("a\nb\nc", 2, &[LinesDown]), ("a\nc\nb".into(), 4));
    assert_eq!(run("a\nb\nc", 2, &[Cut]), ("a\nc".into(), 2));
    assert_eq!(run("a\nb", 2, &[Cut]), ("a".into(), 1));
    assert_eq!(run("a\nb\nc", 2, &[Cut, Yank]), ("a\nb\nc".into(), 4));
    assert_eq!(run("ab", 0, &[Select(Motion::End), Surround("**", "**")]).0, "**ab**");
    assert_eq!(run("ab", 0, &[Select(Motion::End), Surround("**", "**"), Surround("**", "**")]).0, "ab");
}

#[test]
fn arrows_leave_a_selection_by_its_side_and_typing_replaces_it() {
    use Command::*;
    let select = || Select(Motion::WordRight);
    assert_eq!(run("one two", 0, &[select(), Move(Motion::Left)]).1, 0);
    assert_eq!(run("one two", 0, &[select(), Move(Motion::Right)]).1, 3);
    assert_eq!(run("one two", 0, &[select(), Insert("x".into())]), ("x two".into(), 1));
}

#[test]
fn rows_scroll_with_the_cursor_and_keep_its_column() {
    let mut editor = Editor::new("aaa bbb ccc\nd\neee fff", 9);
    assert_eq!(screen(&mut editor, 8, 2), (vec!["aaa bbb".into(), "ccc".into()], Some((1, 1))));
    editor.apply(Command::Move(Motion::Down), at(0));
    editor.apply(Command::Move(Motion::Down), at(0));
    assert_eq!(screen(&mut editor, 8, 2), (vec!["d".into(), "eee fff".into()], Some((1, 1))));
    editor.apply(Command::Move(Motion::Start), at(0));
    assert_eq!(screen(&mut editor, 8, 2).1, Some((0, 0)));
    editor.scroll(2);
    assert_eq!(screen(&mut editor, 8, 2), (vec!["d".into(), "eee fff".into()], None));
}

#[test]
fn tokens_stand_for_what_must_not_reach_the_terminal() {
    let mut editor = Editor::new("a\u{1b}[2Jb\u{202e}c\u{a0}d", 0);
    assert_eq!(screen(&mut editor, 20, 1).0, ["a␛[2Jb\u{fffd}c·d"]);
    assert_eq!(editor.text(), "a\u{1b}[2Jb\u{202e}c\u{a0}d");
}

#[test]
fn an_end_of_a_full_row_shows_the_cursor_in_the_last_column() {
    let mut editor = Editor::new("aaaa", 4);
    assert_eq!(screen(&mut editor, 5, 1).1, Some((4, 0)));
    editor.apply(Command::Insert(" ".into()), at(0));
    assert_eq!(screen(&mut editor, 5, 1).1, Some((4, 0)));
}

#[test]
fn a_text_from_another_editor_is_one_small_step() {
    let mut editor = Editor::new("one two three", 0);
    editor.replace_all("one 2 three\r\n", at(0));
    assert_eq!(editor.text(), "one 2 three\n");
    let steps = editor.take_typed();
    assert_eq!(steps.len(), 1);
    editor.apply(Command::Undo, at(0));
    assert_eq!(editor.text(), "one two three");
}

#[test]
fn a_draft_goes_on_with_its_past_and_one_that_does_not_fit_is_left_out() {
    let mut before = Editor::new("on", 2);
    before.apply(Command::Paste("e".into()), at(0));
    before.take_typed();
    typed(&mut before, " two three");
    before.apply(Command::Delete(Motion::Left), at(0));
    before.apply(Command::Undo, at(0));
    typed(&mut before, "!");
    let steps = before.take_typed();
    let text = before.text().into_owned();
    let draft = Draft { text, cursor: 5, ..draft_of(&before) };
    let past = Past { form: draft.form, before: Some("one".into()), steps };
    let mut after = Editor::resumed("on", &past, &draft);
    assert_eq!((&*after.text(), after.cursor()), ("one two three!", 5));
    let mut seen = Vec::new();
    while after.apply(Command::Undo, at(0)).changed {
        seen.push(after.text().into_owned());
    }
    assert!(seen.contains(&"one two ".to_owned()) && seen.contains(&"one".to_owned()), "{seen:?}");
    assert_eq!(seen.last().map(String::as_str), Some("on"));
    let strange = Past { before: Some("else".into()), ..past };
    let mut after = Editor::resumed("on", &strange, &draft);
    assert_eq!(after.text(), "one two three!");
    assert!(!after.apply(Command::Undo, at(0)).changed);
}

#[test]
fn branches_of_undo_stay_and_every_state_can_be_reached() {
    let mut editor = Editor::new("", 0);
    let insert = |editor: &mut Editor, text: &str| {
        editor.apply(Command::Paste(text.into()), at(0));
    };
    insert(&mut editor, "a");
    insert(&mut editor, "b");
    editor.apply(Command::Undo, at(0));
    insert(&mut editor, "c");
    let mut seen = vec![editor.text().into_owned()];
    while let Some(step) = editor.history.earlier() {
        editor.replay(step.edits);
        seen.push(editor.text().into_owned());
    }
    assert_eq!(seen, ["ac", "ab", "a", ""]);
    while let Some(step) = editor.history.later() {
        editor.replay(step.edits);
    }
    assert_eq!(editor.text(), "ac");
}

#[test]
fn branches_of_undo_come_back_with_the_draft() {
    let mut before = Editor::new("", 0);
    let insert = |editor: &mut Editor, text: &str| {
        editor.apply(Command::Paste(text.into()), at(0));
    };
    insert(&mut before, "a");
    let past = before.text().into_owned();
    before.take_typed();
    insert(&mut before, "b");
    before.apply(Command::Undo, at(0));
    insert(&mut before, "c");
    before.apply(Command::Undo, at(0));
    before.apply(Command::Redo, at(0));
    insert(&mut before, "d");
    before.apply(Command::Undo, at(0));
    let past = Past { form: crate::replica::Form::Markdown, before: Some(past), steps: before.take_typed() };
    let mut after = Editor::resumed("", &past, &draft_of(&before));
    assert_eq!(after.text(), "ac");
    // What was undone last can be done again.
    after.apply(Command::Redo, at(0));
    let mut seen = vec![after.text().into_owned()];
    while let Some(step) = after.history.earlier() {
        after.replay(step.edits);
        seen.push(after.text().into_owned());
    }
    assert_eq!(seen, ["acd", "ac", "ab", "a", ""]);
}

fn draft_of(editor: &Editor) -> Draft {
    Draft {
        page: "1".into(),
        form: crate::replica::Form::Markdown,
        base_version: 1,
        base: String::new(),
        text: editor.text().into_owned(),
        cursor: editor.cursor(),
        updated: at(0),
    }
}
