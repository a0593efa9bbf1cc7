//! Any commands against a plain `String`: the text, its journal, its undo, a draft that is opened again.

use super::*;
use proptest::prelude::*;

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
        let past = Past { form: crate::replica::Form::Markdown, before: Some(start.clone()), steps };
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
