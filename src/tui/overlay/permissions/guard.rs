//! What is said when a step is not staged because it would lock somebody out.

use super::facts::Facts;
use crate::admin::access::stage::Guard;
use crate::tui::world::World;

/// Says what stands against a step, and what can be done instead.
pub(super) fn words(guard: &Guard, facts: &Facts, world: &World) -> String {
    match guard {
        Guard::Owner(id) => {
            format!("{} owns this space and keeps every permission in it.", facts.login(world, id))
        }
        Guard::LastAdmin => {
            "Nobody would administer the space any more: give somebody else Admin first.".to_owned()
        }
        Guard::Myself(what) => format!("Not staged: {what}. Somebody else who can do this has to."),
        Guard::Nobody => {
            "Not staged: a list needs somebody on it. o takes the lists away and opens the page.".to_owned()
        }
    }
}
