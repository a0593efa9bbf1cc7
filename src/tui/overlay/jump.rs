//! Jump to any page by a few letters of its title. Without letters: the pages opened last.

use crate::domain::{PageId, SpaceId, SpaceKind};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::fuzzy;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

type Titles = Arc<Vec<(PageId, SpaceId, String)>>;

/// The most rows that are kept; whoever needs more types another letter.
const KEPT: usize = 500;

struct Jump {
    input: Input,
    cursor: Cursor,
    titles: Titles,
    /// Indices into `titles`, best first.
    found: Vec<usize>,
}

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Jump {
        input: Input::new().with_placeholder("a few letters of a title"),
        cursor: Cursor::default(),
        titles: Titles::default(),
        found: Vec::new(),
    }))
}

impl Jump {
    fn find(&mut self, world: &World) {
        self.cursor = Cursor::default();
        let place = |page: &PageId| self.titles.iter().position(|(id, ..)| id == page);
        self.found = if self.input.text().trim().is_empty() {
            world.directory.recent.iter().filter_map(|row| place(&row.page.id)).collect()
        } else {
            let titles: Vec<&str> = self.titles.iter().map(|(_, _, title)| title.as_str()).collect();
            let mut found = fuzzy::rank(self.input.text(), &titles);
            // What people keep in their own spaces is seldom what somebody else looks for.
            found.sort_by_key(|&index| theirs(&self.titles[index].1, world));
            found
        };
        self.found.truncate(KEPT);
    }

    fn row(&self, index: usize, world: &World) -> Row {
        let theme = &world.theme;
        let (_, space, title) = &self.titles[self.found[index]];
        let marks = fuzzy::marks(self.input.text(), title);
        let space = world.shelf(space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
        Row {
            left: Line::from(sheet::marked(title, &marks, theme.text, theme.matched)),
            right: Line::from(sheet::marked(&space, &[], theme.muted, theme.muted)),
        }
    }

    fn facts(&self, world: &World) -> Line<'static> {
        let text = if self.input.text().trim().is_empty() {
            format!("{} pages", self.titles.len())
        } else {
            format!("{} of {}", self.found.len(), self.titles.len())
        };
        Line::from(Span::styled(text, world.theme.muted))
    }
}

/// Tells whether a space is another person's own.
fn theirs(space: &SpaceId, world: &World) -> bool {
    let mine = world.me().map(|me| &me.id);
    world
        .shelf(space)
        .is_some_and(|shelf| shelf.space.kind == SpaceKind::Personal && shelf.space.owner.as_ref() != mine)
}

impl Surface for Jump {
    fn context(&self) -> Context {
        Context::Input
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Titles)]
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Accept | Action::Open => match self.found.get(self.cursor.at) {
                Some(&index) => Step::close().and(Effect::Go(self.titles[index].0.clone())),
                None => Step::stay(),
            },
            Action::Close => Step::close(),
            moves if self.cursor.act(moves, self.found.len()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match self.input.key(key) {
            Outcome::Ignored => return Step::pass(),
            Outcome::Same => {}
            Outcome::Changed => self.find(world),
        }
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        self.input.insert(text);
        self.find(world);
        Step::stay()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        if let Data::Titles(titles) = data {
            let at = self.cursor;
            self.titles = Arc::clone(titles);
            self.find(world);
            self.cursor = at;
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Titles)]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let empty = self.input.text().trim().is_empty();
        let title = if empty { "Go to page: opened last" } else { "Go to page" };
        let look = Look {
            title: Line::styled(title, theme.title),
            right: self.facts(world),
            foot: sheet::keys(&[("Enter", "open"), ("↑↓", "choose"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let size = Size { width: 84, height: area.height.saturating_sub(2).min(22) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        sheet::draw_input(frame, inside, "› ", &self.input, theme);
        sheet::draw_rule(frame, Rect { y: inside.y + 1, ..inside }, theme);
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        if self.found.is_empty() {
            let text = match empty {
                true => "Nothing opened yet: type a few letters of a title.",
                false => "No page is called like that. `s` searches inside pages.",
            };
            return sheet::draw_empty(frame, list, text, theme);
        }
        let mut cursor = self.cursor;
        sheet::draw(frame, list, &mut cursor, self.found.len(), theme, |index| self.row(index, world));
        self.cursor = cursor;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "GO"
    }
}
