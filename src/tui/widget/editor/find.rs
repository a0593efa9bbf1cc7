//! Finding and replacing in the text, and what a replacement will look like before it is made.

use super::Editor;
use super::history::{Kind, Selection};
use super::query::{Finder, Query};
use super::wrap::Row;
use crate::domain::Timestamp;
use std::ops::Range;

/// Matches beyond this many are not counted.
const LIMIT: usize = 9999;

/// The query and its matches, kept until the text or the query changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Search {
    query: Query,
    finder: Option<Finder>,
    mistake: Option<String>,
    /// The part of the text that is searched; everything when there is none.
    part: Option<Range<usize>>,
    /// In order, not overlapping; `None` when the text changed since.
    matches: Option<Vec<Range<usize>>>,
    /// What a previewed replacement takes away.
    gone: Vec<Range<usize>>,
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
    /// Follows an edit of the text.
    pub(crate) fn edited(&mut self, at: usize, removed: usize, inserted: usize) {
        self.matches = None;
        let Some(part) = &mut self.part else { return };
        let gone = at + removed;
        part.start = match part.start {
            start if gone <= start && at < start => start - removed + inserted,
            start if at < start => at + inserted,
            start => start,
        };
        part.end = match part.end {
            end if at > end => end,
            end if gone <= end => end - removed + inserted,
            _ => at + inserted,
        };
    }

    /// Returns the matches that touch a piece of the text.
    pub(crate) fn within(&self, range: Range<usize>) -> &[Range<usize>] {
        touching(self.matches.as_deref().unwrap_or_default(), range)
    }

    /// Returns what a previewed replacement takes away of a piece of the text.
    pub(crate) fn gone_within(&self, range: Range<usize>) -> &[Range<usize>] {
        touching(&self.gone, range)
    }
}

fn touching(ranges: &[Range<usize>], range: Range<usize>) -> &[Range<usize>] {
    let first = ranges.partition_point(|found| found.end <= range.start);
    let last = ranges.partition_point(|found| found.start < range.end);
    &ranges[first..last.max(first)]
}

impl Editor {
    /// Sets what is searched for and goes to the first match at or after byte `from`; an empty query
    /// ends the search.
    pub fn find(&mut self, query: &str, from: usize) -> Found {
        self.find_query(&Query::plain(query), None, from)
    }

    /// Searches for a query in a part of the text, or in all of it, and goes to the first match at or after
    /// byte `from`.
    pub fn find_query(&mut self, query: &Query, part: Option<Range<usize>>, from: usize) -> Found {
        if self.search.query != *query || self.search.part != part {
            let (finder, mistake) = match query.finder() {
                Ok(finder) => (finder, None),
                Err(mistake) => (None, Some(mistake)),
            };
            self.search = Search { query: query.clone(), finder, mistake, part, ..Search::default() };
        }
        let matches = self.matches();
        let index = matches.iter().position(|found| found.start >= from).unwrap_or(0);
        self.show_match(index)
    }

    /// Shows every match of a pattern without going to one; `None` ends it.
    pub(super) fn show_matches(&mut self, pattern: Option<&str>) {
        let text = pattern.unwrap_or_default().to_owned();
        let query = Query { text, case: true, word: false, regex: true };
        self.search = Search { finder: query.finder().ok().flatten(), query, ..Search::default() };
        self.matches();
    }

    /// Returns what is wrong with the pattern that is searched for.
    pub fn find_mistake(&self) -> Option<&str> {
        self.search.mistake.as_deref()
    }

    /// Returns the part of the text that is searched, as it is after the edits since.
    pub fn find_part(&self) -> Option<Range<usize>> {
        self.search.part.clone()
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
            let inserted = self.replaced(&self.text.as_cow(), &range, replacement);
            let end = range.start + inserted.len();
            self.splice(vec![(range, inserted)], Kind::Whole, None, now);
            // What was put there is not looked at again, even where it matches.
            let index = self.matches().iter().position(|found| found.start >= end).unwrap_or(0);
            return self.show_match(index);
        }
        self.find_next()
    }

    /// Replaces every match as one step of undo; says how many there were.
    pub fn replace_matches(&mut self, replacement: &str, now: Timestamp) -> usize {
        let pieces = self.pieces(replacement);
        let count = pieces.len();
        let cursor = self.selected().map_or(self.cursor(), |range| range.start);
        let moved = pieces
            .iter()
            .take_while(|(range, _)| range.end <= cursor)
            .fold(cursor, |at, piece| at + piece.1.len() - piece.0.len());
        let after = Selection { cursor: moved, anchor: None };
        self.splice(pieces, Kind::Whole, (count > 0).then_some(after), now);
        count
    }

    /// Returns the text as a replacement would leave it, each match with what comes in its place beside
    /// it, to be drawn instead of this one.
    pub fn with_replacements(&mut self, replacement: &str, arrow: &str) -> Self {
        let pieces = self.pieces(replacement);
        let current = self.selected();
        let (top, height, width) = (self.view.top.line, self.view.height, self.view.width);
        let mut shown = Self { text: self.text.clone(), ..Self::default() };
        shown.view.blocks = self.view.blocks.fresh();
        shown.view.follow = true;
        shown.set_size(width as u16, height as u16);
        shown.view.top = Row { line: top.min(shown.text.lines() - 1), sub: 0 };
        let (mut matches, mut gone) = (Vec::new(), Vec::new());
        let mut shift = 0;
        for (range, inserted) in pieces {
            let old = range.start + shift..range.end + shift;
            let added = format!("{arrow}{inserted}");
            shown.text.replace(old.end..old.end, &added);
            let new = old.end..old.end + added.len();
            if current.as_ref() == Some(&range) {
                shown.selection = Selection { cursor: new.end, anchor: Some(old.start) };
            }
            shift += added.len();
            gone.push(old);
            matches.push(new);
        }
        if current.is_none() {
            shown.selection.cursor = shown.text.snap(self.cursor());
        }
        shown.search = Search { matches: Some(matches), gone, ..Search::default() };
        shown
    }

    fn pieces(&mut self, replacement: &str) -> Vec<(Range<usize>, String)> {
        let matches = self.matches().to_vec();
        let text = self.text.as_cow();
        let piece = |found: Range<usize>| {
            let inserted = self.replaced(&text, &found, replacement);
            (found, inserted)
        };
        matches.into_iter().map(piece).collect()
    }

    fn replaced(&self, text: &str, found: &Range<usize>, replacement: &str) -> String {
        match &self.search.finder {
            Some(finder) => finder.replacement(text, found, replacement),
            None => replacement.to_owned(),
        }
    }

    fn matches(&mut self) -> &[Range<usize>] {
        let Self { search, text, .. } = self;
        let Search { finder, part, matches, .. } = search;
        matches.get_or_insert_with(|| match finder {
            Some(finder) => {
                let part = part.clone().unwrap_or(0..text.len());
                finder.all(&text.as_cow(), part.start..part.end.min(text.len()), LIMIT)
            }
            None => Vec::new(),
        })
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

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
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
        assert_eq!(editor.replace_matches("three", now()), 2);
        assert_eq!(editor.text(), "three two three");
        editor.apply(Command::Undo, now());
        assert_eq!(editor.text(), "one two One");
    }

    #[test]
    fn one_is_replaced_and_another_left_out() {
        let mut editor = Editor::new("a a a", 0);
        assert_eq!(editor.find("a", 0).index, 1);
        assert_eq!(editor.replace_match("aa", now()), Found { index: 3, count: 4 });
        editor.find_next();
        editor.replace_match("b", now());
        assert_eq!(editor.text(), "aa a b");
    }

    #[test]
    fn a_part_is_searched_and_follows_what_is_replaced_in_it() {
        let mut editor = Editor::new("x a a x a", 0);
        assert_eq!(editor.find_query(&Query::plain("a"), Some(2..5), 2).count, 2);
        editor.replace_match("bbb", now());
        assert_eq!(editor.find_part(), Some(2..7));
        assert_eq!(editor.replace_matches("c", now()), 1);
        assert_eq!(editor.text(), "x bbb c x a");
        editor.apply(Command::Move(super::super::Motion::Start), now());
        editor.apply(Command::Insert("--".to_owned()), now());
        assert_eq!(editor.find_part(), Some(4..9));
    }

    #[test]
    fn a_preview_shows_what_goes_and_what_comes() {
        let mut editor = Editor::new("one two one", 0);
        editor.find("one", 0);
        let shown = editor.with_replacements("1", "→");
        assert_eq!(shown.text(), "one→1 two one→1");
        assert_eq!(shown.search.gone_within(0..99), [0..3, 12..15]);
        assert_eq!(editor.text(), "one two one");
    }

    proptest! {
        #[test]
        fn replacing_all_is_what_a_string_does(text in "[ab日 \n]{0,40}", with in "[ax]{0,3}") {
            let mut editor = Editor::new(&text, 0);
            editor.find("ab", 0);
            editor.replace_matches(&with, now());
            prop_assert_eq!(editor.text(), text.replace("ab", &with));
            editor.apply(Command::Undo, now());
            prop_assert_eq!(editor.text(), text);
        }
    }
}
