//! Damaged files: found, set aside, never deleted. `replica.db` starts empty and is fetched again;
//! `drafts.db` is salvaged record by record.
//!
//! Leaves out checking at every start: a file is checked when it does not open, or when a statement found
//! damage in an earlier run.

use super::schema::{DRAFTS, REPLICA, Schema};
use super::{ReplicaError, Result, checksum};
use rusqlite::{Connection, OpenFlags, types::Value};
use std::path::{Path, PathBuf};

const SUSPECT: &str = "suspect";

/// Remembers that a statement found damage, so that the next start looks at both files.
pub(super) fn mark_suspect(dir: &Path) {
    // Best effort: when even this cannot be written, the next statement finds the damage again.
    let _ = std::fs::write(dir.join(SUSPECT), b"");
}

/// Checks both files when an earlier run found damage.
pub(super) fn set_aside_suspects(dir: &Path, notices: &mut Vec<String>) -> Result<()> {
    if dir.join(SUSPECT).exists() {
        find_damage(dir, notices)?;
    }
    Ok(())
}

/// Checks both files and sets aside what is damaged.
pub(super) fn find_damage(dir: &Path, notices: &mut Vec<String>) -> Result<()> {
    if is_damaged(&dir.join(REPLICA.file)) {
        let aside = set_aside(dir, &REPLICA)?;
        notices.push(format!(
            "the local copy of the wiki was damaged and is fetched again (kept as `{}`)",
            aside.display()
        ));
    }
    if is_damaged(&dir.join(DRAFTS.file)) {
        let aside = set_aside(dir, &DRAFTS)?;
        let count = salvage(dir, &aside)?;
        notices.push(format!(
            "the store of drafts and waiting changes was damaged: {count} records saved (kept as `{}`)",
            aside.display()
        ));
    }
    let _ = std::fs::remove_file(dir.join(SUSPECT));
    Ok(())
}

fn is_damaged(path: &Path) -> bool {
    if !path.exists() {
        return false;
    }
    let check = || -> rusqlite::Result<String> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
    };
    match check() {
        Ok(verdict) => verdict != "ok",
        Err(error) => matches!(
            ReplicaError::from(error).named(path),
            ReplicaError::Corrupt { .. } | ReplicaError::Sqlite(_)
        ),
    }
}

/// Renames a file and its side files to the first free `NAME.damaged-N`.
fn set_aside(dir: &Path, schema: &Schema) -> Result<PathBuf> {
    let aside = (1..)
        .map(|number| dir.join(format!("{}.damaged-{number}", schema.file)))
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(format!("{}.damaged", schema.file)));
    for side in ["", "-wal", "-shm"] {
        let from = dir.join(format!("{}{side}", schema.file));
        let to = PathBuf::from(format!("{}{side}", aside.display()));
        match std::fs::rename(&from, &to) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(ReplicaError::system(&from, &error));
            }
            _ => {}
        }
    }
    Ok(aside)
}

/// Tables worth saving: name, columns, and which column a checksum in `sum` covers.
const WORTH: [(&str, &str, Option<&str>); 15] = [
    ("outbox", "seq, op, entry, sum, state, reason", Some("entry")),
    ("draft", "number, page, base_version, base, text, cursor, updated, sum", Some("text")),
    ("journal", "seq, page, at, removed, inserted, cursor", None),
    ("storage_draft", "number, page, base_version, base, text, cursor, updated, sum", Some("text")),
    ("storage_journal", "seq, page, at, removed, inserted, cursor", None),
    ("conflict", "number, page, base, ours, theirs, their_version, since, sum", Some("ours")),
    ("kept", "number, page, why, text, at, sum", Some("text")),
    ("alias", "number, local, real", None),
    ("history", "seq, op, team, entry, undone, turn", None),
    ("favourite", "space", None),
    ("favourite_page", "page", None),
    ("visit", "page, at", None),
    ("state", "name, value", None),
    ("comment_draft", "place, text, updated, sum", Some("text")),
    ("saved_search", "name, text, scope, sum", Some("text")),
];

/// Copies every record that can still be read into a fresh file; returns how many.
fn salvage(dir: &Path, aside: &Path) -> Result<usize> {
    let fresh = super::store::connect_one(dir, &DRAFTS)?;
    let old = match open_damaged(dir, aside) {
        Ok(old) => old,
        Err(_) => return Ok(0),
    };
    let mut saved = 0;
    for (table, columns, covered) in WORTH {
        saved += salvage_table(&old, &fresh, table, columns, covered);
    }
    Ok(saved)
}

/// Opens a copy of the damaged file; where its first page is beyond reading, the first page of a fresh
/// file takes its place: the tables of one schema begin on the same pages.
fn open_damaged(dir: &Path, aside: &Path) -> Result<Connection> {
    let readable = |path: &Path| -> Result<Connection> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'outbox'", [], |row| {
            row.get::<_, i64>(0)
        })?;
        Ok(connection)
    };
    if let Ok(connection) = readable(aside) {
        return Ok(connection);
    }
    let patched = PathBuf::from(format!("{}.patched", aside.display()));
    let io = |error: std::io::Error| ReplicaError::system(&patched, &error);
    let mut bytes = std::fs::read(aside).map_err(io)?;
    let first = first_page(dir)?;
    if bytes.len() < first.len() {
        bytes.resize(first.len(), 0);
    }
    let pages = (bytes.len() / first.len()) as u32;
    bytes[..first.len()].copy_from_slice(&first);
    bytes[28..32].copy_from_slice(&pages.to_be_bytes());
    std::fs::write(&patched, bytes).map_err(io)?;
    super::store::set_mode(&patched, 0o600)?;
    readable(&patched)
}

/// Returns the first page of a file with today's schema and nothing in it.
fn first_page(dir: &Path) -> Result<Vec<u8>> {
    let scratch = dir.join("scratch");
    std::fs::create_dir_all(&scratch).map_err(|error| ReplicaError::system(&scratch, &error))?;
    let connection = super::store::connect_one(&scratch, &DRAFTS)?;
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    let size: usize = connection.query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0))? as usize;
    drop(connection);
    let bytes = std::fs::read(scratch.join(DRAFTS.file)).map_err(|e| ReplicaError::system(&scratch, &e))?;
    let _ = std::fs::remove_dir_all(&scratch);
    Ok(bytes[..size.min(bytes.len())].to_vec())
}

/// Walks the rows of a table up and then down, so that one bad page hides only itself.
fn salvage_table(
    old: &Connection,
    new: &Connection,
    table: &str,
    columns: &str,
    covered: Option<&str>,
) -> usize {
    let names: Vec<&str> = columns.split(", ").collect();
    let covered = covered.and_then(|name| names.iter().position(|&other| other == name));
    let sum = names.iter().position(|&name| name == "sum");
    let places = vec!["?"; names.len()].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})");
    let mut saved = 0;
    for order in ["", "DESC"] {
        let order_by = if order.is_empty() { String::new() } else { format!(" ORDER BY {} DESC", names[0]) };
        let Ok(mut statement) = old.prepare(&format!("SELECT {columns} FROM {table}{order_by}")) else {
            continue;
        };
        let Ok(mut rows) = statement.query([]) else { continue };
        let mut whole = true;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(_) => {
                    whole = false;
                    break;
                }
            };
            let values: Vec<Value> = (0..names.len()).map(|at| row.get(at).unwrap_or(Value::Null)).collect();
            if is_intact(&values, covered, sum)
                && new.execute(&insert, rusqlite::params_from_iter(values)).is_ok_and(|count| count > 0)
            {
                saved += 1;
            }
        }
        if whole {
            break;
        }
    }
    saved
}

fn is_intact(values: &[Value], covered: Option<usize>, sum: Option<usize>) -> bool {
    let (Some(covered), Some(sum)) = (covered, sum) else { return true };
    match (&values[covered], &values[sum]) {
        (Value::Text(text), Value::Integer(sum)) => checksum(text) == *sum,
        _ => false,
    }
}
