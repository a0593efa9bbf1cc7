//! The change feed: marking what changed, and reading a stretch of it for one caller.

use super::super::{Principal, Result};
use super::rows::{self, PAGE_COLUMNS};
use super::{attachments, comments, names, sight};
use crate::domain::Page;
use crate::wire::extension::feed::{FeedBody, FeedEntry, PageEntry};
use rusqlite::{Connection, OptionalExtension, params, types::ToSql};

/// A stretch ends early when its bodies are this large together.
const STRETCH_BYTES: usize = 4 << 20;

/// What a change does to who sees the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Whoever saw it still does.
    Same,
    /// Somebody may not see it any more: they are told that it is gone.
    Less,
}

/// Marks a page as changed. Whoever loses sight of it forgets its comments and files with it, so those who keep
/// it, or will see it again, are told them anew.
pub(super) fn page_changed(tx: &Connection, page: i64, sight: Sight) -> Result<()> {
    mark(tx, "page", &page, sight)?;
    if sight == Sight::Less { notes_changed(tx, page) } else { Ok(()) }
}

/// Marks a page that somebody may see who did not before, with its comments and files.
pub(super) fn page_shown(tx: &Connection, page: i64) -> Result<()> {
    mark(tx, "page", &page, Sight::Same)?;
    notes_changed(tx, page)
}

/// Marks a comment of a page as changed or deleted.
pub(super) fn comment_changed(tx: &Connection, comment: i64, page: i64) -> Result<()> {
    mark_on(tx, "comment", comment, page)
}

/// Marks an attachment of a page as changed or deleted.
pub(super) fn attachment_changed(tx: &Connection, attachment: i64, page: i64) -> Result<()> {
    mark_on(tx, "attachment", attachment, page)
}

/// Forgets what was said about comments and files of a page that is removed: its own line says it all.
pub(super) fn forget_notes(tx: &Connection, page: i64) -> Result<()> {
    tx.prepare_cached("DELETE FROM change_seq WHERE page = ?1")?.execute([page])?;
    Ok(())
}

fn notes_changed(tx: &Connection, page: i64) -> Result<()> {
    for (kind, table) in [("comment", "comment"), ("attachment", "attachment")] {
        let notes: Vec<i64> = tx
            .prepare_cached(&format!("SELECT id FROM {table} WHERE content = ?1 ORDER BY created, id"))?
            .query_map([page], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for note in notes {
            mark_on(tx, kind, note, page)?;
        }
    }
    Ok(())
}

fn mark_on(tx: &Connection, kind: &str, thing: i64, page: i64) -> Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO change_seq (kind, thing, page) VALUES (?1, ?2, ?3)")?
        .execute(params![kind, thing, page])?;
    Ok(())
}

/// Marks a space as changed.
pub(super) fn space_changed(tx: &Connection, space: i64, sight: Sight) -> Result<()> {
    mark(tx, "space", &space, sight)
}

/// Marks an account as changed.
pub(super) fn user_changed(tx: &Connection, user: &str) -> Result<()> {
    mark(tx, "user", &user, Sight::Same)
}

/// Marks a page and everything below it.
pub(super) fn subtree_changed(tx: &Connection, page: i64, sight: Sight) -> Result<()> {
    for below in subtree(tx, page)? {
        page_changed(tx, below, sight)?;
    }
    Ok(())
}

/// Returns a page and everything below it, parents first, trashed pages too.
pub(super) fn subtree(tx: &Connection, page: i64) -> rusqlite::Result<Vec<i64>> {
    tx.prepare_cached(
        "WITH RECURSIVE down(id, depth) AS (SELECT ?1, 0 \
            UNION SELECT c.id, down.depth + 1 FROM content c JOIN down ON c.parent = down.id) \
         SELECT id FROM down ORDER BY depth",
    )?
    .query_map([page], |row| row.get(0))?
    .collect()
}

fn mark(tx: &Connection, kind: &str, thing: &dyn ToSql, sight: Sight) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO change_seq (kind, thing, hides) VALUES (?1, ?2, ?3 OR coalesce( \
            (SELECT hides FROM change_seq WHERE kind = ?1 AND thing = ?2), 0))",
    )?
    .execute(params![kind, thing, sight == Sight::Less])?;
    Ok(())
}

/// Reads what changed after a position.
pub(super) fn changes(tx: &Connection, who: &Principal, since: i64, limit: usize) -> Result<FeedBody> {
    let epoch = tx.query_row("SELECT value FROM meta WHERE name = 'epoch'", [], |row| row.get(0))?;
    let sql = format!(
        "SELECT f.seq, f.kind, f.thing, f.hides, b.storage, {PAGE_COLUMNS} FROM change_seq f \
         LEFT JOIN content c ON c.id = CASE f.kind WHEN 'page' THEN f.thing ELSE f.page END AND {} \
         LEFT JOIN version v ON f.kind = 'page' AND v.content = c.id AND v.number = c.version \
         LEFT JOIN body b ON b.content = c.id AND b.version = v.body \
         WHERE f.seq > ?2 ORDER BY f.seq LIMIT ?3",
        sight::content("c")
    );
    let mut statement = tx.prepare_cached(&sql)?;
    let mut lines = statement.query(params![who.id.as_str(), since, limit as i64 + 1])?;
    let mut body = FeedBody { epoch, items: Vec::new(), next: since, more: false };
    let mut bytes = 0;
    let mut taken = 0;
    while let Some(row) = lines.next()? {
        if taken == limit || bytes > STRETCH_BYTES {
            body.more = true;
            break;
        }
        taken += 1;
        body.next = row.get(0)?;
        let (kind, hides): (String, bool) = (row.get(1)?, row.get(3)?);
        let entry = match kind.as_str() {
            "page" => {
                let storage: Option<String> = row.get(4)?;
                bytes += storage.as_ref().map_or(0, String::len);
                page_entry(tx, row.get(2)?, storage, || rows::page_of(row, 5))?
            }
            "space" => space_entry(tx, who, row.get(2)?)?,
            // What is said on a page is told to those who see it, deleted or not, and to nobody else.
            "comment" | "attachment" if row.get::<_, Option<i64>>(5)?.is_none() => None,
            "comment" => {
                let entry = comments::entry(tx, row.get(2)?)?;
                bytes += entry.as_ref().map_or(0, comments::size);
                entry
                    .map(|comment| FeedEntry::Comment(Box::new(comment)))
                    .or(Some(FeedEntry::CommentGone { id: names::comment_id(row.get(2)?) }))
            }
            "attachment" => attachments::entry(tx, row.get(2)?)?
                .map(|attachment| FeedEntry::Attachment(Box::new(attachment)))
                .or(Some(FeedEntry::AttachmentGone { id: names::attachment_id(row.get(2)?) })),
            _ => rows::user(tx, &row.get::<_, String>(2)?)?.map(FeedEntry::User),
        };
        body.items.extend(entry.filter(|entry| hides || !is_gone(entry)));
    }
    Ok(body)
}

fn is_gone(entry: &FeedEntry) -> bool {
    matches!(entry, FeedEntry::PageGone { .. } | FeedEntry::SpaceGone { .. })
}

fn page_entry(
    tx: &Connection,
    id: i64,
    storage: Option<String>,
    read: impl FnOnce() -> rusqlite::Result<Page>,
) -> Result<Option<FeedEntry>> {
    let Some(storage) = storage else {
        return Ok(Some(FeedEntry::PageGone { id: names::page_id(id) }));
    };
    let mut page = read()?;
    rows::restrict(tx, std::slice::from_mut(&mut page))?;
    Ok(Some(FeedEntry::Page(Box::new(PageEntry::of(page, Some(storage))))))
}

fn space_entry(tx: &Connection, who: &Principal, id: i64) -> Result<Option<FeedEntry>> {
    let sql =
        format!("SELECT {} FROM space s WHERE s.id = ?2 AND {}", rows::SPACE_COLUMNS, sight::space("s", who));
    let found = tx
        .prepare_cached(&sql)?
        .query_row(params![who.id.as_str(), id], |row| rows::space_of(tx, row))
        .optional()?;
    Ok(Some(match found {
        Some(row) => FeedEntry::Space(Box::new(row.space.into())),
        None => FeedEntry::SpaceGone { id: names::space_id(id) },
    }))
}
