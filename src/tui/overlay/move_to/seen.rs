//! Who would see the pages, or copies of them, at the selected place and does not see them now: asked about by name
//! before anything is done (S1-04).

use super::{MoveTo, Target};
use crate::domain::{Page, SpaceId};
use crate::permission::{Difference, widening};
use crate::tui::effect::{Effect, Notice, Question, Screen};
use crate::tui::surface::Step;
use crate::tui::world::World;

/// How many people are named.
const NAMED: usize = 8;

impl MoveTo {
    /// Returns what is moved or copied, once it is known: what is below a page moves with it.
    pub(super) fn originals(&self) -> Option<Vec<&Page>> {
        let below = self.copies.as_ref().is_none_or(|copies| copies.with_below);
        Some(self.all.as_ref()?.iter().filter(|page| below || self.pages.contains(&page.id)).collect())
    }

    /// Returns what standing in a space, below the selected target, is to who sees the pages.
    pub(super) fn widening(&self, space: &SpaceId, world: &World) -> Option<Difference> {
        let whole = |space: &SpaceId| world.shelf(space).map(|shelf| shelf.audience().clone());
        widening(&self.originals()?, space, self.above(), &world.me()?.id, whole)
    }

    /// Does it at once where nobody more sees the pages, else after a question that names who would.
    pub(super) fn unless_more_see(&self, commit: Vec<Effect>, world: &World) -> Step {
        let target = self.targets.get(self.cursor.at);
        let known = !matches!(target, Some(Target::Page(..))) || self.target.is_some();
        let space = target.map(Target::space).filter(|_| known);
        let (Some(space), Some(originals)) = (space, self.originals()) else {
            return Step::want(Effect::Say(Notice::plain(
                "The pages are still being read: try again in a moment.",
            )));
        };
        // What is moved within its space takes along whatever guards it.
        if self.copies.is_none() && originals.iter().all(|page| page.space == *space) {
            return Step::close().and_all(commit);
        }
        match self.widening(space, world) {
            Some(change) if change.gains.is_empty() && change.badge.is_none() => {
                Step::close().and_all(commit)
            }
            change => Step::close().and(Effect::Show(Screen::Question(Box::new(self.question(
                change.as_ref(),
                commit,
                world,
            ))))),
        }
    }

    fn question(&self, change: Option<&Difference>, yes: Vec<Effect>, world: &World) -> Question {
        let (verb, what, one) = match &self.copies {
            None => ("move", "the pages there", "page"),
            Some(_) => ("copy", "the copies", "copy"),
        };
        let mut lines = vec![match change {
            Some(change) => format!("{}.", change.sentence()),
            None => format!("Who could see {what} is not known here."),
        }];
        let gains = change.iter().flat_map(|change| &change.gains);
        let names: Vec<String> = gains.take(NAMED).map(|id| world.name_of(id)).collect();
        if !names.is_empty() {
            lines.push(format!("New: {}", names.join(", ")));
        }
        lines.push(format!("A {one} keeps its restrictions; without one it is seen like what is around it."));
        let title = match &self.copies {
            None => "Move where more people can see it?".to_owned(),
            Some(_) => "Copy where more people can see it?".to_owned(),
        };
        Question { title, lines, verb: verb.to_owned(), yes }
    }
}
