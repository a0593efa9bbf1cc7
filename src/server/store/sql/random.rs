//! Random wikis to test the store on, made by its own functions, on every database there is.

use super::super::command::{NewContent, SpaceName};
use super::super::{Command, Outcome, Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::suite::on_both;
use super::value::params;
use super::{feed, globals, groups, names, restrictions, run};
use crate::domain::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

pub(super) const PEOPLE: [&str; 4] = ["ann", "bob", "cat", "dan"];
pub(super) const GROUPS: [&str; 2] = ["staff", "hr"];

/// A list of a page: people and groups by their place, `None` for an open page.
pub(super) type List = Option<Vec<usize>>;

/// A wiki to be made. Every number is taken modulo what there is.
#[derive(Debug, Clone)]
pub(super) struct Plan {
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
    /// Lists that pages keep from places they have left.
    kept: Vec<(usize, Vec<usize>)>,
    /// What changes afterwards.
    pub(super) change: Change,
}

/// A change of sight. Every number is taken modulo what there is.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Restrict(usize, List),
    Move(usize, usize),
    Grant(usize, Vec<(usize, usize)>),
    Members(usize, Vec<usize>),
    Status(usize, SpaceStatus),
    Purge(usize),
    Guest(usize, bool),
}

fn change() -> impl Strategy<Value = Change> {
    let list = || prop::option::of(prop::collection::vec(0usize..6, 0..3));
    let status = prop::sample::select(vec![SpaceStatus::Trashed, SpaceStatus::Archived, SpaceStatus::Active]);
    prop_oneof![
        (0usize..9, list()).prop_map(|(page, list)| Change::Restrict(page, list)),
        (0usize..9, 0usize..9).prop_map(|(page, to)| Change::Move(page, to)),
        (0usize..2, prop::collection::vec((0usize..7, 0usize..3), 0..6))
            .prop_map(|(s, g)| Change::Grant(s, g)),
        (0usize..2, prop::collection::vec(0usize..4, 0..4)).prop_map(|(g, m)| Change::Members(g, m)),
        (0usize..2, status).prop_map(|(space, status)| Change::Status(space, status)),
        (0usize..9).prop_map(Change::Purge),
        (0usize..4, any::<bool>()).prop_map(|(person, is_guest)| Change::Guest(person, is_guest)),
    ]
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
        prop::collection::vec((0usize..8, prop::collection::vec(0usize..6, 0..3)), 0..3),
        state,
        change(),
    )
        .prop_map(|(members, spaces, pages, trashed, archived, kept, state, change)| {
            let (nested, guests, gone, by_group, open) = state;
            Plan {
                nested,
                guests,
                gone,
                by_group,
                open,
                members,
                spaces,
                pages,
                trashed,
                archived,
                kept,
                change,
            }
        })
}

pub(super) fn member(at: usize) -> Member {
    match PEOPLE.get(at % 6) {
        Some(name) => Member::User((*name).into()),
        None => Member::Group(GROUPS[at % 6 - PEOPLE.len()].into()),
    }
}

pub(super) fn subject(at: usize) -> Subject {
    match at % 8 {
        6 => Subject::Licensed,
        7 => Subject::Anonymous,
        at => match member(at) {
            Member::User(id) => Subject::User(id),
            Member::Group(id) => Subject::Group(id),
        },
    }
}

pub(super) fn as_user(name: &str) -> Write {
    let who = Principal { id: name.into(), admin: false };
    Write { who, key: None, request: String::new(), now: Timestamp::UNIX_EPOCH }
}

/// Makes the wiki; returns its spaces and pages.
pub(super) fn make(tx: &Connection, plan: &Plan) -> Result<(Vec<SpaceId>, Vec<PageId>)> {
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
            properties: Vec::new(),
            message: String::new(),
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
    for (list, (at, members)) in plan.kept.iter().enumerate() {
        let page = names::page_number(&made[at % made.len()].1)?;
        tx.run("INSERT INTO kept_list (content, list) VALUES (?1, ?2)", params![page, list as i64])?;
        for member in members.iter().map(|at| member(*at)).collect::<Members>() {
            let (kind, subject) = names::member_words(&member);
            tx.run(
                "INSERT INTO kept_member (content, list, kind, subject) VALUES (?1, ?2, ?3, ?4)",
                params![page, list as i64, kind, subject],
            )?;
        }
    }
    for (number, (space, page)) in (1_i64..).zip(&made) {
        furnish(tx, number, names::page_number(page)?, PEOPLE[*space])?;
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

/// Puts a comment and a file with the number on a page, and everybody's watch.
fn furnish(tx: &Connection, number: i64, page: i64, by: &str) -> Result<()> {
    // No two things of a wiki have one number.
    let file = number + 1_000;
    tx.run(
        "INSERT INTO comment (id, content, creator, created, version, author, saved, storage) \
         VALUES (?1, ?2, ?3, 0, 1, ?3, 0, '')",
        params![number, page, by],
    )?;
    tx.run(
        "INSERT INTO attachment (id, content, name, version, creator, created) VALUES (?1, ?2, 'f', 1, ?3, 0)",
        params![file, page, by],
    )?;
    tx.run(
        "INSERT INTO attachment_version (attachment, number, file, size, hash, media_type, author, saved, message) \
         VALUES (?1, 1, 'f', 0, '', '', ?2, 0, '')",
        params![file, by],
    )?;
    for name in PEOPLE {
        tx.run("INSERT INTO watch (account, kind, target) VALUES (?1, 'content', ?2)", params![name, page])?;
    }
    feed::page_shown(tx, page)
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

/// Plays random wikis on each database, the same in every run, more with `PROPTEST_CASES`; every case goes back to nothing.
pub(super) fn on_random_wikis(
    cases: u32,
    check: impl Fn(&Connection, &Plan) -> Result<std::result::Result<(), String>>,
) {
    on_both(|database| {
        let mut connection = database.writer()?;
        super::migrate::migrate(&mut connection).map_err(|_| StoreError::Failed("schema".to_owned()))?;
        connection.run("INSERT INTO meta (name, value) VALUES ('epoch', 'e')", params![])?;
        let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
        let config = Config { cases: asked.unwrap_or(cases), failure_persistence: None, ..Config::default() };
        let connection = std::cell::RefCell::new(connection);
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
            .run(&plan(), |plan| {
                let case =
                    |tx: &Connection| -> std::result::Result<(), Over> { Err(Over::Said(check(tx, &plan)?)) };
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

/// Plays on an empty wiki on each database.
pub(super) fn on_empty_wikis(play: impl Fn(&Connection) -> Result<()>) {
    on_both(|database| {
        let mut connection = database.writer()?;
        super::migrate::migrate(&mut connection).map_err(|_| StoreError::Failed("schema".to_owned()))?;
        connection.run("INSERT INTO meta (name, value) VALUES ('epoch', 'e')", params![])?;
        connection.write(|tx| play(tx))
    });
}
