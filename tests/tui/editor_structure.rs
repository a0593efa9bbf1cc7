//! Blocks, lists, tables and selections in the editor, by keys that reach the program through any terminal.

use crate::editor::{editing, queued};
use insta::assert_snapshot;
use tildr::domain::Change;
use tildr::tui::testing::Harness;

fn text(harness: &Harness) -> String {
    harness.state.editor.as_ref().expect("an editor").text().into_owned()
}

fn saved(harness: &Harness) -> String {
    match &queued(harness)[..] {
        [Change::Edit { storage, .. }] => storage.clone(),
        other => panic!("{other:?}"),
    }
}

/// The same page with the keys of vim.
fn vim(body: &str) -> Harness {
    let mut harness = editing(body);
    harness.keys("<esc>");
    harness.state.world.settings.vim = true;
    harness.keys("e");
    harness
}

const LIST: &str = "<ol><li>one</li><li>two</li><li>three</li></ol>";

#[test]
fn what_may_follow_the_key_is_shown() {
    let mut harness = editing(LIST);
    harness.keys("<ctrl-n>");
    assert_snapshot!("editor_structure_keys", harness.frame());
    harness.keys("t");
    assert!(harness.frame().contains("delete column"), "{}", harness.frame());
    harness.keys("<esc> x");
    assert_eq!(text(&harness), "x1. one\n2. two\n3. three\n");
    let mut harness = editing(LIST).sized(80, 24);
    assert_snapshot!("editor_structure_keys_80", harness.keys("<ctrl-n>").frame());
}

#[test]
fn the_menu_and_the_palette_have_them_too() {
    let mut harness = editing(LIST);
    harness.keys("<ctrl-n> x").text("");
    assert_snapshot!("editor_menu", harness.frame());
    harness.keys("<esc> <ctrl-n> :").text("block down").keys("<enter>");
    assert_eq!(text(&harness), "1. two\n2. one\n3. three\n");
}

#[test]
fn items_move_and_go_in_and_their_numbers_follow() {
    for mut harness in [editing(LIST), vim(LIST)] {
        harness.keys("<ctrl-n> <down> <ctrl-n> <down>");
        assert_eq!(text(&harness), "1. two\n2. three\n3. one\n");
        harness.keys("<up> <ctrl-n> >");
        assert_eq!(text(&harness), "1. two\n   1. three\n2. one\n");
        harness.keys("<f2>");
        assert_eq!(saved(&harness), "<ol><li>two<ol><li>three</li></ol></li><li>one</li></ol>");
    }
}

const TABLE: &str =
    "<table><tbody><tr><th>Name</th><th>Nodes</th></tr><tr><td>north</td><td>3</td></tr></tbody></table>";

#[test]
fn a_table_is_filled_cell_by_cell() {
    let mut harness = editing(TABLE);
    harness
        .keys("<tab>")
        .text("!")
        .keys("<tab> <tab> <tab>")
        .text("東京の拠点")
        .keys("<tab>")
        .text("12")
        .keys("<shift-tab>");
    assert_snapshot!("editor_table", harness.frame());
    harness.keys("<ctrl-n> t c").text("x").keys("<ctrl-n> t R <f2>");
    let storage = saved(&harness);
    assert!(storage.contains("Nodes!") && storage.contains("north") && !storage.contains("12"), "{storage}");
}

#[test]
fn columns_under_each_other_are_no_change() {
    let mut harness = editing(TABLE);
    harness.keys("<tab> <tab> <tab> <f2>");
    assert!(harness.footer().contains("Nothing changed"), "{}", harness.footer());
}

#[test]
fn a_new_table_is_a_key_away() {
    let mut harness = editing("<p>a</p>");
    harness
        .keys("<ctrl-end> <ctrl-n> t t")
        .text("k")
        .keys("<tab>")
        .text("v")
        .keys("<tab> <ctrl-n> t C <tab>")
        .text("1")
        .keys("<f2>");
    let storage = saved(&harness);
    assert!(
        storage.starts_with("<p>a</p>") && storage.contains("<th>k</th>") && storage.contains("<td>1</td>"),
        "{storage}"
    );
}

#[test]
fn shift_and_the_mark_select_alike() {
    let mut by_shift = editing("<p>one two three</p>");
    by_shift.keys("<ctrl-right> <shift-right> <ctrl-shift-right> <ctrl-c>");
    assert_eq!(by_shift.copied.as_deref(), Some(" two"));
    let mut by_mark = editing("<p>one two three</p>");
    by_mark.keys("<ctrl-right> <ctrl-n> m");
    assert!(by_mark.footer().contains("MARK"), "{}", by_mark.footer());
    by_mark.keys("<right> <ctrl-right> <ctrl-c>");
    assert_eq!(by_mark.copied.as_deref(), Some(" two"));
    // Esc drops the mark and stays; cutting ends it.
    by_mark.keys("<ctrl-n> m <home> <esc>").text("x");
    assert!(text(&by_mark).starts_with("xone"), "{}", text(&by_mark));
    by_mark.keys("<ctrl-n> m <end> <ctrl-x> <ctrl-v>");
    assert_eq!(text(&by_mark), "xone two three\n");
    by_mark.keys("<ctrl-n> a <ctrl-c>");
    assert_eq!(by_mark.copied.as_deref(), Some("xone two three\n"));
}

#[test]
fn a_selection_is_wrapped_and_linked() {
    let mut harness = editing("<p>one two</p>");
    harness.keys("<ctrl-shift-right> <ctrl-n> b <ctrl-n> c");
    assert_eq!(text(&harness), "**`one`** two\n");
    let mut harness = editing("<ul><li>one</li></ul>");
    harness.keys("<home> <ctrl-n> m <end> <ctrl-n> b");
    assert_eq!(text(&harness), "- **one**\n");
    harness.keys("<ctrl-n> b");
    assert_eq!(text(&harness), "- one\n");
    let mut harness = editing("<p>a</p>");
    harness.keys("<end>").text(" https://example.org/a").keys("<ctrl-n> m");
    for _ in 0.."https://example.org/a".len() {
        harness.keys("<left>");
    }
    harness.keys("<ctrl-k>").text("here").keys("<f2>");
    assert_eq!(saved(&harness), "<p>a <a href=\"https://example.org/a\">here</a></p>");
}

#[test]
fn two_presses_select_a_word() {
    use ratatui::crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut harness = editing("<p>one two</p>");
    harness.frame();
    let mouse = |kind, column| {
        tildr::tui::message::Message::Mouse(MouseEvent {
            kind,
            column,
            row: 1,
            modifiers: KeyModifiers::NONE,
        })
    };
    let left = MouseButton::Left;
    for _ in 0..2 {
        harness.send(mouse(MouseEventKind::Down(left), 6));
        harness.send(mouse(MouseEventKind::Up(left), 6));
    }
    harness.keys("<ctrl-c>");
    assert_eq!(harness.copied.as_deref(), Some("two"));
    harness.send(mouse(MouseEventKind::Down(left), 1));
    harness.send(mouse(MouseEventKind::Drag(left), 4));
    harness.keys("<ctrl-c>");
    assert_eq!(harness.copied.as_deref(), Some("one"));
}

#[test]
fn headings_tasks_fences_and_moved_lines_are_keys_away() {
    for mut harness in [
        editing("<p>plan</p><ul><li>one</li><li>two</li></ul>"),
        vim("<p>plan</p><ul><li>one</li><li>two</li></ul>"),
    ] {
        harness.keys("<ctrl-n> + <ctrl-n> + <ctrl-n> -");
        assert_eq!(text(&harness), "# plan\n\n- one\n- two\n");
        harness.keys("<down> <down> <ctrl-t> <ctrl-t> <ctrl-n> j");
        assert_eq!(text(&harness), "# plan\n\n- two\n- [x] one\n");
        assert!(harness.frame().contains("- [x] one"), "{}", harness.frame());
        harness.keys("<up> <up> <up> <ctrl-n> f");
        assert_eq!(text(&harness), "```\n# plan\n```\n\n- two\n- [x] one\n");
        harness.keys("<ctrl-n> f");
        assert_eq!(text(&harness), "# plan\n\n- two\n- [x] one\n");
    }
}

#[test]
fn enter_goes_on_with_a_list_and_out_of_it_level_by_level() {
    let mut harness = editing("<ol><li>one<ul><li>deep</li></ul></li><li>two</li></ol>");
    harness.keys("<down> <end> <enter>").text("deeper").keys("<enter> <enter>").text("next");
    assert_eq!(text(&harness), "1. one\n   - deep\n   - deeper\n2. next\n3. two\n");
    harness.keys("<ctrl-end> <backspace> <enter> <enter>").text("after");
    assert_eq!(text(&harness), "1. one\n   - deep\n   - deeper\n2. next\n3. two\nafter");
    harness.keys("<ctrl-z> <ctrl-z> <ctrl-z> <ctrl-z>");
    assert!(
        text(&harness).starts_with("1. one\n   - deep\n   - deeper\n2. next\n3. two"),
        "{}",
        text(&harness)
    );
}
