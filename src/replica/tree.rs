//! The tree: lists of pages. Nothing here reads a table that holds bodies.

use super::{Mark, PageRow, Replica, Result, alias, local, row};
use crate::domain::{Label, Page, PageId, SpaceId};
use rusqlite::{Connection, Params, Row, params};

/// What a list shows beside a page.
const MARKS: &str = "EXISTS (SELECT 1 FROM replica.page c
            WHERE c.space = p.space AND c.status = 0 AND c.kind = 0 AND c.parent = p.id),
     EXISTS (SELECT 1 FROM replica.pending q WHERE q.page = p.id),
     (EXISTS (SELECT 1 FROM main.draft d WHERE d.page = p.id)
         OR EXISTS (SELECT 1 FROM main.storage_draft d WHERE d.page = p.id)),
     EXISTS (SELECT 1 FROM main.conflict x WHERE x.page = p.id)";

impl Replica {
    /// Returns the current children in order; `None` lists the roots of the space, with the pages whose
    /// parent is not here.
    pub fn children(&self, space: &SpaceId, parent: Option<&PageId>) -> Result<Vec<PageRow>> {
        self.read(|db| match parent {
            Some(parent) => rows(
                db,
                "FROM replica.page p WHERE p.space = ?1 AND p.status = 0 AND p.kind = 0 AND p.parent = ?2
                 ORDER BY p.sort, p.title, p.id",
                params![space.as_str(), alias::resolve(db, parent)?.as_str()],
            ),
            None => rows(
                db,
                "FROM replica.page p WHERE p.rid IN (
                     SELECT rid FROM replica.page WHERE space = ?1 AND status = 0 AND kind = 0 AND parent IS NULL
                     UNION ALL
                     SELECT rid FROM replica.page WHERE orphan = 1 AND space = ?1 AND status = 0 AND kind = 0)
                 ORDER BY p.sort, p.title, p.id",
                params![space.as_str()],
            ),
        })
    }

    /// Returns one page, current or trashed.
    pub fn page(&self, id: &PageId) -> Result<Option<PageRow>> {
        self.read(|db| {
            let id = alias::resolve(db, id)?;
            Ok(rows(db, "FROM replica.page p WHERE p.id = ?1", params![id.as_str()])?.pop())
        })
    }

    /// Returns the pages above, root first, parent last.
    pub fn ancestors(&self, id: &PageId) -> Result<Vec<Page>> {
        self.read(|db| {
            let mut above = Vec::new();
            let mut next = row::get(db, &alias::resolve(db, id)?)?.and_then(|(page, _)| page.parent);
            while let Some(parent) = next.take().filter(|_| above.len() < local::DEPTH_LIMIT) {
                let Some((page, _)) = row::get(db, &parent)? else { break };
                if above.iter().any(|seen: &Page| seen.id == page.id) {
                    break;
                }
                next.clone_from(&page.parent);
                above.push(page);
            }
            above.reverse();
            Ok(above)
        })
    }

    /// Returns the current pages of a space with a title, exactly.
    pub fn titled(&self, space: &SpaceId, title: &str) -> Result<Vec<Page>> {
        self.read(|db| {
            let sql = "WHERE p.title = ?1 AND p.status = 0 AND p.space = ?2 ORDER BY p.id";
            pages(db, sql, params![title, space.as_str()])
        })
    }

    /// Returns the trash of a space, or all trash, newest first.
    pub fn trashed(&self, space: Option<&SpaceId>) -> Result<Vec<Page>> {
        self.read(|db| match space {
            Some(space) => {
                let sql = "WHERE p.status = 1 AND p.space = ?1 ORDER BY p.rid DESC";
                pages(db, sql, params![space.as_str()])
            }
            None => pages(db, "WHERE p.status = 1 ORDER BY p.rid DESC", []),
        })
    }

    /// Returns the current pages with a label, by title.
    pub fn labelled(&self, label: &Label) -> Result<Vec<Page>> {
        let sql = "WHERE p.id IN (SELECT page FROM replica.label WHERE name = ?1) AND p.status = 0
                   ORDER BY p.title, p.id";
        self.read(|db| pages(db, sql, params![label.as_str()]))
    }

    /// Returns every label of current pages and how many carry it, by name.
    pub fn labels(&self) -> Result<Vec<(Label, u32)>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT l.name, count(*) FROM replica.label l JOIN replica.page p ON p.id = l.page
                 WHERE p.status = 0 GROUP BY l.name ORDER BY l.name",
            )?;
            let labels =
                statement.query_map([], |row| Ok((Label::stored(row.get::<_, String>(0)?), row.get(1)?)))?;
            Ok(labels.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Returns every current title: of a whole wiki they are many.
    pub fn titles(&self) -> Result<Vec<(PageId, SpaceId, String)>> {
        self.read(|db| titles(db, "INDEXED BY page_title WHERE status = 0 ORDER BY title", []))
    }

    /// Returns the current titles of a space, by title, as many as `limit`.
    pub fn titles_in(&self, space: &SpaceId, limit: usize) -> Result<Vec<(PageId, SpaceId, String)>> {
        let rest = "WHERE space = ?1 AND status = 0 ORDER BY title LIMIT ?2";
        self.read(|db| titles(db, rest, params![space.as_str(), limit as i64]))
    }

    /// Returns the titles of pages; those that are not current are left out.
    pub fn titles_of(&self, pages: &[PageId]) -> Result<Vec<(PageId, SpaceId, String)>> {
        self.read(|db| {
            let mut found = Vec::new();
            for page in pages {
                let id = alias::resolve(db, page)?;
                let of = titles(db, "WHERE id = ?1 AND status = 0", [id.as_str()])?;
                found.extend(of.into_iter().map(|(_, space, title)| (page.clone(), space, title)));
            }
            Ok(found)
        })
    }
}

/// Returns pages with their marks; `rest` names the table `p`.
pub(super) fn rows(db: &Connection, rest: &str, bound: impl Params) -> Result<Vec<PageRow>> {
    let sql = format!("SELECT {}, {MARKS} {rest}", row::COLUMNS);
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(bound, page_row)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn page_row(row: &Row<'_>) -> rusqlite::Result<PageRow> {
    Ok(PageRow {
        page: row::page(row)?,
        has_children: row.get(row::WIDTH)?,
        mark: Mark {
            queued: row.get(row::WIDTH + 1)?,
            draft: row.get(row::WIDTH + 2)?,
            conflict: row.get(row::WIDTH + 3)?,
        },
    })
}

pub(super) fn pages(db: &Connection, rest: &str, bound: impl Params) -> Result<Vec<Page>> {
    let sql = format!("SELECT {} FROM replica.page p {rest}", row::COLUMNS);
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map(bound, row::page)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn titles(db: &Connection, rest: &str, bound: impl Params) -> Result<Vec<(PageId, SpaceId, String)>> {
    let mut statement = db.prepare_cached(&format!("SELECT id, space, title FROM replica.page {rest}"))?;
    let titles = statement.query_map(bound, |row| {
        Ok((PageId::new(row.get::<_, String>(0)?), SpaceId::new(row.get::<_, String>(1)?), row.get(2)?))
    })?;
    Ok(titles.collect::<rusqlite::Result<_>>()?)
}
