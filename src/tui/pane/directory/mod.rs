//! The directory of spaces: mine, favourites, recent pages, site spaces by category, and one folded line for
//! everybody's personal spaces.

mod lines;
mod rows;

use super::lens::{Lens, Turned};
use crate::domain::{Order, SafeText, SpaceId, SpaceStatus, Thing, View, Watched};
use crate::replica::SpaceFacts;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::browser::{Browser, Took};
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use rows::{Look, Row};
use std::collections::HashMap;
use std::sync::Arc;

/// The setting the view is kept in.
const VIEW: &str = "directory-view";

/// The directory.
#[derive(Debug)]
pub struct Directory {
    rows: Vec<Row>,
    list: Browser,
    folds: Folds,
    lens: Lens,
    facts: Arc<HashMap<SpaceId, SpaceFacts>>,
}

/// Which folded lines are open.
#[derive(Debug, Clone, Copy, Default)]
struct Folds {
    people: bool,
    archived: bool,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            list: Browser::default(),
            folds: Folds::default(),
            lens: Lens::new(&Order::SPACES),
            facts: Arc::default(),
        }
    }
}

impl Directory {
    /// An empty directory; it fills with the first answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the cursor on a space.
    pub fn select(&mut self, space: &SpaceId) {
        if let Some(at) = self.rows.iter().position(|row| matches!(row, Row::Space(id) if id == space)) {
            self.list.cursor.at = at;
        }
    }

    /// Puts the cursor on the first line below a heading; tells whether there is one.
    pub fn select_below(&mut self, heading: &str) -> bool {
        let at = self.rows.iter().position(|row| matches!(row, Row::Heading(text) if text == heading));
        if let Some(at) = at {
            self.list.cursor.at = at + 1;
        }
        at.is_some()
    }

    /// Returns the space under the cursor.
    pub fn selected(&self) -> Option<&SpaceId> {
        match self.rows.get(self.list.cursor.at)? {
            Row::Space(space) => Some(space),
            _ => None,
        }
    }

    fn rebuild(&mut self, world: &World) {
        let kept = self.rows.get(self.list.cursor.at).cloned();
        let filter = self.list.filter();
        let look = Look {
            filter: filter.as_deref(),
            sieve: &self.lens.view.sieve,
            order: self.lens.view.order,
            since: self.lens.since(world),
            facts: &self.facts,
            folds: self.folds,
        };
        self.rows = rows::rows(&look, world);
        if let Some(at) = kept.and_then(|row| self.rows.iter().position(|other| *other == row)) {
            self.list.cursor.at = at;
        }
        self.settle(true);
    }

    /// Puts what is selected among the favourites, or takes it out.
    fn favourite(&self, world: &World) -> Step {
        let directory = &world.directory;
        let effect = match self.rows.get(self.list.cursor.at) {
            Some(Row::Space(space)) => {
                Effect::SetFavourite(space.clone(), !directory.favourites.contains(space))
            }
            Some(Row::Page(page, _)) => {
                let is_on = directory.favourite_pages.iter().any(|favourite| favourite.page == *page);
                Effect::SetFavouritePage(page.clone(), !is_on)
            }
            _ => return Step::stay(),
        };
        Step::want(effect).and(Effect::Load(Request::Directory))
    }

    /// Returns what is selected, where it is a space or a page.
    fn thing(&self) -> Option<Thing> {
        match self.rows.get(self.list.cursor.at)? {
            Row::Space(space) => Some(Thing::Space(space.clone())),
            Row::Page(page, _) => Some(Thing::Page(page.clone())),
            _ => None,
        }
    }

    /// Watches what is selected, or does not any more.
    fn watch(&self, world: &World) -> Step {
        let Some(thing) = self.thing().map(Watched::from) else { return Step::stay() };
        let on = !world.directory.watched.contains(&thing);
        Step::want(Effect::watch(thing, on))
    }

    /// Looks at the spaces in another way, and keeps it.
    fn look(&mut self, world: &World) -> Step {
        self.rebuild(world);
        self.list.cursor.at = 0;
        self.settle(true);
        let value = self.lens.view.to_string();
        Step::want(Effect::SetState { name: VIEW, value }).and_all(self.learn())
    }

    /// Asks for what only some ways of looking need.
    fn learn(&self) -> Option<Effect> {
        let View { order, sieve } = &self.lens.view;
        let wanted = *order == Order::Changed || sieve.drafts || sieve.conflicts || sieve.since.is_some();
        wanted.then_some(Effect::Load(Request::SpaceFacts))
    }

    fn typed(&mut self, took: Took, world: &World) -> Step {
        match took {
            Took::Nothing => return Step::pass(),
            Took::Filter => {
                self.rebuild(world);
                self.list.cursor.at = 0;
                self.settle(true);
            }
            _ => {}
        }
        Step::stay()
    }

    /// Moves the cursor off headings.
    fn settle(&mut self, down: bool) {
        let is_heading = |row: Option<&Row>| matches!(row, Some(Row::Heading(_)));
        self.list.cursor.at = self.list.cursor.at.min(self.rows.len().saturating_sub(1));
        if is_heading(self.rows.get(self.list.cursor.at)) {
            if down || self.list.cursor.at == 0 {
                self.list.cursor.at += 1;
            } else {
                self.list.cursor.at -= 1;
            }
        }
    }

    fn toggle_fold(&mut self, world: &World) -> bool {
        match self.rows.get(self.list.cursor.at) {
            Some(Row::People(_)) => self.folds.people = !self.folds.people,
            Some(Row::Archived(_)) => self.folds.archived = !self.folds.archived,
            _ => return false,
        }
        self.rebuild(world);
        true
    }

    fn open_selected(&mut self, world: &World) -> Step {
        match self.rows.get(self.list.cursor.at).cloned() {
            // One's own in the trash has nothing to show: it is restored, or made anew.
            Some(Row::Space(space)) if is_mine_in_the_trash(&space, world) => {
                Step::want(Effect::Show(Screen::Personal))
            }
            Some(Row::Space(space)) => Step::want(Effect::GoSpace(space)),
            Some(Row::AddMine) => Step::want(Effect::Show(Screen::Personal)),
            Some(Row::Page(page, Some(_))) => Step::want(Effect::Go(page)),
            Some(Row::Page(_, None)) => Step::want(Effect::Say(Notice::plain(
                "This page is not here any more: F takes it off the list.",
            ))),
            Some(Row::People(_) | Row::Archived(_)) => {
                self.toggle_fold(world);
                Step::stay()
            }
            Some(Row::Heading(_)) | None => Step::stay(),
        }
    }
}

fn is_mine_in_the_trash(space: &SpaceId, world: &World) -> bool {
    let mine = world.my_space().map(|shelf| &shelf.space);
    mine.is_some_and(|mine| mine.id == *space && mine.status == SpaceStatus::Trashed)
}

impl Surface for Directory {
    fn context(&self) -> Context {
        if self.list.wants_text() { Context::Input } else { Context::Spaces }
    }

    fn wants_text(&self) -> bool {
        self.list.wants_text()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match self.list.on_action(action, self.rows.len()) {
            Took::Nothing => {}
            Took::Moved => {
                self.settle(!matches!(action, Action::Up | Action::PageUp | Action::HalfUp));
                return Step::stay();
            }
            Took::Filter => {
                self.rebuild(world);
                return Step::stay();
            }
            Took::Same => return Step::stay(),
            Took::Word(what, word) => {
                return match self.lens.on_word(what, &word) {
                    Ok(()) => self.look(world),
                    Err(problem) => Step::want(Effect::Say(Notice::plain(problem))),
                };
            }
        }
        match self.lens.on_action(action, &mut self.list) {
            Turned::No => {}
            Turned::Asks => return Step::stay(),
            Turned::Yes => return self.look(world),
        }
        match action {
            Action::Open => self.open_selected(world),
            Action::Right if self.toggle_fold(world) => Step::stay(),
            Action::Left if self.toggle_fold(world) => Step::stay(),
            Action::Right => self.open_selected(world),
            Action::Favourite => self.favourite(world),
            Action::Watch => self.watch(world),
            Action::Permissions => match self.thing() {
                Some(thing) => Step::want(Effect::Show(Screen::Permissions(thing))),
                None => Step::pass(),
            },
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        let took = self.list.on_key(key);
        self.typed(took, world)
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        let took = self.list.on_paste(text);
        self.typed(took, world)
    }

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        if self.list.clicked(mouse, self.rows.len()) { self.open_selected(world) } else { Step::pass() }
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Directory(_) => {
                self.rebuild(world);
                return Step::stay().and_all(self.learn());
            }
            Data::Setting(name, value) if name == VIEW => {
                self.lens.view = View::parse(value.as_deref().unwrap_or_default());
            }
            Data::SpaceFacts(facts) => self.facts = Arc::clone(facts),
            Data::Recent(_) => {}
            _ => return Step::stay(),
        }
        self.rebuild(world);
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let spaces = self.rows.iter().filter(|row| matches!(row, Row::Space(_))).count();
        let counted = match spaces {
            _ if self.lens.view.sieve.is_open() => String::new(),
            1 => "1 space".to_owned(),
            many => format!("{many} spaces"),
        };
        let chips = self.lens.chips(&counted, world);
        let area = self.list.draw_head(frame, area, chips, theme);
        if self.rows.is_empty() {
            let text = match self.list.typed() {
                Some(filter) => format!("No space matches “{}”. Esc shows all.", SafeText::line(filter)),
                None if !self.lens.view.sieve.is_open() => "No space is like that. Esc shows all.".to_owned(),
                None => format!(
                    "No space yet. Press {} to add your own.",
                    world.key(Context::Spaces, Action::GoHome)
                ),
            };
            return row::sentence(frame, area, &text, theme);
        }
        let focused = world.behind == Context::Spaces;
        let selection = if focused { theme.selection } else { theme.selection_away };
        let mut list = std::mem::take(&mut self.list);
        let filtered = list.filter().is_some() || !self.lens.view.sieve.is_open();
        list.draw_rows(frame, area, self.rows.len(), selection, |index, width| {
            self.line(&self.rows[index], filtered, width, world)
        });
        self.list = list;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![
            Action::Open,
            Action::Filter,
            Action::Favourite,
            Action::GoHome,
            Action::Search,
            Action::Jot,
            Action::Menu,
            Action::Help,
        ]
    }

    fn mode(&self) -> &'static str {
        if self.list.wants_text() { "FILTER" } else { "SPACES" }
    }
}
