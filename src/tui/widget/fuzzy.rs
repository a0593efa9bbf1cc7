//! Fuzzy matching of what is typed against titles, names and labels.

use frizbee::{Config, Match, Matcher, Pattern};
use std::cmp::Reverse;

pub(crate) use crate::domain::query::marks;

/// The most letters of a query that count; nobody types more to find a title.
const LONGEST: usize = 100;

/// Returns the indices of the items that match every word of `query`, best first; all of them, in their
/// order, for an empty query.
pub(crate) fn rank<S: AsRef<str>>(query: &str, items: &[S]) -> Vec<usize> {
    match matcher(query) {
        None => (0..items.len()).collect(),
        Some(mut matcher) => {
            // Asked as the search for titles asks: the matcher is built anew for every way of asking and type of text.
            let found = items.iter().enumerate();
            let mut found: Vec<Match> =
                found.filter_map(|(index, item)| matcher.match_one(item.as_ref(), index as u32)).collect();
            found.sort_unstable_by_key(|found| (Reverse(found.score), found.index));
            found.into_iter().map(|found| found.index as usize).collect()
        }
    }
}

fn matcher(query: &str) -> Option<Matcher> {
    let query: String = query.chars().take(LONGEST).collect();
    // Word by word and literally: `^` and `!` are letters to whoever looks for a title.
    let patterns: Vec<Pattern> = query.split_whitespace().map(Pattern::from).collect();
    (!patterns.is_empty()).then(|| Matcher::from_patterns(&patterns, &Config::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_counts_and_nothing_typed_finds_all() {
        let titles = ["API gateway", "Gateway runbook", "Lunch"];
        assert_eq!(rank("", &titles), [0, 1, 2]);
        assert_eq!(rank("gate", &titles).len(), 2);
        assert_eq!(rank("run gate", &titles), [1]);
        assert!(rank("zzz", &titles).is_empty());
        assert!(rank(&"gate".repeat(200), &titles).is_empty());
    }
}
