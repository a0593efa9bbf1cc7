//! What is known beside the Markdown when it is parsed: the shapes of merged tables, the pages that macros
//! name, the names of people, the threads of marked words. All of it may be missing.

use crate::markup::{PageName, Reading, TableShape};
use std::collections::HashMap;
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
        }
    }

    /// Leaves the words of threads that are settled as they are.
    pub fn without_settled(mut self, settled: &[String]) -> Self {
        for name in &mut self.comments {
            name.take_if(|name| settled.contains(name));
        }
        self
    }
}
