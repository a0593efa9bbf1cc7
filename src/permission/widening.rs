//! Who sees copies of pages that does not see the pages: shown, and asked about, before anything is copied.

use super::{Difference, difference};
use crate::domain::{Audience, Badge, Page, SpaceId, UserId};
use std::collections::BTreeSet;

/// Returns what copying means for who can see, when the copies stand in a space, below `above`, and keep the
/// restrictions of their pages; `None` where a space is not known. `whole` knows who can see a space, as `reader` is told it.
pub fn widening(
    originals: &[&Page],
    space: &SpaceId,
    above: Option<&Page>,
    reader: &UserId,
    whole: impl Fn(&SpaceId) -> Option<Audience>,
) -> Option<Difference> {
    let seen = |space: &SpaceId, lists: [Option<&[UserId]>; 2]| -> Option<Audience> {
        let whole = whole(space)?;
        if lists.iter().all(Option::is_none) {
            return Some(whole);
        }
        let passes = |person: &UserId| lists.iter().flatten().all(|list| list.contains(person));
        Some(Audience::told(whole.people.into_iter().filter(passes).collect(), reader))
    };
    let around = above.and_then(|above| above.restricted_to.as_deref());
    let mut known = BTreeSet::new();
    let mut widest = Difference::default();
    for page in originals {
        // A branch is mostly as restricted as what it hangs on: each kind is looked at once.
        if !known.insert((page.space.as_str(), page.restricted_to.as_deref())) {
            continue;
        }
        let own = page.restricted_to.as_deref();
        let after = seen(space, [around, own])?;
        let opens = matches!(after.badge, Badge::EveryoneHere | Badge::Anyone | Badge::Unknown(_));
        let change = difference(&seen(&page.space, [own, None])?, &after);
        widest.gains.extend(change.gains);
        widest.badge = widest.badge.or(change.badge.filter(|_| opens));
    }
    widest.gains.sort();
    widest.gains.dedup();
    Some(widest)
}
