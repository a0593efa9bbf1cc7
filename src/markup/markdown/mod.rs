//! Our Markdown: GFM with panels, directives and placeholders, read into blocks and written from them.
//!
//! Leaves out storage: nothing here knows a tag of it beyond the few that Markdown writes as themselves.

pub(crate) mod address;
pub(crate) mod attributes;
mod fold;
pub(crate) mod footnote;
mod html;
pub(crate) mod inline;
pub(crate) mod mask;
pub(crate) mod parse;
mod parts;
pub(crate) mod pieces;
pub(crate) mod placeholder;
pub(super) mod portable;
pub(crate) mod spelling;
pub(crate) mod task;
pub(crate) mod write;
