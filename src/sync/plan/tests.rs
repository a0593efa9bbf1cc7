//! The planner alone: laws over random trees, and the cases that have a name.

use super::*;
use crate::domain::{Entry, Label, PageKind, Timestamp};
use proptest::prelude::*;

fn queued(seq: i64, state: Delivery, change: Change) -> Queued {
    let op = OpId(uuid::Uuid::from_u128(seq as u128));
    Queued { seq, entry: Entry { op, at: Timestamp::UNIX_EPOCH, change, group: None }, state }
}

fn seen(storage: &str) -> Seen {
    Seen {
        version: 3,
        is_trashed: false,
        title: "Title".to_owned(),
        labels: Vec::new(),
        storage: storage.to_owned(),
    }
}

fn edit(page: &str, base: &str, storage: &str) -> Change {
    Change::Edit {
        page: page.into(),
        base_version: 1,
        base: base.to_owned(),
        storage: storage.to_owned(),
        message: String::new(),
    }
}

fn spot(parent: Option<&str>) -> Spot {
    Spot { space: "s".into(), parent: parent.map(PageId::from), after: None }
}

fn create(page: &str, parent: Option<&str>) -> Change {
    Change::Create {
        page: page.into(),
        spot: spot(parent),
        kind: PageKind::Page,
        title: page.to_owned(),
        storage: String::new(),
        labels: Vec::new(),
        copy_of: None,
    }
}

/// Plans for one page "p" that the wiki has as given.
fn planned(has: Option<Seen>, local: &[Queued]) -> Vec<Step> {
    let base = has.map(|seen| (PageId::from("p"), seen)).into_iter().collect();
    plan(&Trees { base, local, ..Trees::default() })
}

fn op(seq: u128) -> OpId {
    OpId(uuid::Uuid::from_u128(seq))
}

#[test]
fn an_edit_of_what_the_wiki_has_is_sent() {
    let local = [
        queued(1, Delivery::Waiting, edit("p", "a", "b")),
        queued(2, Delivery::Waiting, edit("p", "b", "c")),
    ];
    assert_eq!(planned(Some(seen("a")), &local), [Step::Send(op(1))]);
}

#[test]
fn an_edit_of_something_else_is_joined_and_an_equal_one_settled() {
    let local = [queued(1, Delivery::Waiting, edit("p", "a", "b"))];
    assert_eq!(planned(Some(seen("x")), &local), [Step::Merge(op(1))]);
    assert_eq!(planned(Some(seen("b")), &local), [Step::Settle(op(1))]);
    assert!(matches!(planned(None, &local)[..], [Step::Fetch(..)]));
}

#[test]
fn f9_an_unknown_outcome_is_asked_again_before_anything_else() {
    let local = [queued(1, Delivery::Unknown, edit("p", "a", "b"))];
    assert_eq!(planned(Some(seen("x")), &local), [Step::Resend(op(1))]);
}

#[test]
fn f14_an_edit_of_a_trashed_page_waits_for_the_person() {
    let local = [queued(1, Delivery::Waiting, edit("p", "a", "b"))];
    let trashed = Seen { is_trashed: true, ..seen("a") };
    assert_eq!(planned(Some(trashed), &local), [Step::Park(op(1), TRASHED.to_owned())]);
}

#[test]
fn a_rename_over_a_rename_waits_for_the_person() {
    let rename =
        |from: &str| Change::Rename { page: "p".into(), from: from.to_owned(), to: "Mine".to_owned() };
    assert!(matches!(
        planned(Some(seen("a")), &[queued(1, Delivery::Waiting, rename("Old"))])[..],
        [Step::Park(..)]
    ));
    assert_eq!(
        planned(Some(seen("a")), &[queued(1, Delivery::Waiting, rename("Title"))]),
        [Step::Send(op(1))]
    );
}

#[test]
fn nothing_is_sent_for_a_page_that_waits_to_be_made() {
    let local = [
        queued(1, Delivery::Parked("no".into()), create("new:a", None)),
        queued(2, Delivery::Waiting, create("new:b", Some("new:a"))),
        queued(3, Delivery::Waiting, Change::AddLabel { page: "new:a".into(), label: Label::stored("x") }),
        queued(4, Delivery::Waiting, edit("p", "a", "b")),
    ];
    assert_eq!(planned(Some(seen("a")), &local), [Step::Send(op(4))], "the rest goes on");
}

fn gone(count: usize, here: usize) -> Vec<Step> {
    let remote: Vec<News> = (0..count).map(|n| News::Gone(PageId::new(n.to_string()))).collect();
    let leaving = (0..count).map(|n| (PageId::new(n.to_string()), SpaceId::from("s"))).collect();
    let sizes = [(SpaceId::from("s"), here)].into_iter().collect();
    plan(&Trees { remote: &remote, leaving, sizes, ..Trees::default() })
}

#[test]
fn many_removals_stop_the_pass() {
    assert_eq!(gone(21, 100_000), [Step::Stop(21)]);
    assert_eq!(gone(20, 100_000).len(), 20);
    assert_eq!(gone(11, 100), [Step::Stop(11)]);
    assert_eq!(gone(1, 5).len(), 1, "one page of a small space is no alarm");
    let remote = [News::SpaceGone("s".into())];
    let sizes: BTreeMap<_, _> = [(SpaceId::from("s"), 30)].into_iter().collect();
    let trees = Trees { remote: &remote, sizes, ..Trees::default() };
    assert_eq!(plan(&trees), [Step::Stop(30)]);
    assert_eq!(plan(&Trees { is_removal_confirmed: true, ..trees }), [Step::Remove(0)]);
}

#[test]
fn what_went_out_of_sight_goes_unasked() {
    let mut remote = vec![News::Hidden; 30];
    let trees = Trees { remote: &remote, ..Trees::default() };
    assert_eq!(plan(&trees), (0..30).map(Step::Remove).collect::<Vec<_>>());
    remote.push(News::SpaceGone("s".into()));
    let sizes: BTreeMap<_, _> = [(SpaceId::from("s"), 25)].into_iter().collect();
    let trees = Trees { remote: &remote, sizes, ..Trees::default() };
    assert_eq!(plan(&trees), [Step::Stop(25)], "what is gone for good is asked about");
}

fn any_change() -> impl Strategy<Value = Change> {
    let page = prop_oneof![Just("p"), Just("q"), Just("new:a"), Just("new:b")];
    let text = prop_oneof![Just("a"), Just("b"), Just("c")];
    (page, text.clone(), text, 0..8u8).prop_map(|(page, base, storage, kind)| match kind {
        0 => create(page, None),
        1 => create(page, Some("new:a")),
        2 => Change::Rename { page: page.into(), from: base.to_owned(), to: storage.to_owned() },
        3 => Change::Move { page: page.into(), from: spot(None), to: spot(Some("new:b")) },
        4 => Change::Trash { page: page.into(), spot: spot(None) },
        5 => Change::Restore { page: page.into(), spot: spot(None) },
        6 => Change::AddLabel { page: page.into(), label: Label::stored(storage) },
        _ => edit(page, base, storage),
    })
}

fn any_state() -> impl Strategy<Value = Delivery> {
    prop_oneof![
        4 => Just(Delivery::Waiting),
        1 => Just(Delivery::Unknown),
        1 => Just(Delivery::Parked("no".to_owned())),
    ]
}

fn any_outbox() -> impl Strategy<Value = Vec<Queued>> {
    proptest::collection::vec((any_state(), any_change()), 0..12).prop_map(|entries| {
        let numbered = entries.into_iter().zip(1..);
        numbered.map(|((state, change), seq)| queued(seq, state, change)).collect()
    })
}

fn op_of(step: &Step) -> Option<OpId> {
    match step {
        Step::Send(op) | Step::Resend(op) | Step::Merge(op) | Step::Settle(op) => Some(*op),
        Step::Fetch(_, op) | Step::Park(op, _) => Some(*op),
        Step::Write(_) | Step::Remove(_) | Step::Stop(_) => None,
    }
}

proptest! {
    #[test]
    fn i3_the_order_per_page_is_kept(local in any_outbox(), body in "[abc]") {
        let base: BTreeMap<PageId, Seen> = [(PageId::from("p"), seen(&body))].into_iter().collect();
        let steps = plan(&Trees { base, local: &local, ..Trees::default() });
        for step in &steps {
            let op = op_of(step).unwrap();
            let chosen = local.iter().find(|queued| queued.entry.op == op).unwrap();
            let is_first = local.iter().all(|other| {
                let stays = matches!(other.entry.change, Change::Move { .. } | Change::Trash { .. });
                let holds_nothing = stays && matches!(other.state, Delivery::Parked(_));
                other.seq >= chosen.seq || lane(&other.entry.change) != lane(&chosen.entry.change) || holds_nothing
            });
            prop_assert!(is_first, "{step:?} is not the oldest of its page");
            prop_assert!(!matches!(chosen.state, Delivery::Parked(_)), "parked entries are the person's");
        }
    }

    #[test]
    fn f15_planning_comes_to_an_end(mut local in any_outbox(), body in "[abc]", fates in proptest::collection::vec(0..3u8, 64)) {
        let base: BTreeMap<PageId, Seen> =
            ["p", "q"].map(|page| (PageId::from(page), seen(&body))).into_iter().collect();
        let (mut tried, mut fates) = (BTreeSet::new(), fates.into_iter().cycle());
        for round in 0.. {
            prop_assert!(round <= 200, "no end in sight");
            let steps = plan(&Trees { base: base.clone(), local: &local, tried: tried.clone(), ..Trees::default() });
            if steps.is_empty() {
                break;
            }
            for step in steps {
                let op = op_of(&step).unwrap();
                match (step, fates.next().unwrap()) {
                    (Step::Park(_, reason), _) => {
                        for queued in local.iter_mut().filter(|queued| queued.entry.op == op) {
                            queued.state = Delivery::Parked(reason.clone());
                        }
                    }
                    (Step::Settle(_), _) | (_, 0) => local.retain(|queued| queued.entry.op != op),
                    _ => {
                        tried.insert(op);
                    }
                }
            }
        }
    }

    #[test]
    fn i7_nothing_is_removed_without_news_that_says_so(kinds in proptest::collection::vec(0..4u8, 0..40), confirmed: bool) {
        let remote: Vec<News> = kinds.iter().enumerate().map(|(at, kind)| match kind {
            0 => News::Present,
            1 => News::Gone(PageId::new(at.to_string())),
            2 => News::Hidden,
            _ => News::SpaceGone(SpaceId::new(at.to_string())),
        }).collect();
        let trees = Trees { remote: &remote, is_removal_confirmed: confirmed, ..Trees::default() };
        for step in plan(&trees) {
            if let Step::Remove(at) = step {
                prop_assert!(remote[at] != News::Present);
            }
        }
    }
}

#[test]
fn a_refused_way_to_the_trash_holds_nothing_back() {
    let trash = Change::Trash { page: "p".into(), spot: spot(None) };
    let local =
        [queued(1, Delivery::Parked("no".into()), trash), queued(2, Delivery::Waiting, edit("p", "a", "b"))];
    assert_eq!(planned(Some(seen("a")), &local), [Step::Send(op(2))]);
    let restore = Change::Restore { page: "p".into(), spot: spot(None) };
    let local = [
        queued(1, Delivery::Parked("no".into()), restore),
        queued(2, Delivery::Waiting, edit("p", "a", "b")),
    ];
    assert!(planned(Some(seen("a")), &local).is_empty(), "what is in the trash cannot be written on");
}
