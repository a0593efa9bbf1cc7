//! Who sees copies of pages that does not see the pages: shown, and asked about, before anything is copied.

use super::{Difference, difference};
use crate::domain::{Audience, Badge, Page, SpaceId, UserId};
use std::collections::BTreeSet;

/// Returns what copying means for who can see, when the copies stand in a space, below `above`, without restrictions
/// of their own; `None` where a space is not known. `whole` knows who can see a space, as `reader` is told it.
pub fn widening(
    originals: &[&Page],
    space: &SpaceId,
    above: Option<&Page>,
    reader: &UserId,
    whole: impl Fn(&SpaceId) -> Option<Audience>,
) -> Option<Difference> {
    let seen = |space: &SpaceId, left: Option<&[UserId]>| -> Option<Audience> {
        let whole = whole(space)?;
        let Some(left) = left else { return Some(whole) };
        Some(Audience::told(
            whole.people.into_iter().filter(|person| left.contains(person)).collect(),
            reader,
        ))
    };
    let after = seen(space, above.and_then(|above| above.restricted_to.as_deref()))?;
    let opens = matches!(after.badge, Badge::EveryoneHere | Badge::Anyone | Badge::Unknown(_));
    let mut known = BTreeSet::new();
    let mut widest = Difference::default();
    for page in originals {
        // A branch is mostly as restricted as what it hangs on: each kind is looked at once.
        if !known.insert((page.space.as_str(), page.restricted_to.as_deref())) {
            continue;
        }
        let change = difference(&seen(&page.space, page.restricted_to.as_deref())?, &after);
        widest.gains.extend(change.gains);
        widest.badge = widest.badge.or(change.badge.filter(|_| opens));
    }
    widest.gains.sort();
    widest.gains.dedup();
    Some(widest)
}
