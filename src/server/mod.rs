//! The built-in wiki: a router that extracts, decides, asks the store and answers.
