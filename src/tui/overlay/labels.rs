//! The labels of pages: type to find one, Enter puts it on or takes it off. Without a page: every label,
//! and the pages that carry it.

use crate::domain::{Label, Page, PageId};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Request};
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
use std::collections::BTreeMap;

struct Labels {
    /// Whose labels; none for all labels of the wiki.
    pages: Vec<PageId>,
    /// The labels each of them carries, as far as they are known.
    carried: BTreeMap<PageId, Vec<Label>>,
    known: Vec<(Label, u32)>,
    input: Input,
    cursor: Cursor,
    choices: Vec<Choice>,
    /// The pages of one label, when it was opened.
    opened: Option<(Label, Vec<Page>)>,
}

/// One line to choose.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    label: Label,
    /// How many of the pages carry it.
    on: usize,
    /// How many pages of the wiki do; 0 for one that is new.
    used: u32,
}

/// Opens it.
pub(super) fn open(pages: Vec<PageId>, world: &World) -> Option<Box<dyn Surface>> {
    let mut carried = BTreeMap::new();
    if let Some(page) = world.page.as_ref().filter(|open| pages.contains(open.id())) {
        carried.insert(page.id().clone(), page.row.page.labels.clone());
    }
    let placeholder = if pages.is_empty() { "a label" } else { "a label to put on or take off" };
    Some(Box::new(Labels {
        pages,
        carried,
        known: Vec::new(),
        input: Input::new().with_placeholder(placeholder),
        cursor: Cursor::default(),
        choices: Vec::new(),
        opened: None,
    }))
}

impl Labels {
    fn load(&self) -> Vec<Effect> {
        let pages = self.pages.iter().map(|page| Effect::Load(Request::Peek(page.clone())));
        std::iter::once(Effect::Load(Request::Labels)).chain(pages).collect()
    }

    /// Labels that are on come first, then the often used ones; at the end the one that is being typed.
    fn choose(&mut self) {
        let count = |label: &Label| self.carried.values().filter(|labels| labels.contains(label)).count();
        let mut all: Vec<Choice> = self
            .known
            .iter()
            .map(|(label, used)| Choice { label: label.clone(), on: count(label), used: *used })
            .collect();
        for label in self.carried.values().flatten() {
            if !all.iter().any(|choice| choice.label == *label) {
                all.push(Choice { label: label.clone(), on: count(label), used: 0 });
            }
        }
        all.sort_by(|a, b| (b.on, b.used).cmp(&(a.on, a.used)).then_with(|| a.label.cmp(&b.label)));
        let typed = self.input.text().trim().trim_start_matches('#');
        let names: Vec<&str> = all.iter().map(|choice| choice.label.as_str()).collect();
        let mut choices: Vec<Choice> =
            fuzzy::rank(typed, &names).into_iter().map(|index| all[index].clone()).collect();
        if let Some(label) = Label::parse(typed).filter(|_| !self.pages.is_empty()) {
            match choices.iter().position(|choice| choice.label == label) {
                Some(exact) => choices[..=exact].rotate_right(1),
                None => choices.push(Choice { label, on: 0, used: 0 }),
            }
        }
        self.choices = choices;
    }

    /// Puts the label on every page, or takes it off when all of them carry it.
    fn toggle(&mut self) -> Step {
        let Some(choice) = self.choices.get(self.cursor.at).cloned() else { return Step::stay() };
        if self.pages.is_empty() {
            return Step::want(Effect::Load(Request::Labelled(choice.label)));
        }
        let off = choice.on == self.pages.len();
        let has = |page: &PageId| self.carried.get(page).is_some_and(|labels| labels.contains(&choice.label));
        let intents: Vec<Intent> = self
            .pages
            .iter()
            .filter(|page| has(page) == off)
            .map(|page| match off {
                true => Intent::RemoveLabel(page.clone(), choice.label.clone()),
                false => Intent::AddLabel(page.clone(), choice.label.clone()),
            })
            .collect();
        let done = if off { "taken off" } else { "put on" };
        self.input.clear();
        self.cursor.at = 0;
        Step::want(Effect::Commit { intents, said: format!("Label {} {done}.", choice.label) })
    }

    /// What stands where there is no label to choose.
    fn nothing(&self) -> &'static str {
        match (self.pages.is_empty(), self.input.text().trim().is_empty()) {
            (true, true) => "No page has a label yet: `L` on a page puts one on.",
            (true, false) => "No label is like that.",
            (false, true) => "No labels yet: type one and press Enter.",
            // Whatever can be a label is offered as a new one.
            (false, false) => "No label has signs like `/` or `.`: `-` and `_` will do.",
        }
    }

    fn row(&self, index: usize, world: &World) -> Row {
        let theme = &world.theme;
        let choice = &self.choices[index];
        let name = choice.label.as_str();
        let marks = fuzzy::marks(self.input.text().trim().trim_start_matches('#'), name);
        let (sign, style) = match choice.on {
            0 => (" ", theme.muted),
            on if on == self.pages.len() => (theme.signs.tick, theme.good),
            _ => (theme.signs.mark, theme.mark),
        };
        let mut left = vec![Span::styled(format!("{sign} "), style)];
        left.extend(sheet::marked(name, &marks, theme.text, theme.matched));
        let right = match (choice.on, choice.used) {
            (0, 0) => "new".to_owned(),
            (on, _) if on > 0 && on < self.pages.len() => format!("{on} of {} marked", self.pages.len()),
            (_, 0) => String::new(),
            (_, 1) => "1 page".to_owned(),
            (_, used) => format!("{used} pages"),
        };
        Row { left: Line::from(left), right: Line::styled(right, theme.muted) }
    }

    fn page_row(page: &Page, world: &World) -> Row {
        let theme = &world.theme;
        let key = world.shelf(&page.space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
        Row {
            left: Line::from(sheet::marked(&page.title, &[], theme.text, theme.text)),
            right: Line::from(sheet::marked(&key, &[], theme.muted, theme.muted)),
        }
    }

    fn title(&self, world: &World) -> String {
        match (&self.opened, self.pages.as_slice()) {
            (Some((label, _)), _) => format!("Pages labelled {label}"),
            (None, []) => "All labels".to_owned(),
            (None, [page]) => {
                let hand = world.hand.as_ref().filter(|hand| hand.page == *page);
                let title = hand.map_or("this page", |hand| hand.title.as_str());
                format!("Labels of {}", crate::domain::SafeText::line(title))
            }
            (None, many) => format!("Labels of {} pages", many.len()),
        }
    }

    fn count(&self) -> usize {
        self.opened.as_ref().map_or(self.choices.len(), |(_, pages)| pages.len())
    }
}

impl Surface for Labels {
    fn context(&self) -> Context {
        Context::Labels
    }

    fn wants_text(&self) -> bool {
        self.opened.is_none()
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        self.choose();
        self.load()
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match (action, &self.opened) {
            (Action::Accept | Action::Open, Some((_, pages))) => match pages.get(self.cursor.at) {
                Some(page) => Step::close().and(Effect::Go(page.id.clone())),
                None => Step::stay(),
            },
            (Action::Accept | Action::Open, None) => self.toggle(),
            (Action::Complete, None) => {
                if let Some(choice) = self.choices.get(self.cursor.at) {
                    self.input.set(choice.label.as_str());
                    self.choose();
                }
                Step::stay()
            }
            (Action::Close, Some(_)) => {
                self.opened = None;
                self.cursor = Cursor::default();
                Step::stay()
            }
            (Action::Close, None) => Step::close(),
            (moves, _) => {
                let count = self.count();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        if self.opened.is_some() {
            return Step::pass();
        }
        match self.input.key(key) {
            Outcome::Ignored => return Step::pass(),
            Outcome::Same => {}
            Outcome::Changed => {
                self.cursor = Cursor::default();
                self.choose();
            }
        }
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.input.insert(text);
        self.choose();
        Step::stay()
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Labels(known) => self.known.clone_from(known),
            Data::Peeked(page) if self.pages.contains(page.id()) => {
                self.carried.insert(page.id().clone(), page.row.page.labels.clone());
            }
            Data::Labelled(label, pages) if self.pages.is_empty() => {
                self.opened = Some((label.clone(), pages.clone()));
                self.cursor = Cursor::default();
            }
            _ => return Step::stay(),
        }
        self.choose();
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        self.load()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let enter = match (&self.opened, self.pages.is_empty()) {
            (Some(_), _) => "open",
            (None, true) => "show pages",
            (None, false) => "on or off",
        };
        let look = Look {
            title: Line::styled(self.title(world), theme.title),
            foot: sheet::keys(&[("Enter", enter), ("↑↓", "choose"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let size = Size { width: 60, height: area.height.saturating_sub(2).min(20) };
        let mut inside = sheet::sheet(frame, area, size, look, theme);
        if self.opened.is_none() {
            sheet::draw_input(frame, inside, "# ", &self.input, theme);
            sheet::draw_rule(frame, Rect { y: inside.y + 1, ..inside }, theme);
            inside = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        }
        let count = self.count();
        if count == 0 {
            return sheet::draw_empty(frame, inside, self.nothing(), theme);
        }
        let mut cursor = self.cursor;
        sheet::draw(frame, inside, &mut cursor, count, theme, |index| match &self.opened {
            Some((_, pages)) => Self::page_row(&pages[index], world),
            None => self.row(index, world),
        });
        self.cursor = cursor;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Complete, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "LABELS"
    }
}
