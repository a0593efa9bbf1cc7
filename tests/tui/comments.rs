//! Comments and files of a page.

use insta::assert_snapshot;
use tildr::domain::*;
use tildr::replica::Incoming;
use tildr::tui::testing::{Harness, now};

fn comment(id: &str, parent: Option<&str>, author: &str, minutes: i64, storage: &str) -> Comment {
    let when = Timestamp::from_second(now().as_second() - minutes * 60).unwrap();
    Comment {
        id: id.into(),
        page: "p23".into(),
        parent: parent.map(CommentId::from),
        anchor: None,
        resolved: false,
        author: author.into(),
        created: when,
        version: Version { number: 1, author: author.into(), when, message: String::new() },
        storage: storage.to_owned(),
    }
}

fn threads() -> Vec<Comment> {
    let mut about = comment("c1", None, "u2", 90, "<p>Why <strong>two</strong>?</p>");
    about.anchor = Some(Anchor { marker: "m".into(), words: "two copies".into() });
    let mut settled = comment("c4", None, "u3", 30, "<p>Typo in the title.</p>");
    settled.resolved = true;
    vec![
        about,
        comment("c2", Some("c1"), "u1", 60, "<p>One may fail.</p><ul><li>north</li><li>south</li></ul>"),
        comment("c3", None, "u1", 45, "<p>Numbers \u{1b}[31mfollow.</p>"),
        settled,
    ]
}

fn file(id: &str, name: &str, media_type: &str, size: u64) -> Attachment {
    Attachment {
        id: id.into(),
        page: "p23".into(),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size,
        hash: String::new(),
        author: "u2".into(),
        created: now(),
        version: Version { number: 1, author: "u2".into(), when: now(), message: String::new() },
    }
}

/// A harness with the page `Storage engine` open, its comments and its files.
fn reading() -> Harness {
    let mut harness = Harness::new();
    let comments = threads().into_iter().map(|comment| Incoming::Comment(Box::new(comment)));
    let files = [
        file("f1", "disks.png", "image/png", 48_200),
        file("f2", "evil\u{1b}[2J name.txt", "text/plain", 12),
    ];
    let files = files.into_iter().map(|file| Incoming::Attachment(Box::new(file)));
    let items: Vec<Incoming> = comments.chain(files).collect();
    harness.replica.take_in(&items, None, false).unwrap();
    harness.keys("g p").text("Storage engine").keys("<enter>");
    harness
}

fn texts(harness: &Harness) -> Vec<String> {
    let rows = harness.replica.comments(&"p23".into()).unwrap();
    rows.into_iter().map(|row| row.comment.storage).collect()
}

#[test]
fn threads_are_shown_with_what_they_are_about() {
    let mut harness = reading();
    assert!(harness.frame().contains("4 comments · 2 files"), "{}", harness.frame());
    assert_snapshot!("comments", harness.keys("c").frame());
    assert_snapshot!("comments_80", harness.sized(80, 24).frame());
}

#[test]
fn settled_threads_are_shown_when_they_are_asked_for() {
    let mut harness = reading();
    harness.keys("c");
    assert!(!harness.frame().contains("Typo in the title"));
    harness.keys("v");
    assert!(harness.frame().contains("Typo in the title"), "{}", harness.frame());
    harness.keys("G x");
    assert!(!harness.replica.comments(&"p23".into()).unwrap().iter().any(|row| row.comment.resolved));
}

#[test]
fn a_comment_is_written_with_several_lines_and_queued() {
    let mut harness = reading();
    harness.keys("c a").text("Some *words*").keys("<enter> <enter>").text("and more");
    assert_snapshot!("comment_box", harness.frame());
    harness.keys("<f2>");
    assert_eq!(texts(&harness).last().unwrap(), "<p>Some <em>words</em></p><p>and more</p>");
    assert!(harness.frame().contains("^ waits"), "{}", harness.frame());
    harness.keys("<esc> u");
    assert_eq!(texts(&harness).len(), 4, "undone while it waits");
}

#[test]
fn an_answer_goes_below_the_selected_comment() {
    let mut harness = reading();
    harness.keys("c r").text("Because").keys("<ctrl-s>");
    let rows = harness.replica.comments(&"p23".into()).unwrap();
    let mine = rows.iter().find(|row| row.comment.storage.contains("Because")).unwrap();
    assert_eq!((mine.depth, mine.comment.parent.as_ref()), (1, Some(&"c1".into())));
}

#[test]
fn what_is_typed_is_kept_on_esc_and_after_a_crash() {
    let mut harness = reading();
    harness.keys("c a").text("half a thought").keys("<esc>");
    assert!(harness.frame().contains("Kept"), "{}", harness.frame());
    let mut harness = harness.restarted();
    harness.keys("g p").text("Storage engine").keys("<enter> c a");
    assert!(harness.frame().contains("half a thought"), "{}", harness.frame());
    harness.keys("<f2>");
    assert_eq!(texts(&harness).len(), 5);
    harness.keys("a");
    assert!(!harness.frame().contains("A comment on the page ─ half"), "a new one is empty");
}

#[test]
fn only_ones_own_comment_is_edited() {
    let mut harness = reading();
    harness.keys("c e");
    assert!(harness.frame().contains("Only its author can edit a comment"), "{}", harness.frame());
    harness.keys("j e").text(" Or burn.").keys("<f2>");
    assert!(texts(&harness).iter().any(|text| text.contains("Or burn.")), "{:?}", texts(&harness));
}

#[test]
fn deleting_asks_and_keeps_the_answers() {
    let mut harness = reading();
    harness.keys("c d");
    assert!(harness.frame().contains("Its answers stay."), "{}", harness.frame());
    harness.keys("y");
    assert_eq!(texts(&harness).len(), 3);
    assert!(harness.frame().contains("One may fail"), "{}", harness.frame());
}

#[test]
fn enter_goes_to_the_words_a_thread_is_about() {
    let mut harness = reading();
    harness.keys("c <enter>");
    assert!(harness.frame().contains("1 of 1 for “two copies”"), "{}", harness.frame());
    harness.keys("c j j <enter>");
    assert!(harness.frame().contains("about the page as a whole"), "{}", harness.frame());
}

#[test]
fn a_page_without_comments_and_files_says_how_to_begin() {
    let mut harness = Harness::new();
    harness.keys("g p").text("Reading").keys("<enter> c");
    assert!(harness.frame().contains("No comments yet: `a` writes one."), "{}", harness.frame());
    harness.keys("<esc> A");
    assert!(harness.frame().contains("No files yet: `a` adds one."), "{}", harness.frame());
}

#[test]
fn files_are_listed_and_hostile_names_are_harmless() {
    let mut harness = reading();
    assert_snapshot!("files", harness.keys("A").frame());
    harness.keys("<enter>");
    assert!(harness.frame().contains("is not on this machine"), "{}", harness.frame());
    assert_snapshot!("files_80", harness.keys("<esc>").frame_of(80, 24));
}

#[test]
fn a_file_is_added_by_a_completed_path_looked_into_and_saved() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("out")).unwrap();
    std::fs::write(dir.path().join("notes.txt"), "first line\nsecond \u{1b}[31mline\n").unwrap();
    let root = dir.path().display().to_string();
    let mut harness = reading();
    harness.keys("A a").text(&format!("{root}/no")).keys("<tab> <enter>");
    assert!(harness.frame().contains("Added notes.txt, 28 B."), "{}", harness.frame());
    // It is selected, and what is looked into can be saved from there.
    harness.keys("<enter>");
    let frame = harness.frame();
    assert!(frame.contains("first line") && frame.contains("second ␛[31mline"), "{frame}");
    harness.keys("s <ctrl-u>").text(&format!("{root}/out")).keys("<enter>");
    assert_eq!(std::fs::read(dir.path().join("out/notes.txt")).unwrap().len(), 28);
    harness.keys("d y");
    assert_eq!(harness.replica.attachments(&"p23".into()).unwrap().len(), 2, "dropped while it waits");
}

#[test]
fn a_file_is_put_at_the_end_of_the_page() {
    let mut harness = reading();
    harness.keys("A i");
    let body = harness.replica.body(&"p23".into()).unwrap().unwrap();
    assert!(body.starts_with("<p>We keep two copies on disk.</p>"), "{body}");
    assert!(body.contains("<ri:attachment ri:filename=\"disks.png\""), "{body}");
    harness.keys("<esc> u");
    assert_eq!(harness.replica.body(&"p23".into()).unwrap().unwrap(), "<p>We keep two copies on disk.</p>");
}

#[test]
fn a_path_that_is_no_file_is_a_sentence() {
    let mut harness = reading();
    harness.keys("A a").text("/nowhere/at/all.txt").keys("<enter>");
    assert!(harness.frame().contains("cannot read `/nowhere/at/all.txt`"), "{}", harness.frame());
}
