//! Making pages, saving versions, reading bodies and lists.

use super::super::command::{ContentUpdate, NewContent};
use super::super::{Outcome, PageFilter, ParentFilter, Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::rows::{self, PAGE_COLUMNS, PAGE_FROM};
use super::tree::{self, Among};
use super::value::{Given, params};
use super::{access, copy, delta, marks, names, sight, unread, words};
use crate::domain::*;
use crate::markup;

/// Makes a page or blog post.
pub(super) fn create(tx: &Connection, write: &Write, new: &NewContent) -> Result<Outcome> {
    let who = &write.who;
    let space = rows::space_named(tx, who, &new.space)?;
    access::check_space(tx, who, space, access::editing(new.kind))?;
    let parent = match (&new.parent, new.kind) {
        (Some(parent), PageKind::Page) => Some(tree::parent_in(tx, who, parent, space)?),
        _ => None,
    };
    let among = match &new.after {
        Some(_) => {
            let spot =
                Spot { space: names::space_id(space), parent: new.parent.clone(), after: new.after.clone() };
            tree::from_spot(tx, who, &spot)?.2
        }
        None => Among::Last,
    };
    let position = tree::position(tx, space, parent, among, None)?;
    let row = NewRow {
        space,
        parent,
        position,
        kind: new.kind,
        title: &new.title,
        storage: &new.storage,
        labels: &new.labels,
        message: &new.message,
        when: write.now,
    };
    let id = insert(tx, &who.id, &row)?;
    marks::put_all(tx, write, id, &new.properties)?;
    feed::page_changed(tx, id)?;
    if let Some(original) = &new.copy_of {
        copy::bring_along(tx, write, original, (id, space))?;
    }
    answer(tx, who, id)
}

/// A page ready for its tables: nothing is checked any more.
pub(super) struct NewRow<'a> {
    pub(super) space: i64,
    pub(super) parent: Option<i64>,
    pub(super) position: i64,
    pub(super) kind: PageKind,
    pub(super) title: &'a str,
    pub(super) storage: &'a str,
    pub(super) labels: &'a [Label],
    pub(super) message: &'a str,
    pub(super) when: Timestamp,
}

/// Writes the first version of a page; the feed is the caller's business.
pub(super) fn insert(tx: &Connection, author: &UserId, new: &NewRow<'_>) -> Result<i64> {
    let id = insert_unread(tx, author, new)?;
    words::add_name(tx, id, new.title)?;
    words::add_text(tx, id, new.storage)?;
    Ok(id)
}

/// Writes the first version of a page; its words are the caller's business, too.
pub(super) fn insert_unread(tx: &Connection, author: &UserId, new: &NewRow<'_>) -> Result<i64> {
    let id = names::fresh_id();
    let (kind, day) = names::kind_words(new.kind);
    let when = new.when.as_microsecond();
    tx.run("INSERT INTO content (id, space, kind, day, status, title, parent, position, version, creator, created) \
         VALUES (?1, ?2, ?3, ?4, 'current', ?5, ?6, ?7, 1, ?8, ?9)", params![id, new.space, kind, day, new.title, new.parent, new.position, author.as_str(), when])?;
    put_body(tx, id, 1, new.storage)?;
    put_version(tx, id, (1, 1), &Save { title: new.title, author, when: new.when, message: new.message })?;
    for label in new.labels {
        add_label(tx, id, label)?;
    }
    Ok(id)
}

fn put_body(tx: &Connection, page: i64, number: u32, storage: &str) -> Result<()> {
    tx.run(
        "INSERT INTO body (content, version, storage) VALUES (?1, ?2, ?3)",
        params![page, number, storage],
    )?;
    Ok(())
}

/// Writes a version, which has the body of the second number.
fn put_version(tx: &Connection, page: i64, (number, body): (u32, u32), save: &Save<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO version (content, number, title, body, author, saved, message) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            page,
            number,
            save.title,
            body,
            save.author.as_str(),
            save.when.as_microsecond(),
            save.message
        ],
    )?;
    Ok(())
}

/// Adds a label; one more time is no time.
pub(super) fn add_label(tx: &Connection, page: i64, label: &Label) -> Result<bool> {
    let rows = tx.run(
        "INSERT INTO label (content, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![page, label.as_str()],
    )?;
    Ok(rows > 0)
}

/// Who saves a version, when, and under which title.
pub(super) struct Save<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a UserId,
    pub(super) when: Timestamp,
    pub(super) message: &'a str,
}

/// Writes a version; without a body it shares that of the version before.
pub(super) fn save_version(
    tx: &Connection,
    page: i64,
    number: u32,
    storage: Option<&str>,
    save: &Save<'_>,
) -> Result<()> {
    unread::catch_up(tx, page)?;
    let before: Option<(u32, String)> = tx.one(
        "SELECT body, title FROM version WHERE content = ?1 AND number = ?2",
        params![page, i64::from(number) - 1],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    match &before {
        None => words::add_name(tx, page, save.title)?,
        Some((_, title)) if title != save.title => words::set_name(tx, page, save.title)?,
        Some(_) => {}
    }
    let before = before.map(|(body, _)| body);
    let body = match (storage, before) {
        (None, Some(before)) => before,
        (storage, before) => {
            let storage = storage.unwrap_or_default();
            put_body(tx, page, number, storage)?;
            match before {
                Some(before) => {
                    delta::shrink(tx, page, before, number, storage)?;
                    words::set_text(tx, page, storage)?;
                }
                None => words::add_text(tx, page, storage)?,
            }
            number
        }
    };
    put_version(tx, page, (number, body), save)?;
    tx.run("UPDATE content SET version = ?2, title = ?3 WHERE id = ?1", params![page, number, save.title])?;
    Ok(())
}

/// Saves a version of a page, perhaps with a new title or place.
pub(super) fn update(tx: &Connection, write: &Write, update: &ContentUpdate) -> Result<Outcome> {
    let who = &write.who;
    let page = match access::editable(tx, who, &update.page) {
        Err(StoreError::Forbidden(_)) if marks_words(tx, who, update)? => rows::page(tx, who, &update.page)?,
        other => other?,
    };
    if page.status == PageStatus::Trashed {
        return Err(StoreError::Invalid("the page is in the trash: restore it first".to_owned()));
    }
    if update.number != page.version.number + 1 {
        return Err(StoreError::Stale(page.version.number));
    }
    let id = names::page_number(&page.id)?;
    let title = update.title.as_deref().unwrap_or(&page.title);
    let save = Save { title, author: &who.id, when: write.now, message: &update.message };
    save_version(tx, id, update.number, update.storage.as_deref(), &save)?;
    marks::put_all(tx, write, id, &update.properties)?;
    let new_parent = update.parent.as_ref().filter(|parent| page.parent.as_ref() != Some(*parent));
    if let Some(parent) = new_parent {
        let place = Place::LastChildOf(parent.clone());
        tree::relocate(tx, who, &page, &super::super::command::Target::Place(place))?;
    }
    if let Some(place) = update.position.filter(|place| *place >= 1) {
        tree::reorder(tx, id, place)?;
    }
    feed::page_changed(tx, id)?;
    answer(tx, who, id)
}

/// Whether all that changes is that words are marked for a comment, by somebody who may comment: that needs no right
/// to edit, and no list of editors stops it.
fn marks_words(tx: &Connection, who: &Principal, update: &ContentUpdate) -> Result<bool> {
    let page = rows::page(tx, who, &update.page)?;
    let stays = update.title.as_ref().is_none_or(|title| *title == page.title)
        && update.parent.as_ref().is_none_or(|parent| page.parent.as_ref() == Some(parent))
        && update.position.is_none();
    let Some(storage) = update.storage.as_deref().filter(|_| stays) else { return Ok(false) };
    let body = newest_body(tx, names::page_number(&page.id)?)?;
    Ok(access::check_commenting(tx, who, &page).is_ok() && markup::adds_only_marks(&body, storage))
}

/// Answers with a page as it is now.
pub(super) fn answer(tx: &Connection, who: &Principal, id: i64) -> Result<Outcome> {
    Ok(Outcome::Page(Box::new(rows::page(tx, who, &names::page_id(id))?)))
}

/// Returns the stored body of a version.
pub(super) fn body(tx: &Connection, who: &Principal, id: &PageId, version: u32) -> Result<String> {
    let number = rows::seen(tx, who, id)?;
    let body: Option<u32> = tx.one(
        "SELECT body FROM version WHERE content = ?1 AND number = ?2",
        params![number, version],
        |row| row.get(0),
    )?;
    let body = body.ok_or_else(|| StoreError::NotFound(format!("the page has no version {version}")))?;
    delta::read(tx, number, body)
}

/// Returns the newest body of a page that is known to be visible.
pub(super) fn newest_body(tx: &Connection, id: i64) -> Result<String> {
    tx.only(
        "SELECT b.storage FROM content c JOIN version v ON v.content = c.id AND v.number = c.version \
             JOIN body b ON b.content = c.id AND b.version = v.body WHERE c.id = ?1",
        params![id],
        |row| row.get(0),
    )
}

/// Returns every version, newest first, with its title.
pub(super) fn versions(tx: &Connection, who: &Principal, id: &PageId) -> Result<Vec<(Version, String)>> {
    let number = rows::seen(tx, who, id)?;
    let sql =
        "SELECT number, author, saved, message, title FROM version WHERE content = ?1 ORDER BY number DESC";
    tx.all(sql, params![number], |row| {
        let version = Version {
            number: row.get(0)?,
            author: UserId::new(row.get::<String>(1)?),
            when: names::moment(row.get(2)?),
            message: row.get(3)?,
        };
        Ok((version, row.get(4)?))
    })
}

/// Returns the visible pages a filter asks for, in tree order or by id.
pub(super) fn list(tx: &Connection, who: &Principal, filter: &PageFilter) -> Result<Vec<Page>> {
    // A list ends where its limit is: what is hidden elsewhere in the wiki need not be known.
    let mut wheres = vec![sight::among("c")];
    let mut values: Vec<Given> = vec![who.id.as_str().into()];
    let mut with = |values: &mut Vec<Given>, text: &str, value: Given| {
        values.push(value);
        wheres.push(text.replace('#', &format!("?{}", values.len())));
    };
    if let Some(key) = &filter.space {
        with(&mut values, "c.space = #", rows::space_by_key(tx, who, key)?.into());
    }
    if let Some(title) = &filter.title {
        with(&mut values, "c.title = #", title.clone().into());
    }
    if let Some(day) = &filter.day {
        with(&mut values, "c.day = #", day.clone().into());
    }
    if let Some(blog) = filter.blog {
        with(&mut values, "c.kind = #", if blog { "blogpost" } else { "page" }.into());
    }
    if let Some(after) = filter.after {
        with(&mut values, "c.id > #", after.into());
    }
    match &filter.parent {
        Some(ParentFilter::Page(parent)) => {
            let parent = rows::seen(tx, who, parent)?;
            with(&mut values, "c.parent = #", parent.into());
        }
        Some(ParentFilter::Root) => wheres.push("c.parent IS NULL".to_owned()),
        None => {}
    }
    if !filter.ids.is_empty() {
        // What is no number is no page of ours.
        let numbers = filter.ids.iter().filter_map(|id| names::page_number(id).ok());
        let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
        wheres.push(if numbers.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("c.id IN ({})", numbers.join(", "))
        });
    }
    let wanted: &[PageStatus] =
        if filter.statuses.is_empty() { &[PageStatus::Current] } else { &filter.statuses };
    let statuses: Vec<String> =
        wanted.iter().map(|status| format!("'{}'", names::page_status_word(*status))).collect();
    wheres.push(format!("c.status IN ({})", statuses.join(", ")));
    let order = if filter.after.is_some() { "c.id" } else { "c.space, c.parent, c.position, c.title, c.id" };
    let sql = format!(
        "SELECT {PAGE_COLUMNS} FROM {PAGE_FROM} WHERE {} ORDER BY {order} LIMIT ?{} OFFSET ?{}",
        wheres.join(" AND "),
        values.len() + 1,
        values.len() + 2
    );
    values.extend([Given::Int(filter.limit as i64), Given::Int(filter.start as i64)]);
    let mut pages = tx.all(&sql, &Given::params(&values), |row| rows::page_of(row, 0))?;
    rows::restrict(tx, &mut pages)?;
    Ok(pages)
}
