//! Every title in memory, folded and packed: what the jump box and the search for titles look through.
//!
//! One piece of text with a line for each title and two numbers beside it: where it ends and its row. A hundred
//! thousand titles take four megabytes and are read through in a few milliseconds, whatever is typed.
//!
//! Content gets a new row number each time it changes, so what is new has a higher number than what is known here.
//! Rows that are gone stay until too many are: whoever takes a number looks the row up anyway.

use super::like::Narrowed;
use super::wanted::Piece;
use super::words::{fold, is_cjk, is_word};
use crate::replica::Result;
use memchr::memmem;
use rusqlite::{Connection, OptionalExtension};

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
    /// What the letter before left.
    pub(super) narrowed: Narrowed,
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

    /// Returns the rows whose titles have all of these words: the very title first, then those that begin so, then
    /// short before long, and new before old.
    pub(super) fn having(&self, pieces: &[Piece], typed: &str) -> Vec<i64> {
        let Some(rarest) = pieces.iter().max_by_key(|piece| piece.words.first().map_or(0, String::len))
        else {
            return Vec::new();
        };
        let Some(first) = rarest.words.first() else { return Vec::new() };
        let typed = fold(typed);
        let mut found: Vec<u64> = Vec::new();
        let (mut index, mut next) = (0, 0);
        for at in memmem::find_iter(self.text.as_bytes(), first) {
            if at < next || !begins_word(&self.text, at) {
                continue;
            }
            index += self.ends[index..].iter().take_while(|end| (**end as usize) < at).count();
            let title = self.title(index);
            let end = self.ends[index] as usize;
            // Further on in the same title the word may go on as it should.
            if !rarest.follow(&self.text[at..end]) {
                continue;
            }
            next = end;
            if pieces.iter().all(|piece| std::ptr::eq(piece, rarest) || piece.is_in(title)) {
                found.push(self.rank(index, title, &typed));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|rank| i64::from(!(rank as u32))).collect()
    }

    /// A number that puts titles in order, with the row in its lower half: one comparison for two titles.
    fn rank(&self, index: usize, title: &str, typed: &str) -> u64 {
        let length = title.chars().count().min((1 << 30) - 1) as u64;
        let above = u64::from(title != typed) << 31 | u64::from(!title.starts_with(typed)) << 30 | length;
        above << 32 | u64::from(!self.rids[index])
    }

    /// Returns the places of the titles in which a word begins with each of these.
    pub(super) fn beginning(&self, words: &[&str]) -> Vec<u32> {
        let Some(longest) = words.iter().max_by_key(|word| word.len()) else { return Vec::new() };
        let others: Vec<memmem::Finder<'_>> =
            words.iter().filter(|word| word != &longest).map(|word| memmem::Finder::new(*word)).collect();
        let has = |title: &str, word: &memmem::Finder<'_>| {
            word.find_iter(title.as_bytes()).any(|at| begins_word(title, at))
        };
        let mut found = Vec::new();
        let (mut index, mut next) = (0, 0);
        for at in memmem::find_iter(self.text.as_bytes(), longest) {
            if at < next || !begins_word(&self.text, at) {
                continue;
            }
            index += self.ends[index..].iter().take_while(|end| (**end as usize) < at).count();
            next = self.ends[index] as usize;
            if others.iter().all(|other| has(self.title(index), other)) {
                found.push(index as u32);
            }
        }
        found
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.rids.len()
    }

    /// Returns the row of a title by its place.
    pub(super) fn rid(&self, index: u32) -> i64 {
        self.rids[index as usize].into()
    }

    /// Returns a title by its place, folded.
    pub(super) fn title(&self, index: usize) -> &str {
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
    // Nearly all of them: no character has to be put together from its bytes.
    if let (Some(before @ 0..0x80), Some(0..0x80)) =
        (at.checked_sub(1).map(|at| text.as_bytes()[at]), text.as_bytes().get(at))
    {
        return !before.is_ascii_alphanumeric();
    }
    let alone = text[at..].chars().next().is_some_and(is_cjk);
    alone || text[..at].chars().next_back().is_none_or(|before| !is_word(before) || is_cjk(before))
}

/// Whether a word ends where the rest begins.
fn is_over(word: &str, rest: &str) -> bool {
    let alone = word.chars().next_back().is_some_and(is_cjk);
    alone || rest.chars().next().is_none_or(|after| !is_word(after) || is_cjk(after))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::query::parse;
    use crate::replica::search::wanted::Wanted;

    pub(in super::super) fn titles(all: &[&str]) -> Titles {
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
