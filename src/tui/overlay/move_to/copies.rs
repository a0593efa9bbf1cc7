//! What is special about copies: what is copied, and who would see the copies that does not see the pages.

use super::{MoveTo, Target};
use crate::domain::{Page, PageId, Place, SpaceId};
use crate::permission::{Difference, widening};
use crate::tui::effect::{Effect, Intent, Notice, Question, Screen};
use crate::tui::surface::Step;
use crate::tui::world::World;

/// Pages that are to be copied.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// What is below is copied, too.
    pub(super) with_below: bool,
    /// The pages and everything below them, once they are known.
    pub(super) all: Option<Vec<Page>>,
}

impl Copies {
    /// Returns what is copied, once it is known.
    pub(super) fn originals<'a>(&'a self, pages: &'a [PageId]) -> Option<Vec<&'a Page>> {
        let all = self.all.as_ref()?;
        Some(all.iter().filter(|page| self.with_below || pages.contains(&page.id)).collect())
    }

    /// Returns what copies in a space, below `above`, are to who sees the pages.
    pub(super) fn widening(
        &self,
        pages: &[PageId],
        space: &SpaceId,
        above: Option<&Page>,
        world: &World,
    ) -> Option<Difference> {
        let whole = |space: &SpaceId| world.shelf(space).map(|shelf| shelf.audience().clone());
        widening(&self.originals(pages)?, space, above, &world.me()?.id, whole)
    }
}

impl MoveTo {
    pub(super) fn copy(&self, copies: &Copies, to: Place, world: &World) -> Step {
        let target = self.targets.get(self.cursor.at);
        let known = !matches!(target, Some(Target::Page(..))) || self.target.is_some();
        let space = target.map(Target::space).filter(|_| known);
        let (Some(space), Some(originals)) = (space, copies.originals(&self.pages)) else {
            return Step::want(Effect::Say(Notice::plain(
                "The pages are still being read: try again in a moment.",
            )));
        };
        let said = match originals.len() {
            1 => "Copied. u takes the copy away.".to_owned(),
            count => format!("{count} pages copied. u takes the copies away."),
        };
        let intents = vec![Intent::Copy { pages: self.pages.clone(), to, with_below: copies.with_below }];
        let commit = vec![Effect::Commit { intents, said }, Effect::ClearMarks];
        match copies.widening(&self.pages, space, self.above(), world) {
            Some(change) if change.gains.is_empty() && change.badge.is_none() => {
                Step::close().and_all(commit)
            }
            change => {
                let mut lines = vec![match &change {
                    Some(change) => format!("{}.", change.sentence()),
                    None => "Who could see the copies is not known here.".to_owned(),
                }];
                let names: Vec<String> = change
                    .iter()
                    .flat_map(|change| &change.gains)
                    .take(8)
                    .map(|id| world.name_of(id))
                    .collect();
                if !names.is_empty() {
                    lines.push(format!("New: {}", names.join(", ")));
                }
                lines.push(
                    "A copy keeps its restrictions; without one it is seen like what is around it."
                        .to_owned(),
                );
                let question = Question {
                    title: "Copy where more people can see it?".to_owned(),
                    lines,
                    verb: "copy".to_owned(),
                    yes: commit,
                };
                Step::close().and(Effect::Show(Screen::Question(Box::new(question))))
            }
        }
    }
}
