//! Who sees what, as SQL: the only way to a row of a page or space. `?1` is always the caller's account.
//!
//! A page is visible when its space is, and when the read lists of the page and of every page above it
//! let the caller through. A list with nobody on it lets nobody through.

use super::super::Principal;

/// The condition under which a grant `g` is meant for the caller, who is let in or has no account; what is granted to
/// anybody counts while the site is open, for everybody. None of it depends on the outer query but the last column.
macro_rules! meant {
    () => {
        "((?1 = '' OR EXISTS (SELECT 1 FROM admitted d WHERE d.account = ?1)) AND ( \
            (g.kind = 'user' AND g.subject = ?1) \
            OR (g.kind = 'licensed' AND EXISTS (SELECT 1 FROM licensed l WHERE l.account = ?1)) \
            OR (g.kind = 'group' AND g.subject IN (SELECT m.team FROM membership m WHERE m.account = ?1)) \
            OR (g.kind = 'anonymous' AND EXISTS \
                (SELECT 1 FROM global_grant o WHERE o.kind = 'anonymous' AND o.permission = 'USE'))))"
    };
}
pub(super) use meant;

/// Returns the condition under which the caller sees the space with this alias.
pub(super) fn space(alias: &str, who: &Principal) -> String {
    let admin = u8::from(who.admin);
    format!(
        "({alias}.id IN ({SPACES_GRANTED}) \
          AND ({alias}.status <> 'trashed' OR {alias}.owner = ?1 OR 1 = {admin}))"
    )
}

/// Returns the condition under which the caller sees the content with this alias.
pub(super) fn content(alias: &str) -> String {
    format!(
        "({alias}.space IN (SELECT s.id FROM space s WHERE s.status <> 'trashed' \
            AND s.id IN ({SPACES_GRANTED})) \
          AND {alias}.id NOT IN ({HIDDEN_CONTENT}))"
    )
}

/// The spaces the caller may look into.
const SPACES_GRANTED: &str =
    concat!("SELECT g.space FROM space_grant g WHERE g.permission = 'VIEW_SPACE' AND ", meant!());

/// The pages whose own list keeps the caller out, and everything below them. Not correlated with the
/// outer query: SQLite computes it once per statement.
const HIDDEN_CONTENT: &str = "WITH RECURSIVE hidden(id) AS ( \
    SELECT r.id FROM content r WHERE r.read_restricted = 1 AND NOT EXISTS ( \
        SELECT 1 FROM restriction x WHERE x.content = r.id AND x.operation = 'read' AND ( \
            (x.kind = 'user' AND x.subject = ?1) \
            OR (x.kind = 'group' AND x.subject IN \
                (SELECT m.team FROM membership m WHERE m.account = ?1)))) \
    UNION SELECT k.id FROM content k JOIN hidden ON k.parent = hidden.id) SELECT id FROM hidden";
