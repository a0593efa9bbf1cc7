//! Carries out the requests of the flow: check again, create in one go, read back, compare, undo.

use super::{Answers, Create, Done, Input, Request, Who, changes, preview};
use crate::admin::Admin;
use crate::domain::{OpId, Space, SpaceId};
use crate::permission::Site;
use crate::remote::{PersonalPreflight, PersonalUndone, RemoteError, Result};

/// How a creation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// Nothing was made: the wiki is not what it was when the person decided.
    Changed(Box<PersonalPreflight>),
    /// It is there.
    Made(Box<Done>),
}

/// What is to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// The space that was made.
    Space(SpaceId),
    /// Whatever is there now and was not there at that time; nothing, perhaps.
    Whatever(Box<PersonalPreflight>),
}

impl Admin {
    /// Carries out a request of the flow and returns the input that answers it; `None` for those that
    /// only the interface can carry out.
    pub async fn answer(&self, request: &Request) -> Option<Input> {
        Some(match request {
            Request::Check => Input::Checked(OpId::fresh(), self.check_personal().await),
            Request::Create(create) => Input::Created(self.create_personal(create).await),
            Request::Reactivate(space) => {
                Input::Reactivated(space.clone(), self.reactivate(OpId::fresh(), space).await)
            }
            Request::Undo(undo) => Input::Undone(self.undo_personal(undo).await),
            Request::Open(_) | Request::Jot | Request::Leave => return None,
        })
    }

    /// Asks what stands in the way of a personal space.
    pub async fn check_personal(&self) -> Result<Box<PersonalPreflight>> {
        self.remote.personal_preflight().await.map(Box::new)
    }

    /// Checks again, makes the space, reads it back and compares it with what was promised.
    pub async fn create_personal(&self, create: &Create) -> Result<Created> {
        let now = self.check_personal().await?;
        let repeated = made_by_us(&create.decided_on, &now);
        if repeated.is_none() && !changes(&create.decided_on, &now, &create.answers).is_empty() {
            return Ok(Created::Changed(now));
        }
        // The same op again answers with the space it made: a lost answer is found, never doubled.
        let answered = self.remote.create_personal(create.op, &create.plan).await?;
        let after = self.check_personal().await.unwrap_or(now);
        let space = after.existing.iter().find(|space| space.id == answered.id).cloned().unwrap_or(answered);
        Ok(Created::Made(Box::new(compared(create, space, &after))))
    }

    /// Takes a creation back.
    pub async fn undo_personal(&self, undo: &Undo) -> Result<PersonalUndone> {
        let space = match undo {
            Undo::Space(space) => space.clone(),
            Undo::Whatever(before) => match made_by_us(before, &*self.check_personal().await?) {
                Some(space) => space.id,
                None => return Ok(PersonalUndone::Removed),
            },
        };
        match self.remote.undo_personal(OpId::fresh(), &space).await {
            // Gone is what was asked for.
            Err(RemoteError::NotFound) => Ok(PersonalUndone::Removed),
            other => other,
        }
    }
}

/// Returns a space under the key of the plan that was not there when the person decided.
fn made_by_us(before: &PersonalPreflight, now: &PersonalPreflight) -> Option<Space> {
    let new = |space: &&Space| !before.existing.iter().any(|old| old.id == space.id);
    now.existing.iter().find(new).cloned()
}

/// Reads the audience off what is stored, and holds it against the preview (GF-03).
fn compared(create: &Create, space: Space, facts: &PersonalPreflight) -> Done {
    let site = Site { people: &facts.people, anonymous: facts.anonymous_allowed };
    let audience = site.audience(&space, &facts.me);
    let promised = preview(&create.plan.grants, facts);
    let extra = space.grants.iter().find(|grant| {
        let owners = matches!(&grant.subject, crate::domain::Subject::User(user) if *user == facts.me.id);
        !owners && !create.plan.grants.contains(grant)
    });
    let lacking = create.plan.grants.iter().find(|grant| !space.grants.contains(grant));
    let mismatch = if audience != promised {
        Some(format!("you chose {}, but the wiki made it {}", promised.badge, audience.badge))
    } else if extra.is_some() {
        Some("the wiki granted more than you chose".to_owned())
    } else if lacking.is_some() {
        Some("the wiki granted less than you chose".to_owned())
    } else {
        None
    };
    Done { space, audience, mismatch }
}

impl Done {
    /// Returns the one line that tells it.
    pub fn line(&self) -> String {
        match &self.mismatch {
            None => format!("{} created · {}", self.space.key, self.audience.badge),
            Some(mismatch) => format!("{} created, but {mismatch}", self.space.key),
        }
    }
}

impl Answers {
    /// Returns who can see it, for the review: "Only me", or the names typed.
    pub fn who_in_words(&self) -> String {
        match self.who {
            Who::Listed => self.listed.trim().to_owned(),
            other => other.label().to_owned(),
        }
    }
}
