//! Words, newest first: the index says what has them, and of that who asks is shown what changed last. Whether they see
//! it is asked from the newest on and no further than it matters, so that a frequent word costs no more than a rare one.
//!
//! ```text
//!   index of words ─► members ─► in order, newest first ─► a stretch ─► condition and sight, in one statement
//!                     (numbers)  few: sorted                ▲    │
//!                                many: walked by time       └────┴─ until the answer is full and enough are counted
//! ```
//!
//! All of it is one snapshot. Members and places in order are numbers that nobody is told.

use super::super::super::search::{Found, Wanted};
use super::super::super::{Principal, Result};
use super::super::connection::Connection;
use super::super::value::Given;
use super::compile::{self, Compiled};
use super::members::Members;
use super::{Candidate, Check, Only, candidate, everything, hit, is_page};
use crate::server::cql::{Kind, Order, OrderBy};
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

/// How far a search goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// As far as hits are counted where more were not asked for.
    pub(super) counted: usize,
    /// How many members are put in order at once: of more, going back in time meets enough sooner.
    pub(super) few: usize,
    /// How many are put in order at once where hardly any may be a hit, and how many pages of a space.
    pub(super) many: usize,
    /// How many are looked at in the first stretch; the others are as long as they have to be, and no more than twice as
    /// long as the one before.
    pub(super) stretch: usize,
    /// How many rows are read at a time on the way back in time.
    pub(super) step: usize,
}

/// On a wiki of any size.
pub(super) const REACH: Reach = Reach { counted: 100, few: 1_200, many: 4_000, stretch: 160, step: 2_000 };

impl Reach {
    /// Returns how long the stretch after one of some length should be, when of those `looked` at so many were hits.
    fn next(&self, length: usize, (hits, looked): (usize, usize), enough: usize) -> usize {
        let missing = enough.saturating_sub(hits);
        // A few more: what comes is not quite like what came.
        let likely = (missing.saturating_mul(looked) / hits.max(1)).saturating_mul(9) / 8;
        likely.clamp(self.stretch / 4 + 1, length.saturating_mul(2).max(2))
    }
}

/// Of how many things each is asked for its space by itself.
const FEW: usize = 200;

/// Where something stands: newest first, then by number.
type Place = (Reverse<i64>, i64, Part);

/// Which numbers a number is among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Page,
    Comment,
    Named,
}

/// Tells whether this is the way to answer: words that every hit has, in the usual order, and hits are wanted.
pub(super) fn is_wanted(wanted: &Wanted, compiled: &Compiled) -> bool {
    let newest = [Order { by: OrderBy::Modified, descending: true }];
    let is_newest = wanted.query.order.is_empty() || wanted.query.order == newest;
    is_newest && wanted.limit > 0 && !compiled.needles.is_empty()
}

/// Finds what is asked for; `None` where going back in time would not be the shorter way.
pub(super) fn search(
    tx: &Connection,
    who: &Principal,
    wanted: &Wanted,
    kinds: &[Kind],
    compiled: &Compiled,
    reach: Reach,
) -> Result<Option<Found>> {
    let members = Members::gather(tx, &compiled.needles, kinds.contains(&Kind::Comment))?;
    let filter = &wanted.query.filter;
    let is_quick = compiled.is_exact() && compile::is_cheap(filter);
    let few = if is_quick { reach.few } else { reach.many };
    let places = if members.len() <= few {
        Places::sorted(things(tx, kinds, members.all(), members.named())?)
    } else if let Some(spaces) = few_in(tx, compile::spaces(filter), reach.many)? {
        let mut places = inside(tx, kinds, &spaces)?;
        places.retain(|(_, thing, _)| members.has(*thing));
        Places::sorted(places)
    } else if compile::is_cheap(filter) {
        Places::walked(tx, kinds, &members, reach.step)?
    } else {
        return Ok(None);
    };
    let search = Search { tx, who, wanted, kinds, compiled, reach };
    search.answer(&members, places).map(Some)
}

/// What one search needs to look at things.
struct Search<'s> {
    tx: &'s Connection,
    who: &'s Principal,
    wanted: &'s Wanted,
    kinds: &'s [Kind],
    compiled: &'s Compiled,
    reach: Reach,
}

impl Search<'_> {
    /// Goes on until the answer is full, it is known whether more follows, and enough are counted.
    fn answer(&self, members: &Members, mut places: Places) -> Result<Found> {
        let (start, limit) = (self.wanted.start, self.wanted.limit);
        let enough = start.saturating_add(limit).saturating_add(1).max(self.reach.counted);
        let (mut total, mut looked, mut hits, mut length) = (0, 0, Vec::new(), self.reach.stretch);
        let mut is_going_on = false;
        while total < enough {
            let stretch = places.next(self.tx, members, length)?;
            // Where there is nothing it is asked once, too: the clock is not to tell it from what is hidden.
            if stretch.is_empty() && is_going_on {
                break;
            }
            is_going_on = true;
            let mut shown = self.shown(&stretch)?;
            looked += stretch.len();
            for (Reverse(saved), thing, _) in stretch {
                let Some((candidate, modified)) = shown.remove(&thing) else { continue };
                // An older version has a place where its page does not stand.
                if modified != saved {
                    shown.insert(thing, (candidate, modified));
                    continue;
                }
                if total == enough || !self.holds(&candidate)? {
                    continue;
                }
                if total >= start && hits.len() < limit {
                    hits.push(hit(&candidate.kind, candidate.id)?);
                }
                total += 1;
            }
            length = self.reach.next(length, (total, looked), enough);
        }
        Ok(Found { total, hits })
    }

    fn holds(&self, candidate: &Candidate) -> Result<bool> {
        let mut check = Check { tx: self.tx, candidate, told: candidate.told.iter(), text: None };
        Ok(self.compiled.is_exact() || check.holds(&self.wanted.query.filter)?)
    }

    /// Of some things, those that the caller sees and that meet what SQL can tell, with when they changed.
    fn shown(&self, stretch: &[Place]) -> Result<HashMap<i64, (Candidate, i64)>> {
        let mut values = self.compiled.values.clone();
        let mut give = |part: Part| {
            let of_part = stretch.iter().filter(|(_, _, other)| *other == part).map(|(_, thing, _)| *thing);
            values.push(Given::numbers(&of_part.collect::<Vec<_>>()));
            self.tx.numbers_at(&format!("?{}", values.len()))
        };
        let (pages, comments, named) = (give(Part::Page), give(Part::Comment), give(Part::Named));
        let few = stretch.len() <= FEW;
        let only = Only::Things { pages: &pages, comments: &comments, named: &named, few };
        let scope = everything(self.kinds, &only, Some(self.who));
        let told: String =
            self.compiled.told.iter().map(|told| format!(", CASE WHEN {told} THEN 1 ELSE 0 END")).collect();
        let count = if self.compiled.is_exact() { 0 } else { self.compiled.told.len() };
        let sql = format!(
            "WITH hit AS ({scope}) SELECT h.kind, h.id, h.title, h.place{}, h.modified FROM hit h \
             WHERE {} AND ?{} <> ''",
            if count == 0 { "" } else { &told },
            self.compiled.condition,
            // The last value has to be named, whatever kinds are looked at.
            values.len()
        );
        let found = self.tx.all(&sql, &Given::params(&values), |row| {
            Ok((candidate(row, count)?, row.get::<i64>(4 + count)?))
        })?;
        Ok(found.into_iter().map(|(candidate, modified)| (candidate.id, (candidate, modified))).collect())
    }
}

/// Members in order, a stretch at a time.
enum Places {
    /// All of them.
    Sorted(std::vec::IntoIter<Place>),
    /// Back in time over everything.
    Walked(Walk),
}

/// A way back in time.
struct Walk {
    /// The statement of one step.
    sql: String,
    /// How many rows it reads.
    step: usize,
    /// Where it goes on; nowhere at the end.
    from: Option<(i64, i64)>,
    /// Members that were met and not asked for yet, in order.
    met: VecDeque<Place>,
    /// What has no walk of its own, laid in where it stands.
    others: std::iter::Peekable<std::vec::IntoIter<Place>>,
}

impl Places {
    fn sorted(mut places: Vec<Place>) -> Self {
        places.sort_unstable();
        Self::Sorted(places.into_iter())
    }

    fn walked(tx: &Connection, kinds: &[Kind], members: &Members, step: usize) -> Result<Self> {
        let mut named = kinds.to_vec();
        named.retain(|kind| matches!(kind, Kind::Attachment | Kind::Space));
        let mut others =
            if named.is_empty() { Vec::new() } else { things(tx, &named, &[], members.named())? };
        others.sort_unstable();
        let (from, met, others) = (Some((i64::MAX, 0)), VecDeque::new(), others.into_iter().peekable());
        Ok(Self::Walked(Walk { sql: walk(kinds), step, from, met, others }))
    }

    /// Returns some more; none when there are none.
    fn next(&mut self, tx: &Connection, members: &Members, length: usize) -> Result<Vec<Place>> {
        match self {
            Self::Sorted(places) => Ok(places.take(length).collect()),
            Self::Walked(walk) => walk.next(tx, members, length),
        }
    }
}

impl Walk {
    fn next(&mut self, tx: &Connection, members: &Members, length: usize) -> Result<Vec<Place>> {
        while self.met.len() < length
            && let Some(from) = self.from
        {
            let passed = step(tx, &self.sql, from, self.step)?;
            let until = passed.last().copied();
            let mut met: Vec<Place> =
                passed.into_iter().filter(|(_, thing, _)| members.has(*thing)).collect();
            while let Some(other) = self.others.next_if(|other| until.is_none_or(|until| *other < until)) {
                met.push(other);
            }
            met.sort_unstable();
            // Two versions of one moment are one place.
            met.dedup();
            self.met.extend(met);
            self.from = until.map(|(Reverse(saved), thing, _)| (saved, thing));
        }
        let length = length.min(self.met.len());
        Ok(self.met.drain(..length).collect())
    }
}

/// Back in time from a moment and a number: versions and comments, members or not.
fn walk(kinds: &[Kind]) -> String {
    let mut parts = Vec::new();
    let mut part = |number: u8, table: &str, thing: &str| {
        parts.push(format!(
            "SELECT * FROM (SELECT CAST({number} AS BIGINT) AS part, {thing} AS id, saved FROM {table} \
             WHERE saved <= ?1 AND (saved < ?1 OR {thing} > ?2) ORDER BY saved DESC, {thing} LIMIT ?3) w{number}"
        ));
    };
    if kinds.iter().any(|kind| is_page(*kind)) {
        part(0, "version", "content");
    }
    if kinds.contains(&Kind::Comment) {
        part(1, "comment", "id");
    }
    format!(
        "SELECT a.part, a.id, a.saved FROM ({}) a ORDER BY a.saved DESC, a.id LIMIT ?3",
        parts.join(" UNION ALL ")
    )
}

fn step(tx: &Connection, walk: &str, (saved, thing): (i64, i64), rows: usize) -> Result<Vec<Place>> {
    let values = [saved, thing, rows as i64].map(Given::Int);
    tx.all(walk, &Given::params(&values), |row| {
        let part = if row.get::<i64>(0)? == 0 { Part::Page } else { Part::Comment };
        Ok((Reverse(row.get(2)?), row.get(1)?, part))
    })
}

/// Returns the places of things by their numbers.
fn things(tx: &Connection, kinds: &[Kind], all: &[i64], named: &[i64]) -> Result<Vec<Place>> {
    let (all_at, named_at) = (tx.numbers_at("?1"), tx.numbers_at("?2"));
    let only = Only::Things { pages: &all_at, comments: &all_at, named: &named_at, few: true };
    places(tx, &everything(kinds, &only, None), &[Given::numbers(all), Given::numbers(named)])
}

/// Returns the places of everything in some spaces.
fn inside(tx: &Connection, kinds: &[Kind], spaces: &[i64]) -> Result<Vec<Place>> {
    let scope = everything(kinds, &Only::Spaces(&tx.numbers_at("?1")), None);
    places(tx, &scope, &[Given::numbers(spaces)])
}

fn places(tx: &Connection, scope: &str, values: &[Given]) -> Result<Vec<Place>> {
    let sql = format!(
        "WITH hit AS ({scope}) SELECT h.kind, h.id, h.modified FROM hit h WHERE ?{} <> ''",
        values.len()
    );
    tx.all(&sql, &Given::params(values), |row| {
        let part = match row.get::<String>(0)?.as_str() {
            "page" | "blogpost" => Part::Page,
            "comment" => Part::Comment,
            _ => Part::Named,
        };
        Ok((Reverse(row.get(2)?), row.get(1)?, part))
    })
}

/// Returns the spaces with these keys, where they are named and have few pages.
fn few_in(tx: &Connection, keys: &[String], few: usize) -> Result<Option<Vec<i64>>> {
    if keys.is_empty() {
        return Ok(None);
    }
    let mut spaces = Vec::new();
    for key in keys {
        let folded = crate::domain::SpaceKey::new(key).folded();
        spaces.extend(tx.one(
            "SELECT id FROM space WHERE key_folded = ?1",
            super::super::value::params![folded],
            |row| row.get::<i64>(0),
        )?);
    }
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM content c WHERE c.space IN ({}) LIMIT ?2) few",
        tx.numbers_at("?1")
    );
    let values = [Given::numbers(&spaces), Given::Int(few as i64 + 1)];
    let pages: i64 = tx.only(&sql, &Given::params(&values), |row| row.get(0))?;
    Ok((pages <= few as i64).then_some(spaces))
}
