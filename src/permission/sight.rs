//! Who sees what, for everybody at once: the gates of a view, without the words.

use super::gate::read_lists;
use super::question::Principal;
use super::who::{Level, Who};
use super::world::{PageFacts, PageState, SpaceFacts, World};
use crate::domain::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Tells whether somebody sees a space: what `decide` says of [`super::Operation::View`].
pub(super) fn sees_space(who: &Who<'_>, space: &SpaceFacts) -> bool {
    space.status != SpaceStatus::Trashed && could_see_space(who, space)
}

/// Tells whether somebody would see a space if it lay in no trash.
pub(super) fn could_see_space(who: &Who<'_>, space: &SpaceFacts) -> bool {
    who.level != Level::None && !who.keys(space).is_empty() && who.is_below_ceiling(space)
}

/// Tells whether somebody would see a page if neither it nor its space lay in the trash.
pub(super) fn could_see_page(world: &World, who: &Who<'_>, page: &PageFacts) -> bool {
    world.spaces.get(&page.space).is_some_and(|space| could_see_space(who, space))
        && passes_own(who, page)
        && world.ancestors(page).is_ok_and(|above| {
            above.iter().all(|id| world.pages.get(*id).is_some_and(|page| passes_lists(who, page)))
        })
}

/// Tells whether neither a page nor its space lies in the trash.
pub(super) fn is_live(world: &World, page: &PageFacts) -> bool {
    world.spaces.get(&page.space).is_some_and(|space| space.status != SpaceStatus::Trashed)
        && !matches!(page.state, PageState::Trashed { .. })
}

fn passes_lists(who: &Who<'_>, page: &PageFacts) -> bool {
    read_lists(page).all(|list| who.is_on(list))
}

/// A draft is for its creator and whom they invited; that it is one does not keep anybody from pages below it.
fn passes_own(who: &Who<'_>, page: &PageFacts) -> bool {
    may_read_draft(who, page) && passes_lists(who, page)
}

/// Tells whether a page is no draft, or one of theirs, or one they are invited to.
pub(super) fn may_read_draft(who: &Who<'_>, page: &PageFacts) -> bool {
    let theirs =
        |invited: &BTreeSet<UserId>| who.id.is_some_and(|id| *id == page.creator || invited.contains(id));
    page.draft.as_ref().is_none_or(theirs)
}

/// Everybody, and who of them sees each thing. Pages without lists of their own share the answer of what is above.
pub(super) struct Everybody<'w> {
    pub world: &'w World,
    /// Everybody with an account, by id, and last whoever has none.
    people: Vec<Who<'w>>,
    spaces: BTreeMap<&'w SpaceId, Sees>,
    pages: RefCell<BTreeMap<&'w PageId, Sees>>,
}

/// One answer for each of [`Everybody`]; none of them when nobody sees it.
pub(super) type Sees = Rc<[bool]>;

impl<'w> Everybody<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        let mut people: Vec<_> = world.people.keys().map(|id| Who::new(world, Principal::User(id))).collect();
        people.push(Who::new(world, Principal::Anonymous));
        let of = |space| people.iter().map(|who| could_see_space(who, space)).collect();
        let spaces = world.spaces.iter().map(|(id, space)| (id, of(space))).collect();
        Self { world, people, spaces, pages: RefCell::default() }
    }

    /// Returns who would see a space if it lay in no trash.
    pub(super) fn could_see_space(&self, id: &SpaceId) -> Sees {
        self.spaces.get(id).cloned().unwrap_or_default()
    }

    /// Returns who would see a page if nothing lay in the trash.
    pub(super) fn could_see_page(&self, id: &PageId) -> Sees {
        let Some(page) = self.world.pages.get(id) else { return Sees::default() };
        let all = self.passes_chain(page);
        if page.draft.is_some() || read_lists(page).next().is_some() {
            return self.narrowed(&all, |who| passes_own(who, page));
        }
        all
    }

    /// Returns who sees a space.
    pub(super) fn sees_space(&self, id: &SpaceId) -> Sees {
        match self.world.spaces.get(id) {
            Some(space) if space.status != SpaceStatus::Trashed => self.could_see_space(id),
            _ => Sees::default(),
        }
    }

    /// Returns who sees a page.
    pub(super) fn sees_page(&self, id: &PageId) -> Sees {
        let live = self.world.pages.get(id).is_some_and(|page| is_live(self.world, page));
        if live { self.could_see_page(id) } else { Sees::default() }
    }

    /// Returns the people among the answers; sorted.
    pub(super) fn names(&self, sees: &[bool]) -> Vec<UserId> {
        self.people
            .iter()
            .zip(sees)
            .filter(|(_, sees)| **sees)
            .filter_map(|(who, _)| who.id.cloned())
            .collect()
    }

    /// Tells whether people without an account are among the answers.
    pub(super) fn anybody(&self, sees: &[bool]) -> bool {
        sees.last().copied().unwrap_or_default()
    }

    /// Returns who passes the space and every list above a page.
    fn passes_chain(&self, page: &'w PageFacts) -> Sees {
        let Ok(above) = self.world.ancestors(page) else { return Sees::default() };
        let mut sees = self.could_see_space(&page.space);
        for id in above {
            sees = self.passed(id, &page.space, &sees);
        }
        sees
    }

    /// Returns who of `before` passes the lists of a page above; computed once for each page.
    fn passed(&self, id: &'w PageId, space: &SpaceId, before: &Sees) -> Sees {
        let Some(page) = self.world.pages.get(id) else { return Sees::default() };
        // A page above in another space is a mistake somewhere; its answer is not shared.
        let shared = page.space == *space;
        if let Some(known) = self.pages.borrow().get(id).filter(|_| shared) {
            return known.clone();
        }
        let sees = match read_lists(page).next() {
            Some(_) => self.narrowed(before, |who| passes_lists(who, page)),
            None => before.clone(),
        };
        if shared {
            self.pages.borrow_mut().insert(id, sees.clone());
        }
        sees
    }

    fn narrowed(&self, sees: &[bool], passes: impl Fn(&Who<'w>) -> bool) -> Sees {
        self.people.iter().zip(sees).map(|(who, sees)| *sees && passes(who)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{page, world};
    use super::*;

    #[test]
    fn what_passes_a_list_is_computed_once_for_all_pages_below() {
        let mut world = world();
        world
            .pages
            .insert("E31".into(), PageFacts { parent: Some("E3".into()), ..world.pages[page("E3")].clone() });
        let everybody = Everybody::new(&world);
        let (one, other) = (everybody.could_see_page(page("E3")), everybody.could_see_page(page("E31")));
        assert!(Rc::ptr_eq(&one, &other), "the list of E2 was gone through twice");
        assert_eq!(everybody.names(&one), [UserId::new("ann"), UserId::new("cat")]);
    }

    #[test]
    fn an_answer_for_one_space_is_not_given_for_another() {
        let mut world = world();
        // Below E1 of ENG, by some mistake: a page of a space that ann alone sees, and one of a space open to all.
        for (id, space) in [("X1", "~ann"), ("X2", "PUB")] {
            let facts = world.pages[page("E1")].clone();
            world
                .pages
                .insert(id.into(), PageFacts { space: space.into(), parent: Some("E1".into()), ..facts });
        }
        world
            .pages
            .insert("E11".into(), PageFacts { parent: Some("E1".into()), ..world.pages[page("E1")].clone() });
        let asked = ["X1", "X2", "E11", "X2", "X1", "E11"];
        let everybody = Everybody::new(&world);
        for id in asked {
            let facts = &world.pages[page(id)];
            let one_by_one: Vec<UserId> = world
                .people
                .keys()
                .filter(|who| could_see_page(&world, &Who::new(&world, Principal::User(who)), facts))
                .cloned()
                .collect();
            assert_eq!(everybody.names(&everybody.could_see_page(page(id))), one_by_one, "{id}");
        }
    }
}
