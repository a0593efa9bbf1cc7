//! Who gains and who loses by a change, before it is made.

use super::sight::Everybody;
use super::staged::Staged;
use super::world::World;
use super::{Difference, Target, difference};
use crate::domain::*;
use std::collections::BTreeSet;

/// What a change does to who can see things.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// The spaces whose audience changes.
    pub spaces: Vec<(SpaceId, Difference)>,
    /// The pages whose audience changes, as far as the reader can see them before or after.
    pub pages: Vec<(PageId, Difference)>,
    /// Everybody who can see something afterwards that they could not before.
    pub gains: BTreeSet<UserId>,
    /// Everybody who can no longer see something.
    pub loses: BTreeSet<UserId>,
    /// Whether something opens to people without an account.
    pub opens: bool,
}

/// Why a change is not made as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widens {
    /// Who would see something they could not see before.
    pub gains: BTreeSet<UserId>,
    /// Whether something would open to people without an account.
    pub opens: bool,
}

/// Returns who gains and who loses by a change, as far as `reader` may know of the things it touches.
pub fn preview(before: &World, staged: &Staged, reader: &UserId) -> Preview {
    let after = staged.apply(before);
    let both = Both { was: Everybody::new(before), is: Everybody::new(&after), reader };
    let mut preview = Preview::default();
    let new = after.spaces.keys().filter(|id| !before.spaces.contains_key(*id));
    for id in before.spaces.keys().chain(new) {
        if let Some(change) = both.change(Target::Space(id)) {
            preview.count(&change);
            preview.spaces.push((id.clone(), change));
        }
    }
    let new = after.pages.keys().filter(|id| !before.pages.contains_key(*id));
    for id in before.pages.keys().chain(new) {
        // Of what the reader sees neither before nor after, not even the count is shown.
        if let Some(change) = both.change(Target::Page(id)).filter(|_| both.reader_sees(id)) {
            preview.count(&change);
            preview.pages.push((id.clone(), change));
        }
    }
    preview
}

/// Everybody before and after.
struct Both<'b> {
    was: Everybody<'b>,
    is: Everybody<'b>,
    reader: &'b UserId,
}

impl Both<'_> {
    fn change(&self, thing: Target<'_>) -> Option<Difference> {
        let change =
            difference(&self.was.audience(thing, self.reader), &self.is.audience(thing, self.reader));
        (!change.is_empty()).then_some(change)
    }

    fn reader_sees(&self, page: &PageId) -> bool {
        let sees = |everybody: &Everybody<'_>| {
            everybody.names(&everybody.could_see_page(page)).contains(self.reader)
        };
        sees(&self.was) || sees(&self.is)
    }
}

impl Preview {
    fn count(&mut self, change: &Difference) {
        self.gains.extend(change.gains.iter().cloned());
        self.loses.extend(change.loses.iter().cloned());
        self.opens |= change.badge.as_ref().is_some_and(|(_, after)| *after == Badge::Anyone);
    }
}

/// Makes a change that only puts things elsewhere, unless somebody would gain by it and nobody confirmed that.
///
/// The trash hides nothing here: what comes out of it opens to nobody who could not see it when it went in.
pub fn apply(before: &World, staged: &Staged, confirmed: bool) -> Result<World, Widens> {
    let after = staged.apply(before);
    if confirmed || staged.is_about_access() {
        return Ok(after);
    }
    let (was, is) = (Everybody::new(before), Everybody::new(&after));
    let mut widens = Widens { gains: BTreeSet::new(), opens: false };
    for id in after.pages.keys() {
        let origin = match staged {
            Staged::Copy { page, copy, .. } if copy == id => page,
            _ => id,
        };
        let (old, new) = (was.could_see_page(origin), is.could_see_page(id));
        let had = was.names(&old);
        widens.gains.extend(is.names(&new).into_iter().filter(|id| had.binary_search(id).is_err()));
        widens.opens |= is.anybody(&new) && !was.anybody(&old);
    }
    if widens.gains.is_empty() && !widens.opens { Ok(after) } else { Err(widens) }
}
