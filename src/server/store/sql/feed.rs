//! The change feed: marking what changed, and reading a stretch of it for one caller.
//!
//! A place in the feed is the moment of the change, in microseconds, or the next free number after it: it says when,
//! as every version does, and not how much happened that its reader does not see. Nothing else does either: only what
//! the caller is told counts for the length of a stretch and for where it ends.

use super::super::{Principal, Result, StoreError};
use super::connection::Connection;
use super::rows::{self, PAGE_COLUMNS};
use super::value::params;
use super::{attachments, comments, labels, names, sight};
use crate::domain::{Page, UserId};
use crate::wire::extension::feed::{FeedBody, FeedEntry, PageEntry};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A stretch ends early when its bodies are this large together.
const STRETCH_BYTES: usize = 4 << 20;
/// How many lines are read in one go: a server sends all of them.
const AT_A_TIME: usize = 128;
/// Begins the name of the line that says what somebody watches; no account's id holds a colon.
const WATCHES: &str = "watches:";
/// How many callers' quiet stretches are remembered.
const QUIET: usize = 4_096;

/// The last place that is taken, as a table of one row.
pub(super) const LAST: &str = "(SELECT coalesce(max(seq), 0) AS seq FROM (SELECT max(seq) AS seq FROM change_seq \
    UNION ALL SELECT max(seq) FROM loss) b) taken";
/// The next place beside [`LAST`], when `?1` is [`moment`].
pub(super) const NEXT: &str = "CASE WHEN ?1 > taken.seq THEN ?1 ELSE taken.seq + 1 END";

/// The moment a change gets its place by.
pub(super) fn moment() -> i64 {
    crate::config::now().as_microsecond()
}

/// Marks a page as changed.
pub(super) fn page_changed(tx: &Connection, page: i64) -> Result<()> {
    mark(tx, "page", &page.to_string(), Some(page))
}

/// Marks new pages, in their order. One by one they would be looked for among what was marked before.
pub(super) fn pages_made(tx: &Connection, pages: &[i64]) -> Result<()> {
    let last: i64 = tx.only(&format!("SELECT taken.seq FROM {LAST}"), params![], |row| row.get(0))?;
    for (seq, page) in (moment().max(last + 1)..).zip(pages) {
        tx.run(
            "INSERT INTO change_seq (seq, kind, thing, page) VALUES (?1, 'page', ?2, ?3)",
            params![seq, page.to_string(), *page],
        )?;
    }
    Ok(())
}

/// Marks a page that somebody may see who did not before, with its comments and files.
pub(super) fn page_shown(tx: &Connection, page: i64) -> Result<()> {
    page_changed(tx, page)?;
    for table in ["comment", "attachment"] {
        let notes = format!("SELECT id, content AS page, created AS rank FROM {table} WHERE content = ?2");
        mark_all(tx, table, &notes, page)?;
    }
    Ok(())
}

/// Marks a comment of a page as changed or deleted.
pub(super) fn comment_changed(tx: &Connection, comment: i64, page: i64) -> Result<()> {
    mark(tx, "comment", &comment.to_string(), Some(page))
}

/// Marks an attachment of a page as changed or deleted.
pub(super) fn attachment_changed(tx: &Connection, attachment: i64, page: i64) -> Result<()> {
    mark(tx, "attachment", &attachment.to_string(), Some(page))
}

/// Forgets what was said about a page that is removed, its comments and files: that it is lost says it all.
pub(super) fn forget(tx: &Connection, page: i64) -> Result<()> {
    tx.run("DELETE FROM change_seq WHERE page = ?1", params![page])?;
    Ok(())
}

/// Forgets what was said about a space that is removed.
pub(super) fn forget_space(tx: &Connection, space: i64) -> Result<()> {
    tx.run("DELETE FROM change_seq WHERE kind = 'space' AND thing = ?1", params![space.to_string()])?;
    Ok(())
}

/// Marks a space as changed.
pub(super) fn space_changed(tx: &Connection, space: i64) -> Result<()> {
    mark(tx, "space", &space.to_string(), None)
}

/// Marks an account as changed.
pub(super) fn user_changed(tx: &Connection, user: &str) -> Result<()> {
    mark(tx, "user", user, None)
}

/// Marks what an account watches as changed: a line for that account alone.
pub(super) fn watches_changed(tx: &Connection, user: &str) -> Result<()> {
    mark(tx, "user", &format!("{WATCHES}{user}"), None)
}

/// Marks a page and everything below it, parents first.
pub(super) fn subtree_changed(tx: &Connection, page: i64) -> Result<()> {
    let pages = "WITH RECURSIVE down(id, rank) AS (SELECT c.id, 0 FROM content c WHERE c.id = ?2 \
            UNION SELECT c.id, down.rank + 1 FROM content c JOIN down ON c.parent = down.id) \
         SELECT id, id AS page, rank FROM down";
    mark_all(tx, "page", pages, page)
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
fn mark(tx: &Connection, kind: &str, thing: &str, page: Option<i64>) -> Result<()> {
    tx.run(
        &format!(
            "INSERT INTO change_seq (seq, kind, thing, page) SELECT {NEXT}, ?2, ?3, ?4 FROM {LAST} WHERE true \
             ON CONFLICT (kind, thing) DO UPDATE SET seq = excluded.seq, page = excluded.page"
        ),
        params![moment(), kind, thing, page],
    )?;
    Ok(())
}

/// Gives the things of a query (`id`, `page`, and `rank` for their order; `?2` is `of`) the newest places.
fn mark_all(tx: &Connection, kind: &str, query: &str, of: i64) -> Result<()> {
    tx.run(
        &format!(
            "INSERT INTO change_seq (seq, kind, thing, page) \
             SELECT {NEXT} + row_number() OVER (ORDER BY m.rank, m.id) - 1, '{kind}', CAST(m.id AS TEXT), m.page \
             FROM ({query}) m CROSS JOIN {LAST} WHERE true \
             ON CONFLICT (kind, thing) DO UPDATE SET seq = excluded.seq, page = excluded.page"
        ),
        params![moment(), of],
    )?;
    Ok(())
}

/// How far the feed holds nothing for a caller who stands at a place. What comes into sight gets a new place, so
/// this stays true; it spares going through what others do in their spaces at every call.
#[derive(Debug, Default)]
pub(super) struct Quiet(Mutex<HashMap<(UserId, i64), i64>>);

impl Quiet {
    fn after(&self, who: &Principal, since: i64) -> i64 {
        self.lock().get(&(who.id.clone(), since)).copied().unwrap_or(since)
    }

    fn note(&self, who: &Principal, since: i64, until: i64) {
        let mut known = self.lock();
        if known.len() >= QUIET {
            known.clear();
        }
        known.insert((who.id.clone(), since), until);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(UserId, i64), i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line of the feed as it was read: what it is about, and the page with its body when that is the thing.
struct Line {
    seq: i64,
    kind: String,
    thing: String,
    lost: Option<Lost>,
    page: Option<(Page, String)>,
}

/// How the caller lost what a line is about.
#[derive(Debug, Clone, Copy)]
struct Lost {
    /// Whether it went out of their sight alone.
    hidden: bool,
}

impl Line {
    fn number(&self) -> i64 {
        self.thing.parse().unwrap_or_default()
    }
}

/// Reads what changed after a position.
pub(super) fn changes(
    tx: &Connection,
    who: &Principal,
    (since, limit): (i64, usize),
    quiet: &Quiet,
) -> Result<FeedBody> {
    let epoch = tx.only("SELECT value FROM meta WHERE name = 'epoch'", params![], |row| row.get(0))?;
    let mut body = FeedBody { epoch, items: Vec::new(), next: since, more: false };
    let (mut at, mut bytes, mut told) = (quiet.after(who, since), 0, 0);
    loop {
        let lines = lines(tx, who, at, AT_A_TIME)?;
        let is_last = lines.len() < AT_A_TIME;
        for line in lines {
            at = line.seq;
            let Some((entry, size)) = entry(tx, who, line, since == 0)? else { continue };
            if told == limit || bytes > STRETCH_BYTES {
                body.more = true;
                return Ok(body);
            }
            told += 1;
            bytes += size;
            body.next = at;
            body.items.push(entry);
        }
        if is_last {
            let last = tx.only(&format!("SELECT taken.seq FROM {LAST}"), params![], |row| row.get(0))?;
            quiet.note(who, body.next, last);
            return Ok(body);
        }
    }
}

/// Reads lines in order: what changed that the caller may see, and what they have lost sight of.
fn lines(tx: &Connection, who: &Principal, since: i64, limit: usize) -> Result<Vec<Line>> {
    let mut lines = changed(tx, who, since, limit)?;
    lines.extend(lost(tx, who, since, limit)?);
    lines.sort_by_key(|line| line.seq);
    lines.truncate(limit);
    Ok(lines)
}

fn changed(tx: &Connection, who: &Principal, since: i64, limit: usize) -> Result<Vec<Line>> {
    let sql = format!(
        "SELECT f.seq, f.kind, f.thing, b.storage, {PAGE_COLUMNS} FROM change_seq f \
         LEFT JOIN content c ON c.id = f.page \
         LEFT JOIN version v ON f.kind = 'page' AND v.content = c.id AND v.number = c.version \
         LEFT JOIN body b ON b.content = c.id AND b.version = v.body \
         WHERE f.seq > ?2 AND ( \
            (f.kind IN ('user', 'space') AND (f.thing NOT LIKE '{WATCHES}%' OR f.thing = ?4)) \
            OR (c.id IS NOT NULL AND {})) \
         ORDER BY f.seq LIMIT ?3",
        sight::among("c")
    );
    let watches = format!("{WATCHES}{}", who.id);
    tx.all(&sql, params![who.id.as_str(), since, limit as i64, watches], |row| {
        let storage: Option<String> = row.get(3)?;
        let page = storage.map(|storage| Ok::<_, StoreError>((rows::page_of(row, 4)?, storage)));
        Ok(Line {
            seq: row.get(0)?,
            kind: row.get(1)?,
            thing: row.get(2)?,
            lost: None,
            page: page.transpose()?,
        })
    })
}

fn lost(tx: &Connection, who: &Principal, since: i64, limit: usize) -> Result<Vec<Line>> {
    let sql = format!(
        "SELECT l.seq, l.kind, CAST(l.thing AS TEXT), l.hidden FROM loss l \
         JOIN audience_member m ON m.audience = l.audience AND m.account = ?1 \
         WHERE l.seq > ?2 \
            AND NOT (l.kind = 'page' AND EXISTS (SELECT 1 FROM content c WHERE c.id = l.thing AND {})) \
            AND NOT (l.kind = 'space' AND EXISTS (SELECT 1 FROM space s WHERE s.id = l.thing AND {})) \
         ORDER BY l.seq LIMIT ?3",
        sight::among("c"),
        sight::spaces("s", who)
    );
    tx.all(&sql, params![who.id.as_str(), since, limit as i64], |row| {
        let lost = Some(Lost { hidden: row.get::<i64>(3)? != 0 });
        Ok(Line { seq: row.get(0)?, kind: row.get(1)?, thing: row.get(2)?, lost, page: None })
    })
}

/// Says what a line tells the caller, if anything, and how much of a stretch that takes.
fn entry(tx: &Connection, who: &Principal, line: Line, is_first: bool) -> Result<Option<(FeedEntry, usize)>> {
    let number = line.number();
    if let Some(Lost { hidden }) = line.lost {
        let gone = match line.kind.as_str() {
            "page" => FeedEntry::PageGone { id: names::page_id(number), hidden },
            _ => FeedEntry::SpaceGone { id: names::space_id(number), hidden },
        };
        return Ok(Some((gone, 0)));
    }
    Ok(match line.kind.as_str() {
        "page" => match line.page {
            Some((mut page, storage)) => {
                rows::restrict(tx, std::slice::from_mut(&mut page))?;
                let size = storage.len();
                Some((FeedEntry::Page(Box::new(PageEntry::of(page, Some(storage)))), size))
            }
            None => None,
        },
        "space" => space_entry(tx, who, number)?.map(|entry| (entry, 0)),
        // What is said on a page is told to those who see it, deleted or not, and to nobody else.
        "comment" => Some(match comments::entry(tx, number)? {
            Some(comment) => {
                let size = comments::size(&comment);
                (FeedEntry::Comment(Box::new(comment)), size)
            }
            None => (FeedEntry::CommentGone { id: names::comment_id(number) }, 0),
        }),
        "attachment" => Some(match attachments::entry(tx, number)? {
            Some(attachment) => (FeedEntry::Attachment(Box::new(attachment)), 0),
            None => (FeedEntry::AttachmentGone { id: names::attachment_id(number) }, 0),
        }),
        _ if line.thing.starts_with(WATCHES) => {
            let things = labels::watches(tx, who)?;
            // Whoever asks for the first time knows of none.
            (!is_first || !things.is_empty()).then_some((FeedEntry::Watches { things }, 0))
        }
        _ => rows::user(tx, &line.thing)?.map(|user| (FeedEntry::User(user), 0)),
    })
}

fn space_entry(tx: &Connection, who: &Principal, id: i64) -> Result<Option<FeedEntry>> {
    let sql =
        format!("SELECT {} FROM space s WHERE s.id = ?2 AND {}", rows::SPACE_COLUMNS, sight::space("s", who));
    let found = tx.one(&sql, params![who.id.as_str(), id], |row| rows::space_of(tx, row))?;
    Ok(found.map(|row| FeedEntry::Space(Box::new(row.space.into()))))
}
