//! An import beside those who read: what the wiki has taken is there before the rest has come.

use super::desk::plain;
use jiff::tz::TimeZone;
use tildr::domain::*;
use tildr::remote::{self, ImportBatch, ImportPage};
use tildr::replica::Replica;
use tildr::server::LocalAccount;
use tildr::sync;

/// The pages of a part: one at the top and nineteen below it.
fn part(space: &SpaceId, number: usize) -> ImportBatch {
    let key = |page: usize| format!("{number}-{page}");
    let page = |page: usize| ImportPage {
        key: key(page),
        parent: (page > 0).then(|| key(0)),
        title: format!("Page {number} {page}"),
        storage: format!("<p>Of part{number}.</p>"),
        labels: Vec::new(),
        updated: None,
    };
    ImportBatch { space: space.clone(), home: None, pages: (0..20).map(page).collect() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_has_brought_is_read_and_found_while_it_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let account = LocalAccount { login: "ada".to_owned(), full_name: "Ada".to_owned() };
    let remote = remote::in_process(tildr::server::open(dir.path(), account).unwrap());
    let handle = sync::start(dir.path(), Replica::open(dir.path(), plain).unwrap(), remote.clone());
    let space = remote.create_space(OpId::fresh(), &SpaceKey::new("ENG"), "Engineering", &[]).await.unwrap();
    // As another program on the same profile reads.
    let reader = Replica::open(dir.path(), plain).unwrap();
    let mut done = remote.import(OpId::fresh(), &part(&space.id, 0)).await.unwrap();
    for number in 0..3 {
        handle.settled().await.unwrap();
        let next = tokio::spawn({
            let (remote, batch) = (remote.clone(), part(&space.id, number + 1));
            async move { remote.import(OpId::fresh(), &batch).await.unwrap() }
        });
        for page in &done {
            assert_eq!(reader.body(&page.page).unwrap(), Some(format!("<p>Of part{number}.</p>")));
        }
        let query = Query {
            text: format!("part{number}"),
            scope: Scope::All,
            limit: 50,
            at: Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC),
        };
        let found = reader.search(&query).unwrap();
        assert_eq!(found.hits.len(), 20, "{found:?}");
        done = next.await.unwrap();
    }
}
