//! Keys in, effects and rows out.

mod saving;

use super::*;
use crate::domain::{
    Audience, Badge, Hit, OpId, Page, PageKind, PageStatus, Space, SpaceId, SpaceKey, SpaceKind, SpaceStatus,
    Timestamp, UserId, Version,
};
use crate::markup::Projection;
use crate::replica::{Mark, PageRow, Typed};
use crate::tui::chord::Chord;
use crate::tui::effect::{Request, Screen, Timer};
use crate::tui::keymap::{Keymap, Match};
use crate::tui::message::{Data, Edited};
use crate::tui::surface::Surface;
use crate::tui::theme::Theme;
use crate::tui::world::Settings;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn world() -> World {
    let keymap = Keymap::read("").unwrap();
    World::new("work".into(), keymap, Theme::default(), Settings::default(), at(100_000), TimeZone::UTC)
}

fn opened(markdown: &str) -> Arc<Opened> {
    let version = Version { number: 3, author: UserId::new("bob"), when: at(0), message: String::new() };
    let page = Page {
        id: PageId::new("7"),
        space: SpaceId::new("1"),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: "Storage engine".into(),
        parent: None,
        position: 0,
        version,
        created: at(0),
        labels: Vec::new(),
        restricted_to: None,
    };
    let space = Space {
        id: SpaceId::new("1"),
        key: SpaceKey::new("ENG"),
        name: "Engineering".into(),
        kind: SpaceKind::Site,
        status: SpaceStatus::Active,
        owner: None,
        home: None,
        status_since: None,
        grants: Default::default(),
    };
    Arc::new(Opened {
        row: PageRow { page, has_children: false, mark: Mark::default() },
        space,
        path: Vec::new(),
        body: format!("<p>{markdown}</p>"),
        projection: Projection { markdown: format!("{markdown}\n"), read_only: None },
        document: Arc::new(crate::tui::document::Document::parse(markdown)),
        is_beginning: false,
        audience: Audience { badge: Badge::OnlyYou, people: Vec::new() },
        beside: (0, 0),
        draft: None,
        storage_draft: None,
        pasts: Vec::new(),
    })
}

fn editor(markdown: &str) -> Editor {
    Editor::new(opened(markdown), Form::Markdown)
}

/// Presses keys as `update` hands them over.
fn press(editor: &mut Editor, world: &World, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for chord in Chord::parse_sequence(keys).unwrap() {
        let key = chord.to_event();
        let step = match (crate::tui::chord::typed(&key), world.keymap.find(editor.context(), &[chord])) {
            (None, Match::Action(action)) => editor.on_action(action, world),
            _ => editor.on_key(key, world),
        };
        effects.extend(step.effects);
    }
    effects
}

fn drawn(editor: &mut Editor, world: &World, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| editor.draw(frame, frame.area(), world)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
    (0..height).map(|y| row(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn state(editor: &Editor, world: &World) -> String {
    editor.state(world).spans.iter().map(|span| span.content.as_ref()).collect()
}

#[test]
fn f1_the_first_key_keeps_the_whole_text_and_the_next_ones_are_steps() {
    let (world, mut editor) = (world(), editor("one"));
    assert_eq!(state(&editor, &world), "");
    let first = press(&mut editor, &world, "a");
    let [Effect::KeepDraft(draft)] = &first[..] else { panic!("{first:?}") };
    assert_eq!((draft.text.as_str(), draft.cursor, draft.base.as_str()), ("aone\n", 1, "<p>one</p>"));
    assert_eq!(state(&editor, &world), "saving…");
    editor.on_kept(None, &world);
    assert_eq!(state(&editor, &world), "draft saved");
    let typed = vec![Typed { at: 1, removed: 0, inserted: "b".into(), state: Some(1) }];
    let step = Effect::Journal { page: PageId::new("7"), form: Form::Markdown, typed, cursor: 2 };
    assert_eq!(press(&mut editor, &world, "b"), [step]);
    assert_eq!(press(&mut editor, &world, "right"), []);
}

#[test]
fn f4_a_full_disk_is_told_and_the_whole_text_is_tried_again() {
    let (world, mut editor) = (world(), editor("one"));
    press(&mut editor, &world, "a");
    editor.on_kept(None, &world);
    press(&mut editor, &world, "b");
    let retry = editor.on_kept(Some("the disk is full: nothing was saved"), &world);
    assert!(matches!(retry[..], [Effect::After(_, Timer::RetryDraft)]));
    assert_eq!(state(&editor, &world), "NOT SAVED: disk full");
    assert!(editor.is_unsaved());
    // Typing goes on; the journal has a gap and gets no more steps, and its own syncs change nothing.
    assert_eq!(press(&mut editor, &world, "c"), []);
    assert_eq!(editor.on_kept(None, &world), []);
    assert!(editor.is_unsaved());
    assert!(matches!(press(&mut editor, &world, "esc")[..], [Effect::Show(Screen::Question(_))]));
    let again = editor.on_timer(&world);
    let [Effect::KeepDraft(draft)] = &again[..] else { panic!("{again:?}") };
    assert_eq!(draft.text, "abcone\n");
    editor.on_kept(None, &world);
    assert_eq!(state(&editor, &world), "draft saved");
}

#[test]
fn f1_a_kept_draft_opens_with_its_text_cursor_and_a_line_that_tells() {
    let world = world();
    let draft = Draft {
        page: PageId::new("7"),
        form: Form::Markdown,
        base_version: 3,
        base: "<p>one</p>".into(),
        text: "one two\n".into(),
        cursor: 7,
        updated: at(136_920),
    };
    let opened = Arc::new(Opened { draft: Some(draft), ..(*opened("one")).clone() });
    let mut editor = Editor::new(opened, Form::Markdown);
    assert_eq!(
        drawn(&mut editor, &world, 60, 3 + 1),
        "draft kept from 14:02  ·  F8 throws it away\none two\n\n"
    );
    let step = press(&mut editor, &world, "x");
    assert!(matches!(&step[..], [Effect::Journal { .. }]), "{step:?}");
    assert!(drawn(&mut editor, &world, 60, 4).starts_with("one twox"));
}

#[test]
fn a_page_that_changed_on_the_wiki_is_told() {
    let (mut world, mut editor) = (world(), editor("one"));
    let mut now = (*opened("two")).clone();
    now.row.page.version.number = 4;
    world.page = Some(Arc::new(now));
    assert!(
        drawn(&mut editor, &world, 80, 4).starts_with("changed on the wiki since you opened it: v4 by bob")
    );
}

#[test]
fn finding_goes_through_matches_and_replaces() {
    let (world, mut editor) = (world(), editor("one two one"));
    press(&mut editor, &world, "ctrl-f o n e");
    assert!(drawn(&mut editor, &world, 90, 4).contains("1/2"));
    press(&mut editor, &world, "enter");
    assert!(drawn(&mut editor, &world, 90, 4).contains("2/2"));
    press(&mut editor, &world, "tab x enter");
    assert_eq!(editor.text.text(), "one two x\n");
    press(&mut editor, &world, "ctrl-r");
    assert_eq!(editor.text.text(), "x two x\n");
    press(&mut editor, &world, "esc y");
    assert!(editor.find.is_none());
    press(&mut editor, &world, "ctrl-z ctrl-z ctrl-z");
    assert_eq!(editor.text.text(), "one two one\n");
}

#[test]
fn a_link_is_completed_from_titles() {
    let (world, mut editor) = (world(), editor(""));
    let effects = press(&mut editor, &world, "ctrl-k");
    assert_eq!(effects.len(), 1, "{effects:?}");
    let effects = press(&mut editor, &world, "o f");
    assert!(effects.contains(&Effect::Load(Request::Like("of".into()))));
    let hit = |id: &str, title: &str| Hit {
        page: PageId::new(id),
        space: SpaceId::new("1"),
        title: title.to_owned(),
        title_marks: Vec::new(),
        snippet: String::new(),
        marks: Vec::new(),
        changed: at(0),
        similar: false,
    };
    let hits = vec![hit("2", "Home office"), hit("4", "Office hours")];
    // An answer to an older question changes nothing.
    editor.on_data(&Data::Like("o".into(), vec![hit("3", "Elsewhere")], 1), &world);
    assert!(!drawn(&mut editor, &world, 40, 6).contains("Elsewhere"));
    editor.on_data(&Data::Like("of".into(), hits, 2), &world);
    assert!(drawn(&mut editor, &world, 40, 6).contains("Home office"));
    press(&mut editor, &world, "enter");
    assert_eq!(editor.text.text(), "[[Home office]]\n");
}

#[test]
fn a_paste_is_one_step_and_copying_reaches_the_clipboard() {
    let (world, mut editor) = (world(), editor(""));
    editor.on_paste("- a\r\n- b", &world);
    assert_eq!(editor.text.text(), "- a\n- b\n");
    press(&mut editor, &world, "shift-home");
    assert_eq!(press(&mut editor, &world, "ctrl-c"), [Effect::Copy("- b".into())]);
    press(&mut editor, &world, "right");
    assert_eq!(press(&mut editor, &world, "ctrl-c"), [Effect::Act(Action::Cancel)]);
    press(&mut editor, &world, "ctrl-z");
    assert_eq!(editor.text.text(), "\n");
}

#[test]
fn f24_saves_of_another_editor_are_drafts_and_a_failure_asks() {
    let (world, mut editor) = (world(), editor("one"));
    let effects = press(&mut editor, &world, "f5");
    let [Effect::KeepDraft(_), Effect::OpenEditor(editing)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((editing.text.as_str(), editing.title.as_str()), ("one\n", "Storage engine"));
    let news = |text: Option<&str>, ended, problem: Option<&str>| Edited {
        page: PageId::new("7"),
        text: text.map(str::to_owned),
        ended,
        problem: problem.map(str::to_owned),
    };
    let saved = editor.on_edited(&news(Some("one two\n"), false, None), &world);
    assert!(matches!(&saved[..], [Effect::Journal { .. }, Effect::SyncJournal]), "{saved:?}");
    editor.on_edited(&news(None, true, Some("`vi` failed")), &world);
    assert!(
        drawn(&mut editor, &world, 70, 5)
            .starts_with("`vi` failed:  k keep what it wrote  d throw that away")
    );
    press(&mut editor, &world, "d");
    assert_eq!(editor.text.text(), "one\n");
    press(&mut editor, &world, "ctrl-z");
    assert_eq!(editor.text.text(), "one two\n");
}

#[test]
fn a_draft_ends_only_when_its_commit_is_durable() {
    let mut editor = editor("one");
    let change = Change::Edit {
        page: PageId::new("7"),
        base_version: 3,
        base: String::new(),
        storage: String::new(),
        message: String::new(),
    };
    let entry = Entry { op: OpId::fresh(), at: at(0), change, group: None };
    assert_eq!(editor.on_committed(std::slice::from_ref(&entry)), []);
    editor.asked = Some(String::new());
    let ends = [Effect::EndDraft(PageId::new("7"), Form::Markdown), Effect::EndEdit];
    assert_eq!(editor.on_committed(&[entry]), ends);
}

#[test]
fn discarding_asks_first() {
    let (world, mut editor) = (world(), editor("one"));
    press(&mut editor, &world, "a");
    let effects = press(&mut editor, &world, "f8");
    let [Effect::Show(Screen::Question(question))] = &effects[..] else { panic!("{effects:?}") };
    assert!(question.yes.contains(&Effect::EndDraft(PageId::new("7"), Form::Markdown)));
}

#[test]
fn the_preview_is_beside_the_text_or_in_its_place() {
    let (world, mut editor) = (world(), editor("**bold** words"));
    let ample = drawn(&mut editor, &world, 140, 4);
    assert!(ample.contains("**bold** words") && ample.contains("│ "), "{ample}");
    assert!(!drawn(&mut editor, &world, 110, 4).contains('│'), "nobody asked for it");
    press(&mut editor, &world, "ctrl-l");
    assert!(drawn(&mut editor, &world, 110, 4).contains("│ "));
    let narrow = drawn(&mut editor, &world, 60, 4);
    assert!(narrow.contains("bold words") && !narrow.contains("**"), "{narrow}");
    press(&mut editor, &world, "x");
    assert!(drawn(&mut editor, &world, 60, 4).contains("x**bold** words"));
}

#[test]
fn headings_are_gone_through() {
    let (world, mut editor) = (world(), editor("a\n# b\nc\n## d"));
    press(&mut editor, &world, "f6 f6 f6");
    assert_eq!(editor.text.line().0, 3);
    press(&mut editor, &world, "shift-f6");
    assert_eq!(editor.text.line().0, 1);
}
