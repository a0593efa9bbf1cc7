//! The decision: all gates, in order, and what follows from them.

use super::gate::{Case, Gate, GateId};
use super::operation::Traits;
use super::path::{self, Path};
use super::question::{Question, Session};
use super::reason::{ELEVATED, Reason};
use super::world::World;
use crate::domain::GlobalPermission;

/// What the engine says, with everything it said on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may be done.
    pub allowed: bool,
    /// Whether only break-glass allows it: to be recorded, and the owner told.
    pub elevated: bool,
    /// The eight gates, in order.
    pub gates: [Gate; 8],
    /// The first reason of the first shut gate.
    pub first_denial: Option<Reason>,
    /// Every way in, the shortest first; empty unless every gate is open.
    pub allow_paths: Vec<Path>,
}

/// Decides. Everybody who decides anything asks here.
pub fn decide(world: &World, question: &Question<'_>, session: &Session) -> Decision {
    let case = Case::new(world, question, session);
    let gates = case.gates();
    let first_denial = gates.iter().flat_map(|gate| &gate.facts).next().cloned();
    let open = first_denial.is_none();
    let elevated = !open && breaks_glass(&case, &gates);
    let allow_paths = if open { path::paths(&case) } else { Vec::new() };
    Decision { allowed: open || elevated, elevated, gates, first_denial, allow_paths }
}

/// A site admin in a break-glass session reads what is there; nothing more.
fn breaks_glass(case: &Case<'_, '_>, gates: &[Gate; 8]) -> bool {
    let there = gates.iter().filter(|gate| matches!(gate.id, GateId::Site | GateId::State)).all(Gate::ok);
    case.session.break_glass_until.is_some_and(|until| case.session.now < until)
        && case.rule.traits == Traits::Reads
        && there
        && case.who.holds(GlobalPermission::SiteAdmin)
}

impl Decision {
    /// Returns the code of a denial, or of a permission that has to be recorded.
    pub fn code(&self) -> Option<&'static str> {
        if self.elevated { Some(ELEVATED) } else { self.first_denial.as_ref().map(Reason::code) }
    }

    /// Returns every reason against it, in the order of the gates.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.gates.iter().flat_map(|gate| &gate.facts)
    }
}
