//! Tests: actions and keys in, page out.

use super::*;
use crate::domain::{
    Audience, Badge, Page, PageKind, PageStatus, Space, SpaceKey, SpaceKind, SpaceStatus, Version,
};
use crate::markup::Projection;
use crate::replica::{Mark, PageRow};
use crate::tui::keymap::Keymap;
use crate::tui::message::Directory;
use crate::tui::theme::Theme;
use crate::tui::world::Settings;
use jiff::{Timestamp, tz::TimeZone};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::KeyCode;

mod far;

pub(crate) fn world() -> World {
    World {
        theme: Theme::default(),
        keymap: Arc::new(Keymap::default()),
        now: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        profile: "test".into(),
        directory: Arc::new(Directory::default()),
        space: None,
        page: None,
        hand: None,
        sync: None,
        size: (80, 24),
        settings: Settings::default(),
        log: Vec::new(),
        ink: Default::default(),
        gallery: Default::default(),
        behind: Context::Page,
        mouse: false,
    }
}

pub(crate) fn opened(id: &str, title: &str, markdown: &str) -> Arc<Opened> {
    let when = Timestamp::UNIX_EPOCH;
    let version = Version { number: 3, author: "ada".into(), when, message: String::new() };
    let page = Page {
        id: id.into(),
        space: "1".into(),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: title.into(),
        parent: None,
        position: 0,
        version,
        created: when,
        labels: Vec::new(),
        restricted_to: Default::default(),
    };
    let space = Space {
        id: "1".into(),
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
        body: String::new(),
        projection: Projection { markdown: markdown.into(), read_only: None },
        document: Arc::new(crate::tui::document::Document::parse(markdown)),
        is_beginning: false,
        audience: Audience { badge: Badge::OnlyYou, people: Vec::new() },
        beside: (0, 0),
        draft: None,
        storage_draft: None,
        pasts: Vec::new(),
    })
}

struct Screen {
    reader: Reader,
    world: World,
    terminal: Terminal<TestBackend>,
}

impl Screen {
    fn new(markdown: &str, width: u16, height: u16) -> Self {
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut screen = Self { reader: Reader::new(), world: world(), terminal };
        screen.open("7", "Engine", markdown);
        screen
    }

    fn open(&mut self, id: &str, title: &str, markdown: &str) {
        self.reader.on_data(&Data::Opened(opened(id, title, markdown)), &self.world);
        self.text();
    }

    /// Draws and returns the screen, blanks at line ends cut.
    fn text(&mut self) -> String {
        let Self { reader, world, terminal } = self;
        terminal.draw(|frame| reader.draw(frame, frame.area(), world)).unwrap();
        let buffer = terminal.backend().buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }

    fn act(&mut self, action: Action) -> Step {
        let step = self.reader.on_action(action, &self.world);
        self.text();
        step
    }

    fn typed(&mut self, keys: &str) -> Step {
        let mut step = Step::stay();
        for letter in keys.chars() {
            step = self.reader.on_key(KeyCode::Char(letter).into(), &self.world);
        }
        self.text();
        step
    }

    fn foot(&self) -> String {
        self.reader.foot(&self.world).to_string()
    }
}

fn long(count: usize) -> String {
    (1..=count).map(|number| format!("## Part {number}\n\nText of part {number}.\n\n")).collect()
}

#[test]
fn a_page_has_its_title_above_it_unless_it_begins_with_it() {
    let mut screen = Screen::new("Text.\n", 30, 6);
    assert_eq!(screen.text(), " Engine\n ━━━━━━\n\n Text.\n\n\n");
    let mut screen = Screen::new("# Engine\n\nText.\n", 30, 6);
    assert_eq!(screen.text(), " Engine\n ━━━━━━\n\n Text.\n\n\n");
}

#[test]
fn scrolling_stops_at_both_ends_and_tells_where_it_is() {
    let mut screen = Screen::new(&long(20), 40, 10);
    screen.act(Action::Up);
    assert!(screen.text().starts_with(" Engine"));
    screen.act(Action::Bottom);
    assert!(screen.text().contains("Text of part 20."), "{}", screen.text());
    assert_eq!(screen.foot(), "no labels · end");
    screen.act(Action::PageDown);
    assert!(screen.text().contains("Text of part 20."));
    screen.act(Action::Top);
    assert!(screen.text().starts_with(" Engine"));
}

#[test]
fn another_width_keeps_the_place() {
    let mut screen = Screen::new(&long(50), 40, 10);
    screen.reader.view.go_to(80);
    let before = screen.text();
    let first = before.lines().next().unwrap();
    assert_eq!(first, " Part 21");
    screen.terminal = Terminal::new(TestBackend::new(90, 12)).unwrap();
    assert_eq!(screen.text().lines().next().unwrap().trim(), "Part 21");
}

#[test]
fn pages_are_left_and_found_again_where_they_were() {
    let mut screen = Screen::new(&long(50), 40, 10);
    screen.reader.view.go_to(80);
    screen.open("8", "Other", "x");
    assert!(screen.text().starts_with(" Other"));
    screen.open("7", "Engine", &long(50));
    assert!(screen.text().starts_with(" Part 21"), "{}", screen.text());
}

#[test]
fn find_counts_and_goes_around() {
    let mut screen = Screen::new(&long(30), 40, 10);
    screen.act(Action::Filter);
    screen.typed("TEXT of part 2");
    assert_eq!(screen.foot().split(" · ").next(), Some("1 of 11 for “TEXT of part 2”"));
    assert!(screen.text().contains("Text of part 2."));
    screen.act(Action::Accept);
    screen.act(Action::FindPrevious);
    assert!(screen.text().contains("Text of part 29."), "{}", screen.text());
    screen.act(Action::FindNext);
    assert!(screen.text().contains("Text of part 2."));
    assert_eq!(screen.act(Action::Close).next, crate::tui::surface::Next::Stay);
    assert_eq!(screen.act(Action::Close).next, crate::tui::surface::Next::Pass);
}

#[test]
fn a_match_over_a_wrap_is_found() {
    let mut screen = Screen::new("one two three four five six seven eight nine\n", 24, 10);
    screen.act(Action::Filter);
    screen.typed("four five six seven");
    assert!(screen.foot().starts_with("1 of 1"), "{}", screen.foot());
}

#[test]
fn links_are_followed_by_letter_and_by_focus() {
    let mut screen =
        Screen::new("See [[Gateway#Restart]] and [[Home|home]] and [up](#part-1).\n\n# Part 1\n", 60, 12);
    screen.act(Action::FollowLink);
    assert!(screen.text().contains("See aateway"), "{}", screen.text());
    let step = screen.typed("a");
    let go = Effect::GoTitle { space: None, title: "Gateway".into(), anchor: Some("Restart".into()) };
    assert_eq!(step.effects, [go]);
    screen.act(Action::NextLink);
    assert_eq!(screen.foot(), "→ Home");
    let step = screen.act(Action::Open);
    assert_eq!(step.effects, [Effect::GoTitle { space: None, title: "Home".into(), anchor: None }]);
    screen.act(Action::NextLink);
    assert_eq!(screen.foot(), "→ part-1, on this page");
    assert!(screen.act(Action::Open).effects.is_empty());
    screen.act(Action::PreviousLink);
    assert_eq!(screen.foot(), "→ Home");
}

#[test]
fn the_outline_goes_to_a_heading_and_back_returns() {
    let mut screen = Screen::new(&long(30), 60, 12);
    screen.act(Action::Outline);
    assert!(screen.text().contains("Outline"));
    for _ in 0..9 {
        screen.act(Action::Down);
    }
    screen.act(Action::Open);
    assert!(screen.text().starts_with(" Part 10"), "{}", screen.text());
    screen.act(Action::GoBack);
    assert!(screen.text().starts_with(" Engine"));
}

#[test]
fn wide_tables_scroll_sideways_behind_their_first_column() {
    let head = (1..20).map(|n| format!(" column {n} |")).collect::<String>();
    let mut screen =
        Screen::new(&format!("| key |{head}\n|---|{}\n| one |{head}\n", "---|".repeat(19)), 60, 12);
    assert!(screen.foot().contains("scroll sideways"));
    for _ in 0..3 {
        screen.act(Action::Right);
    }
    let text = screen.text();
    assert!(text.contains("│ one │‹"), "{text}");
    let left = screen.act(Action::Left);
    assert!(left.effects.is_empty());
}

#[test]
fn code_is_plain_first_and_coloured_at_the_same_places_then() {
    let far = "text\n\n".repeat(60);
    let mut screen =
        Screen::new(&format!("```rust\nlet a = 1;\n```\n\n{far}```js\nlet far = 1;\n```\n"), 40, 12);
    let plain = screen.text();
    let looks = |screen: &Screen| {
        screen.terminal.backend().buffer().content.iter().map(|cell| cell.fg).collect::<Vec<_>>()
    };
    let without = looks(&screen);
    let wanted = screen.world.ink.wanted().expect("code is in sight");
    // What is out of sight is not asked for.
    assert_eq!(wanted.iter().map(|code| code.language()).collect::<Vec<_>>(), ["rust"]);
    let coloured = crate::tui::highlight::highlight(&wanted[0], || false).unwrap();
    screen.world.ink.put(&wanted[0], Arc::new(coloured));
    assert_eq!(screen.text(), plain);
    assert_ne!(looks(&screen), without);
}

fn beginning(markdown: &str) -> Arc<Opened> {
    Arc::new(Opened { is_beginning: true, ..(*opened("7", "Engine", markdown)).clone() })
}

#[test]
fn a_long_page_shows_its_beginning_and_keeps_the_place_when_the_whole_comes() {
    let mut screen = Screen::new("x", 40, 10);
    screen.open("8", "Other", "x");
    screen.reader.on_data(&Data::Opened(beginning(&long(20))), &screen.world);
    assert!(screen.text().starts_with(" Engine"));
    screen.act(Action::PageDown);
    let before = screen.text();
    screen.open("7", "Engine", &long(200));
    assert_eq!(screen.text(), before);
    assert!(!screen.foot().contains("end"), "{}", screen.foot());
}

#[test]
fn the_end_of_a_page_that_is_still_read_is_its_true_end() {
    let mut screen = Screen::new("x", 40, 10);
    screen.open("8", "Other", "x");
    screen.reader.on_data(&Data::Opened(beginning(&long(20))), &screen.world);
    screen.text();
    screen.act(Action::Bottom);
    assert!(screen.text().contains("Text of part 20."));
    screen.open("7", "Engine", &long(200));
    assert!(screen.text().contains("Text of part 200."), "{}", screen.text());
    assert_eq!(screen.foot(), "no labels · end");
}

#[test]
fn a_place_far_down_is_found_again_when_the_whole_comes() {
    let mut screen = Screen::new(&long(200), 40, 10);
    screen.reader.view.go_to(480);
    let before = screen.text();
    screen.open("8", "Other", "x");
    screen.reader.on_data(&Data::Opened(beginning(&long(20))), &screen.world);
    screen.text();
    screen.open("7", "Engine", &long(200));
    assert_eq!(screen.text(), before);
}

#[test]
fn the_outline_stands_beside_a_wide_page_and_follows() {
    let mut screen = Screen::new(&long(30), 100, 12);
    screen.world.size = (120, 40);
    screen.act(Action::Outline);
    let text = screen.text();
    assert!(text.contains("│ Outline") && text.contains("Text of part 1."), "{text}");
    for _ in 0..9 {
        screen.act(Action::Down);
    }
    screen.act(Action::Open);
    let text = screen.text();
    assert!(text.starts_with("  Part 10 ") && text.contains("│ Outline"), "{text}");
    assert_eq!(screen.reader.mode(), "READ");
    screen.reader.view.go_to(80);
    let text = screen.text();
    assert!(text.lines().any(|line| line.contains("│") && line.contains(" Part 21")), "{text}");
    screen.act(Action::Outline);
    assert!(!screen.text().contains("Outline"), "{}", screen.text());
}

#[test]
fn what_is_folded_and_what_is_in_tables_is_found() {
    let text = "| a | b |\n|---|---|\n| x | needle |\n\n:::expand{title=\"More\"}\nA NEEDLE here.\n:::\n\n";
    let mut screen = Screen::new(&format!("{text}{}", long(10)), 60, 12);
    assert!(!screen.text().contains("NEEDLE"));
    screen.act(Action::Filter);
    screen.typed("needle");
    assert!(screen.foot().starts_with("1 of 2"), "{}", screen.foot());
    assert!(screen.text().contains("NEEDLE"), "{}", screen.text());
}

#[test]
fn the_wheel_with_shift_scrolls_a_wide_table_behind_its_first_column() {
    let head = (1..20).map(|n| format!(" column {n} |")).collect::<String>();
    let mut screen = Screen::new(&format!("|{head}\n|{}\n|{head}\n", "---|".repeat(19)), 60, 12);
    let before = screen.text();
    assert!(before.contains("›"), "{before}");
    let wheel =
        MouseEvent { kind: MouseEventKind::ScrollDown, column: 5, row: 5, modifiers: KeyModifiers::SHIFT };
    screen.reader.on_mouse(wheel, &screen.world);
    let after = screen.text();
    assert!(after.contains("│ column 1 ") && after.contains("‹"), "{after}");
    assert_ne!(before, after);
}

#[test]
fn on_a_narrower_screen_what_was_found_is_found_there_and_what_was_selected_is_none() {
    let words = (0..20).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    let mut screen = Screen::new(&format!("{words}\n\nword3 again\n"), 160, 16);
    screen.act(Action::Filter);
    screen.typed("word1");
    screen.act(Action::Accept);
    screen.act(Action::FindNext);
    let marked = |screen: &mut Screen| -> Vec<String> {
        screen.text();
        let buffer = screen.terminal.backend().buffer();
        let underlined = |x: u16, y: u16| buffer[(x, y)].modifier.contains(Modifier::UNDERLINED);
        let row = |y| {
            (0..buffer.area.width).filter(|x| underlined(*x, y)).map(|x| buffer[(x, y)].symbol()).collect()
        };
        (0..buffer.area.height).map(row).filter(|row: &String| !row.is_empty()).collect()
    };
    assert_eq!(marked(&mut screen).concat(), "word1".repeat(11));
    assert!(screen.foot().contains("2 of 11"), "{}", screen.foot());
    screen.act(Action::SelectWords);
    assert!(matches!(screen.reader.mode, Mode::Words(_)));
    screen.terminal.backend_mut().resize(30, 16);
    assert_eq!(marked(&mut screen).concat(), "word1".repeat(11));
    assert!(screen.foot().contains("2 of 11"), "{}", screen.foot());
    assert!(matches!(screen.reader.mode, Mode::Read), "nothing else is selected than what was");
}
