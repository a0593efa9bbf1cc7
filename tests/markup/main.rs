//! The promises of `markup` over whole corpora, where they are checked out, and over generated pages.

mod corpus;
mod pitfalls;
mod properties;
