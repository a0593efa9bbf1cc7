//! What a space grants, changed subject by subject: read and written in one transaction, so that nobody's other change
//! is lost.

use super::super::command::Regrant;
use super::super::{Outcome, Result, Write};
use super::connection::Connection;
use super::{names, restrictions, rows};
use crate::domain::*;

/// Grants, revokes or sets what some subjects hold; everything else stays as it is.
pub(super) fn run(
    tx: &Connection,
    write: &Write,
    key: &SpaceKey,
    changes: &[(Subject, Regrant)],
) -> Result<Outcome> {
    let number = rows::space_by_key(tx, &write.who, key)?;
    let mut grants = rows::grants(tx, number)?;
    for (subject, change) in changes {
        let is_kept = |grant: &Grant| match change {
            Regrant::Add(_) => true,
            Regrant::Remove(gone) => grant.subject != *subject || !gone.contains(&grant.permission),
            Regrant::Exactly(_) => grant.subject != *subject,
        };
        grants.retain(is_kept);
        if let Regrant::Add(given) | Regrant::Exactly(given) = change {
            for permission in given {
                let grant = Grant { subject: subject.clone(), permission: *permission };
                if !grants.contains(&grant) {
                    grants.push(grant);
                }
            }
        }
    }
    restrictions::grant(tx, write, &names::space_id(number), &grants, None)
}
