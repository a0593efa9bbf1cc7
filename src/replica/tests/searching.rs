//! Search over pulled pages: words, operators, names, slips.

use super::*;
use crate::domain::query::{Found, Other};

pub(super) fn query(text: &str, scope: Scope) -> Query {
    let at = now().to_zoned(jiff::tz::TimeZone::UTC);
    Query { text: text.to_owned(), scope, limit: 10, at }
}

pub(super) fn person(id: &str, name: &str, full_name: &str) -> Incoming {
    let (name, full_name) = (name.to_owned(), full_name.to_owned());
    Incoming::User(User { id: id.into(), name, full_name, active: true, groups: Vec::new() })
}

fn days_ago(mut page: Page, days: i64) -> Page {
    page.version.when = now() - jiff::SignedDuration::from_hours(24 * days);
    page
}

/// Two spaces and one of Bob's own, three people, a few pages.
pub(super) fn wiki() -> Bench {
    let mut third = page("3", Some("1"), 20);
    third.labels = vec![Label::stored("todo"), Label::stored("tooling")];
    let mut blog = days_ago(page("5", None, 1), 40);
    blog.kind = PageKind::BlogPost { day: jiff::civil::date(2026, 8, 12) };
    blog.title = "Gateway news".to_owned();
    let mut bobs = days_ago(page("6", None, 1), 3);
    (bobs.space, bobs.title, bobs.version.author) = ("b".into(), "Gateway".to_owned(), "u2".into());
    let mut put_away = page("7", None, 1);
    put_away.space = "old".into();
    let bench = Bench::with(vec![
        (page("2", Some("1"), 30), "<p>the gateway keeps two copies</p>"),
        (third, "<p>日本語のテキスト</p>"),
        (page("1", None, 10), "<p>home</p>"),
        (page("4", Some("3"), 1), "<p>Ärger im Gateway</p>"),
        (blog, "<p>all new</p>"),
        (bobs, "<p>what bob keeps</p>"),
        (put_away, "<p>the gateway of old</p>"),
    ]);
    let mut own = space("b", "~bob");
    (own.kind, own.owner, own.name) = (SpaceKind::Personal, Some("u2".into()), "Bob Ray".to_owned());
    let mut old = space("old", "OLD");
    old.status = SpaceStatus::Archived;
    bench.pull(vec![Incoming::Space(Box::new(own)), Incoming::Space(Box::new(old))]);
    bench.pull(vec![person("u", "ada", "Ada Lund"), person("u2", "bob", "Bob Ray")]);
    let me = User {
        id: "u".into(),
        name: "ada".into(),
        full_name: "Ada Lund".into(),
        active: true,
        groups: Vec::new(),
    };
    bench.replica.set_me(&me).unwrap();
    bench
}

pub(super) fn found(bench: &Bench, text: &str, scope: Scope) -> Found {
    bench.replica.search(&query(text, scope)).unwrap()
}

/// The pages found, in order.
pub(super) fn pages(bench: &Bench, text: &str) -> Vec<String> {
    listed(&found(bench, text, Scope::All))
}

fn listed(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.page.to_string()).collect()
}

fn sorted(mut pages: Vec<String>) -> Vec<String> {
    pages.sort();
    pages
}

#[test]
fn titles_come_first_then_bodies_and_every_word_counts() {
    let bench = wiki();
    // The blog has it in its title, and so has a page in somebody else's own space, which is last among them (S1-25).
    assert_eq!(&pages(&bench, "gatew")[..2], ["5", "6"]);
    assert_eq!(pages(&bench, "gatew").len(), 4);
    assert_eq!(pages(&bench, "gateway keeps"), ["2", "6"]);
    assert_eq!(pages(&bench, "arger"), ["4"]);
    assert_eq!(pages(&bench, "Page 3"), ["3"]);
    let hit = &found(&bench, "copies gatew", Scope::All).hits[0];
    let marked: Vec<&str> = hit.marks.iter().map(|(start, end)| &hit.snippet[*start..*end]).collect();
    assert_eq!(marked, ["gateway", "copies"]);
    let hit = &found(&bench, "gatew", Scope::All).hits[0];
    assert_eq!(hit.title_marks, [(0, 7)]);
}

#[test]
fn cjk_is_found_from_one_character_on() {
    let bench = wiki();
    for text in ["日", "本", "日本", "本語のテ", "テキスト"] {
        assert_eq!(pages(&bench, text), ["3"], "{text}");
    }
    assert!(pages(&bench, "本日").is_empty());
}

#[test]
fn two_and_three_letters_are_beginnings_of_words() {
    let bench = wiki();
    assert_eq!(&pages(&bench, "ga")[..2], ["5", "6"]);
    for text in ["ga", "Gat", "gate"] {
        assert_eq!(sorted(pages(&bench, text)), ["2", "4", "5", "6"], "{text}");
    }
    assert_eq!(
        (pages(&bench, "gateway ke"), pages(&bench, "ke* gat")),
        (vec!["2".into(), "6".into()], vec!["2".into(), "6".into()])
    );
    assert_eq!(
        (pages(&bench, "är"), pages(&bench, "a\u{308}r")),
        (vec!["4".to_owned()], vec!["4".to_owned()])
    );
    assert_eq!(sorted(pages(&bench, "title:ga")), ["5", "6"]);
    assert_eq!(pages(&bench, "keeps title:ga*"), ["6"]);
    assert_eq!(sorted(pages(&bench, "gateway -ke*")), ["4", "5"]);
    assert_eq!(sorted(pages(&bench, "-ga*")), ["1", "3"]);
    assert_eq!(sorted(pages(&bench, "ho* -title:ga*")), ["1"]);
    assert_eq!(pages(&bench, "ga -im"), ["5", "6", "2"]);
    assert_eq!(found(&bench, "ga", Scope::Subtree("3".into())).elsewhere, 3);
    assert!(pages(&bench, "g").is_empty() && pages(&bench, "zzz").is_empty());
    let hit = &found(&bench, "ke", Scope::All).hits[0];
    let marked: Vec<&str> = hit.marks.iter().map(|(start, end)| &hit.snippet[*start..*end]).collect();
    assert_eq!(marked, ["keeps"]);
    // What is gone or says something else now is found no more.
    bench.pull(vec![Incoming::PageGone("2".into()), incoming(page("4", Some("3"), 1), "<p>nothing</p>")]);
    assert_eq!(sorted(pages(&bench, "ga")), ["5", "6"]);
}

#[test]
fn a_short_beginning_behind_another_word_is_looked_up_in_the_text() {
    let bench = wiki();
    assert_eq!(pages(&bench, "two-co"), ["2"]);
    assert_eq!(pages(&bench, "gateway-ke"), ["2"]);
    for text in ["two-ke", "copies-tw", "gateway-co"] {
        assert!(pages(&bench, text).is_empty(), "{text}");
    }
    assert_eq!(found(&bench, "two-co", Scope::Space("b".into())).elsewhere, 1);
    assert_eq!(found(&bench, "two-ke", Scope::Space("b".into())).elsewhere, 0);
    // The first ones are told while the others are being looked for.
    let many = (10..60).map(|number| incoming(page(&number.to_string(), None, number), "<p>a log-in</p>"));
    bench.pull(many.collect());
    let mut told = Vec::new();
    let turn = bench.replica.next_turn();
    let query = Query { limit: 100, ..query("log-in", Scope::All) };
    bench
        .replica
        .search_in_turn(&query, &turn, |found| told.push((found.settled, found.hits.len())))
        .unwrap();
    assert_eq!(told, [(false, 20), (true, 50)]);
}

#[test]
fn words_are_read_anew_when_a_program_of_before_kept_them_in_another_way() {
    let bench = wiki();
    let draft = crate::replica::Draft {
        page: "2".into(),
        form: crate::replica::Form::default(),
        base_version: 1,
        base: String::new(),
        text: "in work".to_owned(),
        cursor: 3,
        updated: now(),
    };
    bench.replica.save_draft(&draft).unwrap();
    bench.commit(edit("4", "<p>Ärger im Gateway</p>", "<p>a queued text</p>"));
    let Bench { dir, replica } = bench;
    drop(replica);
    let db = rusqlite::Connection::open(dir.path().join("replica.db")).unwrap();
    db.execute_batch(SPACES_OF_BEFORE).unwrap();
    db.execute_batch(
        "DROP TABLE words; DROP TABLE heads; DROP TABLE dictionary; DROP INDEX attachment_name; DROP TABLE watch; PRAGMA user_version = 5;
         CREATE VIRTUAL TABLE words USING fts5(title, body, content='', contentless_delete=1, prefix='2 3');
         INSERT INTO words (rowid, title, body) SELECT rid, title, title FROM page;",
    )
    .unwrap();
    let gateway = lz4_flex::compress_prepend_size("<p>the gateway keeps two copies</p>".as_bytes());
    db.execute("UPDATE body SET storage = ?1 WHERE rid = 1", [gateway]).unwrap();
    drop(db);
    let bench = Bench { replica: Replica::open(dir.path(), plain).unwrap(), dir };
    // Titles are known, texts are still to be read, and who searches is told.
    let before = found(&bench, "gateway", Scope::All);
    assert_eq!((sorted(listed(&before)), before.problems.len()), (vec!["5".to_owned(), "6".to_owned()], 1));
    bench.pull(vec![incoming(page("9", None, 1), "<p>a new gateway</p>"), Incoming::PageGone("7".into())]);
    assert_eq!(sorted(pages(&bench, "gateway")), ["5", "6", "9"]);
    assert!(bench.replica.read_words().unwrap() && !bench.replica.read_words().unwrap());
    assert!(!bench.replica.read_words().unwrap());
    let after = found(&bench, "gateway", Scope::All);
    assert_eq!(
        (sorted(listed(&after)), after.problems.len()),
        (["2", "5", "6", "9"].map(str::to_owned).to_vec(), 0)
    );
    assert_eq!(pages(&bench, "queued"), ["4"]);
    assert_eq!(bench.body("2").unwrap(), "<p>the gateway keeps two copies</p>");
    assert_eq!(
        bench.replica.draft(&"2".into(), crate::replica::Form::default()).unwrap().unwrap().text,
        "in work"
    );
    assert_eq!(bench.replica.outbox().unwrap().len(), 1);
}

#[test]
fn s0_73_scope_narrows_and_the_rest_is_counted() {
    let bench = wiki();
    let below = found(&bench, "gatew", Scope::Subtree("3".into()));
    assert_eq!((listed(&below), below.here, below.elsewhere), (vec!["4".to_owned()], 1, 3));
    let in_space = found(&bench, "gatew", Scope::Space("b".into()));
    assert_eq!((listed(&in_space), in_space.elsewhere), (vec!["6".to_owned()], 3));
    assert!(found(&bench, "gatew", Scope::Space("other".into())).hits.is_empty());
    // What is archived answers when it is named.
    assert_eq!(listed(&found(&bench, "gatew", Scope::Space("old".into()))), ["7"]);
    assert_eq!(pages(&bench, "gatew in:old"), ["7"]);
}

#[test]
fn operators_narrow() {
    let bench = wiki();
    assert_eq!(pages(&bench, "label:todo"), ["3"]);
    assert_eq!(pages(&bench, "label:to*"), ["3"]);
    assert_eq!(pages(&bench, "gatew in:~bob"), ["6"]);
    assert_eq!(pages(&bench, "gatew in:\"page 3\""), ["4"]);
    assert_eq!(sorted(pages(&bench, "in:\"Page 1\"")), ["1", "2", "3", "4"]);
    assert_eq!(pages(&bench, "by:bob"), ["6"]);
    assert_eq!(pages(&bench, "by:ray gatew"), ["6"]);
    assert_eq!(pages(&bench, "by:me is:blog"), ["5"]);
    assert_eq!(pages(&bench, "changed:7d -changed:today"), ["6"]);
    assert_eq!(pages(&bench, "before:30d"), ["5"]);
    assert_eq!(pages(&bench, "after:30d by:bob"), ["6"]);
    assert_eq!(pages(&bench, "is:blog"), ["5"]);
    assert_eq!(sorted(pages(&bench, "is:mine")), ["1", "2", "3", "4", "5"]);
    assert_eq!(sorted(pages(&bench, "title:gatew")), ["5", "6"]);
    assert_eq!(pages(&bench, "\"two copies\""), ["2"]);
    assert!(pages(&bench, "\"copies two\"").is_empty());
    assert_eq!(sorted(pages(&bench, "gatew -keeps")), ["4", "5"]);
    assert_eq!(sorted(pages(&bench, "gatew -title:gateway")), ["2", "4"]);
    assert_eq!(pages(&bench, "-gateway label:todo"), ["3"]);
    assert_eq!(sorted(pages(&bench, "-gateway")), ["1", "3"]);
    assert_eq!(found(&bench, "by:me", Scope::All).here, 5);
}

#[test]
fn operators_alone_list_what_was_changed_last_first() {
    let bench = wiki();
    assert_eq!(pages(&bench, "changed:2y -by:me"), ["6"]);
    let all = pages(&bench, "changed:2y");
    assert_eq!((all.len(), &all[4..]), (6, &["6".to_owned(), "5".to_owned()][..]));
}

#[test]
fn is_draft_finds_texts_in_work() {
    let bench = wiki();
    assert!(pages(&bench, "is:draft").is_empty());
    let draft = crate::replica::Draft {
        page: "2".into(),
        form: crate::replica::Form::default(),
        base_version: 1,
        base: String::new(),
        text: "x".to_owned(),
        cursor: 0,
        updated: now(),
    };
    bench.replica.save_draft(&draft).unwrap();
    assert_eq!(pages(&bench, "is:draft"), ["2"]);
}

#[test]
fn what_names_nothing_says_what_is_possible() {
    let bench = wiki();
    for (text, why, possible) in [
        ("label:tado", "`label:tado` is on no page", "todo"),
        ("in:nowhere", "`in:nowhere` is no space or page", "ENG"),
        ("by:bert", "`by:bert` is nobody here", "bob"),
        ("changed:soon", "`changed:soon` is no day", "7d"),
    ] {
        let found = found(&bench, text, Scope::All);
        assert!(found.hits.is_empty() && found.settled);
        assert_eq!(found.problems[0].to_string(), why);
        assert!(found.problems[0].possible.iter().any(|known| known == possible), "{:?}", found.problems);
    }
    let found = found(&bench, "gatew lable:x", Scope::All);
    assert!(!found.problems[0].fatal);
    // An operator that is still to come narrows nothing.
    assert_eq!(pages(&bench, "gatew label:").len(), 4);
}

#[test]
fn the_operator_at_the_end_is_completed() {
    let bench = wiki();
    let values = |text: &str| -> Vec<String> {
        found(&bench, text, Scope::All).completions.into_iter().map(|known| known.value).collect()
    };
    assert_eq!(values("x label:to"), ["todo", "tooling"]);
    assert_eq!(values("by:"), ["me", "ada", "bob"]);
    assert_eq!(values("by:ra"), ["bob"]);
    assert_eq!(values("in:e"), ["ENG"]);
    assert_eq!(values("in:bo"), ["~bob"]);
    assert_eq!(values("is:d"), ["draft"]);
    assert!(values("label:todo ").is_empty() && values("todo").is_empty());
}

#[test]
fn spaces_people_and_labels_are_found_by_name() {
    let bench = wiki();
    let others = |text: &str| found(&bench, text, Scope::All).others;
    assert!(matches!(&others("eng")[..], [Other::Space { key, .. }] if key.as_str() == "ENG"));
    assert!(matches!(&others("ray")[..], [Other::Person { name, .. }] if name == "bob"));
    assert!(matches!(&others("todo")[..], [Other::Label(label)] if label.as_str() == "todo"));
    assert!(matches!(&others("@bob")[..], [Other::Person { .. }]));
    assert!(matches!(&others("#to")[..], [Other::Label(_), Other::Label(_)]));
    assert!(others("eng label:todo").is_empty() && others("e").is_empty());
}

#[test]
fn a_slip_in_a_title_is_forgiven_where_hardly_any_title_fits() {
    let bench = wiki();
    let hits = found(&bench, "gatewya nwes", Scope::All).hits;
    assert_eq!(hits[0].page, "5".into());
    assert!(hits[0].similar && !hits[0].title_marks.is_empty());
    // A new title is known at once, an old one is not found any more.
    let mut renamed = page("5", None, 1);
    renamed.title = "Storage report".to_owned();
    bench.pull(vec![incoming(renamed, "<p>all new</p>")]);
    assert_eq!(found(&bench, "storgae repotr", Scope::All).hits[0].page, "5".into());
    assert!(!pages(&bench, "gatewya nwes").contains(&"5".to_owned()));
    bench.pull(vec![Incoming::PageGone("5".into()), incoming(page("8", None, 1), "<p>x</p>")]);
    assert!(pages(&bench, "storgae repotr").is_empty());
}

#[test]
fn titles_are_found_by_a_few_letters_with_slips() {
    let bench = wiki();
    let turn = bench.replica.next_turn();
    let (hits, count) = bench.replica.titles_like("gtway", 10, &turn).unwrap().expect("the turn lasts");
    assert_eq!((hits[0].page.as_str(), count), ("5", 2));
    assert_eq!(hits[1].page.as_str(), "6", "what is in another person's own space comes last");
}
