//! Every command by name. Words that other programs taught (`:w`, `:q`, `:help`) work too.

use super::offer::{self, Offer};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::fuzzy;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What vi, less and others call things.
const ALIASES: &[(&str, Action)] = &[
    ("w", Action::Save),
    ("wq", Action::SaveClose),
    ("x", Action::SaveClose),
    ("q", Action::Quit),
    ("qa", Action::Quit),
    ("quit", Action::Quit),
    ("e", Action::Edit),
    ("new", Action::Add),
    ("h", Action::Help),
    ("help", Action::Help),
    ("version", Action::Info),
    ("home", Action::GoHome),
    ("messages", Action::Log),
];

struct Palette {
    input: Input,
    cursor: Cursor,
    offers: Vec<Offer>,
    found: Vec<usize>,
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let mut offers = offer::here(world);
    // What can be done comes before what cannot.
    offers.sort_by_key(|offer| offer.refusal.is_some());
    let found = (0..offers.len()).collect();
    let input = Input::new().with_placeholder("what do you want to do?");
    Some(Box::new(Palette { input, cursor: Cursor::default(), offers, found }))
}

impl Palette {
    fn find(&mut self) {
        self.cursor = Cursor::default();
        let texts: Vec<String> = self.offers.iter().map(Offer::names).collect();
        let query = self.input.text().trim();
        self.found = fuzzy::rank(query, &texts);
        // Somebody who does not know the name describes it.
        let described =
            |offer: &Offer| offer.action.about().help.to_lowercase().contains(&query.to_lowercase());
        for (index, offer) in self.offers.iter().enumerate() {
            if !self.found.contains(&index) && described(offer) {
                self.found.push(index);
            }
        }
        let exact = ALIASES.iter().find(|(alias, _)| *alias == query).map(|(_, action)| *action);
        let exact = exact.or_else(|| Action::named(&query.replace(' ', "-")));
        if let Some(at) = exact.and_then(|action| self.offers.iter().position(|offer| offer.action == action))
        {
            self.found.retain(|index| *index != at);
            self.found.insert(0, at);
        }
    }

    fn run(&self) -> Step {
        let Some(offer) = self.found.get(self.cursor.at).map(|index| &self.offers[*index]) else {
            return Step::stay();
        };
        match offer.refusal {
            Some(reason) => {
                let text = format!("Cannot {} now: {reason}.", offer.action.title());
                Step::want(Effect::Say(Notice::plain(text)))
            }
            None => Step::close().and(Effect::Act(offer.action)),
        }
    }
}

impl Surface for Palette {
    fn context(&self) -> Context {
        Context::Input
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Accept => self.run(),
            Action::Close | Action::Palette => Step::close(),
            moves if self.cursor.act(moves, self.found.len()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        match self.input.key(key) {
            Outcome::Ignored => return Step::pass(),
            Outcome::Same => {}
            Outcome::Changed => self.find(),
        }
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.input.insert(text);
        self.find();
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let look = Look {
            title: Line::styled("Commands", theme.title),
            right: Line::styled(format!("{} of {}", self.found.len(), self.offers.len()), theme.muted),
            foot: sheet::keys(&[("Enter", "do it"), ("↑↓", "choose"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let size = Size { width: 92, height: area.height.saturating_sub(2).min(20) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        sheet::draw_input(frame, inside, ":", &self.input, theme);
        sheet::draw_rule(frame, Rect { y: inside.y + 1, ..inside }, theme);
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        if self.found.is_empty() {
            return sheet::draw_empty(
                frame,
                list,
                "No command is called like that. ? lists the keys.",
                theme,
            );
        }
        let query = self.input.text();
        let (found, offers) = (&self.found, &self.offers);
        sheet::draw(frame, list, &mut self.cursor, found.len(), theme, |index| {
            let offer = &offers[found[index]];
            offer.row(&fuzzy::marks(query, offer.action.title()), theme)
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "COMMAND"
    }
}
