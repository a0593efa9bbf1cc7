//! The words of a search: as the index wants them asked, and as they are marked in what is found.

use super::words::{fold, is_head, is_word, letters, spaced};
use crate::domain::query::{Term, Text, What};

/// What the text terms of a search ask for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// What must be there, in the index's own language; `None` when no word was typed.
    pub(super) expression: Option<String>,
    /// The word at the end that may only begin so, folded, and as `expression` has it.
    pub(super) open: Option<(String, String)>,
    /// What must not be there.
    pub(super) excluded: Option<String>,
    /// Beginnings of words that are too short to be asked of the words.
    pub(super) heads: Vec<Head>,
    /// The same, word by word, for looking through titles.
    pub(super) pieces: Vec<Piece>,
    /// Words to mark in a body.
    pub(super) body: Vec<Mark>,
    /// Words to mark in a title.
    pub(super) title: Vec<Mark>,
    /// The words as typed, when there is nothing but plain words: what a title may be similar to.
    pub(super) plain: Option<String>,
}

/// Folded words that stand one behind the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The words.
    pub(super) words: Vec<String>,
    /// Whether the last one may only begin so.
    pub(super) open: bool,
}

/// What is asked of which index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// Of the words; beginnings that are asked for beside them are a matter of which pages may answer.
    Words(String),
    /// Of the beginnings alone.
    Heads(String),
    /// Of no index: titles are in memory, and say which pages may answer.
    Titles,
}

/// A short beginning of a word: it has an index of its own, which says which pages have one and not where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// As it was typed, between quotation marks.
    pub(super) asked: String,
    /// The words before it and itself, where they have to stand one behind the other: a page proves that itself.
    pub(super) proof: Option<Piece>,
    /// Only titles are meant.
    pub(super) titled: Option<Piece>,
    /// Pages that have it are not wanted.
    pub(super) excluded: bool,
}

/// A folded word to mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The word.
    pub(super) word: String,
    /// Whether words that only begin with it are meant, too.
    pub(super) prefix: bool,
}

impl Mark {
    /// Tells whether a word of a text is meant.
    pub(super) fn fits(&self, folded: &str) -> bool {
        if self.prefix { folded.starts_with(&self.word) } else { folded == self.word }
    }
}

impl Wanted {
    /// Reads the text terms: all words are required, the last one may be a beginning.
    pub(super) fn of(terms: &[Term]) -> Self {
        let mut wanted = Self::default();
        let last = terms
            .iter()
            .rposition(|term| !term.excluded && text(term).is_some_and(|(_, text)| !tokens(text).is_empty()));
        let (mut needed, mut unwanted, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        for (index, term) in terms.iter().enumerate() {
            let Some((column, text)) = text(term) else { continue };
            let words = tokens(text);
            let Some(end) = words.last() else { continue };
            // One letter is the beginning of half the dictionary: it has to be a word of its own.
            let open = is_open(text, Some(index) == last) && letters(end) > 1;
            let folded = Piece { words: words.iter().map(|word| fold(word)).collect(), open };
            if open && is_head(end) && !(term.excluded && words.len() > 1) {
                let before = &words[..words.len() - 1];
                if !before.is_empty() {
                    needed.push(format!("{column}\"{}\"", before.join(" ")));
                }
                wanted.heads.push(Head {
                    asked: format!("\"{end}\""),
                    proof: (!before.is_empty() && column.is_empty()).then(|| folded.clone()),
                    titled: (!column.is_empty()).then(|| folded.clone()),
                    excluded: term.excluded,
                });
            } else {
                let star = if open { " *" } else { "" };
                let piece = format!("{column}\"{}\"{star}", words.join(" "));
                if let (true, false, [word]) = (open, term.excluded, folded.words.as_slice()) {
                    wanted.open = Some((word.clone(), format!("\"{end}\" *")));
                }
                match term.excluded {
                    true => unwanted.push(piece),
                    false => needed.push(piece),
                }
            }
            if term.excluded {
                continue;
            }
            match (text, column) {
                (Text::Word(word), "") => plain.push(word.trim_end_matches('*').to_owned()),
                _ => plain.push(String::new()),
            }
            let count = words.len();
            wanted.pieces.push(folded);
            let marks: Vec<Mark> = words
                .into_iter()
                .enumerate()
                .map(|(at, word)| Mark { word: fold(&word), prefix: open && at + 1 == count })
                .collect();
            if column.is_empty() {
                wanted.body.extend(marks.iter().cloned());
            }
            wanted.title.extend(marks);
        }
        wanted.expression = (!needed.is_empty()).then(|| needed.join(" AND "));
        let is_plain = unwanted.is_empty()
            && wanted.heads.iter().all(|head| !head.excluded)
            && !plain.is_empty()
            && plain.iter().all(|word| !word.is_empty());
        wanted.excluded = (!unwanted.is_empty()).then(|| unwanted.join(" OR "));
        wanted.plain = is_plain.then(|| plain.join(" "));
        wanted
    }

    /// Returns what a title may be similar to; of fewer letters every other title is.
    pub(super) fn likely(&self) -> Option<String> {
        self.plain.clone().filter(|plain| plain.chars().count() > 3)
    }

    /// Returns what a page has to prove: words behind one another of which the last one is a short beginning.
    pub(super) fn proofs(&self) -> impl Iterator<Item = &Piece> {
        self.heads.iter().filter_map(|head| head.proof.as_ref())
    }

    /// Returns what is asked of an index; `None` when no word was typed.
    pub(super) fn question(&self) -> Option<Question> {
        let mut heads = self.heads.iter().filter(|head| !head.excluded).peekable();
        Some(match (&self.expression, &self.excluded) {
            (Some(expression), None) => Question::Words(format!("({expression})")),
            (Some(expression), Some(excluded)) => {
                Question::Words(format!("(({expression})) NOT ({excluded})"))
            }
            (None, _) => {
                heads.peek()?;
                let asked: Vec<&str> =
                    heads.filter(|head| head.titled.is_none()).map(|head| head.asked.as_str()).collect();
                if asked.is_empty() { Question::Titles } else { Question::Heads(asked.join(" AND ")) }
            }
        })
    }
}

/// Returns the text of a term, and the column of the index it is about.
fn text(term: &Term) -> Option<(&'static str, &Text)> {
    match &term.what {
        What::Text(text) => Some(("", text)),
        What::Title(text) => Some(("title : ", text)),
        _ => None,
    }
}

fn is_open(text: &Text, last: bool) -> bool {
    matches!(text, Text::Word(word) if last || word.ends_with('*'))
}

/// Returns the words of a text; anything but letters and digits separates, CJK characters stand alone.
fn tokens(text: &Text) -> Vec<String> {
    let (Text::Word(text) | Text::Phrase(text)) = text;
    spaced(text).split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Question, Wanted};
    use crate::domain::query::parse;

    /// What is asked of the words, and in braces what is asked of the beginnings.
    fn question(typed: &str) -> Option<String> {
        let wanted = Wanted::of(&parse(typed));
        let heads: String = wanted.heads.iter().map(|head| format!("{{{}}}", head.asked)).collect();
        match wanted.question()? {
            Question::Words(words) => Some(words + &heads),
            Question::Heads(_) | Question::Titles => Some(heads),
        }
    }

    #[test]
    fn all_words_are_required_and_the_last_is_a_beginning() {
        assert_eq!(question("Foo ba-r quar").unwrap(), "(\"Foo\" AND \"ba r\" AND \"quar\" *)");
        assert_eq!(question("quar label:x").unwrap(), "(\"quar\" *)");
        assert_eq!(question("gate* \"two copies\"").unwrap(), "(\"gate\" * AND \"two copies\")");
        assert_eq!(question(" ** \" "), None);
        assert_eq!(question("a").unwrap(), "(\"a\")");
    }

    #[test]
    fn short_beginnings_are_asked_of_their_own_index() {
        assert_eq!(question("qu").unwrap(), "{\"qu\"}");
        assert_eq!(question("Foo ba-r qu").unwrap(), "(\"Foo\" AND \"ba r\"){\"qu\"}");
        assert_eq!(question("st* e\u{301}ta").unwrap(), "{\"st\"}{\"e\u{301}ta\"}");
        assert_eq!(question("log-in").unwrap(), "(\"log\"){\"in\"}");
        assert_eq!(question("gate -st*").unwrap(), "(\"gate\" *){\"st\"}");
        assert_eq!(question("gate -log-in*").unwrap(), "((\"gate\" *)) NOT (\"log in\" *)");
        let wanted = Wanted::of(&parse("title:log-in*"));
        let [head] = &wanted.heads[..] else { panic!("{wanted:?}") };
        assert_eq!((head.titled.as_ref(), head.proof.as_ref()), (wanted.pieces.first(), None));
        assert_eq!(wanted.pieces[0].words, ["log", "in"]);
        assert_eq!(Wanted::of(&parse("title:st")).question(), Some(Question::Titles));
    }

    #[test]
    fn a_query_cannot_speak_the_index_language() {
        assert_eq!(question("body:x OR \"y").unwrap(), "(\"body x\" AND \"OR\" AND \"y\")");
        assert_eq!(question("NEAR(a b)").unwrap(), "(\"NEAR a\" AND \"b\")");
    }

    #[test]
    fn titles_and_exclusions() {
        let wanted = Wanted::of(&parse("title:gate -draft twin -title:\"old one\""));
        assert_eq!(
            wanted.question().unwrap(),
            Question::Words(
                "((title : \"gate\" AND \"twin\" *)) NOT (\"draft\" OR title : \"old one\")".to_owned()
            )
        );
        assert_eq!((wanted.body.len(), wanted.title.len()), (1, 2));
        assert_eq!(wanted.plain, None);
        assert_eq!(Wanted::of(&parse("gatewya label:x run")).plain.unwrap(), "gatewya run");
    }

    #[test]
    fn cjk_characters_stand_alone() {
        assert_eq!(question("日本").unwrap(), "(\"日 本\")");
        assert_eq!(question("日").unwrap(), "(\"日\")");
    }
}
