//! Searches that take their time: what is told first, what a later key ends, and what is kept of a search.

use super::searching::{found, pages, person, query, wiki};
use super::*;
use crate::domain::query::{Found, SavedSearch};
use crate::replica::Turn;

#[test]
fn a_later_turn_ends_a_search() {
    let bench = wiki();
    let turn = bench.replica.next_turn();
    let mut told = 0;
    let mut search = |turn: &Turn| {
        let settled = |found: Found| told += usize::from(found.settled);
        bench.replica.search_in_turn(&query("gatew", Scope::All), turn, settled).unwrap();
        told
    };
    assert_eq!(search(&turn), 1);
    let later: Turn = bench.replica.next_turn();
    assert_eq!((search(&turn), later.is_over()), (1, false));
    assert!(bench.replica.titles_like("gate", 10, &turn).unwrap().is_none());
    // The connection is as good as before.
    assert_eq!(pages(&bench, "gatew").len(), 4);
}

#[test]
fn beginnings_of_words_find_what_the_words_find() {
    let many = (0..90).map(|number| {
        // Thirty words with one beginning, three with the other.
        let body = format!("<p>conta{} {}</p>", number % 30, ["servant", "Server", "sérvice"][number % 3]);
        incoming(page(&number.to_string(), None, number as i64), &body)
    });
    let bench = Bench::with(Vec::new());
    bench.pull(many.collect());
    for typed in ["conta", "serv", "serv* conta", "conta* serv"] {
        assert_eq!(found(&bench, typed, Scope::All).here, 90, "{typed}");
    }
    assert_eq!(found(&bench, "conta7 serve", Scope::All).here, 3);
    assert_eq!(found(&bench, "conta7 servi", Scope::All).here, 0);
    assert_eq!(found(&bench, "conta8 servi", Scope::All).here, 3);
    assert_eq!(found(&bench, "conta* serva", Scope::All).here, 30);
    assert_eq!(found(&bench, "serv -servant", Scope::All).here, 60);
    bench.pull((0..30).map(|number| Incoming::PageGone((number * 3).to_string().as_str().into())).collect());
    assert_eq!((found(&bench, "serv", Scope::All).here, found(&bench, "serva", Scope::All).here), (60, 0));
}

#[test]
fn every_page_of_a_large_batch_has_its_own_words() {
    let bench =
        Bench::with(vec![(page("1", None, 1), "<p>first</p>"), (page("2", None, 2), "<p>second</p>")]);
    bench.commit(Change::Rename { page: "2".into(), from: "Page 2".to_owned(), to: "Renamed".to_owned() });
    let word = |number: i64| format!("word{}", char::from(b'a' + number as u8).to_string().repeat(3));
    let mut batch: Vec<Incoming> = (1..20)
        .map(|number| incoming(page(&number.to_string(), None, number), &format!("<p>{}</p>", word(number))))
        .collect();
    // What is no page, is gone, or has a change of one's own waiting puts nothing out of step.
    batch.insert(5, Incoming::PageGone("1".into()));
    batch.insert(9, person("u7", "gus", "Gus"));
    bench.pull(batch);
    for number in 2..20 {
        assert_eq!(pages(&bench, &word(number)), [number.to_string()], "{number}");
        let body = bench.replica.body(&number.to_string().as_str().into()).unwrap().unwrap();
        assert_eq!(body, format!("<p>{}</p>", word(number)));
    }
    assert!(pages(&bench, &word(1)).is_empty());
}

#[test]
fn many_hits_come_newest_first_and_then_ranked() {
    let bench = Bench::with(Vec::new());
    let many = (0..1_100).map(|number| {
        let body =
            if number == 7 { "<p>needle needle needle</p>" } else { "<p>a needle in the hay of a stack</p>" };
        incoming(page(&number.to_string(), None, number), body)
    });
    bench.pull(many.collect());
    let mut told: Vec<Found> = Vec::new();
    let turn = bench.replica.next_turn();
    bench.replica.search_in_turn(&query("needle", Scope::All), &turn, |found| told.push(found)).unwrap();
    let [first, last] = &told[..] else { panic!("{} answers", told.len()) };
    assert_eq!((first.settled, first.hits[0].page.as_str()), (false, "1099"));
    assert_eq!((last.settled, last.hits[0].page.as_str()), (true, "7"));
    assert_eq!((first.here, last.here), (Found::COUNTED, Found::COUNTED));
    // Whoever types on in between hears no end.
    let mut told = 0;
    let turn = bench.replica.next_turn();
    let overtaken = |_| {
        told += 1;
        bench.replica.store().next_turn();
    };
    bench.replica.search_in_turn(&query("needle", Scope::All), &turn, overtaken).unwrap();
    assert_eq!(told, 1);
}

#[test]
fn searches_are_kept_by_name() {
    let bench = wiki();
    let saved = |name: &str, text: &str| SavedSearch {
        name: name.to_owned(),
        text: text.to_owned(),
        scope: Scope::Space("s".into()),
    };
    bench.replica.save_search(&saved("open", "label:todo")).unwrap();
    bench.replica.save_search(&saved("mine", "is:mine changed:7d")).unwrap();
    bench.replica.save_search(&saved("open", "label:todo -is:blog")).unwrap();
    let kept = [saved("mine", "is:mine changed:7d"), saved("open", "label:todo -is:blog")];
    assert_eq!(bench.reopen().saved_searches().unwrap(), kept);
    assert!(bench.replica.forget_search("mine").unwrap());
    assert!(!bench.replica.forget_search("mine").unwrap());
    assert_eq!(bench.replica.saved_searches().unwrap(), kept[1..]);
}
