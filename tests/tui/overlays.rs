//! Search, jump, labels, move, trash, outbox, drafts, jot.

use insta::assert_snapshot;
use tildr::domain::*;
use tildr::tui::testing::Harness;
use tildr::tui::theme::Theme;

/// A harness with the page `title` open.
fn reading(title: &str) -> Harness {
    let mut harness = Harness::new();
    harness.keys("g p").text(title).keys("<enter>");
    harness
}

fn on_80(harness: Harness) -> String {
    harness.sized(80, 24).frame()
}

#[test]
fn jump_without_letters_shows_what_was_opened_last() {
    let mut harness = reading("Gateway runbook");
    assert_snapshot!(harness.keys("g p").frame());
}

#[test]
fn jump_finds_by_letters_and_opens() {
    let mut harness = Harness::new();
    harness.keys("g p").text("gate");
    assert_snapshot!("jump", harness.frame());
    harness.keys("<enter>");
    let open = harness.state.world.page.clone().expect("a page opened");
    assert_eq!(open.row.page.title, "Gateway runbook");
    harness.keys("g p").text("gate");
    assert_snapshot!("jump_80", on_80(harness));
}

#[test]
fn search_shows_where_it_looks_and_how_many_are_elsewhere() {
    let mut harness = reading("Gateway runbook");
    harness.keys("s").text("gateway");
    assert_snapshot!("search", harness.frame());
    harness.keys("<tab>");
    assert_snapshot!("search_here", harness.frame());
    assert_snapshot!("search_80", on_80(harness));
}

#[test]
fn s0_73_nothing_here_says_what_is_elsewhere() {
    let mut harness = reading("Gateway runbook");
    harness.keys("s").text("only sky").keys("<tab>");
    let frame = harness.frame();
    assert!(frame.contains("Nothing here, but 1 elsewhere"), "{frame}");
}

#[test]
fn labels_are_put_on_and_taken_off() {
    let mut harness = reading("Storage engine");
    harness.keys("L").text("adr").keys("<enter>").text("storage").keys("<enter>");
    assert_snapshot!("labels", harness.frame());
    let page = harness.state.world.page.clone().expect("a page is open");
    let labels: Vec<&str> = page.row.page.labels.iter().map(Label::as_str).collect();
    assert_eq!(labels, ["adr", "storage"]);
    harness.text("adr").keys("<enter>");
    let page = harness.state.world.page.clone().expect("a page is open");
    assert_eq!(page.row.page.labels, [Label::stored("storage")]);
    assert_snapshot!("labels_80", on_80(harness));
}

#[test]
fn what_cannot_be_a_label_says_so() {
    let mut harness = reading("Storage engine");
    harness.keys("L").text("ops/disk").keys("<enter>");
    assert!(harness.frame().contains("No label has signs like `/` or `.`"), "{}", harness.frame());
    harness.keys("<esc> g l").text("nothing");
    assert!(harness.frame().contains("No label is like that."), "{}", harness.frame());
}

#[test]
fn all_labels_lead_to_their_pages() {
    let mut harness = reading("Storage engine");
    harness.keys("L").text("adr").keys("<enter> <esc> g l <enter>");
    assert_snapshot!(harness.frame());
}

#[test]
fn s1_04_a_move_to_another_space_says_who_will_see_it() {
    let mut harness = reading("Journal 2026-11-21");
    harness.keys("m").text("platform");
    assert_snapshot!("move", harness.frame());
    harness.keys("<enter>");
    let frame = harness.frame();
    assert!(
        frame.contains("Move where more people can see it?") && frame.contains("New: Bob Ray, Cat Wu"),
        "{frame}"
    );
    assert!(harness.replica.outbox().unwrap().is_empty(), "it is shown before it is done");
    harness.keys("y");
    let row = harness.replica.page(&"p12".into()).unwrap().expect("it is there");
    assert_eq!(row.page.parent, Some("p21".into()));
}

#[test]
fn a_move_below_itself_is_refused_with_the_reason() {
    let mut harness = reading("Platform");
    harness.keys("m").text("storage");
    assert_snapshot!("move_refused", on_80(harness));
}

#[test]
fn the_trash_gives_back() {
    let mut harness = reading("Storage engine");
    harness.keys("d g x");
    assert_snapshot!("trash", harness.frame());
    harness.keys("r");
    assert!(harness.frame().contains("The trash is empty"));
    let row = harness.replica.page(&"p23".into()).unwrap().expect("it is there");
    assert_eq!(row.page.status, PageStatus::Current);
}

#[test]
fn purging_asks_for_the_title() {
    let mut harness = reading("Storage engine");
    harness.keys("d g x D").text("storage").keys("<enter>");
    assert!(harness.asked.is_empty(), "that is not the title");
    assert_snapshot!("purge", harness.frame());
    assert_snapshot!("purge_80", on_80(harness));
}

#[test]
fn the_outbox_shows_and_drops() {
    let mut harness = reading("Storage engine");
    harness.keys("L").text("adr").keys("<enter> <esc> d g o");
    assert_snapshot!("outbox", harness.frame());
    harness.keys("d y");
    assert_eq!(harness.replica.outbox().unwrap().len(), 1);
    assert_snapshot!("outbox_80", on_80(harness));
}

/// The only jot in the outbox.
fn queued_jot(harness: &Harness) -> Jot {
    match harness.replica.outbox().unwrap().as_slice() {
        [queued] => match &queued.entry.change {
            Change::Append(jot) => jot.clone(),
            other => panic!("not a jot: {other:?}"),
        },
        other => panic!("{} in the outbox", other.len()),
    }
}

#[test]
fn j_19_a_jot_says_where_it_goes_and_who_sees_it() {
    let mut harness = reading("API gateway");
    harness.keys("`").text("call the printer people #todo");
    assert_snapshot!("jot", harness.frame());
    harness.keys("<tab> <tab>");
    assert_snapshot!("jot_80", harness.sized(80, 24).frame());
}

#[test]
fn a_jot_is_queued_on_enter() {
    let mut harness = Harness::new();
    harness.keys("`").text("buy milk").keys("<enter>");
    let jot = queued_jot(&harness);
    assert_eq!(jot.target, JotTarget::Day(jiff::civil::date(2026, 11, 21)));
    assert_eq!(jot.markdown, "- 15:30 buy milk\n");
    assert!(
        harness.footer().contains("Saved: ~ada › Journal 2026-11-21 · only you."),
        "{}",
        harness.footer()
    );
}

#[test]
fn escape_keeps_what_was_typed() {
    let mut harness = Harness::new();
    harness.keys("`").text("half a thou").keys("<esc> `");
    assert!(harness.frame().contains("half a thou"));
    harness.keys("<enter> `");
    assert!(!harness.frame().contains("half a thou"), "what was saved is not kept");
}

#[test]
fn a_jot_of_several_lines_has_a_heading() {
    let mut harness = Harness::new();
    harness.keys("`").text("Retro").keys("<ctrl-o>").text("fine").keys("<ctrl-o> <backspace> <enter>");
    assert!(queued_jot(&harness).markdown.starts_with("### 15:30 Retro\n\nfine"));
}

#[test]
fn a_jot_goes_on_in_the_editor() {
    let mut harness = Harness::new();
    harness.keys("`").text("A longer thought").keys("<ctrl-e>");
    assert!(harness.state.editor.is_some());
    let open = harness.state.world.page.clone().expect("the page is open");
    assert_eq!(
        (open.row.page.title.as_str(), open.row.page.parent.clone()),
        ("A longer thought", Some("s1-home".into()))
    );
}

#[test]
fn s0_74_each_scope_has_a_key() {
    let mut harness = reading("API gateway");
    harness.keys("s").text("gateway");
    assert!(harness.frame().contains("[all spaces]"), "{}", harness.frame());
    harness.keys("<tab>");
    assert!(harness.frame().contains("[ENG]") && harness.frame().contains("1 here"), "{}", harness.frame());
    harness.keys("<esc> g u g /").text("gateway");
    assert!(harness.frame().contains("[below Platform]"), "{}", harness.frame());
}

#[test]
fn s0_75_no_theme_changes_where_a_search_looks() {
    let mut frames = Vec::new();
    for (at, theme) in Theme::names().enumerate() {
        let mut harness = reading("Gateway runbook");
        harness.keys("T g g").keys(&"j ".repeat(at)).keys("<enter> <esc>");
        assert_eq!(harness.state.world.theme.name, theme);
        harness.keys("s").text("gateway");
        let all = harness.frame();
        let here = harness.keys("<tab>").frame();
        // The last line says which colours were chosen.
        frames.push([all, here].map(|frame| frame.lines().take(39).collect::<Vec<_>>().join("\n")).concat());
    }
    frames.dedup();
    assert_eq!(frames.len(), 1, "{}", frames.join("\n"));
}
