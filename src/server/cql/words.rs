//! Words to look for in a text: all of them, a word finds what begins with it, words in inner quotes stand together.

/// How many characters of a word an index keeps.
const LONGEST: usize = 64;

/// The words of one search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Words {
    /// Each as its words in order, lower case.
    phrases: Vec<Vec<String>>,
}

impl Words {
    /// Reads what somebody looks for. Stars at the end of words say what is meant anyway.
    pub(in crate::server) fn of(text: &str) -> Self {
        let mut phrases = Vec::new();
        for (number, part) in text.split('"').enumerate() {
            let words = words(part);
            if number % 2 == 1 {
                phrases.push(words);
            } else {
                phrases.extend(words.into_iter().map(|word| vec![word]));
            }
        }
        phrases.retain(|phrase| !phrase.is_empty());
        Self { phrases }
    }

    /// Tells whether a text holds all of them; none at all are in no text.
    pub(in crate::server) fn are_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            return !self.phrases.is_empty() && self.phrases.iter().all(|phrase| stands_in(phrase, text));
        }
        let text: Vec<&str> = parts(text).map(|(_, word)| word).collect();
        let begins = |phrase: &[String], at: usize| {
            text.len() - at >= phrase.len()
                && phrase.iter().zip(&text[at..]).all(|(wanted, word)| begins_with(word, wanted))
        };
        !self.phrases.is_empty()
            && self.phrases.iter().all(|phrase| (0..text.len()).any(|at| begins(phrase, at)))
    }

    /// Returns how the words begin that an index is asked for: a text that holds all of `self` has a word for each.
    pub(in crate::server) fn beginnings(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().flatten().map(|word| cut(word))
    }

    /// Tells whether a text with a word for each of [`Self::beginnings`] holds all of `self`.
    pub(in crate::server) fn are_told_by_beginnings(&self) -> bool {
        self.phrases.iter().all(|phrase| matches!(phrase.as_slice(), [word] if cut(word) == word))
    }

    /// Returns where the first of them stands in a text, in bytes.
    pub(in crate::server) fn place(&self, text: &str) -> Option<usize> {
        let first = self.phrases.first()?.first()?;
        parts(text).find(|(_, word)| begins_with(word, first)).map(|(at, _)| at)
    }
}

/// Returns the words of a text as an index keeps them: lower case, parted by spaces, cut where they are very long.
pub(in crate::server) fn terms(text: &str) -> String {
    let mut terms = String::with_capacity(text.len());
    for (_, word) in parts(text) {
        if !terms.is_empty() {
            terms.push(' ');
        }
        terms.push_str(cut(&word.to_lowercase()));
    }
    terms
}

/// Returns as much of a word as an index keeps.
fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end])
}

fn words(text: &str) -> Vec<String> {
    parts(text).map(|(_, word)| word.to_lowercase()).collect()
}

/// Tells whether a word begins with one in lower case. Most words of most texts are ASCII, and are not copied for it.
fn begins_with(word: &str, wanted: &str) -> bool {
    if word.is_ascii() {
        let beginning = word.as_bytes().get(..wanted.len());
        return beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(wanted.as_bytes()));
    }
    word.to_lowercase().starts_with(wanted)
}

/// Tells whether a phrase stands in a text of ASCII, as most are: looked for in its bytes, without parting it into words.
fn stands_in(phrase: &[String], text: &str) -> bool {
    let text = text.as_bytes();
    let Some(first) = phrase.first().and_then(|word| word.bytes().next()) else { return false };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text)
        .filter(|at| *at == 0 || !text[at - 1].is_ascii_alphanumeric())
        .any(|at| is_followed_by(&text[at..], phrase))
}

/// Tells whether the next words of a text of ASCII begin as those of a phrase.
fn is_followed_by(text: &[u8], phrase: &[String]) -> bool {
    let mut rest = text;
    phrase.iter().all(|wanted| {
        let start = rest.iter().position(u8::is_ascii_alphanumeric).unwrap_or(rest.len());
        let word = &rest[start..];
        let end = word.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(word.len());
        rest = &word[end..];
        word[..end].get(..wanted.len()).is_some_and(|word| word.eq_ignore_ascii_case(wanted.as_bytes()))
    })
}

/// The words of a text as they are written, with where they begin.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
        at = end;
        Some((start, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_wanted_and_phrases_stand_together() {
        let text = "The Quick brown fox: über-schnell";
        for (search, found) in [
            ("quick", true),
            ("qui", true),
            ("quick fox", true),
            ("fox quick", true),
            ("ÜBER", true),
            ("übers", false),
            ("BROWN fox", true),
            ("uick", false),
            ("\"quick brown\"", true),
            ("\"brown quick\"", false),
            ("fox* nothing", false),
            ("", false),
            ("!?", false),
        ] {
            assert_eq!(Words::of(search).are_in(text), found, "{search}");
        }
    }

    #[test]
    fn a_text_of_ascii_is_read_as_any_other() {
        let text = "The Quick, brown\nfox-9: x.. quick brawl fox";
        for search in [
            "quick",
            "QUI bro",
            "uick",
            "\"quick brown\"",
            "\"quick brow fo 9 x\"",
            "\"brown quick\"",
            "\"x quick bra\"",
            "\"x quick bro\"",
            "fox nothing",
            "\"fox\"",
            "\"fox fox\"",
            "thé",
            "",
            "9",
            "\"t\"",
            "\"fo x\"",
            "\"brawl foxy\"",
        ] {
            let words = Words::of(search);
            assert_eq!(words.are_in(text), words.are_in(&format!("{text} \u{fc}")), "{search}");
        }
        assert!(Words::of("\"quick brow fo 9 x\"").are_in(text));
        assert!(!Words::of("\"x quick bro\"").are_in(text));
    }

    #[test]
    fn an_index_is_asked_for_every_word_and_knows_all_of_them() {
        let long = "x".repeat(100);
        let words = Words::of(&format!("caf \"ab cdef\" {long}"));
        assert_eq!(words.beginnings().collect::<Vec<_>>(), ["caf", "ab", "cdef", &long[..64]]);
        assert_eq!(terms(&format!("Café! AB-CDEF {long}")), format!("café ab cdef {}", &long[..64]));
        for (search, told) in
            [("caf ab", true), ("\"ab\"", true), ("\"ab cd\"", false), (long.as_str(), false)]
        {
            assert_eq!(Words::of(search).are_told_by_beginnings(), told, "{search}");
        }
    }

    #[test]
    fn the_place_of_the_first_word_is_known() {
        let text = "a -- über Fox";
        assert_eq!(Words::of("fox").place(text), text.find("Fox"));
        assert_eq!(Words::of("cat").place(text), None);
    }
}
