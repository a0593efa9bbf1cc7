//! Dictionaries for packing bodies: what the pages of a wiki have in common is stored once, so that a short page
//! packs as well as a long one.
//!
//! One is made of pages as soon as there are enough of them, and another one when there are many more. A packed body
//! names the one it needs by a number made of what is in it, so the process keeps them whatever file they are from.

use super::body::damaged;
use super::{Line, Replica, Result, body};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::{Mutex, PoisonError};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::{get_dict_id_from_dict, get_dict_id_from_frame};

/// How hard to pack: harder takes twice the time for a few per cent.
const LEVEL: i32 = 1;
/// Fewer pages do not say what the others will be like.
const ENOUGH: i64 = 500;
/// With so many times the pages it is worth learning anew.
const OUTGROWN: i64 = 40;
/// How many pages are learned from, and how much of each.
const SAMPLES: i64 = 2_000;
const SAMPLE: usize = 8 * 1024;
/// How large a dictionary is.
const SIZE: usize = 96 * 1024;
/// How many are kept ready in memory.
const READY: usize = 4;

/// What packs, and the number of the dictionary it packs with; 0 for none.
static PACKER: Mutex<Option<(u32, Compressor<'static>)>> = Mutex::new(None);
/// What unpacks, those used last behind the others.
static UNPACKERS: Mutex<Vec<(u32, Decompressor<'static>)>> = Mutex::new(Vec::new());

/// Packs with the newest dictionary of the file.
pub(super) fn pack(db: &Connection, bytes: &[u8]) -> rusqlite::Result<Vec<u8>> {
    let number = number(db)?;
    let mut place = PACKER.lock().unwrap_or_else(PoisonError::into_inner);
    if place.as_ref().is_none_or(|(known, _)| *known != number) {
        let mut packer = Compressor::with_dictionary(LEVEL, &load(db, number)?).map_err(|_| damaged())?;
        packer.include_checksum(true).map_err(|_| damaged())?;
        *place = Some((number, packer));
    }
    let Some((_, packer)) = place.as_mut() else { return Err(damaged()) };
    packer.compress(bytes).map_err(|_| damaged())
}

/// Packs with the dictionary that was packed with last, and says which one that was; whoever stores it has to look
/// whether the file has it.
pub(super) fn pack_as_before(bytes: &[u8]) -> Option<(u32, Vec<u8>)> {
    let mut place = PACKER.lock().unwrap_or_else(PoisonError::into_inner);
    let (number, packer) = place.as_mut()?;
    Some((*number, packer.compress(bytes).ok()?))
}

/// Returns the number of the dictionary that packs; 0 for none.
pub(super) fn number(db: &Connection) -> rusqlite::Result<u32> {
    Ok(newest(db)?.map_or(0, |(number, _)| number))
}

/// Unpacks at most so many bytes.
pub(super) fn unpack(db: &Connection, frame: &[u8], longest: usize) -> rusqlite::Result<Vec<u8>> {
    let number = get_dict_id_from_frame(frame).map_or(0, u32::from);
    let mut unpackers = UNPACKERS.lock().unwrap_or_else(PoisonError::into_inner);
    let (number, mut unpacker) = match unpackers.iter().position(|(known, _)| *known == number) {
        Some(at) => unpackers.remove(at),
        None => (number, Decompressor::with_dictionary(&load(db, number)?).map_err(|_| damaged())?),
    };
    let unpacked = unpacker.decompress(frame, longest).map_err(|_| damaged());
    if unpackers.len() == READY {
        unpackers.remove(0);
    }
    unpackers.push((number, unpacker));
    unpacked
}

/// Returns the dictionary that a frame, of which the beginning is given, was packed with; empty for none.
pub(super) fn of(db: &Connection, frame: &[u8]) -> rusqlite::Result<Vec<u8>> {
    load(db, get_dict_id_from_frame(frame).map_or(0, u32::from))
}

fn load(db: &Connection, number: u32) -> rusqlite::Result<Vec<u8>> {
    if number == 0 {
        return Ok(Vec::new());
    }
    let sql = "SELECT bytes FROM replica.dictionary WHERE number = ?1";
    db.query_row(sql, [number], |row| row.get(0)).optional()?.ok_or_else(damaged)
}

/// Returns the number of the newest dictionary, and how many pages there were when it was made.
fn newest(db: &Connection) -> rusqlite::Result<Option<(u32, i64)>> {
    db.prepare_cached("SELECT number, pages FROM replica.dictionary ORDER BY pages DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

impl Replica {
    /// Makes a dictionary when there are enough pages, or many more than when the last one was made; tells whether
    /// it made one.
    pub(super) fn learn_dictionary(&self) -> Result<bool> {
        let Some(pages) = self.store().feeding(outgrown)? else { return Ok(false) };
        // No lock is held while it learns: that takes as long as several batches.
        let samples = self.store().beside(|db| samples(db, pages))?;
        let Ok(bytes) = zstd::dict::from_samples(&samples, SIZE) else { return Ok(false) };
        let Some(number) = get_dict_id_from_dict(&bytes) else { return Ok(false) };
        self.write(Line::Feed, |tx| {
            tx.execute(
                "INSERT OR REPLACE INTO replica.dictionary (number, pages, bytes) VALUES (?1, ?2, ?3)",
                params![u32::from(number), pages, bytes],
            )?;
            Ok(true)
        })
    }
}

/// Returns how many pages there are when it is time to learn from them.
fn outgrown(db: &Connection) -> Result<Option<i64>> {
    let pages: Option<i64> =
        db.prepare_cached("SELECT max(rid) FROM replica.body")?.query_row([], |row| row.get(0))?;
    let pages = pages.unwrap_or(0);
    if pages < ENOUGH {
        return Ok(None);
    }
    Ok(newest(db)?.is_none_or(|(_, known)| pages / OUTGROWN >= known).then_some(pages))
}

/// Returns the beginnings of pages from everywhere.
fn samples(db: &Connection, pages: i64) -> Result<Vec<Vec<u8>>> {
    let mut statement =
        db.prepare("SELECT storage FROM replica.body WHERE rid >= ?1 ORDER BY rid LIMIT 1")?;
    let mut samples = Vec::new();
    for number in 0..SAMPLES.min(pages) {
        let from = 1 + number * pages / SAMPLES.min(pages);
        let storage = statement.query_row([from], |row| body::unpacked(db, row, 0)).optional()?;
        let mut storage = storage.unwrap_or_default().into_bytes();
        storage.truncate(SAMPLE);
        samples.push(storage);
    }
    samples.retain(|sample| !sample.is_empty());
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    fn file() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "ATTACH ':memory:' AS replica;
             CREATE TABLE replica.dictionary (number INTEGER PRIMARY KEY, pages INTEGER NOT NULL, bytes BLOB NOT NULL)",
        )
        .unwrap();
        db
    }

    fn page(number: usize) -> String {
        let words: Vec<String> =
            (0..60).map(|word| format!("word{}", (number * 31 + word * word) % 997)).collect();
        format!("<ac:structured-macro ac:name=\"info\"><p>{}</p></ac:structured-macro>", words.join(" "))
    }

    fn learn(db: &Connection, pages: i64) {
        let samples: Vec<String> = (0..1_000).map(page).collect();
        let bytes = zstd::dict::from_samples(&samples, 16 * 1024).unwrap();
        let number = u32::from(get_dict_id_from_dict(&bytes).unwrap());
        db.execute("INSERT INTO dictionary VALUES (?1, ?2, ?3)", params![number, pages, bytes]).unwrap();
    }

    #[test]
    fn a_dictionary_makes_short_pages_small_and_old_frames_stay_readable() {
        let db = file();
        let text = page(5_003);
        let without = pack(&db, text.as_bytes()).unwrap();
        learn(&db, 1_000);
        let with = pack(&db, text.as_bytes()).unwrap();
        assert!(with.len() * 3 < without.len() * 2, "{} and {}", with.len(), without.len());
        for frame in [without, with] {
            assert_eq!(unpack(&db, &frame, 1 << 20).unwrap(), text.as_bytes());
        }
    }

    #[test]
    fn a_frame_that_is_damaged_too_long_or_of_an_unknown_dictionary_is_an_error() {
        let (db, other) = (file(), file());
        learn(&db, 1_000);
        let frame = pack(&db, page(1).repeat(9).as_bytes()).unwrap();
        let mut changed = frame.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 0x55;
        let is_damage =
            |error: rusqlite::Error| error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt);
        assert!(is_damage(unpack(&db, &changed, 1 << 20).unwrap_err()));
        assert!(is_damage(unpack(&db, &frame, 100).unwrap_err()));
        UNPACKERS.lock().unwrap().clear();
        assert!(is_damage(unpack(&other, &frame, 1 << 20).unwrap_err()));
        assert!(is_damage(unpack(&db, &frame[..9], 1 << 20).unwrap_err()));
    }
}
