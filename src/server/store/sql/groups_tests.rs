//! Random groups inside groups: who is in one is what a simple model says, step by step, and what the engine makes of
//! the facts.

use super::super::suite::on_both;
use super::super::{accounts, migrate, world};
use super::*;
use crate::permission::{self, Who};
use crate::server::store::accounts::{AccountChange, NewAccount};
use crate::server::store::{Principal, WorldSlice, Write};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

const PEOPLE: [&str; 4] = ["ann", "bob", "cat", "dan"];
const GROUPS: [&str; 5] = ["g0", "g1", "g2", "g3", "g4"];

/// One change: a member is put into a group or taken out of it, or a group goes.
#[derive(Debug, Clone)]
enum Step {
    Add(usize, usize),
    Remove(usize, usize),
    Delete(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let pair = || (0..GROUPS.len(), 0..PEOPLE.len() + GROUPS.len());
    let step = prop_oneof![
        6 => pair().prop_map(|(group, member)| Step::Add(group, member)),
        2 => pair().prop_map(|(group, member)| Step::Remove(group, member)),
        1 => (0..GROUPS.len()).prop_map(Step::Delete),
    ];
    prop::collection::vec(step, 1..30)
}

fn named(at: usize) -> Named {
    match PEOPLE.get(at) {
        Some(login) => Named::Person((*login).to_owned()),
        None => Named::Group(GROUPS[at - PEOPLE.len()].into()),
    }
}

/// Who was put where, and nothing else.
#[derive(Default)]
struct Model(BTreeMap<usize, BTreeSet<usize>>);

impl Model {
    /// Follows every way down; `None` when it comes back to where it began.
    fn people(&self, group: usize, above: &[usize]) -> Option<BTreeSet<usize>> {
        let mut found = BTreeSet::new();
        for &member in self.0.get(&group).into_iter().flatten() {
            if member < PEOPLE.len() {
                found.insert(member);
            } else {
                let inner = member - PEOPLE.len();
                if above.contains(&inner) || inner == group {
                    return None;
                }
                found.extend(self.people(inner, &[above, &[group]].concat())?);
            }
        }
        Some(found)
    }

    fn apply(&mut self, step: &Step) -> bool {
        match *step {
            Step::Add(group, member) => {
                let fresh = !self.0.contains_key(&group);
                let missing = member >= PEOPLE.len()
                    && member - PEOPLE.len() != group
                    && !self.0.contains_key(&(member - PEOPLE.len()));
                let new = self.0.entry(group).or_default().insert(member);
                let loops = (0..GROUPS.len()).any(|group| self.people(group, &[]).is_none());
                if (missing || loops) && new {
                    self.0.entry(group).or_default().remove(&member);
                    if fresh {
                        self.0.remove(&group);
                    }
                    return false;
                }
                true
            }
            Step::Remove(group, member) => {
                self.0.get_mut(&group).is_some_and(|members| members.remove(&member))
            }
            Step::Delete(group) => {
                for members in self.0.values_mut() {
                    members.remove(&(PEOPLE.len() + group));
                }
                self.0.remove(&group).is_some()
            }
        }
    }
}

fn apply(tx: &Connection, step: &Step) -> Result<Outcome> {
    match step {
        Step::Add(group, member) => add(tx, &GROUPS[*group].into(), &[named(*member)]),
        Step::Remove(group, member) => remove(tx, &GROUPS[*group].into(), &[named(*member)]),
        Step::Delete(group) => delete(tx, &GROUPS[*group].into()),
    }
}

/// Makes the people, does every step, and compares after each.
fn play(tx: &Connection, steps: &[Step]) -> Result<std::result::Result<(), String>> {
    let write =
        Write { who: Principal::host(), key: None, request: String::new(), now: jiff::Timestamp::UNIX_EPOCH };
    for login in PEOPLE {
        let account = NewAccount {
            login: login.to_owned(),
            full_name: String::new(),
            email: String::new(),
            guest: false,
        };
        accounts::run(tx, &write, AccountChange::Add { account, password: None })?;
    }
    let mut model = Model::default();
    for step in steps {
        let (done, expected) = (tx.savepoint(|tx| apply(tx, step)), model.apply(step));
        if done.is_ok() != expected {
            return Ok(Err(format!("{step:?}: {done:?}, the model says {expected}")));
        }
        let facts = world::world(tx, &WorldSlice::Site)?;
        for (at, group) in GROUPS.iter().enumerate() {
            let people = model.people(at, &[]).expect("the model takes no loops");
            let expected: Vec<&str> = people.iter().map(|at| PEOPLE[*at]).collect();
            let stored: Vec<String> = tx.all(
                "SELECT a.login FROM membership m JOIN account a ON a.id = m.account WHERE m.team = ?1 \
                 ORDER BY a.login",
                params![group],
                |row| row.get(0),
            )?;
            let group_id = GroupId::new(*group);
            let mut decided: Vec<&str> = Vec::new();
            for (id, person) in &facts.people {
                if Who::new(&facts, permission::Principal::User(id)).is_in(&group_id) {
                    decided.push(&person.name);
                }
            }
            decided.sort_unstable();
            if stored != expected || decided != expected {
                return Ok(Err(format!(
                    "{step:?}, {group}: stored {stored:?}, decided {decided:?}, model {expected:?}"
                )));
            }
        }
    }
    Ok(Ok(()))
}

/// Ends the transaction of a case without a trace.
enum Over {
    Said(std::result::Result<(), String>),
    Failed(StoreError),
}

impl From<StoreError> for Over {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

#[test]
fn nested_groups_are_what_a_simple_model_says() {
    on_both(|database| {
        let mut connection = database.writer()?;
        migrate::migrate(&mut connection).map_err(|_| StoreError::Failed("schema".to_owned()))?;
        let connection = std::cell::RefCell::new(connection);
        let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&steps(), |steps| {
                let case =
                    |tx: &Connection| -> std::result::Result<(), Over> { Err(Over::Said(play(tx, &steps)?)) };
                match connection.borrow_mut().write(case) {
                    Err(Over::Said(said)) => said.map_err(TestCaseError::fail),
                    Err(Over::Failed(error)) => Err(TestCaseError::fail(error.to_string())),
                    Ok(()) => unreachable!("every case ends by going back"),
                }
            })
            .unwrap();
        Ok(())
    });
}

#[test]
fn t46_a_group_that_goes_opens_nothing_and_its_name_brings_nothing_back() {
    on_both(|database| {
        let mut connection = database.writer()?;
        migrate::migrate(&mut connection).map_err(|_| StoreError::Failed("schema".to_owned()))?;
        connection.write::<_, StoreError>(|tx| {
            tx.batch(
                "INSERT INTO account (id, login, login_folded, full_name, created) VALUES ('ann', 'ann', 'ann', 'A', 0); \
                 INSERT INTO space (id, key, key_folded, name, kind, status, creator, created) \
                    VALUES (1, 'S', 's', 'S', 'site', 'active', 'ann', 0); \
                 INSERT INTO content (id, space, kind, status, title, position, version, creator, created, read_restricted) \
                    VALUES (2, 1, 'page', 'current', 'P', 0, 1, 'ann', 0, 1); \
                 INSERT INTO team (name) VALUES ('hr'); \
                 INSERT INTO space_grant VALUES (1, 'group', 'hr', 'VIEW_SPACE'); \
                 INSERT INTO restriction VALUES (2, 'read', 'group', 'hr')",
            )?;
            delete(tx, &"hr".into())?;
            create(tx, &"hr".into(), "")?;
            add(tx, &"hr".into(), &[Named::Person("ann".to_owned())])?;
            let left: i64 = tx.only(
                "SELECT (SELECT count(*) FROM restriction) + (SELECT count(*) FROM space_grant)",
                params![],
                |row| row.get(0),
            )?;
            let still: bool =
                tx.only("SELECT read_restricted FROM content WHERE id = 2", params![], |row| row.get(0))?;
            assert!(left == 0 && still);
            Ok(())
        })
    });
}
