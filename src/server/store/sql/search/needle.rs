//! One word of a search, as conditions on what may have it.

use super::super::connection::Connection;
use super::super::words::Index;

/// A word that is looked for.
pub(super) struct Needle {
    /// How it begins.
    pub(super) word: String,
    /// Whether it counts where a thing says it.
    pub(super) is_text: bool,
    /// Things whose name has it, as a statement.
    names: String,
    /// Things that say it, where that counts.
    texts: Option<String>,
}

impl Needle {
    /// A word whose beginning, as the index is asked for it, is the value at `place` of the statement.
    pub(super) fn new(tx: &Connection, word: &str, is_text: bool, place: &str) -> Self {
        let texts = is_text.then(|| Index::Texts.having(tx, place));
        Self { word: word.to_owned(), is_text, names: Index::Names.having(tx, place), texts }
    }

    /// Returns the condition on a thing that is named by itself.
    pub(super) fn on(&self, thing: &str) -> String {
        match &self.texts {
            Some(texts) => format!("{thing} IN ({} UNION ALL {texts})", self.names),
            None => format!("{thing} IN ({})", self.names),
        }
    }

    /// Returns the condition on a comment, which has the name of its page.
    pub(super) fn on_comment(&self, comment: &str, page: &str) -> String {
        match &self.texts {
            Some(texts) => format!("({page} IN ({}) OR {comment} IN ({texts}))", self.names),
            None => format!("{page} IN ({})", self.names),
        }
    }

    /// Returns the condition on what has a name and says nothing.
    pub(super) fn on_named(&self, thing: &str) -> String {
        format!("{thing} IN ({})", self.names)
    }
}
