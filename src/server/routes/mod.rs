//! Handlers by resource: each extracts, checks the form, asks the store and answers.

pub(super) mod access;
pub(super) mod append;
pub(super) mod attachments;
pub(super) mod below;
pub(super) mod changes;
pub(super) mod comments;
pub(super) mod content;
pub(super) mod directory;
pub(super) mod download;
pub(super) mod events;
pub(super) mod history;
pub(super) mod import;
pub(super) mod info;
pub(super) mod labels;
pub(super) mod personal;
pub(super) mod properties;
pub(super) mod restrictions;
pub(super) mod search;
pub(super) mod site_labels;
pub(super) mod space_permissions;
pub(super) mod spaces;
pub(super) mod tokens;
pub(super) mod trash;
pub(super) mod tree;
pub(super) mod upload;
pub(super) mod users;
pub(super) mod view;

mod assemble;
mod extras;
mod params;

use super::store::Outcome;
use crate::domain::Page;

/// Unwraps the answer of a command that answers with a page.
fn page_of(outcome: Outcome) -> super::error::Result<Page> {
    match outcome {
        Outcome::Page(page) => Ok(*page),
        _ => Err(mismatched()),
    }
}

/// Unwraps the answer of a command that answers with a space.
fn space_of(outcome: Outcome) -> super::error::Result<crate::domain::Space> {
    match outcome {
        Outcome::Space(space) => Ok(*space),
        _ => Err(mismatched()),
    }
}

/// A kept answer of another kind: the key was used for another kind of request.
fn mismatched() -> super::error::ApiError {
    super::store::StoreError::KeyReused.into()
}
