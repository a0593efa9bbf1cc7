//! Who can see and do what: asked of the wiki, changed there at once, read back, taken back.

use super::Admin;
use crate::domain::*;
use crate::remote::{RemoteError, Result};

/// A change that was made: what there was, and what the wiki says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Takes it back exactly.
    pub inverse: AccessChange,
    /// Who can see the thing now.
    pub now: Sightline,
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
        if !self.holds(&before).await? {
            let message = "somebody else has changed this in the meantime: look at it again";
            return Err(RemoteError::Invalid(message.to_owned()));
        }
        self.remote.change_access(op, change).await?;
        let now = self.remote.audience(&change.thing()).await?;
        if !self.holds(change).await? {
            let message = "the wiki took the change and shows something else: look at it again";
            return Err(RemoteError::Invalid(message.to_owned()));
        }
        Ok(Applied { inverse: before, now })
    }

    /// Tells whether the wiki holds exactly what a change says. Grants come with every space and are not asked for.
    async fn holds(&self, change: &AccessChange) -> Result<bool> {
        match change {
            AccessChange::Restrictions { page, lists } => Ok(self.remote.restrictions(page).await? == *lists),
            AccessChange::Grants { .. } => Ok(true),
        }
    }
}
