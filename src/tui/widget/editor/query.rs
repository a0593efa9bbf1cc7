//! What is searched for: plain text or a pattern, as a whole word or anywhere, with case or without.

use super::glyph::{Class, class};
use regex::{Captures, Regex, RegexBuilder};
use std::ops::Range;

/// The most memory a pattern may take when it is made ready, in bytes.
const PATTERN_LIMIT: usize = 1 << 20;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The text, or the pattern.
    pub text: String,
    /// Case counts always; else only when the text has a capital.
    pub case: bool,
    /// Only whole words.
    pub word: bool,
    /// The text is a regular expression.
    pub regex: bool,
}

impl Query {
    /// Searches for text as it is, anywhere.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Makes it ready; `None` when nothing is searched for, a sentence when the pattern is none.
    pub(crate) fn finder(&self) -> Result<Option<Finder>, String> {
        if self.text.is_empty() {
            return Ok(None);
        }
        let pattern = if self.regex { self.text.clone() } else { regex::escape(&self.text) };
        let built = RegexBuilder::new(&pattern)
            .case_insensitive(!self.case && !self.has_capital())
            .multi_line(true)
            .size_limit(PATTERN_LIMIT)
            .dfa_size_limit(PATTERN_LIMIT)
            .build();
        match built {
            Ok(regex) => Ok(Some(Finder { regex, word: self.word, expands: self.regex })),
            Err(regex::Error::CompiledTooBig(_)) => Err("this pattern is too large".to_owned()),
            Err(error) => Err(brief(&error.to_string())),
        }
    }

    /// Letters after a backslash are classes, not letters: `\S` asks for no capital.
    fn has_capital(&self) -> bool {
        let mut escaped = false;
        self.text.chars().any(|letter| {
            let counts = letter.is_uppercase() && !(self.regex && escaped);
            escaped = letter == '\\' && !escaped;
            counts
        })
    }
}

/// The parser draws its message under the pattern; its last line says it in words.
fn brief(message: &str) -> String {
    let last = message.lines().rfind(|line| !line.trim().is_empty()).unwrap_or(message);
    last.trim().trim_start_matches("error: ").to_owned()
}

/// A query made ready.
#[derive(Debug, Clone)]
pub(crate) struct Finder {
    regex: Regex,
    word: bool,
    /// Whether `$1` in a replacement means a group.
    expands: bool,
}

impl Finder {
    /// Returns where it stands in a part of `text`, in order, not overlapping, at most `limit` places.
    pub(crate) fn all(&self, text: &str, part: Range<usize>, limit: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = part.start;
        while found.len() < limit && at <= part.end {
            let Some(next) = self.regex.find_at(text, at).filter(|next| next.end() <= part.end) else {
                break;
            };
            let range = next.range();
            if range.is_empty() || self.word && !is_word(text, &range) {
                // One character on: a word may begin inside of what was no word.
                at = range.start + text[range.start..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            at = range.end;
            found.push(range);
        }
        found
    }

    /// Returns what a replacement makes of a match.
    pub(crate) fn replacement(&self, text: &str, found: &Range<usize>, with: &str) -> String {
        if !self.expands {
            return with.to_owned();
        }
        let captures = self.regex.captures_at(text, found.start);
        let same = |captures: &Captures<'_>| captures.get(0).is_some_and(|whole| whole.range() == *found);
        let with = unescaped(with);
        let mut out = String::new();
        match captures.filter(same) {
            Some(captures) => captures.expand(&with, &mut out),
            None => out = with,
        }
        out
    }
}

/// Returns a replacement in which `\n` and `\t` are what they say.
fn unescaped(with: &str) -> String {
    let mut out = String::with_capacity(with.len());
    let mut letters = with.chars();
    while let Some(letter) = letters.next() {
        match (letter, letters.as_str().chars().next()) {
            ('\\', Some(sign @ ('n' | 't' | '\\'))) => {
                letters.next();
                out.push(if sign == 'n' {
                    '\n'
                } else if sign == 't' {
                    '\t'
                } else {
                    '\\'
                });
            }
            _ => out.push(letter),
        }
    }
    out
}

fn is_word(text: &str, range: &Range<usize>) -> bool {
    let is_letter = |letter: Option<char>| {
        letter.is_some_and(|letter| class(letter.encode_utf8(&mut [0; 4])) == Class::Word)
    };
    let inside = &text[range.clone()];
    let begins = !is_letter(inside.chars().next()) || !is_letter(text[..range.start].chars().next_back());
    let ends = !is_letter(inside.chars().next_back()) || !is_letter(text[range.end..].chars().next());
    begins && ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(query: &Query, text: &str) -> Vec<(usize, usize)> {
        let found =
            query.finder().unwrap().map_or_else(Vec::new, |finder| finder.all(text, 0..text.len(), 100));
        found.into_iter().map(|range| (range.start, range.end)).collect()
    }

    fn query(text: &str) -> Query {
        Query::plain(text)
    }

    #[test]
    fn case_counts_when_asked_or_when_the_query_has_it() {
        assert_eq!(all(&query("gate"), "Gate gate GATE"), [(0, 4), (5, 9), (10, 14)]);
        assert_eq!(all(&query("Gate"), "Gate gate").len(), 1);
        assert_eq!(all(&Query { case: true, ..query("gate") }, "Gate gate"), [(5, 9)]);
        assert_eq!(all(&query("äö"), "ÄÖ äö İx"), [(0, 4), (5, 9)]);
        assert_eq!(all(&query("aa"), "aaa").len(), 1);
        assert_eq!(all(&Query { regex: true, ..query(r"\Sb") }, "AB ab").len(), 2);
    }

    #[test]
    fn words_stand_alone_and_signs_are_no_letters() {
        let word = |text| Query { word: true, ..query(text) };
        assert_eq!(all(&word("cat"), "cat concat cats (cat) cat_x"), [(0, 3), (17, 20)]);
        assert_eq!(all(&word("a.b"), "xa.b a.b"), [(5, 8)]);
        assert_eq!(all(&word("->"), "a->b"), [(1, 3)]);
    }

    #[test]
    fn patterns_find_lines_and_groups_and_say_what_is_wrong() {
        let regex = |text| Query { regex: true, ..query(text) };
        assert_eq!(all(&regex("^- "), "- a\n- b"), [(0, 2), (4, 6)]);
        assert_eq!(all(&regex("x*"), "axxb"), [(1, 3)]);
        let finder = regex(r"(\w+)-(\w+)").finder().unwrap().unwrap();
        assert_eq!(finder.replacement("a-b", &(0..3), r"$2\n${1}"), "b\na");
        assert_eq!(regex("(a").finder().unwrap_err(), "unclosed group");
        assert!(regex("(a{1000}){1000}").finder().is_err());
        // Plain text has no groups.
        assert_eq!(query("a").finder().unwrap().unwrap().replacement("a", &(0..1), "$1"), "$1");
    }

    proptest! {
        #[test]
        fn plain_matches_are_those_of_a_string(text in "[ab日.]{0,30}", needle in "[ab日.]{1,3}") {
            let found = all(&Query { case: true, ..query(&needle) }, &text);
            let expected: Vec<_> = text.match_indices(&needle).map(|(at, found)| (at, at + found.len())).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
