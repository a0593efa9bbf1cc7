//! Every title in memory, folded and packed: what the jump box and the search for titles look through.
//!
//! One piece of text with a line for each title and two numbers beside it: where it ends and its row. A hundred
//! thousand titles take four megabytes and are read through in a few milliseconds, whatever is typed.
//!
//! Content gets a new row number each time it changes, so what is new has a higher number than what is known here.
//! Rows that are gone stay until too many are: whoever takes a number looks the row up anyway.

use super::slips::{is_near, matcher, words};
use super::turn::Turn;
use super::wanted::Piece;
use super::words::{fold, is_cjk, is_word};
use crate::replica::Result;
use frizbee::{Match, Matcher};
use rusqlite::{Connection, OptionalExtension};
use std::cmp::Reverse;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many of the best are looked at letter by letter.
const LOOKED_AT: usize = 2_000;
/// After so many titles it is asked whether the turn is over.
const STRETCH: usize = 4_096;

/// So many titles are worth a thread; and how many threads there are at most.
const WORTH_A_HAND: usize = 16_384;
const HANDS: usize = 4;

/// The titles.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// Folded, each with a line feed behind it.
    text: String,
    /// Where each title ends in `text`, before its line feed.
    ends: Vec<u32>,
    /// The row of each title.
    rids: Vec<u32>,
    /// The highest row number and its title, which tell whether the file went on from here.
    newest: (i64, String),
    /// How many there were when all were read.
    read: usize,
}

impl Titles {
    /// Brings what is known up to date.
    pub(super) fn refresh(&mut self, db: &Connection) -> Result<()> {
        let (rid, title) = &self.newest;
        let goes_on = db
            .prepare_cached("SELECT 1 FROM replica.page WHERE rid = ?1 AND title = ?2")?
            .exists((rid, title))?;
        let outgrown = self.rids.len() > self.read + self.read / 2 + 1_000;
        if goes_on && !outgrown {
            let sql = "SELECT rid, title FROM replica.page WHERE rid > ?1 ORDER BY rid";
            return self.append(db, sql, [*rid]);
        }
        *self = Self::default();
        // One covering index, no page with anything else on it.
        self.append(db, "SELECT rid, title FROM replica.page INDEXED BY page_title WHERE rid > ?1", [0])?;
        self.read = self.rids.len();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.rids.shrink_to_fit();
        Ok(())
    }

    fn append(&mut self, db: &Connection, sql: &str, from: [i64; 1]) -> Result<()> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(from)?;
        let mut newest = self.newest.0;
        while let Some(row) = rows.next()? {
            let rid = row.get(0)?;
            self.push(rid, row.get_ref(1)?.as_str().unwrap_or_default());
            newest = newest.max(rid);
        }
        if newest > self.newest.0 {
            let title = db
                .prepare_cached("SELECT title FROM replica.page WHERE rid = ?1")?
                .query_row([newest], |row| row.get(0))
                .optional()?;
            self.newest = (newest, title.unwrap_or_default());
        }
        Ok(())
    }

    fn push(&mut self, rid: i64, title: &str) {
        let Ok(rid) = u32::try_from(rid) else { return };
        if title.is_ascii() {
            let start = self.text.len();
            self.text.push_str(title);
            self.text[start..].make_ascii_lowercase();
        } else {
            self.text.push_str(&fold(title));
        }
        self.ends.push(self.text.len() as u32);
        self.rids.push(rid);
        self.text.push('\n');
    }

    /// Returns the bytes that all of it takes.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.text.capacity() + 4 * (self.ends.capacity() + self.rids.capacity())
    }

    /// Returns the rows of the titles that are most like what is typed, best first, and how many are like it; nothing
    /// when the turn is over.
    pub(super) fn like(&self, typed: &str, most: usize, turn: &Turn) -> (Vec<i64>, usize) {
        let (found, count) = self.matching(typed, most, turn);
        (found.iter().map(|found| self.rids[found.index as usize].into()).collect(), count)
    }

    /// Returns the rows whose titles are nearly what is typed: a slip away, not just the letters somewhere.
    pub(super) fn near(&self, typed: &str, turn: &Turn) -> Vec<i64> {
        let words: Vec<Vec<char>> = words(typed);
        let (found, _) = self.matching(typed, LOOKED_AT, turn);
        let near = found.iter().filter(|found| is_near(&words, self.title(found.index as usize)));
        near.map(|found| self.rids[found.index as usize].into()).collect()
    }

    /// Returns the rows whose titles have all of these words: the very title first, then those that begin so, then
    /// short before long, and new before old.
    pub(super) fn having(&self, pieces: &[Piece], typed: &str) -> Vec<i64> {
        let Some(rarest) = pieces.iter().max_by_key(|piece| piece.words.first().map_or(0, String::len))
        else {
            return Vec::new();
        };
        let Some(first) = rarest.words.first() else { return Vec::new() };
        let typed = fold(typed);
        let mut found = Vec::new();
        let mut next = 0;
        for (at, _) in self.text.match_indices(first.as_str()) {
            if at < next {
                continue;
            }
            let index = self.ends.partition_point(|end| (*end as usize) < at);
            let title = self.title(index);
            if !pieces.iter().all(|piece| piece.is_in(title)) {
                // The word may begin once more further on in the same title, with the same answer.
                next = self.ends[index] as usize;
                continue;
            }
            next = self.ends[index] as usize;
            let rank = (title != typed, !title.starts_with(&typed), title.chars().count());
            found.push((rank, Reverse(self.rids[index])));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, Reverse(rid))| rid.into()).collect()
    }

    /// Returns the best matches in order, at most so many, and how many there are.
    fn matching(&self, typed: &str, most: usize, turn: &Turn) -> (Vec<Match>, usize) {
        let Some(matcher) = matcher(&fold(typed)) else { return (Vec::new(), 0) };
        let next = AtomicUsize::new(0);
        let look = || self.look_through(matcher.clone(), &next, turn);
        let hands = hands().min(self.rids.len() / WORTH_A_HAND).max(1);
        let mut found = std::thread::scope(|scope| {
            let others: Vec<_> = (1..hands).map(|_| scope.spawn(look)).collect();
            let mut found = look();
            for other in others {
                found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            found
        });
        if turn.is_over() {
            return (Vec::new(), 0);
        }
        let order = |found: &Match| (Reverse(found.score), found.index);
        let count = found.len();
        if count > most {
            // A letter or two are in nearly every title: only what is shown is put in order.
            found.select_nth_unstable_by_key(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by_key(order);
        (found, count)
    }

    /// Matches one stretch of titles after the other, each that nobody else has taken, as long as the turn lasts.
    fn look_through(&self, mut matcher: Matcher, next: &AtomicUsize, turn: &Turn) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        loop {
            let from = next.fetch_add(STRETCH, Ordering::Relaxed);
            if from >= self.rids.len() || turn.is_over() {
                return found;
            }
            // One by one: the matcher is built anew for each of its ways of asking, 120 functions each.
            let stretch = from..(from + STRETCH).min(self.rids.len());
            found.extend(stretch.filter_map(|index| matcher.match_one(self.title(index), index as u32)));
        }
    }

    fn title(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize + 1);
        &self.text[start..self.ends[index] as usize]
    }
}

impl Piece {
    /// Tells whether the words stand in a folded title or text, one behind the other.
    pub(super) fn is_in(&self, title: &str) -> bool {
        let Some(first) = self.words.first() else { return true };
        title.match_indices(first.as_str()).any(|(at, _)| begins_word(title, at) && self.follow(&title[at..]))
    }

    /// Whether a text that begins with the first word goes on with the others.
    fn follow(&self, mut text: &str) -> bool {
        for (at, word) in self.words.iter().enumerate() {
            let Some(rest) = text.strip_prefix(word.as_str()) else { return false };
            let last = at + 1 == self.words.len();
            let may_go_on = last && self.open;
            if !may_go_on && !is_over(word, rest) {
                return false;
            }
            text = rest.trim_start_matches(|c: char| !is_word(c));
        }
        true
    }
}

/// Whether a word begins at a place: CJK characters stand alone.
fn begins_word(text: &str, at: usize) -> bool {
    let alone = text[at..].chars().next().is_some_and(is_cjk);
    alone || text[..at].chars().next_back().is_none_or(|before| !is_word(before) || is_cjk(before))
}

/// Whether a word ends where the rest begins.
fn is_over(word: &str, rest: &str) -> bool {
    let alone = word.chars().next_back().is_some_and(is_cjk);
    alone || rest.chars().next().is_none_or(|after| !is_word(after) || is_cjk(after))
}

/// How many threads look at once.
fn hands() -> usize {
    static HANDS_HERE: OnceLock<usize> = OnceLock::new();
    *HANDS_HERE.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from).min(HANDS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::parse;
    use crate::replica::search::wanted::Wanted;

    fn titles(all: &[&str]) -> Titles {
        let mut titles = Titles::default();
        for (at, title) in all.iter().enumerate() {
            titles.push(at as i64, title);
        }
        titles
    }

    fn having(titles: &Titles, typed: &str) -> Vec<i64> {
        titles.having(&Wanted::of(&parse(typed)).pieces, typed)
    }

    #[test]
    fn slips_are_forgiven_and_scattered_letters_are_not_near() {
        let titles = titles(&["API gateway", "Grand tour across every way", "Lunch", "Storage engine"]);
        let turn = Turn::endless();
        for typed in ["gatewya", "gatway", "gatteway", "gatevay", "Gateway"] {
            assert_eq!(titles.near(typed, &turn), [0], "{typed}");
        }
        assert_eq!(titles.near("storgae engin", &turn), [3]);
        assert_eq!(titles.like("gateway", 9, &turn).0[0], 0);
        assert!(titles.near("", &turn).is_empty());
    }

    #[test]
    fn words_of_titles() {
        let titles = titles(&[
            "Data replica",
            "Zoë's data",
            "Metadata",
            "The data-base (replicas)",
            "日本語 data",
            "data",
        ]);
        assert_eq!(having(&titles, "data"), [5, 0, 4, 1, 3]);
        assert_eq!(having(&titles, "dat"), [5, 0, 4, 1, 3]);
        assert_eq!(having(&titles, "data re"), [0, 3]);
        assert_eq!(having(&titles, "re data"), Vec::<i64>::new());
        assert_eq!(having(&titles, "re* data"), [0, 3]);
        assert_eq!(having(&titles, "zoe"), [1]);
        assert_eq!(having(&titles, "\"data base\""), [3]);
        assert_eq!(having(&titles, "\"data replica\""), [0]);
        assert_eq!(having(&titles, "本語"), [4]);
        assert_eq!(having(&titles, "本 日"), [4]);
        assert_eq!(having(&titles, "語本"), Vec::<i64>::new());
        assert_eq!(having(&titles, "e"), Vec::<i64>::new());
    }

    #[test]
    fn a_later_turn_ends_the_search() {
        let titles = titles(&["API gateway"]);
        let newest = std::sync::Arc::default();
        let turn = Turn::next(&newest);
        assert_eq!(titles.like("api", 9, &turn), (vec![0], 1));
        Turn::next(&newest);
        assert_eq!(titles.like("api", 9, &turn), (vec![], 0));
    }

    #[test]
    fn the_best_of_many_come_first_whoever_found_them() {
        let all: Vec<String> = (0..3 * WORTH_A_HAND)
            .map(|number| match number % 9_973 {
                7 => "Runbook".to_owned(),
                _ => format!("A ruined unbroken book {number}"),
            })
            .collect();
        let titles = titles(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let (found, count) = titles.like("runbook", 6, &Turn::endless());
        assert_eq!(count, all.len());
        assert_eq!(found, [7, 9_980, 19_953, 29_926, 39_899, found[5]]);
        let (more, _) = titles.like("runbook", 600, &Turn::endless());
        assert_eq!(more[..6], found);
    }

    #[test]
    fn a_title_takes_little_more_than_its_letters() {
        let mut titles = Titles::default();
        for rid in 0..10_000 {
            titles.push(rid, "A title of thirty-two letters or");
        }
        titles.text.shrink_to_fit();
        titles.ends.shrink_to_fit();
        titles.rids.shrink_to_fit();
        assert_eq!(titles.size(), 10_000 * (32 + 1 + 8));
    }
}
