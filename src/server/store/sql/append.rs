//! Jots: appended to a page that is made when it is missing. Commutative, no version needed; a jot whose
//! page is gone lands below the Inbox, never nowhere.

use super::super::{Outcome, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::pages::{self, Save};
use super::value::params;
use super::{access, names, personal, rows, sight, spaces};
use crate::domain::*;
use crate::markup;
use jiff::civil::Date;

/// Appends a jot and answers with the page it landed on.
pub(super) fn run(tx: &Connection, write: &Write, jot: &Jot) -> Result<Outcome> {
    let page = target(tx, write, jot)?;
    let old = pages::newest_body(tx, page)?;
    let new = markup::append(&old, &jot.storage);
    let (number, title): (u32, String) =
        tx.only("SELECT version, title FROM content WHERE id = ?1", params![page], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let save = Save { title: &title, author: &write.who.id, when: write.now, message: "jot" };
    pages::save_version(tx, page, number + 1, Some(&new), &save)?;
    for label in &jot.labels {
        pages::add_label(tx, page, label)?;
    }
    feed::page_changed(tx, page)?;
    pages::answer(tx, &write.who, page)
}

fn target(tx: &Connection, write: &Write, jot: &Jot) -> Result<i64> {
    match &jot.target {
        JotTarget::Day(day) => day_page(tx, write, *day),
        JotTarget::NewPage { title } => {
            let space = personal::writable(tx, &write.who)?;
            let inbox = top(tx, write, space, "Inbox")?;
            spaces::insert_page(tx, write, space, Some(inbox), title, "")
        }
        JotTarget::Page(id) => match access::editable(tx, &write.who, id) {
            Ok(page) if page.status == PageStatus::Current => names::page_number(id),
            Ok(page) => inbox_page(tx, write, &page.title),
            Err(StoreError::NotFound(_) | StoreError::Forbidden(_)) => inbox_page(tx, write, "Jots"),
            Err(error) => Err(error),
        },
        JotTarget::Titled { space, title } => match titled(tx, write, space, title) {
            Ok(Some(page)) => Ok(page),
            Ok(None) | Err(StoreError::NotFound(_) | StoreError::Forbidden(_)) => {
                inbox_page(tx, write, title)
            }
            Err(error) => Err(error),
        },
    }
}

/// Follows the day page wherever it was moved; makes it and what is above it when there is none.
fn day_page(tx: &Connection, write: &Write, day: Date) -> Result<i64> {
    let space = personal::writable(tx, &write.who)?;
    let title = format!("Journal {day}");
    let known: Option<(i64, String)> = tx.one(
        "SELECT c.id, c.status FROM journal_day j JOIN content c ON c.id = j.content \
             WHERE j.space = ?1 AND j.day = ?2 AND c.space = ?1",
        params![space, day.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let page = match known {
        Some((page, status)) if status == "current" => return Ok(page),
        Some(_) => return inbox_page(tx, write, &title),
        None => {
            let journal = top(tx, write, space, "Journal")?;
            let year = child(tx, write, space, journal, &day.strftime("%Y").to_string())?;
            let month = child(tx, write, space, year, &day.strftime("%Y-%m").to_string())?;
            child(tx, write, space, month, &title)?
        }
    };
    tx.run(
        "INSERT INTO journal_day (space, day, content) VALUES (?1, ?2, ?3) \
         ON CONFLICT (space, day) DO UPDATE SET content = excluded.content",
        params![space, day.to_string(), page],
    )?;
    Ok(page)
}

/// The page below the Inbox that takes what was meant for another one.
fn inbox_page(tx: &Connection, write: &Write, title: &str) -> Result<i64> {
    let space = personal::writable(tx, &write.who)?;
    let inbox = top(tx, write, space, "Inbox")?;
    child(tx, write, space, inbox, title)
}

/// A page of this title below the home page or at the root of the space, made when missing.
fn top(tx: &Connection, write: &Write, space: i64, title: &str) -> Result<i64> {
    let home: Option<i64> =
        tx.only("SELECT home FROM space WHERE id = ?1", params![space], |row| row.get(0))?;
    let found: Option<i64> = tx.one(
        "SELECT id FROM content WHERE space = ?1 AND title = ?2 AND kind = 'page' AND status = 'current' \
             AND (parent IS NULL OR parent = ?3) ORDER BY parent IS NULL, position LIMIT 1",
        params![space, title, home],
        |row| row.get(0),
    )?;
    found.map_or_else(|| spaces::insert_page(tx, write, space, home, title, ""), Ok)
}

/// A child of this title, made when missing.
fn child(tx: &Connection, write: &Write, space: i64, parent: i64, title: &str) -> Result<i64> {
    let found: Option<i64> = tx.one(
        "SELECT id FROM content WHERE space = ?1 AND parent = ?2 AND title = ?3 AND status = 'current' \
             ORDER BY position LIMIT 1",
        params![space, parent, title],
        |row| row.get(0),
    )?;
    found.map_or_else(|| spaces::insert_page(tx, write, space, Some(parent), title, ""), Ok)
}

fn titled(tx: &Connection, write: &Write, key: &SpaceKey, title: &str) -> Result<Option<i64>> {
    let space = rows::space_by_key(tx, &write.who, key)?;
    // A page of this title that the caller does not see does not stand in the way of one that they see.
    let sql = format!(
        "SELECT c.id FROM content c WHERE c.space = ?2 AND c.title = ?3 AND c.kind = 'page' \
            AND c.status = 'current' AND {} ORDER BY c.created LIMIT 1",
        sight::content("c")
    );
    let found: Option<i64> = tx.one(&sql, params![write.who.id.as_str(), space, title], |row| row.get(0))?;
    let Some(page) = found else { return Ok(None) };
    access::editable(tx, &write.who, &names::page_id(page))?;
    Ok(Some(page))
}
