//! Bodies as they lie in the file: packed, because markup packs well and pages of one wiki are alike.
//!
//! A packed body is a Zstandard frame with a checksum; it names the dictionary it was packed with (`dictionary`), or
//! none. A short body is text. Files of before hold a length and LZ4 behind it: read, and packed anew when written.

use super::dictionary;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Result, Row, ffi};
use std::io::{BufRead, BufReader, Read};
use zstd::stream::read::Decoder;

/// Shorter ones gain nothing.
const WORTH: usize = 64;
/// What says that it is longer than this is damaged: nothing may make us take that much memory.
const LONGEST: usize = 1 << 30;
/// What takes no more in the file is read as a whole.
pub(super) const LIGHT: usize = 16 * 1024;
/// How a Zstandard frame begins. As the length of an LZ4 body it would be far above [`LONGEST`].
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Returns a body as it is stored.
pub(super) fn packed<'a>(db: &Connection, storage: &'a str) -> Result<ToSqlOutput<'a>> {
    if storage.len() >= WORTH {
        let packed = dictionary::pack(db, storage.as_bytes())?;
        return Ok(shorter(storage, packed));
    }
    Ok(ToSqlOutput::Borrowed(ValueRef::Text(storage.as_bytes())))
}

/// A body that was packed before anybody had the file in hand.
pub(super) struct Packed {
    /// The dictionary it was packed with.
    number: u32,
    frame: Vec<u8>,
}

impl Packed {
    /// Packs as was packed last; `None` where that cannot be done, or is not worth it.
    pub(super) fn before(storage: &str) -> Option<Self> {
        let worth = storage.len() >= WORTH;
        let (number, frame) = worth.then(|| dictionary::pack_as_before(storage.as_bytes())).flatten()?;
        Some(Self { number, frame })
    }

    /// Returns the body as it is stored, packed anew when this file packs with something else.
    pub(super) fn stored<'a>(self, db: &Connection, storage: &'a str) -> Result<ToSqlOutput<'a>> {
        match self.number == dictionary::number(db)? {
            true => Ok(shorter(storage, self.frame)),
            false => packed(db, storage),
        }
    }
}

fn shorter(storage: &str, packed: Vec<u8>) -> ToSqlOutput<'_> {
    match packed.len() < storage.len() {
        true => ToSqlOutput::Owned(Value::Blob(packed)),
        false => ToSqlOutput::Borrowed(ValueRef::Text(storage.as_bytes())),
    }
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

/// Reads the first `least` bytes of a body, but for a letter that would be cut; `None` where it has to be read as a
/// whole: because it is shorter, packed in the way of before, or damaged.
pub(super) fn beginning(db: &Connection, rid: i64, least: usize) -> Option<String> {
    let stored = db.blob_open("replica", "body", "storage", rid, true).ok()?;
    let mut stored = BufReader::with_capacity(LIGHT, stored);
    let begins = stored.fill_buf().ok()?;
    let mut bytes = Vec::with_capacity(least);
    if begins.starts_with(&FRAME) {
        let dictionary = dictionary::of(db, begins).ok()?;
        let unpacked = Decoder::with_dictionary(stored, &dictionary).ok()?;
        unpacked.take(least as u64).read_to_end(&mut bytes).ok()?;
    } else {
        stored.take(least as u64).read_to_end(&mut bytes).ok()?;
    }
    let text = match str::from_utf8(&bytes) {
        Ok(text) => text,
        // At its end stands a part of a letter. Otherwise it is no text.
        Err(error) if error.error_len().is_none() => str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    (bytes.len() == least).then(|| text.to_owned())
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
    fn a_body_packed_before_is_stored_with_what_its_file_has() {
        let storage = "<p>some words of a page</p>".repeat(40);
        let db = file();
        // Whatever packed last, here or in another test: this file has no dictionary.
        let samples: Vec<String> = (0..600).map(|n| format!("<p>page {n} of {} words</p>", n * n)).collect();
        let other = file();
        let bytes = zstd::dict::from_samples(&samples, 4 * 1024).unwrap();
        let number = u32::from(zstd::zstd_safe::get_dict_id_from_dict(&bytes).unwrap());
        other.execute("INSERT INTO dictionary VALUES (?1, 1, ?2)", rusqlite::params![number, bytes]).unwrap();
        for file in [&other, &db, &other, &db] {
            packed(file, &storage).unwrap();
            let before = Packed::before(&storage).unwrap();
            let stored = before.stored(&db, &storage).unwrap();
            let ToSqlOutput::Owned(Value::Blob(frame)) = &stored else { panic!("text") };
            assert_eq!(zstd::zstd_safe::get_dict_id_from_frame(frame), None);
            db.execute("DELETE FROM body", []).unwrap();
            db.execute("INSERT INTO body VALUES (?1)", [stored]).unwrap();
            assert_eq!(read(&db).unwrap(), storage);
        }
        assert!(Packed::before("short").is_none());
    }

    #[test]
    fn a_beginning_is_all_that_is_asked_for_and_ends_between_letters() {
        let db = file();
        db.execute_batch("CREATE TABLE replica.body (rid INTEGER PRIMARY KEY, storage TEXT NOT NULL)")
            .unwrap();
        let store = |body: &dyn rusqlite::ToSql| {
            db.execute("INSERT OR REPLACE INTO replica.body VALUES (1, ?1)", [body]).unwrap();
        };
        let long: String = (0..60_000).map(|n| format!("<p>é{}</p>", n * 7 % 1_013)).collect();
        let (text, old) = (&long[..200_000], lz4_flex::compress_prepend_size(long.as_bytes()));
        let frame = dictionary::pack(&db, long.as_bytes()).unwrap();
        for body in [&frame as &dyn rusqlite::ToSql, &text] {
            store(body);
            for least in 1_000..1_004 {
                let beginning = beginning(&db, 1, least).unwrap();
                assert!(long.starts_with(&beginning) && (least - 1..=least).contains(&beginning.len()));
            }
        }
        assert_eq!(beginning(&db, 1, text.len() + 1), None, "it is shorter than that");
        assert_eq!(beginning(&db, 2, 10), None, "it is not there");
        store(&old);
        assert_eq!(beginning(&db, 1, 1_000), None, "packed in the way of before");
        store(&&frame[..40]);
        assert_eq!(beginning(&db, 1, 1_000), None, "damaged");
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
