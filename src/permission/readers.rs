//! Who sees each thing of a world, for everybody with an account at once: what tells who lost sight of what.

use super::Principal;
use super::sight::Everybody;
use super::who::Who;
use super::world::World;
use crate::domain::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// A set of people; things that the same people see share it.
pub type People = Rc<BTreeSet<UserId>>;

/// Who sees what. The trash keeps nobody from a page; a space in the trash is left to its owner and the site admins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readers {
    /// Of every space.
    pub spaces: BTreeMap<SpaceId, People>,
    /// Of every page, with the space it stands in.
    pub pages: BTreeMap<PageId, (SpaceId, People)>,
}

impl World {
    /// Returns who sees each space and page.
    pub fn readers(&self) -> Readers {
        let everybody = Everybody::new(self);
        let mut sets = Sets { everybody: &everybody, known: HashMap::new() };
        let mut readers = Readers::default();
        for (id, space) in &self.spaces {
            let mut sees = everybody.could_see_space(id).to_vec();
            if space.status == SpaceStatus::Trashed {
                for (sees, person) in sees.iter_mut().zip(self.people.keys()) {
                    *sees &= space.owner.as_ref() == Some(person) || self.administers(person);
                }
            }
            readers.spaces.insert(id.clone(), sets.people(&sees));
        }
        for (id, page) in &self.pages {
            let Some(space) = readers.spaces.get(&page.space) else { continue };
            let mut people = sets.people(&everybody.could_see_page(id));
            let is_trashed =
                self.spaces.get(&page.space).is_some_and(|space| space.status == SpaceStatus::Trashed);
            if is_trashed {
                people = Rc::new(people.intersection(space).cloned().collect());
            }
            readers.pages.insert(id.clone(), (page.space.clone(), people));
        }
        readers
    }

    fn administers(&self, person: &UserId) -> bool {
        Who::new(self, Principal::User(person)).holds(GlobalPermission::SiteAdmin)
    }
}

/// Sets of people, each made once.
struct Sets<'e, 'w> {
    everybody: &'e Everybody<'w>,
    known: HashMap<Vec<bool>, People>,
}

impl Sets<'_, '_> {
    fn people(&mut self, sees: &[bool]) -> People {
        if let Some(known) = self.known.get(sees) {
            return known.clone();
        }
        let people: People = Rc::new(self.everybody.names(sees).into_iter().collect());
        self.known.insert(sees.to_vec(), people.clone());
        people
    }
}
