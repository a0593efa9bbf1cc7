//! Whom to add: a line to type in, and the people and groups that are like it.

use super::facts::safe;
use crate::domain::*;
use crate::tui::action::Action;
use crate::tui::widget::fuzzy;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::collections::BTreeMap;

/// The line and what can be chosen.
#[derive(Debug)]
pub(super) struct Picker {
    input: Input,
    cursor: Cursor,
    all: Vec<Choice>,
    /// What is like what was typed, best first.
    found: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Choice {
    subject: Subject,
    text: String,
    about: String,
}

/// What became of an action.
#[derive(Debug, PartialEq)]
pub(super) enum Picked {
    /// Nothing yet.
    Nothing,
    /// This one.
    Subject(Subject),
    /// Nobody.
    Nobody,
}

impl Picker {
    /// Offers everybody with an account, every group, and where `classes` says so everyone at once.
    pub(super) fn new(world: &World, classes: bool) -> Self {
        let mut groups: BTreeMap<&GroupId, usize> = BTreeMap::new();
        let people = &world.directory.people;
        for user in people.iter().filter(|user| user.active) {
            for group in &user.groups {
                *groups.entry(group).or_default() += 1;
            }
        }
        let mut all: Vec<Choice> = people
            .iter()
            .filter(|user| user.active)
            .map(|user| Choice {
                subject: Subject::User(user.id.clone()),
                text: format!("{} ({})", safe(&user.full_name), safe(&user.name)),
                about: String::new(),
            })
            .collect();
        all.sort_by_cached_key(|choice| choice.text.to_lowercase());
        all.extend(groups.into_iter().map(|(group, count)| Choice {
            subject: Subject::Group(group.clone()),
            text: format!("group {}", safe(group.as_str())),
            about: if count == 1 { "1 person".to_owned() } else { format!("{count} people") },
        }));
        if classes {
            all.push(Choice {
                subject: Subject::Licensed,
                text: "everyone with an account".to_owned(),
                about: format!("{} people", people.iter().filter(|user| user.active).count()),
            });
        }
        let found = (0..all.len()).collect();
        let input = Input::new().with_placeholder("a person or a group");
        Self { input, cursor: Cursor::default(), all, found }
    }

    fn find(&mut self) {
        let texts: Vec<&str> = self.all.iter().map(|choice| choice.text.as_str()).collect();
        self.found = fuzzy::rank(self.input.text().trim(), &texts);
        self.cursor = Cursor::default();
    }

    pub(super) fn on_action(&mut self, action: Action) -> Picked {
        match action {
            Action::Close => Picked::Nobody,
            Action::Accept | Action::Open => match self.found.get(self.cursor.at) {
                Some(at) => Picked::Subject(self.all[*at].subject.clone()),
                None => Picked::Nothing,
            },
            Action::Complete => {
                if let Some(at) = self.found.get(self.cursor.at) {
                    self.input.set(&self.all[*at].text.clone());
                    self.find();
                }
                Picked::Nothing
            }
            moves => {
                self.cursor.act(moves, self.found.len());
                Picked::Nothing
            }
        }
    }

    pub(super) fn on_key(&mut self, key: KeyEvent) {
        if self.input.key(key) == Outcome::Changed {
            self.find();
        }
    }

    pub(super) fn on_paste(&mut self, text: &str) {
        self.input.insert(text);
        self.find();
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        sheet::draw_input(frame, area, "+ ", &self.input, theme);
        sheet::draw_rule(frame, Rect { y: area.y + 1, ..area }, theme);
        let area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        if self.found.is_empty() {
            return sheet::draw_empty(frame, area, "Nobody here is called like this. Esc goes back.", theme);
        }
        let typed = self.input.text().trim();
        let mut cursor = self.cursor;
        sheet::draw(frame, area, &mut cursor, self.found.len(), theme, |index| {
            let choice = &self.all[self.found[index]];
            let marks = fuzzy::marks(typed, &choice.text);
            Row {
                left: Line::from(sheet::marked(&choice.text, &marks, theme.text, theme.matched)),
                right: Line::styled(choice.about.clone(), theme.muted),
            }
        });
        self.cursor = cursor;
    }
}
