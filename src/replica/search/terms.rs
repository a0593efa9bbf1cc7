//! The words of the index that begin so. Asked for a beginning, the index joins the pages of all of them before it tells
//! of the first; asked for the words themselves, it reads no further than somebody looks.

use crate::replica::Result;
use rusqlite::{Connection, OptionalExtension};

/// With more words than these the index may as well join them.
const MOST: usize = 24;
/// Stands in no word, and before every letter: a word with it behind is where the next one is looked for.
const BEHIND: char = '\u{1}';

/// Lets the connection look at the words, one by one.
pub(super) fn open(db: &Connection) -> Result<()> {
    Ok(db.execute_batch("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('replica', 'words', 'instance')")?)
}

/// Returns the words that begin so, as the index has them; `None` when there are too many, or none.
pub(super) fn beginning(db: &Connection, folded: &str) -> Result<Option<Vec<String>>> {
    let mut next = db.prepare_cached("SELECT term FROM temp.terms WHERE term >= ?1 LIMIT 1")?;
    let mut terms: Vec<String> = Vec::new();
    let mut from = folded.to_owned();
    while terms.len() <= MOST {
        let term: Option<String> = next.query_row([&from], |row| row.get(0)).optional()?;
        match term.filter(|term| term.starts_with(folded)) {
            None => return Ok((!terms.is_empty()).then_some(terms)),
            Some(term) => {
                from.clone_from(&term);
                from.push(BEHIND);
                terms.push(term);
            }
        }
    }
    Ok(None)
}
