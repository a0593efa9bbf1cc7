//! Keys in, frame out: the whole interface on a replica in a temporary folder, without a terminal, a clock
//! or a network. For tests.

use super::effect::{Effect, OnlineRequest};
use super::executor::Executor;
use super::keymap::Keymap;
use super::message::Message;
use super::state::State;
use super::theme::Theme;
use super::world::{Settings, World};
use super::{chord::Chord, update, view};
use crate::domain::*;
use crate::markup;
use crate::replica::{Incoming, Replica};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use std::collections::VecDeque;
use std::fmt::Write as _;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The moment at which every test happens.
pub fn now() -> Timestamp {
    "2026-11-21T15:30:00Z".parse().expect("a moment")
}

/// The interface under test.
pub struct Harness {
    /// The state, to look into.
    pub state: State,
    /// The store, to look into and to write behind the interface's back.
    pub replica: Replica,
    /// What was copied last.
    pub copied: Option<String>,
    /// What the online administration was asked; tests answer with [`Message::Data`].
    pub asked: Vec<OnlineRequest>,
    /// How often the store was read.
    pub reads: usize,
    /// What was handed to `$EDITOR` last.
    pub editing: Option<super::effect::Editing>,
    executor: Executor,
    terminal: Terminal<TestBackend>,
    _late: UnboundedReceiver<Message>,
    _directory: tempfile::TempDir,
}

impl Harness {
    /// A wiki with three people, five spaces and a few pages; 120 by 40.
    pub fn new() -> Self {
        Self::with(wiki())
    }

    /// An empty wiki on which only the account exists.
    pub fn empty() -> Self {
        Self::with(vec![Incoming::User(person("u1", "ada", "Ada Lund"))])
    }

    /// A wiki of these things; the account is `u1`.
    pub fn with(items: Vec<Incoming>) -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        let replica = Replica::open(directory.path(), markup::readable).expect("a fresh store");
        replica.set_me(&person("u1", "ada", "Ada Lund")).expect("a write");
        replica.take_in(&items, Some("1"), false).expect("a write");
        Self::over(replica, directory)
    }

    /// The next program on the same store, after this one was killed.
    pub fn restarted(self) -> Self {
        Self::over(self.replica, self._directory)
    }

    fn over(replica: Replica, directory: tempfile::TempDir) -> Self {
        let (sender, late) = unbounded_channel();
        let world = World::new(
            "work".to_owned(),
            Keymap::default(),
            Theme::default(),
            Settings::default(),
            now(),
            TimeZone::UTC,
        );
        let mut harness = Self {
            state: State::new(world),
            executor: Executor::new(replica.clone(), sender, now).inline(),
            replica,
            copied: None,
            asked: Vec::new(),
            editing: None,
            reads: 0,
            terminal: Terminal::new(TestBackend::new(120, 40)).expect("no terminal is needed"),
            _late: late,
            _directory: directory,
        };
        harness.state.world.size = (120, 40);
        let finished = super::resume::finish_saves(&harness.replica, now());
        let mut effects = update::begin(&mut harness.state);
        effects.extend(update::apply(&mut harness.state, finished));
        harness.carry_out(effects);
        harness
    }

    /// The same on another size.
    pub fn sized(mut self, width: u16, height: u16) -> Self {
        self.terminal = Terminal::new(TestBackend::new(width, height)).expect("no terminal is needed");
        self.send(Message::Resize(width, height));
        self
    }

    /// Types: `g h`, `<enter>`, `hello`; a blank between keys is left out, `<space>` types one. Words of several
    /// letters are typed letter by letter.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for word in keys.split_whitespace() {
            let mut rest = word;
            while !rest.is_empty() {
                let key = match rest.strip_prefix('<').and_then(|name| name.split_once('>')) {
                    Some((name, after)) if Chord::parse(name).is_ok() => {
                        rest = after;
                        Chord::parse(name).expect("was just read").to_event()
                    }
                    _ => {
                        let letter = rest.chars().next().expect("is not empty");
                        rest = &rest[letter.len_utf8()..];
                        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
                    }
                };
                self.send(Message::Key(key));
                // Drawing tells surfaces how tall they are.
                self.draw();
            }
        }
        self
    }

    /// Presses and lets go the left button where `text` stands first on the screen.
    pub fn click(&mut self, text: &str) -> &mut Self {
        let frame = self.frame();
        let found = frame.lines().enumerate().find_map(|(row, line)| Some((row, line.find(text)?, line)));
        let (row, at, line) = found.unwrap_or_else(|| panic!("no `{text}` in\n{frame}"));
        let column = unicode_width::UnicodeWidthStr::width(&line[..at]);
        self.mouse(column as u16, row as u16, MouseEventKind::Down(MouseButton::Left));
        self.mouse(column as u16, row as u16, MouseEventKind::Up(MouseButton::Left))
    }

    /// Does something with the mouse at a place, counted from zero.
    pub fn mouse(&mut self, column: u16, row: u16, kind: MouseEventKind) -> &mut Self {
        self.send(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
        self.draw();
        self
    }

    /// Starts anew with tips, which tests otherwise do without.
    pub fn with_tips(mut self, tells_escape_time: bool) -> Self {
        self.state.tips = super::tips::Tips::new(true, tells_escape_time);
        let effects = update::begin(&mut self.state);
        self.carry_out(effects);
        self
    }

    /// Types text as it is, blanks included.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.send(Message::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)));
        }
        self
    }

    /// Handles a message and everything it leads to.
    pub fn send(&mut self, message: Message) -> &mut Self {
        let effects = update::update(&mut self.state, message);
        self.carry_out(effects);
        self
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            if let Effect::Online(
                request @ (OnlineRequest::Personal(_)
                | OnlineRequest::PurgePage(_)
                | OnlineRequest::Access(_)),
            ) = effect
            {
                self.asked.push(request);
                continue;
            }
            self.reads += usize::from(matches!(effect, Effect::Load(_)));
            match self.executor.run(effect) {
                Ok(messages) => {
                    for message in messages {
                        queue.extend(update::update(&mut self.state, message));
                    }
                }
                Err(Effect::Copy(text)) => {
                    self.copied = Some(text);
                    queue.extend(update::update(&mut self.state, Message::Copied("in a test")));
                }
                Err(Effect::OpenEditor(editing)) => self.editing = Some(editing),
                Err(Effect::Quit) => self.state.ended = true,
                Err(_) => {}
            }
        }
    }

    fn draw(&mut self) {
        // As many frames as it takes until nothing is missing.
        for _ in 0..10 {
            self.draw_once();
            let effects = update::drawn(&mut self.state);
            if effects.is_empty() {
                break;
            }
            self.carry_out(effects);
        }
    }

    fn draw_once(&mut self) {
        let state = &mut self.state;
        let kept = state.lists.is_some();
        self.terminal.draw(|frame| view::draw(frame, state)).expect("no terminal is needed");
        if kept {
            self.draw_anew();
        }
    }

    /// Holds a frame with parts that were kept against the same frame drawn whole.
    fn draw_anew(&mut self) {
        let shown = self.terminal.backend().buffer().clone();
        let zones = self.state.zones.clone();
        self.state.lists = None;
        let mut whole =
            Terminal::new(TestBackend::new(shown.area.width, shown.area.height)).expect("as before");
        let state = &mut self.state;
        whole.draw(|frame| view::draw(frame, state)).expect("as before");
        assert_eq!(shown, *whole.backend().buffer(), "what was kept is old");
        assert_eq!(zones, self.state.zones, "places that were kept are old");
    }

    /// Draws and returns the cells.
    pub fn cells(&mut self) -> &ratatui::buffer::Buffer {
        self.draw();
        self.terminal.backend().buffer()
    }

    /// Takes another size and returns the text of the screen.
    pub fn frame_of(&mut self, width: u16, height: u16) -> String {
        self.terminal = Terminal::new(TestBackend::new(width, height)).expect("no terminal is needed");
        self.send(Message::Resize(width, height));
        self.frame()
    }

    /// Lets the wiki say that only some people may see a page.
    pub fn restrict(&mut self, page: &str, readers: &[&str]) {
        let id = PageId::from(page);
        let mut page = self.replica.page(&id).expect("a read").expect("it is there").page;
        page.restricted_to = Some(readers.iter().map(|id| UserId::from(*id)).collect());
        self.pull(page);
    }

    /// Lets the wiki say what a page is like now; its body stays.
    pub fn pull(&mut self, page: Page) {
        let storage = self.replica.body(&page.id).expect("a read").unwrap_or_default();
        let page = Incoming::Page { page: Box::new(page), storage };
        self.replica.take_in(&[page], None, false).expect("a write");
        self.send(Message::Changed);
    }

    /// Draws and returns the text of the screen, without blanks at line ends.
    pub fn frame(&mut self) -> String {
        self.draw();
        super::print::text(self.terminal.backend().buffer())
    }

    /// Returns the text and, below it, where the styles change: `row: column style`.
    pub fn styled_frame(&mut self) -> String {
        let mut text = self.frame();
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width);
        for (row, cells) in buffer.content.chunks(width).enumerate() {
            let mut before = ratatui::style::Style::reset();
            for (column, cell) in cells.iter().enumerate() {
                if cell.style() != before {
                    before = cell.style();
                    let _ = writeln!(text, "{row}:{column} {:?} {:?} {:?}", cell.fg, cell.bg, cell.modifier);
                }
            }
        }
        text
    }

    /// Returns the last line of the screen.
    pub fn footer(&mut self) -> String {
        self.frame().lines().last().unwrap_or_default().to_owned()
    }
}

impl Default for Harness {
    fn default() -> Self {
        Self::new()
    }
}

/// An account in the group `staff`.
pub fn person(id: &str, name: &str, full_name: &str) -> User {
    User {
        id: id.into(),
        name: name.to_owned(),
        full_name: full_name.to_owned(),
        active: true,
        groups: vec!["staff".into()],
    }
}

/// A space that `viewers` can read and edit, with all that is in it.
pub fn space(id: &str, key: &str, name: &str, owner: Option<&str>, viewers: &[Subject]) -> Incoming {
    let grants = viewers.iter().flat_map(|subject| {
        SpacePermission::EDIT.map(|permission| Grant { subject: subject.clone(), permission })
    });
    Incoming::Space(Box::new(Space {
        id: id.into(),
        key: SpaceKey::new(key),
        name: name.to_owned(),
        kind: if owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site },
        status: SpaceStatus::Active,
        owner: owner.map(UserId::new),
        home: Some(PageId::new(format!("{id}-home"))),
        status_since: None,
        grants: grants.collect(),
    }))
}

/// A page of one version.
pub fn page(space: &str, id: &str, parent: Option<&str>, position: i64, title: &str, body: &str) -> Incoming {
    let version = Version { number: 1, author: "u1".into(), when: now(), message: String::new() };
    Incoming::Page {
        page: Box::new(Page {
            id: id.into(),
            space: space.into(),
            kind: PageKind::Page,
            status: PageStatus::Current,
            title: title.to_owned(),
            parent: parent.map(PageId::from),
            position,
            version,
            created: now(),
            labels: Vec::new(),
            restricted_to: None,
        }),
        storage: body.to_owned(),
    }
}

fn wiki() -> Vec<Incoming> {
    let me = Subject::User("u1".into());
    let mut items = vec![
        Incoming::User(person("u1", "ada", "Ada Lund")),
        Incoming::User(person("u2", "bob", "Bob Ray")),
        Incoming::User(person("u3", "cat", "Cat Wu")),
        space("s1", "~ada", "Ada Lund", Some("u1"), std::slice::from_ref(&me)),
        space("s2", "ENG", "Engineering", None, &[Subject::Licensed]),
        space("s3", "OPS", "Operations", None, &[me, Subject::User("u2".into())]),
        space("s4", "~bob", "Bob Ray", Some("u2"), &[Subject::Licensed]),
        space("s5", "~cat", "Cat Wu", Some("u3"), &[Subject::Licensed]),
    ];
    items.extend(pages());
    items
}

fn pages() -> Vec<Incoming> {
    let gateway = "<h2>What it does</h2><p>The gateway keeps <strong>two</strong> copies of every request. See \
        <ac:link><ri:page ri:content-title=\"Storage engine\" /></ac:link>.</p>\
        <ul><li>rate limits</li><li>tokens<ul><li>short lived</li></ul></li></ul>\
        <table><tbody><tr><th>Region</th><th>Nodes</th></tr><tr><td>north</td><td>3</td></tr></tbody></table>";
    vec![
        page("s1", "s1-home", None, 0, "Home", "<p>My own pages.</p>"),
        page("s1", "p11", Some("s1-home"), 0, "Journal", "<p>One page a day.</p>"),
        page(
            "s1",
            "p12",
            Some("p11"),
            0,
            "Journal 2026-11-21",
            "<ul><li>14:32 call the printer people</li><li>15:05 ADR draft: see Storage engine</li></ul>",
        ),
        page("s1", "p13", Some("s1-home"), 1, "Reading", "<p>Books.</p>"),
        page("s2", "s2-home", None, 0, "Engineering", "<p>How we build things.</p>"),
        page("s2", "p21", Some("s2-home"), 0, "Platform", "<p>Below us only sky.</p>"),
        page("s2", "p22", Some("p21"), 0, "API gateway", gateway),
        page("s2", "p23", Some("p21"), 1, "Storage engine", "<p>We keep two copies on disk.</p>"),
        page("s2", "p24", Some("s2-home"), 1, "Decisions", "<p>ADRs.</p>"),
        page("s3", "s3-home", None, 0, "Operations", "<p>Keep it running.</p>"),
        page("s3", "p31", Some("s3-home"), 0, "Gateway runbook", "<p>Restart the gateway.</p>"),
        page("s4", "s4-home", None, 0, "Bob", "<p>Hello.</p>"),
        page("s5", "s5-home", None, 0, "Cat", "<p>Hello.</p>"),
    ]
}
