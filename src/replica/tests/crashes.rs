//! Any state of one file beside any state of the other: what a crash, a kill or a restored backup can leave.

use super::*;
use std::path::Path;

/// Copies both files as a kill would leave them: side files included.
fn copy(from: &Path, to: &Path, name: &str) {
    for side in ["", "-wal", "-shm"] {
        let file = format!("{name}{side}");
        let _ = std::fs::remove_file(to.join(&file));
        if from.join(&file).exists() {
            std::fs::copy(from.join(&file), to.join(&file)).unwrap();
        }
    }
}

/// The wiki as it is when everything before `delivered` has arrived.
fn wiki(edited: bool, made: bool) -> Vec<Incoming> {
    let mut second = page("2", None, 2);
    let mut pages = vec![incoming(page("1", None, 1), "<p>one</p>")];
    if edited {
        second.version.number = 2;
    }
    pages.push(incoming(second, if edited { "<p>zwei</p>" } else { "<p>two</p>" }));
    if made {
        pages.push(incoming(Page { title: "Page new:a".into(), ..page("9", Some("1"), 1) }, "<p>new:a</p>"));
    }
    pages
}

/// What a person sees: place, title, status and body of every page, by id.
fn seen(replica: &Replica) -> Vec<(String, Page, Option<String>)> {
    let mut pages: Vec<_> = ["1", "2", "9", "new:a", "new:b"]
        .iter()
        .filter_map(|id| {
            let row = replica.page(&(*id).into()).unwrap()?;
            let body = replica.body(&row.page.id).unwrap();
            // Order among siblings is only a guess until the wiki has answered.
            Some(((*id).to_owned(), Page { position: 0, ..row.page }, body))
        })
        .collect();
    pages.sort_by(|one, other| one.0.cmp(&other.0));
    pages
}

#[test]
fn f3_every_pair_of_states_of_the_two_files_opens_to_the_same_tree() {
    let bench = Bench::with(vec![(page("1", None, 1), "<p>one</p>"), (page("2", None, 2), "<p>two</p>")]);
    let shots = tempfile::tempdir().unwrap();
    let (mut made, mut edited) = (OpId::fresh(), OpId::fresh());
    let steps = 8;
    for step in 0..steps {
        let replica = &bench.replica;
        match step {
            0 => made = bench.commit(create("new:a", Some("1"), None)),
            1 => edited = bench.commit(edit("2", "<p>two</p>", "<p>zwei</p>")),
            2 => {
                bench.commit(create("new:b", Some("new:a"), None));
            }
            3 => {
                let mut answer = page("2", None, 2);
                answer.version.number = 2;
                replica.delivered(&edited, Some(&answer)).unwrap();
            }
            4 => {
                let answer = Page { title: "Page new:a".into(), ..page("9", Some("1"), 1) };
                replica.assign(&made, &"new:a".into(), &answer, "<p>new:a</p>").unwrap();
            }
            5 => {
                bench.commit(edit("9", "<p>new:a</p>", "<p>more</p>"));
            }
            6 => {
                bench.commit(Change::Trash { page: "1".into(), spot: spot(None, None) });
            }
            _ => {
                replica.undo(now()).unwrap();
            }
        }
        let shot = shots.path().join(step.to_string());
        std::fs::create_dir(&shot).unwrap();
        copy(bench.dir.path(), &shot, "drafts.db");
        copy(bench.dir.path(), &shot, "replica.db");
    }
    let shot = |step: usize| shots.path().join(step.to_string());
    for drafts in 0..steps {
        let news = wiki(drafts >= 3, drafts >= 4);
        let expected = {
            let dir = tempfile::tempdir().unwrap();
            copy(&shot(drafts), dir.path(), "drafts.db");
            copy(&shot(drafts), dir.path(), "replica.db");
            let replica = Replica::open(dir.path(), plain).unwrap();
            replica.take_in(&news, None, true).unwrap();
            (seen(&replica), replica.outbox().unwrap())
        };
        for tree in 0..steps {
            // A crash leaves the tree at most one step behind. A much older one does not know what stood
            // below a page that was trashed since; the delivery makes that good.
            if drafts == 6 && tree < 5 {
                continue;
            }
            let dir = tempfile::tempdir().unwrap();
            copy(&shot(drafts), dir.path(), "drafts.db");
            copy(&shot(tree), dir.path(), "replica.db");
            let replica = Replica::open(dir.path(), plain).unwrap();
            replica.take_in(&news, None, true).unwrap();
            assert_eq!(replica.outbox().unwrap(), expected.1, "drafts {drafts}, tree {tree}");
            let found = seen(&replica);
            // A tree from the future may hold a page that this wiki does not have (yet): it is no evidence of
            // anything, and it stays until the wiki says it is gone.
            for (id, page, body) in &expected.0 {
                let same = found.iter().find(|found| found.0 == *id);
                let (_, shown, text) = same.unwrap_or_else(|| panic!("{id}: drafts {drafts}, tree {tree}"));
                assert_eq!((shown, text), (page, body), "{id}: drafts {drafts}, tree {tree}");
            }
        }
    }
}

#[test]
fn f4_a_full_disk_has_a_name_and_loses_nothing() {
    let bench = Bench::with(vec![(page("2", None, 2), "<p>two</p>")]);
    let limit = |pages: i64| {
        bench
            .replica
            .read(|db| Ok(db.query_row(&format!("PRAGMA main.max_page_count = {pages}"), [], |_| Ok(()))?))
            .unwrap();
    };
    limit(1);
    let long = "x".repeat(500_000);
    let full = bench.replica.commit(&[entry(edit("2", "<p>two</p>", &long))]);
    assert!(matches!(full, Err(crate::replica::ReplicaError::DiskFull)), "{full:?}");
    assert_eq!(bench.body("2").unwrap(), "<p>two</p>", "old or new, never mixed");
    assert!(bench.replica.outbox().unwrap().is_empty());
    limit(1_000_000);
    bench.commit(edit("2", "<p>two</p>", &long));
    assert_eq!(bench.reopen().outbox().unwrap().len(), 1);
}
