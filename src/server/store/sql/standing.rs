//! Whom an account stands for: the only place where an account becomes the subjects that grants and lists name. It is a
//! relation in SQL, read in the statement that uses it, so that who somebody is and what they see are one snapshot.

/// Who belongs to which group, by whatever way, as rows `account, team`.
pub(super) const BELONGS: &str = "SELECT m.account AS account, m.team AS team FROM membership m";

/// Returns the subjects that `?1` stands for, as rows `kind, subject`, in the words of grants and lists: none for an
/// account that is not admitted; for whoever has none, the empty name, anybody while the site is open.
pub(super) fn standing() -> String {
    format!(
        "SELECT 'user' AS kind, d.account AS subject FROM admitted d WHERE d.account = ?1 \
         UNION ALL SELECT 'licensed', '' FROM licensed l WHERE l.account = ?1 \
         UNION ALL SELECT 'group', b.team FROM ({BELONGS}) b JOIN admitted d ON d.account = b.account \
            WHERE b.account = ?1 \
         UNION ALL SELECT 'anonymous', '' FROM global_grant o WHERE o.kind = 'anonymous' AND o.permission = 'USE' \
            AND (?1 = '' OR EXISTS (SELECT 1 FROM admitted d WHERE d.account = ?1))"
    )
}
