//! Every title in memory, packed, for what the word index cannot do: letters left out, swapped or wrong.
//!
//! Content gets a new row number each time it changes, so what is new has a higher number than what is known here.
//! Rows that are gone stay until too many are: whoever takes a number looks the row up anyway.

use super::words::{fold, is_word};
use crate::replica::Result;
use frizbee::{CaseMatching, Config, Matcher, Pattern};
use rusqlite::{Connection, OptionalExtension};

/// The most letters of a query that count; nobody types more to find a title.
const LONGEST: usize = 100;
/// How many of the best are looked at letter by letter.
const LOOKED_AT: usize = 2_000;

/// The titles.
#[derive(Debug, Default)]
pub(super) struct Titles {
    text: String,
    /// Where each title ends in `text`, and its row.
    rows: Vec<(u32, i64)>,
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
        let outgrown = self.rows.len() > self.read + self.read / 2 + 1_000;
        if goes_on && !outgrown {
            let sql = "SELECT rid, title FROM replica.page WHERE rid > ?1 ORDER BY rid";
            return self.append(db, sql, [*rid]);
        }
        *self = Self::default();
        // One covering index, no page with anything else on it.
        self.append(db, "SELECT rid, title FROM replica.page INDEXED BY page_title WHERE rid > ?1", [0])?;
        self.read = self.rows.len();
        self.text.shrink_to_fit();
        self.rows.shrink_to_fit();
        Ok(())
    }

    fn append(&mut self, db: &Connection, sql: &str, from: [i64; 1]) -> Result<()> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(from)?;
        let mut newest = self.newest.0;
        while let Some(row) = rows.next()? {
            let rid = row.get(0)?;
            self.text.push_str(row.get_ref(1)?.as_str().unwrap_or_default());
            self.rows.push((self.text.len() as u32, rid));
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

    /// Returns the rows whose titles are like what is typed, best first.
    pub(super) fn like(&self, typed: &str) -> Vec<i64> {
        let Some(mut matcher) = matcher(typed) else { return Vec::new() };
        matcher.match_list(&self.listed()).iter().map(|found| self.rows[found.index as usize].1).collect()
    }

    /// Returns the rows whose titles are nearly what is typed: a slip away, not just the letters somewhere.
    pub(super) fn near(&self, typed: &str) -> Vec<i64> {
        let Some(mut matcher) = matcher(typed) else { return Vec::new() };
        let titles = self.listed();
        let words: Vec<Vec<char>> = words(typed);
        let found = matcher.match_list(&titles);
        let near = found.iter().take(LOOKED_AT).filter(|found| is_near(&words, titles[found.index as usize]));
        near.map(|found| self.rows[found.index as usize].1).collect()
    }

    fn listed(&self) -> Vec<&str> {
        let mut start = 0;
        self.rows
            .iter()
            .map(|(end, _)| {
                let title = &self.text[start..*end as usize];
                start = *end as usize;
                title
            })
            .collect()
    }
}

/// Returns the byte ranges of `title` that what is typed matches, in order.
pub(super) fn marks(typed: &str, title: &str) -> Vec<(usize, usize)> {
    let Some(mut matcher) = matcher(typed) else { return Vec::new() };
    let Some(found) = matcher.match_list_indices(&[title]).into_iter().next() else { return Vec::new() };
    let mut at: Vec<usize> = found.indices.into_iter().map(|at| at as usize).collect();
    at.sort_unstable();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (start, character) in title.char_indices() {
        let end = start + character.len_utf8();
        let from = at.partition_point(|at| *at < start);
        if at.get(from).is_some_and(|at| *at < end) {
            match marks.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => marks.push((start, end)),
            }
        }
    }
    marks
}

fn matcher(typed: &str) -> Option<Matcher> {
    let typed: String = typed.chars().take(LONGEST).collect();
    let config = Config { casing: CaseMatching::Ignore, ..Config::default() };
    // Word by word and literally: `^` and `!` are letters to whoever looks for a title.
    let patterns: Vec<Pattern> = typed
        .split_whitespace()
        .map(|word| Pattern::from(word).max_typos(Some(slips(word.chars().count()) as u16)))
        .collect();
    (!patterns.is_empty()).then(|| Matcher::from_patterns(&patterns, &config))
}

/// How many slips a word of so many letters may have.
fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

fn words(text: &str) -> Vec<Vec<char>> {
    let folded = fold(&text.chars().take(LONGEST).collect::<String>());
    let words = folded.split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
    words.map(|word| word.chars().collect()).collect()
}

/// Tells whether every word typed is a few slips away from a word of the title, or from its beginning.
fn is_near(typed: &[Vec<char>], title: &str) -> bool {
    let title = words(title);
    typed.iter().all(|word| {
        let slips = slips(word.len());
        title.iter().any(|known| {
            (0..=2 * slips).any(|cut| {
                // Against a longer word only as much of it as was typed counts.
                let length = (word.len() + slips).saturating_sub(cut).min(known.len());
                distance(word, &known[..length]) <= slips
            })
        })
    })
}

/// Letters left out, put in, wrong, or two swapped, that make one word of the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(all: &[&str]) -> Titles {
        let mut titles = Titles::default();
        for (at, title) in all.iter().enumerate() {
            titles.text.push_str(title);
            titles.rows.push((titles.text.len() as u32, at as i64));
        }
        titles
    }

    #[test]
    fn slips_are_forgiven_and_scattered_letters_are_not_near() {
        let titles = titles(&["API gateway", "Grand tour across every way", "Lunch", "Storage engine"]);
        for typed in ["gatewya", "gatway", "gatteway", "gatevay", "Gateway"] {
            assert_eq!(titles.near(typed), [0], "{typed}");
        }
        assert_eq!(titles.near("storgae engin"), [3]);
        assert_eq!(titles.like("gateway")[0], 0);
        assert!(titles.near("").is_empty());
    }

    #[test]
    fn marks_fall_on_characters() {
        assert_eq!(marks("gate", "API gateway"), [(4, 8)]);
        for (typed, text) in [("安", "李安 Home"), ("zo", "Zoë"), ("ë", "Zoë"), ("zoee", "Zoëëe")] {
            for (start, end) in marks(typed, text) {
                assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{typed} in {text}");
            }
        }
    }
}
