//! What is special about copies: what is copied, and who would see the copies that does not see the pages.

use crate::domain::{Audience, Badge, Page, PageId, SpaceId, UserId};
use crate::permission::{Difference, difference};
use crate::tui::world::World;
use std::collections::BTreeSet;

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

    /// Returns who would see copies in a space, below `above`, and what that is to who sees the pages.
    pub(super) fn widening(
        &self,
        pages: &[PageId],
        space: &SpaceId,
        above: Option<&Page>,
        world: &World,
    ) -> Option<Difference> {
        let after = seen(space, above.and_then(|above| above.restricted_to.as_deref()), world)?;
        let mut known = BTreeSet::new();
        let mut widest = Difference::default();
        for page in self.originals(pages)? {
            // A branch is mostly as restricted as what it hangs on: each kind is looked at once.
            if !known.insert((page.space.as_str(), page.restricted_to.as_deref())) {
                continue;
            }
            let before = seen(&page.space, page.restricted_to.as_deref(), world)?;
            let change = difference(&before, &after);
            widest.gains.extend(change.gains);
            let opens = matches!(after.badge, Badge::EveryoneHere | Badge::Anyone | Badge::Unknown(_));
            widest.badge = widest.badge.or(change.badge.filter(|_| opens));
        }
        widest.gains.sort();
        widest.gains.dedup();
        Some(widest)
    }
}

fn seen(space: &SpaceId, left: Option<&[UserId]>, world: &World) -> Option<Audience> {
    let whole = world.shelf(space)?.audience();
    let Some(left) = left else { return Some(whole.clone()) };
    let people = whole.people.iter().filter(|person| left.contains(person)).cloned().collect();
    Some(Audience::told(people, &world.me()?.id))
}
