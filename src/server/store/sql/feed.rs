//! The change feed: marking what changed, and reading a stretch of it for one caller.

use super::super::{Principal, Result, StoreError};
use super::connection::Connection;
use super::rows::{self, PAGE_COLUMNS};
use super::value::params;
use super::{attachments, comments, labels, names, sight};
use crate::domain::Page;
use crate::wire::extension::feed::{FeedBody, FeedEntry, PageEntry};

/// A stretch ends early when its bodies are this large together.
const STRETCH_BYTES: usize = 4 << 20;
/// How many lines are read in one go: a server sends all of them.
const AT_A_TIME: usize = 128;

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
    mark(tx, "page", &page.to_string(), Some(page), sight)?;
    if sight == Sight::Less { notes_changed(tx, page) } else { Ok(()) }
}

/// Marks a page that somebody may see who did not before, with its comments and files.
pub(super) fn page_shown(tx: &Connection, page: i64) -> Result<()> {
    mark(tx, "page", &page.to_string(), Some(page), Sight::Same)?;
    notes_changed(tx, page)
}

/// Marks a comment of a page as changed or deleted.
pub(super) fn comment_changed(tx: &Connection, comment: i64, page: i64) -> Result<()> {
    mark(tx, "comment", &comment.to_string(), Some(page), Sight::Same)
}

/// Marks an attachment of a page as changed or deleted.
pub(super) fn attachment_changed(tx: &Connection, attachment: i64, page: i64) -> Result<()> {
    mark(tx, "attachment", &attachment.to_string(), Some(page), Sight::Same)
}

/// Forgets what was said about comments and files of a page that is removed: its own line says it all.
pub(super) fn forget_notes(tx: &Connection, page: i64) -> Result<()> {
    tx.run("DELETE FROM change_seq WHERE page = ?1 AND kind <> 'page'", params![page])?;
    Ok(())
}

fn notes_changed(tx: &Connection, page: i64) -> Result<()> {
    for (kind, table) in [("comment", "comment"), ("attachment", "attachment")] {
        let notes: Vec<i64> = tx.all(
            &format!("SELECT id FROM {table} WHERE content = ?1 ORDER BY created, id"),
            params![page],
            |row| row.get(0),
        )?;
        for note in notes {
            mark(tx, kind, &note.to_string(), Some(page), Sight::Same)?;
        }
    }
    Ok(())
}

/// Marks a space as changed.
pub(super) fn space_changed(tx: &Connection, space: i64, sight: Sight) -> Result<()> {
    mark(tx, "space", &space.to_string(), None, sight)
}

/// Marks an account as changed.
pub(super) fn user_changed(tx: &Connection, user: &str) -> Result<()> {
    mark(tx, "user", user, None, Sight::Same)
}

/// Marks a page and everything below it.
pub(super) fn subtree_changed(tx: &Connection, page: i64, sight: Sight) -> Result<()> {
    for below in subtree(tx, page)? {
        page_changed(tx, below, sight)?;
    }
    Ok(())
}

/// Returns a page and everything below it, parents first, trashed pages too.
pub(super) fn subtree(tx: &Connection, page: i64) -> Result<Vec<i64>> {
    tx.all(
        "WITH RECURSIVE down(id, depth) AS (SELECT ?1, 0 \
            UNION SELECT c.id, down.depth + 1 FROM content c JOIN down ON c.parent = down.id) \
         SELECT id FROM down ORDER BY depth",
        params![page],
        |row| row.get(0),
    )
}

/// Gives a thing the newest place in the feed.
fn mark(tx: &Connection, kind: &str, thing: &str, page: Option<i64>, sight: Sight) -> Result<()> {
    tx.run(
        "INSERT INTO change_seq (kind, thing, page, hides) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (kind, thing) DO UPDATE SET seq = excluded.seq, page = excluded.page, \
            hides = CASE excluded.hides WHEN 1 THEN 1 ELSE change_seq.hides END",
        params![kind, thing, page, sight == Sight::Less],
    )?;
    Ok(())
}

/// A line of the feed as it was read: what it is about, and the page with its body when that is the thing.
struct Line {
    seq: i64,
    kind: String,
    thing: String,
    hides: bool,
    is_visible: bool,
    page: Option<(Page, String)>,
}

impl Line {
    fn number(&self) -> i64 {
        self.thing.parse().unwrap_or_default()
    }
}

/// Reads what changed after a position.
pub(super) fn changes(tx: &Connection, who: &Principal, since: i64, limit: usize) -> Result<FeedBody> {
    let epoch = tx.only("SELECT value FROM meta WHERE name = 'epoch'", params![], |row| row.get(0))?;
    let mut body = FeedBody { epoch, items: Vec::new(), next: since, more: false };
    let (mut bytes, mut taken) = (0, 0);
    loop {
        let wanted = AT_A_TIME.min(limit + 1 - taken);
        let lines = lines(tx, who, body.next, wanted)?;
        let is_last = lines.len() < wanted;
        for line in lines {
            if taken == limit || bytes > STRETCH_BYTES {
                body.more = true;
                return Ok(body);
            }
            taken += 1;
            body.next = line.seq;
            let hides = line.hides;
            let (entry, size) = entry(tx, who, line)?;
            bytes += size;
            let is_me = matches!(&entry, Some(FeedEntry::User(user)) if user.id == who.id);
            body.items.extend(entry.filter(|entry| hides || !is_gone(entry)));
            if is_me {
                let things = labels::watches(tx, who)?;
                // Whoever asks for the first time knows of none.
                body.items.extend((since > 0 || !things.is_empty()).then_some(FeedEntry::Watches { things }));
            }
        }
        if is_last {
            return Ok(body);
        }
    }
}

fn lines(tx: &Connection, who: &Principal, since: i64, limit: usize) -> Result<Vec<Line>> {
    let sql = format!(
        "SELECT f.seq, f.kind, f.thing, f.hides, b.storage, {PAGE_COLUMNS} FROM change_seq f \
         LEFT JOIN content c ON c.id = f.page AND {} \
         LEFT JOIN version v ON f.kind = 'page' AND v.content = c.id AND v.number = c.version \
         LEFT JOIN body b ON b.content = c.id AND b.version = v.body \
         WHERE f.seq > ?2 ORDER BY f.seq LIMIT ?3",
        sight::content("c")
    );
    tx.all(&sql, params![who.id.as_str(), since, limit as i64], |row| {
        let storage: Option<String> = row.get(4)?;
        Ok(Line {
            seq: row.get(0)?,
            kind: row.get(1)?,
            thing: row.get(2)?,
            hides: row.get(3)?,
            is_visible: row.get::<Option<i64>>(5)?.is_some(),
            page: storage
                .map(|storage| Ok::<_, StoreError>((rows::page_of(row, 5)?, storage)))
                .transpose()?,
        })
    })
}

/// Says what a line tells the caller, and how much of a stretch that takes.
fn entry(tx: &Connection, who: &Principal, line: Line) -> Result<(Option<FeedEntry>, usize)> {
    let number = line.number();
    Ok(match line.kind.as_str() {
        "page" => match line.page {
            Some((mut page, storage)) => {
                rows::restrict(tx, std::slice::from_mut(&mut page))?;
                let size = storage.len();
                (Some(FeedEntry::Page(Box::new(PageEntry::of(page, Some(storage))))), size)
            }
            None => (Some(FeedEntry::PageGone { id: names::page_id(number) }), 0),
        },
        "space" => (Some(space_entry(tx, who, number)?), 0),
        // What is said on a page is told to those who see it, deleted or not, and to nobody else.
        "comment" | "attachment" if !line.is_visible => (None, 0),
        "comment" => match comments::entry(tx, number)? {
            Some(comment) => {
                let size = comments::size(&comment);
                (Some(FeedEntry::Comment(Box::new(comment))), size)
            }
            None => (Some(FeedEntry::CommentGone { id: names::comment_id(number) }), 0),
        },
        "attachment" => match attachments::entry(tx, number)? {
            Some(attachment) => (Some(FeedEntry::Attachment(Box::new(attachment))), 0),
            None => (Some(FeedEntry::AttachmentGone { id: names::attachment_id(number) }), 0),
        },
        _ => (rows::user(tx, &line.thing)?.map(FeedEntry::User), 0),
    })
}

fn is_gone(entry: &FeedEntry) -> bool {
    matches!(entry, FeedEntry::PageGone { .. } | FeedEntry::SpaceGone { .. })
}

fn space_entry(tx: &Connection, who: &Principal, id: i64) -> Result<FeedEntry> {
    let sql =
        format!("SELECT {} FROM space s WHERE s.id = ?2 AND {}", rows::SPACE_COLUMNS, sight::space("s", who));
    let found = tx.one(&sql, params![who.id.as_str(), id], |row| rows::space_of(tx, row))?;
    Ok(match found {
        Some(row) => FeedEntry::Space(Box::new(row.space.into())),
        None => FeedEntry::SpaceGone { id: names::space_id(id) },
    })
}
