//! What the tree shows of a page: what the wiki last said (base) with the queued changes on top, in order.
//!
//! ```text
//!   base ──► effect(change 1) ──► effect(change 2) ──► page, body       recompute()
//! ```
//!
//! A page that no queued change touches has no base row: the tree is what the wiki said.

use super::ready::Ready;
use super::{PlainText, Result, outbox, row};
use crate::domain::{Change, Entry, Page, PageId, PageStatus, SpaceId, UserId, Version};
use rusqlite::{Connection, OptionalExtension, params};

/// What the wiki last said about a page.
#[derive(Debug, Clone)]
pub(super) struct Base {
    pub page: Page,
    /// `None` while no queued change gives the page another body.
    pub storage: Option<String>,
}

/// A page on its way from base to what the tree shows.
struct View {
    page: Page,
    sort: f64,
    storage: Option<String>,
    /// The sibling to stand behind, where a change says so; settled when the row is written.
    after: Option<Option<PageId>>,
}

/// The deepest tree we walk: a wiki that sends cycles must not hang us.
pub(super) const DEPTH_LIMIT: usize = 1_000;

/// Notes a queued entry on every page it touches and shows its effect.
pub(super) fn apply(db: &Connection, seq: i64, entry: &Entry, plain_text: PlainText) -> Result<()> {
    let touched = touched(db, &entry.change)?;
    for id in &touched {
        keep_base(db, id, matches!(entry.change, Change::Edit { .. }))?;
        db.prepare_cached("INSERT OR IGNORE INTO replica.pending (page, seq) VALUES (?1, ?2)")?
            .execute(params![id.as_str(), seq])?;
    }
    for id in &touched {
        recompute(db, id, plain_text)?;
    }
    Ok(())
}

/// Forgets a queued entry and shows the pages it touched without it.
pub(super) fn withdraw(db: &Connection, seq: i64, plain_text: PlainText) -> Result<()> {
    let touched = touched_by(db, seq)?;
    db.prepare_cached("DELETE FROM replica.pending WHERE seq = ?1")?.execute([seq])?;
    for id in &touched {
        recompute(db, id, plain_text)?;
    }
    Ok(())
}

/// Returns the pages an entry was noted on.
pub(super) fn touched_by(db: &Connection, seq: i64) -> Result<Vec<PageId>> {
    let mut statement = db.prepare_cached("SELECT page FROM replica.pending WHERE seq = ?1")?;
    let pages = statement.query_map([seq], |row| Ok(PageId::new(row.get::<_, String>(0)?)))?;
    Ok(pages.collect::<rusqlite::Result<_>>()?)
}

/// Returns the pages a change touches, the page itself first.
fn touched(db: &Connection, change: &Change) -> Result<Vec<PageId>> {
    // Who watches a page does not change it.
    let Some(page) = change.page().filter(|_| !matches!(change, Change::Watch { .. })) else {
        return Ok(Vec::new());
    };
    let mut touched = vec![page.clone()];
    match change {
        Change::Trash { .. } => touched.extend(below(db, page, PageStatus::Current)?),
        Change::Restore { .. } => touched.extend(below(db, page, PageStatus::Trashed)?),
        Change::Move { from, to, .. } if from.space != to.space => {
            touched.extend(below(db, page, PageStatus::Current)?);
        }
        _ => {}
    }
    Ok(touched)
}

/// Returns everything below a page with a status, at any depth.
pub(super) fn below(db: &Connection, page: &PageId, status: PageStatus) -> Result<Vec<PageId>> {
    let mut statement = db.prepare_cached(
        "WITH RECURSIVE below (id) AS (
             SELECT id FROM replica.page WHERE parent = ?1 AND status = ?2
             UNION SELECT p.id FROM replica.page p JOIN below ON p.parent = below.id WHERE p.status = ?2)
         SELECT id FROM below WHERE id <> ?1",
    )?;
    let status = i64::from(status == PageStatus::Trashed);
    let pages = statement
        .query_map(params![page.as_str(), status], |row| Ok(PageId::new(row.get::<_, String>(0)?)))?;
    Ok(pages.collect::<rusqlite::Result<_>>()?)
}

/// Keeps what the wiki said before a change covers it; a page the wiki does not have has nothing to keep.
fn keep_base(db: &Connection, id: &PageId, with_body: bool) -> Result<()> {
    if base(db, id)?.is_none() {
        match row::get(db, id)? {
            Some((page, _)) if page.version.number > 0 => set_base(db, &Base { page, storage: None })?,
            _ => return Ok(()),
        }
    }
    if with_body {
        let body = row::body(db, id)?;
        db.prepare_cached("UPDATE replica.base SET storage = ?2 WHERE page = ?1 AND storage IS NULL")?
            .execute(params![id.as_str(), body])?;
    }
    Ok(())
}

/// Returns what the wiki last said about a page that queued changes touch.
pub(super) fn base(db: &Connection, id: &PageId) -> Result<Option<Base>> {
    let found: Option<(String, Option<String>)> = db
        .prepare_cached("SELECT value, storage FROM replica.base WHERE page = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(value, storage)| {
        // A value of an older program that cannot be read is fetched again.
        serde_json::from_str(&value).ok().map(|page| Base { page, storage })
    }))
}

/// Writes down what the wiki said about a page that queued changes touch.
pub(super) fn set_base(db: &Connection, base: &Base) -> Result<()> {
    let value = serde_json::to_string(&base.page).unwrap_or_default();
    db.prepare_cached("INSERT OR REPLACE INTO replica.base (page, value, storage) VALUES (?1, ?2, ?3)")?
        .execute(params![base.page.id.as_str(), value, base.storage])?;
    Ok(())
}

/// Tells whether queued changes touch a page.
pub(super) fn is_pending(db: &Connection, id: &PageId) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM replica.pending WHERE page = ?1")?.exists([id.as_str()])?)
}

/// Writes a page as base and queued changes make it.
pub(super) fn recompute(db: &Connection, id: &PageId, plain_text: PlainText) -> Result<()> {
    let base = base(db, id)?;
    let entries = queued_on(db, id)?;
    let mut view = base.map(|base| View {
        sort: base.page.position as f64,
        page: base.page,
        storage: base.storage,
        after: None,
    });
    for entry in &entries {
        view = effect(view, entry, id, || me(db))?;
    }
    if !is_pending(db, id)? {
        db.prepare_cached("DELETE FROM replica.base WHERE page = ?1")?.execute([id.as_str()])?;
    }
    let Some(mut view) = view else { return row::remove(db, id) };
    refuse_cycle(db, &mut view)?;
    let sort = match &view.after {
        Some(after) => sort_behind(db, &view.page, after.as_ref())?,
        None => view.sort,
    };
    let read = |title: &str, storage: &str| Ready::of(title, storage, plain_text);
    row::put(db, &view.page, sort, view.storage.as_deref(), read)
}

/// Shows every page an entry was noted on as it is now.
pub(super) fn show_again(db: &Connection, seq: i64, plain_text: PlainText) -> Result<()> {
    for id in touched_by(db, seq)? {
        recompute(db, &id, plain_text)?;
    }
    Ok(())
}

/// Returns the queued entries on a page that are shown, in order. What was refused and is only about the place
/// of the page is not: the page stands where the wiki has it.
fn queued_on(db: &Connection, id: &PageId) -> Result<Vec<Entry>> {
    let mut statement = db.prepare_cached(
        "SELECT o.entry, o.state FROM replica.pending q JOIN main.outbox o ON o.seq = q.seq
         WHERE q.page = ?1 AND q.ignored = 0 ORDER BY q.seq",
    )?;
    let entries =
        statement.query_map([id.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut shown = Vec::new();
    for entry in entries {
        let (entry, state) = entry?;
        let parsed = serde_json::from_str::<Entry>(&entry).ok();
        shown.extend(parsed.filter(|entry| state != outbox::PARKED || !entry.change.is_of_place()));
    }
    Ok(shown)
}

/// Returns whose profile this is.
pub(super) fn me(db: &Connection) -> Result<UserId> {
    Ok(UserId::new(super::store::meta(db, "replica.meta", "me")?.unwrap_or_default()))
}

/// Shows one change on one page it touches.
fn effect(
    view: Option<View>,
    entry: &Entry,
    id: &PageId,
    me: impl Fn() -> Result<UserId>,
) -> Result<Option<View>> {
    if let Change::Create { page, spot, kind, title, storage, labels, copy_of } = &entry.change {
        if page != id {
            return Ok(view);
        }
        let version = Version { number: 0, author: me()?, when: entry.at, message: String::new() };
        let mut labels = labels.clone();
        labels.sort();
        labels.dedup();
        return Ok(Some(View {
            page: Page {
                id: page.clone(),
                space: spot.space.clone(),
                kind: *kind,
                status: PageStatus::Current,
                title: title.clone(),
                parent: spot.parent.clone(),
                position: 0,
                version,
                created: entry.at,
                labels,
                restricted_to: copy_of.as_ref().and_then(|original| original.restricted_to.clone()),
            },
            sort: 0.0,
            storage: Some(storage.clone()),
            after: Some(spot.after.clone()),
        }));
    }
    let Some(mut view) = view else { return Ok(None) };
    let is_target = entry.change.page() == Some(id);
    match &entry.change {
        Change::Edit { storage, .. } => view.storage = Some(storage.clone()),
        Change::Rename { to, .. } => view.page.title.clone_from(to),
        Change::Move { to, .. } if is_target => view.stand(&to.space, to.parent.as_ref(), to.after.as_ref()),
        Change::Move { to, .. } => view.page.space = to.space.clone(),
        Change::Trash { .. } => view.page.status = PageStatus::Trashed,
        Change::Restore { spot, .. } => {
            view.page.status = PageStatus::Current;
            if is_target {
                view.stand(&spot.space, spot.parent.as_ref(), spot.after.as_ref());
            }
        }
        Change::AddLabel { label, .. } => {
            view.page.labels.push(label.clone());
            view.page.labels.sort();
            view.page.labels.dedup();
        }
        Change::RemoveLabel { label, .. } => view.page.labels.retain(|other| other != label),
        // What is said on a page, and its files, are laid over when they are read.
        _ => {}
    }
    Ok(Some(view))
}

impl View {
    fn stand(&mut self, space: &SpaceId, parent: Option<&PageId>, after: Option<&PageId>) {
        self.page.space = space.clone();
        self.page.parent = parent.cloned();
        self.after = Some(after.cloned());
    }
}

/// A page that would stand below itself keeps out: our own moves on the circle give way, else it goes to the root.
fn refuse_cycle(db: &Connection, view: &mut View) -> Result<()> {
    let Some(parent) = view.page.parent.clone() else { return Ok(()) };
    let Some(circle) = circle(db, &view.page.id, &parent)? else { return Ok(()) };
    let own = base(db, &view.page.id)?;
    if let Some(own) = own.filter(|own| own.page.parent != view.page.parent) {
        // This page's own move made the circle: it stays where the wiki has it.
        view.page.parent = own.page.parent;
        view.page.space = own.page.space;
        view.sort = own.page.position as f64;
        view.after = None;
        return Ok(());
    }
    for id in circle {
        if let Some(theirs) = base(db, &id)? {
            db.prepare_cached(
                "UPDATE replica.pending SET ignored = 1 WHERE page = ?1 AND seq IN
                (SELECT seq FROM main.outbox WHERE json_extract(entry, '$.change.change') = 'move')",
            )?
            .execute([id.as_str()])?;
            db.prepare_cached("UPDATE replica.page SET parent = ?2, sort = ?3 WHERE id = ?1")?.execute(
                params![
                    id.as_str(),
                    theirs.page.parent.as_ref().map(PageId::as_str),
                    theirs.page.position as f64
                ],
            )?;
        }
    }
    if self::circle(db, &view.page.id, &parent)?.is_some() {
        view.page.parent = None;
    }
    Ok(())
}

/// Returns the pages above a page, the nearest first.
pub(super) fn above(db: &Connection, id: &PageId) -> Result<Vec<PageId>> {
    let mut path: Vec<PageId> = Vec::new();
    while path.len() < DEPTH_LIMIT {
        let last = path.last().unwrap_or(id);
        let above: Option<Option<String>> = db
            .prepare_cached("SELECT parent FROM replica.page WHERE id = ?1")?
            .query_row([last.as_str()], |row| row.get(0))
            .optional()?;
        match above.flatten().map(PageId::new) {
            Some(above) if !path.contains(&above) => path.push(above),
            _ => break,
        }
    }
    Ok(path)
}

/// Returns the pages from `parent` up to `id` when `id` is above `parent`.
pub(super) fn circle(db: &Connection, id: &PageId, parent: &PageId) -> Result<Option<Vec<PageId>>> {
    let mut path = vec![parent.clone()];
    while path.len() < DEPTH_LIMIT {
        let last = &path[path.len() - 1];
        if last == id {
            return Ok(Some(path));
        }
        let above: Option<Option<String>> = db
            .prepare_cached("SELECT parent FROM replica.page WHERE id = ?1")?
            .query_row([last.as_str()], |row| row.get(0))
            .optional()?;
        match above.flatten() {
            Some(above) => path.push(PageId::new(above)),
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// Returns the order of a page that stands behind `after`, or first.
fn sort_behind(db: &Connection, page: &Page, after: Option<&PageId>) -> Result<f64> {
    let mut statement = db.prepare_cached(
        "SELECT id, sort FROM replica.page
         WHERE space = ?1 AND status = 0 AND kind = 0 AND parent IS ?2 AND id <> ?3 ORDER BY sort, title, id",
    )?;
    let parent = page.parent.as_ref().map(PageId::as_str);
    let siblings: Vec<(String, f64)> = statement
        .query_map(params![page.space.as_str(), parent, page.id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let Some(after) = after else { return Ok(siblings.first().map_or(0.0, |first| first.1 - 1.0)) };
    let last = siblings.last().map_or(0.0, |last| last.1 + 1.0);
    Ok(match siblings.iter().position(|sibling| sibling.0 == after.as_str()) {
        Some(at) => siblings.get(at + 1).map_or(last, |next| f64::midpoint(siblings[at].1, next.1)),
        None => last,
    })
}
