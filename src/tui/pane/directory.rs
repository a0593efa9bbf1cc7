//! The directory of spaces: mine, favourites, recent pages, site spaces, and one folded line for
//! everybody's personal spaces.

use crate::domain::{PageId, SafeText, SpaceId, SpaceKind, SpaceStatus};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::{Data, Shelf};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::browser::{Browser, Took};
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The directory.
#[derive(Debug, Default)]
pub struct Directory {
    rows: Vec<Row>,
    list: Browser,
    people_open: bool,
    archived_open: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    Heading(&'static str),
    Space(SpaceId),
    Page(PageId, String),
    People(usize),
    Archived(usize),
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
        let at = self.rows.iter().position(|row| matches!(row, Row::Heading(text) if *text == heading));
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
        self.rows = self.list(world);
        if let Some(at) = kept.and_then(|row| self.rows.iter().position(|other| *other == row)) {
            self.list.cursor.at = at;
        }
        self.settle(true);
    }

    fn list(&self, world: &World) -> Vec<Row> {
        let directory = &world.directory;
        let filter = self.list.filter();
        let fits = |shelf: &Shelf| match &filter {
            None => true,
            Some(text) => {
                shelf.space.name.to_lowercase().contains(text.as_str())
                    || shelf.space.key.folded().contains(text.as_str())
            }
        };
        let me = world.me().map(|user| &user.id);
        let mine = |shelf: &Shelf| {
            shelf.space.kind == SpaceKind::Personal && me.is_some() && shelf.space.owner.as_ref() == me
        };
        let id = |shelf: &Shelf| Row::Space(shelf.space.id.clone());
        let active = |shelf: &&Shelf| shelf.space.status == SpaceStatus::Active && fits(shelf);
        let favourite = |shelf: &Shelf| directory.favourites.contains(&shelf.space.id);
        let mut rows: Vec<Row> =
            directory.spaces.iter().filter(|shelf| mine(shelf) && fits(shelf)).map(id).collect();
        let mut section = |heading: &'static str, found: Vec<Row>| {
            if !found.is_empty() {
                rows.push(Row::Heading(heading));
                rows.extend(found);
            }
        };
        let others = || directory.spaces.iter().filter(active).filter(|shelf| !mine(shelf));
        section("Favourites", others().filter(|shelf| favourite(shelf)).map(id).collect());
        if filter.is_none() {
            let recent = directory.recent.iter().take(5);
            section(
                "Recent",
                recent.map(|row| Row::Page(row.page.id.clone(), row.page.title.clone())).collect(),
            );
        }
        let site = |shelf: &&Shelf| shelf.space.kind == SpaceKind::Site && !favourite(shelf);
        section("Site spaces", others().filter(site).map(id).collect());
        let people: Vec<Row> = others()
            .filter(|shelf| shelf.space.kind == SpaceKind::Personal && !favourite(shelf))
            .map(id)
            .collect();
        if !people.is_empty() {
            rows.push(Row::People(people.len()));
            if self.people_open || filter.is_some() {
                rows.extend(people);
            }
        }
        let put_away =
            |shelf: &&Shelf| shelf.space.status == SpaceStatus::Archived && fits(shelf) && !mine(shelf);
        let archived: Vec<Row> = directory.spaces.iter().filter(put_away).map(id).collect();
        if !archived.is_empty() {
            rows.push(Row::Archived(archived.len()));
            if self.archived_open || filter.is_some() {
                rows.extend(archived);
            }
        }
        rows
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
            Some(Row::People(_)) => self.people_open = !self.people_open,
            Some(Row::Archived(_)) => self.archived_open = !self.archived_open,
            _ => return false,
        }
        self.rebuild(world);
        true
    }

    fn open_selected(&mut self, world: &World) -> Step {
        match self.rows.get(self.list.cursor.at).cloned() {
            Some(Row::Space(space)) => Step::want(Effect::GoSpace(space)),
            Some(Row::Page(page, _)) => Step::want(Effect::Go(page)),
            Some(Row::People(_) | Row::Archived(_)) => {
                self.toggle_fold(world);
                Step::stay()
            }
            Some(Row::Heading(_)) | None => Step::stay(),
        }
    }

    fn line(&self, row: &Row, filtered: bool, width: usize, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let fold = |open: bool| if open { theme.signs.open } else { theme.signs.closed };
        match row {
            Row::Heading(text) => Line::styled((*text).to_owned(), theme.muted),
            Row::People(count) => row::ends(
                vec![Span::raw(format!("{} People's spaces", fold(self.people_open || filtered)))],
                vec![Span::styled(format!("({count})"), theme.muted)],
                width,
                theme,
            ),
            Row::Archived(count) => row::ends(
                vec![Span::styled(format!("{} Archived", fold(self.archived_open || filtered)), theme.muted)],
                vec![Span::styled(format!("({count})"), theme.muted)],
                width,
                theme,
            ),
            Row::Page(_, title) => row::ends(
                vec![Span::raw("  "), Span::raw(SafeText::line(title).into_string())],
                Vec::new(),
                width,
                theme,
            ),
            Row::Space(id) => match world.shelf(id) {
                Some(shelf) => space_line(shelf, width, world),
                None => Line::raw(""),
            },
        }
    }
}

fn space_line(shelf: &Shelf, width: usize, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let space = &shelf.space;
    let star = if world.directory.favourites.contains(&space.id) { theme.signs.star } else { " " };
    let mut left = vec![Span::styled(format!("{star} "), theme.warning)];
    let key = SafeText::line(space.key.as_str()).into_string();
    left.push(Span::styled(key, theme.accent));
    if space.kind == SpaceKind::Site {
        left.push(Span::raw(format!(" {}", SafeText::line(&space.name))));
    }
    let away = match space.status {
        SpaceStatus::Active => "",
        SpaceStatus::Archived => "archived ",
        SpaceStatus::Trashed => "in the trash ",
    };
    let badge = &shelf.audience.badge;
    let mut right = vec![Span::styled(away, theme.warning)];
    if width >= 34 {
        right.push(Span::styled(format!("{} ", shelf.pages), theme.muted));
    }
    right.push(Span::styled(badge.to_string(), theme.badge(badge)));
    row::ends(left, right, width, theme)
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
            Took::Same | Took::Word(..) => return Step::stay(),
        }
        match action {
            Action::Open => self.open_selected(world),
            Action::Right if self.toggle_fold(world) => Step::stay(),
            Action::Left if self.toggle_fold(world) => Step::stay(),
            Action::Right => self.open_selected(world),
            Action::Favourite => match self.selected() {
                Some(space) => {
                    let on = !world.directory.favourites.contains(space);
                    Step::want(Effect::SetFavourite(space.clone(), on)).and(Effect::Load(Request::Directory))
                }
                None => Step::stay(),
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
        if matches!(data, Data::Directory(_) | Data::Recent(_)) {
            self.rebuild(world);
        }
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let area = self.list.draw_head(frame, area, Line::default(), theme);
        if self.rows.is_empty() {
            let text = match self.list.typed() {
                Some(filter) => format!("No space matches “{}”. Esc shows all.", SafeText::line(filter)),
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
        let filtered = list.filter().is_some();
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
