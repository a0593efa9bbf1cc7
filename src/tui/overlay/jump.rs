//! Jump to any page by a few letters of its title, slips forgiven. Without letters: the pages opened last.
//!
//! The titles stay in the store: what is typed is looked for beside the loop, and what is on the screen stays until
//! the answer is there. Enter waits for it, too.

use crate::domain::{Hit, Page, PageId, SpaceId};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Jump {
    input: Input,
    cursor: Cursor,
    /// Pages that are like `answered`, best first, and how many there are in all.
    found: Vec<Hit>,
    count: usize,
    answered: String,
    /// Enter was pressed before the answer came.
    opening: bool,
    /// What becomes of the page.
    then: fn(PageId) -> Effect,
    title: &'static str,
    /// The page that is not offered.
    without: Option<PageId>,
}

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Jump::new(Effect::Go, "Go to page")))
}

/// Opens it to choose what stands beside the text of the editor: any page but the one that is written.
pub(super) fn open_beside(world: &World) -> Option<Box<dyn Surface>> {
    let without = world.page.as_ref().map(|opened| opened.id().clone());
    Some(Box::new(Jump { without, ..Jump::new(Effect::Beside, "Page beside the text") }))
}

impl Jump {
    fn new(then: fn(PageId) -> Effect, title: &'static str) -> Self {
        Self {
            input: Input::new().with_placeholder("a few letters of a title"),
            cursor: Cursor::default(),
            found: Vec::new(),
            count: 0,
            answered: String::new(),
            opening: false,
            then,
            title,
            without: None,
        }
    }

    fn typed(&self) -> &str {
        self.input.text().trim()
    }

    fn ask(&mut self) -> Step {
        self.opening = false;
        match self.typed() {
            "" => {
                self.cursor = Cursor::default();
                self.answered.clear();
                Step::stay()
            }
            typed => Step::want(Effect::Load(Request::Like(typed.to_owned()))),
        }
    }

    fn rows(&self, world: &World) -> usize {
        if self.answered.is_empty() { self.recent(world).count() } else { self.found.len() }
    }

    /// Returns the pages opened last.
    fn recent<'w>(&'w self, world: &'w World) -> impl Iterator<Item = &'w Page> {
        let pages = world.directory.recent.iter().map(|row| &row.page);
        pages.filter(|page| self.without.as_ref() != Some(&page.id))
    }

    fn open_selected(&mut self, world: &World) -> Step {
        if self.answered != self.typed() {
            self.opening = true;
            return Step::stay();
        }
        let page = match self.answered.is_empty() {
            true => self.recent(world).nth(self.cursor.at).map(|page| page.id.clone()),
            false => self.found.get(self.cursor.at).map(|hit| hit.page.clone()),
        };
        page.map_or_else(Step::stay, |page| Step::close().and((self.then)(page)))
    }

    fn row(&self, index: usize, world: &World) -> Row {
        let recent = self.recent(world).nth(index).filter(|_| self.answered.is_empty());
        let (title, space, marks): (&str, &SpaceId, &[(usize, usize)]) = match (recent, self.found.get(index))
        {
            (Some(page), _) => (&page.title, &page.space, &[]),
            (None, Some(hit)) => (&hit.title, &hit.space, &hit.title_marks),
            (None, None) => return Row::default(),
        };
        let theme = &world.theme;
        let space = world.shelf(space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
        Row {
            left: Line::from(sheet::marked(title, marks, theme.text, theme.matched)),
            right: Line::from(sheet::marked(&space, &[], theme.muted, theme.muted)),
        }
    }

    fn facts(&self, world: &World) -> Line<'static> {
        let pages: u32 = world.directory.spaces.iter().map(|shelf| shelf.pages).sum();
        let text = match self.answered.is_empty() {
            true => format!("{pages} pages"),
            false => format!("{} of {pages}", self.count),
        };
        Line::from(Span::styled(text, world.theme.muted))
    }
}

impl Surface for Jump {
    fn context(&self) -> Context {
        Context::Input
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Like(String::new()))]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Accept | Action::Open => self.open_selected(world),
            Action::Close => Step::close(),
            moves if self.cursor.act(moves, self.rows(world)) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        match self.input.key(key) {
            Outcome::Ignored => Step::pass(),
            Outcome::Same => Step::stay(),
            Outcome::Changed => self.ask(),
        }
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.input.insert(text);
        self.ask()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        let Data::Like(typed, hits, count) = data else { return Step::stay() };
        if typed != self.typed() {
            return Step::stay();
        }
        self.cursor = Cursor::default();
        self.found = hits.iter().filter(|hit| self.without.as_ref() != Some(&hit.page)).cloned().collect();
        self.count = count.saturating_sub(hits.len() - self.found.len());
        self.answered.clone_from(typed);
        if std::mem::take(&mut self.opening) { self.open_selected(world) } else { Step::stay() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let empty = self.answered.is_empty();
        let title = if empty { format!("{}: opened last", self.title) } else { self.title.to_owned() };
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
        if self.rows(world) == 0 {
            let text = match empty {
                true => "Nothing opened yet: type a few letters of a title.",
                false => "No page is called like that. `s` searches inside pages.",
            };
            return sheet::draw_empty(frame, list, text, theme);
        }
        let mut cursor = self.cursor;
        sheet::draw(frame, list, &mut cursor, self.rows(world), theme, |index| self.row(index, world));
        self.cursor = cursor;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "GO"
    }
}
