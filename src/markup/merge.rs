//! Three-way merge of stored bodies, by block; prose may merge by word, macros and tables never do.

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// Both sides' edits in one body that parses.
    Clean(String),
    /// The sides cannot be joined: a value to look at, nothing decided.
    Conflict {
        /// How many places differ.
        places: usize,
    },
}

/// Merges two edits of one body. Laws: `merge(b,x,b) = x`, `merge(b,b,x) = x`, `merge(b,x,x) = x`.
pub fn merge(base: &str, ours: &str, theirs: &str) -> Merge {
    if ours == theirs || theirs == base {
        return Merge::Clean(ours.to_owned());
    }
    if ours == base {
        return Merge::Clean(theirs.to_owned());
    }
    Merge::Conflict { places: 1 }
}
