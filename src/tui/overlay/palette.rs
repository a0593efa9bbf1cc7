//! Every command by name. Words that other programs taught (`:w`, `:q`, `:help`) work too.

use super::finder::{Finder, Manner};
use super::offer::{self, Offer};
use crate::tui::action::{Action, Context};
use crate::tui::effect::Effect;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::fuzzy;
use crate::tui::widget::popup::Size;
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
    finder: Finder,
    offers: Vec<Offer>,
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let mut offers = offer::here(world);
    // What can be done comes before what cannot.
    offers.sort_by_key(|offer| offer.refusal.is_some());
    let mut finder = Finder::new("what do you want to do?");
    finder.show((0..offers.len()).collect(), 0);
    Some(Box::new(Palette { finder, offers }))
}

impl Palette {
    fn find(&mut self) {
        let texts: Vec<String> = self.offers.iter().map(Offer::names).collect();
        let query = self.finder.query();
        let mut found = fuzzy::rank(query, &texts);
        // Somebody who does not know the name describes it.
        let described =
            |offer: &Offer| offer.action.about().help.to_lowercase().contains(&query.to_lowercase());
        for (index, offer) in self.offers.iter().enumerate() {
            if !found.contains(&index) && described(offer) {
                found.push(index);
            }
        }
        let exact = ALIASES.iter().find(|(alias, _)| *alias == query).map(|(_, action)| *action);
        let exact = exact.or_else(|| Action::named(&query.replace(' ', "-")));
        if let Some(at) = exact.and_then(|action| self.offers.iter().position(|offer| offer.action == action))
        {
            found.retain(|index| *index != at);
            found.insert(0, at);
        }
        self.finder.show(found, 0);
    }

    fn run(&self) -> Step {
        let Some(offer) = self.finder.selected().map(|index| &self.offers[index]) else {
            return Step::stay();
        };
        match &offer.refusal {
            Some(reason) => offer::refused(offer.action, reason),
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
            moves if self.finder.cursor.act(moves, self.finder.count()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        if let Some(step) = self.finder.key(key) {
            return step;
        }
        self.find();
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.finder.paste(text);
        self.find();
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let manner = Manner {
            title: "Commands",
            right: Line::styled(format!("{} of {}", self.finder.count(), self.offers.len()), theme.muted),
            sign: ":",
            nothing: "No command is called like that. ? lists the keys.",
            size: Size { width: 92, height: area.height.saturating_sub(2).min(20) },
        };
        let query = self.finder.query().to_owned();
        let offers = &self.offers;
        self.finder.draw(frame, area, manner, theme, |index| {
            let offer = &offers[index];
            offer.row(&fuzzy::marks(&query, offer.action.title()), theme)
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "COMMAND"
    }
}
