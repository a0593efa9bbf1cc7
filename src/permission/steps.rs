//! One change of grants as steps, for backends that take one row at a time.

use super::Keys;
use super::staged::Staged;
use crate::domain::*;
use std::collections::BTreeSet;

/// Returns the rows to write one after the other, so that nobody can do in between what they can do neither
/// before nor after: others lose before anybody gains, and `actor` loses last, to be able to finish.
pub fn steps(space: &SpaceId, before: &[Grant], after: &[Grant], actor: &UserId) -> Vec<Staged> {
    let keys = |grants: &[Grant], subject: &Subject| -> Keys {
        grants.iter().filter(|grant| grant.subject == *subject).map(|grant| grant.permission).collect()
    };
    let subjects: BTreeSet<&Subject> = before.iter().chain(after).map(|grant| &grant.subject).collect();
    let mut rows: Vec<_> = subjects
        .into_iter()
        .map(|subject| (subject, keys(before, subject), keys(after, subject)))
        .filter(|(_, old, new)| old != new)
        .collect();
    let turn = |(subject, old, new): &(&Subject, Keys, Keys)| match old.without(*new).is_empty() {
        false if matches!(subject, Subject::User(user) if user == actor) => 2,
        false => 0,
        true => 1,
    };
    rows.sort_by_key(turn);
    let row = |(subject, _, keys): (&Subject, Keys, Keys)| Staged::Row {
        space: space.clone(),
        subject: subject.clone(),
        keys,
    };
    rows.into_iter().map(row).collect()
}
