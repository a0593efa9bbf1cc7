//! The terms of a search and how they are written.

use super::day::Day;
use super::{Completion, Problem};
use std::fmt;

/// One part of a search; all parts have to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Written with `-` before it: it must not hold.
    pub excluded: bool,
    /// What.
    pub what: What,
}

/// What a term asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Text in the title or the body.
    Text(Text),
    /// Text in the title.
    Title(Text),
    /// A label; a `*` at the end stands for anything.
    Label(String),
    /// A space by key or name, or a page and what is below it, by title.
    In(String),
    /// Who changed it last.
    By(String),
    /// Changed last before a day.
    Before(Day),
    /// Changed last on a day or later.
    After(Day),
    /// Changed last on a day, in a month, in the last days.
    Changed(Day),
    /// A kind or state of pages.
    Is(Is),
    /// An operator whose value is still to come.
    Open(Operator),
    /// An operator with a value it does not know.
    Wrong(Operator, String),
}

/// Text to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// A word, without blanks.
    Word(String),
    /// Words in this order, in quotes.
    Phrase(String),
}

/// Kinds and states of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// A blog post.
    Blog,
    /// There is a draft.
    Draft,
    /// In the own space, or changed last by oneself.
    Mine,
}

/// An operator: a word before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `label:`
    Label,
    /// `in:`
    In,
    /// `by:`
    By,
    /// `title:`
    Title,
    /// `changed:`
    Changed,
    /// `after:`
    After,
    /// `before:`
    Before,
    /// `is:`
    Is,
}

impl Operator {
    /// Every operator, the most useful first.
    pub const ALL: [Self; 8] =
        [Self::Label, Self::In, Self::By, Self::Title, Self::Changed, Self::After, Self::Before, Self::Is];

    /// Returns the word before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::In => "in",
            Self::By => "by",
            Self::Title => "title",
            Self::Changed => "changed",
            Self::After => "after",
            Self::Before => "before",
            Self::Is => "is",
        }
    }

    /// Returns what it does, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Label => "pages that carry a label; `adr*` for all that begin so",
            Self::In => "a space by key or name, or a page and all below it, by title",
            Self::By => "who changed the page last; `me` is you",
            Self::Title => "a word of the title",
            Self::Changed => "changed on a day, in a month, or in the last days",
            Self::After => "changed on that day or later",
            Self::Before => "not changed since that day",
            Self::Is => "blog posts, pages with a draft, your own pages",
        }
    }

    /// Returns an example of it.
    pub fn example(self) -> &'static str {
        match self {
            Self::Label => "label:adr",
            Self::In => "in:ENG",
            Self::By => "by:me",
            Self::Title => "title:\"storage engine\"",
            Self::Changed => "changed:7d",
            Self::After => "after:2026-11",
            Self::Before => "before:yesterday",
            Self::Is => "is:mine",
        }
    }

    /// Returns the values that need no look into the wiki.
    pub fn values(self) -> Vec<Completion> {
        let values: Vec<(&str, &str)> = match self {
            Self::Is => Is::ALL.map(|is| (is.name(), is.about())).to_vec(),
            Self::Changed | Self::After | Self::Before => Day::EXAMPLES.map(|day| (day, "")).to_vec(),
            Self::By => vec![("me", "you")],
            Self::In => vec![("~", "your own space")],
            Self::Label | Self::Title => Vec::new(),
        };
        let owned = |(value, about): (&str, &str)| Completion { value: value.into(), about: about.into() };
        values.into_iter().map(owned).collect()
    }

    /// Finds an operator by its word, whatever the case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name().eq_ignore_ascii_case(name))
    }
}

impl Is {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Blog, Self::Draft, Self::Mine];

    /// Returns the word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blog => "blog",
            Self::Draft => "draft",
            Self::Mine => "mine",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Blog => "blog posts",
            Self::Draft => "pages with a draft of yours",
            Self::Mine => "in your space, or changed last by you",
        }
    }

    /// Finds one by its word, whatever the case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|is| is.name().eq_ignore_ascii_case(name))
    }
}

impl Term {
    /// Returns what is wrong with it by itself.
    pub fn problem(&self) -> Option<Problem> {
        let problem = |why: &str, possible: Vec<String>, fatal| {
            Some(Problem { term: self.to_string(), why: why.to_owned(), possible, fatal })
        };
        match &self.what {
            What::Wrong(operator, _) => {
                let why = match operator {
                    Operator::Is => "is none of the kinds",
                    _ => "is no day",
                };
                let possible = operator.values().into_iter().map(|known| known.value).collect();
                problem(why, possible, true)
            }
            What::Text(Text::Word(word)) if looks_like_operator(word) => {
                let possible = Operator::ALL.map(|known| format!("{}:", known.name())).to_vec();
                problem("begins with no operator, so it is searched as words", possible, false)
            }
            _ => None,
        }
    }
}

/// Tells whether a word was meant as an operator: letters, a colon, and something that makes it no address.
fn looks_like_operator(word: &str) -> bool {
    let Some((name, value)) = word.split_once(':') else { return false };
    let letters = (2..=12).contains(&name.len()) && name.bytes().all(|letter| letter.is_ascii_lowercase());
    letters && value.starts_with(|first: char| first.is_alphanumeric() || "\"~*".contains(first))
}

/// Writes terms so that reading them gives the same terms.
pub fn shown(terms: &[Term]) -> String {
    terms.iter().map(Term::to_string).collect::<Vec<_>>().join(" ")
}

/// A value as it is written behind a colon: in quotes where it would end too early.
pub(super) struct Value<'a>(pub &'a str);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains(char::is_whitespace) { write!(f, "\"{}\"", self.0) } else { f.write_str(self.0) }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Phrase(phrase) => write!(f, "\"{phrase}\""),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.excluded {
            f.write_str("-")?;
        }
        match &self.what {
            What::Text(text) => write!(f, "{text}"),
            What::Title(text) => write!(f, "title:{text}"),
            What::Label(value) => write!(f, "label:{}", Value(value)),
            What::In(value) => write!(f, "in:{}", Value(value)),
            What::By(value) => write!(f, "by:{}", Value(value)),
            What::Before(day) => write!(f, "before:{day}"),
            What::After(day) => write!(f, "after:{day}"),
            What::Changed(day) => write!(f, "changed:{day}"),
            What::Is(is) => write!(f, "is:{}", is.name()),
            What::Open(operator) => write!(f, "{}:", operator.name()),
            What::Wrong(operator, value) => write!(f, "{}:{}", operator.name(), Value(value)),
        }
    }
}
