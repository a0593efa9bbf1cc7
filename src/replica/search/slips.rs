//! What is like what is typed: letters in order with a slip or two, and where they stand in a title.

use super::words::{fold, is_word};
use frizbee::{CaseMatching, Config, Matcher, Pattern, SortStrategy};

/// The most letters of a query that count; nobody types more to find a title.
const LONGEST: usize = 100;

/// Marks titles where they are like what was typed.
pub(super) struct Marker(Option<Matcher>);

impl Marker {
    pub(super) fn new(typed: &str) -> Self {
        Self(matcher(typed))
    }

    /// Returns the byte ranges of `title` that what is typed matches, in order.
    pub(super) fn marks(&mut self, title: &str) -> Vec<(usize, usize)> {
        let Some(matcher) = &mut self.0 else { return Vec::new() };
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
}

pub(super) fn matcher(typed: &str) -> Option<Matcher> {
    let typed: String = typed.chars().take(LONGEST).collect();
    // Put in order when all are found.
    let config = Config { casing: CaseMatching::Ignore, sort: SortStrategy::IndexAsc, ..Config::default() };
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

pub(super) fn words(text: &str) -> Vec<Vec<char>> {
    let folded = fold(&text.chars().take(LONGEST).collect::<String>());
    let words = folded.split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
    words.map(|word| word.chars().collect()).collect()
}

/// Tells whether every word typed is a few slips away from a word of the title, or from its beginning.
pub(super) fn is_near(typed: &[Vec<char>], title: &str) -> bool {
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

    #[test]
    fn marks_fall_on_characters() {
        assert_eq!(Marker::new("gate").marks("API gateway"), [(4, 8)]);
        for (typed, text) in [("安", "李安 Home"), ("zo", "Zoë"), ("ë", "Zoë"), ("zoee", "Zoëëe")] {
            for (start, end) in Marker::new(typed).marks(text) {
                assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{typed} in {text}");
            }
        }
    }
}
