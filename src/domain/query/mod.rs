//! A search: what is looked for and where, and what is found.
//!
//! ```text
//!   what a person typed ── parse ──▶ terms: words and operators ── the replica ──▶ Found
//! ```
//!
//! Any text is a query. What makes no sense stays among the terms and is told as a [`Problem`].

mod day;
mod marks;
mod parse;
mod term;

pub use day::{Day, Unit};
pub use marks::marks;
pub use parse::{completed, open_end, parse};
pub use term::{Is, Operator, Term, Text, What, shown};

use super::{AttachmentId, Label, PageId, SpaceId, SpaceKey, UserId};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// What to search for, and where; the scope is always shown (S0-73).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What the person typed, as it is: [`parse`] makes terms of it.
    pub text: String,
    /// Where to look.
    pub scope: Scope,
    /// The most hits to return.
    pub limit: usize,
    /// When it is asked and in which zone: `today` means nothing without.
    pub at: Zoned,
}

/// Where a search looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every space the account may see.
    All,
    /// One space.
    Space(SpaceId),
    /// A page and everything below it.
    Subtree(PageId),
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Pages, best first.
    pub hits: Vec<Hit>,
    /// Spaces, people, labels and files of that name.
    pub others: Vec<Other>,
    /// How many pages there are here; counted up to [`Found::COUNTED`].
    pub here: usize,
    /// How many more there are beyond the scope; counted up to [`Found::COUNTED`].
    pub elsewhere: usize,
    /// What was not understood, or names nothing.
    pub problems: Vec<Problem>,
    /// What the operator at the end may go on with.
    pub completions: Vec<Completion>,
    /// Whether this is all; else the best ones are still being looked for and the newest stand here.
    pub settled: bool,
}

impl Found {
    /// Counting ends here: who has more types another word.
    pub const COUNTED: usize = 1_000;
}

/// A search that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// What is searched for, as typed.
    pub text: String,
    /// Where.
    pub scope: Scope,
}

/// One page found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The page.
    pub page: PageId,
    /// Its space.
    pub space: SpaceId,
    /// Its title.
    pub title: String,
    /// Byte ranges of the matches in `title`, in order, not overlapping.
    pub title_marks: Vec<(usize, usize)>,
    /// A line of the body around the first hit; empty for a hit in the title alone.
    pub snippet: String,
    /// Byte ranges of the matches in `snippet`, in order, not overlapping.
    pub marks: Vec<(usize, usize)>,
    /// When it was changed last.
    pub changed: Timestamp,
    /// Its title is only similar to what was typed.
    pub similar: bool,
}

/// Something found that is not a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// A space.
    Space {
        /// Its id.
        id: SpaceId,
        /// Its key.
        key: SpaceKey,
        /// Its name.
        name: String,
    },
    /// A person.
    Person {
        /// Their id.
        id: UserId,
        /// Their login name.
        name: String,
        /// What the interface shows.
        full_name: String,
    },
    /// A label.
    Label(Label),
    /// A file of a page.
    File {
        /// Its id.
        id: AttachmentId,
        /// Its name.
        name: String,
        /// How many bytes it has.
        size: u64,
        /// Its page.
        page: PageId,
        /// The title of that page.
        title: String,
    },
}

/// A term that was not understood, or that names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The term, as it was typed.
    pub term: String,
    /// What is the matter with it.
    pub why: String,
    /// What would do instead.
    pub possible: Vec<String>,
    /// Whether nothing can be found because of it.
    pub fatal: bool,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` {}", self.term, self.why)
    }
}

/// A value that an operator may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The value.
    pub value: String,
    /// What it stands for; empty when it says so itself.
    pub about: String,
}

/// Returns what is wrong with terms by themselves, whatever there is in the wiki.
pub fn problems(terms: &[Term]) -> Vec<Problem> {
    terms.iter().filter_map(Term::problem).collect()
}
