//! Spaces as a whole: make a site space, put one away, take it back.

use super::Admin;
use crate::domain::{
    Grant, OpId, PageId, Space, SpaceId, SpaceKey, SpacePermission, SpaceStatus, Subject, Title,
};
use crate::remote::{RemoteError, Result};

/// Returns the rows of somebody who contributes to a space.
pub fn contributing(who: &Subject) -> impl Iterator<Item = Grant> {
    SpacePermission::CONTRIBUTE.into_iter().map(|permission| Grant { subject: who.clone(), permission })
}

/// The longest key a site space may have (the vendor's column is 255).
const KEY_LIMIT: usize = 255;

impl Admin {
    /// Makes a site space; the account becomes its administrator, `others` contribute to it.
    pub async fn create_space(
        &self,
        op: OpId,
        key: &SpaceKey,
        name: &Title,
        others: &[Subject],
    ) -> Result<Space> {
        check_key(key).map_err(RemoteError::Invalid)?;
        let grants: Vec<Grant> = others.iter().flat_map(contributing).collect();
        self.remote.create_space(op, key, name.as_str(), &grants).await
    }

    /// Makes a space read-only and takes it out of the directory.
    pub async fn archive(&self, op: OpId, space: &SpaceId) -> Result<()> {
        self.remote.set_space_status(op, space, Some(SpaceStatus::Archived)).await
    }

    /// Brings an archived or trashed space back.
    pub async fn reactivate(&self, op: OpId, space: &SpaceId) -> Result<()> {
        self.remote.set_space_status(op, space, Some(SpaceStatus::Active)).await
    }

    /// Puts a space into the trash; it can be taken back until it is purged.
    pub async fn trash(&self, op: OpId, space: &SpaceId) -> Result<()> {
        self.remote.set_space_status(op, space, Some(SpaceStatus::Trashed)).await
    }

    /// Removes a trashed space for good.
    pub async fn purge(&self, op: OpId, space: &SpaceId) -> Result<()> {
        self.remote.set_space_status(op, space, None).await
    }

    /// Removes a page from the trash of its space for good.
    pub async fn purge_page(&self, op: OpId, page: &PageId) -> Result<()> {
        self.remote.purge(op, page).await
    }
}

/// Checks the key of a site space: letters and digits, no `~` (those are people's).
pub fn check_key(key: &SpaceKey) -> std::result::Result<(), String> {
    let text = key.as_str();
    let wrong = text.chars().find(|character| !character.is_ascii_alphanumeric());
    match wrong {
        _ if text.is_empty() => Err("a space needs a key: letters and digits, like ENG".to_owned()),
        Some('~') => {
            Err("a key with `~` belongs to a person: choose letters and digits, like ENG".to_owned())
        }
        Some(_) => Err(format!("the key `{text}` can hold letters and digits only, like ENG")),
        None if text.len() > KEY_LIMIT => Err(format!("a key holds at most {KEY_LIMIT} characters")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_site_spaces_are_letters_and_digits() {
        assert!(check_key(&SpaceKey::new("ENG2")).is_ok());
        for wrong in ["", "~ann", "EN G", "É", "a/b"] {
            assert!(check_key(&SpaceKey::new(wrong)).is_err(), "`{wrong}`");
        }
    }
}
