//! The widget against a plain `String`, and what a person sees.

use super::*;
use crate::domain::Timestamp;
use crate::replica::{Draft, Past};
use crate::tui::highlight::Ink;
use proptest::prelude::*;
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
    let past = Past { form: draft.form, text: "one".into(), steps };
    let mut after = Editor::resumed("on", &past, &draft);
    assert_eq!((&*after.text(), after.cursor()), ("one two three!", 5));
    let mut seen = Vec::new();
    while after.apply(Command::Undo, at(0)).changed {
        seen.push(after.text().into_owned());
    }
    assert!(seen.contains(&"one two ".to_owned()) && seen.contains(&"one".to_owned()), "{seen:?}");
    assert_eq!(seen.last().map(String::as_str), Some("on"));
    let strange = Past { text: "else".into(), ..past };
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
    let past = Past { form: crate::replica::Form::Markdown, text: past, steps: before.take_typed() };
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

/// Every state of the text, in the order of the tree of undo, and how redo would go on from the one that is shown.
fn states(editor: &mut Editor) -> (Vec<String>, Vec<String>) {
    let shown = editor.history.state();
    let mut forward = Vec::new();
    while let Some(step) = editor.history.redo() {
        editor.replay(step.edits);
        forward.push(editor.text().into_owned());
    }
    while let Some(step) = editor.history.later() {
        editor.replay(step.edits);
    }
    let mut states = vec![editor.text().into_owned()];
    while let Some(step) = editor.history.earlier() {
        editor.replay(step.edits);
        states.push(editor.text().into_owned());
    }
    let step = editor.history.go_to_state(shown).map_or(Vec::new(), |step| step.edits);
    editor.replay(step);
    (states, forward)
}

/// Applies journal steps to a plain string, as the replica does.
fn journalled(mut text: String, steps: &[Typed]) -> String {
    for step in steps {
        text.replace_range(step.at..step.at + step.removed, &step.inserted);
    }
    text
}

fn command() -> impl Strategy<Value = Command> {
    let motion = prop_oneof![
        Just(Motion::Left),
        Just(Motion::Right),
        Just(Motion::WordLeft),
        Just(Motion::WordRight),
        Just(Motion::Up),
        Just(Motion::Down),
        Just(Motion::RowStart),
        Just(Motion::RowEnd),
        Just(Motion::LineStart),
        Just(Motion::LineEnd),
        Just(Motion::ParagraphUp),
        Just(Motion::ParagraphDown),
        Just(Motion::PageUp),
        Just(Motion::PageDown),
        Just(Motion::Start),
        Just(Motion::End),
        (0usize..200).prop_map(Motion::To),
    ];
    let text = "(a|b | |\t|\n|\r\n|- |日|👩\u{200d}👧|e|\u{301}|🇩|```\n|- \\[ \\] |1. |9. |\\| |\n\\|-\\|\n|:::x\n|:::\n|# ){0,6}";
    prop_oneof![
        4 => text.prop_map(Command::Insert),
        2 => text.prop_map(Command::Paste),
        5 => motion.clone().prop_map(Command::Move),
        4 => motion.clone().prop_map(Command::Select),
        4 => motion.prop_map(Command::Delete),
        8 => proptest::sample::select(vec![
            Command::Enter,
            Command::SelectAll,
            Command::Unselect,
            Command::DeleteLines,
            Command::Copy,
            Command::Cut,
            Command::Yank,
            Command::Indent,
            Command::Outdent,
            Command::ToggleTask,
            Command::Surround("**", "**"),
            Command::LinesUp,
            Command::LinesDown,
            Command::Structure(Structure::BlockUp),
            Command::Structure(Structure::BlockDown),
            Command::Structure(Structure::HeadingDeeper),
            Command::Structure(Structure::HeadingHigher),
            Command::Structure(Structure::Fence),
            Command::Structure(Structure::Duplicate),
            Command::Structure(Structure::Sort),
            Command::Structure(Structure::NewTable),
            Command::Structure(Structure::NextCell),
            Command::Structure(Structure::PreviousCell),
            Command::Structure(Structure::AddRow),
            Command::Structure(Structure::DeleteRow),
            Command::Structure(Structure::AddColumn),
            Command::Structure(Structure::DeleteColumn),
        ]),
        3 => Just(Command::Undo),
        2 => Just(Command::Redo),
    ]
}

/// What a command means on a plain string, for those whose meaning is plain.
fn model(text: &str, selection: Range<usize>, command: &Command) -> Option<String> {
    let insert = |inserted: &str| {
        let inserted = inserted.replace("\r\n", "\n").replace('\r', "\n");
        if inserted.is_empty() {
            return text.to_owned();
        }
        format!("{}{}{}", &text[..selection.start], inserted, &text[selection.end..])
    };
    match command {
        Command::Insert(inserted) | Command::Paste(inserted) => Some(insert(inserted)),
        Command::Move(_) | Command::Select(_) | Command::SelectAll | Command::Unselect | Command::Copy => {
            Some(text.to_owned())
        }
        Command::Delete(_) if !selection.is_empty() => {
            Some(format!("{}{}", &text[..selection.start], &text[selection.end..]))
        }
        Command::Delete(Motion::Left) => {
            let last = text[..selection.start].graphemes(true).next_back().map_or(0, str::len);
            Some(format!("{}{}", &text[..selection.start - last], &text[selection.start..]))
        }
        Command::Delete(Motion::Right) => {
            let next = text[selection.end..].graphemes(true).next().map_or(0, str::len);
            Some(format!("{}{}", &text[..selection.end], &text[selection.end + next..]))
        }
        _ => None,
    }
}

fn boundaries(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_do_what_a_string_does_and_undo_to_any_point(
        start in "(a| |\n|日|e\u{301}|- ){0,30}",
        commands in proptest::collection::vec((command(), 0i64..3000), 1..40),
        width in 3u16..30,
    ) {
        let mut editor = Editor::new(&start, start.len() / 2);
        let mut journal = start.clone();
        let mut steps = Vec::new();
        let mut now = 0;
        for (command, wait) in &commands {
            now += wait;
            let before = editor.text().into_owned();
            let selection = editor.selected().unwrap_or(editor.cursor()..editor.cursor());
            editor.apply(command.clone(), at(now));
            let after = editor.text().into_owned();
            if let Some(expected) = model(&before, selection, command) {
                prop_assert_eq!(&after, &expected, "{:?}", command);
            }
            let typed = editor.take_typed();
            journal = journalled(journal, &typed);
            steps.extend(typed);
            prop_assert_eq!(&journal, &after, "journal after {:?}", command);
            prop_assert!(!after.contains('\r'));
            let stops = boundaries(&after);
            prop_assert!(stops.contains(&editor.cursor()), "cursor {} after {command:?}", editor.cursor());
            if let Some(selected) = editor.selected() {
                prop_assert!(stops.contains(&selected.start) && stops.contains(&selected.end));
            }
            let (_, cursor) = screen(&mut editor, width, 5);
            prop_assert!(cursor.is_some_and(|(x, y)| x < width && y < 5));
        }
        // A draft of it, opened again, has the same states in the same tree.
        let past = Past { form: crate::replica::Form::Markdown, text: start.clone(), steps };
        let mut again = Editor::resumed(&start, &past, &draft_of(&editor));
        prop_assert_eq!(again.text(), editor.text());
        prop_assert_eq!(states(&mut again), states(&mut editor));
        // Back to the very start, noting each text on the way; then forward again through the same ones.
        let end = editor.text().into_owned();
        let mut texts = vec![end.clone()];
        loop {
            let outcome = editor.apply(Command::Undo, at(now));
            if !outcome.changed && editor.history.is_at_start() {
                break;
            }
            texts.push(editor.text().into_owned());
        }
        prop_assert_eq!(editor.text(), start.as_str());
        for expected in texts.iter().rev().skip(1) {
            editor.apply(Command::Redo, at(now));
            prop_assert_eq!(&editor.text(), expected);
        }
    }
}
