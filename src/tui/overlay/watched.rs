//! What a person watches: spaces by key, then pages, the newest change first. Enter goes there, `w` ends it.

use crate::domain::{Page, SafeText, SpaceId, Watched};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The list.
struct List {
    /// `None` until they are read.
    pages: Option<Vec<Page>>,
    cursor: Cursor,
}

/// A row of it.
enum Thing<'a> {
    Space(&'a SpaceId),
    Page(&'a Page),
}

impl Thing<'_> {
    fn watched(&self) -> Watched {
        match self {
            Self::Space(space) => Watched::Space((*space).clone()),
            Self::Page(page) => Watched::Page(page.id.clone()),
        }
    }

    fn row(&self, world: &World) -> Row {
        let theme = &world.theme;
        let key = |space| world.shelf(space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
        let (title, fact) = match self {
            Self::Space(space) => {
                let name = world.shelf(space).map_or_else(String::new, |shelf| shelf.space.name.clone());
                (name, format!("{} {} all its pages", key(space), theme.signs.dot))
            }
            Self::Page(page) => {
                let when = world.ago(page.version.when);
                (page.title.clone(), format!("{} {} {when}", key(&page.space), theme.signs.dot))
            }
        };
        let sign = Span::styled(format!("{} ", theme.signs.watched), theme.muted);
        let mut left = vec![sign];
        left.extend(sheet::marked(&title, &[], theme.text, theme.text));
        Row { left: Line::from(left), right: Line::styled(SafeText::line(&fact).into_string(), theme.muted) }
    }
}

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(List { pages: None, cursor: Cursor::default() }))
}

impl List {
    fn things<'a>(&'a self, world: &'a World) -> Vec<Thing<'a>> {
        let mut spaces: Vec<&SpaceId> = world
            .directory
            .watched
            .iter()
            .filter_map(|thing| match thing {
                Watched::Space(space) => Some(space),
                Watched::Page(_) => None,
            })
            .filter(|space| world.shelf(space).is_some())
            .collect();
        spaces.sort_by_key(|space| world.shelf(space).map(|shelf| shelf.space.key.to_string()));
        let pages = self.pages.iter().flatten().map(Thing::Page);
        spaces.into_iter().map(Thing::Space).chain(pages).collect()
    }
}

impl Surface for List {
    fn context(&self) -> Context {
        Context::Watched
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Watched)]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        let things = self.things(world);
        let chosen = things.get(self.cursor.at);
        match action {
            Action::Open => match chosen {
                Some(Thing::Space(space)) => Step::close().and(Effect::GoSpace((*space).clone())),
                Some(Thing::Page(page)) => Step::close().and(Effect::Go(page.id.clone())),
                None => Step::stay(),
            },
            Action::Watch => match chosen {
                Some(thing) => Step::want(Effect::watch(thing.watched(), false)),
                None => Step::stay(),
            },
            Action::Close => Step::close(),
            moves => {
                let count = things.len();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Watched(pages) = data {
            self.pages = Some(pages.clone());
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Watched)]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let foot = sheet::keys(&[("Enter", "open"), ("w", "watch no more"), ("Esc", "close")], theme);
        let look = Look { title: Line::styled("Watched", theme.title), foot, ..Look::default() };
        let size = Size { width: 84, height: area.height.saturating_sub(2).min(20) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        if self.pages.is_none() {
            return;
        }
        let rows: Vec<Row> = self.things(world).iter().map(|thing| thing.row(world)).collect();
        if rows.is_empty() {
            let key = world.key(Context::Browse, Action::Watch);
            let nothing = format!("You watch nothing yet: {key} on a page or a space begins.");
            return sheet::draw_empty(frame, inside, &nothing, theme);
        }
        self.cursor.at = self.cursor.at.min(rows.len() - 1);
        sheet::draw(frame, inside, &mut self.cursor, rows.len(), theme, |at| rows[at].clone());
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Watch, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "WATCHED"
    }
}
