//! Brings a database to the schema of this program: what is missing in one transaction, each step with its checksum.
//!
//! Steps are never edited: an applied step whose text differs means the database is not ours to touch. Programs that
//! start at once wait for each other; the first one migrates.

use super::super::StoreError;
use super::connection::Connection;
use super::value::params;
use super::words;

/// A name and the text.
type Step = (&'static str, &'static str);

macro_rules! step {
    ($name:literal, $file:literal) => {
        ($name, include_str!(concat!("../../../../assets/migrations/wiki/", $file)))
    };
}

/// What only SQLite has behind it, oldest first.
const SQLITE: [Step; 5] = [
    step!("first", "001_first.sql"),
    step!("body_delta", "002_body_delta.sql"),
    step!("comments_attachments", "003_comments_attachments.sql"),
    step!("watches", "004_watches.sql"),
    step!("feed_of_numbers", "005_feed_of_numbers.sql"),
];
/// What PostgreSQL begins with: the same tables.
const POSTGRES: [Step; 1] = [step!("first", "postgres_001_first.sql")];
/// What both went through since, written once: `BIGINT` and `TEXT`, nothing else.
const BOTH: [Step; 4] = [
    step!("accounts", "006_accounts.sql"),
    step!("dialect", "009_dialect.sql"),
    step!("sight", "007_sight.sql"),
    step!("out_of_sight", "011_out_of_sight.sql"),
];

/// What each of them has its own words for: the index of words, which is filled when it is made.
const WORDS: &str = "words";
const SQLITE_WORDS: Step = step!("words", "010_words_sqlite.sql");
const POSTGRES_WORDS: Step = step!("words", "010_words_postgres.sql");
const SQLITE_NEWEST: Step = step!("newest", "012_newest_sqlite.sql");
const POSTGRES_NEWEST: Step = step!("newest", "012_newest_postgres.sql");
const SQLITE_OUT_OF_USE: Step = step!("out_of_use", "013_out_of_use_sqlite.sql");
const POSTGRES_OUT_OF_USE: Step = step!("out_of_use", "013_out_of_use_postgres.sql");
/// What both went through since then.
const BOTH_SINCE: [Step; 1] = [step!("unread", "014_unread.sql")];

/// Why a database was not brought up to date.
#[derive(Debug)]
pub(super) enum MigrateError {
    /// It holds steps this program does not know.
    Newer { found: u32, known: u32 },
    /// A step was applied with another text.
    Altered { step: u32 },
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for MigrateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Applies what is missing; says whether anything was.
pub(super) fn migrate(connection: &mut Connection) -> Result<bool, MigrateError> {
    bring_to(connection, &steps(connection))
}

fn bring_to(connection: &mut Connection, steps: &[Step]) -> Result<bool, MigrateError> {
    if applied(connection, steps)? == steps.len() {
        return Ok(false);
    }
    connection.write(|tx| {
        tx.batch(
            "CREATE TABLE IF NOT EXISTS schema_migration ( \
                number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)",
        )?;
        // Another program may have been faster: ask again under the lock.
        let known = applied(tx, steps)?;
        for (number, (name, text)) in (1_u32..).zip(steps).skip(known) {
            tx.batch(&in_words_of(tx, text))?;
            if *name == WORDS {
                words::gather(tx)?;
            }
            tx.run(
                "INSERT INTO schema_migration (number, name, checksum) VALUES (?1, ?2, ?3)",
                params![number, name, checksum(text)],
            )?;
        }
        Ok(known < steps.len())
    })
}

fn steps(connection: &Connection) -> Vec<Step> {
    let (own, last): (&[Step], [Step; 3]) = match connection {
        Connection::Sqlite(_) => (&SQLITE, [SQLITE_WORDS, SQLITE_NEWEST, SQLITE_OUT_OF_USE]),
        Connection::Postgres(_) => (&POSTGRES, [POSTGRES_WORDS, POSTGRES_NEWEST, POSTGRES_OUT_OF_USE]),
    };
    own.iter().chain(&BOTH).copied().chain(last).chain(BOTH_SINCE).collect()
}

/// Counts the steps that were done, after checking them.
fn applied(connection: &Connection, steps: &[Step]) -> Result<usize, MigrateError> {
    if !connection.has_table("schema_migration")? {
        return Ok(0);
    }
    let applied: Vec<String> =
        connection
            .all("SELECT checksum FROM schema_migration ORDER BY number", params![], |row| row.get(0))?;
    if applied.len() > steps.len() {
        return Err(MigrateError::Newer { found: applied.len() as u32, known: steps.len() as u32 });
    }
    for (number, (found, (_, text))) in (1_u32..).zip(applied.iter().zip(steps)) {
        if *found != checksum(text) {
            return Err(MigrateError::Altered { step: number });
        }
    }
    Ok(applied.len())
}

/// Text is compared byte by byte in both databases, whatever the language of the server.
fn in_words_of(connection: &Connection, text: &str) -> String {
    match connection {
        Connection::Sqlite(_) => text.to_owned(),
        Connection::Postgres(_) => text.replace(" TEXT", " TEXT COLLATE \"C\""),
    }
}

/// FNV-1a: notices a changed text; nobody attacks it.
fn checksum(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}

/// Says how many steps this program knows for a database.
#[cfg(test)]
pub(super) fn count(connection: &Connection) -> usize {
    steps(connection).len()
}

#[cfg(test)]
mod tests {
    use super::super::{sight, suite};
    use super::*;

    #[test]
    fn a_second_start_changes_nothing_and_strangers_are_refused() {
        suite::on_both(|database| {
            let mut connection = database.writer()?;
            let known = count(&connection) as u32;
            assert!(migrate(&mut connection).unwrap());
            assert!(!migrate(&mut connection).unwrap());
            connection.run("UPDATE schema_migration SET checksum = 'x'", params![])?;
            assert!(matches!(migrate(&mut connection), Err(MigrateError::Altered { step: 1 })));
            connection.run("INSERT INTO schema_migration VALUES (99, 'later', '')", params![])?;
            let newer = migrate(&mut connection);
            assert!(
                matches!(newer, Err(MigrateError::Newer { found, known: k }) if found == known + 1 && k == known)
            );
            Ok(())
        });
    }

    #[test]
    fn accounts_of_before_keep_their_groups_and_who_administers() {
        suite::on_both(|database| {
            let mut connection = database.writer()?;
            let steps = steps(&connection);
            let own = steps.iter().position(|(name, _)| *name == "accounts").unwrap();
            bring_to(&mut connection, &steps[..own]).unwrap();
            connection.batch(
                "INSERT INTO account (id, login, login_folded, full_name, admin, created) \
                    VALUES ('a', 'ann', 'ann', 'Ann', 1, 0), ('b', 'bob', 'bob', 'Bob', 0, 0); \
                 INSERT INTO team (name) VALUES ('staff'); \
                 INSERT INTO membership (team, account) VALUES ('staff', 'b')",
            )?;
            migrate(&mut connection).unwrap();
            let all = |sql: &str| connection.all(sql, params![], |row| row.get::<String>(0));
            let holders = "SELECT account FROM global_holder WHERE permission = 'SITE_ADMIN'";
            assert_eq!(all(holders)?, ["a"]);
            assert_eq!(all("SELECT account FROM licensed ORDER BY account")?, ["a", "b"]);
            assert_eq!(all("SELECT member FROM direct_member WHERE team = 'staff'")?, ["b"]);
            Ok(())
        });
    }

    /// What older programs kept: spaces of one person, of a group, of everybody, open to the world; pages for one, for
    /// nobody, and below one for few.
    const BEFORE: &str = "INSERT INTO account (id, login, login_folded, full_name, active, admin, created) VALUES \
            ('a', 'ann', 'ann', 'Ann', 1, 1, 0), ('b', 'bob', 'bob', 'Bob', 1, 0, 0), \
            ('c', 'cat', 'cat', 'Cat', 1, 0, 0), ('d', 'dan', 'dan', 'Dan', 0, 0, 0); \
        INSERT INTO team (name) VALUES ('staff'); \
        INSERT INTO membership (team, account) VALUES ('staff', 'b'), ('staff', 'd'); \
        INSERT INTO space (id, key, key_folded, name, kind, status, owner, creator, created) VALUES \
            (1, '~bob', '~bob', 'Bob', 'personal', 'active', 'b', 'b', 0), \
            (2, 'ENG', 'eng', 'Engineering', 'site', 'active', NULL, 'a', 0), \
            (3, 'HR', 'hr', 'Staff', 'site', 'active', NULL, 'a', 0), \
            (4, 'PUB', 'pub', 'World', 'site', 'active', NULL, 'a', 0); \
        INSERT INTO space_grant (space, kind, subject, permission) VALUES \
            (1, 'user', 'b', 'VIEW_SPACE'), (2, 'licensed', '', 'VIEW_SPACE'), \
            (3, 'group', 'staff', 'VIEW_SPACE'), (4, 'anonymous', '', 'VIEW_SPACE'); \
        INSERT INTO content (id, space, kind, status, title, parent, position, version, creator, created, \
            read_restricted) VALUES \
            (11, 1, 'page', 'current', 'private', NULL, 0, 1, 'b', 0, 0), \
            (21, 2, 'page', 'current', 'shared', NULL, 0, 1, 'a', 0, 0), \
            (22, 2, 'page', 'current', 'for one', 21, 0, 1, 'c', 0, 1), \
            (23, 2, 'page', 'current', 'below it', 22, 0, 1, 'c', 0, 0), \
            (24, 2, 'page', 'current', 'for nobody', 21, 1, 1, 'a', 0, 1), \
            (31, 3, 'page', 'current', 'of the group', NULL, 0, 1, 'a', 0, 0), \
            (41, 4, 'page', 'current', 'open', NULL, 0, 1, 'a', 0, 0); \
        INSERT INTO restriction (content, operation, kind, subject) VALUES (22, 'read', 'user', 'c')";

    #[test]
    fn s0_61_an_upgrade_widens_nothing() {
        let oldest = SQLITE.len() - POSTGRES.len();
        for newer in 0..=oldest {
            suite::on_both(|database| {
                let mut connection = database.writer()?;
                let steps = steps(&connection);
                // Every schema from before accounts had grants of their own, as far as the database went through it.
                let own = steps.iter().position(|(name, _)| *name == "accounts").unwrap();
                let begun = own.saturating_sub(newer).max(1);
                bring_to(&mut connection, &steps[..begun]).unwrap();
                connection.batch(BEFORE)?;
                migrate(&mut connection).unwrap();
                for (account, sees) in [
                    ("a", vec!["shared"]),
                    ("b", vec!["of the group", "private", "shared"]),
                    ("c", vec!["below it", "for one", "shared"]),
                    ("d", vec![]),
                    ("", vec![]),
                ] {
                    for condition in [sight::contents("c"), sight::content("c")] {
                        let sql = format!("SELECT c.title FROM content c WHERE {condition} ORDER BY c.title");
                        let found = connection.all(&sql, params![account], |row| row.get::<String>(0))?;
                        assert_eq!(found, sees, "`{account}` after an upgrade from step {begun}");
                    }
                }
                Ok(())
            });
        }
    }

    #[test]
    fn a_wiki_without_an_index_of_words_gets_one() {
        suite::on_both(|database| {
            let mut connection = database.writer()?;
            let steps = steps(&connection);
            let own = steps.iter().position(|(name, _)| *name == WORDS).unwrap();
            bring_to(&mut connection, &steps[..own]).unwrap();
            connection.batch(
                "INSERT INTO account (id, login, login_folded, full_name, created) VALUES ('a', 'a', 'a', 'A', 0); \
                 INSERT INTO space (id, key, key_folded, name, kind, status, creator, created) \
                    VALUES (5, 'S', 's', 'Garden', 'site', 'active', 'a', 0); \
                 INSERT INTO content (id, space, kind, status, title, position, version, creator, created) \
                    VALUES (7, 5, 'page', 'current', 'Roses', 0, 1, 'a', 0); \
                 INSERT INTO version (content, number, title, body, author, saved, message) \
                    VALUES (7, 1, 'Roses', 1, 'a', 0, ''); \
                 INSERT INTO body (content, version, storage) VALUES (7, 1, '<p>thorny</p>')",
            )?;
            migrate(&mut connection).unwrap();
            for (index, word, thing) in [
                (words::Index::Names, "gar", 5),
                (words::Index::Names, "rose", 7),
                (words::Index::Texts, "thorn", 7),
            ] {
                let needle = [words::beginning(&connection, word)];
                let found: Vec<i64> = connection.all(
                    &index.having(&connection, "?1"),
                    &super::super::value::Given::params(&needle),
                    |row| row.get(0),
                )?;
                assert_eq!(found, [thing], "{word}");
            }
            Ok(())
        });
    }

    #[test]
    fn of_programs_that_start_at_once_one_migrates() {
        suite::on_both(|database| {
            let starts: Vec<_> = (0..4)
                .map(|_| {
                    let database = database.clone();
                    std::thread::spawn(move || migrate(&mut database.writer().unwrap()).unwrap())
                })
                .collect();
            let migrated = starts.into_iter().map(|start| start.join().unwrap());
            assert_eq!(migrated.filter(|migrated| *migrated).count(), 1);
            Ok(())
        });
    }
}
