//! Brings a database to the schema of this program: each step in one transaction, with its checksum.
//!
//! Steps are never edited: an applied step whose text differs means the file is not ours to touch.

use rusqlite::{Connection, TransactionBehavior};

/// The steps, oldest first. Old ones stay as they are.
const STEPS: [(&str, &str); 3] = [
    ("first", include_str!("../../../../assets/migrations/wiki/001_first.sql")),
    ("body_delta", include_str!("../../../../assets/migrations/wiki/002_body_delta.sql")),
    ("comments_attachments", include_str!("../../../../assets/migrations/wiki/003_comments_attachments.sql")),
];

/// Why a database was not brought up to date.
#[derive(Debug)]
pub(super) enum MigrateError {
    /// It holds steps this program does not know.
    Newer { found: u32, known: u32 },
    /// A step was applied with another text.
    Altered { step: u32 },
    /// SQLite.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for MigrateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Applies what is missing; says whether anything was.
pub(super) fn migrate(connection: &mut Connection) -> Result<bool, MigrateError> {
    if missing(connection)? == 0 {
        return Ok(false);
    }
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS schema_migration ( \
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT",
    )?;
    for (number, (name, text)) in (1u32..).zip(STEPS) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been faster: ask again under the lock.
        let known: u32 = tx.query_row("SELECT count(*) FROM schema_migration", [], |row| row.get(0))?;
        if known < number {
            tx.execute_batch(text)?;
            tx.execute(
                "INSERT INTO schema_migration (number, name, checksum) VALUES (?1, ?2, ?3)",
                (number, name, checksum(text)),
            )?;
            tx.commit()?;
        }
    }
    Ok(true)
}

/// Counts the steps to do, after checking those that were done.
fn missing(connection: &Connection) -> Result<usize, MigrateError> {
    let exists: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'schema_migration')",
        [],
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(STEPS.len());
    }
    let mut statement = connection.prepare("SELECT checksum FROM schema_migration ORDER BY number")?;
    let applied: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if applied.len() > STEPS.len() {
        return Err(MigrateError::Newer { found: applied.len() as u32, known: STEPS.len() as u32 });
    }
    for (number, (found, (_, text))) in (1u32..).zip(applied.iter().zip(STEPS)) {
        if *found != checksum(text) {
            return Err(MigrateError::Altered { step: number });
        }
    }
    Ok(STEPS.len() - applied.len())
}

/// FNV-1a: notices a changed text; nobody attacks it.
fn checksum(text: &str) -> String {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_changes_nothing_and_strangers_are_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert!(migrate(&mut connection).unwrap());
        assert!(!migrate(&mut connection).unwrap());
        connection.execute("UPDATE schema_migration SET checksum = 'x'", []).unwrap();
        assert!(matches!(migrate(&mut connection), Err(MigrateError::Altered { step: 1 })));
        connection.execute("INSERT INTO schema_migration VALUES (99, 'later', '')", []).unwrap();
        assert!(matches!(migrate(&mut connection), Err(MigrateError::Newer { found: 4, known: 3 })));
    }
}
