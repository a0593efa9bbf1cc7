//! Lists, places and search over pulled pages.

use super::*;

fn wiki() -> Bench {
    let mut third = page("3", Some("1"), 20);
    third.labels = vec![Label::stored("todo")];
    Bench::with(vec![
        (page("2", Some("1"), 30), "<p>the gateway keeps</p>"),
        (third, "<p>日本語のテキスト</p>"),
        (page("1", None, 10), "<p>home</p>"),
        (page("4", Some("3"), 1), "<p>Ärger im Gateway</p>"),
    ])
}

#[test]
fn children_come_in_order_and_parents_may_come_late() {
    let bench = wiki();
    assert_eq!(bench.titles(None), ["Page 1"]);
    assert_eq!(bench.titles(Some("1")), ["Page 3", "Page 2"]);
    let above = bench.replica.ancestors(&"4".into()).unwrap();
    assert_eq!(above.iter().map(|page| page.id.as_str()).collect::<Vec<_>>(), ["1", "3"]);
    assert!(bench.replica.page(&"1".into()).unwrap().unwrap().has_children);
}

#[test]
fn a_page_whose_parent_is_not_visible_is_listed_at_the_root() {
    let bench = Bench::with(vec![(page("9", Some("hidden"), 1), "")]);
    assert_eq!(bench.titles(None), ["Page 9"]);
    bench.pull(vec![incoming(page("hidden", None, 1), "")]);
    assert_eq!(bench.titles(None), ["Page hidden"]);
    bench.pull(vec![Incoming::PageGone("hidden".into())]);
    assert_eq!(bench.titles(None), ["Page 9"]);
}

#[test]
fn places_become_spots() {
    let bench = wiki();
    let resolve = |moved: Option<&str>, place| {
        bench.replica.resolve(moved.map(PageId::from).as_ref(), &place).map(|spot| spot.after)
    };
    assert_eq!(resolve(None, Place::LastChildOf("1".into())).unwrap(), Some("2".into()));
    assert_eq!(resolve(Some("2"), Place::LastChildOf("1".into())).unwrap(), Some("3".into()));
    assert_eq!(resolve(None, Place::FirstChildOf("1".into())).unwrap(), None);
    assert_eq!(resolve(None, Place::Before("2".into())).unwrap(), Some("3".into()));
    assert_eq!(resolve(Some("3"), Place::Before("2".into())).unwrap(), None);
    assert!(resolve(Some("1"), Place::LastChildOf("4".into())).is_err());
}

#[test]
fn lists_by_label_title_and_trash() {
    let bench = wiki();
    assert_eq!(bench.replica.labels().unwrap(), [(Label::stored("todo"), 1)]);
    assert_eq!(bench.replica.labelled(&Label::stored("todo")).unwrap()[0].id, "3".into());
    assert_eq!(bench.replica.titled(&"s".into(), "Page 2").unwrap().len(), 1);
    assert_eq!(bench.replica.titles().unwrap().len(), 4);
    assert_eq!(bench.replica.page_counts().unwrap(), [("s".into(), 4)]);
    let mut trashed = page("2", Some("1"), 30);
    trashed.status = PageStatus::Trashed;
    bench.pull(vec![incoming(trashed, "<p>the gateway keeps</p>")]);
    assert_eq!(bench.replica.trashed(None).unwrap().len(), 1);
    assert_eq!(bench.titles(Some("1")), ["Page 3"]);
}

#[test]
fn pages_are_counted_as_they_come_and_go() {
    let bench = wiki();
    let counts = || bench.replica.page_counts().unwrap();
    let mut moved = page("2", None, 30);
    moved.space = "t".into();
    bench.pull(vec![incoming(moved, "")]);
    assert_eq!(counts(), [("s".into(), 3), ("t".into(), 1)]);
    let mut trashed = page("2", None, 30);
    trashed.status = PageStatus::Trashed;
    bench.pull(vec![incoming(trashed.clone(), "")]);
    assert_eq!(counts(), [("s".into(), 3)]);
    bench.pull(vec![incoming(page("2", None, 30), "")]);
    assert_eq!(counts(), [("s".into(), 4)]);
    bench.pull(vec![Incoming::PageGone("2".into())]);
    assert_eq!(counts(), [("s".into(), 3)]);
    bench.commit(create("new:1", Some("1"), None));
    assert_eq!(counts(), [("s".into(), 4)]);
}

#[test]
fn s0_47_keys_compare_without_case() {
    let bench = wiki();
    assert!(bench.replica.space_by_key(&SpaceKey::new("eng")).unwrap().is_some());
}

#[test]
fn a_batch_of_pages_is_one_stretch_of_each_index_of_words() {
    let pages: Vec<String> = (10..30).map(|number| number.to_string()).collect();
    let below = |id: &String| (page(id, Some("10").filter(|home| home != id), 1), "<p>some words</p>");
    let bench = Bench::with(pages.iter().map(below).collect());
    let db = rusqlite::Connection::open(bench.dir.path().join("replica.db")).unwrap();
    for index in ["words", "heads"] {
        let sql = format!("SELECT count(DISTINCT segid) FROM {index}_idx");
        let stretches: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(stretches, 1, "{index}");
    }
}

#[test]
fn spaces_that_were_kept_in_another_way_keep_what_they_grant() {
    let bench = wiki();
    let since = Some("2026-11-21T10:00:00Z".parse().unwrap());
    let away = Space {
        status: SpaceStatus::Archived,
        status_since: since,
        home: Some("1".into()),
        ..space("o", "Old")
    };
    bench.pull(vec![Incoming::Space(Box::new(away.clone()))]);
    let Bench { dir, replica } = bench;
    drop(replica);
    let db = rusqlite::Connection::open(dir.path().join("replica.db")).unwrap();
    db.execute_batch(SPACES_OF_BEFORE).unwrap();
    db.pragma_update(None, "user_version", 7).unwrap();
    drop(db);
    let replica = Replica::open(dir.path(), plain).unwrap();
    let grant = |permission| Grant { subject: Subject::Licensed, permission };
    let grants = vec![grant(SpacePermission::ViewSpace)].into();
    assert_eq!(replica.space(&"o".into()).unwrap(), Some(Space { grants, ..away }));
    let spaces = replica.spaces().unwrap();
    assert!(spaces.iter().all(|space| !space.grants.is_read()), "read when somebody asks");
    assert_eq!(spaces[0].grants.to_vec(), [SpacePermission::ViewSpace, SpacePermission::Comment].map(grant));
}

#[test]
fn a_cycle_sent_by_the_wiki_does_not_hang() {
    let bench = Bench::with(vec![(page("a", Some("b"), 1), ""), (page("b", Some("a"), 1), "")]);
    assert!(bench.replica.ancestors(&"a".into()).unwrap().len() <= 2);
    assert_eq!(bench.titles(None).len(), 1);
}
