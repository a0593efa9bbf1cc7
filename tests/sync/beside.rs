//! Comments and files: durable offline, sent once, refused with a reason, seen elsewhere.

use super::desk::entry;
use std::path::Path;
use std::sync::Arc;
use tildr::domain::*;
use tildr::remote::memory::{Fault, Memory};
use tildr::remote::{NewPage, Remote};
use tildr::replica::{Delivery, Replica};
use tildr::sync::{self, Handle};

struct Desk {
    dir: tempfile::TempDir,
    replica: Replica,
    handle: Handle,
}

impl Desk {
    async fn at(wiki: &Memory) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let replica = Replica::open(dir.path(), super::desk::plain).unwrap();
        let handle = sync::start(dir.path(), replica.clone(), Arc::new(wiki.clone()));
        handle.settled().await.unwrap();
        Self { dir, replica, handle }
    }

    fn commit(&self, change: Change) -> OpId {
        let entry = entry(change);
        self.replica.commit(std::slice::from_ref(&entry)).unwrap();
        entry.op
    }

    async fn sync(&self) {
        self.handle.settled().await.unwrap();
    }

    fn texts(&self, page: &PageId) -> Vec<(usize, String)> {
        let rows = self.replica.comments(page).unwrap();
        rows.into_iter().map(|row| (row.depth, row.comment.storage)).collect()
    }

    fn say(&self, page: &PageId, parent: Option<&CommentId>, text: &str) -> CommentId {
        let comment = CommentId::local(uuid::Uuid::new_v4());
        self.commit(Change::AddComment {
            page: page.clone(),
            comment: comment.clone(),
            parent: parent.cloned(),
            anchor: None,
            storage: text.to_owned(),
        });
        comment
    }

    fn edit(&self, id: &CommentId, text: &str) -> OpId {
        let seen = self.replica.comment(id).unwrap().unwrap();
        self.commit(Change::EditComment {
            page: seen.page,
            comment: seen.id,
            base_version: seen.version.number,
            base: seen.storage,
            storage: text.to_owned(),
        })
    }

    fn attach(&self, page: &PageId, name: &str, bytes: &[u8]) -> OpId {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let change = self.replica.adding(page, &path, "").unwrap();
        std::fs::remove_file(&path).unwrap();
        self.commit(change)
    }

    fn files(&self, page: &PageId) -> Vec<String> {
        self.replica.attachments(page).unwrap().into_iter().map(|row| row.attachment.name).collect()
    }

    fn reason(&self, op: &OpId) -> String {
        let queued = self.replica.outbox().unwrap();
        match queued.into_iter().find(|queued| queued.entry.op == *op).map(|queued| queued.state) {
            Some(Delivery::Parked(reason)) => reason,
            other => panic!("not parked: {other:?}"),
        }
    }
}

/// A wiki with one page.
async fn wiki() -> (Memory, PageId) {
    let wiki = Memory::new();
    let space = wiki.create_space(OpId::fresh(), &SpaceKey::new("DOC"), "Docs", &[]).await.unwrap();
    let new = NewPage {
        space: space.id,
        parent: space.home,
        after: None,
        kind: PageKind::Page,
        title: "Plan".to_owned(),
        storage: "<p>text</p>".to_owned(),
        labels: Vec::new(),
        copy_of: None,
    };
    let page = wiki.create(OpId::fresh(), &new).await.unwrap();
    (wiki, page.id)
}

/// A read that passes, before a write that meets a fault.
fn then(fault: Fault) -> [Fault; 2] {
    [Fault::Overtaken(String::new()), fault]
}

#[tokio::test]
async fn comments_written_offline_are_there_after_a_restart_and_arrive_once() {
    let (wiki, page) = wiki().await;
    let (ann, bob) = (Desk::at(&wiki).await, Desk::at(&wiki.signed_in_as("bob")).await);
    wiki.set_offline(true);
    let first = ann.say(&page, None, "<p>one</p>");
    let reply = ann.say(&page, Some(&first), "<p>two</p>");
    ann.edit(&reply, "<p>2</p>");
    let shown = [(0, "<p>one</p>".to_owned()), (1, "<p>2</p>".to_owned())];
    assert_eq!(ann.texts(&page), shown);
    assert_eq!(ann.replica.counts_beside(&page).unwrap(), (2, 0));
    let again = Replica::open(ann.dir.path(), super::desk::plain).unwrap();
    assert_eq!(again.comments(&page).unwrap().len(), 2, "durable");
    assert!(again.comments(&page).unwrap().iter().all(|row| row.waits == Some(Delivery::Waiting)));
    wiki.set_offline(false);
    ann.sync().await;
    bob.sync().await;
    for desk in [&ann, &bob] {
        assert_eq!(desk.texts(&page), shown);
        assert!(desk.replica.comments(&page).unwrap().iter().all(|row| row.waits.is_none()));
    }
    let real = ann.replica.comment(&first).unwrap().unwrap();
    assert!(!real.id.is_local(), "the old name leads to it");
    bob.say(&page, Some(&real.id), "<p>three</p>");
    bob.sync().await;
    ann.sync().await;
    assert_eq!(ann.texts(&page).len(), 3);
    let refused = entry(Change::EditComment {
        page: page.clone(),
        comment: real.id.clone(),
        base_version: 1,
        base: real.storage,
        storage: "x".to_owned(),
    });
    let refused = bob.replica.commit(std::slice::from_ref(&refused)).unwrap_err().to_string();
    assert!(refused.contains("only its author"), "{refused}");
}

#[tokio::test]
async fn a_comment_whose_answer_was_lost_is_not_written_twice() {
    for fault in [Fault::UnknownAfter, Fault::UnknownBefore] {
        let (wiki, page) = wiki().await;
        let ann = Desk::at(&wiki).await;
        wiki.plan_faults(then(fault.clone()));
        ann.say(&page, None, "<p>once</p>");
        while ann.handle.settled().await.is_err() {}
        let other = Desk::at(&wiki.signed_in_as("bob")).await;
        assert_eq!(other.texts(&page), [(0, "<p>once</p>".to_owned())], "{fault:?}");
        assert_eq!(ann.texts(&page), other.texts(&page));
    }
}

#[tokio::test]
async fn an_edit_that_came_too_late_waits_for_the_person() {
    let (wiki, page) = wiki().await;
    let (desk, laptop) = (Desk::at(&wiki).await, Desk::at(&wiki).await);
    let id = desk.say(&page, None, "<p>1</p>");
    desk.sync().await;
    laptop.sync().await;
    let id = desk.replica.comment(&id).unwrap().unwrap().id;
    desk.edit(&id, "<p>desk</p>");
    let late = laptop.edit(&id, "<p>laptop</p>");
    desk.sync().await;
    laptop.sync().await;
    assert!(laptop.reason(&late).contains("changed on the wiki meanwhile"));
    laptop.replica.retry(&late).unwrap();
    laptop.sync().await;
    desk.sync().await;
    assert_eq!(desk.texts(&page), [(0, "<p>laptop</p>".to_owned())]);
}

#[tokio::test]
async fn threads_are_settled_and_deleted_comments_leave_their_answers() {
    let (wiki, page) = wiki().await;
    let (ann, bob) = (Desk::at(&wiki).await, Desk::at(&wiki.signed_in_as("bob")).await);
    let head = ann.say(&page, None, "<p>1</p>");
    ann.say(&page, Some(&head), "<p>2</p>");
    ann.sync().await;
    let head = ann.replica.comment(&head).unwrap().unwrap();
    let settle = |resolved| Change::ResolveComment { page: page.clone(), comment: head.id.clone(), resolved };
    ann.commit(settle(true));
    assert!(ann.replica.comments(&page).unwrap()[0].comment.resolved);
    ann.sync().await;
    bob.sync().await;
    assert!(bob.replica.comments(&page).unwrap()[0].comment.resolved);
    ann.replica.undo(Timestamp::UNIX_EPOCH).unwrap();
    ann.sync().await;
    bob.sync().await;
    assert!(!bob.replica.comments(&page).unwrap()[0].comment.resolved, "taken back");
    let gone =
        Change::DeleteComment { page: page.clone(), comment: head.id.clone(), storage: head.storage.clone() };
    ann.commit(gone);
    assert_eq!(ann.texts(&page), [(0, "<p>2</p>".to_owned())], "shown at once as it will be");
    ann.sync().await;
    bob.sync().await;
    assert_eq!(bob.texts(&page), [(0, "<p>2</p>".to_owned())]);
    let undone = ann.replica.undo(Timestamp::UNIX_EPOCH).unwrap_err().to_string();
    assert!(undone.contains("cannot be taken back"), "{undone}");
}

#[tokio::test]
async fn what_waits_is_taken_back_with_what_depends_on_it() {
    let (wiki, page) = wiki().await;
    let ann = Desk::at(&wiki).await;
    wiki.set_offline(true);
    let head = ann.say(&page, None, "<p>1</p>");
    ann.replica.undo(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(ann.texts(&page), []);
    ann.replica.redo(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(ann.texts(&page).len(), 1);
    ann.say(&page, Some(&head), "<p>2</p>");
    let first = ann.replica.outbox().unwrap()[0].entry.op;
    ann.replica.drop_queued(&first).unwrap();
    assert_eq!(ann.texts(&page), []);
    assert_eq!(ann.replica.queued_count().unwrap(), 0, "an answer to nothing is not sent");
    let kept: Vec<String> = ann.replica.kept(9).unwrap().into_iter().map(|kept| kept.text).collect();
    assert!(kept.contains(&"<p>1</p>".to_owned()) && kept.contains(&"<p>2</p>".to_owned()), "{kept:?}");
}

#[tokio::test]
async fn a_file_waits_beside_the_drafts_and_arrives_once() {
    let (wiki, page) = wiki().await;
    let (ann, bob) = (Desk::at(&wiki).await, Desk::at(&wiki.signed_in_as("bob")).await);
    wiki.plan_faults(then(Fault::UnknownAfter));
    // The file itself is gone when it is sent: the copy counts.
    ann.attach(&page, "plan.png", b"bytes");
    let row = &ann.replica.attachments(&page).unwrap()[0];
    assert_eq!(std::fs::read(row.here.as_ref().unwrap()).unwrap(), b"bytes", "readable before it is sent");
    while ann.handle.settled().await.is_err() {}
    bob.sync().await;
    let row = bob.replica.attachment_named(&page, "plan.png").unwrap().unwrap();
    assert_eq!((row.here.as_deref(), row.attachment.size), (None, 5));
    assert_eq!(bob.files(&page), ["plan.png"]);
    let path = bob.handle.file(&row).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"bytes");
    assert_eq!(bob.handle.image(&page, "plan.png", 10).await.unwrap().as_deref(), Some(b"bytes".as_slice()));
    assert_eq!(bob.handle.image(&page, "plan.png", 4).await.unwrap(), None, "too large to draw");
    wiki.set_offline(true);
    let row = bob.replica.attachment_named(&page, "plan.png").unwrap().unwrap();
    assert_eq!(row.here.as_deref(), Some(path.as_path()), "offline what was fetched is here");
    assert!(ann.replica.attachments(&page).unwrap()[0].here.is_some(), "what was sent stays here");
    assert_eq!(ann.replica.find_attachments("PLAN png").unwrap().len(), 1);
    assert_eq!(ann.replica.find_attachments("other").unwrap().len(), 0);
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_waits_and_becomes_a_new_version() {
    let (wiki, page) = wiki().await;
    let (ann, bob) = (Desk::at(&wiki).await, Desk::at(&wiki.signed_in_as("bob")).await);
    ann.attach(&page, "a.txt", b"ann");
    let late = bob.attach(&page, "a.txt", b"bob");
    ann.sync().await;
    // The feed comes first and shows both; the wiki takes one.
    bob.sync().await;
    assert!(bob.reason(&late).contains("same file name"), "{}", bob.reason(&late));
    bob.replica.retry(&late).unwrap();
    bob.sync().await;
    ann.sync().await;
    let row = ann.replica.attachment_named(&page, "a.txt").unwrap().unwrap();
    assert_eq!(
        (row.attachment.version.number, row.here.is_some()),
        (2, false),
        "the older bytes are not its own"
    );
    assert_eq!(std::fs::read(ann.handle.file(&row).await.unwrap()).unwrap(), b"bob");
    ann.commit(Change::DeleteAttachment {
        page: page.clone(),
        attachment: row.attachment.id,
        name: "a.txt".into(),
    });
    assert_eq!(ann.files(&page), [""; 0]);
    ann.sync().await;
    bob.sync().await;
    assert_eq!(bob.files(&page), [""; 0]);
}

#[tokio::test]
async fn what_is_no_file_or_too_large_is_refused_before_anything_is_kept() {
    let (wiki, page) = wiki().await;
    let ann = Desk::at(&wiki).await;
    let refused = |path: &Path| ann.replica.adding(&page, path, "").unwrap_err().to_string();
    assert!(refused(ann.dir.path()).contains("is not a file"));
    assert!(refused(Path::new("/nowhere/x")).contains("cannot read"));
    let path = ann.dir.path().join("x");
    std::fs::write(&path, b"12345678901").unwrap();
    assert!(ann.replica.copy_upload(&path, 10).unwrap_err().to_string().contains("at most 10 B"));
    let waiting = std::fs::read_dir(ann.dir.path().join("uploads")).map_or(0, Iterator::count);
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn a_page_that_goes_takes_its_comments_and_files_along() {
    let (wiki, page) = wiki().await;
    let ann = Desk::at(&wiki).await;
    ann.say(&page, None, "<p>1</p>");
    ann.attach(&page, "a.txt", b"x");
    ann.sync().await;
    wiki.trash(OpId::fresh(), &page).await.unwrap();
    wiki.purge(OpId::fresh(), &page).await.unwrap();
    ann.sync().await;
    assert_eq!(ann.texts(&page), []);
    assert_eq!(ann.files(&page), [""; 0]);
}

#[tokio::test]
async fn comments_on_a_page_that_is_new_here_wait_for_it() {
    let (wiki, _) = wiki().await;
    let ann = Desk::at(&wiki).await;
    wiki.set_offline(true);
    let space = ann.replica.space_by_key(&SpaceKey::new("DOC")).unwrap().unwrap();
    let page = PageId::local(uuid::Uuid::new_v4());
    ann.commit(Change::Create {
        page: page.clone(),
        spot: Spot { space: space.id, parent: space.home, after: None },
        kind: PageKind::Page,
        title: "New".to_owned(),
        storage: String::new(),
        labels: Vec::new(),
        copy_of: None,
    });
    ann.say(&page, None, "<p>early</p>");
    ann.attach(&page, "a.txt", b"early");
    wiki.set_offline(false);
    ann.sync().await;
    assert_eq!(ann.replica.queued_count().unwrap(), 0);
    let bob = Desk::at(&wiki.signed_in_as("bob")).await;
    let real = ann.replica.real_id(&page).unwrap();
    assert_eq!(bob.texts(&real), [(0, "<p>early</p>".to_owned())]);
    assert_eq!(bob.files(&real), ["a.txt"]);
    assert_eq!(ann.texts(&page), bob.texts(&real));
}

#[tokio::test]
async fn a_comment_in_work_survives_and_follows_its_thread() {
    let (wiki, page) = wiki().await;
    let ann = Desk::at(&wiki).await;
    let place = tildr::replica::draft_place(&page, None);
    ann.replica.keep_comment_draft(&place, "half a thou", Timestamp::UNIX_EPOCH).unwrap();
    let again = Replica::open(ann.dir.path(), super::desk::plain).unwrap();
    assert_eq!(again.comment_draft(&place).unwrap().as_deref(), Some("half a thou"));
    let head = ann.say(&page, None, "<p>1</p>");
    assert_eq!(ann.replica.comment_draft(&place).unwrap(), None, "what is written is not in work any more");
    let reply = tildr::replica::draft_place(&page, Some(&head));
    ann.replica.keep_comment_draft(&reply, "answer", Timestamp::UNIX_EPOCH).unwrap();
    ann.sync().await;
    let real = ann.replica.comment(&head).unwrap().unwrap().id;
    let reply = tildr::replica::draft_place(&page, Some(&real));
    assert_eq!(ann.replica.comment_draft(&reply).unwrap().as_deref(), Some("answer"));
}
