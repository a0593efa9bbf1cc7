//! What is special about copies: they come with what is below the pages, or without.

use super::MoveTo;
use crate::domain::Place;
use crate::tui::effect::{Effect, Intent};
use crate::tui::surface::Step;
use crate::tui::world::World;

/// Pages that are to be copied.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// What is below is copied, too.
    pub(super) with_below: bool,
}

impl MoveTo {
    pub(super) fn copy(&self, copies: &Copies, to: Place, world: &World) -> Step {
        let said = match self.originals().map_or(0, |originals| originals.len()) {
            1 => "Copied. u takes the copy away.".to_owned(),
            count => format!("{count} pages copied. u takes the copies away."),
        };
        let intents = vec![Intent::Copy { pages: self.pages.clone(), to, with_below: copies.with_below }];
        self.unless_more_see(vec![Effect::Commit { intents, said }, Effect::ClearMarks], world)
    }
}
