//! What stands beside the text of a page: comments and files.

use super::*;

fn remark(page: &Page, parent: Option<&Comment>, storage: &str) -> NewComment {
    NewComment {
        page: page.id.clone(),
        parent: parent.map(|parent| parent.id.clone()),
        anchor: None,
        storage: storage.to_owned(),
    }
}

pub(super) async fn comments_are_made_answered_edited_settled_and_deleted(wiki: &dyn Remote) {
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

pub(super) async fn a_deleted_comment_leaves_its_replies(wiki: &dyn Remote) {
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

pub(super) async fn files_go_there_and_back(wiki: &dyn Remote) {
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

pub(super) async fn a_copy_brings_its_files_along(wiki: &dyn Remote) {
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

pub(super) async fn a_purged_page_takes_its_comments_and_files_along(wiki: &dyn Remote) {
    let page = make(wiki, &space(wiki).await, "a").await;
    wiki.add_comment(OpId::fresh(), &remark(&page, None, "<p>1</p>")).await.unwrap();
    wiki.trash(OpId::fresh(), &page.id).await.unwrap();
    let refused = wiki.add_comment(OpId::fresh(), &remark(&page, None, "<p>2</p>")).await;
    assert!(matches!(refused, Err(RemoteError::Invalid(_))), "{refused:?}");
    let (_, cursor) = feed(wiki, None).await;
    wiki.purge(OpId::fresh(), &page.id).await.unwrap();
    assert_eq!(feed(wiki, Some(cursor)).await.0, [FeedItem::PageGone(page.id.clone())]);
}
