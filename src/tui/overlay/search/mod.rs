//! Search: one box for pages, spaces, people and labels; hits while you type, and always where it looks (S0-73).
//!
//! What is on the screen stays until the answer for what is typed is there; Enter waits for it, too. The newest
//! hits come first where ranking takes its time; what the person has chosen by then stays where it is.

mod hints;
mod rows;

use crate::domain::query::{Completion, Found, Operator, Other, SavedSearch, completed};
use crate::domain::{Hit, PageId, Query, Scope, SpaceKind, UserId};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;
use rows::Item;
use std::collections::HashSet;
use std::sync::Arc;

/// The most hits that are asked for; more are counted, not listed.
const LIMIT: usize = 100;
/// How many pages stand before spaces, people and labels.
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
        input: Input::new().with_placeholder("words of a title or a page, a space, a person, a label"),
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

    /// Takes an answer; when the person has chosen among the first hits already, those stay where they are.
    fn take(&mut self, query: &Query, found: &Arc<Found>) -> Step {
        if self.asked.as_ref() != Some(query) {
            return Step::stay();
        }
        if self.again && self.is_current() {
            self.renew(query, found);
            return Step::stay();
        }
        let mut found = Arc::clone(found);
        if self.is_current() && self.cursor.at > 0 {
            let shown = self.hits().to_vec();
            let known: HashSet<PageId> = shown.iter().map(|hit| hit.page.clone()).collect();
            let late = std::mem::take(&mut Arc::make_mut(&mut found).hits);
            let late = late.into_iter().filter(|hit| !known.contains(&hit.page));
            Arc::make_mut(&mut found).hits = shown.into_iter().chain(late).take(LIMIT).collect();
        } else {
            self.cursor = Cursor::default();
        }
        self.found = Some((query.clone(), found));
        self.list();
        if std::mem::take(&mut self.opening) { self.choose() } else { Step::stay() }
    }

    /// Takes the answer of now to what was answered before; the cursor stays on its page.
    fn renew(&mut self, query: &Query, found: &Arc<Found>) {
        // The newest alone would drop the best for a moment.
        if !found.settled {
            return;
        }
        self.again = false;
        let selected = match self.items.get(self.cursor.at) {
            Some(Item::Page(index)) => self.hits().get(*index).map(|hit| hit.page.clone()),
            _ => None,
        };
        self.found = Some((query.clone(), Arc::clone(found)));
        self.list();
        let is_selected = |item: &Item| match item {
            Item::Page(index) => self.hits().get(*index).map(|hit| &hit.page) == selected.as_ref(),
            _ => false,
        };
        let at = selected.as_ref().and_then(|_| self.items.iter().position(is_selected));
        self.cursor.at = at.unwrap_or(self.cursor.at).min(self.items.len().saturating_sub(1));
    }

    /// Makes the list of what is shown.
    fn list(&mut self) {
        self.items = match self.found() {
            _ if self.operators => Operator::ALL.map(Item::Operator).to_vec(),
            None if self.asked.is_none() => {
                let saved = (0..self.saved.len()).map(Item::Saved);
                saved.chain(Operator::ALL.map(Item::Operator)).collect()
            }
            None => Vec::new(),
            Some(found) => {
                let named = self.input.text().trim_start().starts_with(['@', '#', '~']);
                let before = found.hits.len().min(if named { 0 } else { BEFORE });
                let pages = |range: std::ops::Range<usize>| range.map(Item::Page);
                let others = (0..found.others.len()).map(Item::Other);
                pages(0..before).chain(others).chain(pages(before..found.hits.len())).collect()
            }
        };
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
            Some(Item::Other(index)) => match &self.found().map(|found| found.others[index].clone()) {
                Some(Other::Person { id, name, .. }) => match own_space(id, world) {
                    Some(space) => Step::close().and(Effect::GoSpace(space)),
                    None => self.put(&format!("by:{name} "), world),
                },
                Some(Other::Label(label)) => self.put(&format!("label:{label} "), world),
                _ => self.choose(),
            },
            _ => self.choose(),
        }
    }

    /// Opens the selected page or space.
    fn choose(&self) -> Step {
        match self.items.get(self.cursor.at) {
            Some(Item::Page(index)) => Step::close().and(Effect::Go(self.hits()[*index].page.clone())),
            Some(Item::Other(index)) => match self.found().map(|found| &found.others[*index]) {
                Some(Other::Space { id, .. }) => Step::close().and(Effect::GoSpace(id.clone())),
                _ => Step::stay(),
            },
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

    fn begin_naming(&mut self) -> Step {
        let text = self.input.text().trim();
        if text.is_empty() {
            return Step::want(Effect::Say(Notice::plain("Type a search first, then give it a name.")));
        }
        self.naming = Some(Input::with(text));
        Step::stay()
    }

    fn end_naming(&mut self) -> Step {
        let Some(name) = self.naming.take().map(|input| input.text().trim().to_owned()) else {
            return Step::stay();
        };
        if name.is_empty() {
            return Step::stay();
        }
        let text = self.input.text().trim().to_owned();
        let saved = SavedSearch { name, text, scope: self.scopes[self.scope].clone() };
        let said = format!(
            "“{}” is kept: it is in the empty search box.",
            crate::domain::SafeText::line(&saved.name)
        );
        Step::want(Effect::SaveSearch(saved)).and(Effect::Say(Notice::good(said)))
    }

    fn forget(&self) -> Step {
        let Some(Item::Saved(index)) = self.items.get(self.cursor.at) else {
            return Step::want(Effect::Say(Notice::plain(
                "Empty the box and select a saved search to forget it.",
            )));
        };
        let saved = self.saved[*index].clone();
        let said =
            format!("“{}” is forgotten. u brings it back.", crate::domain::SafeText::line(&saved.name));
        Step::want(Effect::ForgetSearch(saved.name.clone()))
            .and(Effect::OfferUndo(Box::new(Effect::SaveSearch(saved))))
            .and(Effect::Say(Notice::good(said)))
    }
}

/// The space that a person owns, as far as it can be seen here.
fn own_space(person: &UserId, world: &World) -> Option<crate::domain::SpaceId> {
    let own = |shelf: &&crate::tui::message::Shelf| {
        shelf.space.kind == SpaceKind::Personal && shelf.space.owner.as_ref() == Some(person)
    };
    world.directory.spaces.iter().find(own).map(|shelf| shelf.space.id.clone())
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

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Found(query, found) => return self.take(query, found),
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
            foot: hints::foot(self, world),
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
        vec![
            Action::Open,
            Action::SwitchScope,
            Action::Operators,
            Action::SaveSearch,
            Action::Down,
            Action::Up,
            Action::Close,
        ]
    }

    fn mode(&self) -> &'static str {
        "SEARCH"
    }
}
