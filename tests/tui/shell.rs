//! The panes, the palette, the help, the menu and the footer.

use insta::assert_snapshot;
use ratatui::layout::Rect;
use tildr::domain::{PageId, PageStatus};
use tildr::replica::Incoming;
use tildr::report::Report;
use tildr::sync::{Event, Status};
use tildr::tui::effect::Effect;
use tildr::tui::keymap::Keymap;
use tildr::tui::message::Message;
use tildr::tui::reference;
use tildr::tui::testing::{Harness, page};
use tildr::tui::update::update;

#[test]
fn the_first_frame_is_the_personal_space() {
    assert_snapshot!(Harness::new().frame());
}

#[test]
fn the_first_frame_on_80_columns_is_one_pane() {
    assert_snapshot!(Harness::new().sized(80, 24).frame());
}

#[test]
fn the_smallest_screen() {
    assert_snapshot!(Harness::new().sized(60, 16).frame());
}

#[test]
fn a_smaller_screen_says_so() {
    assert_snapshot!(Harness::new().sized(40, 8).frame());
}

#[test]
fn an_empty_wiki_welcomes() {
    assert_snapshot!(Harness::empty().frame());
}

#[test]
fn an_empty_wiki_elsewhere_does_not_say_that_nothing_leaves_this_machine() {
    let mut harness = Harness::empty();
    harness.state.world.settings.is_elsewhere = true;
    let frame = harness.frame();
    assert!(frame.contains("A wiki elsewhere; what you see of it is kept on this machine, too:"), "{frame}");
    assert!(!frame.contains("nothing leaves it") && !frame.contains("only you"), "{frame}");
}

#[test]
fn an_empty_wiki_says_what_to_press() {
    assert_snapshot!(Harness::empty().keys("<esc>").frame());
}

#[test]
fn the_directory_filters_while_one_types() {
    assert_snapshot!(Harness::new().keys("1 / ops <enter>").frame());
}

#[test]
fn peoples_spaces_unfold() {
    assert_snapshot!(Harness::new().keys("1 G l").frame());
}

#[test]
fn a_space_opens_with_its_tree() {
    assert_snapshot!(Harness::new().keys("1 j j <enter> j l j").frame());
}

#[test]
fn a_branch_and_a_page_of_it() {
    assert_snapshot!(Harness::new().keys("1 j j <enter> j l j <enter>").frame());
}

#[test]
fn on_80_columns_the_tree_has_the_screen() {
    assert_snapshot!(Harness::new().sized(80, 24).keys("1 j j <enter> j l j").frame());
}

#[test]
fn the_palette() {
    assert_snapshot!(Harness::new().keys(": outb").frame());
}

#[test]
fn the_palette_knows_the_words_of_vi() {
    let mut harness = Harness::new();
    harness.keys(": q <enter>");
    assert!(harness.state.ended);
}

#[test]
fn the_keys() {
    assert_snapshot!(Harness::new().keys("?").frame());
}

#[test]
fn the_keys_found_by_a_key() {
    assert_snapshot!(Harness::new().sized(80, 24).keys("? gh").frame());
}

#[test]
fn a_space_is_offered_to_who_has_none() {
    let mut harness = Harness::new();
    harness.keys(":").text("add my space").keys("<enter>");
    assert!(harness.footer().contains("~ada is yours; ~ goes there"), "{}", harness.footer());
    let mut harness = Harness::empty();
    harness.keys("<esc> :").text("add my space").keys("<enter>");
    assert!(!harness.footer().contains("is yours"), "{}", harness.footer());
}

/// A page that is open.
fn reading(title: &str) -> Harness {
    let mut harness = Harness::new();
    harness.keys("g p").text(title).keys("<enter>");
    harness
}

#[test]
fn a_page_that_goes_out_of_sight_says_so() {
    let mut harness = reading("api gate");
    harness.replica.take_in(&[Incoming::PageGone("p22".into())], None, false).unwrap();
    harness.send(Message::Changed);
    let why = "“API gateway” is not here any more: it was deleted, or you may not see it now.";
    assert!(harness.footer().contains("“API gateway” is not here any more"), "{}", harness.footer());
    harness.keys("1 j");
    assert!(harness.frame().contains(why), "{}", harness.frame());
    harness.keys("g h 1");
    assert!(!harness.frame().contains("not here any more"), "{}", harness.frame());
}

#[test]
fn what_somebody_else_put_into_the_trash_is_told() {
    let mut harness = reading("api gate");
    let mut page = harness.replica.page(&"p22".into()).unwrap().unwrap().page;
    page.status = PageStatus::Trashed;
    harness.pull(page);
    assert!(harness.footer().contains("“API gateway” was put into the trash."), "{}", harness.footer());
    let mut harness = reading("api gate");
    harness.keys("d");
    assert!(
        harness.footer().contains("“API gateway” is in the trash. u brings it back."),
        "{}",
        harness.footer()
    );
}

#[test]
fn what_is_undone_is_named() {
    let mut harness = reading("api gate");
    harness.keys("d u");
    assert!(harness.footer().contains("Undone: trash “API gateway”."), "{}", harness.footer());
    harness.keys("U");
    assert!(harness.footer().contains("Done again: trash “API gateway”."), "{}", harness.footer());
}

#[test]
fn the_menu() {
    assert_snapshot!(Harness::new().keys("2 x").frame());
}

#[test]
fn keys_that_may_follow() {
    assert_snapshot!(Harness::new().keys("g").frame());
}

#[test]
fn keys_that_may_follow_to_copy_on_60_columns() {
    assert_snapshot!(Harness::new().sized(60, 16).keys("y").frame());
}

#[test]
fn copying_a_link() {
    let mut harness = Harness::new();
    harness.keys("y l");
    assert_eq!(harness.copied.as_deref(), Some("[[~ada:Home]]"));
}

#[test]
fn s0_49_colours_are_tried_on_and_put_back() {
    let mut harness = Harness::new();
    let before = harness.styled_frame();
    harness.keys("T j");
    assert_eq!(harness.state.world.theme.name, "evening");
    assert_ne!(harness.styled_frame(), before, "it is tried on behind the box");
    harness.keys("<esc>");
    assert_eq!(harness.state.world.theme.name, "terminal");
    assert_eq!(harness.styled_frame(), before, "nothing is left of it");
    harness.keys("T j <enter>");
    assert_eq!(harness.state.world.theme.name, "evening");
    assert_eq!(harness.replica.state("theme").unwrap().as_deref(), Some("evening"));
}

#[test]
fn what_happened_is_in_the_log() {
    assert_snapshot!(Harness::new().sized(80, 24).keys("U !").frame());
}

#[test]
fn facts_about_a_page() {
    assert_snapshot!(Harness::new().sized(80, 24).keys("i").frame());
}

#[test]
fn gf_09_a_page_goes_to_the_trash_and_comes_back() {
    let mut harness = Harness::new();
    let reading = PageId::new("p13");
    harness.keys("2 G d");
    assert!(harness.footer().contains("u brings it back"), "{}", harness.footer());
    assert!(harness.replica.page(&reading).unwrap().is_none_or(|row| row.page.status == PageStatus::Trashed));
    harness.keys("j");
    harness.keys("u");
    assert!(harness.replica.page(&reading).unwrap().is_some());
    assert!(harness.frame().contains("Reading"));
}

#[test]
fn a_branch_is_trashed_after_a_question_with_another_key() {
    let mut harness = Harness::new();
    harness.keys("2 j d d d");
    assert_snapshot!(harness.frame());
    harness.keys("y");
    assert!(!harness.frame().contains("▸ Journal"));
}

#[test]
fn renaming_begins_with_the_title() {
    let mut harness = Harness::new();
    harness.keys("2 G r <backspace> <backspace> <backspace>").text("s & papers").keys("<enter>");
    assert!(harness.frame().contains("Reads & papers"), "{}", harness.frame());
}

#[test]
fn a_title_needs_a_character() {
    assert_snapshot!(Harness::new().sized(80, 24).keys("a <enter>").frame());
}

#[test]
fn a_new_page_opens_in_the_editor() {
    let mut harness = Harness::new();
    harness.keys("2 G a").text("Novels").keys("<enter>");
    assert!(harness.state.editor.is_some());
    assert!(harness.frame().contains("Novels"));
}

#[test]
fn siblings_change_places() {
    let mut harness = Harness::new();
    harness.keys("2 G {");
    let titles: Vec<String> = harness
        .replica
        .children(&"s1".into(), Some(&"s1-home".into()))
        .unwrap()
        .into_iter()
        .map(|row| row.page.title)
        .collect();
    assert_eq!(titles, ["Reading", "Journal"]);
    harness.keys("u");
    let first = harness.replica.children(&"s1".into(), Some(&"s1-home".into())).unwrap().remove(0);
    assert_eq!(first.page.title, "Journal");
}

#[test]
fn marked_pages_go_together_and_come_back_together() {
    let mut harness = Harness::new();
    harness.keys("2 j <space> <space>");
    assert_snapshot!(harness.frame());
    harness.keys("d y");
    assert!(harness.replica.children(&"s1".into(), Some(&"s1-home".into())).unwrap().is_empty());
    assert!(
        harness.footer().contains("2 pages are in the trash. u brings them back."),
        "{}",
        harness.footer()
    );
    harness.keys("u");
    assert_eq!(harness.replica.children(&"s1".into(), Some(&"s1-home".into())).unwrap().len(), 2);
}

#[test]
fn what_was_said_makes_way_for_the_keys_of_another_mode() {
    let mut harness = Harness::new();
    let said = harness.keys("2 j w").footer();
    assert!(said.contains("atch"), "{said}");
    assert_eq!(harness.keys("j").footer(), said, "in the same pane it stays for its time");
    assert!(harness.keys("m").footer().contains("Enter put down"), "{}", harness.footer());
}

#[test]
fn back_and_forward() {
    let mut harness = Harness::new();
    let open = |harness: &Harness| harness.state.world.page.as_ref().unwrap().row.page.title.clone();
    harness.keys("2 G <enter>");
    assert_eq!(open(&harness), "Reading");
    harness.keys("[");
    assert_eq!(open(&harness), "Home");
    harness.keys("]");
    assert_eq!(open(&harness), "Reading");
}

#[test]
fn esc_goes_out_step_by_step_and_then_quits() {
    let mut harness = Harness::new();
    harness.keys("+ q q q");
    assert!(!harness.state.ended);
    harness.keys("q");
    assert!(harness.state.ended);
}

#[test]
fn ctrl_c_quits_the_second_time_only() {
    let mut harness = Harness::new();
    harness.keys("<ctrl-c> j <ctrl-c>");
    assert!(!harness.state.ended);
    harness.keys("<ctrl-c>");
    assert!(harness.state.ended);
}

#[test]
fn the_page_of_keys_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
    let text = reference::keys(&Keymap::default());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, text, "docs/keys.md is old: run the tests with UPDATE_DOCS=1");
}

#[test]
fn many_removals_are_told_and_asked_about_in_the_outbox() {
    let mut harness = Harness::new().sized(80, 24);
    let stopped = Status { removal: Some(25), ..Status::default() };
    harness.send(Message::Sync(Event::Status(stopped.clone())));
    assert_snapshot!("removal_told_80", harness.frame());
    harness.keys("j").send(Message::Sync(Event::Status(stopped)));
    assert!(!harness.footer().contains("25 pages"), "told once");
    harness.keys("g o");
    assert_snapshot!("removal_80", harness.frame());
    let yes = Message::Key(tildr::tui::chord::Chord::parse("y").unwrap().to_event());
    assert!(update(&mut harness.state, yes).contains(&Effect::ConfirmRemoval));
    harness.send(Message::Sync(Event::Status(Status::default())));
    harness.keys("<esc> g o");
    assert!(!harness.frame().contains("vanish"));
}

#[test]
fn a_notice_of_something_that_failed_is_not_shown_later() {
    let mut harness = Harness::new();
    // Gone behind the interface's back: the next change of it fails.
    harness.keys("2 G r").text("!");
    harness.replica.take_in(&[Incoming::PageGone("p13".into())], Some("2"), false).unwrap();
    harness.keys("<enter>");
    assert!(!harness.footer().contains("Renamed"), "{}", harness.footer());
    harness.send(Message::Failed(Report::refused("the disk is full")));
    harness.keys("<esc> 2 g g j d y");
    assert!(harness.footer().contains("trash"), "{}", harness.footer());
}

#[test]
fn the_page_of_today_opens_when_its_first_note_arrives() {
    let empty_journal = |harness: &Harness| {
        harness.replica.take_in(&[Incoming::PageGone("p12".into())], Some("2"), false).unwrap();
    };
    let note = || page("s1", "p14", Some("p11"), 0, "Journal 2026-11-21", "<ul><li>milk and bread</li></ul>");
    let mut harness = Harness::new();
    empty_journal(&harness);
    harness.keys("g t");
    assert!(harness.footer().contains("Nothing is noted"), "{}", harness.footer());
    harness.send(Message::Changed);
    harness.replica.take_in(&[note()], Some("3"), false).unwrap();
    harness.send(Message::Changed);
    assert!(harness.frame().contains("milk and bread"), "{}", harness.frame());

    let mut elsewhere = Harness::new();
    empty_journal(&elsewhere);
    elsewhere.keys("g t j");
    elsewhere.replica.take_in(&[note()], Some("3"), false).unwrap();
    elsewhere.send(Message::Changed);
    assert!(!elsewhere.frame().contains("milk and bread"), "the person went on with something else");
}

#[test]
fn s0_04_one_key_leads_to_ones_own_space_from_every_pane() {
    for way in ["g h", "~"] {
        for pane in ["1", "1 G", "2", "2 G", "3", "3 +", "2 / o <enter>", "/ gate <enter>"] {
            let mut harness = Harness::new();
            harness.keys("g p").text("Gateway runbook").keys("<enter>").keys(pane);
            assert_eq!(harness.state.world.page.as_ref().unwrap().row.page.title, "Gateway runbook");
            harness.keys(way);
            let open = harness.state.world.page.as_ref().unwrap();
            assert_eq!((open.space.key.as_str(), open.id().as_str()), ("~ada", "s1-home"), "{pane} {way}");
        }
    }
}

#[test]
fn s0_33_panes_share_the_screen_and_never_cover_each_other() {
    let sizes = [(60, 16), (80, 24), (99, 30), (100, 16), (120, 40), (200, 60)];
    let turns = ["", "+", "2 +", "> > > > > > > > > > > >", "< < < < < < < <", "3 t", "3 e", "3 e <f4>"];
    for (width, height) in sizes {
        for keys in turns {
            let mut harness = Harness::new().sized(width, height);
            harness.keys(keys).frame();
            let body = Rect::new(0, 0, width, height - 1);
            let shown: Vec<Rect> =
                harness.state.layout.areas.into_iter().filter(|area| !area.is_empty()).collect();
            for (index, one) in shown.iter().enumerate() {
                assert_eq!(one.intersection(body), *one, "{width}x{height} {keys}");
                let others = &shown[index + 1..];
                assert!(
                    others.iter().all(|other| !one.intersects(*other)),
                    "{width}x{height} {keys}: {shown:?}"
                );
            }
            let covered: u32 = shown.iter().map(|area| u32::from(area.width) * u32::from(area.height)).sum();
            let whole = u32::from(body.width) * u32::from(body.height);
            assert_eq!(covered, whole, "no cell belongs to nobody: {width}x{height} {keys}: {shown:?}");
        }
        let mut harness = Harness::new().sized(width, height);
        for (index, pane) in ["1", "2", "3"].into_iter().enumerate() {
            harness.keys(pane).frame();
            assert!(
                !harness.state.layout.areas[index].is_empty(),
                "{pane} is a key away at {width}x{height}"
            );
        }
    }
}

#[test]
fn s1_07_pages_are_added_folded_and_reordered_in_few_keys() {
    let mut harness = Harness::new();
    // One key, the title, and one has a page to write in.
    harness.keys("2 j a").text("Retro").keys("<enter>");
    assert!(harness.state.editor.is_some());
    harness.text("Fine.").keys("<f2> 2");
    let below = |harness: &Harness| {
        let rows = harness.replica.children(&"s1".into(), Some(&"p11".into())).unwrap();
        rows.into_iter().map(|row| row.page.title).collect::<Vec<_>>()
    };
    assert_eq!(below(&harness), ["Journal 2026-11-21", "Retro"]);
    harness.keys("{");
    assert_eq!(below(&harness), ["Retro", "Journal 2026-11-21"]);
    harness.keys("}");
    assert_eq!(below(&harness), ["Journal 2026-11-21", "Retro"]);
    assert!(harness.frame().contains("▾ Journal"), "{}", harness.frame());
    harness.keys("h h");
    assert!(harness.frame().contains("▸ Journal"), "{}", harness.frame());
    harness.keys("l");
    assert!(harness.frame().contains("▾ Journal"), "{}", harness.frame());
}
