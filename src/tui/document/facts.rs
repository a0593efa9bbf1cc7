//! What is known beside the Markdown when it is parsed: the shapes of merged tables, the pages that macros
//! name, the names of people. All of it may be missing.

use crate::markup::{PageName, Reading, TableShape};
use std::collections::HashMap;
use std::sync::Arc;

/// What is known beside the text.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The shape of each `:::table`, in the order of the text.
    pub tables: Vec<TableShape>,
    /// The page that a macro names, by the macro's spelling without its colons.
    pub pages: HashMap<String, PageName>,
    /// The name to show for a mention, by what stands in its braces.
    pub people: Arc<HashMap<String, String>>,
}

impl Facts {
    /// Takes what a reading of a body brought along.
    pub fn of(reading: &Reading, people: Arc<HashMap<String, String>>) -> Self {
        Self { tables: reading.tables.clone(), pages: reading.pages.iter().cloned().collect(), people }
    }
}
