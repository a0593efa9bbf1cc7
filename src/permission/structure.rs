//! Moving things about without opening them: what guarded a page goes along.
//!
//! ```text
//!   E0                        E0
//!   └ E2  only ann and hr     ├ E2  only ann and hr
//!     └ E3              ─►    └ E3  only ann and hr      it had no list: the one it leaves becomes its own
//!     └ E4  only bob    ─►    └ E4  only bob; kept: only ann and hr
//! ```

use super::gate::read_lists;
use super::world::{PageFacts, PageState, World};
use crate::domain::*;

/// What becomes of the read lists a page leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inherited {
    /// They go along: nobody gains anything.
    #[default]
    Kept,
    /// They stay behind. Only after who gains was shown and confirmed.
    Opened,
}

/// Puts a page, with everything below it, under another one.
pub(super) fn put(
    world: &mut World,
    id: &PageId,
    space: &SpaceId,
    parent: Option<&PageId>,
    inherited: &Inherited,
) {
    let guards = world.pages.get(id).map(|page| guards_above(world, page)).unwrap_or_default();
    let moved: Vec<_> = world.subtree(id).into_iter().cloned().collect();
    for page in &moved {
        world.pages.entry(page.clone()).and_modify(|page| page.space = space.clone());
    }
    world.pages.entry(id.clone()).and_modify(|page| page.parent = parent.cloned());
    if *inherited == Inherited::Kept {
        keep(world, id, guards);
    }
}

/// Makes a copy beside the original, with its lists; what is below stays.
pub(super) fn copy(world: &mut World, id: &PageId, (copy, by): (&PageId, &UserId)) {
    if let Some(page) = world.pages.get(id).cloned() {
        world.pages.insert(copy.clone(), PageFacts { creator: by.clone(), ..page });
    }
}

/// Moves what is directly below a page up to where the page stands.
pub(super) fn move_children_up(world: &mut World, id: &PageId, inherited: &Inherited) {
    let Some(PageFacts { space, parent, .. }) = world.pages.get(id).cloned() else { return };
    let children: Vec<_> = world.children(id).cloned().collect();
    for child in &children {
        put(world, child, &space, parent.as_ref(), inherited);
    }
}

/// Puts a page and everything below it into the trash. What lies there already stays as it is.
pub(super) fn trash(world: &mut World, id: &PageId, by: &UserId, at: Timestamp) {
    let below: Vec<_> = world.subtree(id).into_iter().cloned().collect();
    for page in below {
        world.pages.entry(page).and_modify(|page| {
            if !matches!(page.state, PageState::Trashed { .. }) {
                page.state = PageState::Trashed { by: by.clone(), at };
            }
        });
    }
}

/// Takes a page, and what was trashed with it, out of the trash and puts it under `parent`.
pub(super) fn restore(world: &mut World, id: &PageId, parent: Option<&PageId>, inherited: &Inherited) {
    let Some(PageFacts { state, space, .. }) = world.pages.get(id).cloned() else { return };
    let batch: Vec<_> = world.subtree(id).into_iter().cloned().collect();
    for page in batch {
        world.pages.entry(page).and_modify(|page| {
            if page.state == state {
                page.state = PageState::Current;
            }
        });
    }
    put(world, id, &space, parent, inherited);
}

/// Returns the read lists above a page, outermost first. A chain that cannot be followed guards with a list that
/// admits nobody: who may see the page is not known any more.
fn guards_above(world: &World, page: &PageFacts) -> Vec<Members> {
    match world.ancestors(page) {
        Ok(above) => {
            above.iter().filter_map(|id| world.pages.get(*id)).flat_map(read_lists).cloned().collect()
        }
        Err(_) => vec![Members::new()],
    }
}

/// Returns the lists a page loses on its way, outermost first, when it was guarded by `guards` and the lists in `still`
/// guard it where it goes.
pub fn lost(guards: Vec<Members>, still: &[Members]) -> Vec<Members> {
    let mut lost: Vec<Members> = Vec::new();
    for list in guards {
        if !still.contains(&list) && !lost.contains(&list) {
            lost.push(list);
        }
    }
    lost
}

/// Gives a page the lists it lost on its way: the innermost becomes its own if it has none, the others are kept
/// beside it.
fn keep(world: &mut World, id: &PageId, guards: Vec<Members>) {
    let Some(page) = world.pages.get(id) else { return };
    let still: Vec<_> = guards_above(world, page).into_iter().chain(read_lists(page).cloned()).collect();
    let mut lost = lost(guards, &still);
    world.pages.entry(id.clone()).and_modify(|page| {
        if page.lists.read.is_none() {
            page.lists.read = lost.pop();
        }
        page.kept.append(&mut lost);
    });
}
