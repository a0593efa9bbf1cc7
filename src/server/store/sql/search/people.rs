//! Looking for people: by full name, by login name, by key.

use super::super::super::search::{Found, Hit, Wanted};
use super::super::super::{Principal, Result};
use super::super::connection::Connection;
use super::super::value::params;
use super::super::{directory, rows};
use crate::server::cql::{Atom, Expr, Kind, Match, Role, Who};

/// Finds active accounts, by full name, for who may look at profiles.
pub(super) fn search(tx: &Connection, who: &Principal, wanted: &Wanted) -> Result<Found> {
    directory::check(tx, who)?;
    let people = tx.all(
        "SELECT id, login, full_name FROM account WHERE active = 1 ORDER BY full_name, id",
        params![],
        |row| Ok(Person { id: row.get(0)?, login: row.get(1)?, full_name: row.get(2)? }),
    )?;
    let found: Vec<&Person> =
        people.iter().filter(|person| person.meets(&wanted.query.filter, who)).collect();
    let mut hits = Vec::new();
    for person in found.iter().skip(wanted.start).take(wanted.limit) {
        hits.extend(rows::user(tx, &person.id)?.map(|user| Hit::User(Box::new(user))));
    }
    Ok(Found { total: found.len(), hits })
}

struct Person {
    id: String,
    login: String,
    full_name: String,
}

impl Person {
    fn meets(&self, expr: &Expr, who: &Principal) -> bool {
        match expr {
            Expr::All(parts) => parts.iter().all(|part| self.meets(part, who)),
            Expr::Any(parts) => parts.iter().any(|part| self.meets(part, who)),
            Expr::Not(part) => !self.meets(part, who),
            Expr::Is(Atom::Kind(kinds)) => kinds.contains(&Kind::User),
            Expr::Is(Atom::FullName(Match::Is(names))) => names.contains(&self.full_name),
            Expr::Is(Atom::FullName(Match::Holds(words)) | Atom::Text(words)) => {
                words.are_in(&format!("{} {}", self.full_name, self.login))
            }
            Expr::Is(Atom::Person(Role::Same, people)) => people.iter().any(|person| match person {
                Who::Me => who.id.as_str() == self.id,
                Who::Named(name) => *name == self.id || name.to_lowercase() == self.login.to_lowercase(),
            }),
            Expr::Is(_) => false,
        }
    }
}
