//! What is true of every world (SEMANTICS 2.10, I1 to I14), on random ones.

use super::super::{Operation, Principal, Question, Target, World, decide};
use super::large_worlds::any_model;
use super::model_world::{Both, session};
use crate::domain::*;
use proptest::prelude::*;

fn allowed(world: &World, who: Principal<'_>, operation: Operation, target: Target<'_>) -> bool {
    decide(world, &Question { who, operation, target }, &session()).allowed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn i13_the_audience_is_whoever_may_view(model in any_model()) {
        let world = Both::new(model).world;
        let reader = UserId::from("u0");
        let spaces = world.spaces.keys().map(Target::Space);
        for thing in spaces.chain(world.pages.keys().map(Target::Page)) {
            let audience = world.audience(thing, &reader);
            let viewers: Vec<_> = world
                .people
                .keys()
                .filter(|id| allowed(&world, Principal::User(id), Operation::View, thing))
                .cloned()
                .collect();
            prop_assert_eq!(&audience.people, &viewers, "{:?}", thing);
            let anybody = allowed(&world, Principal::Anonymous, Operation::View, thing);
            prop_assert_eq!(audience.badge == Badge::Anyone, anybody);
            prop_assert_eq!(audience.badge == Badge::Nobody, viewers.is_empty() && !anybody);
        }
    }
}
