//! What every pane and overlay may look at: the facts around them, never each other.

mod rights;

use super::action::{Action, Context, Need};
use super::highlight::Ink;
use super::keymap::Keymap;
use super::message::{Directory, Opened, Shelf};
use super::picture::Gallery;
use super::theme::{Depth, Theme};
use crate::domain::{Badge, PageId, SafeText, SpaceId, SpaceStatus, Timestamp, User, UserId};
use crate::sync::Status;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The facts.
#[derive(Debug, Clone)]
pub struct World {
    /// Colours and signs.
    pub theme: Theme,
    /// The keys in force.
    pub keymap: Arc<Keymap>,
    /// The moment this message is handled.
    pub now: Timestamp,
    /// For showing moments.
    pub zone: TimeZone,
    /// The name of the profile.
    pub profile: String,
    /// Spaces, people, marks.
    pub directory: Arc<Directory>,
    /// The space the tree shows.
    pub space: Option<SpaceId>,
    /// The page in the page pane.
    pub page: Option<Arc<Opened>>,
    /// The page under the cursor of the focused pane: what verbs act on.
    pub hand: Option<Hand>,
    /// The state of sync; `None` without an engine (tests, `tildr demo` before the first pass).
    pub sync: Option<Status>,
    /// The size of the terminal.
    pub size: (u16, u16),
    /// What the person set in the configuration.
    pub settings: Settings,
    /// The lines of the log, oldest first.
    pub log: Vec<LogLine>,
    /// The colours of code, as far as they are known.
    pub ink: Ink,
    /// The pictures of pages, as far as they are known.
    pub gallery: Gallery,
    /// The context of the focused pane, for the palette and help over it.
    pub behind: Context,
    /// Whether the mouse is ours.
    pub mouse: bool,
}

/// The page verbs act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// The page.
    pub page: PageId,
    /// Its title.
    pub title: String,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What.
    pub notice: super::effect::Notice,
}

/// Settings that the interface obeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The editor starts with vim keys.
    pub vim: bool,
    /// The lists stay while somebody writes.
    pub lists_beside_editor: bool,
    /// `e` opens `$EDITOR` and `E` the editor here.
    pub external_editor: bool,
    /// How many colours the terminal shows.
    pub colours: Depth,
    /// The mouse is taken at the start.
    pub mouse: bool,
    /// Tips in the footer.
    pub tips: bool,
    /// Esc comes late, as tmux holds it back, and the person was never told why.
    pub tells_escape_time: bool,
    /// Every screen is read out line by line: one thing at a time is drawn.
    pub linear: bool,
    /// The wiki is not on this machine: somebody signed in to it.
    pub is_elsewhere: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            vim: false,
            lists_beside_editor: false,
            external_editor: false,
            colours: Depth::Sixteen,
            mouse: true,
            tips: false,
            tells_escape_time: false,
            linear: false,
            is_elsewhere: false,
        }
    }
}

impl World {
    /// Facts about nothing yet.
    pub fn new(
        profile: String,
        keymap: Keymap,
        theme: Theme,
        settings: Settings,
        now: Timestamp,
        zone: TimeZone,
    ) -> Self {
        Self {
            theme,
            keymap: Arc::new(keymap),
            now,
            zone,
            profile,
            directory: Arc::default(),
            space: None,
            page: None,
            hand: None,
            sync: None,
            size: (80, 24),
            settings,
            log: Vec::new(),
            ink: Ink::default(),
            gallery: Gallery::default(),
            behind: Context::Spaces,
            mouse: false,
        }
    }

    /// Returns the title of the page that is open or under the cursor; empty for any other.
    pub fn title_of(&self, page: &PageId) -> String {
        let hand = self.hand.as_ref().filter(|hand| hand.page == *page).map(|hand| hand.title.clone());
        let opened = self.page.as_ref().filter(|opened| opened.id() == page);
        hand.or_else(|| opened.map(|opened| opened.row.page.title.clone())).unwrap_or_default()
    }

    /// Returns the account, when it is known.
    pub fn me(&self) -> Option<&User> {
        self.directory.me.as_ref()
    }

    /// Returns a space with its line.
    pub fn shelf(&self, space: &SpaceId) -> Option<&Shelf> {
        self.directory.spaces.iter().find(|shelf| shelf.space.id == *space)
    }

    /// Returns the person's own personal space, whatever its status: one in use before one that was put away.
    pub fn my_space(&self) -> Option<&Shelf> {
        let me = &self.me()?.id;
        let personal = |shelf: &&Shelf| {
            shelf.space.kind == crate::domain::SpaceKind::Personal && shelf.space.owner.as_ref() == Some(me)
        };
        self.directory.spaces.iter().filter(personal).min_by_key(|shelf| match shelf.space.status {
            SpaceStatus::Active => 0,
            SpaceStatus::Archived => 1,
            SpaceStatus::Trashed => 2,
        })
    }

    /// Returns the person's own personal space where it can be written into.
    pub fn my_active_space(&self) -> Option<&Shelf> {
        self.my_space().filter(|shelf| shelf.space.status == SpaceStatus::Active)
    }

    /// Returns a person by id.
    pub fn person(&self, id: &UserId) -> Option<&User> {
        self.directory.people.iter().find(|user| user.id == *id)
    }

    /// Returns the name to show for a person.
    pub fn name_of(&self, id: &UserId) -> String {
        let name = self.person(id).map(|user| user.full_name.as_str()).filter(|name| !name.is_empty());
        SafeText::line(name.unwrap_or(id.as_str())).into_string()
    }

    /// Returns the key to press for an action in a context, or its name for `:`.
    pub fn key(&self, context: Context, action: Action) -> String {
        self.keymap.shown(context, action).unwrap_or_else(|| format!(":{}", action.name()))
    }

    /// Returns why an action cannot be done now, or `None` when it can.
    pub fn refusal(&self, action: Action) -> Option<String> {
        match action.about().need {
            Need::Space if self.space.is_none() => Some("open a space first".to_owned()),
            Need::Page if self.hand.is_none() && self.page.is_none() => {
                Some("open or select a page first".to_owned())
            }
            _ if action == Action::AddPersonalSpace => self.has_space(),
            _ => self.lacking(action),
        }
    }

    /// Returns that the person has a space already, and the way there; `None` when there is none in use.
    fn has_space(&self) -> Option<String> {
        let key = SafeText::line(self.my_active_space()?.space.key.as_str());
        Some(format!("{key} is yours; {} goes there", self.key(Context::Browse, Action::GoHome)))
    }

    /// Returns the page verbs act on: under the cursor, else the open one.
    pub fn page_in_hand(&self) -> Option<&PageId> {
        match &self.hand {
            Some(hand) => Some(&hand.page),
            None => self.page.as_ref().map(|opened| opened.id()),
        }
    }

    /// Returns how long ago a moment was, in words: "now", "4 min", "3 d", else the day.
    pub fn ago(&self, then: Timestamp) -> String {
        let seconds = self.now.as_second() - then.as_second();
        match seconds {
            ..60 => "now".to_owned(),
            60..3600 => format!("{} min", seconds / 60),
            3600..86_400 => format!("{} h", seconds / 3600),
            86_400..2_592_000 => format!("{} d", seconds / 86_400),
            _ => then.to_zoned(self.zone.clone()).strftime("%Y-%m-%d").to_string(),
        }
    }

    /// Returns the badge of the space, for borders.
    pub fn badge_of(&self, space: &SpaceId) -> Option<&Badge> {
        self.shelf(space).map(|shelf| &shelf.audience().badge)
    }
}
