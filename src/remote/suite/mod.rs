//! One suite for every remote: what a caller may rely on, run on the wiki in memory, on the embedded wiki
//! in process, and on the same wiki over loopback.

mod access;
mod notes;

use super::memory::{Fault, Memory};
use super::*;
use crate::server::{self, LocalAccount};
use notes::*;
use std::collections::BTreeSet;
use tempfile::TempDir;

/// Runs a case on every kind of remote.
macro_rules! on_every_remote {
    ($($case:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test] async fn $case() { super::$case(&super::Memory::new()).await; })+
        }
        mod in_process {
            $(#[tokio::test] async fn $case() {
                let (_dir, wiki) = super::embedded();
                super::$case(&*wiki).await;
            })+
        }
        mod over_http {
            $(#[tokio::test] async fn $case() {
                let (_dir, wiki) = super::loopback().await;
                super::$case(&*wiki).await;
            })+
        }
    };
}

on_every_remote!(
    a_page_goes_there_and_back,
    a_stale_update_is_a_conflict,
    the_same_op_id_does_nothing_twice,
    moves_are_exact_and_refuse_a_circle,
    the_trash_gives_back_what_went_in_together,
    a_purged_page_is_told_gone,
    the_feed_is_complete_and_resumable,
    labels_come_and_go,
    a_personal_space_is_made_and_undone,
    comments_are_made_answered_edited_settled_and_deleted,
    a_deleted_comment_leaves_its_replies,
    files_go_there_and_back,
    a_purged_page_takes_its_comments_and_files_along,
    s0_18_watches_come_and_go,
    a_copy_brings_its_files_along,
);

fn account() -> LocalAccount {
    LocalAccount { login: "ann".to_owned(), full_name: "ann".to_owned() }
}

fn embedded() -> (TempDir, Arc<dyn Remote>) {
    let dir = tempfile::tempdir().unwrap();
    let router = server::open(dir.path(), account()).unwrap();
    (dir, in_process(router))
}

async fn loopback() -> (TempDir, Arc<dyn Remote>) {
    let dir = tempfile::tempdir().unwrap();
    let (tell, told) = tokio::sync::oneshot::channel();
    let place = server::Place::directory(dir.path());
    tokio::spawn(async move {
        let announce = |serving: &server::Serving| drop(tell.send(serving.clone()));
        let listen = ([127, 0, 0, 1], 0).into();
        server::serve(&place, account(), &server::Listen::at(listen), announce, std::future::pending()).await
    });
    let serving = told.await.unwrap();
    (dir, elsewhere(&access(&serving)))
}

fn access(serving: &server::Serving) -> Access {
    Access {
        address: Address::parse(&format!("http://{}", serving.address)).unwrap(),
        credential: Some(Credential::Token(Secret::new(serving.token.clone().unwrap()))),
        authorities: None,
        allows_plain: false,
    }
}

async fn space(wiki: &dyn Remote) -> Space {
    wiki.create_space(OpId::fresh(), &SpaceKey::new("DOC"), "Docs", &[]).await.unwrap()
}

fn draft(space: &Space, title: &str) -> NewPage {
    NewPage {
        space: space.id.clone(),
        parent: space.home.clone(),
        after: None,
        kind: PageKind::Page,
        title: title.to_owned(),
        storage: format!("<p>{title}</p>"),
        labels: Vec::new(),
        copy_of: None,
    }
}

async fn make(wiki: &dyn Remote, space: &Space, title: &str) -> Page {
    wiki.create(OpId::fresh(), &draft(space, title)).await.unwrap()
}

fn edit(page: &Page, storage: &str) -> PageUpdate {
    PageUpdate {
        page: page.id.clone(),
        base_version: page.version.number,
        title: page.title.clone(),
        storage: Some(storage.to_owned()),
        message: "m".to_owned(),
    }
}

/// Reads the whole feed in small stretches.
async fn feed(wiki: &dyn Remote, mut cursor: Option<Cursor>) -> (Vec<FeedItem>, Cursor) {
    let mut items = Vec::new();
    loop {
        let changes = wiki.changes(cursor, 2).await.unwrap();
        items.extend(changes.items);
        if !changes.more {
            return (items, changes.next);
        }
        cursor = Some(changes.next);
    }
}

fn pages(items: &[FeedItem]) -> Vec<(&str, PageStatus)> {
    let page = |item: &FeedItem| matches!(item, FeedItem::Page { .. });
    items
        .iter()
        .filter(|item| page(item))
        .map(|item| match item {
            FeedItem::Page { page, .. } => (page.title.as_str(), page.status),
            _ => unreachable!("filtered"),
        })
        .collect()
}

async fn a_page_goes_there_and_back(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let mut new = draft(&space, "a");
    new.labels = vec![Label::stored("x")];
    let made = wiki.create(OpId::fresh(), &new).await.unwrap();
    assert_eq!((made.version.number, &made.parent, made.title.as_str()), (1, &space.home, "a"));
    let saved = wiki.update(OpId::fresh(), &edit(&made, "<p>b</p>")).await.unwrap();
    assert_eq!(wiki.page(&made.id).await.unwrap(), (saved.clone(), "<p>b</p>".to_owned()));
    let versions = wiki.versions(&made.id).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.number).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(wiki.version_body(&made.id, 1).await.unwrap(), "<p>a</p>");
    assert_eq!(wiki.version_body(&made.id, 2).await.unwrap(), "<p>b</p>");
    assert_eq!(wiki.version_body(&made.id, 9).await, Err(RemoteError::NotFound));
    let (items, _) = feed(wiki, None).await;
    let told = items.iter().any(|item| matches!(item, FeedItem::Page { page, .. } if **page == saved));
    assert!(told, "the feed tells the page as a read does: {items:?}");
    assert_eq!(wiki.page(&PageId::new("4")).await, Err(RemoteError::NotFound));
}

async fn a_stale_update_is_a_conflict(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    wiki.update(OpId::fresh(), &edit(&page, "<p>1</p>")).await.unwrap();
    let stale = wiki.update(OpId::fresh(), &edit(&page, "<p>2</p>")).await;
    assert_eq!(stale, Err(RemoteError::Conflict { current: 2 }));
    assert_eq!(wiki.page(&page.id).await.unwrap().1, "<p>1</p>");
}

async fn the_same_op_id_does_nothing_twice(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let op = OpId::fresh();
    let first = wiki.create(op, &draft(&space, "a")).await.unwrap();
    assert_eq!(wiki.create(op, &draft(&space, "a")).await.unwrap(), first);
    let op = OpId::fresh();
    let saved = wiki.update(op, &edit(&first, "<p>2</p>")).await.unwrap();
    assert_eq!(wiki.update(op, &edit(&first, "<p>2</p>")).await.unwrap(), saved);
    let (items, _) = feed(wiki, None).await;
    assert_eq!(pages(&items).iter().filter(|(title, _)| *title == "a").count(), 1);
}

async fn moves_are_exact_and_refuse_a_circle(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let (a, b) = (make(wiki, &space, "a").await, make(wiki, &space, "b").await);
    let first = Spot { space: space.id.clone(), parent: space.home.clone(), after: None };
    let moved = wiki.relocate(OpId::fresh(), &b.id, &first).await.unwrap();
    assert!(moved.position < wiki.page(&a.id).await.unwrap().0.position);
    assert_eq!(moved.version.number, 1, "a move makes no version");
    let after = Spot { after: Some(a.id.clone()), ..first.clone() };
    let moved = wiki.relocate(OpId::fresh(), &b.id, &after).await.unwrap();
    assert!(moved.position > wiki.page(&a.id).await.unwrap().0.position);
    let below = Spot { space: space.id.clone(), parent: Some(a.id.clone()), after: None };
    wiki.relocate(OpId::fresh(), &b.id, &below).await.unwrap();
    let circle = Spot { parent: Some(b.id.clone()), ..below };
    let refused = wiki.relocate(OpId::fresh(), &a.id, &circle).await;
    assert_eq!(refused, Err(RemoteError::Invalid("a page cannot be moved below itself".to_owned())));
}

async fn the_trash_gives_back_what_went_in_together(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let a = make(wiki, &space, "a").await;
    let mut below = draft(&space, "below");
    below.parent = Some(a.id.clone());
    let b = wiki.create(OpId::fresh(), &below).await.unwrap();
    let old = wiki.create(OpId::fresh(), &below).await.unwrap();
    wiki.trash(OpId::fresh(), &old.id).await.unwrap();
    wiki.trash(OpId::fresh(), &a.id).await.unwrap();
    assert_eq!(wiki.page(&b.id).await.unwrap().0.status, PageStatus::Trashed);
    let spot = Spot { space: space.id.clone(), parent: space.home.clone(), after: None };
    wiki.restore(OpId::fresh(), &a.id, &spot).await.unwrap();
    assert_eq!(wiki.page(&b.id).await.unwrap().0.status, PageStatus::Current);
    assert_eq!(wiki.page(&old.id).await.unwrap().0.status, PageStatus::Trashed);
    let home = space.home.as_ref().unwrap();
    assert!(matches!(wiki.trash(OpId::fresh(), home).await, Err(RemoteError::Invalid(_))));
}

async fn a_purged_page_is_told_gone(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let page = make(wiki, &space, "a").await;
    assert!(matches!(wiki.purge(OpId::fresh(), &page.id).await, Err(RemoteError::Invalid(_))));
    wiki.trash(OpId::fresh(), &page.id).await.unwrap();
    let (_, cursor) = feed(wiki, None).await;
    wiki.purge(OpId::fresh(), &page.id).await.unwrap();
    assert_eq!(feed(wiki, Some(cursor)).await.0, [FeedItem::PageGone(page.id.clone())]);
    assert_eq!(wiki.page(&page.id).await, Err(RemoteError::NotFound));
}

async fn the_feed_is_complete_and_resumable(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let page = make(wiki, &space, "a").await;
    let (items, cursor) = feed(wiki, None).await;
    assert!(matches!(&items[0], FeedItem::User(user) if user.name == "ann"));
    assert!(items.iter().any(|item| matches!(item, FeedItem::Space(told) if **told == space)));
    assert_eq!(feed(wiki, Some(cursor.clone())).await, (vec![], cursor.clone()), "nothing new");
    wiki.trash(OpId::fresh(), &page.id).await.unwrap();
    let (items, _) = feed(wiki, Some(cursor.clone())).await;
    assert_eq!(pages(&items), [("a", PageStatus::Trashed)]);
    assert_eq!(cursor.epoch, wiki.info().await.unwrap().epoch);
}

async fn labels_come_and_go(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    let (x, y) = (Label::stored("x"), Label::stored("y"));
    for label in [&y, &x, &x] {
        wiki.add_label(OpId::fresh(), &page.id, label).await.unwrap();
    }
    assert_eq!(wiki.page(&page.id).await.unwrap().0.labels, [x.clone(), y.clone()]);
    wiki.remove_label(OpId::fresh(), &page.id, &x).await.unwrap();
    assert_eq!(wiki.page(&page.id).await.unwrap().0.labels, [y]);
}

async fn a_personal_space_is_made_and_undone(wiki: &dyn Remote) {
    let facts = wiki.personal_preflight().await.unwrap();
    assert_eq!((facts.key.as_str(), facts.existing.len(), facts.permitted), ("~ann", 0, true));
    let planned =
        |title: &str| PlannedPage { title: title.to_owned(), storage: String::new(), private: false };
    let plan = PersonalPlan {
        name: "Ann".to_owned(),
        key: facts.key,
        grants: Vec::new(),
        pages: vec![planned("Home"), planned("Public")],
        watch: true,
        start_fresh: false,
    };
    let op = OpId::fresh();
    let made = wiki.create_personal(op, &plan).await.unwrap();
    assert_eq!(wiki.create_personal(op, &plan).await.unwrap(), made, "a retry makes no second one");
    assert_eq!(made.owner, Some(facts.me.id));
    let second = wiki.create_personal(OpId::fresh(), &plan).await;
    assert!(matches!(second, Err(RemoteError::Invalid(_))), "{second:?}");
    let home = wiki.page(made.home.as_ref().unwrap()).await.unwrap().0;
    assert_eq!(home.title, "Home");
    assert_eq!(wiki.undo_personal(OpId::fresh(), &made.id).await, Ok(PersonalUndone::Removed));
    assert_eq!(wiki.personal_preflight().await.unwrap().existing, []);
}

async fn s0_18_watches_come_and_go(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let page = make(wiki, &space, "a").await;
    let (_, cursor) = feed(wiki, None).await;
    let (on_page, on_space) = (Watched::Page(page.id.clone()), Watched::Space(space.id.clone()));
    let op = OpId::fresh();
    wiki.watch_page(op, &page.id, true).await.unwrap();
    wiki.watch_page(op, &page.id, true).await.unwrap();
    wiki.watch_space(OpId::fresh(), &space.key, true).await.unwrap();
    let (items, cursor) = feed(wiki, Some(cursor)).await;
    let watches = |items: &[FeedItem]| {
        items.iter().rev().find_map(|item| match item {
            FeedItem::Watches(things) => Some(things.iter().cloned().collect::<BTreeSet<_>>()),
            _ => None,
        })
    };
    assert_eq!(watches(&items), Some(BTreeSet::from([on_page, on_space.clone()])), "{items:?}");
    wiki.watch_page(OpId::fresh(), &page.id, false).await.unwrap();
    let (items, _) = feed(wiki, Some(cursor)).await;
    assert_eq!(watches(&items), Some(BTreeSet::from([on_space])), "{items:?}");
    let gone = wiki.watch_page(OpId::fresh(), &"999999".into(), true).await;
    assert_eq!(gone, Err(RemoteError::NotFound));
}

#[tokio::test]
async fn faults_of_the_memory_wiki_are_what_they_say() {
    let wiki = Memory::new();
    let space = space(&wiki).await;
    wiki.plan_faults([Fault::UnknownAfter, Fault::UnknownBefore]);
    let op = OpId::fresh();
    for _ in 0..2 {
        assert!(matches!(wiki.create(op, &draft(&space, "a")).await, Err(RemoteError::Unknown(_))));
    }
    let before = wiki.writes();
    let page = wiki.create(op, &draft(&space, "a")).await.unwrap();
    assert_eq!(wiki.writes(), before, "the first try had made it");
    wiki.plan_faults([Fault::Overtaken("<p>theirs</p>".to_owned())]);
    let overtaken = wiki.update(OpId::fresh(), &edit(&page, "<p>ours</p>")).await;
    assert_eq!(overtaken, Err(RemoteError::Conflict { current: 2 }));
    wiki.set_offline(true);
    assert!(matches!(wiki.info().await, Err(RemoteError::Offline(_))));
}
