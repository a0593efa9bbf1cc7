//! What passes a sieve, with the pages above; blog posts by month; favourite pages.

use super::*;
use crate::replica::{Draft, Form};

fn labelled(mut page: Page, label: &str) -> Page {
    page.labels = vec![Label::stored(label)];
    page
}

fn bench() -> Bench {
    let mut old = page("4", Some("2"), 0);
    old.version.when = Timestamp::from_second(1_700_000_000).unwrap();
    let mut narrow = page("5", Some("1"), 1);
    narrow.restricted_to = Some(vec!["u".into()]);
    Bench::with(vec![
        (page("1", None, 0), ""),
        (page("2", Some("1"), 0), ""),
        (labelled(page("3", Some("2"), 1), "adr"), ""),
        (labelled(old, "adr"), ""),
        (narrow, ""),
    ])
}

fn sift(bench: &Bench, view: &str, since: Option<Timestamp>) -> (String, String) {
    let sifted = bench.replica.sift(&"s".into(), &View::parse(view).sieve, since).unwrap();
    assert_eq!(sifted.count, sifted.passed.len());
    let ids = |ids: Vec<&PageId>| ids.into_iter().map(PageId::as_str).collect::<Vec<_>>().join(" ");
    let mut passed: Vec<&PageId> = sifted.passed.iter().collect();
    passed.sort();
    (ids(passed), ids(sifted.rows.iter().map(|row| &row.page.id).collect()))
}

#[test]
fn what_passes_comes_with_what_is_above_it() {
    let bench = bench();
    assert_eq!(sift(&bench, "label=adr", None), ("3 4".into(), "1 2 4 3".into()));
    assert_eq!(sift(&bench, "restricted", None), ("5".into(), "1 5".into()));
    let since = Some(Timestamp::from_second(1_789_000_000).unwrap());
    assert_eq!(sift(&bench, "label=adr since=7d", since), ("3".into(), "1 2 3".into()));
    assert_eq!(sift(&bench, "label=adr restricted", None), (String::new(), String::new()));
    assert_eq!(sift(&bench, "conflicts", None), (String::new(), String::new()));
    assert_eq!(sift(&bench, "mine", None).0, "", "nobody is signed in");
}

#[test]
fn drafts_pass_and_are_counted_by_space() {
    let bench = bench();
    let draft = Draft {
        page: "4".into(),
        form: Form::Markdown,
        base_version: 1,
        base: String::new(),
        text: "x".to_owned(),
        cursor: 0,
        updated: now(),
    };
    bench.replica.save_draft(&draft).unwrap();
    assert_eq!(sift(&bench, "drafts", None), ("4".into(), "1 2 4".into()));
    let facts = &bench.replica.space_facts().unwrap()[&SpaceId::from("s")];
    assert_eq!((facts.drafts, facts.conflicts, facts.changed), (1, 0, Some(now())));
}

#[test]
fn posts_are_counted_and_listed_by_month() {
    let bench = bench();
    for (id, day) in [("p1", "2026-11-02"), ("p2", "2026-11-20"), ("p3", "2025-01-01")] {
        let mut post = page(id, None, 0);
        post.kind = PageKind::BlogPost { day: day.parse().unwrap() };
        bench.pull(vec![incoming(post, "")]);
    }
    let months = bench.replica.blog_months(&"s".into()).unwrap();
    let shown: Vec<_> = months.iter().map(|month| (month.year, month.month, month.posts)).collect();
    assert_eq!(shown, [(2026, 11, 2), (2025, 1, 1)]);
    let posts = bench.replica.posts(&"s".into(), 2026, 11).unwrap();
    assert_eq!(posts.iter().map(|row| row.page.id.as_str()).collect::<Vec<_>>(), ["p2", "p1"]);
}

#[test]
fn a_favourite_page_keeps_its_place_when_it_gets_its_real_id() {
    let bench = bench();
    let op = bench.commit(create("local-9", Some("1"), None));
    bench.replica.set_favourite_page(&"local-9".into(), true).unwrap();
    let real = Page { title: "Page local-9".to_owned(), ..page("9", Some("1"), 9) };
    bench.replica.assign(&op, &"local-9".into(), &real, "<p>local-9</p>").unwrap();
    let favourites = bench.replica.favourite_pages().unwrap();
    assert_eq!(favourites, [("9".into(), Some("Page local-9".to_owned()))]);
}

#[test]
fn categories_are_labels_of_start_pages() {
    let bench = bench();
    bench.pull(vec![incoming(labelled(page("7", None, 3), "team-data"), "")]);
    bench.pull(vec![incoming(labelled(page("8", None, 3), "teamwork"), "")]);
    let categories = bench.replica.categories().unwrap();
    assert_eq!(categories.get(&PageId::from("7")).map(String::as_str), Some("data"));
    assert_eq!(categories.len(), 1);
}
