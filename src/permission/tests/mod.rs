//! Tests of the engine: the truth table, the invariants, and a second opinion on small and large worlds.

mod documented;
mod edges;
pub(super) mod fixture;
mod invariants;
mod large_worlds;
mod model_world;
mod reference;
mod small_worlds;
mod structure;
mod telling;
mod truth;
