//! Fuzzy matching of what is typed against titles, names and labels.

use frizbee::{Config, Matcher, Pattern};

/// The most letters of a query that count; nobody types more to find a title.
const LONGEST: usize = 100;

/// Returns the indices of the items that match every word of `query`, best first; all of them, in their
/// order, for an empty query.
pub(crate) fn rank<S: AsRef<str>>(query: &str, items: &[S]) -> Vec<usize> {
    match matcher(query) {
        None => (0..items.len()).collect(),
        Some(mut matcher) => {
            // The matcher is compiled anew, all 2 MB of it, for every type of text it is given: one will do.
            let texts: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
            matcher.match_list(&texts).iter().map(|found| found.index as usize).collect()
        }
    }
}

/// Returns the byte ranges of `text` that a query matches, in order, for showing why it was found.
pub(crate) fn marks(query: &str, text: &str) -> Vec<(usize, usize)> {
    let Some(mut matcher) = matcher(query) else { return Vec::new() };
    let Some(found) = matcher.match_list_indices(&[text]).into_iter().next() else { return Vec::new() };
    let mut at: Vec<usize> = found.indices.into_iter().map(|at| at as usize).collect();
    at.sort_unstable();
    at.dedup();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if at.iter().any(|at| (start..end).contains(at)) {
            match marks.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => marks.push((start, end)),
            }
        }
    }
    marks
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

    #[test]
    fn marks_fall_on_characters() {
        assert_eq!(marks("gate", "API gateway"), [(4, 8)]);
        for (query, text) in [("安", "李安 Home"), ("zo", "Zoë"), ("ë", "Zoë")] {
            for (start, end) in marks(query, text) {
                assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{query} in {text}");
            }
        }
    }
}
