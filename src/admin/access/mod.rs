//! Who can see and do what: asked of the wiki, changed there at once, read back, taken back.
//!
//! ```text
//!   stage   a value is edited, guarded against locking anybody out        pure
//!   review  the wiki says who would gain and lose
//!   change  made where things still are as they were seen, read back, compared; the inverse comes with it
//! ```
//!
//! `tell` has the words that a screen and a shell share, `remember` what can be said while the wiki is away.

pub mod remember;
pub mod stage;
pub mod tell;

use super::Admin;
use crate::domain::*;
use crate::remote::{RemoteError, Result};
use std::fmt;

/// A change that was made: what there was, and what the wiki says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Takes it back exactly.
    pub inverse: AccessChange,
    /// Who can see the thing now.
    pub now: Sightline,
}

/// A question or an order of whoever looks at permissions on a screen; each is answered by one [`Answer`].
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Who can see a thing.
    Who(Thing),
    /// Whether somebody may do something.
    Why(Question),
    /// What a change would do.
    Review(AccessChange),
    /// To make a change.
    Change {
        /// Names the write.
        op: OpId,
        /// What the person saw.
        before: AccessChange,
        /// What it shall be.
        after: AccessChange,
    },
}

/// Who, what, to which thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who.
    pub who: Asked,
    /// What, by its word.
    pub operation: &'static str,
    /// To which thing.
    pub thing: Thing,
}

/// Why nothing was answered or made, by what a screen does about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The wiki cannot be asked now; nothing was done.
    Away(String),
    /// It was asked and did not answer: a change may have been made.
    Unclear(String),
    /// Somebody else has changed what the space grants; these are there now.
    Regranted(Vec<Grant>),
    /// It said no.
    Refused(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away(why) | Self::Unclear(why) | Self::Refused(why) => f.write_str(why),
            Self::Regranted(_) => f.write_str("somebody else has changed the permissions in the meantime"),
        }
    }
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Self {
        let why = error.to_string();
        match error {
            RemoteError::Regranted { now } => Self::Regranted(now),
            RemoteError::Unknown(_) => Self::Unclear(why),
            RemoteError::Offline(_) | RemoteError::RateLimited { .. } => Self::Away(why),
            _ => Self::Refused(why),
        }
    }
}

/// What a [`Request`] is answered with, beside what it was about.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Who can see a thing.
    Who(Thing, std::result::Result<Box<Sightline>, Failure>),
    /// Whether somebody may do something.
    Why(Question, std::result::Result<Box<Verdict>, Failure>),
    /// What a change would do.
    Reviewed(AccessChange, std::result::Result<Box<Effects>, Failure>),
    /// What became of a change.
    Changed {
        /// What it was to be.
        after: AccessChange,
        /// What became of it.
        outcome: std::result::Result<Box<Applied>, Failure>,
    },
}

impl Request {
    /// Answers it where no wiki can be asked.
    pub fn unreachable(self) -> Answer {
        let error = || Failure::Away("the wiki cannot be reached from here".to_owned());
        match self {
            Self::Who(thing) => Answer::Who(thing, Err(error())),
            Self::Why(question) => Answer::Why(question, Err(error())),
            Self::Review(change) => Answer::Reviewed(change, Err(error())),
            Self::Change { after, .. } => Answer::Changed { after, outcome: Err(error()) },
        }
    }
}

impl Admin {
    /// Asks whether somebody may do something, and why.
    pub async fn why(&self, who: &Asked, operation: &str, thing: Option<&Thing>) -> Result<Verdict> {
        self.remote.explain(who, operation, thing).await
    }

    /// Asks who can see a thing, by which way, and what narrows it.
    pub async fn who(&self, thing: &Thing) -> Result<Sightline> {
        self.remote.audience(thing).await
    }

    /// Asks what a change would do.
    pub async fn review(&self, change: &AccessChange) -> Result<Effects> {
        self.remote.preview(change).await
    }

    /// Makes a change whose inverse is known, and reads back that it was made.
    ///
    /// `before` is what the person saw: when the wiki holds something else by now, nothing is changed.
    pub async fn change(&self, op: OpId, before: AccessChange, change: &AccessChange) -> Result<Applied> {
        // For grants the wiki compares in the transaction that writes them.
        if let AccessChange::Restrictions { page, lists } = &before
            && self.remote.restrictions(page).await? != *lists
        {
            let message = "somebody else has changed this in the meantime: look at it again";
            return Err(RemoteError::Invalid(message.to_owned()));
        }
        self.remote.change_access(op, &before, change).await?;
        let now = self.remote.audience(&change.thing()).await?;
        if !self.holds(change, &now).await? {
            let message = "the wiki took the change and shows something else: look at it again";
            return Err(RemoteError::Invalid(message.to_owned()));
        }
        Ok(Applied { inverse: before, now })
    }

    /// Answers a request of a screen.
    pub async fn answer_access(&self, request: Request) -> Answer {
        match request {
            Request::Who(thing) => {
                let seen = self.who(&thing).await.map(Box::new).map_err(Failure::from);
                Answer::Who(thing, seen)
            }
            Request::Why(question) => {
                let Question { who, operation, thing } = &question;
                let verdict = self.why(who, operation, Some(thing)).await;
                let verdict = verdict.map(Box::new).map_err(Failure::from);
                Answer::Why(question, verdict)
            }
            Request::Review(change) => {
                let effects = self.review(&change).await.map(Box::new).map_err(Failure::from);
                Answer::Reviewed(change, effects)
            }
            Request::Change { op, before, after } => {
                let outcome = self.change(op, before, &after).await.map(Box::new).map_err(Failure::from);
                Answer::Changed { after, outcome }
            }
        }
    }

    /// Tells whether the wiki holds exactly what a change says; `now` was read after it was made.
    async fn holds(&self, change: &AccessChange, now: &Sightline) -> Result<bool> {
        Ok(match (change, &now.grants) {
            (AccessChange::Restrictions { page, lists }, _) => {
                self.remote.restrictions(page).await? == *lists
            }
            (AccessChange::Grants { grants, .. }, Some(there)) => grants_alike(grants, there),
            // A wiki that does not say what it grants has answered the write with success, and nothing more.
            (AccessChange::Grants { .. }, None) => true,
        })
    }
}
