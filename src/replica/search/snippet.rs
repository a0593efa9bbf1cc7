//! The line of a body around the first hit, built from the original text: the index keeps words only.

use super::wanted::Mark;
use super::words::{fold, is_cjk, is_word};

/// Characters before the first hit, and in all.
const BEFORE: usize = 40;
const LENGTH: usize = 160;

/// A word of a text and where it is.
struct Token {
    start: usize,
    end: usize,
}

/// Returns a piece of `text` around the first wanted word, and the byte ranges of all wanted words in it.
pub(super) fn around(text: &str, wanted: &[Mark]) -> (String, Vec<(usize, usize)>) {
    let Some(first) = tokens(text).find(|token| is_wanted(&text[token.start..token.end], wanted)) else {
        return (String::new(), Vec::new());
    };
    let piece = cut(text, back(text, first.start, BEFORE));
    // Blanks of several bytes became one byte, so the marks are found in the piece itself.
    let marks = marks(&piece, wanted);
    (piece, marks)
}

/// Returns how a text begins, for a page that was not found by its words.
pub(super) fn beginning(text: &str) -> String {
    cut(text, text.len() - text.trim_start().len())
}

/// Returns the byte ranges of all wanted words.
pub(super) fn marks(text: &str, wanted: &[Mark]) -> Vec<(usize, usize)> {
    tokens(text)
        .filter(|token| is_wanted(&text[token.start..token.end], wanted))
        .map(|token| (token.start, token.end))
        .collect()
}

fn cut(text: &str, start: usize) -> String {
    text[start..].chars().take(LENGTH).map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

fn is_wanted(word: &str, wanted: &[Mark]) -> bool {
    let word = fold(word);
    wanted.iter().any(|mark| mark.fits(&word))
}

/// Steps back some characters, to the beginning of a word.
fn back(text: &str, from: usize, count: usize) -> usize {
    let start = text[..from].char_indices().rev().take(count).last().map_or(from, |(at, _)| at);
    if start == 0 {
        return 0;
    }
    text[start..from].find(char::is_whitespace).map_or(start, |blank| {
        let rest = &text[start + blank..];
        start + blank + rest.len() - rest.trim_start().len()
    })
}

fn tokens(text: &str) -> impl Iterator<Item = Token> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, character) = chars.next()?;
            let mut end = start + character.len_utf8();
            if is_cjk(character) {
                return Some(Token { start, end });
            }
            if !is_word(character) {
                continue;
            }
            while let Some(&(at, next)) = chars.peek() {
                if !is_word(next) || is_cjk(next) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            return Some(Token { start, end });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::wanted::Wanted;
    use super::around;
    use crate::domain::query::parse;

    fn marked(text: &str, query: &str) -> String {
        let (piece, marks) = around(text, &Wanted::of(&parse(query)).body);
        let mut shown = String::new();
        let mut at = 0;
        for (start, end) in marks {
            shown.push_str(&piece[at..start]);
            shown.push_str(&format!("[{}]", &piece[start..end]));
            at = end;
        }
        shown + &piece[at..]
    }

    #[test]
    fn words_are_marked_whatever_their_case_and_accents() {
        assert_eq!(marked("The Café\nkeeps the gateway", "cafe gatew"), "The [Café] keeps the [gateway]");
        assert_eq!(marked("東京の日本語", "日本"), "東京の[日][本]語");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{}needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let (piece, marks) = around(&text, &Wanted::of(&parse("needle")).body);
        assert!(piece.chars().count() <= 160);
        assert_eq!(&piece[marks[0].0..marks[0].1], "needle");
        assert!(piece.starts_with("hay"));
    }
}
