//! Random wikis, written by the store's own functions: what the engine says of their facts is what the store's reads
//! and checks say, for everybody and everything, by every way.

use super::super::super::{PageFilter, Principal, Result, WorldSlice};
use super::super::connection::Connection;
use super::super::random::{PEOPLE, as_user, make, on_random_wikis};
use super::super::value::params;
use super::super::{access, attachments, comments, feed, labels, names, pages, rows, sight};
use super::world;
use crate::domain::*;
use crate::permission::{self, Operation, Question, Session, World};
use crate::wire::extension::feed::FeedEntry;

fn says(world: &World, who: &Principal, operation: Operation, target: permission::Target<'_>) -> bool {
    let question = Question { who: who.asking(), operation, target };
    permission::decide(world, &question, &Session::default()).allowed
}

/// Names the first disagreement.
fn compare(tx: &Connection, spaces: &[SpaceId], ids: &[PageId]) -> Result<std::result::Result<(), String>> {
    let mut worlds = Vec::new();
    for page in ids {
        worlds.push((
            page,
            world(tx, &WorldSlice::Page(page.clone()))?,
            world(tx, &WorldSlice::Branch(page.clone()))?,
        ));
    }
    for name in PEOPLE.into_iter().chain([""]) {
        let who = as_user(name).who;
        let filter = PageFilter { limit: 1_000, ..PageFilter::default() };
        let listed: Vec<PageId> = pages::list(tx, &who, &filter)?.into_iter().map(|page| page.id).collect();
        for (page, slice, branch) in &worlds {
            let target = permission::Target::Page(page);
            let row = rows::page(tx, &who, page);
            let live = row.as_ref().is_ok_and(|page| page.status == PageStatus::Current);
            let trashes = access::removable(tx, &who, page).is_ok() && live;
            let edits = access::editable(tx, &who, page).is_ok() && live;
            let comments = row.as_ref().is_ok_and(|page| access::check_commenting(tx, &who, page).is_ok());
            let attaches = row.as_ref().is_ok_and(|page| access::check_attaching(tx, &who, page).is_ok());
            for (operation, stored) in [
                (Operation::View, listed.contains(page)),
                (Operation::Edit, edits),
                (Operation::Trash, trashes),
                (Operation::Comment, comments),
                (Operation::Attach, attaches),
            ] {
                for facts in [slice, branch] {
                    if says(facts, &who, operation, target) != stored {
                        return Ok(Err(format!("{name} {operation:?} {page}: the store says {stored}")));
                    }
                }
            }
        }
        for space in spaces {
            let facts = world(tx, &WorldSlice::SpaceWithPages(space.clone()))?;
            let stored = rows::space(tx, &who, names::space_number(space)?).is_ok();
            if says(&facts, &who, Operation::View, permission::Target::Space(space)) != stored {
                return Ok(Err(format!("{name} sees {space}: the store says {stored}")));
            }
            let mut seen: Vec<_> = facts.visible(who.asking()).cloned().collect();
            seen.sort();
            let mut stored: Vec<_> =
                listed.iter().filter(|id| facts.pages.contains_key(*id)).cloned().collect();
            stored.sort();
            if seen != stored {
                return Ok(Err(format!("{name} sees {seen:?} in {space}, the store lists {stored:?}")));
            }
        }
    }
    Ok(Ok(()))
}

#[test]
fn s0_25_the_engine_and_the_store_agree_on_random_wikis() {
    on_random_wikis(40, |tx, plan| {
        let (spaces, ids) = make(tx, plan)?;
        compare(tx, &spaces, &ids)
    });
}

/// Names the first way to a page that is open to somebody who does not see it, or shut to somebody who does.
fn compare_ways(tx: &Connection, ids: &[PageId]) -> Result<std::result::Result<(), String>> {
    let facts = world(tx, &WorldSlice::Everything)?;
    let readers = facts.readers();
    for name in PEOPLE {
        let who = as_user(name).who;
        let sees = |id: &PageId| readers.pages.get(id).is_some_and(|(_, people)| people.contains(&who.id));
        let ids_by = |condition: String| -> Result<Vec<PageId>> {
            let sql = format!("SELECT c.id FROM content c WHERE {condition}");
            tx.all(&sql, params![name], |row| Ok(names::page_id(row.get(0)?)))
        };
        let (one, many) = (ids_by(sight::content("c"))?, ids_by(sight::contents("c"))?);
        let some = ids_by(sight::among("c"))?;
        let watched = labels::watches(tx, &who)?;
        let told = feed::changes(tx, &who, (0, 1_000), &feed::Quiet::default())?.items;
        for id in ids {
            let number = names::page_number(id)?;
            let note = |table: &str| -> Result<Option<i64>> {
                tx.one(&format!("SELECT id FROM {table} WHERE content = ?1"), params![number], |row| {
                    row.get(0)
                })
            };
            let (comment, file) = (note("comment")?, note("attachment")?);
            let mut ways = vec![
                ("one", one.contains(id)),
                ("some", some.contains(id)),
                ("many", many.contains(id)),
                ("versions", pages::versions(tx, &who, id).is_ok()),
                ("body", pages::body(tx, &who, id, 1).is_ok()),
                ("feed", told.iter().any(|entry| matches!(entry, FeedEntry::Page(page) if page.id == *id))),
            ];
            if let (Some(comment), Some(file)) = (comment, file) {
                let (comment, file) = (names::comment_id(comment), names::attachment_id(file));
                ways.push(("comment", comments::one(tx, &who, &comment).is_ok()));
                ways.push(("file", attachments::one(tx, &who, &file).is_ok()));
                ways.push(("file versions", attachments::versions(tx, &who, &file).is_ok()));
                ways.push(("watches", watched.contains(&Watched::Page(id.clone()))));
            }
            for (way, open) in ways {
                if open != sees(id) {
                    return Ok(Err(format!("{name} sees {id}: {}, by {way}: {open}", sees(id))));
                }
            }
        }
    }
    Ok(Ok(()))
}

#[test]
fn s0_68_every_way_to_a_page_is_open_to_those_who_see_it_and_to_nobody_else() {
    on_random_wikis(40, |tx, plan| {
        let (_, ids) = make(tx, plan)?;
        compare_ways(tx, &ids)
    });
}
