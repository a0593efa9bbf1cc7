//! One search under way: titles, then what the indexes find, told as soon as there is something to tell.

use super::bits::{Allowed, Bits};
use super::filter::{self, Plan};
use super::shelves::{Row, Shelves, current};
use super::wanted::{Question, Wanted};
use super::{Session, Turn, names, reread, terms, words};
use crate::domain::query::{Problem, marks, open_end, parse};
use crate::domain::{Found, Hit, Query};
use crate::replica::{PlainText, Result, body};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// The most matches that are ranked before anything is shown.
const RANKED: usize = Found::COUNTED;
/// The most title hits that are looked at.
const TITLES: usize = 200;
/// How many hits come first, while the others are being ranked or read: as many as a screen shows.
const FIRST: usize = 20;
/// Orders of what the indexes find.
const NEWEST: &str = "rowid DESC";
const BEST: &str = "bm25(words, 5.0, 1.0)";
/// With fewer title hits than these, similar titles are offered; and how many.
const FEW: usize = 3;
const SIMILAR: usize = 10;

/// One search under way.
pub(super) struct Search<'a> {
    session: &'a mut Session,
    query: &'a Query,
    plain_text: PlainText,
    pub(super) wanted: Wanted,
    plan: Plan,
    /// Pages that may answer for what they say.
    worded: Allowed,
    found: Found,
    shelves: Shelves,
    /// Hits that were told of: what a page says about the words is read once.
    pub(super) told: HashMap<i64, Hit>,
}

impl<'a> Search<'a> {
    /// Works out what is asked for and where.
    pub(super) fn new(session: &'a mut Session, query: &'a Query, plain_text: PlainText) -> Result<Self> {
        let terms = parse(&query.text);
        let wanted = Wanted::of(&terms);
        let mut plan = filter::plan(&session.db, &mut session.titles, &terms, &wanted, query)?;
        let mut found = Found { problems: std::mem::take(&mut plan.problems), ..Found::default() };
        if let Some((operator, typed)) = open_end(&query.text) {
            found.completions = names::completions(&session.db, operator, &typed)?;
        }
        if let (Some(plain), false) = (&wanted.plain, plan.filters) {
            found.others = names::others(&session.db, plain)?;
            found.others.extend(names::files(&session.db, plain, &plan.here)?);
        }
        if wanted.question().is_some() && reread::is_going_on(&session.db)? {
            found.problems.push(reread::told(&query.text));
        }
        let shelves = Shelves::new(&session.db)?;
        let worded = plan.worded();
        let told = HashMap::new();
        Ok(Self { session, query, plain_text, wanted, plan, worded, found, shelves, told })
    }

    /// Searches to the end or until the turn is over.
    pub(super) fn run(mut self, turn: &Turn, tell: &mut impl FnMut(Found)) -> Result<()> {
        let question = self.wanted.question();
        let nothing = question.is_none() && !self.plan.filters;
        if !nothing && !self.found.problems.iter().any(|problem: &Problem| problem.fatal) {
            match question {
                None => self.listed()?,
                Some(question) => self.worded(&question, turn, tell)?,
            }
        }
        if !turn.is_over() {
            self.found.settled = true;
            tell(self.found);
        }
        Ok(())
    }

    /// Operators without a word: what was changed last comes first.
    fn listed(&mut self) -> Result<()> {
        self.session.allow(&self.plan.here);
        let rids = rids(
            &self.session.db,
            "SELECT rid FROM replica.page INDEXED BY page_saved WHERE allowed(rid) ORDER BY saved DESC LIMIT ?1",
            params![self.query.limit as i64],
        )?;
        self.found.here = self.plan.here.len().unwrap_or(rids.len()).min(Found::COUNTED);
        let mut rows = Vec::new();
        for rid in rids {
            rows.extend(current(&self.session.db, rid)?);
        }
        self.found.hits = self.hits(rows)?;
        if let Some(elsewhere) = &self.plan.elsewhere {
            self.found.elsewhere = elsewhere.len().unwrap_or(0).min(Found::COUNTED);
        }
        Ok(())
    }

    fn worded(&mut self, question: &Question, turn: &Turn, tell: &mut impl FnMut(Found)) -> Result<()> {
        let titled = self.titled()?;
        let titles = titled.len();
        if self.wanted.proofs().next().is_some() {
            let candidates = self.matching(question, NEWEST, usize::MAX)?;
            let proven =
                self.proven(&candidates, turn, |search, first| search.first(&titled, first, tell))?;
            self.worded.narrow(&proven);
        }
        let newest = self.matching(&self.lazily(question)?, NEWEST, RANKED + 1)?;
        let many = newest.len() > RANKED;
        self.found.here = newest.len().min(Found::COUNTED);
        if newest.len() > FIRST {
            self.first(&titled, &newest, tell)?;
        }
        let ranked = match question {
            Question::Words(_) => {
                let most = if many { self.query.limit } else { newest.len().max(1) };
                self.matching(question, BEST, most)?
            }
            // Every page has some word that begins like that: none is better than another, but for its title.
            Question::Heads(_) | Question::Titles => newest,
        };
        let mut rows = self.joined(&titled, &ranked, self.query.limit)?;
        let mut similar = Vec::new();
        if let (true, Some(plain)) = (titles < FEW, self.wanted.likely()) {
            if !rows.is_empty() {
                self.first(&titled, &ranked, tell)?;
            }
            similar = self.similar(&plain, &rows, turn)?;
        }
        let after = rows.split_off(titles.min(rows.len()));
        self.found.hits = self.with_similar(rows, similar, after)?;
        if turn.is_over() { Ok(()) } else { self.count_elsewhere(question, turn) }
    }

    /// Makes hits of rows, those between whose titles are only like what was typed marked as such.
    fn with_similar(&mut self, mut rows: Vec<Row>, similar: Vec<Row>, after: Vec<Row>) -> Result<Vec<Hit>> {
        let near = rows.len()..rows.len() + similar.len();
        rows.extend(similar);
        rows.extend(after);
        rows.truncate(self.query.limit);
        let mut hits = self.hits(rows)?;
        let typed = self.wanted.plain.as_deref().unwrap_or_default();
        for hit in hits.iter_mut().take(near.end).skip(near.start) {
            hit.similar = true;
            hit.title_marks = marks(typed, &hit.title);
        }
        Ok(hits)
    }

    /// Counts what the scope leaves out.
    fn count_elsewhere(&mut self, question: &Question, turn: &Turn) -> Result<()> {
        let Some(elsewhere) = self.plan.elsewhere.take() else { return Ok(()) };
        self.session.allow(&elsewhere);
        let mut found = self.matching_now(&self.lazily(question)?, NEWEST, RANKED)?;
        if self.wanted.proofs().next().is_some() {
            let proven = self.proven(&found, turn, |_, _| Ok(()))?;
            found.retain(|rid| proven.contains(*rid));
        }
        self.found.elsewhere = found.len();
        Ok(())
    }

    /// Tells what is there at once, unless somebody was told.
    fn first(&mut self, titled: &[Row], newest: &[i64], tell: &mut impl FnMut(Found)) -> Result<()> {
        if !self.told.is_empty() {
            return Ok(());
        }
        let first = self.joined(titled, newest, FIRST.min(self.query.limit))?;
        self.found.hits = self.hits(first)?;
        tell(self.found.clone());
        Ok(())
    }

    /// Returns the pages in which words stand as they have to, as long as the turn lasts and until there are more
    /// than are ranked. Tells of the first ones.
    fn proven(
        &mut self,
        candidates: &[i64],
        turn: &Turn,
        mut tell: impl FnMut(&mut Self, &[i64]) -> Result<()>,
    ) -> Result<Bits> {
        let mut proven = Vec::new();
        for rid in candidates {
            if turn.is_over() || proven.len() > RANKED {
                break;
            }
            let Some(row) = current(&self.session.db, *rid)? else { continue };
            let texts = [words::fold(&row.page.title), words::fold(&self.text(*rid)?)];
            if self.wanted.proofs().all(|piece| texts.iter().any(|text| piece.is_in(text))) {
                proven.push(*rid);
                if proven.len() == FIRST {
                    tell(self, &proven)?;
                }
            }
        }
        Ok(proven.into_iter().collect())
    }

    /// Returns what a page says, without its markup.
    fn text(&self, rid: i64) -> Result<String> {
        Ok((self.plain_text)(&self.body(rid)?, None))
    }

    /// Returns what a page shows: people by their names, too, and dates.
    pub(super) fn shown(&self, rid: i64) -> Result<String> {
        let name = |spelling: &str| names::spelled(&self.session.db, spelling).ok().flatten();
        Ok((self.plain_text)(&self.body(rid)?, Some(&name)))
    }

    fn body(&self, rid: i64) -> Result<String> {
        let mut stored = self.session.db.prepare_cached("SELECT storage FROM replica.body WHERE rid = ?1")?;
        let storage = stored.query_row([rid], |row| body::unpacked(&self.session.db, row, 0)).optional()?;
        Ok(storage.unwrap_or_default())
    }

    /// Title hits: the very title, titles that begin with what was typed, then short before long.
    fn titled(&mut self) -> Result<Vec<Row>> {
        let typed = self.wanted.plain.as_deref().unwrap_or(self.query.text.trim());
        self.session.titles.refresh(&self.session.db)?;
        let unwanted = match &self.wanted.excluded {
            Some(excluded) => {
                let sql = "SELECT rowid FROM replica.words WHERE words MATCH ?1";
                Bits::from_iter(rids(&self.session.db, sql, [excluded])?)
            }
            None => Bits::default(),
        };
        let mut rows = Vec::new();
        for rid in self.session.titles.having(&self.wanted.pieces, typed) {
            if rows.len() == TITLES.min(self.query.limit) {
                break;
            }
            if self.plan.here.contains(rid) && !unwanted.contains(rid) {
                rows.extend(current(&self.session.db, rid)?);
            }
        }
        self.shelves.theirs_last(&self.session.db, &mut rows)?;
        Ok(rows)
    }

    /// Returns the same question in words that the index need not join before it answers.
    fn lazily(&self, question: &Question) -> Result<Question> {
        let (Question::Words(asked), Some((folded, open))) = (question, &self.wanted.open) else {
            return Ok(question.clone());
        };
        Ok(match terms::beginning(&self.session.db, folded)? {
            None => question.clone(),
            Some(terms) => {
                let any: Vec<String> = terms.into_iter().map(|term| format!("\"{term}\"")).collect();
                Question::Words(asked.replace(open.as_str(), &format!("({})", any.join(" OR "))))
            }
        })
    }

    fn matching(&mut self, question: &Question, order: &str, limit: usize) -> Result<Vec<i64>> {
        self.session.allow(&self.worded);
        self.matching_now(question, order, limit)
    }

    fn matching_now(&self, question: &Question, order: &str, limit: usize) -> Result<Vec<i64>> {
        let filter = if self.session.allows_all() { "" } else { "AND allowed(rowid)" };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (index, asked) = match question {
            Question::Words(asked) => ("words", asked),
            Question::Heads(asked) => ("heads", asked),
            Question::Titles => {
                let sql = "SELECT rid FROM replica.page WHERE allowed(rid) ORDER BY rid DESC LIMIT ?1";
                return rids(&self.session.db, sql, [limit]);
            }
        };
        let sql = format!(
            "SELECT rowid FROM replica.{index} WHERE {index} MATCH ?1 {filter} ORDER BY {order} LIMIT ?2"
        );
        rids(&self.session.db, &sql, params![asked, limit])
    }

    /// Title hits and then the others, each once.
    fn joined(&mut self, titled: &[Row], others: &[i64], limit: usize) -> Result<Vec<Row>> {
        let known: HashSet<i64> = titled.iter().map(|row| row.rid).collect();
        let mut rows: Vec<Row> =
            titled.iter().take(limit).map(|row| Row { rid: row.rid, page: row.page.clone() }).collect();
        let mut rest = Vec::new();
        for rid in others.iter().filter(|rid| !known.contains(rid)).take(limit.saturating_sub(rows.len())) {
            rest.extend(current(&self.session.db, *rid)?);
        }
        self.shelves.theirs_last(&self.session.db, &mut rest)?;
        rows.extend(rest);
        Ok(rows)
    }

    /// Titles a slip away from what was typed.
    fn similar(&mut self, plain: &str, found: &[Row], turn: &Turn) -> Result<Vec<Row>> {
        self.session.titles.refresh(&self.session.db)?;
        let known: HashSet<i64> = found.iter().map(|row| row.rid).collect();
        let mut rows = Vec::new();
        for rid in self.session.titles.near(plain, turn) {
            if rows.len() == SIMILAR {
                break;
            }
            if !known.contains(&rid) && self.plan.here.contains(rid) {
                rows.extend(current(&self.session.db, rid)?);
            }
        }
        self.shelves.theirs_last(&self.session.db, &mut rows)?;
        Ok(rows)
    }
}

fn rids(db: &Connection, sql: &str, bound: impl rusqlite::Params) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(sql)?;
    let rids = statement.query_map(bound, |row| row.get(0))?;
    Ok(rids.collect::<rusqlite::Result<_>>()?)
}
