//! What each reason says after "because", in the words of its reader.

use super::gate::read_lists;
use super::question::{Principal, Question};
use super::reason::Reason;
use super::sight;
use super::who::{Level, Who};
use super::words::{Reader, Voice, listed};
use super::world::{Ceiling, PersonalMode, SpaceFacts};
use super::{Operation, Session, decide};
use crate::domain::*;

/// A reason in the making: who reads it, what was asked, and about whom.
pub(super) struct Clause<'r, 'w, 'q> {
    pub reader: &'r Reader<'w>,
    pub question: &'q Question<'q>,
    pub who: Who<'w>,
    pub voice: Voice,
}

impl<'r, 'w, 'q> Clause<'r, 'w, 'q> {
    pub(super) fn new(reader: &'r Reader<'w>, question: &'q Question<'q>) -> Self {
        let who = Who::new(reader.world, question.who);
        Self { reader, question, who, voice: reader.voice(question.who) }
    }

    /// Returns what stands after "because".
    pub(super) fn of(&self, reason: &Reason) -> String {
        let (reader, voice) = (self.reader, &self.voice);
        let (name, has) = (voice.name(), voice.has());
        match reason {
            Reason::NotSignedIn => "that takes an account".to_owned(),
            Reason::Deactivated => {
                "the account is deactivated: its groups and grants are kept but do nothing".to_owned()
            }
            Reason::NoSiteAccess if self.who.id.is_none() => "there is no such account".to_owned(),
            Reason::NoSiteAccess => format!("{name} {has} no \"Can use\" and may not sign in to this site"),
            Reason::AnonymousOff => {
                "this site lets nobody read without an account, whatever its spaces grant".to_owned()
            }
            Reason::NotFound => format!("what it takes is not there, or {name} cannot see it"),
            Reason::SpaceTrashed(space) => self.put_away(space, "in the trash"),
            Reason::SpaceArchived(space) => format!("{} and read-only", self.put_away(space, "archived")),
            Reason::PageTrashed(_) => "it is in the trash".to_owned(),
            Reason::Draft(page) => match reader.world.pages.get(page) {
                Some(draft) => format!("it is a draft of {}", reader.person(&draft.creator)),
                None => "it is a draft".to_owned(),
            },
            Reason::NoSpaceView(space) => self.no_space_view(space),
            Reason::KeysWithoutView(space, keys) => format!(
                "{name} {has} {} in {} but not View, and without View nothing else counts",
                listed(keys.iter().map(|key| key.name().to_owned()).collect(), "and"),
                reader.space(space)
            ),
            Reason::NoSpaceKey(space, key) => self.no_key(space, *key),
            Reason::GuestCap(key) => format!("guests never hold {}, whatever is granted", key.name()),
            Reason::AncestorRead(page) => {
                format!("{}{} above it {}", self.listed_below(), reader.page(page), self.lists_of(page))
            }
            Reason::OwnRead(page) => format!("{}it {}", self.editor_only(page), self.lists_of(page)),
            Reason::NobodyLeft(page) => format!("everyone {} was shared with is gone", reader.page(page)),
            Reason::OwnUpdate(page) => self.own_update(page),
            Reason::NotCreator(space, key) => format!(
                "{name} {has} Delete own in {} but not {}{}, and {} made it",
                reader.space(space),
                key.name(),
                self.beside_admin(space),
                self.maker()
            ),
            Reason::NotAuthor => format!("only its author edits a comment, and {} wrote it", self.maker()),
            Reason::SourceNoDelete(space) => {
                format!(
                    "moving out of {} takes Delete page there, which {name} {has} not",
                    reader.space(space)
                )
            }
            Reason::TargetNoAdd(space) => format!("{name} may add nothing to {}", reader.space(space)),
            Reason::TargetNoRestrict(space) => format!(
                "its restrictions could not be kept in {}, where {name} {has} no Restrict, and they are never dropped silently",
                reader.space(space)
            ),
            Reason::NoGlobal(GlobalPermission::PersonalSpace) if self.who.level == Level::Guest => {
                "guests cannot have personal spaces".to_owned()
            }
            Reason::NoGlobal(permission) => format!("{name} {has} no \"{}\" on this site", permission.name()),
            Reason::Policy => self.policy(),
            Reason::AlreadyExists(space) => format!("{name} {has} {} already", reader.space(space)),
            Reason::Ceiling(_) => {
                format!("personal spaces here can be shared at most with {}", self.ceiling())
            }
            Reason::OwnerLock(_) => {
                "the owner's row stays as it is; a space can be handed to a new owner".to_owned()
            }
            Reason::LastAdmin(space) => format!("{} would have no administrator", reader.space(space)),
            Reason::SelfLockout(page) => {
                format!(
                    "{name} could no longer see or edit {}; who wants that confirms it",
                    reader.page(page)
                )
            }
        }
    }

    fn put_away(&self, space: &SpaceId, how: &str) -> String {
        let since = self.reader.world.spaces.get(space).and_then(|space| space.status_since);
        let since = since.map_or_else(String::new, |at| format!(" since {}", self.reader.day(at)));
        format!("{} is {how}{since}", self.reader.space(space))
    }

    /// View is missing: say what makes that surprising, if something does.
    fn no_space_view(&self, id: &SpaceId) -> String {
        let (reader, name, has) = (self.reader, self.voice.name(), self.voice.has());
        let key = reader.space(id);
        if self.is_listed() {
            let is = self.voice.is();
            return format!(
                "{name} {is} listed on {} but {has} no View in {key}, so the listing has no effect",
                self.question.target.page().map_or_else(String::new, |page| reader.page(page)),
            );
        }
        if self.who.holds(GlobalPermission::SiteAdmin) {
            let owner = reader.world.spaces.get(id).and_then(|space| space.owner.as_ref());
            let told = owner.map_or_else(String::new, |id| {
                let owner = reader.voice(Principal::User(id));
                format!(" and {} {} told", owner.name(), owner.is())
            });
            return format!(
                "site admins get no View in {key} by default; recovering access is recorded{told}"
            );
        }
        if self.who.level == Level::Guest {
            return format!("no grant in {key} names {name}, and a guest is not part of everybody here");
        }
        let everybody = sight::Everybody::new(reader.world);
        match everybody.names(&everybody.could_see_space(id)).as_slice() {
            [only] => {
                format!("nobody but {} has View in {key}", reader.person(only))
            }
            _ => format!("{name} {has} no View in {key}"),
        }
    }

    fn no_key(&self, id: &SpaceId, key: SpacePermission) -> String {
        let (name, has) = (self.voice.name(), self.voice.has());
        let held = self.reader.world.spaces.get(id).map(|space| self.who.keys(space)).unwrap_or_default();
        let held: Vec<_> = held.iter().map(|key| key.name().to_owned()).collect();
        let space = self.reader.space(id);
        let beside = self.beside_admin(id);
        match held.len() {
            1..=4 => {
                format!("{name} {has} {} in {space} but not {}{beside}", listed(held, "and"), key.name())
            }
            // A longer list would hide what is missing.
            _ => format!("{name} {has} no {} in {space}{beside}", key.name()),
        }
    }

    /// Who administers a space often expects to hold everything there.
    fn beside_admin(&self, id: &SpaceId) -> &'static str {
        let space = self.reader.world.spaces.get(id);
        let admin = space.is_some_and(|space| self.who.keys(space).has(SpacePermission::SetSpacePermissions));
        if admin { ", which Admin does not include" } else { "" }
    }

    /// Tells whether somebody is named by the page's own read list, which alone gives nothing.
    fn is_listed(&self) -> bool {
        let page = self.question.target.page_facts(self.reader.world);
        page.is_some_and(|(_, page)| read_lists(page).any(|list| self.who.is_on(list)))
    }

    fn listed_below(&self) -> String {
        match self.question.target.page() {
            Some(page) if self.is_listed() => {
                format!("{} {} listed on {} but ", self.voice.name(), self.voice.is(), self.reader.page(page))
            }
            _ => String::new(),
        }
    }

    fn editor_only(&self, page: &PageId) -> String {
        let update = self.reader.world.pages.get(page).and_then(|page| page.lists.update.as_ref());
        if update.is_some_and(|list| self.who.is_on(list)) {
            format!("{} {} listed as editor but not as reader: ", self.voice.name(), self.voice.is())
        } else {
            String::new()
        }
    }

    /// Returns "admits only …", naming who is on the lists that keep the person out.
    fn lists_of(&self, page: &PageId) -> String {
        let Some(facts) = self.reader.world.pages.get(page) else { return "cannot be seen".to_owned() };
        let lists = read_lists(facts).filter(|list| !self.who.is_on(list));
        let told: Vec<_> = lists
            .map(|list| match self.reader.members(list) {
                (alive, gone) if gone.is_empty() => format!("admits only {alive}"),
                (alive, gone) => format!("admits only {alive}; {gone}, on its list too, no longer exists"),
            })
            .collect();
        listed(told, "and")
    }

    fn own_update(&self, page: &PageId) -> String {
        let update = self.reader.world.pages.get(page).and_then(|page| page.lists.update.as_ref());
        let who = update.map(|list| self.reader.members(list).0).filter(|names| !names.is_empty());
        let listed = who.map_or_else(
            || "everyone who was listed as its editor is gone".to_owned(),
            |who| format!("only {who} may edit it"),
        );
        let edits = |id| {
            let question =
                Question { who: Principal::User(id), operation: Operation::Edit, ..*self.question };
            decide(self.reader.world, &question, &Session::default()).allowed
        };
        let somebody = self.reader.world.people.keys().any(edits);
        if somebody { listed } else { format!("{listed}; at present nobody can edit it") }
    }

    fn maker(&self) -> String {
        let page = self.question.target.page_facts(self.reader.world).map(|(_, page)| &page.creator);
        match self.question.target {
            super::Target::Part { author, .. } => self.reader.person(author),
            _ => page.map_or_else(|| "somebody else".to_owned(), |creator| self.reader.person(creator)),
        }
    }

    fn policy(&self) -> String {
        let PersonalMode::Off { by, since } = &self.reader.world.site.personal else {
            return "the policy on personal spaces says no".to_owned();
        };
        let by = by.as_ref().map_or_else(String::new, |id| format!(" by {}", self.reader.person(id)));
        let since = since.map_or_else(String::new, |at| format!(" since {}", self.reader.day(at)));
        format!("personal spaces are switched off on this site{by}{since}")
    }

    fn ceiling(&self) -> String {
        match &self.reader.world.site.ceiling {
            Ceiling::Owner => "nobody".to_owned(),
            Ceiling::Groups(groups) => listed(groups.iter().map(|id| self.reader.group(id)).collect(), "and"),
            Ceiling::Licensed => "everybody with an account, guests excepted".to_owned(),
            Ceiling::Guests => "everybody with an account".to_owned(),
            Ceiling::Anonymous => "anybody".to_owned(),
        }
    }

    /// Returns the facts of a space that a reason names.
    pub(super) fn space(&self, id: &SpaceId) -> Option<&'w SpaceFacts> {
        self.reader.world.spaces.get(id)
    }
}
