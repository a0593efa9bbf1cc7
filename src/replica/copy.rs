//! Copies of pages, with or without what is below them: the changes that make them.

use super::{Replica, ReplicaError, Result, alias, row, tree};
use crate::domain::attachment::FILE_LIMIT;
use crate::domain::{
    AttachmentId, Change, Original, Page, PageId, PageStatus, Place, SpaceId, Spot, TITLE_LIMIT,
};
use rusqlite::{Connection, params};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The most pages that are copied as one action.
const AT_ONCE: usize = 1_000;

impl Replica {
    /// Returns pages and, when asked for, everything below them, each after the page above it. One page more than
    /// can be copied at once is the most.
    pub fn branches(&self, pages: &[PageId], with_below: bool) -> Result<Vec<Page>> {
        self.read(|db| {
            let mut found = Vec::new();
            for id in pages {
                let Some((page, _)) = row::get(db, &alias::resolve(db, id)?)? else { continue };
                if with_below {
                    branch(db, page, &mut found)?;
                } else {
                    found.push(page);
                }
            }
            found.truncate(AT_ONCE + 1);
            Ok(found)
        })
    }

    /// Returns the changes that copy pages to a place, where the copies stand in their order. A copy has body and
    /// labels of its page, and its title, with a number when the title is taken in that space. Its files and
    /// restrictions come along on the wiki, files that are not there yet from here.
    pub fn copies(
        &self,
        pages: &[PageId],
        place: &Place,
        with_below: bool,
        mut fresh: impl FnMut() -> PageId,
    ) -> Result<Vec<Change>> {
        let refuse = |why: String| Err(ReplicaError::Refused(why));
        // Everything is read before anything is made: a branch can be copied into itself.
        let originals = self.branches(pages, with_below)?;
        if originals.len() > AT_ONCE {
            return refuse(format!("more than {AT_ONCE} pages: copy branch by branch"));
        }
        if originals.is_empty() {
            return refuse("this page is not here any more".to_owned());
        }
        let to = self.resolve(None, place)?;
        let mut made: HashMap<PageId, PageId> = HashMap::new();
        let mut last: HashMap<Option<PageId>, PageId> = HashMap::new();
        let mut titles: HashSet<String> = HashSet::new();
        let mut changes = Vec::new();
        for original in originals {
            let copy = fresh();
            let above = original.parent.as_ref().and_then(|parent| made.get(parent)).cloned();
            let spot = match &above {
                Some(parent) => Spot {
                    space: to.space.clone(),
                    parent: Some(parent.clone()),
                    after: last.get(&above).cloned(),
                },
                None => Spot { after: last.get(&None).or(to.after.as_ref()).cloned(), ..to.clone() },
            };
            let title = self.free_title(&to.space, &original.title, &titles)?;
            titles.insert(title.clone());
            let is_outermost = above.is_none();
            last.insert(above, copy.clone());
            made.insert(original.id.clone(), copy.clone());
            changes.push(Change::Create {
                page: copy.clone(),
                spot,
                kind: original.kind,
                title,
                storage: self.body(&original.id)?.unwrap_or_default(),
                labels: original.labels,
                copy_of: Some(Box::new(Original {
                    page: original.id.clone(),
                    outermost: is_outermost,
                    restricted_to: original.restricted_to,
                })),
            });
            changes.extend(self.uploads(&original.id, &copy)?);
        }
        Ok(changes)
    }
}

impl Replica {
    /// Returns a title, with a number when it is taken in the space or among those given a moment ago.
    fn free_title(&self, space: &SpaceId, title: &str, given: &HashSet<String>) -> Result<String> {
        let mut free = title.to_owned();
        let mut number = 1;
        while given.contains(&free) || !self.titled(space, &free)?.is_empty() {
            number += 1;
            free = numbered(title, number);
        }
        Ok(free)
    }

    /// Returns the changes that add to a copy what waits to be added to its page.
    fn uploads(&self, page: &PageId, copy: &PageId) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        for row in self.attachments(page)?.into_iter().filter(|row| row.attachment.version.number == 0) {
            let Some(path) = row.here else { continue };
            let (kept, size) = self.copy_upload(&path, FILE_LIMIT)?;
            changes.push(Change::AddAttachment {
                page: copy.clone(),
                attachment: AttachmentId::local(Uuid::new_v4()),
                replaces: false,
                name: row.attachment.name,
                media_type: row.attachment.media_type,
                size,
                message: row.attachment.version.message,
                copy: kept,
            });
        }
        Ok(changes)
    }
}

/// Returns a title with a number, within the limit.
fn numbered(title: &str, number: usize) -> String {
    let number = format!(" ({number})");
    let room = TITLE_LIMIT - number.chars().count();
    let cut: String = title.chars().take(room).collect();
    format!("{}{number}", cut.trim_end())
}

/// Adds a page and what is below it, each after the page above it, siblings in order.
fn branch(db: &Connection, page: Page, found: &mut Vec<Page>) -> Result<()> {
    let below = tree::pages(
        db,
        "WHERE p.status = 0 AND p.id IN (
             WITH RECURSIVE below (id) AS (
                 SELECT id FROM replica.page WHERE parent = ?1 AND status = 0
                 UNION
                 SELECT c.id FROM below JOIN replica.page c ON c.parent = below.id WHERE c.status = 0)
             SELECT id FROM below LIMIT ?2)
         ORDER BY p.sort, p.title, p.id",
        params![page.id.as_str(), AT_ONCE as i64 + 1],
    )?;
    let mut children: HashMap<PageId, Vec<Page>> = HashMap::new();
    for page in below {
        if let Some(parent) = page.parent.clone() {
            children.entry(parent).or_default().push(page);
        }
    }
    let mut waiting = vec![page];
    while let Some(page) = waiting.pop().filter(|page| page.status == PageStatus::Current) {
        waiting.extend(children.remove(&page.id).into_iter().flatten().rev());
        found.push(page);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_fits_a_title_of_any_length() {
        assert_eq!(numbered("Home", 2), "Home (2)");
        let long = numbered(&"ä".repeat(255), 12);
        assert_eq!(long.chars().count(), TITLE_LIMIT);
        assert!(long.ends_with("ä (12)"));
    }
}
