//! Who can change a denial, and the command that does.

use super::because::Clause;
use super::command::{Command, subject_word};
use super::question::{Principal, Question, Target};
use super::reason::Reason;
use super::special::admins;
use super::who::Who;
use super::words::listed;
use super::{Operation, Session, decide};
use crate::domain::*;

/// A way to change a denial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The people who can; sorted. Empty where it takes only oneself.
    pub who: Vec<UserId>,
    /// What they type.
    pub command: Command,
    /// Who would be told of it.
    pub told: Option<UserId>,
}

impl Clause<'_, '_, '_> {
    /// Returns how to change what a reason says; `None` where nobody can.
    pub(super) fn fix(&self, reason: &Reason) -> Option<Fix> {
        let space_admins = |id: &SpaceId, command| self.by_space_admins(id, command);
        let grant = |id: &SpaceId, permission| {
            let key = self.space(id)?.key.clone();
            space_admins(id, Command::Grant(key, self.subject(), permission))
        };
        let key = |id: &SpaceId| Some(self.space(id)?.key.clone());
        match reason {
            Reason::NotSignedIn => Some(alone(Command::SignIn)),
            Reason::Deactivated => Some(self.by_site_admins(Command::Activate(self.subject()))),
            Reason::NoSiteAccess if self.who.id.is_none() => None,
            Reason::NoSiteAccess | Reason::AnonymousOff => {
                Some(self.by_site_admins(Command::GrantGlobal(self.subject(), GlobalPermission::Use)))
            }
            Reason::SpaceTrashed(id) => space_admins(id, Command::RestoreSpace(key(id)?)),
            Reason::SpaceArchived(id) => space_admins(id, Command::Unarchive(key(id)?)),
            Reason::PageTrashed(page) => {
                space_admins(&self.reader.world.pages.get(page)?.space, Command::RestorePage(page.clone()))
            }
            Reason::NoSpaceView(id) | Reason::KeysWithoutView(id, _) => grant(id, SpacePermission::ViewSpace),
            Reason::NoSpaceKey(id, permission) | Reason::NotCreator(id, permission) => grant(id, *permission),
            Reason::SourceNoDelete(id) => grant(id, SpacePermission::RemovePage),
            Reason::TargetNoAdd(id) => grant(id, SpacePermission::EditSpace),
            Reason::TargetNoRestrict(id) => grant(id, SpacePermission::SetPagePermissions),
            Reason::AncestorRead(page) | Reason::OwnRead(page) => {
                self.by_restrictors(page, Command::AddReader(page.clone(), self.subject()))
            }
            Reason::OwnUpdate(page) => {
                self.by_restrictors(page, Command::AddEditor(page.clone(), self.subject()))
            }
            Reason::NobodyLeft(page) => self.by_restrictors(page, Command::Clear(page.clone())),
            Reason::NoGlobal(GlobalPermission::PersonalSpace) if self.who.level == super::Level::Guest => {
                None
            }
            Reason::NoGlobal(permission) => {
                Some(self.by_site_admins(Command::GrantGlobal(self.subject(), *permission)))
            }
            Reason::Policy | Reason::Ceiling(_) => Some(self.by_site_admins(Command::Policy)),
            Reason::AlreadyExists(id) => Some(alone(Command::Open(key(id)?))),
            Reason::OwnerLock(id) => Some(Fix {
                who: self.space(id)?.owner.iter().cloned().collect(),
                ..alone(Command::Transfer(key(id)?))
            }),
            Reason::LastAdmin(id) => {
                let command =
                    Command::Grant(key(id)?, "SOMEBODY".to_owned(), SpacePermission::SetSpacePermissions);
                space_admins(id, command)
            }
            Reason::SelfLockout(page) => Some(alone(Command::AddEditor(page.clone(), self.subject()))),
            Reason::NotFound | Reason::Draft(_) | Reason::GuestCap(_) | Reason::NotAuthor => None,
        }
    }

    /// Returns a fix as a sentence.
    pub(super) fn told(&self, fix: &Fix) -> String {
        let told = fix.told.as_ref().map_or_else(String::new, |id| {
            let voice = self.reader.voice(Principal::User(id));
            format!("; {} {} told", voice.name(), voice.is())
        });
        let mut names: Vec<_> = fix.who.iter().map(|id| self.reader.person(id)).collect();
        if names.is_empty() {
            return format!("Try `{}`.", fix.command);
        }
        // Who reads it comes first, and at the head of a sentence.
        if let Some(at) = names.iter().position(|name| name == "you") {
            names.remove(at);
            names.insert(0, "You".to_owned());
        }
        format!("{} can change that{told}: `{}`.", listed(names, "or"), fix.command)
    }

    /// Returns how the person is typed.
    fn subject(&self) -> String {
        let subject = match self.question.who {
            Principal::Anonymous => Subject::Anonymous,
            Principal::User(id) => Subject::User(id.clone()),
        };
        subject_word(self.reader.world, &subject)
    }

    /// A space without an administrator takes a site admin, on the record.
    fn by_space_admins(&self, id: &SpaceId, command: Command) -> Option<Fix> {
        let space = self.space(id)?;
        let who: Vec<_> = admins(self.reader.world, space).cloned().collect();
        if who.is_empty() {
            return Some(self.by_site_admins(Command::Recover(space.key.clone())));
        }
        Some(Fix { who, command, told: None })
    }

    fn by_site_admins(&self, command: Command) -> Fix {
        let administers = |id: &&UserId| {
            let question = Question {
                who: Principal::User(id),
                operation: Operation::AdministerSite,
                target: Target::Site,
            };
            decide(self.reader.world, &question, &Session::default()).allowed
        };
        Fix {
            who: self.reader.world.people.keys().filter(administers).cloned().collect(),
            command,
            told: None,
        }
    }

    /// Those who may restrict the page can; where nobody may, a space admin lifts, and the restrictor is told.
    fn by_restrictors(&self, page: &PageId, command: Command) -> Option<Fix> {
        let may = |id: &&UserId, operation| {
            let question = Question { who: Principal::User(id), operation, target: Target::Page(page) };
            decide(self.reader.world, &question, &Session::default()).allowed
        };
        let people = || self.reader.world.people.keys();
        let who: Vec<_> = people().filter(|id| may(id, Operation::Restrict)).cloned().collect();
        if !who.is_empty() {
            return Some(Fix { who, command, told: None });
        }
        let lifts: Vec<_> = people().filter(|id| may(id, Operation::Lift)).cloned().collect();
        let facts = self.reader.world.pages.get(page)?;
        if lifts.is_empty() {
            return self.by_space_admins(&facts.space, command);
        }
        Some(Fix { who: lifts, command, told: facts.restricted_by.clone() })
    }
}

fn alone(command: Command) -> Fix {
    Fix { who: Vec::new(), command, told: None }
}

/// Tells whether somebody administers what a question is about: its space, or the site.
pub(super) fn answers_for(who: &Who<'_>, space: Option<&super::world::SpaceFacts>) -> bool {
    if who.level != super::Level::Licensed {
        return false;
    }
    let owns = |space: &super::world::SpaceFacts| who.id.is_some() && space.owner.as_ref() == who.id;
    who.holds(GlobalPermission::SiteAdmin)
        || space.is_some_and(|space| owns(space) || who.keys(space).has(SpacePermission::SetSpacePermissions))
}
