//! A text with a bar at the cursor, a command, the text after it.

use super::Structure::*;
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Command, Editor, Motion, Structure};

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// Runs commands on a text whose cursor is at the bar, and shows what becomes of both. One step back is the
/// text before.
fn run(text: &str, command: Command) -> String {
    let cursor = text.find('¦').expect("a bar");
    let before = text.replacen('¦', "", 1);
    let mut editor = Editor::new(&before, cursor);
    let outcome = editor.apply(command, now());
    let mut after = editor.text().into_owned();
    after.insert(editor.cursor(), '¦');
    if editor.revision() > 0 {
        editor.apply(Command::Undo, now());
        assert_eq!(editor.text(), before);
    }
    match outcome.refused {
        Some(refused) => format!("refused: {refused}"),
        None => after,
    }
}

fn shape(text: &str, what: Structure) -> String {
    run(text, Command::Structure(what))
}

#[test]
fn an_item_moves_with_all_below_it() {
    assert_eq!(shape("- a\n  - x\n- ¦b\n- c", BlockUp), "- ¦b\n- a\n  - x\n- c");
    assert_eq!(shape("- a¦\n  more\n\n- b\n", BlockDown), "- b\n\n- a¦\n  more\n");
    assert_eq!(shape("1. a\n   - x¦\n   - y\n2. b", BlockDown), "1. a\n   - y\n   - x¦\n2. b");
    assert_eq!(shape("1. a\n2. b¦\n3. c", BlockUp), "1. b¦\n2. a\n3. c");
    assert_eq!(shape("4. a\n5. b¦", BlockUp), "4. b¦\n5. a");
    assert_eq!(shape("- ¦a\n- b", BlockUp), "refused: it is the first item of its list");
    assert_eq!(shape("- a\n  - ¦x\n- b", BlockDown), "refused: it is the last item of its list");
}

#[test]
fn blocks_and_sections_change_places() {
    assert_eq!(shape("one\nmore\n\ntw¦o\n\nthree", BlockUp), "tw¦o\n\none\nmore\n\nthree");
    assert_eq!(shape("¦a\n\n```\nx\n\ny\n```\n", BlockDown), "```\nx\n\ny\n```\n\n¦a\n");
    assert_eq!(shape("# A\na\n## A1\nb\n# ¦B\nc\n", BlockUp), "# ¦B\nc\n# A\na\n## A1\nb\n");
    assert_eq!(shape("## ¦A\n\na\n\n## B\n\nb", BlockDown), "## B\n\nb\n\n## ¦A\n\na");
    assert_eq!(shape("# A\n## ¦B\n# C", BlockDown), "refused: it is the last section of its chapter");
    // A container moves as a whole, and what is in it stays in it.
    assert_eq!(shape("a¦\n\n:::expand\nx\n\ny\n:::\n", BlockDown), ":::expand\nx\n\ny\n:::\n\na¦\n");
    assert_eq!(shape(":::expand\nx\n\n¦y\n:::\n", BlockDown), "refused: it is the last here");
    assert_eq!(shape(":::expand\nx\n\n¦y\n:::\n", BlockUp), ":::expand\n¦y\n\nx\n:::\n");
}

#[test]
fn items_go_in_and_out_and_are_numbered() {
    assert_eq!(run("1. a\n2. b¦\n   - x\n3. c", Command::Indent), "1. a\n   1. b¦\n      - x\n2. c");
    assert_eq!(run("1. a\n   1. b¦\n2. c", Command::Outdent), "1. a\n2. b¦\n3. c");
    // The last line of all.
    assert_eq!(run("- a\n  - b¦", Command::Outdent), "- a\n- b¦");
    // A bullet that comes out between numbers leaves them as they are.
    assert_eq!(run("1. a\n   - x¦\n2. b\n3. c", Command::Outdent), "1. a\n- x¦\n2. b\n3. c");
    assert_eq!(run("- a\n  1. x¦\n  2. y\n- b", Command::Outdent), "- a\n1. x¦\n   1. y\n- b");
    assert_eq!(run("- a\n- [ ] b¦", Command::Indent), "- a\n  - [ ] b¦");
    assert_eq!(run("- a¦", Command::Indent), "refused: there is no item above to put it under");
    assert_eq!(run("- a¦", Command::Outdent), "refused: it is on the outermost level");
    assert_eq!(run("1. a¦\n2. b", Command::Enter), "1. a\n2. ¦\n3. b");
    assert_eq!(run("1. a\n2. ¦b\n3. c", Command::DeleteLines), "1. a\n¦2. c");
    assert_eq!(run("1. ¦a\n2. b", Command::DeleteLines), "¦1. b");
    assert_eq!(run("1. a\n2. b¦", Command::LinesUp), "1. b¦\n2. a");
    assert_eq!(run("```\n- a\n- b¦\n```", Command::Indent), "```\n- a\n  - b¦\n```");
}

#[test]
fn headings_fences_doubles_and_order() {
    assert_eq!(shape("a¦b", HeadingDeeper), "# a¦b");
    assert_eq!(shape("## a¦", HeadingDeeper), "### a¦");
    assert_eq!(shape("# a¦", HeadingHigher), "a¦");
    assert_eq!(shape("a¦", HeadingHigher), "refused: it is no heading");
    assert_eq!(shape("x\n\na\nb¦", Fence), "x\n\n```¦\na\nb\n```");
    assert_eq!(shape("```sh\na¦\n```\nx", Fence), "a¦\nx");
    assert_eq!(shape("a ``` b¦", Fence), "````¦\na ``` b\n````");
    assert_eq!(shape("1. a¦\n   - x\n2. b", Duplicate), "1. a\n   - x\n2. a¦\n   - x\n3. b");
    assert_eq!(shape("a¦\nb", Duplicate), "a\na¦\nb");
    assert_eq!(shape("- b\n  - z\n  - y\n- ¦a\n", Sort), "¦- a\n- b\n  - z\n  - y\n");
    assert_eq!(shape("1. b\n\n2. ¦a\n", Sort), "¦1. a\n\n2. b\n");
    assert_eq!(shape("a¦", Sort), "refused: select the lines to sort, or go into a list");
}

#[test]
fn selected_headings_and_lines_change_together() {
    let mut editor = Editor::new("# A\n\ntext\n\n## B", 0);
    editor.apply(Command::SelectAll, now());
    editor.apply(Command::Structure(HeadingDeeper), now());
    assert_eq!(editor.text(), "## A\n\ntext\n\n### B");
    let mut editor = Editor::new("b\nC\na\n", 0);
    editor.apply(Command::Select(Motion::To(6)), now());
    editor.apply(Command::Structure(Sort), now());
    assert_eq!((&*editor.text(), editor.selected()), ("a\nb\nC\n", Some(0..5)));
}

#[test]
fn a_table_grows_cell_by_cell() {
    assert_eq!(run("| a | b |¦", Command::Indent), "| a   | b   |\n| --- | --- |\n| ¦    |     |");
    let table = "| a | b |\n|-|-|\n| 日本 |¦x|";
    assert_eq!(
        run(table, Command::Indent),
        "| a    | b   |\n| ---- | --- |\n| 日本 | x   |\n| ¦     |     |"
    );
    assert_eq!(run(table, Command::Outdent), "| a    | b   |\n| ---- | --- |\n| 日本¦ | x   |");
    assert_eq!(
        run("| a¦ | b |\n|-|-|\n| x | y |", Command::Enter),
        "| a   | b   |\n| --- | --- |\n| x¦   | y   |"
    );
    // An empty last row leads out of the table; behind the last pipe Enter is Enter.
    assert_eq!(run("| a |\n| --- |\n| ¦ |", Command::Enter), "| a |\n| --- |\n¦");
    assert_eq!(run("| a |\n| --- |\n| x |¦", Command::Enter), "| a |\n| --- |\n| x |\n¦");
    assert_eq!(run("a ¦| b", Command::Indent), "a   ¦| b");
}

#[test]
fn rows_and_columns_come_and_go_at_the_cursor() {
    let table = "| a   | b   |\n| --- | --- |\n| ¦x   | y   |";
    assert_eq!(shape(table, AddRow), "| a   | b   |\n| --- | --- |\n| x   | y   |\n| ¦    |     |");
    assert_eq!(shape(table, DeleteRow), "| a¦   | b   |\n| --- | --- |");
    assert_eq!(shape(table, AddColumn), "| a   |     | b   |\n| --- | --- | --- |\n| x   | ¦    | y   |");
    assert_eq!(shape(table, DeleteColumn), "| b   |\n| --- |\n| y¦   |");
    assert_eq!(
        shape("¦| a |\n| - |", DeleteRow),
        "refused: a table keeps its header; delete its lines to take it away"
    );
    assert_eq!(shape("a¦", AddRow), "refused: the cursor is not in a table");
    assert_eq!(
        shape("text¦\nmore", NewTable),
        "text\n\n| ¦    |     |     |\n| --- | --- | --- |\n|     |     |     |\n\nmore"
    );
    // Text with a pipe right above is not part of it.
    assert_eq!(shape("x | y\n\n| a |\n| - |\n| b¦ |", DeleteRow), "x | y\n\n| a¦   |\n| --- |");
}
