//! Everything that is possible here, with its key, and with the reason where it is not: a menu to learn
//! the keys from. The key itself works in it too.

use super::offer::{self, Offer};
use crate::tui::action::{Action, Context};
use crate::tui::chord::Chord;
use crate::tui::effect::Effect;
use crate::tui::keymap::Match;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Menu {
    cursor: Cursor,
    offers: Vec<Offer>,
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let mut offers = offer::here(world);
    offers.sort_by_key(|offer| closeness(offer.action));
    Some(Box::new(Menu { cursor: Cursor::default(), offers }))
}

/// What is done to the page comes first, then where one can go, then the program.
fn closeness(action: Action) -> u8 {
    match action {
        _ if (Action::Add..=Action::Conflict).contains(&action) => 0,
        _ if (Action::CopyUrl..=Action::PreviousHeading).contains(&action) => 1,
        _ if action < Action::Add => 2,
        _ => 3,
    }
}

impl Menu {
    fn run(action: Action, world: &World) -> Step {
        match world.refusal(action) {
            Some(reason) => offer::refused(action, &reason),
            None => Step::close().and(Effect::Act(action)),
        }
    }
}

impl Surface for Menu {
    fn context(&self) -> Context {
        Context::List
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Close => Step::close(),
            Action::Open => match self.offers.get(self.cursor.at) {
                Some(offer) => Self::run(offer.action, world),
                None => Step::stay(),
            },
            moves if self.cursor.act(moves, self.offers.len()) => Step::stay(),
            _ if offer::makes_sense(action, world.behind) => Self::run(action, world),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match world.keymap.find(world.behind, &[Chord::of(key)]) {
            Match::Action(action) => Self::run(action, world),
            Match::Prefix | Match::None => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let title = match &world.hand {
            Some(hand) => format!("What to do with “{}”", crate::domain::SafeText::line(&hand.title)),
            None => "What to do here".to_owned(),
        };
        let look = Look {
            title: Line::styled(title, theme.title),
            foot: sheet::keys(&[("Enter", "do it, or press its key"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let size =
            Size { width: 92, height: area.height.saturating_sub(2).min(self.offers.len() as u16 + 2) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        let offers = &self.offers;
        let length = |offer: &Offer| offer.keys.split(", ").next().map_or(0, |key| key.chars().count());
        let wide = offers.iter().map(length).max().unwrap_or(0).clamp(7, 15) + 1;
        sheet::draw(frame, inside, &mut self.cursor, offers.len(), theme, |index| {
            let offer = &offers[index];
            let key = offer.keys.split(", ").next().unwrap_or_default();
            let mut row = offer.row(&[], theme);
            row.left.spans.insert(0, Span::styled(format!("{key:<wide$}"), theme.key));
            let reason = offer.refusal.clone();
            let right = reason.map_or_else(Line::default, |reason| Line::styled(reason, theme.warning));
            Row { right, ..row }
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "MENU"
    }
}
