//! Search over titles and bodies: hits while you type, and always where it looks (S0-73).
//!
//! An answer counts only for the query that is on the screen.

use crate::domain::{Hit, Query, Scope};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::{Look, cut};
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
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// The most hits that are asked for; more are counted, not listed.
const LIMIT: usize = 100;
/// From this width on a hit has its snippet beside it; below, the selected one has it at the foot.
const WIDE: u16 = 88;

struct Search {
    input: Input,
    cursor: Cursor,
    /// What Tab goes through.
    scopes: Vec<Scope>,
    scope: usize,
    asked: Option<Query>,
    /// Hits of `asked`; `None` until they are here.
    found: Option<Found>,
}

struct Found {
    hits: Vec<Hit>,
    elsewhere: usize,
}

/// Opens it.
pub(super) fn open(scope: Scope, world: &World) -> Option<Box<dyn Surface>> {
    let mut scopes = vec![Scope::All];
    scopes.extend(world.space.clone().map(Scope::Space));
    scopes.extend(world.page_in_hand().cloned().map(Scope::Subtree));
    let at = scopes.iter().position(|known| *known == scope).unwrap_or_else(|| {
        scopes.push(scope);
        scopes.len() - 1
    });
    Some(Box::new(Search {
        input: Input::new().with_placeholder("words of a title or a page"),
        cursor: Cursor::default(),
        scopes,
        scope: at,
        asked: None,
        found: None,
    }))
}

impl Search {
    /// Asks anew; what is on the screen belongs to another query and goes.
    fn ask(&mut self) -> Step {
        self.cursor = Cursor::default();
        self.found = None;
        let text = self.input.text().trim().to_owned();
        if text.is_empty() {
            self.asked = None;
            return Step::stay();
        }
        let query = Query { text, scope: self.scopes[self.scope].clone(), limit: LIMIT };
        self.asked = Some(query.clone());
        Step::want(Effect::Load(Request::Search(query)))
    }

    fn hits(&self) -> &[Hit] {
        self.found.as_ref().map_or(&[], |found| &found.hits)
    }

    fn counts(&self, world: &World) -> Line<'static> {
        let Some(found) = &self.found else { return Line::default() };
        let many = |count: usize| if count >= LIMIT { format!("{LIMIT}+") } else { count.to_string() };
        let here = many(found.hits.len());
        let text = match self.scopes[self.scope] {
            Scope::All => format!("{here} found"),
            _ => format!("{here} here · {} elsewhere", found.elsewhere),
        };
        Line::styled(text, world.theme.muted)
    }

    fn scope_line(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let mut spans = vec![Span::styled("in ", theme.muted)];
        for (index, scope) in self.scopes.iter().enumerate() {
            let name = scope_name(scope, world);
            spans.push(match index == self.scope {
                true => Span::styled(format!("[{name}]"), theme.accent),
                false => Span::styled(format!(" {name} "), theme.muted),
            });
            spans.push(Span::raw(" "));
        }
        Line::from(spans)
    }

    fn row(&self, index: usize, width: u16, world: &World) -> Row {
        let theme = &world.theme;
        let hit = &self.hits()[index];
        let marks = fuzzy::words(self.input.text(), &hit.title);
        let mut left = sheet::marked(&hit.title, &marks, theme.text, theme.matched);
        let key = world.shelf(&hit.space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
        let key = sheet::marked(&key, &[], theme.muted, theme.muted);
        if width < WIDE || hit.snippet.is_empty() {
            return Row { left: Line::from(left), right: Line::from(key) };
        }
        // Three columns: the title gets a third, the snippet what is left beside the key.
        let column = usize::from(width) / 3;
        let title = Line::from(left);
        left = crate::tui::widget::frame::shortened(title, column, theme).spans;
        let taken: usize = left.iter().map(Span::width).sum();
        left.push(Span::raw(" ".repeat(column.saturating_sub(taken) + 2)));
        left.extend(sheet::marked(&hit.snippet, &hit.marks, theme.muted, theme.matched));
        Row { left: Line::from(left), right: Line::from(key) }
    }

    /// Draws the snippet of the selected hit at the foot; returns what is left for the list.
    fn draw_snippet(&self, frame: &mut Frame<'_>, list: Rect, world: &World) -> Rect {
        let Some(hit) = self.hits().get(self.cursor.at).filter(|hit| !hit.snippet.is_empty()) else {
            return list;
        };
        if list.width >= WIDE || list.height < 6 {
            return list;
        }
        let theme = &world.theme;
        let foot = Rect { y: list.bottom() - 2, height: 2, ..list };
        let spans = sheet::marked(&hit.snippet, &hit.marks, theme.muted, theme.matched);
        frame.render_widget(Paragraph::new(Line::from(spans)).wrap(Wrap { trim: true }), sheet::inset(foot));
        sheet::draw_rule(frame, Rect { y: foot.y - 1, ..foot }, theme);
        Rect { height: list.height - 3, ..list }
    }
}

/// Returns how a scope is called: "all spaces", "ENG", "below Platform".
fn scope_name(scope: &Scope, world: &World) -> String {
    let name = match scope {
        Scope::All => "all spaces".to_owned(),
        Scope::Space(space) => {
            world.shelf(space).map_or("this space".to_owned(), |s| s.space.key.to_string())
        }
        Scope::Subtree(page) => {
            let hand = world.hand.as_ref().filter(|hand| hand.page == *page).map(|hand| hand.title.clone());
            let open = world.page.as_ref().filter(|open| open.id() == page);
            let title = hand.or_else(|| open.map(|open| open.row.page.title.clone()));
            title.map_or("below this page".to_owned(), |title| format!("below {title}"))
        }
    };
    let name = crate::domain::SafeText::line(&name).into_string();
    if name.width() <= 26 { name } else { format!("{}{}", cut(&name, 25), world.theme.signs.ellipsis) }
}

impl Surface for Search {
    fn context(&self) -> Context {
        Context::Search
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Open | Action::Accept => match self.hits().get(self.cursor.at) {
                Some(hit) => Step::close().and(Effect::Go(hit.page.clone())),
                None => Step::stay(),
            },
            Action::SwitchScope | Action::NextPane => {
                self.scope = (self.scope + 1) % self.scopes.len();
                self.ask()
            }
            Action::PreviousPane => {
                self.scope = (self.scope + self.scopes.len() - 1) % self.scopes.len();
                self.ask()
            }
            Action::Close => Step::close(),
            moves => {
                let count = self.hits().len();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
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

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Hits { query, hits, elsewhere } = data
            && self.asked.as_ref() == Some(query)
        {
            self.found = Some(Found { hits: hits.clone(), elsewhere: *elsewhere });
        }
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let look = Look {
            title: Line::styled("Search", theme.title),
            right: self.counts(world),
            foot: sheet::keys(
                &[("Enter", "open"), ("Tab", "where"), ("↑↓", "choose"), ("Esc", "close")],
                theme,
            ),
            ..Look::default()
        };
        let size = Size { width: 112, height: area.height.saturating_sub(2).min(28) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        sheet::draw_input(frame, inside, "› ", &self.input, theme);
        let line = |y: u16| Rect { y: inside.y + y, height: 1, ..inside };
        frame.render_widget(self.scope_line(world), sheet::inset(line(1)));
        sheet::draw_rule(frame, line(2), theme);
        let list = Rect { y: inside.y + 3, height: inside.height.saturating_sub(3), ..inside };
        match &self.found {
            None if self.asked.is_none() => {
                let text = "Type a word: pages whose title has it come first. All words must be there.";
                sheet::draw_empty(frame, list, text, theme);
            }
            None => sheet::draw_empty(frame, list, "Searching.", theme),
            Some(found) if found.hits.is_empty() => {
                let text = match found.elsewhere {
                    0 => "Nothing found. Fewer letters find more.".to_owned(),
                    more => format!("Nothing here, but {more} elsewhere: Tab looks there."),
                };
                sheet::draw_empty(frame, list, &text, theme);
            }
            Some(found) => {
                let count = found.hits.len();
                let list = self.draw_snippet(frame, list, world);
                let mut cursor = self.cursor;
                sheet::draw(frame, list, &mut cursor, count, theme, |index| {
                    self.row(index, list.width, world)
                });
                self.cursor = cursor;
            }
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::SwitchScope, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "SEARCH"
    }
}
