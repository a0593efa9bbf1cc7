//! What a caller may change: the state of the space, then its grants, then the page's own edit list.
//!
//! Seeing comes first and is not decided here: a row that was read through [`super::sight`] is visible.

use super::super::{Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::standing::standing;
use super::value::params;
use super::{names, rows};
use crate::domain::*;
use crate::permission::Keys;

/// For how long who put a page into the trash may take it out again: thirty days.
const RESTORABLE_MICROS: i64 = 30 * 24 * 3600 * 1_000_000;

/// Returns the page when the caller sees it and may edit it, in a space that takes changes.
pub(super) fn editable(tx: &Connection, who: &Principal, id: &PageId) -> Result<Page> {
    let page = rows::page(tx, who, id)?;
    check_space(tx, who, names::space_number(&page.space)?, editing(page.kind))?;
    check_update_list(tx, who, &page)?;
    Ok(page)
}

/// Returns the page when the caller may put it into the trash: any with the permission, their own with
/// the permission for that.
pub(super) fn removable(tx: &Connection, who: &Principal, id: &PageId) -> Result<Page> {
    let page = rows::page(tx, who, id)?;
    let space = names::space_number(&page.space)?;
    let removing = match page.kind {
        PageKind::Page => SpacePermission::RemovePage,
        PageKind::BlogPost { .. } => SpacePermission::RemoveBlog,
    };
    let creator: String =
        tx.only("SELECT creator FROM content WHERE id = ?1", params![names::page_number(id)?], |r| r.get(0))?;
    let own = creator == who.id.as_str() && holds(tx, who, space, SpacePermission::RemoveOwnContent)?;
    if own {
        check_state(tx, space)?;
    } else {
        check_space(tx, who, space, removing)?;
    }
    check_update_list(tx, who, &page)?;
    Ok(page)
}

/// Returns the page in the trash when the caller may take it out: whoever administers its space, and for thirty days
/// who put it there.
pub(super) fn restorable(tx: &Connection, write: &Write, id: &PageId) -> Result<Page> {
    let who = &write.who;
    let page = rows::page(tx, who, id)?;
    let space = names::space_number(&page.space)?;
    check_state(tx, space)?;
    let since = write.now.as_microsecond() - RESTORABLE_MICROS;
    let is_theirs: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM trash WHERE content = ?1 AND trasher = ?2 AND trashed >= ?3)",
        params![names::page_number(id)?, who.id.as_str(), since],
        |row| row.get(0),
    )?;
    if is_theirs || holds(tx, who, space, SpacePermission::SetSpacePermissions)? {
        return Ok(page);
    }
    Err(StoreError::Forbidden(
        "a page comes back from the trash by an administrator of the space, and for thirty days by who put it there"
            .to_owned(),
    ))
}

/// Refuses unless the space takes changes and the caller holds the permission there.
pub(super) fn check_space(
    tx: &Connection,
    who: &Principal,
    space: i64,
    permission: SpacePermission,
) -> Result<()> {
    check_state(tx, space)?;
    if holds(tx, who, space, permission)? {
        return Ok(());
    }
    Err(StoreError::Forbidden(format!("your grants in this space do not let you {}", deed(permission))))
}

/// Returns what making and editing content of a kind needs.
pub(super) fn editing(kind: PageKind) -> SpacePermission {
    match kind {
        PageKind::Page => SpacePermission::EditSpace,
        PageKind::BlogPost { .. } => SpacePermission::EditBlog,
    }
}

/// Tells whether the caller holds a permission; without View nothing counts.
pub(super) fn holds(
    tx: &Connection,
    who: &Principal,
    space: i64,
    permission: SpacePermission,
) -> Result<bool> {
    if is_guest(tx, who)? && Keys::NEVER_GUESTS.has(permission) {
        return Ok(false);
    }
    // Whoever has no account reads, and no more.
    let count: i64 = tx.only(
        &format!(
            "SELECT count(DISTINCT g.permission) FROM space_grant g \
             WHERE g.space = ?2 AND g.permission IN ('VIEW_SPACE', ?3) \
                AND (g.kind <> 'anonymous' OR g.permission = 'VIEW_SPACE') AND (g.kind, g.subject) IN ({})",
            standing()
        ),
        params![who.id.as_str(), space, names::permission_word(permission)],
        |row| row.get(0),
    )?;
    Ok(count == if permission == SpacePermission::ViewSpace { 1 } else { 2 })
}

fn is_guest(tx: &Connection, who: &Principal) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM guest WHERE account = ?1)";
    tx.only(sql, params![who.id.as_str()], |row| row.get(0))
}

/// Refuses unless the caller may comment on a page they see.
pub(super) fn check_commenting(tx: &Connection, who: &Principal, page: &Page) -> Result<()> {
    check_live(page)?;
    check_space(tx, who, names::space_number(&page.space)?, SpacePermission::Comment)
}

/// Refuses unless the caller may attach files to a page they see.
pub(super) fn check_attaching(tx: &Connection, who: &Principal, page: &Page) -> Result<()> {
    check_live(page)?;
    check_space(tx, who, names::space_number(&page.space)?, SpacePermission::CreateAttachment)?;
    check_update_list(tx, who, page)
}

/// Refuses unless the caller may remove what `creator` put on a page: any with `permission`, their own with the
/// permission for that.
pub(super) fn check_removing(
    tx: &Connection,
    who: &Principal,
    page: &Page,
    permission: SpacePermission,
    creator: &UserId,
) -> Result<()> {
    let space = names::space_number(&page.space)?;
    if *creator == who.id && holds(tx, who, space, SpacePermission::RemoveOwnContent)? {
        check_state(tx, space)?;
    } else {
        check_space(tx, who, space, permission)?;
    }
    if permission == SpacePermission::RemoveAttachment { check_update_list(tx, who, page) } else { Ok(()) }
}

fn check_live(page: &Page) -> Result<()> {
    match page.status {
        PageStatus::Current => Ok(()),
        PageStatus::Trashed => {
            Err(StoreError::Invalid("the page is in the trash: restore it first".to_owned()))
        }
    }
}

fn check_state(tx: &Connection, space: i64) -> Result<()> {
    let status: String =
        tx.only("SELECT status FROM space WHERE id = ?1", params![space], |row| row.get(0))?;
    match names::space_status_of(&status) {
        SpaceStatus::Active => Ok(()),
        SpaceStatus::Archived => Err(StoreError::Forbidden(
            "the space is archived and can only be read: unarchive it to change it".to_owned(),
        )),
        SpaceStatus::Trashed => {
            Err(StoreError::Forbidden("the space is in the trash: restore it to change it".to_owned()))
        }
    }
}

fn check_update_list(tx: &Connection, who: &Principal, page: &Page) -> Result<()> {
    let passes: bool = tx.only(
        &format!(
            "SELECT c.update_restricted = 0 OR EXISTS (SELECT 1 FROM restriction r \
                WHERE r.content = c.id AND r.operation = 'update' AND (r.kind, r.subject) IN ({})) \
             FROM content c WHERE c.id = ?2",
            standing()
        ),
        params![who.id.as_str(), names::page_number(&page.id)?],
        |row| row.get(0),
    )?;
    if passes {
        return Ok(());
    }
    Err(StoreError::Forbidden("editing this page is restricted to others".to_owned()))
}

fn deed(permission: SpacePermission) -> &'static str {
    match permission {
        SpacePermission::EditSpace => "add or edit pages",
        SpacePermission::EditBlog => "add or edit blog posts",
        SpacePermission::RemovePage | SpacePermission::RemoveBlog => "move pages to the trash",
        SpacePermission::SetSpacePermissions => "administer it",
        SpacePermission::Comment => "comment",
        SpacePermission::RemoveComment => "delete comments",
        SpacePermission::CreateAttachment => "attach files",
        SpacePermission::RemoveAttachment => "delete files",
        _ => "do this",
    }
}
