//! The promises of `markup` over whole corpora, where they are checked out, and over generated pages.

mod any_input;
mod commonmark;
mod corpus;
mod dialect;
mod docs;
mod edits;
mod findings;
mod generate;
mod html;
mod laws;
mod limits;
mod merge;
mod merge_triples;
mod nesting;
mod new_pages;
mod not_held;
mod pitfalls;
mod properties;
mod reader;
mod rows;
