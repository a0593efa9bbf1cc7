//! Writing down what the wiki said: one transaction per batch, queued changes shown on top.
//!
//! Absence is never deletion: only [`Incoming::PageGone`] and [`Incoming::SpaceGone`] remove anything.

use super::ready::{self, Ready};
use super::{
    Incoming, Line, PlainText, Replica, Result, attachment, comment, local, row, space, store, watch,
};
use crate::domain::{Page, PageId, PageStatus, SpaceId, User};
use rusqlite::{Connection, Transaction};

/// What a queued change is told when its page is not there any more.
const GONE: &str = "the page is gone from the wiki, or you cannot see it any more: your text is kept here";

impl Replica {
    /// Writes down a stretch of the feed and the position after it, in one transaction. Tells whether
    /// anything differs from before.
    ///
    /// `rewound` says that the wiki may have gone back (a restore from a backup), so that versions lower than
    /// the ones here are taken; otherwise they are late news and left out.
    pub fn take_in(&self, items: &[Incoming], cursor: Option<&str>, rewound: bool) -> Result<bool> {
        let plain_text = self.plain_text();
        let is_new = ready::ahead(items, plain_text, |ready| {
            let take_all = |tx: &Transaction<'_>| {
                let mut is_new = false;
                for item in items {
                    let is_page = matches!(item, Incoming::Page { .. });
                    let ready = if is_page { ready.next() } else { None };
                    let read = |title: &str, storage: &str| {
                        ready.unwrap_or_else(|| Ready::of(title, storage, plain_text))
                    };
                    is_new |= take(tx, item, rewound, plain_text, read)?;
                }
                if let Some(cursor) = cursor {
                    store::set_meta(tx, "replica.meta", "cursor", cursor)?;
                }
                Ok(is_new)
            };
            if rewound || items.iter().any(touches_drafts) {
                self.write(Line::Feed, take_all)
            } else {
                // Nobody who types or saves waits for a long batch.
                self.write_tree(Line::Feed, take_all)
            }
        })?;
        if is_new {
            self.learn_dictionary()?;
        }
        Ok(is_new)
    }

    /// Returns the position in the feed up to which everything is here.
    pub fn cursor(&self) -> Result<Option<String>> {
        self.read(|db| store::meta(db, "replica.meta", "cursor"))
    }

    /// Notes whose profile this is.
    pub fn set_me(&self, me: &User) -> Result<()> {
        self.write(Line::Feed, |tx| {
            space::put_user(tx, me)?;
            store::set_meta(tx, "replica.meta", "me", me.id.as_str())
        })
    }
}

/// Tells whether taking an item may change what the person did: what was queued for a page that is gone is parked.
fn touches_drafts(item: &Incoming) -> bool {
    matches!(item, Incoming::PageGone(_) | Incoming::SpaceGone(_))
}

fn take(
    db: &Connection,
    item: &Incoming,
    rewound: bool,
    plain_text: PlainText,
    read: impl FnOnce(&str, &str) -> Ready,
) -> Result<bool> {
    match item {
        Incoming::User(user) => space::put_user(db, user).map(|()| true),
        Incoming::Space(space) => space::put_space(db, space).map(|()| true),
        Incoming::SpaceGone(id) => {
            for page in pages_in(db, id)? {
                remove(db, &page, plain_text)?;
            }
            space::remove_space(db, id).map(|()| true)
        }
        Incoming::Page { page, storage } => take_page(db, page, storage, rewound, (plain_text, read)),
        Incoming::PageGone(id) => remove(db, id, plain_text),
        Incoming::Comment(comment) => comment::put(db, comment),
        Incoming::CommentGone(id) => comment::remove(db, id),
        Incoming::Attachment(attachment) => attachment::put(db, attachment),
        Incoming::AttachmentGone(id) => attachment::remove(db, id),
        Incoming::Watches(watched) => watch::put_all(db, watched),
    }
}

fn take_page(
    db: &Connection,
    page: &Page,
    storage: &str,
    rewound: bool,
    (plain_text, read): (PlainText, impl FnOnce(&str, &str) -> Ready),
) -> Result<bool> {
    join_trash_above(db, page)?;
    if local::is_pending(db, &page.id)? {
        let known = local::base(db, &page.id)?;
        if let Some(known) = known.filter(|known| known.page.version.number > page.version.number) {
            if !rewound {
                return Ok(false);
            }
            let newer = known.storage.or(row::body(db, &page.id)?);
            keep_newer(db, &known.page, newer.as_deref(), storage)?;
        }
        local::set_base(db, &local::Base { page: page.clone(), storage: Some(storage.to_owned()) })?;
        local::recompute(db, &page.id, plain_text)?;
        return Ok(true);
    }
    if let Some((known, sort)) = row::get(db, &page.id)? {
        if known.version.number > page.version.number {
            if !rewound {
                return Ok(false);
            }
            keep_newer(db, &known, row::body(db, &page.id)?.as_deref(), storage)?;
        }
        // The echo of our own write, most of the time.
        if known == *page
            && sort == page.position as f64
            && row::body(db, &page.id)?.as_deref() == Some(storage)
        {
            return Ok(false);
        }
    }
    let mut page = page.clone();
    if let Some(parent) = &page.parent
        && local::circle(db, &page.id, parent)?.is_some()
    {
        local::set_base(db, &local::Base { page: page.clone(), storage: Some(storage.to_owned()) })?;
        local::recompute(db, &page.id, plain_text)?;
        return Ok(true);
    }
    page.labels.sort();
    row::put(db, &page, page.position as f64, Some(storage), read)?;
    Ok(true)
}

/// A page that arrives below one we have put into the trash goes there with it.
fn join_trash_above(db: &Connection, page: &Page) -> Result<()> {
    let Some(parent) = page.parent.as_ref().filter(|_| page.status == PageStatus::Current) else {
        return Ok(());
    };
    if !local::is_pending(db, parent)? || row::exists(db, &page.id)? {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT OR IGNORE INTO replica.pending (page, seq)
         SELECT ?2, q.seq FROM replica.pending q JOIN main.outbox o ON o.seq = q.seq
         WHERE q.page = ?1 AND json_extract(o.entry, '$.change.change') = 'trash'",
    )?
    .execute([parent.as_str(), page.id.as_str()])?;
    Ok(())
}

/// Keeps a text that a wiki restored from a backup does not have any more (F13).
fn keep_newer(db: &Connection, known: &Page, newer: Option<&str>, storage: &str) -> Result<()> {
    match newer {
        Some(newer) if newer != storage => {
            let why = format!("version {} from before the wiki went back", known.version.number);
            super::draft::keep(db, &known.id, &why, newer, known.version.when)
        }
        _ => Ok(()),
    }
}

/// Removes a page for good; what was queued for it is parked with its text.
fn remove(db: &Connection, id: &PageId, plain_text: PlainText) -> Result<bool> {
    let known = row::exists(db, id)? || local::base(db, id)?.is_some();
    db.prepare_cached("DELETE FROM replica.base WHERE page = ?1")?.execute([id.as_str()])?;
    if local::is_pending(db, id)? {
        let mut mine = db.prepare_cached("SELECT seq FROM replica.pending WHERE page = ?1")?;
        let seqs: Vec<i64> =
            mine.query_map([id.as_str()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for seq in seqs {
            let target = super::outbox::entry_at(db, seq)?.and_then(|entry| entry.change.page().cloned());
            if target.as_ref() == Some(id) {
                super::outbox::set_parked(db, seq, GONE, plain_text)?;
            }
        }
    }
    row::remove(db, id)?;
    comment::remove_all(db, id)?;
    attachment::remove_all(db, id)?;
    Ok(known)
}

fn pages_in(db: &Connection, space: &SpaceId) -> Result<Vec<PageId>> {
    let mut statement = db.prepare_cached("SELECT id FROM replica.page WHERE space = ?1 AND version > 0")?;
    let pages = statement.query_map([space.as_str()], |row| Ok(PageId::new(row.get::<_, String>(0)?)))?;
    Ok(pages.collect::<rusqlite::Result<_>>()?)
}
