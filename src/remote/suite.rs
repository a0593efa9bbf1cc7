//! One suite for every remote: what a caller may rely on, run on the wiki in memory, on the embedded wiki
//! in process, and on the same wiki over loopback.

use super::memory::{Fault, Memory};
use super::*;
use crate::server::{self, LocalAccount};
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

fn remark(page: &Page, parent: Option<&Comment>, storage: &str) -> NewComment {
    NewComment {
        page: page.id.clone(),
        parent: parent.map(|parent| parent.id.clone()),
        anchor: None,
        storage: storage.to_owned(),
    }
}

async fn comments_are_made_answered_edited_settled_and_deleted(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    let (_, before) = feed(wiki, None).await;
    let op = OpId::fresh();
    let first = wiki.add_comment(op, &remark(&page, None, "<p>one</p>")).await.unwrap();
    assert_eq!(wiki.add_comment(op, &remark(&page, None, "<p>one</p>")).await.unwrap(), first, "not twice");
    let reply = wiki.add_comment(OpId::fresh(), &remark(&page, Some(&first), "<p>two</p>")).await.unwrap();
    assert_eq!((&reply.parent, &reply.page), (&Some(first.id.clone()), &page.id));
    let edited = wiki.edit_comment(OpId::fresh(), &reply.id, 1, "<p>2</p>").await.unwrap();
    assert_eq!((edited.version.number, edited.storage.as_str()), (2, "<p>2</p>"));
    assert_eq!(edited.parent, reply.parent);
    let stale = wiki.edit_comment(OpId::fresh(), &reply.id, 1, "<p>3</p>").await;
    assert_eq!(stale, Err(RemoteError::Conflict { current: 2 }));
    let settled = wiki.resolve_comment(OpId::fresh(), &first.id, true).await.unwrap();
    assert!(settled.resolved);
    let (items, cursor) = feed(wiki, Some(before)).await;
    let told: Vec<&Comment> = items
        .iter()
        .filter_map(|item| if let FeedItem::Comment(comment) = item { Some(&**comment) } else { None })
        .collect();
    assert_eq!(told, [&edited, &settled], "the feed tells what a write answered");
    wiki.delete_comment(OpId::fresh(), &reply.id).await.unwrap();
    assert_eq!(feed(wiki, Some(cursor)).await.0, [FeedItem::CommentGone(reply.id.clone())]);
    let gone = wiki.delete_comment(OpId::fresh(), &reply.id).await;
    assert_eq!(gone, Err(RemoteError::NotFound));
    let lost = NewComment { page: PageId::new("4"), ..remark(&page, None, "") };
    assert_eq!(wiki.add_comment(OpId::fresh(), &lost).await, Err(RemoteError::NotFound));
}

async fn a_deleted_comment_leaves_its_replies(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    let first = wiki.add_comment(OpId::fresh(), &remark(&page, None, "<p>1</p>")).await.unwrap();
    let second = wiki.add_comment(OpId::fresh(), &remark(&page, Some(&first), "<p>2</p>")).await.unwrap();
    let below = wiki.add_comment(OpId::fresh(), &remark(&page, Some(&second), "<p>3</p>")).await.unwrap();
    let (_, cursor) = feed(wiki, None).await;
    wiki.delete_comment(OpId::fresh(), &second.id).await.unwrap();
    wiki.delete_comment(OpId::fresh(), &first.id).await.unwrap();
    let (items, _) = feed(wiki, Some(cursor)).await;
    assert!(items.contains(&FeedItem::Comment(Box::new(Comment { parent: None, ..below }))), "{items:?}");
    assert!(
        items.contains(&FeedItem::CommentGone(second.id)) && items.contains(&FeedItem::CommentGone(first.id))
    );
}

async fn files_go_there_and_back(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x");
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(&path, &bytes).unwrap();
    let upload = Upload {
        page: page.id.clone(),
        replaces: None,
        name: "ü \"plan\" & more.png".to_owned(),
        media_type: "image/png".to_owned(),
        message: "first".to_owned(),
        path: path.clone(),
    };
    let op = OpId::fresh();
    let made = wiki.attach(op, &upload).await.unwrap();
    assert_eq!(wiki.attach(op, &upload).await.unwrap(), made, "a retry makes no second one");
    assert_eq!((made.size, made.version.number, made.version.message.as_str()), (200_000, 1, "first"));
    assert_eq!(made.media_type, "image/png");
    let taken = wiki.attach(OpId::fresh(), &upload).await;
    assert!(matches!(taken, Err(RemoteError::Invalid(_))), "{taken:?}");
    std::fs::write(&path, b"new").unwrap();
    let second = Upload { replaces: Some(made.id.clone()), ..upload };
    let replaced = wiki.attach(OpId::fresh(), &second).await.unwrap();
    assert_eq!((&replaced.id, replaced.version.number, replaced.size), (&made.id, 2, 3));
    let into = dir.path().join("back");
    wiki.download(&replaced, &into).await.unwrap();
    assert_eq!(std::fs::read(&into).unwrap(), b"new");
    let (items, cursor) = feed(wiki, None).await;
    assert!(items.contains(&FeedItem::Attachment(Box::new(replaced.clone()))), "{items:?}");
    wiki.delete_attachment(OpId::fresh(), &page.id, &made.id).await.unwrap();
    assert_eq!(feed(wiki, Some(cursor)).await.0, [FeedItem::AttachmentGone(made.id.clone())]);
    assert_eq!(wiki.download(&replaced, &into).await, Err(RemoteError::NotFound));
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

async fn a_copy_brings_its_files_along(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let page = make(wiki, &space, "a").await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("plan.txt");
    std::fs::write(&path, b"bytes").unwrap();
    let upload = Upload {
        page: page.id.clone(),
        replaces: None,
        name: "plan.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        message: String::new(),
        path,
    };
    let made = wiki.attach(OpId::fresh(), &upload).await.unwrap();
    let original = Original { page: page.id.clone(), outermost: true, restricted_to: None };
    let copy = NewPage { copy_of: Some(original), ..draft(&space, "a (2)") };
    let copy = wiki.create(OpId::fresh(), &copy).await.unwrap();
    let files = |items: Vec<FeedItem>| {
        items.into_iter().find_map(|item| match item {
            FeedItem::Attachment(file) if file.page == copy.id => Some(*file),
            _ => None,
        })
    };
    let file = files(feed(wiki, None).await.0).expect("the copy has a file");
    assert_ne!(file.id, made.id);
    // The bytes of the copy stay when those of the page go.
    wiki.delete_attachment(OpId::fresh(), &page.id, &made.id).await.unwrap();
    let into = dir.path().join("back");
    wiki.download(&file, &into).await.unwrap();
    assert_eq!(std::fs::read(&into).unwrap(), b"bytes");
}

async fn a_purged_page_takes_its_comments_and_files_along(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    wiki.add_comment(OpId::fresh(), &remark(&page, None, "<p>1</p>")).await.unwrap();
    wiki.trash(OpId::fresh(), &page.id).await.unwrap();
    let refused = wiki.add_comment(OpId::fresh(), &remark(&page, None, "<p>2</p>")).await;
    assert!(matches!(refused, Err(RemoteError::Invalid(_))), "{refused:?}");
    let (_, cursor) = feed(wiki, None).await;
    wiki.purge(OpId::fresh(), &page.id).await.unwrap();
    assert_eq!(feed(wiki, Some(cursor)).await.0, [FeedItem::PageGone(page.id.clone())]);
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

/// Only a wiki with an engine behind it says who can see what.
mod s0_25_restrictions {
    #[tokio::test]
    async fn in_process() {
        let (_dir, wiki) = super::embedded();
        super::restrictions_are_explained_previewed_made_and_taken_back(&*wiki).await;
    }

    #[tokio::test]
    async fn over_http() {
        let (_dir, wiki) = super::loopback().await;
        super::restrictions_are_explained_previewed_made_and_taken_back(&*wiki).await;
    }

    #[tokio::test]
    async fn grants_in_process() {
        let (_dir, wiki) = super::embedded();
        super::grants_are_changed_where_they_are_as_they_were_seen(&*wiki).await;
    }

    #[tokio::test]
    async fn grants_over_http() {
        let (_dir, wiki) = super::loopback().await;
        super::grants_are_changed_where_they_are_as_they_were_seen(&*wiki).await;
    }

    #[tokio::test]
    async fn a_wiki_without_an_engine_says_so() {
        let wiki = super::Memory::new();
        let thing = super::Thing::Page("1".into());
        let silent = super::RemoteError::Invalid("this wiki does not say who can see what".to_owned());
        assert_eq!(super::Remote::audience(&wiki, &thing).await, Err(silent));
    }
}

async fn restrictions_are_explained_previewed_made_and_taken_back(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let page = make(wiki, &space, "a").await;
    let below =
        wiki.create(OpId::fresh(), &NewPage { parent: Some(page.id.clone()), ..draft(&space, "b") }).await;
    let below = Thing::Page(below.unwrap().id);
    let me = wiki.info().await.unwrap().me;
    let thing = Thing::Page(page.id.clone());
    let seen = wiki.audience(&thing).await.unwrap();
    assert_eq!(seen.audience.badge, Badge::OnlyYou);
    assert_eq!(seen.ways, [WayIn { subject: Subject::User(me.id.clone()), brings: vec![me.id.clone()] }]);
    assert!(seen.change.allowed && seen.lists.last().is_some_and(|own| own.lists.is_open()));
    let verdict = wiki.explain(&Asked::Me, "edit", Some(&thing)).await.unwrap();
    assert!(verdict.allowed && verdict.sentence.starts_with("You can edit"), "{verdict:?}");
    let absent = Thing::Page("1".into());
    assert_eq!(
        wiki.explain(&Asked::Me, "view", Some(&absent)).await.unwrap().code.as_deref(),
        Some("NOT_FOUND_OR_HIDDEN")
    );
    assert_eq!(wiki.audience(&absent).await, Err(RemoteError::NotFound));

    let only = |id: &UserId| Some(Members::from([Member::User(id.clone())]));
    let lists = Restrictions { read: only(&me.id), update: None };
    let change = AccessChange::Restrictions { page: page.id.clone(), lists: lists.clone() };
    let effects = wiki.preview(&change).await.unwrap();
    assert!(effects.gains.is_empty() && effects.loses.is_empty() && effects.verdict.allowed, "{effects:?}");
    let before = AccessChange::Restrictions { page: page.id.clone(), lists: Restrictions::default() };
    wiki.change_access(OpId::fresh(), &before, &change).await.unwrap();
    assert_eq!(wiki.restrictions(&page.id).await.unwrap(), lists);
    let inherited = wiki.audience(&below).await.unwrap().lists;
    assert_eq!(inherited.iter().map(|page| page.title.as_str()).collect::<Vec<_>>(), ["a", "b"]);

    let nobody = Restrictions { read: Some(Members::new()), update: None };
    let nobody = AccessChange::Restrictions { page: page.id.clone(), lists: nobody };
    assert!(
        wiki.change_access(OpId::fresh(), &change, &nobody).await.is_err(),
        "the dialect cannot say nobody"
    );
    let open = AccessChange::Restrictions { page: page.id.clone(), lists: Restrictions::default() };
    wiki.change_access(OpId::fresh(), &change, &open).await.unwrap();
    assert!(wiki.restrictions(&page.id).await.unwrap().is_open());
}

/// Two administrators who began from the same grants: the second is told what is there now, and changes nothing.
async fn grants_are_changed_where_they_are_as_they_were_seen(wiki: &dyn Remote) {
    let space = space(wiki).await.id;
    let thing = Thing::Space(space.clone());
    let of = |grants: &[Grant]| AccessChange::Grants { space: space.clone(), grants: grants.to_vec() };
    let base = wiki.audience(&thing).await.unwrap().grants.unwrap();
    let with = |permission| {
        let mut grants = base.clone();
        grants.push(Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace });
        grants.push(Grant { subject: Subject::Licensed, permission });
        grants
    };
    let (first, second) = (with(SpacePermission::Comment), with(SpacePermission::EditSpace));
    wiki.change_access(OpId::fresh(), &of(&base), &of(&first)).await.unwrap();
    let refused = wiki.change_access(OpId::fresh(), &of(&base), &of(&second)).await;
    let Err(RemoteError::Regranted { now }) = refused else { panic!("{refused:?}") };
    assert!(grants_alike(&now, &first), "{now:?}");
    let there = wiki.audience(&thing).await.unwrap().grants.unwrap();
    assert!(grants_alike(&there, &first), "nothing was overwritten: {there:?}");
    // The order in which somebody names them means nothing.
    let turned: Vec<Grant> = first.iter().rev().cloned().collect();
    wiki.change_access(OpId::fresh(), &of(&turned), &of(&base)).await.unwrap();
    assert!(grants_alike(&wiki.audience(&thing).await.unwrap().grants.unwrap(), &base));
}
