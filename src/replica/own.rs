//! This person's own marks on this machine: favourites, recent pages, small settings of the interface.

use super::{PageRow, Replica, Result, alias, tree};
use crate::domain::{PageId, SpaceId, Timestamp};
use rusqlite::{OptionalExtension, params};

/// How many visited pages are remembered.
const VISITS: i64 = 500;

impl Replica {
    /// Marks a space as a favourite, or not.
    pub fn set_favourite(&self, space: &SpaceId, on: bool) -> Result<()> {
        let sql = match on {
            true => "INSERT OR IGNORE INTO favourite (space) VALUES (?1)",
            false => "DELETE FROM favourite WHERE space = ?1",
        };
        self.jot_down(|tx| Ok(tx.execute(sql, [space.as_str()]).map(|_| ())?))
    }

    /// Returns the favourite spaces.
    pub fn favourites(&self) -> Result<Vec<SpaceId>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT space FROM main.favourite ORDER BY space")?;
            let spaces = statement.query_map([], |row| Ok(SpaceId::new(row.get::<_, String>(0)?)))?;
            Ok(spaces.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Marks a page as a favourite, or not.
    pub fn set_favourite_page(&self, page: &PageId, on: bool) -> Result<()> {
        let sql = match on {
            true => "INSERT OR IGNORE INTO favourite_page (page) VALUES (?1)",
            false => "DELETE FROM favourite_page WHERE page = ?1",
        };
        self.jot_down(|tx| {
            let page = alias::resolve(tx, page)?;
            Ok(tx.execute(sql, [page.as_str()]).map(|_| ())?)
        })
    }

    /// Returns the favourite pages by title, those that are not here any more without one, at the end.
    pub fn favourite_pages(&self) -> Result<Vec<(PageId, Option<String>)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT f.page, p.title FROM main.favourite_page f
                 LEFT JOIN replica.page p ON p.id = f.page AND p.status = 0
                 ORDER BY p.title IS NULL, p.title COLLATE NOCASE, f.page",
            )?;
            let pages =
                statement.query_map([], |row| Ok((PageId::new(row.get::<_, String>(0)?), row.get(1)?)))?;
            Ok(pages.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Remembers that a page was read.
    pub fn visited(&self, page: &PageId, now: Timestamp) -> Result<()> {
        self.jot_down(|tx| {
            let page = alias::resolve(tx, page)?;
            tx.prepare_cached("INSERT OR REPLACE INTO visit (page, at) VALUES (?1, ?2)")?
                .execute(params![page.as_str(), now.as_microsecond()])?;
            tx.prepare_cached(
                "DELETE FROM visit WHERE at < (SELECT at FROM visit ORDER BY at DESC LIMIT 1 OFFSET ?1)",
            )?
            .execute([VISITS])?;
            Ok(())
        })
    }

    /// Returns the pages read last that are still here, newest first.
    pub fn recent(&self, limit: usize) -> Result<Vec<PageRow>> {
        self.read(|db| {
            // CROSS: SQLite would go through all pages and look each up among the few that were read.
            tree::rows(
                db,
                "FROM main.visit v CROSS JOIN replica.page p ON p.id = v.page WHERE p.status = 0
                 ORDER BY v.at DESC, v.page LIMIT ?1",
                [limit as i64],
            )
        })
    }

    /// Returns a small setting of the interface (last page, folds, first run done).
    pub fn state(&self, name: &str) -> Result<Option<String>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT value FROM main.state WHERE name = ?1")?;
            Ok(statement.query_row([name], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps a small setting of the interface.
    pub fn set_state(&self, name: &str, value: &str) -> Result<()> {
        self.jot_down(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO state (name, value) VALUES (?1, ?2)")?
                .execute([name, value])?;
            Ok(())
        })
    }
}
