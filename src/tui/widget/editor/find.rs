//! Finding and replacing in the text: plain text, case ignored unless the query has a capital.

use super::Editor;
use super::history::{Kind, Selection};
use crate::domain::Timestamp;
use std::ops::Range;

/// Matches beyond this many are not counted.
const LIMIT: usize = 9999;

/// The query and its matches, kept until the text or the query changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    query: String,
    /// In order, not overlapping; `None` when the text changed since.
    matches: Option<Vec<Range<usize>>>,
}

/// Where a search stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Which match the cursor is on, from 1; 0 for none.
    pub index: usize,
    /// How many there are.
    pub count: usize,
}

impl Search {
    pub(crate) fn edited(&mut self) {
        self.matches = None;
    }

    /// Returns the matches that touch a piece of the text.
    pub(crate) fn within(&self, range: Range<usize>) -> &[Range<usize>] {
        let matches = self.matches.as_deref().unwrap_or_default();
        let first = matches.partition_point(|found| found.end <= range.start);
        let last = matches.partition_point(|found| found.start < range.end);
        &matches[first..last.max(first)]
    }
}

impl Editor {
    /// Sets what is searched for and goes to the first match at or after byte `from`; an empty query
    /// ends the search.
    pub fn find(&mut self, query: &str, from: usize) -> Found {
        if self.search.query != query {
            self.search = Search { query: query.to_owned(), matches: None };
        }
        let matches = self.matches();
        let index = matches.iter().position(|found| found.start >= from).unwrap_or(0);
        self.show_match(index)
    }

    /// Goes to the next match after the cursor, round the end.
    pub fn find_next(&mut self) -> Found {
        let from = self.selected().map_or(self.cursor(), |range| range.start + 1);
        let index = self.matches().iter().position(|found| found.start >= from).unwrap_or(0);
        self.show_match(index)
    }

    /// Goes to the match before the cursor, round the start.
    pub fn find_previous(&mut self) -> Found {
        let until = self.selected().map_or(self.cursor(), |range| range.start);
        let matches = self.matches();
        let before = matches.partition_point(|found| found.start < until);
        let index = before.checked_sub(1).unwrap_or(matches.len().saturating_sub(1));
        self.show_match(index)
    }

    /// Replaces the match the cursor is on, and goes to the next.
    pub fn replace_match(&mut self, replacement: &str, now: Timestamp) -> Found {
        if let Some(range) = self.selected().filter(|range| self.matches().contains(range)) {
            self.splice(vec![(range, replacement.to_owned())], Kind::Whole, None, now);
        }
        self.find_next()
    }

    /// Replaces every match as one step of undo; says how many there were.
    pub fn replace_matches(&mut self, replacement: &str, now: Timestamp) -> usize {
        let matches = self.matches().to_vec();
        let count = matches.len();
        let cursor = self.selection.cursor;
        let pieces = matches.into_iter().map(|found| (found, replacement.to_owned())).collect();
        let after = Selection { cursor: self.text.snap(cursor), anchor: None };
        self.splice(pieces, Kind::Whole, (count > 0).then_some(after), now);
        count
    }

    fn matches(&mut self) -> &[Range<usize>] {
        let Self { search, text, .. } = self;
        search.matches.get_or_insert_with(|| matches(&text.as_cow(), &search.query))
    }

    fn show_match(&mut self, index: usize) -> Found {
        let matches = self.matches();
        let count = matches.len();
        let Some(range) = matches.get(index).cloned() else { return Found::default() };
        self.selection = Selection { cursor: range.end, anchor: Some(range.start) };
        self.view.follow = true;
        self.goal = None;
        Found { index: index + 1, count }
    }
}

/// Returns where `query` stands in `text`.
fn matches(text: &str, query: &str) -> Vec<Range<usize>> {
    if query.is_empty() {
        return Vec::new();
    }
    if query.chars().any(char::is_uppercase) {
        let found = text.match_indices(query).take(LIMIT);
        return found.map(|(at, found)| at..at + found.len()).collect();
    }
    // Folded letter by letter, since lower case may be longer or shorter than what it is of.
    let query: Vec<char> = query.chars().flat_map(char::to_lowercase).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        match folded_match(&text[at..], &query) {
            Some(length) => {
                found.push(at..at + length);
                at += length;
            }
            None => at += character.len_utf8(),
        }
        if found.len() == LIMIT {
            break;
        }
    }
    found
}

/// Returns how many bytes at the start of `text` match.
fn folded_match(text: &str, query: &[char]) -> Option<usize> {
    let mut wanted = query.iter();
    for (at, character) in text.char_indices() {
        if wanted.as_slice().is_empty() {
            return Some(at);
        }
        for folded in character.to_lowercase() {
            if wanted.next() != Some(&folded) {
                return None;
            }
        }
    }
    wanted.as_slice().is_empty().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_only_when_the_query_has_it() {
        assert_eq!(matches("Gate gate GATE", "gate"), [0..4, 5..9, 10..14]);
        assert_eq!(matches("Gate gate", "Gate").len(), 1);
        assert_eq!(matches("ÄÖ äö İx", "äö"), [0..4, 5..9]);
        assert_eq!(matches("aaa", "aa").len(), 1);
    }

    #[test]
    fn next_and_previous_go_round() {
        let mut editor = Editor::new("one two one", 0);
        assert_eq!(editor.find("one", 0), Found { index: 1, count: 2 });
        assert_eq!(editor.find_next(), Found { index: 2, count: 2 });
        assert_eq!(editor.find_next(), Found { index: 1, count: 2 });
        assert_eq!(editor.find_previous(), Found { index: 2, count: 2 });
        assert_eq!(editor.find("three", 0), Found::default());
    }

    #[test]
    fn replacing_all_is_one_step_back() {
        let mut editor = Editor::new("one two One", 0);
        editor.find("one", 0);
        assert_eq!(editor.replace_matches("three", Timestamp::UNIX_EPOCH), 2);
        assert_eq!(editor.text(), "three two three");
        editor.apply(super::super::Command::Undo, Timestamp::UNIX_EPOCH);
        assert_eq!(editor.text(), "one two One");
    }
}
