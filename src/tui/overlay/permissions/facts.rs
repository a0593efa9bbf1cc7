//! What the views of the pane look at together: the thing, its space, what the wiki says of both, and since when.

use super::restricted::Restricted;
use crate::admin::access::{Failure, Request, remember};
use crate::domain::*;
use crate::tui::effect::{Effect, OnlineRequest};
use crate::tui::world::World;
use std::borrow::Cow;

/// What the wiki was asked for and has said.
#[derive(Debug, Clone, Default)]
pub(super) enum Fetched {
    /// It was asked.
    #[default]
    Asking,
    /// It said this.
    Here(Box<Sightline>),
    /// It could not be asked, or said no.
    Not(Failure),
}

/// What is looked at.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) thing: Thing,
    /// The space it is or stands in; `None` until the replica has said.
    pub(super) space: Option<SpaceId>,
    title: String,
    row: Option<Page>,
    of_page: Fetched,
    of_space: Fetched,
}

impl Facts {
    pub(super) fn new(thing: Thing, world: &World) -> Self {
        let (space, title) = match &thing {
            Thing::Space(id) => (Some(id.clone()), String::new()),
            Thing::Page(id) => {
                let opened = world.page.as_ref().filter(|opened| opened.id() == id);
                let space = opened.map(|opened| opened.space.id.clone()).or_else(|| world.space.clone());
                (space, world.title_of(id))
            }
        };
        Self { thing, space, title, row: None, of_page: Fetched::Asking, of_space: Fetched::Asking }
    }

    /// Returns what is to be asked for everything to be here.
    pub(super) fn wanted(&self) -> Vec<Effect> {
        let local = match &self.thing {
            Thing::Page(id) => Some(Effect::Load(crate::tui::effect::Request::Row(id.clone()))),
            Thing::Space(id) => Some(Restricted::wanted(id)),
        };
        let space = self.space.iter().map(|id| ask(Request::Who(Thing::Space(id.clone()))));
        let thing = self.page().map(|_| ask(Request::Who(self.thing.clone())));
        local.into_iter().chain(thing).chain(space).collect()
    }

    /// Takes what the replica knows of the page; returns what it makes necessary.
    pub(super) fn learn_row(&mut self, page: &Page) -> Vec<Effect> {
        if self.thing != Thing::Page(page.id.clone()) {
            return Vec::new();
        }
        self.title.clone_from(&page.title);
        self.row = Some(page.clone());
        if self.space.as_ref() == Some(&page.space) {
            return Vec::new();
        }
        self.space = Some(page.space.clone());
        self.of_space = Fetched::Asking;
        vec![ask(Request::Who(Thing::Space(page.space.clone())))]
    }

    /// Takes what the wiki said of a thing; tells whether it was one of these.
    pub(super) fn learn(&mut self, thing: &Thing, said: Result<Box<Sightline>, Failure>) -> bool {
        let fetched = match said {
            Ok(seen) => Fetched::Here(seen),
            Err(error) => Fetched::Not(error),
        };
        match thing {
            Thing::Page(_) if *thing == self.thing => self.of_page = fetched,
            Thing::Space(id) if self.space.as_ref() == Some(id) => self.of_space = fetched,
            _ => return false,
        }
        true
    }

    /// Returns the page, when it is one that is looked at.
    pub(super) fn page(&self) -> Option<&PageId> {
        match &self.thing {
            Thing::Page(id) => Some(id),
            Thing::Space(_) => None,
        }
    }

    /// Returns what the wiki says of the thing that is looked at.
    pub(super) fn fetched(&self) -> &Fetched {
        if self.page().is_some() { &self.of_page } else { &self.of_space }
    }

    /// Returns what the wiki says of the page.
    pub(super) fn of_page(&self) -> Option<&Sightline> {
        here(&self.of_page)
    }

    /// Returns what the wiki says of the space.
    pub(super) fn of_space(&self) -> Option<&Sightline> {
        here(&self.of_space)
    }

    /// Returns who can see the thing: as the wiki says, or as it said when it was here last.
    pub(super) fn seen(&self, world: &World) -> Option<Cow<'_, Sightline>> {
        match self.fetched() {
            Fetched::Asking => None,
            Fetched::Here(seen) => Some(Cow::Borrowed(seen)),
            Fetched::Not(_) => {
                let space = &world.shelf(self.space.as_ref()?)?.space;
                if self.page().is_some() && self.row.is_none() {
                    return None;
                }
                let people = &world.directory.people;
                Some(Cow::Owned(remember::sightline(space, self.row.as_ref(), people, world.me()?)))
            }
        }
    }

    /// Returns what the space grants: as the wiki says, or as it said when it was here last.
    pub(super) fn grants(&self, world: &World) -> Option<Vec<Grant>> {
        let told = self.of_space().map(|seen| seen.grants.clone());
        told.unwrap_or_else(|| Some(world.shelf(self.space.as_ref()?)?.space.grants.to_vec()))
    }

    /// Says why the wiki could not be asked, and how old what is shown is; `None` when it was asked.
    pub(super) fn away(&self, world: &World) -> Option<String> {
        let Fetched::Not(error) = self.fetched() else { return None };
        let since = world.sync.as_ref().and_then(|status| status.last).map(|last| world.ago(last));
        let since = match since.as_deref() {
            Some("now") => "just now".to_owned(),
            Some(ago) => format!("{ago} ago"),
            None => "at the last sync".to_owned(),
        };
        Some(format!("{}. This is what it said {since}; R asks again.", sentence(&error.to_string())))
    }

    /// Says why the lists of the page stay as they are, and who can change them; `None` when they can be changed.
    pub(super) fn lists_stay(&self) -> Option<String> {
        Self::stays(&self.of_page)
    }

    /// The same of the grants of the space.
    pub(super) fn grants_stay(&self) -> Option<String> {
        Self::stays(&self.of_space)
    }

    /// Tells whether the lists can only be looked at, as far as is known.
    pub(super) fn lists_are_fixed(&self) -> bool {
        Self::is_fixed(&self.of_page)
    }

    /// The same of the grants of the space.
    pub(super) fn grants_are_fixed(&self) -> bool {
        Self::is_fixed(&self.of_space)
    }

    fn is_fixed(fetched: &Fetched) -> bool {
        !matches!(fetched, Fetched::Asking) && Self::stays(fetched).is_some()
    }

    fn stays(fetched: &Fetched) -> Option<String> {
        match fetched {
            Fetched::Asking => Some("The wiki was asked and has not answered yet.".to_owned()),
            Fetched::Not(error) => Some(format!(
                "{}. Who can see what is changed there at once, or not at all: nothing is staged.",
                sentence(&error.to_string())
            )),
            Fetched::Here(seen) if seen.change.allowed => None,
            Fetched::Here(seen) if seen.change.sentence.is_empty() => {
                Some("Read only: the wiki does not say who can change it.".to_owned())
            }
            // It names who can.
            Fetched::Here(seen) => Some(format!("Read only. {}", safe(&seen.change.sentence))),
        }
    }

    /// Returns what the thing is called.
    pub(super) fn title(&self, world: &World) -> String {
        let key = self.space.as_ref().and_then(|id| world.shelf(id)).map(|shelf| shelf.space.key.to_string());
        let key = key.unwrap_or_default();
        let title = match self.thing {
            Thing::Space(_) => key,
            Thing::Page(_) => format!("{key} › {}", self.title),
        };
        SafeText::line(&title).into_string()
    }

    /// Returns how the thing stands in a sentence: its title in quotes, or the key of the space.
    pub(super) fn called(&self, world: &World) -> String {
        match self.thing {
            Thing::Space(_) => self.title(world),
            Thing::Page(_) => format!("“{}”", SafeText::line(&self.title)),
        }
    }

    /// Returns the login name of somebody.
    pub(super) fn login(&self, world: &World, id: &UserId) -> String {
        self.person(world, id).map_or_else(|| safe(id.as_str()), |user| safe(&user.name))
    }

    /// Returns the name of somebody with their login name.
    pub(super) fn name(&self, world: &World, id: &UserId) -> String {
        let Some(user) = self.person(world, id) else { return safe(id.as_str()) };
        match user.full_name.as_str() {
            "" => safe(&user.name),
            full => format!("{} ({})", safe(full), safe(&user.name)),
        }
    }

    fn person<'a>(&'a self, world: &'a World, id: &UserId) -> Option<&'a User> {
        let told = [self.of_page(), self.of_space()];
        let told = || told.into_iter().flatten().flat_map(|seen| &seen.people).find(|user| user.id == *id);
        world.person(id).or_else(told)
    }
}

/// Asks the wiki.
pub(super) fn ask(request: Request) -> Effect {
    Effect::Online(OnlineRequest::Access(Box::new(request)))
}

/// Returns the text with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    safe(&format!("{first}{}", letters.as_str()))
}

pub(super) fn safe(text: &str) -> String {
    SafeText::line(text).into_string()
}

fn here(fetched: &Fetched) -> Option<&Sightline> {
    match fetched {
        Fetched::Here(seen) => Some(seen),
        Fetched::Asking | Fetched::Not(_) => None,
    }
}
