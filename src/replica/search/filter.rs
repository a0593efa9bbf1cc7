//! Operators and scope as sets of pages: each is read once out of an index, then they are cut with one another.
//!
//! A condition per row would be asked for every match of a common word; a bit is looked up in no time.

use super::bits::{Allowed, Bits};
use super::names;
use super::titles::Titles;
use super::wanted::{Question, Wanted};
use crate::domain::query::{self, Is, Problem, Term, What};
use crate::domain::{Query, Scope, Timestamp};
use crate::replica::{Result, alias, space};
use rusqlite::{Connection, Params, params};

/// Which pages may answer, and what is wrong with the question.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Pages that may answer.
    pub(super) here: Allowed,
    /// Pages that have the beginnings that are asked for beside words.
    pub(super) heads: Vec<Bits>,
    /// Pages that would answer in a wider scope; `None` when the scope is everything.
    pub(super) elsewhere: Option<Allowed>,
    /// What was not understood or names nothing.
    pub(super) problems: Vec<Problem>,
    /// Whether an operator asks for anything: words alone do not.
    pub(super) filters: bool,
}

impl Plan {
    /// Returns the pages that may answer for what they say: a title may be similar to what was typed without.
    pub(super) fn worded(&self) -> Allowed {
        let mut worded = self.here.clone();
        self.heads.iter().for_each(|set| worded.narrow(set));
        worded
    }
}

/// Reads operators and scope, and what is asked of beginnings beside words.
pub(super) fn plan(
    db: &Connection,
    titles: &mut Titles,
    terms: &[Term],
    wanted: &Wanted,
    query: &Query,
) -> Result<Plan> {
    let mut plan = Plan { problems: query::problems(terms), ..Plan::default() };
    let mut named = query.scope != Scope::All;
    for term in terms {
        let Some(set) = set(db, term, query, &mut plan.problems)? else { continue };
        plan.filters = true;
        named |= matches!(term.what, What::In(_)) && !term.excluded;
        match term.excluded {
            true => plan.here.except.add(&set),
            false => plan.here.narrow(&set),
        }
    }
    let question = wanted.question();
    let asks_words = matches!(question, Some(Question::Words(_)));
    if let Some(excluded) = wanted.excluded.as_ref().filter(|_| !asks_words) {
        plan.filters |= question.is_none();
        let sql = "SELECT rowid FROM replica.words WHERE words MATCH ?1";
        plan.here.except.add(&collect(db, sql, [excluded])?);
    }
    for head in &wanted.heads {
        let set = match &head.titled {
            Some(piece) => {
                titles.refresh(db)?;
                titles.having(std::slice::from_ref(piece), "").into_iter().collect()
            }
            None if head.excluded || asks_words => {
                let sql = "SELECT rowid FROM replica.heads WHERE heads MATCH ?1";
                collect(db, sql, [&head.asked])?
            }
            None => continue,
        };
        plan.filters |= question.is_none();
        match head.excluded {
            true => plan.here.except.add(&set),
            false => plan.heads.push(set),
        }
    }
    plan.here.except.add(&collect(db, "SELECT rid FROM replica.page WHERE status <> 0", [])?);
    // Archived and trashed spaces only answer when named.
    let away =
        "SELECT p.rid FROM replica.space s CROSS JOIN replica.page p ON p.space = s.id WHERE s.status <> 0";
    let away = collect(db, away, [])?;
    if !named {
        plan.here.except.add(&away);
    }
    let scope = match &query.scope {
        Scope::All => return Ok(plan),
        Scope::Space(id) => in_space(db, id.as_str())?,
        Scope::Subtree(id) => below(db, alias::resolve(db, id)?.as_str())?,
    };
    let mut elsewhere = plan.worded();
    elsewhere.except.add(&away);
    elsewhere.except.add(&scope);
    plan.elsewhere = Some(elsewhere);
    plan.here.narrow(&scope);
    Ok(plan)
}

/// The pages an operator means; `None` for a term that is no filter.
fn set(db: &Connection, term: &Term, query: &Query, problems: &mut Vec<Problem>) -> Result<Option<Bits>> {
    let mut nothing = |why: &str, possible: Vec<String>| {
        problems.push(Problem {
            term: term.to_string(),
            why: why.to_owned(),
            possible,
            fatal: !term.excluded,
        });
        Bits::default()
    };
    let set = match &term.what {
        What::Text(_) | What::Title(_) | What::Open(_) | What::Wrong(..) => return Ok(None),
        What::Label(typed) => match names::labels(db, typed)? {
            labels if labels.is_empty() => nothing("is on no page", names::labels_near(db, typed)?),
            labels => labelled(db, &labels)?,
        },
        What::In(typed) => match names::places(db, typed)? {
            places if places.is_empty() => nothing("is no space or page", names::space_keys(db)?),
            places => {
                let mut set = Bits::default();
                for space in &places.spaces {
                    set.add(&in_space(db, space)?);
                }
                for page in &places.pages {
                    set.add(&below(db, page)?);
                }
                set
            }
        },
        What::By(typed) => match names::people(db, typed)? {
            people if people.is_empty() => nothing("is nobody here", names::people_near(db, typed)?),
            people => by(db, &people)?,
        },
        What::Before(day) => changed(db, None, Some(day.span(&query.at).0))?,
        What::After(day) => changed(db, Some(day.span(&query.at).0), None)?,
        What::Changed(day) => {
            let (start, end) = day.span(&query.at);
            changed(db, Some(start), end)?
        }
        What::Is(Is::Blog) => collect(db, "SELECT rid FROM replica.page WHERE kind = 1", [])?,
        What::Is(Is::Draft) => {
            let drafts =
                "SELECT p.rid FROM (SELECT page FROM main.draft UNION SELECT page FROM main.storage_draft) d
                 CROSS JOIN replica.page p ON p.id = d.page";
            collect(db, drafts, [])?
        }
        What::Is(Is::Mine) => mine(db)?,
    };
    Ok(Some(set))
}

fn collect(db: &Connection, sql: &str, bound: impl Params) -> Result<Bits> {
    let mut statement = db.prepare_cached(sql)?;
    let rids = statement.query_map(bound, |row| row.get::<_, i64>(0))?;
    Ok(rids.collect::<rusqlite::Result<Bits>>()?)
}

fn in_space(db: &Connection, space: &str) -> Result<Bits> {
    collect(db, "SELECT rid FROM replica.page WHERE space = ?1 AND status = 0", [space])
}

fn below(db: &Connection, page: &str) -> Result<Bits> {
    collect(
        db,
        "WITH RECURSIVE below (id) AS (
             SELECT ?1 UNION SELECT c.id FROM below CROSS JOIN replica.page c ON c.parent = below.id)
         SELECT p.rid FROM below CROSS JOIN replica.page p ON p.id = below.id",
        [page],
    )
}

fn labelled(db: &Connection, labels: &[String]) -> Result<Bits> {
    let mut set = Bits::default();
    for label in labels {
        let sql =
            "SELECT p.rid FROM replica.label l CROSS JOIN replica.page p ON p.id = l.page WHERE l.name = ?1";
        set.add(&collect(db, sql, [label])?);
    }
    Ok(set)
}

fn by(db: &Connection, people: &[String]) -> Result<Bits> {
    let mut set = Bits::default();
    for person in people {
        set.add(&collect(db, "SELECT rid FROM replica.page WHERE author = ?1", [person])?);
    }
    Ok(set)
}

fn changed(db: &Connection, from: Option<Timestamp>, to: Option<Timestamp>) -> Result<Bits> {
    let micros = |moment: Option<Timestamp>, other| moment.map_or(other, |moment| moment.as_microsecond());
    let sql = "SELECT rid FROM replica.page WHERE saved >= ?1 AND saved < ?2";
    collect(db, sql, params![micros(from, i64::MIN), micros(to, i64::MAX)])
}

fn mine(db: &Connection) -> Result<Bits> {
    let Some(me) = space::me(db)? else { return Ok(Bits::default()) };
    let mut set = by(db, &[me.id.as_str().to_owned()])?;
    if let Some(own) = space::personal_space(db, &me.id)? {
        set.add(&in_space(db, own.id.as_str())?);
    }
    Ok(set)
}
