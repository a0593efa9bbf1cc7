//! What is special about copies: what is copied, and who would see the copies that does not see the pages.

use crate::domain::{Page, PageId, SpaceId};
use crate::permission::{Difference, widening};
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
