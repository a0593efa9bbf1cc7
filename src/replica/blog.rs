//! Blog posts: outside the tree, by day.

use super::{PageRow, Replica, Result, tree};
use crate::domain::SpaceId;
use rusqlite::params;

/// How many posts a month of a year has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: i8,
    /// The posts of it.
    pub posts: u32,
}

impl Replica {
    /// Returns the blog posts of a space, newest day first.
    pub fn blog_posts(&self, space: &SpaceId) -> Result<Vec<PageRow>> {
        self.read(|db| {
            tree::rows(
                db,
                "FROM replica.page p WHERE p.space = ?1 AND p.status = 0 AND p.kind = 1
                 ORDER BY p.day DESC, p.title, p.id",
                params![space.as_str()],
            )
        })
    }

    /// Returns the months in which a space has posts, newest first.
    pub fn blog_months(&self, space: &SpaceId) -> Result<Vec<Month>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT substr(day, 1, 7) AS month, count(*) FROM replica.page
                 WHERE space = ?1 AND status = 0 AND kind = 1 GROUP BY month ORDER BY month DESC",
            )?;
            let months = statement.query_map([space.as_str()], |row| {
                let month: Option<String> = row.get(0)?;
                Ok((month.unwrap_or_default(), row.get::<_, u32>(1)?))
            })?;
            let mut found = Vec::new();
            for month in months {
                let (name, posts) = month?;
                let (year, month) = name.split_once('-').unwrap_or_default();
                if let (Ok(year), Ok(month)) = (year.parse(), month.parse()) {
                    found.push(Month { year, month, posts });
                }
            }
            Ok(found)
        })
    }

    /// Returns the posts of a month, newest day first.
    pub fn posts(&self, space: &SpaceId, year: i16, month: i8) -> Result<Vec<PageRow>> {
        let month = format!("{year:04}-{month:02}");
        self.read(|db| {
            tree::rows(
                db,
                "FROM replica.page p WHERE p.space = ?1 AND p.status = 0 AND p.kind = 1
                     AND substr(p.day, 1, 7) = ?2
                 ORDER BY p.day DESC, p.title, p.id",
                params![space.as_str(), month],
            )
        })
    }
}
