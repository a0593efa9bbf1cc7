//! Bodies as they lie in the file: packed, because markup packs well and pages of one wiki are alike.
//!
//! A packed body is a Zstandard frame with a checksum; it names the dictionary it was packed with (`dictionary`), or
//! none. A short body is text. Files of before hold a length and LZ4 behind it: read, and packed anew when written.

use super::dictionary;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Result, Row, ffi};

/// Shorter ones gain nothing.
const WORTH: usize = 64;
/// What says that it is longer than this is damaged: nothing may make us take that much memory.
const LONGEST: usize = 1 << 30;
/// How a Zstandard frame begins. As the length of an LZ4 body it would be far above [`LONGEST`].
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Returns a body as it is stored.
pub(super) fn packed<'a>(db: &Connection, storage: &'a str) -> Result<ToSqlOutput<'a>> {
    if storage.len() >= WORTH {
        let packed = dictionary::pack(db, storage.as_bytes())?;
        if packed.len() < storage.len() {
            return Ok(ToSqlOutput::Owned(Value::Blob(packed)));
        }
    }
    Ok(ToSqlOutput::Borrowed(ValueRef::Text(storage.as_bytes())))
}

/// Reads a body from a column.
pub(super) fn unpacked(db: &Connection, row: &Row<'_>, column: usize) -> Result<String> {
    let bytes = match row.get_ref(column)? {
        ValueRef::Text(text) => text.to_vec(),
        ValueRef::Blob(frame) if frame.starts_with(&FRAME) => dictionary::unpack(db, frame, LONGEST)?,
        ValueRef::Blob(old) => {
            let length = old.first_chunk().map_or(LONGEST, |length| u32::from_le_bytes(*length) as usize);
            if length >= LONGEST {
                return Err(damaged());
            }
            lz4_flex::decompress_size_prepended(old).map_err(|_| damaged())?
        }
        _ => return Err(damaged()),
    };
    String::from_utf8(bytes).map_err(|_| damaged())
}

/// What is said of a body that cannot be read.
pub(super) fn damaged() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE body (storage TEXT NOT NULL);
             ATTACH ':memory:' AS replica;
             CREATE TABLE replica.dictionary (number INTEGER PRIMARY KEY, pages INTEGER NOT NULL, bytes BLOB NOT NULL)",
        )
        .unwrap();
        db
    }

    fn read(db: &Connection) -> Result<String> {
        db.query_row("SELECT storage FROM body", [], |row| unpacked(db, row, 0))
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(storage in "([a-zé日<>&;/=\" ]{0,40}){0,20}", times in 1..4usize) {
            let db = file();
            let storage = storage.repeat(times);
            db.execute("INSERT INTO body VALUES (?1)", [packed(&db, &storage).unwrap()]).unwrap();
            prop_assert_eq!(read(&db).unwrap(), storage);
        }
    }

    #[test]
    fn markup_packs_well_and_bodies_of_before_are_read() {
        let storage = "<p>some words of a page</p>".repeat(40);
        let db = file();
        db.execute("INSERT INTO body VALUES (?1)", [packed(&db, &storage).unwrap()]).unwrap();
        let length: i64 = db.query_row("SELECT length(storage) FROM body", [], |row| row.get(0)).unwrap();
        assert!(length * 10 < storage.len() as i64, "{length} bytes");
        db.execute("UPDATE body SET storage = ?1", [&storage]).unwrap();
        assert_eq!(read(&db).unwrap(), storage);
        let old = lz4_flex::compress_prepend_size(storage.as_bytes());
        db.execute("UPDATE body SET storage = ?1", [&old]).unwrap();
        assert_eq!(read(&db).unwrap(), storage);
    }

    #[test]
    fn a_damaged_body_is_an_error_and_takes_no_memory() {
        let frame = [FRAME[0], FRAME[1], FRAME[2], FRAME[3], 0xff, 0xff, 0xff];
        for bytes in [&[255u8; 9][..], &[], &[3, 0, 0, 0, 0x30, 255, 254, 253], &frame] {
            let db = file();
            db.execute("INSERT INTO body VALUES (?1)", [bytes]).unwrap();
            let error = read(&db).unwrap_err();
            assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseCorrupt));
        }
    }
}
