//! Bodies as they lie in the file: packed, because markup packs to half and a first pull is mostly writing.
//!
//! A packed body is a blob: its length, then LZ4. A short one, and one from before bodies were packed, is text.

use rusqlite::types::{FromSqlError, ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, ffi};

/// Shorter ones gain nothing.
const WORTH: usize = 128;
/// What says that it is longer than this is damaged: nothing may make us take that much memory.
const LONGEST: usize = 1 << 30;

/// Returns a body as it is stored.
pub(super) fn packed(storage: &str) -> ToSqlOutput<'_> {
    if storage.len() >= WORTH {
        let packed = lz4_flex::compress_prepend_size(storage.as_bytes());
        if packed.len() < storage.len() {
            return ToSqlOutput::Owned(Value::Blob(packed));
        }
    }
    ToSqlOutput::Borrowed(ValueRef::Text(storage.as_bytes()))
}

/// Reads a body from a column.
pub(super) fn unpacked(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    let damaged = || rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), None);
    match row.get_ref(column)? {
        ValueRef::Blob(packed) => {
            let length = packed.first_chunk().map_or(LONGEST, |length| u32::from_le_bytes(*length) as usize);
            if length >= LONGEST {
                return Err(damaged());
            }
            let bytes = lz4_flex::decompress_size_prepended(packed).map_err(|_| damaged())?;
            String::from_utf8(bytes).map_err(|_| damaged())
        }
        text => match text.as_str() {
            Ok(text) => Ok(text.to_owned()),
            Err(FromSqlError::InvalidType) => Err(damaged()),
            Err(error) => Err(error.into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rusqlite::Connection;

    fn file() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE body (storage TEXT NOT NULL)").unwrap();
        db
    }

    fn read(db: &Connection) -> rusqlite::Result<String> {
        db.query_row("SELECT storage FROM body", [], |row| unpacked(row, 0))
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(storage in "([a-zé日<>&;/=\" ]{0,40}){0,20}", times in 1..4usize) {
            let db = file();
            let storage = storage.repeat(times);
            db.execute("INSERT INTO body VALUES (?1)", [packed(&storage)]).unwrap();
            prop_assert_eq!(read(&db).unwrap(), storage);
        }
    }

    #[test]
    fn markup_packs_well_and_text_of_before_is_read() {
        let storage = "<p>some words of a page</p>".repeat(40);
        let db = file();
        db.execute("INSERT INTO body VALUES (?1)", [packed(&storage)]).unwrap();
        let length: i64 = db.query_row("SELECT length(storage) FROM body", [], |row| row.get(0)).unwrap();
        assert!(length * 5 < storage.len() as i64, "{length} bytes");
        db.execute("UPDATE body SET storage = ?1", [&storage]).unwrap();
        assert_eq!(read(&db).unwrap(), storage);
    }

    #[test]
    fn a_damaged_body_is_an_error_and_takes_no_memory() {
        for bytes in [&[255u8; 9][..], &[], &[3, 0, 0, 0, 0x30, 255, 254, 253]] {
            let db = file();
            db.execute("INSERT INTO body VALUES (?1)", [bytes]).unwrap();
            let error = read(&db).unwrap_err();
            assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseCorrupt));
        }
    }
}
