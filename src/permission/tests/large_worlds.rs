//! Random large worlds: twenty people, nested groups, deep trees, drafts, trash, archives, moves. Engine and
//! model agree on all of them.

use super::model_world::Both;
use super::reference::{Deed, Model, Name, Room, Sheet};
use proptest::prelude::*;

const USERS: usize = 20;
const GROUPS: usize = 6;
const PAGES: usize = 16;

fn name_in_list() -> impl Strategy<Value = Name> {
    prop_oneof![(0..USERS).prop_map(Name::User), (0..GROUPS).prop_map(Name::Group)]
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        6 => name_in_list(),
        1 => Just(Name::Licensed),
        1 => Just(Name::Admins),
        1 => Just(Name::Anonymous),
    ]
}

fn list() -> impl Strategy<Value = Vec<Name>> {
    prop::collection::vec(name_in_list(), 0..4)
}

fn restriction() -> impl Strategy<Value = Option<Vec<Name>>> {
    prop_oneof![3 => Just(None), 1 => list().prop_map(Some)]
}

fn sheet(n: usize) -> impl Strategy<Value = Sheet> {
    let places = (0..2_usize, prop::bool::weighted(0.1), 0..USERS, 0..n.max(1), prop::bool::weighted(0.8));
    let kept = prop_oneof![8 => Just(Vec::new()), 1 => prop::collection::vec(list(), 1..3)];
    let state = prop_oneof![12 => Just(0_usize), 1 => Just(1), 1 => Just(2), 1 => Just(3)];
    (places, restriction(), restriction(), kept, state).prop_map(
        move |((room, post, creator, parent, deep), read, update, kept, state)| {
            let parent = (n > 0 && !post).then(|| if deep { n - 1 } else { parent });
            Sheet { room, parent, post, creator, state, read, update, kept }
        },
    )
}

fn sheets() -> impl Strategy<Value = Vec<Sheet>> {
    (0..PAGES).map(|n| sheet(n).boxed()).collect::<Vec<_>>().prop_map(|mut sheets| {
        // A page stands in the space of its parent, and posts have nothing below them.
        for n in 0..sheets.len() {
            let parent = sheets[n].parent.map(|parent| if sheets[parent].post { 0 } else { parent });
            sheets[n].parent = parent.filter(|&parent| parent < n && !sheets[parent].post);
            sheets[n].room = sheets[n].parent.map_or(sheets[n].room, |parent| sheets[parent].room);
        }
        sheets
    })
}

fn room(owned: bool) -> impl Strategy<Value = Room> {
    let status = prop_oneof![8 => Just(0_usize), 1 => Just(1), 1 => Just(2)];
    let grants = prop::collection::vec((name(), prop_oneof![2 => Just(0_usize), 3 => 0..13_usize]), 4..30);
    (status, 0..USERS, grants).prop_map(move |(status, owner, grants)| Room {
        owner: owned.then_some(owner),
        status,
        grants,
    })
}

pub(super) fn any_model() -> impl Strategy<Value = Model> {
    let flags = (
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.9),
        prop::bool::weighted(0.15),
    );
    let users = prop::collection::vec(flags, USERS);
    let members = prop::collection::vec((0..USERS, 0..GROUPS), 0..24);
    let nested = prop::collection::vec((0..GROUPS, 0..GROUPS), 0..6);
    (users, members, nested, any::<bool>(), 0..5_usize, room(false), room(true), sheets()).prop_map(
        |(users, members, nested, anonymous, ceiling, site, personal, pages)| Model {
            users,
            groups: GROUPS,
            members,
            nested,
            anonymous,
            ceiling,
            spaces: vec![site, personal],
            pages,
        },
    )
}

fn deeds(author: usize, to: usize) -> [Deed; 21] {
    use Deed::*;
    [
        View,
        Like,
        Watch,
        ExportPage,
        Create,
        Edit,
        Comment,
        EditComment { author },
        DeleteComment { author },
        Attach,
        DeleteFile { author },
        Trash,
        Restore,
        Purge,
        Restrict,
        Lift,
        Move { to },
        MoveAway { to },
        Copy { to },
        ExportSpace,
        Administer,
    ]
}

fn compare(model: Model, author: usize, to: usize) -> Result<usize, TestCaseError> {
    let both = Both::new(model);
    let mut decisions = 0;
    for who in (0..USERS).map(Some).chain([None]) {
        for page in 0..PAGES {
            for deed in deeds(author, to) {
                decisions += 1;
                let how = both.disagreement(who, deed, page);
                prop_assert!(how.is_none(), "{}", how.unwrap_or_default());
            }
        }
    }
    Ok(decisions)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn random_large_worlds_agree(model in any_model(), author in 0..USERS, to in 0..PAGES) {
        compare(model, author, to)?;
    }
}

/// Five million and more: `TILDR_ALL_WORLDS=1 cargo test --release many_large_worlds`.
#[test]
fn many_large_worlds_agree() {
    if std::env::var_os("TILDR_ALL_WORLDS").is_none() {
        return;
    }
    let decisions = std::cell::Cell::new(0);
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 720, ..ProptestConfig::default() });
    runner
        .run(&(any_model(), 0..USERS, 0..PAGES), |(model, author, to)| {
            decisions.set(decisions.get() + compare(model, author, to)?);
            Ok(())
        })
        .expect("engine and model agree");
    assert!(decisions.get() >= 5_000_000, "{}", decisions.get());
}
