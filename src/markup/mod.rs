//! Storage XHTML to Markdown and back, without touching what the user did not touch.
//!
//! Three functions, pure, no clock, and none of them fails: each answers with a value and says in it
//! what it could not do. The stored bytes are the document; Markdown is a projection of them; saving
//! splices the changed blocks into the stored bytes.

mod align;
mod append;
mod beginning;
pub mod catalogue;
mod construct;
mod explain;
mod gather;
mod markdown;
pub mod merge;
mod model;
mod passage;
mod patch;
mod portable;
mod projection;
mod prove;
mod reading;
mod source;
mod splice;
mod storage;
pub mod view;
mod words;

pub use gather::OpenTask;
pub use passage::Passage;
pub use reading::{COMMENT_BEGINS, COMMENT_ENDS, CellShape, Commented, PageName, Reading, TableShape};
pub use splice::{Act, Decision, Explanation};

/// Says what a mention is called, by what stands in its braces: `ann`, `key:8a`, `id:557:x`.
pub type Names<'n> = &'n dyn Fn(&str) -> Option<String>;

/// A page body as Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Projection {
    /// What a person reads and edits.
    pub markdown: String,
    /// Why the page cannot be edited as Markdown (malformed or over the limits); `None` when it can.
    pub read_only: Option<String>,
}

/// What an edit of the projection means for the stored bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Splice {
    /// The text is the projection of the base: nothing is to be saved.
    Unchanged,
    /// The new body. Every block the person did not edit has the bytes it had.
    Changed {
        /// The body.
        storage: String,
        /// Things that are gone and that the text did not spell out, by name: "1 jira macro".
        removes: Vec<String>,
        /// What was typed and has no storage form, one sentence each: "line 3: a comment is left out".
        warnings: Vec<String>,
    },
    /// The edit cannot be saved as Markdown; nothing is lost, the draft stays.
    Refused(Refusal),
}

/// Why an edit was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Refusal {
    /// The line of the edited text, from 1.
    pub line: usize,
    /// What is wrong there, lower case, no full stop.
    pub reason: String,
}

/// Where a stored body is not what the wiki takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct Flaw {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong there, lower case, no full stop.
    pub reason: String,
}

/// Markdown typed from nothing, as storage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conversion {
    /// The body.
    pub storage: String,
    /// What was typed and has no storage form, one sentence each.
    pub warnings: Vec<String>,
}

/// Returns a link to a page by its title, as Markdown writes it; without a space it is the page's own.
pub fn page_link(space: Option<&str>, title: &str) -> String {
    construct::page_link::spelled(space, title)
}

/// Returns a heading of a level that says `text`, whatever signs are in it, as a line of Markdown.
pub fn heading(level: u8, text: &str) -> String {
    let level = level.clamp(1, 6);
    to_markdown(&format!("<h{level}>{}</h{level}>", storage::escape::text(text))).markdown
}

/// Projects a stored body to Markdown. Deterministic.
pub fn to_markdown(storage: &str) -> Projection {
    match storage::Tree::parse(storage) {
        Ok(tree) => Projection { markdown: projection::Projected::new(&tree).markdown, read_only: None },
        Err(reason) => Projection { markdown: plain_text(storage), read_only: Some(reason) },
    }
}

/// Writes a stored body as Markdown for other programs: rich tables and parts that fold are HTML, links to pages
/// that `address` knows, by space and title, lead to their files.
pub fn to_portable(storage: &str, address: &dyn Fn(Option<&str>, &str) -> Option<String>) -> String {
    portable::write(storage, address)
}

/// Projects a stored body together with what a reader draws and Markdown does not say.
pub fn to_reading(storage: &str) -> Reading {
    reading::read(storage)
}

/// Returns the beginning of a long body as a body of about `bytes` bytes, for a first look; `None` when the
/// whole is as good.
pub fn beginning(storage: &str, bytes: usize) -> Option<String> {
    beginning::beginning(storage, bytes)
}

/// Applies what was edited between the projection of `base` and `edited` to the bytes of `base`.
pub fn splice(base: &str, edited: &str) -> Splice {
    splice::splice(base, edited)
}

/// Looks whether a body written by hand is one: well-formed, known entities, within the limits.
pub fn check(storage: &str) -> Result<(), Flaw> {
    source::check(storage)
}

/// Gives a stored body that went through a text editor the line ends it had: every line that is still
/// there keeps its own, and a newline that editors put at the end is none.
pub fn as_stored(base: &str, edited: &str) -> String {
    source::as_stored(base, edited)
}

/// Applies an edit like `splice` and says what becomes of each block.
pub fn explain(base: &str, edited: &str) -> Explanation {
    splice::explain(base, edited)
}

/// Tells whether a thing that a save removes (one of [`Splice::Changed`]'s `removes`) is more than the text
/// showed of it, so that whoever saves should be asked.
pub fn is_loss(removed: &str) -> bool {
    explain::is_loss(removed)
}

/// Renders Markdown typed from nothing.
pub fn to_storage(markdown: &str) -> Conversion {
    let (storage, warnings) = splice::render(markdown);
    Conversion { storage, warnings }
}

/// Returns the visible text of a stored body, for search: words apart by blanks, blocks by newlines.
pub fn plain_text(storage: &str) -> String {
    storage::visible::visible(storage)
}

/// Returns the visible text of a stored body for the eye: like [`plain_text`], with the names of the people it
/// mentions and with its dates where `names` is given. That says what a mention is called by what stands in its
/// braces; of whom it does not know, that is shown.
pub fn readable(storage: &str, names: Option<Names<'_>>) -> String {
    match names {
        Some(names) => storage::visible::told(storage, names),
        None => plain_text(storage),
    }
}

/// Returns the tasks of a body that are open, in order; `names` says what a mention is called.
pub fn open_tasks(storage: &str, names: Names<'_>) -> Vec<OpenTask> {
    gather::open_tasks(storage, names)
}

/// Returns the pages that a body links to or brings in, each once, in order.
pub fn linked_pages(storage: &str) -> Vec<PageName> {
    gather::linked_pages(storage)
}

/// Appends a rendered fragment to a body; a list continues the list that ends the body.
pub fn append(storage: &str, fragment: &str) -> String {
    append::append(storage, fragment)
}

/// Puts the mark `name` around words of a body, so that a comment can be about them; where it cannot be, says why.
pub fn mark_passage(storage: &str, passage: &Passage, name: &str) -> Result<String, String> {
    passage::mark(storage, passage, name)
}

/// Tells whether the second body is the first one with new marks for comments and no other change.
pub fn adds_only_marks(before: &str, after: &str) -> bool {
    passage::only_marks(before, after)
}

/// Flips the task box (`- [ ]`) on a line of a projection, counted from 0; `None` when there is none.
pub fn toggle_task(markdown: &str, line: usize) -> Option<String> {
    markdown::task::toggle(markdown, line)
}
