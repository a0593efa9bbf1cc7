//! The brake: a pass that would remove more than a person expects stops and asks.

use super::{News, Trees};
use std::collections::BTreeMap;

/// More pages than this in one pass are never removed unasked.
pub const PAGES: usize = 20;
/// Nor more than this share of a space, in per cent …
pub const SHARE: usize = 10;
/// … unless they are so few that the share says nothing: one page of a space of five is a fifth.
pub const FEW: usize = 3;

/// Returns how many current pages the news would remove when that is too many. Pages in the trash do not
/// count: somebody has looked at them before. Nor does what went out of sight: it is there for others, and comes back with
/// the right to see it.
pub(super) fn too_many(trees: &Trees<'_>) -> Option<usize> {
    if trees.is_removal_confirmed {
        return None;
    }
    let mut by_space: BTreeMap<&str, usize> = BTreeMap::new();
    for news in trees.remote {
        match news {
            News::Present | News::Hidden => {}
            News::Gone(page) => {
                if let Some(space) = trees.leaving.get(page) {
                    *by_space.entry(space.as_str()).or_default() += 1;
                }
            }
            News::SpaceGone(space) => {
                *by_space.entry(space.as_str()).or_default() += trees.sizes.get(space).copied().unwrap_or(0);
            }
        }
    }
    let pages: usize = by_space.values().sum();
    if pages == 0 {
        return None;
    }
    let is_large_share = by_space.iter().any(|(space, &leaving)| {
        let size = trees.sizes.iter().find(|(id, _)| id.as_str() == *space).map_or(0, |(_, &size)| size);
        leaving > FEW && leaving * 100 > size * SHARE
    });
    (trees.removed + pages > PAGES || is_large_share).then_some(trees.removed + pages)
}
