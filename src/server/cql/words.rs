//! Words to look for in a text: all of them, a word finds what begins with it, words in inner quotes stand together.

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
        let text = words(text);
        let begins = |phrase: &[String], at: usize| {
            text.len() - at >= phrase.len()
                && phrase.iter().zip(&text[at..]).all(|(wanted, word)| word.starts_with(wanted.as_str()))
        };
        !self.phrases.is_empty()
            && self.phrases.iter().all(|phrase| (0..text.len()).any(|at| begins(phrase, at)))
    }

    /// Returns a run of ASCII letters and digits for each phrase that every text which holds it holds too, whatever
    /// its case; empty where there is none.
    pub(in crate::server) fn runs(&self) -> impl Iterator<Item = &str> {
        let run = |word: &'_ str| -> (usize, usize) {
            let (mut best, mut from) = ((0, 0), 0);
            for (at, c) in word.char_indices().chain([(word.len(), ' ')]) {
                if !c.is_ascii_alphanumeric() {
                    if at.saturating_sub(from) > best.1 - best.0 {
                        best = (from, at);
                    }
                    from = at + c.len_utf8();
                }
            }
            best
        };
        self.phrases.iter().map(move |phrase| {
            let longest = phrase.iter().map(|word| &word[run(word).0..run(word).1]);
            longest.max_by_key(|run| run.len()).unwrap_or_default()
        })
    }

    /// Returns where the first of them stands in a text, in bytes.
    pub(in crate::server) fn place(&self, text: &str) -> Option<usize> {
        let first = self.phrases.first()?.first()?;
        starts(text).find(|(_, word)| word.starts_with(first.as_str())).map(|(at, _)| at)
    }
}

fn words(text: &str) -> Vec<String> {
    starts(text).map(|(_, word)| word).collect()
}

/// The words of a text in lower case, with where they begin.
fn starts(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        // What parts two words is one character; its length is known from what follows it.
        let start = text[at..].find(word).map_or(at, |gap| at + gap);
        at = start + word.len();
        (!word.is_empty()).then(|| (start, word.to_lowercase()))
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
    fn a_run_is_in_every_text_that_is_found() {
        let runs = |search: &str| Words::of(search).runs().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(runs("caférs Übergang \"ab cdef\""), ["caf", "bergang", "cdef"]);
        assert_eq!(runs("日本"), [""]);
    }

    #[test]
    fn the_place_of_the_first_word_is_known() {
        let text = "a -- über Fox";
        assert_eq!(Words::of("fox").place(text), text.find("Fox"));
        assert_eq!(Words::of("cat").place(text), None);
    }
}
