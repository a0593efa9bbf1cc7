//! Fuzzy matching of what is typed against titles, names and labels.

use frizbee::{Config, Matcher, Pattern};

/// The most letters of a query that count; nobody types more to find a title.
const LONGEST: usize = 100;

/// Returns the indices of the items that match every word of `query`, best first; all of them, in their
/// order, for an empty query.
pub(crate) fn rank<S: AsRef<str>>(query: &str, items: &[S]) -> Vec<usize> {
    match matcher(query) {
        None => (0..items.len()).collect(),
        Some(mut matcher) => matcher.match_list(items).iter().map(|found| found.index as usize).collect(),
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

/// Returns the byte ranges of `text` where a word of `query` begins a word, whatever the case: what a search
/// for words, unlike a fuzzy one, has found.
pub(crate) fn words(query: &str, text: &str) -> Vec<(usize, usize)> {
    let queried: Vec<Vec<char>> = query.split_whitespace().map(folded).collect();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut before = ' ';
    for (start, character) in text.char_indices() {
        let begins = !before.is_alphanumeric() && marks.last().is_none_or(|last| last.1 <= start);
        before = character;
        if !begins {
            continue;
        }
        let end = queried.iter().filter_map(|word| prefix(&text[start..], word)).max();
        marks.extend(end.map(|length| (start, start + length)));
    }
    marks
}

/// Returns how many bytes of `text` spell `word` without case.
fn prefix(text: &str, word: &[char]) -> Option<usize> {
    let mut rest = word;
    for (at, character) in text.char_indices() {
        if rest.is_empty() {
            return Some(at);
        }
        for folded in character.to_lowercase() {
            rest = rest.strip_prefix(&[folded])?;
        }
    }
    rest.is_empty().then_some(text.len())
}

fn folded(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
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
    fn words_are_found_at_their_beginnings() {
        assert_eq!(words("gate", "API Gateway"), [(4, 8)]);
        assert_eq!(words("way", "API Gateway"), []);
        assert_eq!(words("zoë a", "Zoë and Anna"), [(0, 4), (5, 6), (9, 10)]);
        assert_eq!(words("", "Zoë"), []);
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
