//! Copies of pages and branches.

use super::*;

/// `1` with the children `a` (with `a1`, `a2`) and `b`.
fn bench() -> Bench {
    let mut first = page("a", Some("1"), 0);
    first.labels = vec![Label::stored("adr")];
    Bench::with(vec![
        (page("1", None, 0), "<p>one</p>"),
        (first, "<p>a</p>"),
        (page("b", Some("1"), 1), ""),
        (page("a1", Some("a"), 0), ""),
        (page("a2", Some("a"), 1), ""),
    ])
}

impl Bench {
    fn copy(&self, pages: &[&str], place: Place, with_below: bool) {
        let pages: Vec<PageId> = pages.iter().map(|id| PageId::from(*id)).collect();
        let mut number = 0;
        let fresh = || {
            number += 1;
            PageId::new(format!("local-{number}"))
        };
        let changes = self.replica.copies(&pages, &place, with_below, fresh).unwrap();
        let group = Some(OpId::fresh());
        let entries: Vec<Entry> =
            changes.into_iter().map(|change| Entry { group, ..entry(change) }).collect();
        self.replica.commit(&entries).unwrap();
    }

    fn outline(&self, parent: Option<&str>) -> String {
        let rows = self.replica.children(&"s".into(), parent.map(PageId::from).as_ref()).unwrap();
        let shown = rows.into_iter().map(|row| {
            let below = self.outline(Some(row.page.id.as_str()));
            let title = row.page.title.replace("Page ", "");
            if below.is_empty() { title } else { format!("{title}[{below}]") }
        });
        shown.collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn a_page_alone_or_a_branch_is_copied_with_body_and_labels() {
    let bench = bench();
    bench.copy(&["a"], Place::After("b".into()), false);
    assert_eq!(bench.outline(None), "1[a[a1 a2] b a (2)]");
    let copy = bench.replica.titled(&"s".into(), "Page a (2)").unwrap().remove(0);
    assert_eq!(copy.labels, [Label::stored("adr")]);
    assert_eq!(bench.body(copy.id.as_str()).as_deref(), Some("<p>a</p>"));
    bench.replica.undo(now()).unwrap();
    bench.copy(&["a"], Place::After("b".into()), true);
    assert_eq!(bench.outline(None), "1[a[a1 a2] b a (2)[a1 (2) a2 (2)]]");
    bench.replica.undo(now()).unwrap();
    assert_eq!(bench.outline(None), "1[a[a1 a2] b]");
}

#[test]
fn a_branch_is_copied_into_itself_once() {
    let bench = bench();
    bench.copy(&["1"], Place::LastChildOf("a".into()), true);
    assert_eq!(bench.outline(None), "1[a[a1 a2 1 (2)[a (2)[a1 (2) a2 (2)] b (2)]] b]");
}

#[test]
fn several_pages_stand_in_their_order_and_another_space_has_titles_of_its_own() {
    let bench = bench();
    bench.pull(vec![Incoming::Space(Box::new(space("t", "OPS")))]);
    bench.copy(&["a2", "b"], Place::FirstChildOf("1".into()), false);
    assert_eq!(bench.outline(None), "1[a2 (2) b (2) a[a1 a2] b]");
    let mut again = 100;
    let fresh = || {
        again += 1;
        PageId::new(format!("local-{again}"))
    };
    let changes = bench.replica.copies(&["b".into()], &Place::RootOf("t".into()), false, fresh).unwrap();
    assert!(matches!(&changes[..], [Change::Create { title, .. }] if title == "Page b"));
}

#[test]
fn a_copy_names_its_page_so_that_files_and_restrictions_come_along() {
    let bench = bench();
    let mut restricted = page("b", Some("1"), 1);
    restricted.version.number = 2;
    restricted.restricted_to = Some(vec!["u".into()]);
    bench.pull(vec![incoming(restricted, "")]);
    bench.copy(&["1"], Place::RootOf("s".into()), true);
    let originals: Vec<Original> = bench
        .replica
        .outbox()
        .unwrap()
        .into_iter()
        .filter_map(|queued| match queued.entry.change {
            Change::Create { copy_of, .. } => copy_of.map(|original| *original),
            _ => None,
        })
        .collect();
    let named: Vec<(&str, bool)> =
        originals.iter().map(|original| (original.page.as_str(), original.outermost)).collect();
    assert_eq!(named, [("1", true), ("a", false), ("a1", false), ("a2", false), ("b", false)]);
    let copy = bench.replica.titled(&"s".into(), "Page b (2)").unwrap().remove(0);
    assert_eq!(copy.restricted_to, Some(vec!["u".into()]), "it never looks more open than its page");
}
