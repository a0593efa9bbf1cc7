//! What is like what is typed: letters in order with a slip or two.

use super::words::{fold, is_word};
use frizbee::{CaseMatching, Config, Matcher, Pattern};

/// The most letters of a query that count; nobody types more to find a title.
pub(super) const LONGEST: usize = 100;

pub(super) fn matcher(typed: &str) -> Option<Matcher> {
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
pub(super) fn slips(letters: usize) -> usize {
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
