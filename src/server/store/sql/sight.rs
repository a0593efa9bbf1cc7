//! Who sees what, as SQL: the only way to a row of a page or space. `?1` is always the caller's account, and what it
//! stands for is the business of [`super::standing`].
//!
//! A page is visible when its space is, and when every list that guards the page or a page above it lets the caller
//! through: its own read list, and those it kept from places it has left. A list with nobody on it lets nobody
//! through.

use super::super::Principal;
use super::standing::standing;

/// Returns the condition under which the caller sees the space with this alias.
pub(super) fn space(alias: &str, who: &Principal) -> String {
    let admin = u8::from(who.admin);
    format!(
        "({alias}.id IN ({}) AND ({alias}.status <> 'trashed' OR {alias}.owner = ?1 OR 1 = {admin}))",
        spaces_granted()
    )
}

/// Returns the condition under which the caller sees the content with this alias, for statements that look at few
/// rows: each one is followed up to the root.
pub(super) fn content(alias: &str) -> String {
    format!(
        "({} AND NOT EXISTS (WITH RECURSIVE up(id, parent, restricted) AS ( \
            SELECT {alias}.id, {alias}.parent, {alias}.read_restricted \
            UNION SELECT p.id, p.parent, p.read_restricted FROM content p JOIN up ON p.id = up.parent) \
            SELECT 1 FROM up WHERE (up.restricted = 1 AND {}) OR EXISTS ( \
                SELECT 1 FROM kept_list k WHERE k.content = up.id AND {})))",
        in_space(alias),
        shut_out_of("up.id"),
        shut_out_by("k"),
    )
}

/// Returns the condition of [`content`] for statements that go through many rows: what is hidden is gathered once.
pub(super) fn contents(alias: &str) -> String {
    format!(
        "({} AND {alias}.id NOT IN (WITH RECURSIVE hidden(id) AS ( \
            SELECT r.id FROM content r WHERE r.read_restricted = 1 AND {} \
            UNION SELECT k.content FROM kept_list k WHERE {} \
            UNION SELECT b.id FROM content b JOIN hidden ON b.parent = hidden.id) SELECT id FROM hidden))",
        in_space(alias),
        shut_out_of("r.id"),
        shut_out_by("k"),
    )
}

fn in_space(alias: &str) -> String {
    format!(
        "{alias}.space IN (SELECT s.id FROM space s WHERE s.status <> 'trashed' AND s.id IN ({}))",
        spaces_granted()
    )
}

/// The spaces the caller may look into.
fn spaces_granted() -> String {
    format!(
        "SELECT g.space FROM space_grant g WHERE g.permission = 'VIEW_SPACE' AND (g.kind, g.subject) IN ({})",
        standing()
    )
}

/// The own read list of a page, where it has one, does not name the caller.
fn shut_out_of(page: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM restriction x WHERE x.content = {page} AND x.operation = 'read' \
            AND (x.kind, x.subject) IN ({}))",
        standing()
    )
}

/// A kept list does not name the caller.
fn shut_out_by(list: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM kept_member x WHERE x.content = {list}.content AND x.list = {list}.list \
            AND (x.kind, x.subject) IN ({}))",
        standing()
    )
}
