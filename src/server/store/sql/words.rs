//! Which words things have, kept in the same transaction as the things but for pages of an import (`unread`): an index for
//! search, and nothing else.
//!
//! ```text
//!   name_words   the title of a page or blog post, the name of a file or a space
//!   text_words   the body of a page or blog post, of a comment
//! ```
//!
//! What a word is, is decided in [`cql`](crate::server::cql); the index gets them ready made and parts nothing by itself, so
//! both databases find the same. This is the one place where they are spoken to differently: SQLite has FTS5 for this,
//! PostgreSQL `tsvector`.

use super::super::Result;
use super::connection::Connection;
use super::value::{Given, params};
use crate::markup::plain_text;
use crate::server::cql::terms;

/// How many bytes of words are in one row: PostgreSQL takes a mebibyte.
const ROW: usize = 400 << 10;
/// How many things are read at a time when the index is made.
const AT_A_TIME: i64 = 200;
/// How many words that begin alike are asked for one by one.
const ALIKE: usize = 64;

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    /// In names.
    Names,
    /// In what things say.
    Texts,
}

impl Index {
    fn table(self) -> &'static str {
        match self {
            Self::Names => "name_words",
            Self::Texts => "text_words",
        }
    }

    /// Returns the things with a word that begins so, as a statement over the value at `place`; that value is
    /// [`beginning`].
    pub(super) fn having(self, tx: &Connection, place: &str) -> String {
        let table = self.table();
        match tx {
            Connection::Sqlite(_) => format!("SELECT rowid FROM {table} WHERE {table} MATCH {place}"),
            Connection::Postgres(_) => {
                format!("SELECT thing FROM {table} WHERE words @@ CAST({place} AS tsquery)")
            }
        }
    }
}

/// Returns the things with a word that begins so, by number. Nothing here knows who asks.
pub(super) fn listed(tx: &Connection, index: Index, word: &str) -> Result<Vec<i64>> {
    let needle = match alike(tx, index, word)? {
        // Lists of whole words are read as they are; to find a beginning FTS5 first writes a list of its own.
        Some(words) if !words.is_empty() => {
            words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" OR ").into()
        }
        // A word that nothing has is asked for all the same: the clock is not to tell it from one that is hidden.
        _ => beginning(tx, word),
    };
    let mut things = tx.all(&index.having(tx, "?1"), &Given::params(&[needle]), |row| row.get::<i64>(0))?;
    if !things.is_sorted() {
        things.sort_unstable();
    }
    things.dedup();
    Ok(things)
}

/// Returns the words of an index that begin so; `None` where they are many, or asked for by their beginning anyway.
fn alike(tx: &Connection, index: Index, word: &str) -> Result<Option<Vec<String>>> {
    let Connection::Sqlite(_) = tx else { return Ok(None) };
    let terms = match index {
        Index::Names => "name_terms",
        Index::Texts => "text_terms",
    };
    // From one word straight to the next: going through all places of a word takes as long as finding them. Words hold
    // letters and digits alone, and the first of what follows a word is behind it and a control character.
    let next =
        |from: &str| format!("SELECT t.term FROM {terms} t WHERE t.term >= {from} AND t.term <= ?2 LIMIT 1");
    let sql = format!(
        "WITH RECURSIVE word(term) AS (SELECT ({}) UNION ALL SELECT ({}) FROM word w WHERE w.term IS NOT NULL) \
         SELECT term FROM word WHERE term IS NOT NULL LIMIT ?3",
        next("?1"),
        next("w.term || char(1)")
    );
    let end = format!("{word}{}", char::MAX);
    let words = tx.all(&sql, params![word, end, ALIKE as i64 + 1], |row| row.get(0))?;
    Ok((words.len() <= ALIKE).then_some(words))
}

/// Writes the beginning of a word as the index asks for it; words hold letters and digits alone.
pub(super) fn beginning(tx: &Connection, word: &str) -> Given {
    match tx {
        Connection::Sqlite(_) => format!("\"{word}\"*").into(),
        Connection::Postgres(_) => format!("'{word}':*").into(),
    }
}

/// Keeps the words of a new thing's name.
pub(super) fn add_name(tx: &Connection, thing: i64, name: &str) -> Result<()> {
    add(tx, Index::Names, thing, name)
}

/// The words of a page as the index keeps them, parted by spaces.
#[derive(Debug)]
pub(super) struct PageWords {
    page: i64,
    name: String,
    text: String,
}

impl PageWords {
    /// Reads the words of a page.
    pub(super) fn of(page: i64, title: &str, storage: &str) -> Self {
        Self { page, name: terms(title), text: terms(&plain_text(storage)) }
    }
}

/// Keeps the words of pages that have none there, in the order of their numbers. All of one index before the other: for a
/// number below the one before SQLite first writes out what it holds, which would be a stretch of the index for every other
/// page.
pub(super) fn add_pages(tx: &Connection, pages: &[PageWords]) -> Result<()> {
    for words in pages {
        add_terms(tx, Index::Names, words.page, &words.name)?;
    }
    for words in pages {
        add_terms(tx, Index::Texts, words.page, &words.text)?;
    }
    Ok(())
}

/// Keeps the words of a thing's name instead of those it had.
pub(super) fn set_name(tx: &Connection, thing: i64, name: &str) -> Result<()> {
    forget_in(tx, Index::Names, thing)?;
    add_name(tx, thing, name)
}

/// Keeps the words of what a new thing says, given as it is stored.
pub(super) fn add_text(tx: &Connection, thing: i64, storage: &str) -> Result<()> {
    add(tx, Index::Texts, thing, &plain_text(storage))
}

/// Keeps the words of what a thing says instead of those it said.
pub(super) fn set_text(tx: &Connection, thing: i64, storage: &str) -> Result<()> {
    forget_in(tx, Index::Texts, thing)?;
    add_text(tx, thing, storage)
}

/// Forgets a thing.
pub(super) fn forget(tx: &Connection, thing: i64) -> Result<()> {
    forget_in(tx, Index::Names, thing)?;
    forget_in(tx, Index::Texts, thing)
}

fn forget_in(tx: &Connection, index: Index, thing: i64) -> Result<()> {
    let (table, id) = (index.table(), id_of(tx));
    tx.run(&format!("DELETE FROM {table} WHERE {id} = ?1"), params![thing])?;
    Ok(())
}

fn add(tx: &Connection, index: Index, thing: i64, text: &str) -> Result<()> {
    add_terms(tx, index, thing, &terms(text))
}

fn add_terms(tx: &Connection, index: Index, thing: i64, words: &str) -> Result<()> {
    let (table, id) = (index.table(), id_of(tx));
    match tx {
        Connection::Sqlite(_) if words.is_empty() => {}
        Connection::Sqlite(_) => {
            let sql = format!("INSERT INTO {table} ({id}, words) VALUES (?1, ?2)");
            tx.run(&sql, params![thing, words])?;
        }
        Connection::Postgres(_) => {
            let sql = format!(
                "INSERT INTO {table} ({id}, words) VALUES (?1, array_to_tsvector(string_to_array(?2, ' ')))"
            );
            for row in rows(words) {
                tx.run(&sql, params![thing, row])?;
            }
        }
    }
    Ok(())
}

fn id_of(tx: &Connection) -> &'static str {
    match tx {
        Connection::Sqlite(_) => "rowid",
        Connection::Postgres(_) => "thing",
    }
}

/// Parts words between two of them, where they are too many for one row.
fn rows(words: &str) -> Vec<&str> {
    let (mut rows, mut rest) = (Vec::new(), words);
    while rest.len() > ROW {
        // A word is much shorter than a row.
        let end = rest.as_bytes()[..ROW].iter().rposition(|byte| *byte == b' ').unwrap_or(rest.len());
        rows.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    if !rest.is_empty() {
        rows.push(rest);
    }
    rows
}

/// Makes the index of a wiki that has none.
pub(super) fn gather(tx: &Connection) -> Result<()> {
    for table in ["attachment", "space"] {
        let sql = format!("SELECT id, name FROM {table}");
        for (thing, name) in tx.all(&sql, params![], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))? {
            add_name(tx, thing, &name)?;
        }
    }
    walk(
        tx,
        "SELECT c.id, c.title, b.storage FROM content c \
             JOIN version v ON v.content = c.id AND v.number = c.version \
             JOIN body b ON b.content = c.id AND b.version = v.body \
         WHERE c.id > ?1 ORDER BY c.id LIMIT ?2",
        |thing, title, storage| {
            add_name(tx, thing, title)?;
            add_text(tx, thing, storage)
        },
    )?;
    walk(tx, "SELECT id, '', storage FROM comment WHERE id > ?1 ORDER BY id LIMIT ?2", |thing, _, storage| {
        add_text(tx, thing, storage)
    })
}

/// Goes through things a few at a time: all of them at once would be the whole wiki in memory.
fn walk(tx: &Connection, sql: &str, each: impl Fn(i64, &str, &str) -> Result<()>) -> Result<()> {
    let mut after = i64::MIN;
    loop {
        let found = tx.all(sql, params![after, AT_A_TIME], |row| {
            Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
        })?;
        let Some((last, ..)) = found.last() else { return Ok(()) };
        after = *last;
        for (thing, name, text) in &found {
            each(*thing, name, text)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::migrate::migrate;
    use super::super::suite;
    use super::*;

    fn found(tx: &Connection, index: Index, word: &str) -> Result<Vec<i64>> {
        let sql = format!("SELECT * FROM ({}) f ORDER BY 1", index.having(tx, "?1"));
        tx.all(&sql, &Given::params(&[beginning(tx, word)]), |row| row.get(0))
    }

    #[test]
    fn words_are_found_by_how_they_begin_until_they_are_forgotten() {
        suite::on_both(|database| {
            let mut tx = database.writer()?;
            migrate(&mut tx).unwrap();
            add_name(&tx, 1, "Über-Schnelles Ding")?;
            add_text(&tx, 1, "<p>İstanbul 日本語 naïve a1b2</p>")?;
            add_text(&tx, 2, "<p>naïver</p>")?;
            add_text(&tx, 3, "<p> </p>")?;
            let texts = |word: &str| found(&tx, Index::Texts, word);
            assert_eq!(found(&tx, Index::Names, "schnell")?, [1]);
            assert_eq!(found(&tx, Index::Names, "über")?, [1]);
            assert_eq!(texts("naïve")?, [1, 2]);
            assert_eq!(texts("日本")?, [1]);
            assert_eq!(texts("i\u{307}st")?, [1]);
            assert_eq!((texts("schnell")?, texts("a1")?), (vec![], vec![1]));
            set_text(&tx, 1, "<p>other</p>")?;
            assert_eq!((texts("naïve")?, texts("other")?), (vec![2], vec![1]));
            forget(&tx, 2)?;
            forget(&tx, 3)?;
            assert_eq!(texts("naïve")?, [0; 0]);
            Ok(())
        });
    }

    #[test]
    fn things_are_listed_in_order_however_many_words_begin_alike() {
        suite::on_both(|database| {
            let mut tx = database.writer()?;
            migrate(&mut tx).unwrap();
            for thing in (0..200_i64).rev() {
                add_text(&tx, thing, &format!("<p>word{thing:03} begin</p>"))?;
                add_name(&tx, thing, "Wo")?;
            }
            forget(&tx, 150)?;
            let left = |from: i64, to: i64| (from..to).filter(|thing| *thing != 150).collect::<Vec<_>>();
            assert_eq!(listed(&tx, Index::Texts, "word")?, left(0, 200));
            assert_eq!(listed(&tx, Index::Texts, "word15")?, left(150, 160));
            assert_eq!(listed(&tx, Index::Texts, "begin")?, left(0, 200));
            assert_eq!(listed(&tx, Index::Names, "wo")?, left(0, 200));
            assert_eq!(listed(&tx, Index::Names, "word")?, [0; 0]);
            Ok(())
        });
    }

    #[test]
    fn a_long_text_is_found_by_each_of_its_words() {
        suite::on_both(|database| {
            let mut tx = database.writer()?;
            migrate(&mut tx).unwrap();
            let words: Vec<String> = (0..200_000).map(|number| format!("word{number}")).collect();
            add_text(&tx, 7, &words.join(" "))?;
            for word in ["word0", "word99999", "word199999"] {
                assert!(found(&tx, Index::Texts, word)?.contains(&7), "{word}");
            }
            Ok(())
        });
    }

    #[test]
    fn rows_are_parted_between_words() {
        let words = vec!["abcdefg"; 120_000].join(" ");
        let parted = rows(&words);
        assert!(parted.len() > 1 && parted.iter().all(|row| row.len() <= ROW));
        assert_eq!(parted.join(" "), words);
        assert_eq!(rows(""), [""; 0]);
    }
}
