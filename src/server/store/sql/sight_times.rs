//! A branch that is shut away from most of those who see it, of as many pages as somebody asks for.

use super::super::super::{Command, Outcome, Result};
use super::super::connection::Connection;
use super::super::random::{as_user, on_empty_wikis};
use super::super::value::params;
use super::super::{feed, names, run};
use crate::domain::*;
use crate::wire::extension::feed::FeedEntry;
use std::collections::BTreeSet;
use std::time::Instant;

/// Who is shut out of a branch hears of all of it once. What changes of sight and polls cost is printed and not asserted:
/// `TILDR_PAGES` says how many pages the branch has (docs/operations.md).
#[test]
fn s0_68_sight_of_a_branch_is_told_whole_and_its_cost_is_reported() {
    let pages = std::env::var("TILDR_PAGES").ok().and_then(|pages| pages.parse().ok()).unwrap_or(400);
    on_empty_wikis(|tx| sight_of_a_branch(tx, pages));
}

/// A space that everybody sees, and a branch of pages in it, a hundred below each.
fn branch(tx: &Connection, pages: i64) -> Result<i64> {
    for number in 0..100 {
        let name = format!("p{number:03}");
        tx.run(
            "INSERT INTO account (id, login, login_folded, full_name, created) VALUES (?1, ?1, ?1, ?1, 0)",
            params![name],
        )?;
    }
    let grants = vec![Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace }];
    let key = SpaceKey::new("BIG");
    let made = Command::CreateSpace { key, name: "Big".to_owned(), description: String::new(), grants };
    let who = as_user("p000");
    let Outcome::Space(space) = run(tx, &who, made)? else { panic!("no space") };
    let home = names::page_number(space.home.as_ref().unwrap())?;
    let space = names::space_number(&space.id)?;
    let branch = super::super::spaces::insert_page(tx, &who, space, Some(home), "branch", "")?;
    for number in 0..pages {
        let id = 1_000_000 + number;
        tx.run(
            "INSERT INTO content (id, space, kind, status, title, parent, position, version, creator, created) \
             SELECT ?1, c.space, 'page', 'current', 'p', ?2, ?1, 1, 'p000', 0 FROM content c WHERE c.id = ?2",
            params![id, if number < 100 { branch } else { 1_000_000 + number / 100 }],
        )?;
        tx.run(
            "INSERT INTO version (content, number, title, body, author, saved, message) \
             VALUES (?1, 1, 'p', 1, 'p000', 0, '')",
            params![id],
        )?;
        tx.run("INSERT INTO body (content, version, storage) VALUES (?1, 1, '')", params![id])?;
    }
    feed::subtree_changed(tx, branch)?;
    Ok(branch)
}

/// Everything that somebody is told after a place in the feed, to its end, and that end.
fn told(tx: &Connection, who: &str, since: i64) -> Result<(Vec<FeedEntry>, i64)> {
    let (quiet, who) = (feed::Quiet::default(), as_user(who).who);
    let (mut items, mut since) = (Vec::new(), since);
    loop {
        let mut body = feed::changes(tx, &who, (since, 1_000), &quiet)?;
        items.append(&mut body.items);
        since = body.next;
        if !body.more {
            return Ok((items, since));
        }
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let outcome = work()?;
    println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
    Ok(outcome)
}

fn sight_of_a_branch(tx: &Connection, pages: i64) -> Result<()> {
    let branch = branch(tx, pages)?;
    let only = Restrictions { read: Some([Member::User("p000".into())].into()), update: None };
    let restrict = |page: i64, lists: &Restrictions| {
        let page = names::page_id(page);
        run(tx, &as_user("p000"), Command::Restrict { page, lists: lists.clone(), lock_out: false }).map(drop)
    };
    let (_, before) = timed("all of it, read by one who sees it", || told(tx, "p001", 0))?;
    timed("restrict the branch", || restrict(branch, &only))?;
    let (lost, after) = timed("all that one shut out is told", || told(tx, "p001", before))?;
    let gone: BTreeSet<PageId> = lost
        .iter()
        .filter_map(|entry| match entry {
            FeedEntry::PageGone { id, .. } => Some(id.clone()),
            _ => None,
        })
        .collect();
    let mut expected: BTreeSet<PageId> =
        (0..pages).map(|number| names::page_id(1_000_000 + number)).collect();
    expected.insert(names::page_id(branch));
    assert_eq!(gone, expected);
    let poll = || told(tx, "p001", after);
    assert!(timed("a poll that finds nothing", poll)?.0.is_empty());
    assert!(timed("the same poll again", poll)?.0.is_empty());
    timed("open it again", || restrict(branch, &Restrictions::default()))?;
    let (found, end) = timed("all that one let in again is told", || told(tx, "p001", after))?;
    let shown: BTreeSet<PageId> = found
        .iter()
        .filter_map(|entry| match entry {
            FeedEntry::Page(page) => Some(page.id.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(shown, expected);
    let last = 1_000_000 + pages - 1;
    timed("restrict one page", || restrict(last, &only))?;
    let (lost, _) = told(tx, "p001", end)?;
    assert!(
        lost.iter()
            .any(|entry| matches!(entry, FeedEntry::PageGone { id, .. } if *id == names::page_id(last)))
    );
    Ok(())
}
