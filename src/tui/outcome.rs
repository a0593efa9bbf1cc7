//! What a text comes to when it is saved: worked out beside the loop, since a page of 1 MB takes a quarter of a second.

use crate::domain::{OpId, PageId};
use crate::markup::{self, Splice};
use crate::replica::Form;

/// A text that is to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manuscript {
    /// The page it is of.
    pub page: PageId,
    /// The operation it is to be; `None` where that could not be noted.
    pub op: Option<OpId>,
    /// As what it was written.
    pub form: Form,
    /// The stored body it is an edit of.
    pub base: String,
    /// The text.
    pub text: String,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The page as it is.
    Unchanged,
    /// A body that is another one.
    Changed {
        /// The body as it is stored.
        storage: String,
        /// Things of the page that go with it.
        removes: Vec<String>,
        /// What was typed that no page can hold.
        warnings: Vec<String>,
    },
    /// Nothing that can be saved.
    Refused {
        /// Why not.
        why: String,
        /// Where in the text: line and column from 1.
        at: (usize, usize),
    },
}

impl Outcome {
    /// Works it out.
    pub fn of(manuscript: &Manuscript) -> Self {
        let Manuscript { base, text, .. } = manuscript;
        match manuscript.form {
            Form::Markdown => Self::of_markdown(base, text),
            Form::Storage => Self::of_storage(base, text),
        }
    }

    fn of_markdown(base: &str, text: &str) -> Self {
        let explanation = markup::explain(base, text);
        let why = explanation.refusal().unwrap_or_default();
        match explanation.splice {
            Splice::Unchanged => Self::Unchanged,
            Splice::Refused(refusal) => Self::Refused { why, at: (refusal.line, 1) },
            Splice::Changed { storage, removes, warnings } => Self::Changed { storage, removes, warnings },
        }
    }

    fn of_storage(base: &str, text: &str) -> Self {
        let storage = markup::as_stored(base, text);
        match markup::check(&storage) {
            Ok(()) if storage == base => Self::Unchanged,
            Ok(()) => Self::Changed { storage, removes: Vec::new(), warnings: Vec::new() },
            Err(flaw) => Self::Refused { why: flaw.to_string(), at: (flaw.line, flaw.column) },
        }
    }

    /// Tells whether more goes with it than the text showed, so that whoever saves is asked.
    pub fn is_loss(&self) -> bool {
        matches!(self, Self::Changed { removes, .. } if removes.iter().any(|thing| markup::is_loss(thing)))
    }
}
