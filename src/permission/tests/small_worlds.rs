//! Every small world: 64 ways to grant, 125 to restrict reading and 27 to restrict editing a tree of three
//! levels; 6 people and 8 operations in each. Engine and model agree on all of them.

use super::model_world::Both;
use super::reference::{Deed, Model, Name, Room, Sheet, column::*};

const WORLDS: usize = 64 * 125 * 27;
/// u1 of g1, u2 of g2, u3, the space admin, the site admin, nobody in particular.
const WHO: [Option<usize>; 6] = [Some(0), Some(1), Some(2), Some(3), Some(4), None];
const DEEDS: [Deed; 8] = [
    Deed::View,
    Deed::Create,
    Deed::Edit,
    Deed::Comment,
    Deed::Attach,
    Deed::Trash,
    Deed::Restrict,
    Deed::Lift,
];

/// A tenth of a percent, spread over all: the others take an optimised build.
#[test]
fn a_slice_of_all_small_worlds_agrees() {
    compare((0..WORLDS).step_by(211));
}

/// All 216,000: `TILDR_ALL_WORLDS=1 cargo test --release every_small_world`.
#[test]
fn every_small_world_agrees() {
    if std::env::var_os("TILDR_ALL_WORLDS").is_some() {
        let decisions = compare(0..WORLDS);
        assert_eq!(decisions, WORLDS * 6 * 8);
    }
}

fn compare(worlds: impl Iterator<Item = usize>) -> usize {
    let mut decisions = 0;
    for number in worlds {
        let both = Both::new(model(number));
        for who in WHO {
            for deed in DEEDS {
                decisions += 1;
                // The deepest page: every list stands in the way.
                if let Some(how) = both.disagreement(who, deed, 2) {
                    panic!("world {number}: {how}\n{:#?}", both.model);
                }
            }
        }
    }
    decisions
}

/// Makes the world with this number: each digit of a mixed-radix number is one choice.
fn model(mut number: usize) -> Model {
    let mut choose = |of: usize| {
        let choice = number % of;
        number /= of;
        choice
    };
    let sets: [&[usize]; 4] = [
        &[],
        &[VIEW],
        &[VIEW, OWN, EDIT, FILE, COMMENT, RESTRICT],
        &[VIEW, OWN, EDIT, DELETE, FILE, COMMENT, RESTRICT, ADMIN],
    ];
    let mut grants = vec![(Name::User(3), VIEW), (Name::User(3), ADMIN)];
    for name in [Name::Anonymous, Name::Group(0), Name::User(0)] {
        grants.extend(sets[choose(4)].iter().map(|&key| (name, key)));
    }
    let reads: [Option<&[Name]>; 5] = [
        None,
        Some(&[Name::User(0)]),
        Some(&[Name::Group(0)]),
        Some(&[Name::User(1)]),
        Some(&[Name::Group(0), Name::User(1)]),
    ];
    let updates: [Option<&[Name]>; 3] = [None, Some(&[Name::User(0)]), Some(&[Name::Group(1)])];
    let pages = (0..3).map(|level| Sheet {
        parent: (level > 0).then(|| level - 1),
        creator: 0,
        read: reads[choose(5)].map(<[Name]>::to_vec),
        update: updates[choose(3)].map(<[Name]>::to_vec),
        ..Sheet::default()
    });
    let active = (true, false, true, false);
    Model {
        pages: pages.collect(),
        users: vec![active, active, active, active, (true, false, true, true)],
        groups: 2,
        members: vec![(0, 0), (1, 1)],
        nested: Vec::new(),
        anonymous: true,
        ceiling: 2,
        spaces: vec![Room { grants, ..Room::default() }],
    }
}
