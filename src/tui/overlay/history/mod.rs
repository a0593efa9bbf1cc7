//! Versions of a page and how they differ: the newest against the one before it, or any two that are marked.
//!
//! ```text
//!   ┌ History of Engine ──────────────────────────── v3 → v5  +12 −4 ┐
//!   │ ▸ v5  now    Ada Ray   │   # Plan                              │
//!   │ ● v3  2 d    Bob       │ − We keep two copies.                 │
//!   └ ──────────────────────────────────────────────────────────────  ┘
//! ```

mod body;
mod draw;

use crate::domain::{PageId, PageStatus, Version};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, OnlineRequest, Request};
use crate::tui::message::{Data, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::list::Cursor;
use crate::tui::world::World;
use body::{Bodies, Shown};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Opens it.
pub(super) fn open(page: PageId, _world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(History {
        page,
        opened: None,
        versions: Versions::Loading,
        bodies: Bodies::default(),
        cursor: Cursor::default(),
        marked: None,
        side: Side::Changes,
        reading: false,
        shown: None,
    }))
}

struct History {
    page: PageId,
    /// The page as it is here, with edits that are not delivered yet.
    opened: Option<Arc<Opened>>,
    versions: Versions,
    bodies: Bodies,
    cursor: Cursor,
    /// The version the selected one is compared with; `None` for the one before it.
    marked: Option<u32>,
    side: Side,
    /// Whether the keys are in the text on the right.
    reading: bool,
    shown: Option<Shown>,
}

enum Versions {
    Loading,
    Failed(String),
    /// Newest first.
    Here(Vec<Version>),
}

/// What the right side shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Changes,
    Page,
}

/// The number of the text that is only here: queued edits on top of the newest version.
const UNSENT: u32 = u32::MAX;

impl History {
    fn list(&self) -> &[Version] {
        match &self.versions {
            Versions::Here(versions) => versions,
            Versions::Loading | Versions::Failed(_) => &[],
        }
    }

    fn selected(&self) -> Option<&Version> {
        self.list().get(self.cursor.at)
    }

    /// Returns the versions to compare, older first; one only when there is nothing before it.
    fn compared(&self) -> Option<(Option<u32>, u32)> {
        let selected = self.selected()?.number;
        let before = self.list().get(self.cursor.at + 1).map(|version| version.number);
        match self.marked.filter(|marked| *marked != selected) {
            Some(marked) => Some((Some(marked.min(selected)), marked.max(selected))),
            None => Some((before, selected)),
        }
    }

    /// Asks for the bodies the right side needs, and shows it when they are there.
    fn refresh(&mut self) -> Step {
        let Some((old, new)) = self.compared() else { return Step::stay() };
        let wanted = match self.side {
            Side::Changes => vec![Some(new), old],
            Side::Page => vec![self.selected().map(|version| version.number)],
        };
        let page = self.page.clone();
        let missing = wanted.iter().flatten().filter(|number| self.bodies.ask(**number));
        let effects: Vec<Effect> =
            missing.map(|number| Effect::Online(OnlineRequest::VersionBody(page.clone(), *number))).collect();
        self.shown = match self.side {
            Side::Changes => self.bodies.changes(old, new),
            Side::Page => wanted[0].and_then(|number| self.bodies.page(number)),
        };
        Step::stay().and_all(effects)
    }

    /// Takes the list, with the text that is only here on top of it.
    fn take_versions(&mut self, versions: &[Version]) {
        let mut versions = versions.to_vec();
        if let Some(opened) = &self.opened {
            let newest = versions.first().map_or(0, |version| version.number);
            let local = &opened.row.page.version;
            if opened.row.mark.queued {
                let message = "not delivered yet".to_owned();
                versions.insert(0, Version { number: UNSENT, message, ..local.clone() });
                self.bodies.put(UNSENT, Ok(opened.body.clone()));
            } else if local.number == newest {
                self.bodies.put(newest, Ok(opened.body.clone()));
            }
        }
        self.versions = Versions::Here(versions);
    }

    fn restore(&self) -> Step {
        let refused = |text: &str| Step::want(Effect::Say(Notice::plain(text)));
        let (Some(opened), Some(version)) = (&self.opened, self.selected()) else { return Step::stay() };
        if self.cursor.at == 0 {
            return refused("This is the page as it is now.");
        }
        if opened.draft.is_some() || opened.storage_draft.is_some() {
            return refused("A draft of this page is kept: save it or throw it away first.");
        }
        if opened.row.page.status == PageStatus::Trashed {
            return refused("The page is in the trash: bring it back first.");
        }
        let Some(Ok(storage)) = self.bodies.get(version.number) else {
            return refused("The text of this version is not here yet.");
        };
        if *storage == opened.body {
            return refused("This version is what the page says now.");
        }
        let intent = Intent::Edit {
            page: self.page.clone(),
            base_version: opened.row.page.version.number,
            base: opened.body.clone(),
            storage: storage.clone(),
            message: format!("Back to version {}", version.number),
        };
        let said = format!("The page is as it was in version {}. u takes that back.", version.number);
        Step { effects: vec![Effect::Commit { intents: vec![intent], said }], ..Step::close() }
    }

    fn mark(&mut self) -> Step {
        let number = self.selected().map(|version| version.number);
        self.marked = if self.marked == number { None } else { number };
        self.refresh()
    }

    fn read(&mut self, action: Action) -> bool {
        match &mut self.shown {
            Some(Shown::Changes(view)) => view.act(action),
            Some(Shown::Page(view)) => view.act(action),
            Some(Shown::Failed(_)) | None => false,
        }
    }
}

impl Surface for History {
    fn context(&self) -> Context {
        if self.reading { Context::Diff } else { Context::History }
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![
            Effect::Load(Request::Peek(self.page.clone())),
            Effect::Online(OnlineRequest::Versions(self.page.clone())),
        ]
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        if self.reading && self.read(action) {
            return Step::stay();
        }
        let count = self.list().len();
        let scrolls = matches!(action, Action::PageDown | Action::PageUp | Action::HalfDown | Action::HalfUp);
        if scrolls && self.read(action) {
            return Step::stay();
        }
        if !self.reading && self.cursor.act(action, count) {
            return self.refresh();
        }
        match action {
            Action::Compare | Action::Mark if !self.reading => self.mark(),
            Action::Restore => self.restore(),
            Action::NextPane | Action::PreviousPane => {
                self.side = if self.side == Side::Changes { Side::Page } else { Side::Changes };
                self.refresh()
            }
            Action::SideBySide => {
                if let Some(Shown::Changes(view)) = &mut self.shown {
                    view.toggle_sides();
                }
                Step::stay()
            }
            Action::Open | Action::Right if !self.reading => {
                self.reading = self.shown.is_some();
                Step::stay()
            }
            Action::Close | Action::Left if self.reading => {
                self.reading = false;
                Step::stay()
            }
            Action::Close => Step::close(),
            Action::Refresh => {
                self.bodies.forget_failures();
                let versions = Effect::Online(OnlineRequest::Versions(self.page.clone()));
                let step = self.refresh();
                step.and(versions)
            }
            _ => Step::pass(),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Peeked(opened) if *opened.id() == self.page => {
                self.opened = Some(opened.clone());
                let known = self.list().iter().filter(|version| version.number != UNSENT).cloned();
                let known: Vec<Version> = known.collect();
                if !known.is_empty() {
                    self.take_versions(&known);
                }
                self.refresh()
            }
            Data::Versions(page, versions) if *page == self.page => {
                match versions {
                    Ok(versions) => self.take_versions(versions),
                    Err(why) => self.versions = Versions::Failed(why.clone()),
                }
                self.refresh()
            }
            Data::VersionBody(page, number, body) if *page == self.page => {
                self.bodies.put(*number, body.clone());
                self.refresh()
            }
            _ => Step::stay(),
        }
    }

    fn on_changed(&mut self, world: &World) -> Vec<Effect> {
        self.bodies.forget(UNSENT);
        self.start(world)
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        self.draw_all(frame, area, world);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match self.reading {
            true => vec![
                Action::FindNext,
                Action::FindPrevious,
                Action::SideBySide,
                Action::Restore,
                Action::Close,
            ],
            false => vec![Action::Open, Action::Compare, Action::NextPane, Action::Restore, Action::Close],
        }
    }

    fn mode(&self) -> &'static str {
        "HISTORY"
    }
}
