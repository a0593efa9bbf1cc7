//! Several pages on their way to one place, and back.

use super::*;

/// `1` with the children `a b c d`, and `2` beside it with the child `x`.
fn bench() -> Bench {
    let mut pages = vec![(page("1", None, 0), ""), (page("2", None, 1), ""), (page("x", Some("2"), 0), "")];
    for (position, id) in (0..).zip(["a", "b", "c", "d"]) {
        pages.push((page(id, Some("1"), position), ""));
    }
    Bench::with(pages)
}

fn ids(pages: &[&str]) -> Vec<PageId> {
    pages.iter().map(|id| PageId::from(*id)).collect()
}

impl Bench {
    fn move_together(&self, pages: &[&str], place: Place) {
        let group = Some(OpId::fresh());
        let moves = self.replica.moves(&ids(pages), &place).unwrap();
        let entries: Vec<Entry> =
            moves.into_iter().map(|(_, moving)| Entry { group, ..entry(moving.unwrap()) }).collect();
        self.replica.commit(&entries).unwrap();
    }

    fn below(&self, parent: &str) -> String {
        self.titles(Some(parent)).join(" ").replace("Page ", "")
    }
}

#[test]
fn pages_stand_in_their_order_afterwards_and_one_undo_puts_all_of_them_back() {
    for (pages, place, first, second) in [
        (&["a", "b"][..], Place::LastChildOf("2".into()), "c d", "x a b"),
        (&["b", "c"], Place::FirstChildOf("2".into()), "a d", "b c x"),
        (&["a", "c", "d"], Place::Before("x".into()), "b", "a c d x"),
        (&["a", "b"], Place::After("d".into()), "c d a b", "x"),
        (&["c", "d"], Place::Before("b".into()), "a c d b", "x"),
        (&["c", "d"], Place::Before("a".into()), "c d a b", "x"),
        (&["b", "c"], Place::Before("d".into()), "a b c d", "x"),
        (&["d", "c"], Place::LastChildOf("1".into()), "a b d c", "x"),
        (&["a", "d"], Place::LastChildOf("1".into()), "b c a d", "x"),
    ] {
        let bench = bench();
        bench.move_together(pages, place.clone());
        assert_eq!(
            (bench.below("1"), bench.below("2")),
            (first.into(), second.into()),
            "{pages:?} {place:?}"
        );
        bench.replica.undo(now()).unwrap();
        assert_eq!(
            (bench.below("1"), bench.below("2")),
            ("a b c d".into(), "x".into()),
            "{pages:?} {place:?}"
        );
        bench.replica.redo(now()).unwrap();
        assert_eq!(
            (bench.below("1"), bench.below("2")),
            (first.into(), second.into()),
            "{pages:?} {place:?}"
        );
    }
}

#[test]
fn a_page_that_cannot_go_there_says_why_and_the_others_go() {
    let bench = bench();
    let moves = bench.replica.moves(&ids(&["1", "x", "gone"]), &Place::LastChildOf("a".into())).unwrap();
    let told: Vec<Option<String>> = moves.into_iter().map(|(_, moving)| moving.err()).collect();
    assert_eq!(told[0].as_deref(), Some("a page cannot go below itself"));
    assert_eq!(told[1], None);
    assert_eq!(told[2].as_deref(), Some("this page is not here any more"));
}

#[test]
fn a_branch_that_was_made_and_delivered_is_taken_back_and_made_again() {
    let bench = bench();
    let group = Some(OpId::fresh());
    let made = [("new:r", Some("2")), ("new:s", Some("new:r")), ("new:t", Some("new:s"))];
    let entries = made.map(|(id, parent)| Entry { group, ..entry(create(id, parent, None)) });
    bench.replica.commit(&entries).unwrap();
    for (made, (id, parent)) in entries.iter().zip([("r", "2"), ("s", "r"), ("t", "s")]) {
        let local = made.change.page().unwrap();
        bench.replica.assign(&made.op, local, &page(id, Some(parent), 0), "").unwrap();
    }
    let deliver = || {
        for queued in bench.replica.outbox().unwrap() {
            bench.replica.delivered(&queued.entry.op, None).unwrap();
        }
    };
    for _ in 0..2 {
        bench.replica.undo(now()).unwrap();
        assert_eq!(bench.below("2"), "x");
        deliver();
        bench.replica.redo(now()).unwrap();
        let again = bench.replica.outbox().unwrap().into_iter().map(|queued| queued.entry.change.verb());
        assert_eq!(again.collect::<Vec<_>>(), ["restore"; 3]);
        assert_eq!((bench.below("r"), bench.below("s")), ("s".into(), "t".into()));
        deliver();
    }
}
