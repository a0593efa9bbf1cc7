//! What is known beside the Markdown when it is parsed: the shapes of merged tables, the pages that macros
//! name, the names of people, the threads of marked words. All of it may be missing.

use crate::markup::{PageName, Reading, TableShape};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is known beside the text.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The shape of each `:::table`, in the order of the text.
    pub tables: Vec<TableShape>,
    /// The page that a macro names, by the macro's spelling without colons, or with braces.
    pub pages: HashMap<String, PageName>,
    /// The name to show for a mention, by what stands in its braces.
    pub people: Arc<HashMap<String, String>>,
    /// The name of the thread that each pair of marks in the text is about; `None` for one that is settled.
    pub comments: Vec<Option<String>>,
    /// The names of the macros in lines that the page has, while its text is written: any other name in braces is a
    /// word, as typing it makes no macro. `None` where all of them are macros.
    pub macros: Option<Arc<HashSet<String>>>,
}

impl Facts {
    /// Takes what a reading of a body brought along.
    pub fn of(reading: &Reading, people: Arc<HashMap<String, String>>) -> Self {
        let comments =
            reading.commented.iter().flat_map(|commented| commented.names.iter().cloned().map(Some));
        Self {
            tables: reading.tables.clone(),
            pages: reading.pages.iter().cloned().collect(),
            people,
            comments: comments.collect(),
            macros: None,
        }
    }

    /// What is known while a text is written that is an edit of this one.
    pub fn writing(base: &str) -> Self {
        let names = base.match_indices('{').filter(|(at, _)| !base[..*at].ends_with('\\'));
        let names = names.filter_map(|(at, _)| macro_name(&base[at..])).map(str::to_owned);
        Self { macros: Some(Arc::new(names.collect())), ..Self::default() }
    }

    /// Tells whether braces with a name that begin a text are only words.
    pub(super) fn are_words(&self, spelling: &str) -> bool {
        let Some(known) = &self.macros else { return false };
        macro_name(spelling).is_some_and(|name| !known.contains(name))
    }

    /// Leaves the words of threads that are settled as they are.
    pub fn without_settled(mut self, settled: &[String]) -> Self {
        for name in &mut self.comments {
            name.take_if(|name| settled.contains(name));
        }
        self
    }
}

/// The name behind a brace.
fn macro_name(spelling: &str) -> Option<&str> {
    let rest = spelling.strip_prefix('{')?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
}
