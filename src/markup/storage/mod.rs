//! The stored body as a lossless tree: every byte belongs to exactly one leaf.
//!
//! Leaves out meaning: which element is a heading or a macro is the business of `construct`.

mod build;
pub(crate) mod entity;
pub(crate) mod escape;
pub(crate) mod inline;
pub(crate) mod text;
pub(crate) mod tree;
pub(crate) mod visible;

pub(crate) use tree::{NodeId, NodeKind, Span, Tree};
