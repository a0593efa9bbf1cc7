//! Every construct of the storage format: how it looks in Markdown, what can be edited and typed, what is kept.
//!
//! The table of `docs/markup.md` is written from here, and every row has an example that the tests hold
//! against the code: what the storage shows as, an edit of it, and what the same makes when it is typed.

mod blocks;
mod inlines;
mod macros;
mod snippets;

pub use snippets::{SNIPPETS, STOP, Snippet};

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Construct {
    /// What a person calls it.
    pub name: &'static str,
    /// Its form in Markdown.
    pub markdown: &'static str,
    /// What of it can be edited.
    pub edit: &'static str,
    /// Whether it can be typed from nothing.
    pub new: &'static str,
    /// What is kept and not shown; empty when everything shows.
    pub kept: &'static str,
    /// An example as it is stored.
    pub storage: &'static str,
    /// What the example shows as.
    pub shown: &'static str,
    /// A piece of what is shown, what it is edited to, and what is stored then.
    pub edited: Option<(&'static str, &'static str, &'static str)>,
    /// Markdown typed from nothing, and what it is stored as.
    pub typed: Option<(&'static str, &'static str)>,
}

/// Returns the constructs that are blocks, then macros, then those that stand in a line.
pub fn constructs() -> impl Iterator<Item = &'static Construct> {
    blocks::BLOCKS.iter().chain(macros::MACROS).chain(inlines::INLINES)
}

/// Returns the table as Markdown.
pub fn table() -> String {
    let mut out =
        "| construct | in Markdown | edit | new | kept, not shown |\n|---|---|---|---|---|\n".to_owned();
    for row in constructs() {
        let cells =
            [row.name, row.markdown, row.edit, row.new, row.kept].map(|cell| cell.replace('|', "\\|"));
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{Splice, splice, to_markdown, to_storage};

    #[test]
    fn every_example_shows_as_its_row_says() {
        for row in constructs() {
            let shown = to_markdown(row.storage);
            assert_eq!((shown.markdown.as_str(), &shown.read_only), (row.shown, &None), "{}", row.name);
            assert_eq!(splice(row.storage, row.shown), Splice::Unchanged, "{}", row.name);
        }
    }

    #[test]
    fn every_edit_of_an_example_changes_just_that() {
        for row in constructs() {
            let Some((from, to, expected)) = row.edited else { continue };
            assert!(row.shown.contains(from), "{}", row.name);
            match splice(row.storage, &row.shown.replacen(from, to, 1)) {
                Splice::Changed { storage, .. } => assert_eq!(storage, expected, "{}", row.name),
                other => panic!("{}: {other:?}", row.name),
            }
        }
    }

    #[test]
    fn what_can_be_typed_makes_its_storage_and_shows_again() {
        for row in constructs() {
            assert_eq!(row.typed.is_some(), row.new.starts_with("yes"), "{}", row.name);
            match row.typed {
                Some((typed, expected)) => {
                    assert_eq!(to_storage(typed).storage, expected, "{}", row.name);
                    assert_eq!(to_markdown(expected).markdown, typed, "{}", row.name);
                }
                // It would have to be said in the table.
                None => assert_ne!(to_storage(row.shown).storage, row.storage, "{}", row.name),
            }
        }
    }

    #[test]
    fn names_are_unique_and_no_cell_is_empty_but_the_last() {
        let mut names: Vec<&str> = constructs().map(|row| row.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for row in constructs() {
            assert!([row.name, row.markdown, row.edit, row.new].iter().all(|cell| !cell.is_empty()));
        }
    }
}
