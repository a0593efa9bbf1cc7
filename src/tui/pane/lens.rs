//! How the directory and the page tree are looked at: the keys that narrow and order them, the chips that say so.

use crate::domain::query::Day;
use crate::domain::{Label, Order, SafeText, Sieve, Timestamp, View};
use crate::tui::action::Action;
use crate::tui::widget::browser::Browser;
use crate::tui::world::World;
use ratatui::text::{Line, Span};

/// What `changed since` goes through before it is off again.
const SINCE: [&str; 3] = ["1d", "7d", "30d"];
/// What is asked for by name.
const LABEL: &str = "label";
const DAY: &str = "changed since";

/// A way of looking, and the orders there are.
#[derive(Debug, Clone)]
pub(super) struct Lens {
    /// The way.
    pub(super) view: View,
    orders: &'static [Order],
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turned {
    /// It was for somebody else.
    No,
    /// A word is being asked for.
    Asks,
    /// The list is looked at in another way now.
    Yes,
}

impl Lens {
    /// The usual way, among `orders`.
    pub(super) fn new(orders: &'static [Order]) -> Self {
        Self { view: View::default(), orders }
    }

    /// Takes an action about the way of looking.
    pub(super) fn on_action(&mut self, action: Action, list: &mut Browser) -> Turned {
        let sieve = &mut self.view.sieve;
        match action {
            Action::OnlyMine => sieve.mine = !sieve.mine,
            Action::OnlyRestricted => sieve.restricted = !sieve.restricted,
            Action::OnlyDrafts => sieve.drafts = !sieve.drafts,
            Action::OnlyConflicts => sieve.conflicts = !sieve.conflicts,
            Action::OnlyChanged => {
                let shown = sieve.since.map(|day| day.to_string());
                let at = SINCE.iter().position(|day| Some(*day) == shown.as_deref());
                let next = at.map_or(0, |at| at + 1);
                // A day that was typed is taken away before the usual ones begin.
                let next = if shown.is_some() && at.is_none() { SINCE.len() } else { next };
                sieve.since = SINCE.get(next).and_then(|day| Day::parse(day));
            }
            Action::OnlyChangedSince => {
                list.ask(DAY, &sieve.since.map(|day| day.to_string()).unwrap_or_default());
                return Turned::Asks;
            }
            Action::OnlyLabel => {
                list.ask(LABEL, sieve.label.as_ref().map_or("", Label::as_str));
                return Turned::Asks;
            }
            Action::Sort => self.view.order = self.view.order.next(self.orders),
            Action::ShowAll => *sieve = Sieve::default(),
            Action::Close if !sieve.is_open() => *sieve = Sieve::default(),
            _ => return Turned::No,
        }
        Turned::Yes
    }

    /// Takes the word that was asked for; says what is wrong with it.
    pub(super) fn on_word(&mut self, what: &str, word: &str) -> Result<(), String> {
        let sieve = &mut self.view.sieve;
        match what {
            LABEL if word.is_empty() => sieve.label = None,
            LABEL => match Label::parse(word) {
                Some(label) => sieve.label = Some(label),
                None => return Err(format!("“{}” is no label.", SafeText::line(word))),
            },
            _ if word.is_empty() => sieve.since = None,
            _ => match Day::parse(word) {
                Some(day) => sieve.since = Some(day),
                None => {
                    let word = SafeText::line(word);
                    return Err(format!("“{word}” is no day: {}.", Day::EXAMPLES.join(" ")));
                }
            },
        }
        Ok(())
    }

    /// Returns the first moment that counts as changed.
    pub(super) fn since(&self, world: &World) -> Option<Timestamp> {
        self.view.sieve.since.map(|day| day.span(&world.now.to_zoned(world.zone.clone())).0)
    }

    /// Draws the chips; nothing for the usual way.
    pub(super) fn chips(&self, counted: &str, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let mut spans = Vec::new();
        for chip in self.view.sieve.chips() {
            spans.push(Span::styled(format!("[{}]", SafeText::line(&chip)), theme.accent));
            spans.push(Span::raw(" "));
        }
        if self.view.order != Order::Usual {
            spans.push(Span::styled(format!("by {} ", self.view.order.name()), theme.muted));
        }
        if !spans.is_empty() && !counted.is_empty() {
            spans.push(Span::styled(counted.to_owned(), theme.muted));
        }
        Line::from(spans)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_since_goes_round_and_a_typed_day_goes_first() {
        let (mut lens, mut list) = (Lens::new(&Order::PAGES), Browser::default());
        let mut press = |lens: &mut Lens| {
            lens.on_action(Action::OnlyChanged, &mut list);
            lens.view.to_string()
        };
        for expected in ["usual since=1d", "usual since=7d", "usual since=30d", "usual", "usual since=1d"] {
            assert_eq!(press(&mut lens), expected);
        }
        lens.on_word(DAY, "2026-11-01").unwrap();
        assert_eq!(press(&mut lens), "usual");
        assert!(lens.on_word(DAY, "soon").unwrap_err().contains("7d"));
        assert!(lens.on_word(LABEL, "a?").is_err());
    }

    #[test]
    fn esc_clears_what_narrows_and_leaves_the_order() {
        let (mut lens, mut list) = (Lens::new(&Order::PAGES), Browser::default());
        lens.view = View::parse("title mine label=adr");
        assert_eq!(lens.on_action(Action::Close, &mut list), Turned::Yes);
        assert_eq!(lens.view.to_string(), "title");
        assert_eq!(lens.on_action(Action::Close, &mut list), Turned::No);
    }
}
