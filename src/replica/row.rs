//! Rows and pages: reading a page out of a row, writing one with its body, labels and search words.

use super::ready::Ready;
use super::{Beginning, Result, body, search};
use crate::domain::{Label, Page, PageId, PageKind, PageStatus, SpaceId, Timestamp, UserId, Version};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The columns [`page`] reads, of the table called `p`.
pub(super) const COLUMNS: &str = "p.id, p.space, p.kind, p.day, p.status, p.title, p.parent, p.sort, p.version, \
     p.author, p.saved, p.message, p.created, p.labels, p.readers";
/// How many there are.
pub(super) const WIDTH: usize = 15;

/// Reads a page.
pub(super) fn page(row: &Row<'_>) -> rusqlite::Result<Page> {
    let day: Option<String> = row.get(3)?;
    let kind = match (row.get::<_, i64>(2)?, day.and_then(|day| day.parse().ok())) {
        (1, Some(day)) => PageKind::BlogPost { day },
        _ => PageKind::Page,
    };
    Ok(Page {
        id: PageId::new(row.get::<_, String>(0)?),
        space: SpaceId::new(row.get::<_, String>(1)?),
        kind,
        status: if row.get::<_, i64>(4)? == 0 { PageStatus::Current } else { PageStatus::Trashed },
        title: row.get(5)?,
        parent: row.get::<_, Option<String>>(6)?.map(PageId::new),
        position: row.get::<_, f64>(7)?.floor() as i64,
        version: Version {
            number: row.get(8)?,
            author: UserId::new(row.get::<_, String>(9)?),
            when: time(row.get(10)?),
            message: row.get(11)?,
        },
        created: time(row.get(12)?),
        labels: list(&row.get::<_, String>(13)?),
        restricted_to: row.get::<_, Option<String>>(14)?.map(|readers| list(&readers)),
    })
}

/// Reads a moment.
pub(super) fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn list<T: serde::de::DeserializeOwned>(json: &str) -> Vec<T> {
    serde_json::from_str(json).unwrap_or_default()
}

fn json<T: serde::Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap_or_else(|_| "[]".to_owned())
}

fn status(page: &Page) -> i64 {
    i64::from(page.status == PageStatus::Trashed)
}

/// What the table holds of a page, as far as writing has to know.
struct Present {
    rid: i64,
    title: String,
    labels: String,
}

// `OR FAIL`: every transaction that fails is taken back as a whole. A statement that could be taken back alone, as one
// with a trigger or of several rows is by itself, has SQLite write out both indexes of words before it begins: for every
// page a stretch of its own, and a third of a first pull to join them.

/// Writes a page as the tree shows it. `sort` is its order among its siblings; `storage` is `None` where
/// the body stays. `read` reads title and body, and is only asked to when one of them differs.
pub(super) fn put(
    db: &Connection,
    page: &Page,
    sort: f64,
    storage: Option<&str>,
    read: impl FnOnce(&str, &str) -> Ready,
) -> Result<()> {
    let labels = json(&page.labels);
    let present = db
        .prepare_cached("SELECT rid, title, labels FROM replica.page WHERE id = ?1")?
        .query_row([page.id.as_str()], |row| {
            Ok(Present { rid: row.get(0)?, title: row.get(1)?, labels: row.get(2)? })
        })
        .optional()?;
    let Some(present) = present else {
        // The number is left to SQLite, which gives the next one: a number that is given has to be looked at.
        write_row(
            db,
            "INSERT OR FAIL INTO replica.page (rid, id, space, kind, day, status, title, parent, sort, orphan, version, author, saved, message, created, labels, readers) VALUES (NULL, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            0,
            page,
            sort,
            &labels,
        )?;
        let rid = db.last_insert_rowid();
        let storage = storage.unwrap_or_default();
        let mut ready = read(&page.title, storage);
        db.prepare_cached("INSERT OR REPLACE INTO replica.body (rid, storage) VALUES (?1, ?2)")?
            .execute(params![rid, ready.body(db, storage)?])?;
        search::index(db, rid, &ready.words)?;
        db.prepare_cached("UPDATE OR FAIL replica.page SET orphan = 0 WHERE orphan = 1 AND parent = ?1")?
            .execute([page.id.as_str()])?;
        return write_labels(db, page);
    };
    let stored = stored_body(db, present.rid)?;
    let new_body = storage.filter(|storage| stored.as_deref() != Some(*storage));
    let rid = if new_body.is_some() || present.title != page.title {
        let rid = next_rid(db)?;
        let storage = new_body.or(stored.as_deref()).unwrap_or_default();
        let mut ready = read(&page.title, storage);
        search::forget(db, present.rid)?;
        search::index(db, rid, &ready.words)?;
        db.prepare_cached("DELETE FROM replica.body WHERE rid = ?1")?.execute([present.rid])?;
        db.prepare_cached("INSERT OR REPLACE INTO replica.body (rid, storage) VALUES (?1, ?2)")?
            .execute(params![rid, ready.body(db, storage)?])?;
        rid
    } else {
        present.rid
    };
    write_row(
        db,
        "UPDATE OR FAIL replica.page SET rid = ?1, space = ?3, kind = ?4, day = ?5, status = ?6, title = ?7, parent = ?8, sort = ?9, orphan = ?10, version = ?11, author = ?12, saved = ?13, message = ?14, created = ?15, labels = ?16, readers = ?17 WHERE id = ?2",
        rid,
        page,
        sort,
        &labels,
    )?;
    if present.labels != labels { write_labels(db, page) } else { Ok(()) }
}

fn write_row(db: &Connection, sql: &str, rid: i64, page: &Page, sort: f64, labels: &str) -> Result<()> {
    let (kind, day) = match page.kind {
        PageKind::Page => (0, None),
        PageKind::BlogPost { day } => (1, Some(day.to_string())),
    };
    let orphan = match &page.parent {
        Some(parent) => !exists(db, parent)?,
        None => false,
    };
    db.prepare_cached(sql)?.execute(params![
        rid,
        page.id.as_str(),
        page.space.as_str(),
        kind,
        day,
        status(page),
        page.title,
        page.parent.as_ref().map(PageId::as_str),
        sort,
        orphan,
        page.version.number,
        page.version.author.as_str(),
        page.version.when.as_microsecond(),
        page.version.message,
        page.created.as_microsecond(),
        labels,
        page.restricted_to.as_deref().map(json),
    ])?;
    Ok(())
}

fn write_labels(db: &Connection, page: &Page) -> Result<()> {
    db.prepare_cached("DELETE FROM replica.label WHERE page = ?1")?.execute([page.id.as_str()])?;
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO replica.label (name, page) VALUES (?1, ?2)")?;
    for label in &page.labels {
        insert.execute([Label::as_str(label), page.id.as_str()])?;
    }
    Ok(())
}

/// Removes a page from the tree with its body, labels and words; its children are listed at the root.
pub(super) fn remove(db: &Connection, id: &PageId) -> Result<()> {
    let rid: Option<i64> = db
        .prepare_cached("SELECT rid FROM replica.page WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    let Some(rid) = rid else { return Ok(()) };
    search::forget(db, rid)?;
    db.prepare_cached("DELETE FROM replica.body WHERE rid = ?1")?.execute([rid])?;
    db.prepare_cached("DELETE FROM replica.page WHERE rid = ?1")?.execute([rid])?;
    db.prepare_cached("DELETE FROM replica.label WHERE page = ?1")?.execute([id.as_str()])?;
    db.prepare_cached("UPDATE OR FAIL replica.page SET orphan = 1 WHERE parent = ?1")?
        .execute([id.as_str()])?;
    Ok(())
}

/// Tells whether the tree holds a page.
pub(super) fn exists(db: &Connection, id: &PageId) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM replica.page WHERE id = ?1")?.exists([id.as_str()])?)
}

/// Returns a page as the tree shows it, and its order among its siblings.
pub(super) fn get(db: &Connection, id: &PageId) -> Result<Option<(Page, f64)>> {
    let sql = format!("SELECT {COLUMNS} FROM replica.page p WHERE p.id = ?1");
    Ok(db
        .prepare_cached(&sql)?
        .query_row([id.as_str()], |row| Ok((page(row)?, row.get::<_, f64>(7)?)))
        .optional()?)
}

/// Returns the body of a page as the tree shows it.
pub(super) fn body(db: &Connection, id: &PageId) -> Result<Option<String>> {
    Ok(db
        .prepare_cached(
            "SELECT b.storage FROM replica.page p JOIN replica.body b ON b.rid = p.rid WHERE p.id = ?1",
        )?
        .query_row([id.as_str()], |row| body::unpacked(db, row, 0))
        .optional()?)
}

/// Returns the body of a page as the tree shows it, or the beginning of a long one.
pub(super) fn beginning(db: &Connection, id: &PageId, least: usize) -> Result<Option<Beginning>> {
    let rid = db
        .prepare_cached(
            "SELECT b.rid FROM replica.page p JOIN replica.body b ON b.rid = p.rid
             WHERE p.id = ?1 AND octet_length(b.storage) > ?2",
        )?
        .query_row(params![id.as_str(), body::LIGHT as i64], |row| row.get(0))
        .optional()?;
    if let Some(storage) = rid.and_then(|rid| body::beginning(db, rid, least)) {
        return Ok(Some(Beginning { storage, is_whole: false }));
    }
    Ok(body(db, id)?.map(|storage| Beginning { storage, is_whole: true }))
}

fn stored_body(db: &Connection, rid: i64) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT storage FROM replica.body WHERE rid = ?1")?
        .query_row([rid], |row| body::unpacked(db, row, 0))
        .optional()?)
}

/// Content gets a new number each time it changes: the newest pages have the highest.
fn next_rid(db: &Connection) -> Result<i64> {
    Ok(db
        .prepare_cached("SELECT coalesce(max(rid), 0) + 1 FROM replica.page")?
        .query_row([], |row| row.get(0))?)
}
