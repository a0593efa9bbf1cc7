//! Choose where pages or copies of them go: any page or the top of a space, and how (inside, before, after). Says
//! before Enter who will gain and who will lose sight of them, refuses a move below the page itself, and asks before
//! a page or a copy of it is seen by more people than the page was.

mod copies;
mod seen;
mod words;

use crate::domain::query::Hit;
use crate::domain::{Page, PageId, Place, SafeText, SpaceId, SpaceStatus};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::fuzzy;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use copies::Copies;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The most targets that are listed.
const KEPT: usize = 500;

struct MoveTo {
    pages: Vec<PageId>,
    /// What is copied, when pages are not moved.
    copies: Option<Copies>,
    /// The pages and everything below them, once they are known.
    all: Option<Vec<Page>>,
    /// The selected target, once it is known.
    target: Option<Page>,
    input: Input,
    cursor: Cursor,
    how: How,
    /// The pages of the present space.
    near: Vec<(PageId, SpaceId, String)>,
    /// Pages anywhere that are called like what is typed.
    far: Vec<(PageId, SpaceId, String)>,
    targets: Vec<Target>,
    /// The target the path belongs to, and the pages above it, root first.
    path: Option<(PageId, Vec<Page>)>,
}

/// Where pages can go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Top(SpaceId),
    Page(PageId, SpaceId, String),
}

/// How pages go to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Inside,
    InsideFirst,
    Before,
    After,
}

impl How {
    const ALL: [Self; 4] = [Self::Inside, Self::InsideFirst, Self::Before, Self::After];

    fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::InsideFirst => "inside, first",
            Self::Before => "before",
            Self::After => "after",
        }
    }

    fn place(self, page: PageId) -> Place {
        match self {
            Self::Inside => Place::LastChildOf(page),
            Self::InsideFirst => Place::FirstChildOf(page),
            Self::Before => Place::Before(page),
            Self::After => Place::After(page),
        }
    }
}

/// Opens it for pages that move.
pub(super) fn open(pages: Vec<PageId>, _world: &World) -> Option<Box<dyn Surface>> {
    new(pages, None)
}

/// Opens it for copies of pages.
pub(super) fn open_copy(pages: Vec<PageId>, _world: &World) -> Option<Box<dyn Surface>> {
    new(pages, Some(Copies::default()))
}

fn new(pages: Vec<PageId>, copies: Option<Copies>) -> Option<Box<dyn Surface>> {
    (!pages.is_empty()).then(|| {
        Box::new(MoveTo {
            pages,
            copies,
            all: None,
            target: None,
            input: Input::new().with_placeholder("a few letters of a page or space"),
            cursor: Cursor::default(),
            how: How::Inside,
            near: Vec::new(),
            far: Vec::new(),
            targets: Vec::new(),
            path: None,
        }) as Box<dyn Surface>
    })
}

impl MoveTo {
    /// Lists what is known to fit, and asks for what else is called like that.
    fn ask(&mut self, world: &World) -> Step {
        self.far.clear();
        let step = self.find(world);
        match self.input.text().trim() {
            "" => step,
            typed => step.and(Effect::Load(Request::Like(typed.to_owned()))),
        }
    }

    /// Lists what fits: the tops of spaces and pages that are not moved themselves; the present space first.
    fn find(&mut self, world: &World) -> Step {
        let is_free = |page: &PageId| self.copies.is_some() || !self.pages.contains(page);
        let page = |(id, space, title): &(PageId, SpaceId, String)| {
            Target::Page(id.clone(), space.clone(), title.clone())
        };
        let spaces: Vec<_> = world.directory.spaces.iter().map(|shelf| &shelf.space).collect();
        let live = spaces.into_iter().filter(|space| space.status == SpaceStatus::Active);
        let tops: Vec<(&SpaceId, String)> =
            live.map(|space| (&space.id, format!("{} {}", space.key, space.name))).collect();
        let near: Vec<_> = self.near.iter().filter(|(id, ..)| is_free(id)).collect();
        let names: Vec<&str> = tops
            .iter()
            .map(|(_, name)| name)
            .chain(near.iter().map(|(.., title)| title))
            .map(|name| &**name)
            .collect();
        let mut ranked = fuzzy::rank(self.input.text(), &names);
        ranked.sort_by_key(|index| {
            tops.get(*index).is_some_and(|(space, _)| Some(*space) != world.space.as_ref())
        });
        let found = ranked.into_iter().map(|index| match tops.get(index) {
            Some((space, _)) => Target::Top((*space).clone()),
            None => page(near[index - tops.len()]),
        });
        let far = self.far.iter().filter(|(id, ..)| is_free(id) && !near.iter().any(|(near, ..)| near == id));
        self.targets = found.chain(far.map(page)).take(KEPT).collect();
        self.cursor = Cursor::default();
        self.look()
    }

    /// Asks for the path of the selected target: it is shown, and checked before anything moves.
    fn look(&mut self) -> Step {
        match self.targets.get(self.cursor.at) {
            Some(Target::Page(page, ..)) if self.path.as_ref().is_none_or(|(known, _)| known != page) => {
                self.path = None;
                self.target = None;
                let path = Step::want(Effect::Load(Request::Ancestors(page.clone())));
                path.and(Effect::Load(Request::Row(page.clone())))
            }
            _ => Step::stay(),
        }
    }

    /// Returns why the pages cannot go to the selected target.
    fn refusal(&self) -> Option<String> {
        let Target::Page(page, ..) = self.targets.get(self.cursor.at).filter(|_| self.copies.is_none())?
        else {
            return None;
        };
        let (known, above) = self.path.as_ref()?;
        let inside = above.iter().find(|above| self.pages.contains(&above.id)).filter(|_| known == page)?;
        Some(format!("this is below {} itself", SafeText::line(&inside.title)))
    }

    /// Returns the page they would stand below.
    fn above(&self) -> Option<&Page> {
        match self.how {
            How::Inside | How::InsideFirst => self.target.as_ref(),
            How::Before | How::After => self.path.as_ref().and_then(|(_, above)| above.last()),
        }
    }

    fn go(&self, world: &World) -> Step {
        if let Some(reason) = self.refusal() {
            return Step::want(Effect::Say(Notice::plain(format!("Not moved: {reason}."))));
        }
        let place = match self.targets.get(self.cursor.at) {
            None => return Step::stay(),
            Some(Target::Top(space)) => Place::RootOf(space.clone()),
            Some(Target::Page(page, ..)) => self.how.place(page.clone()),
        };
        if let Some(copies) = &self.copies {
            return self.copy(copies, place, world);
        }
        let said = match self.pages.len() {
            1 => "Moved. u puts it back.".to_owned(),
            count => format!("{count} pages moved. u puts them back."),
        };
        let intents = vec![Intent::Move { pages: self.pages.clone(), to: place }];
        self.unless_more_see(vec![Effect::Commit { intents, said }, Effect::ClearMarks], world)
    }

    fn turn(&mut self, steps: usize) -> Step {
        let at = How::ALL.iter().position(|how| *how == self.how).unwrap_or(0);
        self.how = How::ALL[(at + steps) % How::ALL.len()];
        Step::stay()
    }
}

impl Target {
    fn space(&self) -> &SpaceId {
        match self {
            Self::Top(space) | Self::Page(_, space, _) => space,
        }
    }
}

impl Surface for MoveTo {
    fn context(&self) -> Context {
        Context::Move
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn start(&mut self, world: &World) -> Vec<Effect> {
        let mut effects = self.find(world).effects;
        effects.extend(world.space.clone().map(|space| Effect::Load(Request::TitlesIn(space))));
        effects.push(Effect::Load(Request::Branches(self.pages.clone())));
        effects
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Accept | Action::Open => self.go(world),
            Action::WithBelow => {
                if let Some(copies) = &mut self.copies {
                    copies.with_below = !copies.with_below;
                }
                Step::stay()
            }
            Action::Right | Action::NextPane | Action::Complete => self.turn(1),
            Action::Left | Action::PreviousPane => self.turn(How::ALL.len() - 1),
            Action::Close => Step::close(),
            moves if self.cursor.act(moves, self.targets.len()) => self.look(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match self.input.key(key) {
            Outcome::Ignored => Step::pass(),
            Outcome::Same => Step::stay(),
            Outcome::Changed => self.ask(world),
        }
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        self.input.insert(text);
        self.ask(world)
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::TitlesIn(_, titles) => {
                self.near.clone_from(titles);
                self.find(world)
            }
            Data::Like(typed, hits, _) if typed == self.input.text().trim() => {
                let title = |hit: &Hit| (hit.page.clone(), hit.space.clone(), hit.title.clone());
                self.far = hits.iter().map(title).collect();
                // They come below what is there: the selected one stays selected.
                let cursor = self.cursor;
                let step = self.find(world);
                self.cursor = cursor;
                step
            }
            Data::Branches(pages, all) if *pages == self.pages => {
                self.all = Some(all.clone());
                Step::stay()
            }
            Data::Row(row) => {
                if matches!(self.targets.get(self.cursor.at), Some(Target::Page(at, ..)) if *at == row.page.id)
                {
                    self.target = Some(row.page.clone());
                }
                Step::stay()
            }
            Data::Ancestors(page, above) => {
                if matches!(self.targets.get(self.cursor.at), Some(Target::Page(at, ..)) if at == page) {
                    self.path = Some((page.clone(), above.clone()));
                }
                Step::stay()
            }
            _ => Step::stay(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let verb = if self.copies.is_some() { "Copy" } else { "Move" };
        let title = match (self.pages.as_slice(), &world.hand) {
            ([page], Some(hand)) if hand.page == *page => format!("{verb} {}", SafeText::line(&hand.title)),
            ([_], _) => format!("{verb} the page"),
            (many, _) => format!("{verb} {} pages", many.len()),
        };
        let look = Look {
            title: Line::styled(title, theme.title),
            right: self.how_line(world),
            foot: sheet::keys(&self.keys(), theme),
            ..Look::default()
        };
        let size = Size { width: 90, height: area.height.saturating_sub(2).min(24) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        sheet::draw_input(frame, inside, "› ", &self.input, theme);
        sheet::draw_rule(frame, Rect { y: inside.y + 1, ..inside }, theme);
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(4), ..inside };
        if self.targets.is_empty() {
            sheet::draw_empty(frame, list, "Nothing is called like that.", theme);
        }
        let (mut cursor, count) = (self.cursor, self.targets.len());
        sheet::draw(frame, list, &mut cursor, count, theme, |index| self.row(index, world));
        self.cursor = cursor;
        sheet::draw_rule(frame, Rect { y: list.bottom(), ..inside }, theme);
        let foot = Rect { y: list.bottom() + 1, height: 1, ..inside };
        frame.render_widget(self.foot(world), sheet::inset(foot));
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Right, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        if self.copies.is_some() { "COPY" } else { "MOVE" }
    }
}
