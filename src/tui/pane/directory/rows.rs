//! The rows of the directory: which spaces and pages stand where. Pure; only ids, nothing is drawn here.

use super::Folds;
use crate::domain::{Badge, Order, PageId, Sieve, SpaceId, SpaceKind, SpaceStatus, Timestamp};
use crate::replica::SpaceFacts;
use crate::tui::message::Shelf;
use crate::tui::world::World;
use std::collections::HashMap;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    Heading(String),
    Space(SpaceId),
    /// A page with its title; `None` when it is not here any more.
    Page(PageId, Option<String>),
    People(usize),
    Archived(usize),
    /// The personal space that is not there yet.
    AddMine,
}

/// What decides which rows there are.
pub(super) struct Look<'a> {
    pub(super) filter: Option<&'a str>,
    pub(super) sieve: &'a Sieve,
    pub(super) order: Order,
    pub(super) since: Option<Timestamp>,
    pub(super) facts: &'a HashMap<SpaceId, SpaceFacts>,
    pub(super) folds: Folds,
}

/// Returns the rows from the top down.
pub(super) fn rows(look: &Look<'_>, world: &World) -> Vec<Row> {
    let directory = &world.directory;
    let me = world.me().map(|user| &user.id);
    let is_mine = |shelf: &Shelf| {
        shelf.space.kind == SpaceKind::Personal && me.is_some() && shelf.space.owner.as_ref() == me
    };
    let is_narrow = look.filter.is_some() || !look.sieve.is_open();
    let mut passing: Vec<&Shelf> =
        directory.spaces.iter().filter(|shelf| look.passes(shelf, is_mine(shelf))).collect();
    look.sort(&mut passing);
    let ids = |shelves: &[&Shelf]| -> Vec<Row> {
        shelves.iter().map(|shelf| Row::Space(shelf.space.id.clone())).collect()
    };
    let (mine, others): (Vec<&Shelf>, Vec<&Shelf>) = passing.into_iter().partition(|shelf| is_mine(shelf));
    let (active, away): (Vec<&Shelf>, Vec<&Shelf>) =
        others.into_iter().partition(|shelf| shelf.space.status == SpaceStatus::Active);
    let (favourites, active): (Vec<&Shelf>, Vec<&Shelf>) =
        active.into_iter().partition(|shelf| directory.favourites.contains(&shelf.space.id));
    let (site, people): (Vec<&Shelf>, Vec<&Shelf>) =
        active.into_iter().partition(|shelf| shelf.space.kind == SpaceKind::Site);

    let mut rows = ids(&mine);
    if !is_narrow && me.is_some() && world.my_space().is_none() {
        rows.push(Row::AddMine);
    }
    let mut section = |heading: &str, found: Vec<Row>| {
        if !found.is_empty() {
            rows.push(Row::Heading(heading.to_owned()));
            rows.extend(found);
        }
    };
    let mut starred = ids(&favourites);
    if look.sieve.is_open() {
        let pages = directory.favourite_pages.iter().filter(|page| look.fits_title(page.title.as_deref()));
        starred.extend(pages.map(|page| Row::Page(page.page.clone(), page.title.clone())));
    }
    section("Favourites", starred);
    if !is_narrow {
        let recent = directory.recent.iter().take(5);
        section(
            "Recent",
            recent.map(|row| Row::Page(row.page.id.clone(), Some(row.page.title.clone()))).collect(),
        );
    }
    for (category, shelves) in look.categories(&site) {
        section(&category, ids(&shelves));
    }
    if !people.is_empty() {
        rows.push(Row::People(people.len()));
        if look.folds.people || is_narrow {
            rows.extend(ids(&people));
        }
    }
    let away: Vec<&Shelf> =
        away.into_iter().filter(|shelf| shelf.space.status == SpaceStatus::Archived).collect();
    if !away.is_empty() {
        rows.push(Row::Archived(away.len()));
        if look.folds.archived || is_narrow {
            rows.extend(ids(&away));
        }
    }
    // In an empty directory a sentence says it.
    if rows == [Row::AddMine] { Vec::new() } else { rows }
}

impl Look<'_> {
    fn fits_title(&self, title: Option<&str>) -> bool {
        self.filter.is_none_or(|filter| title.is_some_and(|title| title.to_lowercase().contains(filter)))
    }

    fn passes(&self, shelf: &Shelf, is_mine: bool) -> bool {
        let (space, sieve) = (&shelf.space, self.sieve);
        let fits = self.filter.is_none_or(|filter| {
            space.name.to_lowercase().contains(filter) || space.key.folded().contains(filter)
        });
        let facts = self.facts.get(&space.id);
        fits && (!sieve.mine || is_mine)
            && (!sieve.drafts || facts.is_some_and(|facts| facts.drafts > 0))
            && (!sieve.conflicts || facts.is_some_and(|facts| facts.conflicts > 0))
            && self.since.is_none_or(|since| facts.and_then(|facts| facts.changed) >= Some(since))
            && sieve.label.as_ref().is_none_or(|label| shelf.category.as_deref() == Some(label.as_str()))
            // Last: it is the only thing here that has to be computed.
            && (!sieve.restricted || !matches!(shelf.audience().badge, Badge::EveryoneHere | Badge::Anyone))
    }

    fn sort(&self, shelves: &mut [&Shelf]) {
        match self.order {
            Order::Key => shelves.sort_by_cached_key(|shelf| shelf.space.key.folded()),
            Order::Changed => shelves.sort_by_key(|shelf| {
                std::cmp::Reverse(self.facts.get(&shelf.space.id).and_then(|facts| facts.changed))
            }),
            Order::Size => shelves.sort_by_key(|shelf| std::cmp::Reverse(shelf.pages)),
            Order::Name => shelves.sort_by_cached_key(|shelf| shelf.space.name.to_lowercase()),
            // They come by name.
            Order::Usual | Order::Title | Order::Created => {}
        }
    }

    /// Groups site spaces by category, those without one last; in another order than the usual they are one group.
    fn categories<'s>(&self, site: &[&'s Shelf]) -> Vec<(String, Vec<&'s Shelf>)> {
        if self.order != Order::Usual {
            return vec![("Site spaces".to_owned(), site.to_vec())];
        }
        let mut named: Vec<(String, Vec<&Shelf>)> = Vec::new();
        let mut rest = Vec::new();
        for shelf in site {
            match &shelf.category {
                None => rest.push(*shelf),
                Some(category) => match named.iter_mut().find(|(name, _)| name == category) {
                    Some((_, shelves)) => shelves.push(shelf),
                    None => named.push((category.clone(), vec![shelf])),
                },
            }
        }
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let heading = if named.is_empty() { "Site spaces" } else { "Other site spaces" };
        named.push((heading.to_owned(), rest));
        named
    }
}
