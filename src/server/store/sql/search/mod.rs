//! Searching by CQL: one statement over everything the caller sees, so that hits, order and total come from one
//! snapshot and know nothing of what is hidden.
//!
//! Words are found by an index ([`super::words`]). What it cannot tell (words that stand together) is looked at here: SQL
//! then answers with candidates, and with what every other condition says about each of them.

mod compile;
mod members;
mod needle;
mod newest;
#[cfg(test)]
mod newest_tests;
mod people;

use super::super::search::{Found, Hit, Wanted};
use super::super::{Principal, Result};
use super::connection::Connection;
use super::value::{Given, Row};
use super::{names, pages, rows, sight};
use crate::domain::{AttachmentId, Page, PageId};
use crate::markup::plain_text;
use crate::server::cql::{Atom, Expr, Kind, Match, Order, OrderBy, Query};
use compile::{Compiled, is_looked_at};
use needle::Needle;

/// Finds what a query asks for.
pub(super) fn search(tx: &Connection, who: &Principal, wanted: &Wanted) -> Result<Found> {
    if wanted.query.is_about_people() {
        return people::search(tx, who, wanted);
    }
    let mut kinds = wanted.query.kinds();
    kinds.retain(|kind| wanted.spaces || *kind != Kind::Space);
    if kinds.is_empty() {
        return Ok(Found { total: 0, hits: Vec::new() });
    }
    let compiled = Compiled::new(tx, who, wanted)?;
    if newest::is_wanted(wanted, &compiled)
        && let Some(found) = newest::search(tx, who, wanted, &kinds, &compiled, newest::REACH)?
    {
        return Ok(found);
    }
    through_all(tx, who, wanted, &kinds, &compiled)
}

/// Returns pages by number, of those the caller sees, each with its newest body.
pub(super) fn pages_with_bodies(
    tx: &Connection,
    who: &Principal,
    pages: &[PageId],
) -> Result<Vec<(Page, String)>> {
    let numbers: Vec<i64> = pages.iter().filter_map(|id| names::page_number(id).ok()).collect();
    let sql = format!(
        "SELECT {}, b.storage FROM {} JOIN body b ON b.content = c.id AND b.version = v.body \
         WHERE c.id IN ({}) AND {}",
        rows::PAGE_COLUMNS,
        rows::PAGE_FROM,
        tx.numbers_at("?2"),
        sight::content("c")
    );
    let values = [who.id.as_str().into(), Given::numbers(&numbers)];
    let found = tx.all(&sql, &Given::params(&values), |row| {
        Ok((rows::page_of(row, 0)?, row.get::<String>(rows::PAGE_WIDTH)?))
    })?;
    let (mut pages, bodies): (Vec<Page>, Vec<String>) = found.into_iter().unzip();
    rows::restrict(tx, &mut pages)?;
    Ok(pages.into_iter().zip(bodies).collect())
}

/// Finds what a query asks for in any order, and counts all of it.
fn through_all(
    tx: &Connection,
    who: &Principal,
    wanted: &Wanted,
    kinds: &[Kind],
    compiled: &Compiled,
) -> Result<Found> {
    let only = Only::Words(&compiled.needles, compiled.is_narrow);
    let scope = format!("WITH hit AS ({})", everything(kinds, &only, Some(who)));
    let order = order(&wanted.query);
    if compiled.is_exact() {
        exactly(tx, wanted, compiled, &scope, &order)
    } else {
        checked(tx, wanted, compiled, &scope, &order)
    }
}

/// SQL decides alone.
fn exactly(tx: &Connection, wanted: &Wanted, compiled: &Compiled, scope: &str, order: &str) -> Result<Found> {
    let condition = &compiled.condition;
    let mut values = compiled.values.clone();
    values.extend([Given::Int(wanted.limit as i64), Given::Int(wanted.start as i64)]);
    let sql = format!(
        "{scope} SELECT h.kind, h.id, count(*) OVER () FROM hit h WHERE {condition} \
         ORDER BY {order} LIMIT ?{} OFFSET ?{}",
        values.len() - 1,
        values.len()
    );
    let found = tx.all(&sql, &Given::params(&values), |row| {
        Ok((hit(&row.get::<String>(0)?, row.get(1)?)?, row.get::<i64>(2)?))
    })?;
    let total = match found.first() {
        Some((_, total)) => *total,
        None if wanted.start == 0 && wanted.limit > 0 => 0,
        // A stretch with nothing in it says nothing about the others.
        None => {
            let count = format!("{scope} SELECT count(*) FROM hit h WHERE {condition}");
            tx.only(&count, &Given::params(&compiled.values), |row| row.get(0))?
        }
    };
    Ok(Found { total: total as usize, hits: found.into_iter().map(|(hit, _)| hit).collect() })
}

/// SQL proposes, and each candidate is looked at.
fn checked(tx: &Connection, wanted: &Wanted, compiled: &Compiled, scope: &str, order: &str) -> Result<Found> {
    let told: String =
        compiled.told.iter().map(|told| format!(", CASE WHEN {told} THEN 1 ELSE 0 END")).collect();
    let sql = format!(
        "{scope} SELECT h.kind, h.id, h.title, h.place{told} FROM hit h WHERE {} ORDER BY {order}",
        compiled.condition
    );
    let candidates =
        tx.all(&sql, &Given::params(&compiled.values), |row| candidate(row, compiled.told.len()))?;
    let (mut total, mut hits) = (0, Vec::new());
    for candidate in &candidates {
        let mut check = Check { tx, candidate, told: candidate.told.iter(), text: None };
        if !check.holds(&wanted.query.filter)? {
            continue;
        }
        if total >= wanted.start && hits.len() < wanted.limit {
            hits.push(hit(&candidate.kind, candidate.id)?);
        }
        total += 1;
    }
    Ok(Found { total, hits })
}

/// Something SQL proposes.
struct Candidate {
    kind: String,
    id: i64,
    title: String,
    place: String,
    /// What holds of it, by the conditions that SQL decides, in the order of the query.
    told: Vec<bool>,
}

fn candidate(row: &Row<'_>, told: usize) -> Result<Candidate> {
    Ok(Candidate {
        kind: row.get(0)?,
        id: row.get(1)?,
        title: row.get(2)?,
        place: row.get(3)?,
        told: (0..told).map(|at| row.get(4 + at)).collect::<Result<_>>()?,
    })
}

/// Looks at one candidate.
struct Check<'c> {
    tx: &'c Connection,
    candidate: &'c Candidate,
    told: std::slice::Iter<'c, bool>,
    text: Option<String>,
}

impl Check<'_> {
    /// Walks over the condition as [`Compiled`] did: every answer of SQL is taken, whether it matters or not.
    fn holds(&mut self, expr: &Expr) -> Result<bool> {
        Ok(match expr {
            Expr::All(parts) => {
                let each = parts.iter().map(|part| self.holds(part)).collect::<Result<Vec<bool>>>()?;
                each.into_iter().all(|holds| holds)
            }
            Expr::Any(parts) => {
                let each = parts.iter().map(|part| self.holds(part)).collect::<Result<Vec<bool>>>()?;
                each.into_iter().any(|holds| holds)
            }
            Expr::Not(part) => !self.holds(part)?,
            // There is an answer for each: both walks visit the same conditions.
            Expr::Is(atom) if !is_looked_at(atom) => self.told.next().copied().unwrap_or_default(),
            Expr::Is(Atom::Title(Match::Holds(words))) => words.are_in(&self.candidate.title),
            Expr::Is(Atom::SpaceTitle(Match::Holds(words))) => words.are_in(&self.candidate.place),
            Expr::Is(Atom::Text(words)) => {
                let title = self.candidate.title.clone();
                words.are_in(&format!("{title}\n{}", self.text()?))
            }
            Expr::Is(_) => false,
        })
    }

    fn text(&mut self) -> Result<&str> {
        if self.text.is_none() {
            let storage = match self.candidate.kind.as_str() {
                "page" | "blogpost" => pages::newest_body(self.tx, self.candidate.id)?,
                "comment" => self.tx.only(
                    "SELECT storage FROM comment WHERE id = ?1",
                    super::value::params![self.candidate.id],
                    |row| row.get(0),
                )?,
                _ => String::new(),
            };
            self.text = Some(plain_text(&storage));
        }
        Ok(self.text.as_deref().unwrap_or_default())
    }
}

fn is_page(kind: Kind) -> bool {
    matches!(kind, Kind::Page | Kind::BlogPost)
}

fn hit(kind: &str, id: i64) -> Result<Hit> {
    Ok(match kind {
        "comment" => Hit::Comment(names::comment_id(id)),
        "attachment" => Hit::Attachment(AttachmentId::new(id.to_string())),
        "space" => Hit::Space(names::space_id(id)),
        _ => Hit::Page(names::page_id(id)),
    })
}

/// What of everything is looked at.
enum Only<'a> {
    /// What has these words, and whether that is little of a large wiki.
    Words(&'a [Needle], bool),
    /// The things by these numbers, as statements: pages, comments, and what has a name and says nothing; and whether
    /// they are so few that gathering all spaces first would be the longer way.
    Things { pages: &'a str, comments: &'a str, named: &'a str, few: bool },
    /// What is in the spaces by these numbers, as a statement.
    Spaces(&'a str),
}

impl Only<'_> {
    /// Returns what is asked of things, by the columns of their number and space and the condition of a word on them.
    fn on(&self, thing: &str, space: &str, word: &dyn Fn(&Needle) -> String) -> String {
        match self {
            Self::Words(needles, _) => {
                needles.iter().map(|needle| format!(" AND {}", word(needle))).collect()
            }
            Self::Things { pages, comments, named, .. } => {
                let numbers = match thing {
                    "c.id" => pages,
                    "k.id" => comments,
                    _ => named,
                };
                format!(" AND {thing} IN ({numbers})")
            }
            Self::Spaces(numbers) => format!(" AND {space} IN ({numbers})"),
        }
    }

    /// Returns the conditions under which the caller sees the content `c` and the space `s`.
    fn seen(&self, who: &Principal) -> (String, String) {
        match self {
            Self::Words(_, false) => (sight::contents("c"), sight::spaces("s", who)),
            Self::Words(_, true) | Self::Spaces(_) => (sight::among("c"), sight::spaces("s", who)),
            Self::Things { few: true, .. } => (sight::content("c"), sight::space("s", who)),
            Self::Things { .. } => (sight::among("c"), sight::spaces("s", who)),
        }
    }
}

/// Everything of some kinds in one shape: `place` is the name of the space. Of a caller, what they see; of nobody,
/// numbers to put in order, none of which is answered.
fn everything(kinds: &[Kind], only: &Only<'_>, who: Option<&Principal>) -> String {
    let (seen, seen_space) =
        who.map_or_else(|| ("1 = 1".to_owned(), "1 = 1".to_owned()), |who| only.seen(who));
    let wants = |kind: Kind| kinds.contains(&kind);
    let mut parts = Vec::new();
    if kinds.iter().any(|kind| is_page(*kind)) {
        parts.push(format!(
            "SELECT c.kind AS kind, c.id AS id, c.id AS page, c.space AS space, s.name AS place, c.title AS title, \
                c.parent AS parent, c.creator AS creator, v.author AS author, c.created AS created, \
                v.saved AS modified \
             FROM content c JOIN version v ON v.content = c.id AND v.number = c.version \
             JOIN space s ON s.id = c.space WHERE c.status = 'current'{} AND {seen}",
            only.on("c.id", "c.space", &|needle| needle.on("c.id"))
        ));
    }
    if wants(Kind::Comment) {
        parts.push(format!(
            "SELECT 'comment' AS kind, k.id AS id, c.id AS page, c.space AS space, s.name AS place, \
                c.title AS title, CAST(NULL AS BIGINT) AS parent, k.creator AS creator, k.author AS author, \
                k.created AS created, k.saved AS modified \
             FROM comment k JOIN content c ON c.id = k.content JOIN space s ON s.id = c.space \
             WHERE c.status = 'current'{} AND {seen}",
            only.on("k.id", "c.space", &|needle| needle.on_comment("k.id", "c.id"))
        ));
    }
    if wants(Kind::Attachment) {
        parts.push(format!(
            "SELECT 'attachment' AS kind, f.id AS id, c.id AS page, c.space AS space, s.name AS place, \
                f.name AS title, CAST(NULL AS BIGINT) AS parent, f.creator AS creator, w.author AS author, \
                f.created AS created, w.saved AS modified \
             FROM attachment f JOIN attachment_version w ON w.attachment = f.id AND w.number = f.version \
             JOIN content c ON c.id = f.content JOIN space s ON s.id = c.space \
             WHERE c.status = 'current'{} AND {seen}",
            only.on("f.id", "c.space", &|needle| needle.on_named("f.id"))
        ));
    }
    if wants(Kind::Space) {
        parts.push(format!(
            "SELECT 'space' AS kind, s.id AS id, CAST(0 AS BIGINT) AS page, s.id AS space, s.name AS place, \
                s.name AS title, CAST(NULL AS BIGINT) AS parent, s.creator AS creator, s.creator AS author, \
                s.created AS created, s.created AS modified FROM space s WHERE s.status <> 'trashed'{} AND {seen_space}",
            only.on("s.id", "s.id", &|needle| needle.on_named("s.id"))
        ));
    }
    parts.join(" UNION ALL ")
}

/// The order asked for, else newest first; ids last, so that no two things ever change places.
fn order(query: &Query) -> String {
    let newest = [Order { by: OrderBy::Modified, descending: true }];
    let keys = if query.order.is_empty() { &newest[..] } else { &query.order };
    let mut words: Vec<String> = keys
        .iter()
        .map(|key| {
            let column = match key.by {
                OrderBy::Created => "h.created",
                OrderBy::Modified => "h.modified",
                OrderBy::Title => "h.title",
                OrderBy::Id => "h.id",
                OrderBy::Kind => "h.kind",
                OrderBy::Space => "(SELECT o.key_folded FROM space o WHERE o.id = h.space)",
            };
            format!("{column} {}", if key.descending { "DESC" } else { "ASC" })
        })
        .collect();
    words.push("h.id".to_owned());
    words.join(", ")
}
