//! Comments: who sees the page sees them, who may comment may settle a thread, and a deleted comment takes
//! nobody else's words with it.

use super::super::command::{CommentUpdate, NewComment};
use super::super::{Below, CommentFilter, Location, Outcome, Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::value::{Row, params};
use super::{access, feed, names, pages, rows, sight, words};
use crate::domain::*;

/// The columns of a comment, in the order [`comment_of`] reads them.
const COLUMNS: &str = "k.id, k.content, k.parent, k.marker, k.words, k.resolved, k.creator, k.created, \
    k.version, k.author, k.saved, k.storage";

/// Returns a comment on a page the caller sees.
pub(super) fn one(tx: &Connection, who: &Principal, id: &CommentId) -> Result<Comment> {
    let sql = format!(
        "SELECT {COLUMNS} FROM comment k JOIN content c ON c.id = k.content WHERE {}",
        sight::one("comment", "k")
    );
    tx.one(&sql, params![who.id.as_str(), names::comment_number(id)?], comment_of)?
        .ok_or_else(|| StoreError::no_content(id))
}

/// Returns the comments of a page a filter asks for, oldest first.
pub(super) fn list(tx: &Connection, who: &Principal, filter: &CommentFilter) -> Result<Vec<Comment>> {
    let page = rows::seen(tx, who, &filter.page)?;
    let parent = match &filter.below {
        Below::Comment(parent) => names::comment_number(parent)?,
        // No comment has this number.
        Below::Page | Below::Everything => 0,
    };
    // A reply stands where the head of its thread stands.
    let sql = format!(
        "WITH RECURSIVE head(id, inline, resolved) AS ( \
            SELECT id, marker IS NOT NULL, resolved FROM comment WHERE content = ?1 AND parent IS NULL \
            UNION SELECT r.id, head.inline, head.resolved FROM comment r JOIN head ON r.parent = head.id) \
         SELECT {COLUMNS} FROM comment k JOIN head ON head.id = k.id \
         WHERE k.content = ?1 AND (?2 = 1 OR coalesce(k.parent, 0) = ?3) AND (?4 = 1 \
            OR (?5 = 1 AND NOT head.inline AND head.resolved = 0) \
            OR (?6 = 1 AND head.inline AND head.resolved = 0) OR (?7 = 1 AND head.resolved = 1)) \
         ORDER BY k.created, k.id LIMIT ?8 OFFSET ?9"
    );
    let asks = |location| filter.locations.contains(&location);
    tx.all(
        &sql,
        params![
            page,
            filter.below == Below::Everything,
            parent,
            filter.locations.is_empty(),
            asks(Location::Footer),
            asks(Location::Inline),
            asks(Location::Resolved),
            filter.limit as i64,
            filter.start as i64
        ],
        comment_of,
    )
}

/// Reads a comment for the feed, which has looked at its page.
pub(super) fn entry(tx: &Connection, number: i64) -> Result<Option<Comment>> {
    let sql = format!("SELECT {COLUMNS} FROM comment k WHERE k.id = ?1");
    tx.one(&sql, params![number], comment_of)
}

/// Says how much of a stretch of the feed a comment takes.
pub(super) fn size(comment: &Comment) -> usize {
    comment.storage.len() + 256
}

/// Writes a comment.
pub(super) fn add(tx: &Connection, write: &Write, new: &NewComment) -> Result<Outcome> {
    let page = rows::page(tx, &write.who, &new.page)?;
    access::check_commenting(tx, &write.who, &page)?;
    let content = names::page_number(&page.id)?;
    let parent = match &new.parent {
        Some(parent) => Some(parent_on(tx, write, parent, &page)?),
        None => None,
    };
    let anchor = new.anchor.as_ref().filter(|_| parent.is_none());
    if let Some(anchor) = anchor {
        check_anchor(&pages::newest_body(tx, content)?, &anchor.marker)?;
    }
    let (id, when, who) = (names::fresh_id(), write.now.as_microsecond(), write.who.id.as_str());
    tx.run("INSERT INTO comment (id, content, parent, marker, words, creator, created, version, author, saved, storage) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?6, ?7, ?8)", params![
        id,
        content,
        parent,
        anchor.map(|anchor| anchor.marker.as_str()),
        anchor.map(|anchor| anchor.words.as_str()).unwrap_or_default(),
        who,
        when,
        new.storage
    ])?;
    words::add_text(tx, id, &new.storage)?;
    feed::comment_changed(tx, id, content)?;
    answer(tx, write, id)
}

/// Gives a comment another body, or settles its thread.
pub(super) fn update(tx: &Connection, write: &Write, update: &CommentUpdate) -> Result<Outcome> {
    let comment = one(tx, &write.who, &update.comment)?;
    let page = rows::page(tx, &write.who, &comment.page)?;
    access::check_commenting(tx, &write.who, &page)?;
    let (id, content) = (names::comment_number(&comment.id)?, names::page_number(&comment.page)?);
    if let Some((number, storage)) = &update.body {
        if comment.author != write.who.id {
            return Err(StoreError::Forbidden("only its author can edit a comment".to_owned()));
        }
        if *number != comment.version.number + 1 {
            return Err(StoreError::Stale(comment.version.number));
        }
        tx.run(
            "UPDATE comment SET version = ?2, author = ?3, saved = ?4, storage = ?5 WHERE id = ?1",
            params![id, number, write.who.id.as_str(), write.now.as_microsecond(), storage],
        )?;
        words::set_text(tx, id, storage)?;
    }
    if let Some(resolved) = update.resolved {
        if comment.parent.is_some() {
            return Err(StoreError::Invalid("a thread is settled at the comment that begins it".to_owned()));
        }
        tx.run("UPDATE comment SET resolved = ?2 WHERE id = ?1", params![id, resolved])?;
    }
    feed::comment_changed(tx, id, content)?;
    answer(tx, write, id)
}

/// Deletes a comment for good. Its replies answer what it answered; where it began a thread, the oldest reply
/// begins it now and stands at the same words.
pub(super) fn delete(tx: &Connection, write: &Write, comment: &CommentId) -> Result<Outcome> {
    let comment = one(tx, &write.who, comment)?;
    let page = rows::page(tx, &write.who, &comment.page)?;
    access::check_removing(tx, &write.who, &page, SpacePermission::RemoveComment, &comment.author)?;
    let (id, content) = (names::comment_number(&comment.id)?, names::page_number(&comment.page)?);
    let replies: Vec<i64> =
        tx.all("SELECT id FROM comment WHERE parent = ?1 ORDER BY created, id", params![id], |row| {
            row.get(0)
        })?;
    let mut heir = match &comment.parent {
        Some(parent) => Some(names::comment_number(parent)?),
        None => None,
    };
    for reply in replies {
        tx.run("UPDATE comment SET parent = ?2 WHERE id = ?1", params![reply, heir])?;
        if heir.is_none() {
            tx.run(
                "UPDATE comment SET (marker, words, resolved) = \
                    (SELECT marker, words, resolved FROM comment WHERE id = ?2) WHERE id = ?1",
                params![reply, id],
            )?;
            heir = Some(reply);
        }
        feed::comment_changed(tx, reply, content)?;
    }
    tx.run("DELETE FROM comment WHERE id = ?1", params![id])?;
    words::forget(tx, id)?;
    feed::comment_changed(tx, id, content)?;
    Ok(Outcome::Done)
}

/// Deletes the comments of a page that is removed.
pub(super) fn remove_all(tx: &Connection, page: i64) -> Result<()> {
    let all: Vec<i64> =
        tx.all("SELECT id FROM comment WHERE content = ?1", params![page], |row| row.get(0))?;
    all.into_iter().try_for_each(|comment| words::forget(tx, comment))?;
    tx.run("UPDATE comment SET parent = NULL WHERE content = ?1", params![page])?;
    tx.run("DELETE FROM comment WHERE content = ?1", params![page])?;
    Ok(())
}

fn parent_on(tx: &Connection, write: &Write, parent: &CommentId, page: &Page) -> Result<i64> {
    let found = one(tx, &write.who, parent)?;
    if found.page != page.id {
        return Err(StoreError::Invalid("a reply goes to the page of the comment it answers".to_owned()));
    }
    names::comment_number(&found.id)
}

/// The words must be marked in the page before somebody speaks of them.
fn check_anchor(body: &str, marker: &str) -> Result<()> {
    let plain = !marker.is_empty()
        && marker.len() <= 64
        && marker.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if plain
        && (body.contains(&format!("ac:ref=\"{marker}\"")) || body.contains(&format!("ac:ref='{marker}'")))
    {
        return Ok(());
    }
    Err(StoreError::Invalid("the page holds no mark of this name for an inline comment".to_owned()))
}

fn answer(tx: &Connection, write: &Write, id: i64) -> Result<Outcome> {
    Ok(Outcome::Comment(Box::new(one(tx, &write.who, &names::comment_id(id))?)))
}

fn comment_of(row: &Row<'_>) -> Result<Comment> {
    let marker: Option<String> = row.get(3)?;
    let words: String = row.get(4)?;
    Ok(Comment {
        id: names::comment_id(row.get(0)?),
        page: names::page_id(row.get(1)?),
        parent: row.get::<Option<i64>>(2)?.map(names::comment_id),
        anchor: marker.map(|marker| Anchor { marker, words }),
        resolved: row.get(5)?,
        author: UserId::new(row.get::<String>(6)?),
        created: names::moment(row.get(7)?),
        version: Version {
            number: row.get(8)?,
            author: UserId::new(row.get::<String>(9)?),
            when: names::moment(row.get(10)?),
            message: String::new(),
        },
        storage: row.get(11)?,
    })
}
