//! Enums and ids as the columns spell them.

use super::super::{Result, StoreError};
use crate::domain::*;
use uuid::Uuid;

/// Returns a random id that tells nothing about any other and fits a signed column.
pub(super) fn fresh_id() -> i64 {
    let bits = Uuid::new_v4().as_u128();
    // The variant bits of the low half are fixed: rotate random ones of the high half over them.
    let random = (bits as u64) ^ ((bits >> 64) as u64).rotate_left(32);
    ((random >> 1) as i64).max(1)
}

/// Returns a random id that a JSON number holds exactly: the dialect writes space ids as numbers.
pub(super) fn fresh_space_id() -> i64 {
    (fresh_id() & 0xffff_ffff_ffff).max(1)
}

/// Reads the id of a page; what is no number is no page of ours.
pub(super) fn page_number(id: &PageId) -> Result<i64> {
    id.as_str().parse().map_err(|_| StoreError::no_content(id))
}

/// Reads the id of a space.
pub(super) fn space_number(id: &SpaceId) -> Result<i64> {
    id.as_str().parse().map_err(|_| StoreError::no_space(id))
}

/// Writes the id of a page.
pub(super) fn page_id(number: i64) -> PageId {
    PageId::new(number.to_string())
}

/// Writes the id of a space.
pub(super) fn space_id(number: i64) -> SpaceId {
    SpaceId::new(number.to_string())
}

/// Reads the id of a comment; what is no number is no comment of ours.
pub(super) fn comment_number(id: &CommentId) -> Result<i64> {
    id.as_str().parse().map_err(|_| StoreError::no_content(id))
}

/// Writes the id of a comment.
pub(super) fn comment_id(number: i64) -> CommentId {
    CommentId::new(number.to_string())
}

/// Reads the id of an attachment.
pub(super) fn attachment_number(id: &AttachmentId) -> Result<i64> {
    id.as_str().parse().map_err(|_| StoreError::no_content(id))
}

/// Writes the id of an attachment.
pub(super) fn attachment_id(number: i64) -> AttachmentId {
    AttachmentId::new(number.to_string())
}

/// Reads a time column.
pub(super) fn moment(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The names of permissions in their column, in the order of [`SpacePermission::ALL`].
const PERMISSIONS: [&str; 13] = [
    "VIEW_SPACE",
    "REMOVE_OWN_CONTENT",
    "EDIT_SPACE",
    "REMOVE_PAGE",
    "EDIT_BLOG",
    "REMOVE_BLOG",
    "CREATE_ATTACHMENT",
    "REMOVE_ATTACHMENT",
    "COMMENT",
    "REMOVE_COMMENT",
    "SET_PAGE_PERMISSIONS",
    "EXPORT_SPACE",
    "SET_SPACE_PERMISSIONS",
];

/// Writes a permission.
pub(super) fn permission_word(permission: SpacePermission) -> &'static str {
    let place = SpacePermission::ALL.iter().position(|known| *known == permission);
    PERMISSIONS[place.unwrap_or_default()]
}

/// Reads a permission; an unknown one grants nothing.
pub(super) fn permission_of(word: &str) -> Option<SpacePermission> {
    let place = PERMISSIONS.iter().position(|known| *known == word)?;
    SpacePermission::ALL.get(place).copied()
}

/// Writes a subject as kind and name.
pub(super) fn subject_words(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::User(id) => ("user", id.as_str()),
        Subject::Group(id) => ("group", id.as_str()),
        Subject::Licensed => ("licensed", ""),
        Subject::Admins => ("admins", ""),
        Subject::Anonymous => ("anonymous", ""),
    }
}

/// Reads a subject.
pub(super) fn subject_of(kind: &str, name: &str) -> Option<Subject> {
    Some(match kind {
        "user" => Subject::User(name.into()),
        "group" => Subject::Group(name.into()),
        "licensed" => Subject::Licensed,
        "admins" => Subject::Admins,
        "anonymous" => Subject::Anonymous,
        _ => return None,
    })
}

/// Reads who is on a list.
pub(super) fn member_of(kind: &str, subject: String) -> Member {
    if kind == "group" { Member::Group(GroupId::new(subject)) } else { Member::User(UserId::new(subject)) }
}

/// Writes who is on a list.
pub(super) fn member_words(member: &Member) -> (&'static str, &str) {
    match member {
        Member::User(id) => ("user", id.as_str()),
        Member::Group(id) => ("group", id.as_str()),
    }
}

/// Writes the status of a space.
pub(super) fn space_status_word(status: SpaceStatus) -> &'static str {
    match status {
        SpaceStatus::Active => "active",
        SpaceStatus::Archived => "archived",
        SpaceStatus::Trashed => "trashed",
    }
}

/// Reads the status of a space.
pub(super) fn space_status_of(word: &str) -> SpaceStatus {
    match word {
        "archived" => SpaceStatus::Archived,
        "trashed" => SpaceStatus::Trashed,
        _ => SpaceStatus::Active,
    }
}

/// Writes the status of a page.
pub(super) fn page_status_word(status: PageStatus) -> &'static str {
    match status {
        PageStatus::Current => "current",
        PageStatus::Trashed => "trashed",
    }
}

/// Writes what a page is, with the day of a post.
pub(super) fn kind_words(kind: PageKind) -> (&'static str, Option<String>) {
    match kind {
        PageKind::Page => ("page", None),
        PageKind::BlogPost { day } => ("blogpost", Some(day.to_string())),
    }
}

/// Reads what a page is.
pub(super) fn kind_of(kind: &str, day: Option<&str>) -> PageKind {
    match (kind, day.and_then(|day| day.parse().ok())) {
        ("blogpost", Some(day)) => PageKind::BlogPost { day },
        _ => PageKind::Page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_keep_their_names() {
        for permission in SpacePermission::ALL {
            assert_eq!(permission_of(permission_word(permission)), Some(permission));
            assert_eq!(
                serde_json::to_value(permission).unwrap().as_str(),
                Some(permission_word(permission)),
                "the column says what the wire says"
            );
        }
    }

    #[test]
    fn ids_are_positive_and_differ() {
        let ids: std::collections::HashSet<i64> = (0..1000).map(|_| fresh_id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| *id > 0));
    }
}
