//! For tests of overlays: the whole interface over a few made-up facts; keys in, frame and effects out.

use crate::domain::*;
use crate::permission;
use crate::replica::{Mark, PageRow};
use crate::tui::chord::Chord;
use crate::tui::effect::{Effect, OnlineAnswer, Screen};
use crate::tui::keymap::Keymap;
use crate::tui::message::{Data, Directory, Message, Shelf};
use crate::tui::state::State;
use crate::tui::theme::{Signs, Theme};
use crate::tui::world::{Settings, World};
use crate::tui::{update, view};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::sync::Arc;

/// The interface on a desk.
pub(super) struct Desk {
    pub(super) state: State,
    /// Effects that an executor would have carried out, oldest first.
    pub(super) effects: Vec<Effect>,
}

pub(super) fn now() -> Timestamp {
    "2026-11-21T14:32:00Z".parse().unwrap()
}

pub(super) fn user(name: &str, full_name: &str, groups: &[&str]) -> User {
    User {
        id: name.into(),
        name: name.to_owned(),
        full_name: full_name.to_owned(),
        active: true,
        groups: groups.iter().map(|&group| group.into()).collect(),
    }
}

pub(super) fn people() -> Vec<User> {
    vec![
        user("ada", "Ada Byron", &["staff"]),
        user("bob", "Bob Ray", &["staff"]),
        user("cat", "Cat Lu", &["staff", "hr"]),
        user("dan", "Dan Okafor", &[]),
    ]
}

pub(super) fn space(id: &str, key: &str, name: &str, owner: Option<&str>, grants: Vec<Grant>) -> Space {
    Space {
        id: id.into(),
        key: SpaceKey::new(key),
        name: name.to_owned(),
        kind: if owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site },
        status: SpaceStatus::Active,
        owner: owner.map(UserId::new),
        home: None,
        status_since: None,
        grants,
    }
}

pub(super) fn view_grant(subject: Subject) -> Grant {
    Grant { subject, permission: SpacePermission::ViewSpace }
}

pub(super) fn page(id: &str, space: &str, title: &str) -> Page {
    Page {
        id: id.into(),
        space: space.into(),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: title.to_owned(),
        parent: None,
        position: 0,
        version: Version { number: 3, author: "ada".into(), when: now(), message: String::new() },
        created: now(),
        labels: Vec::new(),
        restricted_to: None,
    }
}

/// The titles the desk's wiki has.
pub(super) fn titles() -> Data {
    let row = |id: &str, space: &str, title: &str| (id.into(), space.into(), title.to_owned());
    Data::Titles(Arc::new(vec![
        row("11", "1", "API gateway"),
        row("12", "1", "Gateway runbook"),
        row("13", "1", "Storage engine"),
        row("21", "2", "On call"),
        row("31", "3", "Journal 2026-11-21"),
        row("41", "4", "Gateway ideas"),
    ]))
}

impl Desk {
    /// Four people, two site spaces, two personal ones; Ada sits here.
    pub(super) fn new() -> Self {
        let staff = vec![view_grant(Subject::Group("staff".into()))];
        Self::with(vec![
            space("1", "ENG", "Engineering", None, vec![view_grant(Subject::Licensed)]),
            space("2", "OPS", "Operations", None, staff),
            space("3", "~ada", "Ada Byron", Some("ada"), Vec::new()),
            space("4", "~bob", "Bob Ray", Some("bob"), vec![view_grant(Subject::Licensed)]),
        ])
    }

    /// Ada before she has a personal space.
    pub(super) fn homeless() -> Self {
        Self::with(vec![space("1", "ENG", "Engineering", None, vec![view_grant(Subject::Licensed)])])
    }

    fn with(spaces: Vec<Space>) -> Self {
        let world = World::new(
            "work".to_owned(),
            Keymap::default(),
            Theme::default(),
            Settings { tips: false, ..Settings::default() },
            now(),
            TimeZone::UTC,
        );
        let mut desk = Self { state: State::new(world), effects: Vec::new() };
        desk.state.awaiting.begun = true;
        desk.send(Message::Data(Data::Directory(Arc::new(directory(spaces)))));
        desk.state.world.space = Some("1".into());
        desk
    }

    pub(super) fn send(&mut self, message: Message) {
        self.effects.extend(update::update(&mut self.state, message));
    }

    pub(super) fn data(&mut self, data: Data) {
        self.send(Message::Data(data));
    }

    pub(super) fn online(&mut self, answer: OnlineAnswer) {
        self.data(Data::Online(Arc::new(answer)));
    }

    pub(super) fn show(&mut self, screen: Screen) {
        self.effects.extend(update::apply(&mut self.state, vec![Effect::Show(screen)]));
    }

    /// Presses keys as `keys.toml` spells them, blanks between them: `"g h enter"`.
    pub(super) fn press(&mut self, keys: &str) {
        for chord in Chord::parse_sequence(keys).expect("the test spells keys as keys.toml does") {
            self.send(Message::Key(chord.event()));
        }
    }

    /// Types text letter by letter.
    pub(super) fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.send(Message::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)));
        }
    }

    /// Returns what is on the screen.
    pub(super) fn frame(&mut self, width: u16, height: u16) -> String {
        self.state.world.size = (width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view::draw(frame, &mut self.state)).unwrap();
        let buffer = terminal.backend().buffer();
        let rows = (0..height).map(|y| {
            let row: String = (0..width).map(|x| buffer[(x, y)].symbol()).collect();
            row.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Returns whether an overlay is open.
    pub(super) fn is_covered(&self) -> bool {
        !self.state.overlays.is_empty()
    }
}

pub(super) fn directory(spaces: Vec<Space>) -> Directory {
    let people = people();
    let shelf =
        |space: Space| Shelf { audience: permission::audience(&space, &people, &people[0]), space, pages: 7 };
    let row = |page: Page| PageRow { page, has_children: false, mark: Mark::default() };
    Directory {
        me: Some(people[0].clone()),
        spaces: spaces.into_iter().map(shelf).collect(),
        recent: vec![row(page("13", "1", "Storage engine")), row(page("31", "3", "Journal 2026-11-21"))],
        people: people.clone(),
        ..Directory::default()
    }
}
