//! Who sees what, as SQL: the only way to a row of a page or space. `?1` is always the caller's account, and what it
//! stands for is the business of [`super::standing`].
//!
//! A page is visible when its space is, and when every list that guards the page or a page above it lets the caller
//! through: its own read list, and those it kept from places it has left. A list with nobody on it lets nobody
//! through.
//!
//! Who asks for one thing by its id waits as long for a thing that is not there as for one that is hidden: the row that
//! comes next in the order of ids stands in for it, its sight is looked at, and then it is not the one that was asked
//! for. Ids are random, so it is any row.

use super::super::Principal;
use super::standing::standing;

/// Returns the condition under which the caller sees the space with this alias, for statements that look at one: its
/// own grants are read.
pub(super) fn space(alias: &str, who: &Principal) -> String {
    format!("({} AND {})", granted_in(&format!("{alias}.id")), lives(alias, who))
}

/// Returns the condition of [`space`] for statements that go through all of them.
pub(super) fn spaces(alias: &str, who: &Principal) -> String {
    format!("({alias}.id IN ({}) AND {})", spaces_granted(), lives(alias, who))
}

/// Returns the condition under which the caller sees the content with this alias, for statements that look at a row or
/// two: the grants of its space are read, and it is followed up to the root.
pub(super) fn content(alias: &str) -> String {
    let granted = granted_in("s.id");
    format!(
        "(EXISTS (SELECT 1 FROM space s WHERE s.id = {alias}.space AND s.status <> 'trashed' AND {granted}) AND {})",
        lets_through(alias)
    )
}

/// Returns the condition under which the row `{alias}` of a table is the one with the id `?2`, and the caller sees the
/// content `c` that it is or belongs to.
pub(super) fn one(table: &str, alias: &str) -> String {
    named((table, alias, "id", "?2"), &content("c"))
}

/// Returns the condition of [`space`] for statements that look for the one with a value in a column of its own.
pub(super) fn one_space(column: &str, value: &str, who: &Principal) -> String {
    named(("space", "s", column, value), &space("s", who))
}

/// The row with a value in a column, where a condition holds: looked for last, after all the work is done.
fn named((table, alias, column, value): (&str, &str, &str, &str), seen: &str) -> String {
    format!(
        "({alias}.{column} = coalesce( \
            (SELECT n.{column} FROM {table} n WHERE n.{column} >= {value} ORDER BY n.{column} LIMIT 1), \
            (SELECT n.{column} FROM {table} n ORDER BY n.{column} DESC LIMIT 1)) \
         AND CASE WHEN {seen} THEN {alias}.{column} = {value} ELSE 1 = 0 END)"
    )
}

/// Returns the condition under which the caller sees the content `c` of the space `s`, or answers for it: what the
/// engine may tell them about.
pub(super) fn told(who: &Principal) -> String {
    named(("content", "c", "id", "?2"), &format!("({} OR {})", answers_for(who), content("c")))
}

/// Returns the condition of [`told`] for a space.
pub(super) fn told_of_space(who: &Principal) -> String {
    named(("space", "s", "id", "?2"), &format!("({} OR {})", answers_for(who), space("s", who)))
}

/// The caller owns or administers the space `s`, or the site.
fn answers_for(who: &Principal) -> String {
    let admin = u8::from(who.admin);
    format!(
        "(1 = {admin} OR coalesce(s.owner, '') = ?1 AND ?1 <> '' OR EXISTS (SELECT 1 FROM space_grant g WHERE g.space = s.id \
            AND g.permission = 'SET_SPACE_PERMISSIONS' AND (g.kind, g.subject) IN ({})))",
        standing()
    )
}

/// Returns the condition of [`content`] for statements that look at some hundred rows: the spaces are gathered once.
pub(super) fn among(alias: &str) -> String {
    format!("({} AND {})", in_space(alias), lets_through(alias))
}

/// Returns the condition of [`content`] for statements that go through most of the wiki: what is hidden is gathered
/// once, too.
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
    // Few spaces are out of use, and an index knows which: none of the many others is looked at.
    format!(
        "{alias}.space IN ({}) AND {alias}.space NOT IN ( \
            SELECT t.id FROM space t WHERE t.status <> 'active' AND t.status = 'trashed')",
        spaces_granted()
    )
}

/// Every list from here up to the root lets the caller through.
fn lets_through(alias: &str) -> String {
    format!(
        "(({alias}.read_restricted = 0 OR NOT {}) AND NOT EXISTS (WITH RECURSIVE up(id, parent, restricted) AS ( \
            SELECT {alias}.id, {alias}.parent, {alias}.read_restricted \
            UNION SELECT p.id, p.parent, p.read_restricted FROM content p JOIN up ON p.id = up.parent) \
            SELECT 1 FROM up WHERE (up.restricted = 1 AND {}) OR EXISTS ( \
                SELECT 1 FROM kept_list k WHERE k.content = up.id AND {})))",
        // Its own list is asked first: that spares the way up where it shuts out already.
        shut_out_of(&format!("{alias}.id")),
        shut_out_of("up.id"),
        shut_out_by("k"),
    )
}

/// A space is in use, or its trash is the caller's business.
fn lives(alias: &str, who: &Principal) -> String {
    let admin = u8::from(who.admin);
    format!("({alias}.status <> 'trashed' OR {alias}.owner = ?1 OR 1 = {admin})")
}

/// The caller may look into this space.
fn granted_in(space: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM space_grant g WHERE g.space = {space} AND g.permission = 'VIEW_SPACE' \
            AND (g.kind, g.subject) IN ({}))",
        standing()
    )
}

/// The spaces the caller may look into. What the caller stands for comes first: few rows, and an index begins with them.
fn spaces_granted() -> String {
    format!(
        "SELECT g.space FROM ({}) st JOIN space_grant g ON g.kind = st.kind AND g.subject = st.subject \
         WHERE g.permission = 'VIEW_SPACE'",
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
