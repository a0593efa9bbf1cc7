//! Search: one box for pages, spaces, people, labels and files; hits while you type, and always where it looks (S0-73).
//!
//! What is on the screen stays until the answer for what is typed is there; Enter waits for it, too. The newest
//! hits come first where ranking takes its time; what the person has chosen by then stays where it is.

mod answer;
mod hints;
mod kind;
mod rows;
mod saved;

use crate::domain::query::{Completion, Found, SavedSearch, completed};
use crate::domain::{Hit, Query, Scope};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use kind::Opened;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;
use rows::Item;
use std::sync::Arc;

/// The most hits that are asked for; more are counted, not listed.
const LIMIT: usize = 100;
/// How many pages stand before spaces, people, labels and files.
const BEFORE: usize = 3;

struct Search {
    input: Input,
    /// The name that is being typed for this search.
    naming: Option<Input>,
    cursor: Cursor,
    /// What Tab goes through.
    scopes: Vec<Scope>,
    scope: usize,
    /// What is typed; `None` for nothing.
    asked: Option<Query>,
    /// What was found, and for which question.
    found: Option<(Query, Arc<Found>)>,
    /// The operators are shown instead of what was found.
    operators: bool,
    saved: Vec<SavedSearch>,
    items: Vec<Item>,
    /// Enter was pressed before the answer came.
    opening: bool,
    /// The same was asked again, since the wiki changed.
    again: bool,
}

/// Opens it.
pub(super) fn open(scope: Scope, world: &World) -> Option<Box<dyn Surface>> {
    let mut scopes = vec![Scope::All];
    scopes.extend(world.space.clone().map(Scope::Space));
    scopes.extend(world.page_in_hand().cloned().map(Scope::Subtree));
    let mut search = Search {
        input: Input::new()
            .with_placeholder("words of a title or a page, a space, a person, a label, a file"),
        naming: None,
        cursor: Cursor::default(),
        scopes,
        scope: 0,
        asked: None,
        found: None,
        operators: false,
        saved: Vec::new(),
        items: Vec::new(),
        opening: false,
        again: false,
    };
    search.look_in(scope);
    search.list();
    Some(Box::new(search))
}

impl Search {
    fn look_in(&mut self, scope: Scope) {
        self.scope = self.scopes.iter().position(|known| *known == scope).unwrap_or_else(|| {
            self.scopes.push(scope);
            self.scopes.len() - 1
        });
    }

    /// Asks anew; what is on the screen stays until the answer is there.
    fn ask(&mut self, world: &World) -> Step {
        self.opening = false;
        self.again = false;
        self.operators = false;
        let text = self.input.text().trim_start().to_owned();
        if text.trim().is_empty() {
            self.asked = None;
            self.found = None;
            self.cursor = Cursor::default();
            self.list();
            return Step::stay();
        }
        let scope = self.scopes[self.scope].clone();
        let query = Query { text, scope, limit: LIMIT, at: world.now.to_zoned(world.zone.clone()) };
        self.asked = Some(query.clone());
        Step::want(Effect::Load(Request::Search(query)))
    }

    /// Types for the person: a completion, an operator, a saved search.
    fn put(&mut self, text: &str, world: &World) -> Step {
        self.input.set(text);
        self.cursor = Cursor::default();
        self.ask(world)
    }

    fn found(&self) -> Option<&Found> {
        self.found.as_ref().map(|(_, found)| found.as_ref())
    }

    fn hits(&self) -> &[Hit] {
        self.found().map_or(&[], |found| &found.hits)
    }

    /// Tells whether what is on the screen answers what is typed.
    fn is_current(&self) -> bool {
        self.asked.as_ref() == self.found.as_ref().map(|(query, _)| query)
    }

    fn completions(&self) -> &[Completion] {
        match self.found() {
            Some(found) if self.is_current() && self.input.cursor() == self.input.text().len() => {
                &found.completions
            }
            _ => &[],
        }
    }

    fn open_selected(&mut self, world: &World) -> Step {
        if !self.operators && !self.is_current() {
            self.opening = true;
            return Step::stay();
        }
        match self.items.get(self.cursor.at).cloned() {
            Some(Item::Operator(operator)) => {
                let typed = self.input.text().trim_end();
                let blank = if typed.is_empty() { "" } else { " " };
                self.put(&format!("{typed}{blank}{}:", operator.name()), world)
            }
            Some(Item::Saved(index)) => {
                let saved = self.saved[index].clone();
                self.look_in(saved.scope);
                self.put(&saved.text, world)
            }
            Some(Item::Other(index)) => {
                match self.found().map(|found| kind::opened(&found.others[index], world)) {
                    Some(Opened::Text(text)) => self.put(&text, world),
                    Some(Opened::Effects(effects)) => Step::close().and_all(effects),
                    None => Step::stay(),
                }
            }
            _ => self.choose(),
        }
    }

    /// Opens the selected page.
    fn choose(&self) -> Step {
        match self.items.get(self.cursor.at) {
            Some(Item::Page(index)) => Step::close().and(Effect::Go(self.hits()[*index].page.clone())),
            _ => Step::stay(),
        }
    }

    fn switch_scope(&mut self, by: usize, world: &World) -> Step {
        self.scope = (self.scope + by) % self.scopes.len();
        self.cursor = Cursor::default();
        self.ask(world)
    }

    fn complete(&mut self, world: &World) -> Option<Step> {
        let value = self.completions().first()?.value.clone();
        let whole = completed(self.input.text(), &value);
        Some(self.put(&whole, world))
    }
}

impl Surface for Search {
    fn context(&self) -> Context {
        if self.naming.is_some() { Context::Input } else { Context::Search }
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Searches), Effect::Load(Request::Like(String::new()))]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.naming.is_some() {
            match action {
                Action::Accept => return self.end_naming(),
                Action::Close => self.naming = None,
                _ => {}
            }
            return Step::stay();
        }
        match action {
            Action::Open | Action::Accept => self.open_selected(world),
            Action::SwitchScope | Action::NextPane | Action::Complete => match self.complete(world) {
                Some(step) => step,
                None => self.switch_scope(1, world),
            },
            Action::PreviousPane => self.switch_scope(self.scopes.len() - 1, world),
            Action::Operators => {
                self.operators = !self.operators;
                self.cursor = Cursor::default();
                self.list();
                Step::stay()
            }
            Action::SaveSearch => self.begin_naming(),
            Action::ForgetSearch => self.forget(),
            Action::Close if self.operators && self.asked.is_some() => {
                self.operators = false;
                self.cursor = Cursor::default();
                self.list();
                Step::stay()
            }
            Action::Close => Step::close(),
            moves => {
                let count = self.items.len();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        if let Some(naming) = &mut self.naming {
            return if naming.on_key(key) { Step::stay() } else { Step::pass() };
        }
        if key.code == KeyCode::Right
            && let Some(step) = self.complete(world)
        {
            return step;
        }
        match self.input.key(key) {
            Outcome::Ignored => Step::pass(),
            Outcome::Same => Step::stay(),
            Outcome::Changed => self.ask(world),
        }
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        match &mut self.naming {
            Some(naming) => {
                naming.insert(text);
                Step::stay()
            }
            None => {
                self.input.insert(text);
                self.ask(world)
            }
        }
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        // The same question: what is on the screen stays until the answer is there, and so does the cursor.
        let again = self.asked.clone().filter(|_| self.is_current());
        self.again |= again.is_some();
        again.map(|query| Effect::Load(Request::Search(query))).into_iter().collect()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Found(query, found) => return self.take(query, found, world),
            Data::Searches(saved) => {
                self.saved.clone_from(saved);
                self.list();
            }
            _ => {}
        }
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let title = if self.naming.is_some() { "Name of this search" } else { "Search" };
        let look = Look {
            title: Line::styled(title, theme.title),
            right: hints::counts(self, world),
            ..Look::default()
        };
        let size = Size { width: 112, height: area.height.saturating_sub(2).min(28) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        let line = |y: u16| Rect { y: inside.y + y, height: 1, ..inside };
        match &self.naming {
            Some(naming) => sheet::draw_input(frame, inside, "= ", naming, theme),
            None => sheet::draw_input(frame, inside, "› ", &self.input, theme),
        }
        frame.render_widget(hints::scopes(self, world), sheet::inset(line(1)));
        let mut top = 2;
        if let Some(hint) = hints::hint(self, world) {
            frame.render_widget(
                crate::tui::widget::frame::shortened(hint, usize::from(inside.width) - 2, theme),
                sheet::inset(line(2)),
            );
            top = 3;
        }
        sheet::draw_rule(frame, line(top), theme);
        let taken = top + 1;
        let list = Rect { y: inside.y + taken, height: inside.height.saturating_sub(taken), ..inside };
        if self.items.is_empty() {
            sheet::draw_empty(frame, list, &hints::empty(self, world), theme);
            return;
        }
        let list = rows::draw_snippet(self, frame, list, world);
        let mut cursor = self.cursor;
        sheet::draw(frame, list, &mut cursor, self.items.len(), theme, |index| {
            rows::row(self, &self.items[index], list.width, world)
        });
        self.cursor = cursor;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        if self.naming.is_some() {
            return vec![Action::Accept, Action::Close];
        }
        let tab = if self.completions().is_empty() { Action::SwitchScope } else { Action::Complete };
        let keep = match self.asked {
            None if !self.saved.is_empty() => Action::ForgetSearch,
            _ => Action::SaveSearch,
        };
        vec![Action::Open, tab, Action::Operators, keep, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "SEARCH"
    }
}
