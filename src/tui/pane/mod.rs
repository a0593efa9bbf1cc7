//! The panes: spaces, pages, and the page itself, which is read or edited.

pub mod directory;
pub mod editor;
mod lens;
pub mod reader;
pub mod tree;
