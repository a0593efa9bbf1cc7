//! How a list of pages or spaces is looked at: what it is narrowed to, and in which order it stands.

use super::Label;
use super::query::Day;
use std::fmt;

/// One way of looking at a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The order.
    pub order: Order,
    /// What it is narrowed to.
    pub sieve: Sieve,
}

/// An order of pages or spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the wiki has it: pages as somebody arranged them, spaces by category and name.
    #[default]
    Usual,
    /// By title.
    Title,
    /// Changed last first.
    Changed,
    /// Made last first.
    Created,
    /// By key.
    Key,
    /// By name.
    Name,
    /// The most pages first.
    Size,
}

impl Order {
    /// The orders of a tree of pages.
    pub const PAGES: [Self; 4] = [Self::Usual, Self::Title, Self::Changed, Self::Created];
    /// The orders of a directory of spaces.
    pub const SPACES: [Self; 5] = [Self::Usual, Self::Key, Self::Name, Self::Changed, Self::Size];
    const NAMES: [(Self, &'static str); 7] = [
        (Self::Usual, "usual"),
        (Self::Title, "title"),
        (Self::Changed, "changed"),
        (Self::Created, "created"),
        (Self::Key, "key"),
        (Self::Name, "name"),
        (Self::Size, "size"),
    ];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(order, _)| *order == self).map_or("", |(_, name)| name)
    }

    /// Returns the one after it among `orders`.
    pub fn next(self, orders: &[Self]) -> Self {
        let at = orders.iter().position(|order| *order == self).map_or(0, |at| at + 1);
        orders.get(at).or(orders.first()).copied().unwrap_or_default()
    }
}

/// What a list is narrowed to; all of it has to be true.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sieve {
    /// Pages this person changed last; spaces this person owns.
    pub mine: bool,
    /// What not everybody of the space, or not everybody here, can see.
    pub restricted: bool,
    /// What has a draft.
    pub drafts: bool,
    /// What has a conflict.
    pub conflicts: bool,
    /// What changed since a day.
    pub since: Option<Day>,
    /// What carries a label; spaces of a category.
    pub label: Option<Label>,
}

impl Sieve {
    /// Tells whether everything passes.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Returns what it is narrowed to, a few letters each.
    pub fn chips(&self) -> Vec<String> {
        let flags = [
            (self.mine, "mine"),
            (self.restricted, "restricted"),
            (self.drafts, "drafts"),
            (self.conflicts, "conflicts"),
        ];
        let mut chips: Vec<String> =
            flags.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned()).collect();
        chips.extend(self.since.map(|day| format!("since {day}")));
        chips.extend(self.label.as_ref().map(|label| format!("#{label}")));
        chips
    }
}

impl View {
    /// Reads a view that was written with its `Display`; words nobody knows are passed over.
    pub fn parse(text: &str) -> Self {
        let mut view = Self::default();
        for word in text.split_whitespace() {
            let sieve = &mut view.sieve;
            match word.split_once('=') {
                Some(("since", day)) => sieve.since = Day::parse(day),
                Some(("label", label)) => sieve.label = Some(Label::stored(label)),
                Some(_) => {}
                None => match word {
                    "mine" => sieve.mine = true,
                    "restricted" => sieve.restricted = true,
                    "drafts" => sieve.drafts = true,
                    "conflicts" => sieve.conflicts = true,
                    _ => {
                        let order = Order::NAMES.iter().find(|(_, name)| *name == word);
                        view.order = order.map_or(view.order, |(order, _)| *order);
                    }
                },
            }
        }
        view
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sieve = &self.sieve;
        let flags = [
            (sieve.mine, "mine"),
            (sieve.restricted, "restricted"),
            (sieve.drafts, "drafts"),
            (sieve.conflicts, "conflicts"),
        ];
        f.write_str(self.order.name())?;
        for (_, name) in flags.into_iter().filter(|(on, _)| *on) {
            write!(f, " {name}")?;
        }
        if let Some(day) = sieve.since {
            write!(f, " since={day}")?;
        }
        match &sieve.label {
            Some(label) => write!(f, " label={label}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_was_written_is_read_again() {
        for text in [
            "usual",
            "changed mine",
            "title restricted drafts conflicts since=7d label=adr",
            "size since=2026-11-01",
        ] {
            assert_eq!(View::parse(text).to_string(), text);
        }
        assert_eq!(View::parse("colour mine tint=3"), View::parse("mine"));
    }

    #[test]
    fn orders_go_round() {
        let mut order = Order::Usual;
        for expected in ["title", "changed", "created", "usual"] {
            order = order.next(&Order::PAGES);
            assert_eq!(order.name(), expected);
        }
        assert_eq!(Order::Size.next(&Order::PAGES), Order::Usual);
    }

    #[test]
    fn chips_say_what_a_list_is_narrowed_to() {
        let sieve = View::parse("mine since=7d label=adr").sieve;
        assert_eq!(sieve.chips(), ["mine", "since 7d", "#adr"]);
        assert!(!sieve.is_open());
        assert!(View::parse("changed").sieve.is_open());
    }
}
