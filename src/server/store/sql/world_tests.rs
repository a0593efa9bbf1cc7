//! Random wikis, written by the store's own functions: what the engine says of their facts is what the store's reads
//! and checks say, for everybody and everything.

use super::super::super::command::{NewContent, SpaceName};
use super::super::super::{Command, Outcome, PageFilter, Principal, Result, StoreError, WorldSlice, Write};
use super::super::connection::Connection;
use super::super::suite::on_both;
use super::super::value::params;
use super::super::{access, globals, groups, names, pages, restrictions, rows, run};
use super::world;
use crate::domain::*;
use crate::permission::{self, Operation, Question, Session, Target, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const PEOPLE: [&str; 4] = ["ann", "bob", "cat", "dan"];
const GROUPS: [&str; 2] = ["staff", "hr"];

/// A list of a page: people and groups by their place, `None` for an open page.
type List = Option<Vec<usize>>;

/// A wiki to be made. Every number is taken modulo what there is.
#[derive(Debug, Clone)]
struct Plan {
    members: Vec<(usize, usize)>,
    /// The group that is put into the other one.
    nested: Option<usize>,
    /// Once everything is made: who is a guest, who is deactivated, whether groups alone let in, whether all may read.
    guests: Vec<usize>,
    gone: Option<usize>,
    by_group: bool,
    open: bool,
    /// Of each space: who gets what.
    spaces: Vec<Vec<(usize, usize)>>,
    /// Of each page: who makes it, where, below which one before it, and its lists.
    pages: Vec<(usize, usize, Option<usize>, List, List)>,
    trashed: Option<usize>,
    archived: Option<usize>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let list = || prop::option::weighted(0.3, prop::collection::vec(0usize..6, 0..3));
    let page = (0usize..4, 0usize..2, prop::option::weighted(0.7, 0usize..8), list(), list());
    let state = (
        prop::option::of(0usize..2),
        prop::collection::vec(0usize..4, 0..2),
        prop::option::weighted(0.2, 0usize..4),
        prop::bool::weighted(0.2),
        any::<bool>(),
    );
    (
        prop::collection::vec((0usize..4, 0usize..2), 0..5),
        prop::collection::vec(prop::collection::vec((0usize..8, 0usize..13), 2..14), 2..3),
        prop::collection::vec(page, 1..8),
        prop::option::of(0usize..8),
        prop::option::weighted(0.2, 0usize..2),
        state,
    )
        .prop_map(|(members, spaces, pages, trashed, archived, state)| {
            let (nested, guests, gone, by_group, open) = state;
            Plan { members, nested, guests, gone, by_group, open, spaces, pages, trashed, archived }
        })
}

fn member(at: usize) -> Member {
    match PEOPLE.get(at % 6) {
        Some(name) => Member::User((*name).into()),
        None => Member::Group(GROUPS[at % 6 - PEOPLE.len()].into()),
    }
}

fn subject(at: usize) -> Subject {
    match at % 8 {
        6 => Subject::Licensed,
        7 => Subject::Anonymous,
        at => match member(at) {
            Member::User(id) => Subject::User(id),
            Member::Group(id) => Subject::Group(id),
        },
    }
}

fn as_user(name: &str) -> Write {
    let who = Principal { id: name.into(), admin: false };
    Write { who, key: None, request: String::new(), now: Timestamp::UNIX_EPOCH }
}

/// Makes the wiki; returns its spaces and pages.
fn make(tx: &Connection, plan: &Plan) -> Result<(Vec<SpaceId>, Vec<PageId>)> {
    for name in PEOPLE {
        tx.run(
            "INSERT INTO account (id, login, login_folded, full_name, created) VALUES (?1, ?1, ?1, ?1, 0)",
            params![name],
        )?;
    }
    for name in GROUPS {
        groups::create(tx, &name.into(), "")?;
    }
    for (person, group) in &plan.members {
        groups::add(tx, &GROUPS[*group].into(), &[Named::Person(PEOPLE[*person].to_owned())])?;
    }
    if let Some(inner) = plan.nested {
        groups::add(tx, &GROUPS[1 - inner].into(), &[Named::Group(GROUPS[inner].into())])?;
    }
    let mut spaces = Vec::new();
    for (at, granted) in plan.spaces.iter().enumerate() {
        let grants = granted
            .iter()
            .map(|(who, what)| Grant { subject: subject(*who), permission: SpacePermission::ALL[*what] })
            .collect();
        let key = SpaceKey::new(format!("S{at}"));
        let made = Command::CreateSpace { key, name: format!("S{at}"), description: String::new(), grants };
        match run(tx, &as_user(PEOPLE[at]), made)? {
            Outcome::Space(space) => spaces.push(*space),
            other => panic!("{other:?}"),
        }
    }
    let mut made: Vec<(usize, PageId)> = Vec::new();
    for (by, space, parent, ..) in &plan.pages {
        let space = *space % spaces.len();
        let siblings: Vec<_> = made.iter().filter(|(in_space, _)| *in_space == space).collect();
        let parent =
            parent.filter(|_| !siblings.is_empty()).map(|at| siblings[at % siblings.len()].1.clone());
        let new = NewContent {
            space: SpaceName::Id(spaces[space].id.clone()),
            parent: parent.or_else(|| spaces[space].home.clone()),
            after: None,
            kind: PageKind::Page,
            title: format!("P{}", made.len()),
            storage: String::new(),
            labels: Vec::new(),
            message: String::new(),
            properties: Vec::new(),
            copy_of: None,
        };
        // Whoever may not make it leaves that to the one who made the space.
        let outcome = run(tx, &as_user(PEOPLE[*by]), Command::CreatePage(new.clone()))
            .or_else(|_| run(tx, &as_user(PEOPLE[space]), Command::CreatePage(new)))?;
        match outcome {
            Outcome::Page(page) => made.push((space, page.id)),
            other => panic!("{other:?}"),
        }
    }
    if let Some(at) = plan.trashed {
        let (space, page) = &made[at % made.len()];
        run(tx, &as_user(PEOPLE[*space]), Command::Trash(page.clone()))?;
    }
    for ((_, page), (.., read, update)) in made.iter().zip(&plan.pages) {
        let list = |list: &List| list.as_ref().map(|list| list.iter().map(|at| member(*at)).collect());
        let lists = Restrictions { read: list(read), update: list(update) };
        restrictions::store(tx, names::page_number(page)?, &lists)?;
    }
    if let Some(at) = plan.archived {
        let space = SpaceName::Id(spaces[at].id.clone());
        let status = Some(SpaceStatus::Archived);
        run(tx, &as_user(PEOPLE[at]), Command::SetSpaceStatus { space, status })?;
    }
    settle_people(tx, plan)?;
    let mut pages: Vec<_> = made.into_iter().map(|(_, page)| page).collect();
    pages.extend(spaces.iter().filter_map(|space| space.home.clone()));
    Ok((spaces.into_iter().map(|space| space.id).collect(), pages))
}

/// What is said about people once they have made what they make.
fn settle_people(tx: &Connection, plan: &Plan) -> Result<()> {
    for at in &plan.guests {
        tx.run("INSERT INTO guest (account) VALUES (?1) ON CONFLICT DO NOTHING", params![PEOPLE[*at]])?;
    }
    if let Some(at) = plan.gone {
        tx.run("UPDATE account SET active = 0 WHERE id = ?1", params![PEOPLE[at]])?;
    }
    if plan.by_group {
        globals::set(tx, &SiteSubject::Everyone, GlobalPermission::Use, false)?;
        let group = SiteSubject::Named(Named::Group(GROUPS[0].into()));
        globals::set(tx, &group, GlobalPermission::Use, true)?;
    }
    if plan.open {
        globals::set(tx, &SiteSubject::Anonymous, GlobalPermission::Use, true)?;
    }
    Ok(())
}

fn says(world: &World, who: &Principal, operation: Operation, target: Target<'_>) -> bool {
    let question = Question { who: who.asking(), operation, target };
    permission::decide(world, &question, &Session::default()).allowed
}

/// Names the first disagreement.
fn compare(tx: &Connection, spaces: &[SpaceId], ids: &[PageId]) -> Result<std::result::Result<(), String>> {
    let mut worlds = Vec::new();
    for page in ids {
        worlds.push((
            page,
            world(tx, &WorldSlice::Page(page.clone()))?,
            world(tx, &WorldSlice::Branch(page.clone()))?,
        ));
    }
    for name in PEOPLE.into_iter().chain([""]) {
        let who = as_user(name).who;
        let filter = PageFilter { limit: 1_000, ..PageFilter::default() };
        let listed: Vec<PageId> = pages::list(tx, &who, &filter)?.into_iter().map(|page| page.id).collect();
        for (page, slice, branch) in &worlds {
            let target = Target::Page(page);
            let row = rows::page(tx, &who, page);
            let live = row.as_ref().is_ok_and(|page| page.status == PageStatus::Current);
            let trashes = access::removable(tx, &who, page).is_ok() && live;
            let edits = access::editable(tx, &who, page).is_ok() && live;
            let comments = row.as_ref().is_ok_and(|page| access::check_commenting(tx, &who, page).is_ok());
            let attaches = row.as_ref().is_ok_and(|page| access::check_attaching(tx, &who, page).is_ok());
            for (operation, stored) in [
                (Operation::View, listed.contains(page)),
                (Operation::Edit, edits),
                (Operation::Trash, trashes),
                (Operation::Comment, comments),
                (Operation::Attach, attaches),
            ] {
                for facts in [slice, branch] {
                    if says(facts, &who, operation, target) != stored {
                        return Ok(Err(format!("{name} {operation:?} {page}: the store says {stored}")));
                    }
                }
            }
        }
        for space in spaces {
            let facts = world(tx, &WorldSlice::SpaceWithPages(space.clone()))?;
            let stored = rows::space(tx, &who, names::space_number(space)?).is_ok();
            if says(&facts, &who, Operation::View, Target::Space(space)) != stored {
                return Ok(Err(format!("{name} sees {space}: the store says {stored}")));
            }
            let mut seen: Vec<_> = facts.visible(who.asking()).cloned().collect();
            seen.sort();
            let mut stored: Vec<_> =
                listed.iter().filter(|id| facts.pages.contains_key(*id)).cloned().collect();
            stored.sort();
            if seen != stored {
                return Ok(Err(format!("{name} sees {seen:?} in {space}, the store lists {stored:?}")));
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
fn s0_25_the_engine_and_the_store_agree_on_random_wikis() {
    on_both(|database| {
        let mut connection = database.writer()?;
        super::super::migrate::migrate(&mut connection)
            .map_err(|_| StoreError::Failed("schema".to_owned()))?;
        let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
        let connection = std::cell::RefCell::new(connection);
        TestRunner::new(config)
            .run(&plan(), |plan| {
                let case = |tx: &Connection| -> std::result::Result<(), Over> {
                    let (spaces, ids) = make(tx, &plan)?;
                    Err(Over::Said(compare(tx, &spaces, &ids)?))
                };
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
