//! The people, spaces and pages of the truth table, and short ways to ask about them.

use super::super::world::*;
use super::super::{Operation, Principal, Question, Session, Target};
use crate::domain::*;
use std::collections::BTreeSet;

/// Fixtures live as long as the test program, so that questions can borrow from them.
pub(super) fn lasting<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn user(id: &str) -> &'static UserId {
    lasting(id.into())
}

pub(in crate::permission) fn page(id: &str) -> &'static PageId {
    lasting(id.into())
}

pub(super) fn space(id: &str) -> &'static SpaceId {
    lasting(id.into())
}

/// Asks about a page, as the account with this id, or as nobody in particular for `anon`.
pub(super) fn ask(who: &str, operation: Operation, on: &str) -> Question<'static> {
    of(who, operation, Target::Page(page(on)))
}

pub(super) fn of(who: &str, operation: Operation, target: Target<'static>) -> Question<'static> {
    let who = if who == "anon" { Principal::Anonymous } else { Principal::User(user(who)) };
    Question { who, operation, target }
}

pub(super) fn to(on: &str, into: &str, parent: &str) -> Target<'static> {
    Target::Place { page: page(on), space: space(into), parent: Some(page(parent)) }
}

/// Noon of 21 November 2026.
pub(super) fn noon() -> Session {
    Session { now: "2026-11-21T12:00:00Z".parse().expect("a moment"), break_glass_until: None }
}

/// Reads `ann,group:hr` as the entries of a list.
pub(super) fn members(list: &str) -> Members {
    let member = |name: &str| match name.strip_prefix("group:") {
        Some(group) => Member::Group(group.into()),
        None => Member::User(name.into()),
    };
    list.split(',').filter(|name| !name.is_empty()).map(member).collect()
}

/// Reads `staff`, `user ann`, `anonymous`, `licensed` or `admins` as a subject; a bare name is a group.
pub(super) fn subject(name: &str) -> Subject {
    match (name, name.strip_prefix("user ")) {
        (_, Some(user)) => Subject::User(user.into()),
        ("anonymous", _) => Subject::Anonymous,
        ("licensed", _) => Subject::Licensed,
        ("admins", _) => Subject::Admins,
        (group, _) => Subject::Group(group.into()),
    }
}

pub(super) fn rows(name: &str, permissions: &[SpacePermission]) -> Vec<Grant> {
    permissions.iter().map(|&permission| Grant { subject: subject(name), permission }).collect()
}

pub(super) fn set<T: for<'a> From<&'a str> + Ord>(names: &str) -> BTreeSet<T> {
    names.split_whitespace().map(T::from).collect()
}

/// The world of the truth table.
pub(in crate::permission) fn world() -> World {
    let mut world = World::default();
    for (id, within) in [("staff", ""), ("dev", "staff"), ("hr", ""), ("ctr", "")] {
        world.groups.insert(id.into(), Group { name: id.to_owned(), within: set(within) });
    }
    for (id, groups) in [
        ("ann", "staff"),
        ("bob", "staff"),
        ("cat", "staff hr"),
        ("dan", "dev"),
        ("eve", "ctr"),
        ("fay", "staff"),
        ("gil", ""),
        ("gus", "staff"),
        ("una", ""),
    ] {
        let (active, guest) = (id != "fay", id == "gil");
        world.people.insert(id.into(), Person { name: id.to_owned(), active, guest, groups: set(groups) });
        if id != "una" {
            world.site.globals.push((Subject::User(id.into()), GlobalPermission::Use));
        }
    }
    world.site.globals.push((Subject::User("gus".into()), GlobalPermission::SiteAdmin));
    world.site.globals.push((Subject::User("eve".into()), GlobalPermission::PersonalSpace));
    spaces(&mut world);
    pages(&mut world);
    world
}

fn spaces(world: &mut World) {
    use SpacePermission::*;
    let all = &SpacePermission::ALL;
    let mut add = |id: &str, owner: Option<&str>, grants: &[(&str, &[SpacePermission])]| {
        let facts = SpaceFacts {
            key: SpaceKey::new(id),
            kind: if owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site },
            status: SpaceStatus::Active,
            status_since: None,
            owner: owner.map(UserId::from),
            grants: grants.iter().flat_map(|(subject, permissions)| rows(subject, permissions)).collect(),
        };
        world.spaces.insert(id.into(), facts);
    };
    add("~ann", Some("ann"), &[("user ann", all)]);
    add("~bob", Some("bob"), &[("user bob", all), ("staff", &[ViewSpace, Comment])]);
    let staff = [ViewSpace, EditSpace, Comment, CreateAttachment, SetPagePermissions, RemoveOwnContent];
    add(
        "ENG",
        None,
        &[
            ("staff", &staff),
            ("user cat", &[ViewSpace, SetSpacePermissions]),
            ("ctr", &[EditSpace, Comment]),
            ("user gil", &[ViewSpace, EditSpace, SetPagePermissions]),
        ],
    );
    let cat: &[SpacePermission] = &[SetSpacePermissions];
    add("PUB", None, &[("anonymous", &[ViewSpace]), ("staff", &[ViewSpace, EditSpace]), ("user cat", cat)]);
}

/// Id, space, parent, creator, who may read, who may edit.
type Row =
    (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>);

fn pages(world: &mut World) {
    let rows: &[Row] = &[
        ("E0", "ENG", "", "cat", None, None),
        ("E1", "ENG", "E0", "bob", None, None),
        ("E2", "ENG", "E1", "ann", Some("ann,group:hr"), None),
        ("E3", "ENG", "E2", "ann", None, None),
        ("E4", "ENG", "E2", "bob", Some("bob"), None),
        ("E5", "ENG", "E0", "ann", None, Some("ann")),
        ("E6", "ENG", "E5", "ann", None, None),
        ("E7", "ENG", "E0", "bob", Some("bob"), Some("ann")),
        ("E8", "ENG", "E0", "dan", None, None),
        ("E9", "ENG", "E0", "bob", Some(""), None),
        ("P0", "PUB", "", "cat", None, None),
        ("P1", "PUB", "P0", "cat", None, None),
        ("B0", "~bob", "", "bob", None, None),
        ("BPub", "~bob", "B0", "bob", None, None),
        ("BPriv", "~bob", "B0", "bob", Some("bob"), Some("bob")),
        ("BP1", "~bob", "BPriv", "bob", None, None),
        ("A0", "~ann", "", "ann", None, None),
        ("A1", "~ann", "A0", "ann", Some("ann,bob"), None),
    ];
    for (id, space, parent, creator, read, update) in rows {
        let facts = PageFacts {
            space: (*space).into(),
            kind: PageKind::Page,
            state: PageState::Current,
            draft: None,
            title: (*id).to_owned(),
            parent: (!parent.is_empty()).then(|| (*parent).into()),
            creator: (*creator).into(),
            lists: Restrictions { read: read.map(members), update: update.map(members) },
            kept: Vec::new(),
            restricted_by: (read.is_some() || update.is_some()).then(|| (*creator).into()),
        };
        world.pages.insert((*id).into(), facts);
    }
}

/// A page as a local copy has it, with the accounts that its lists leave.
pub(in crate::permission) fn local_page(left: Option<Vec<UserId>>) -> Page {
    Page {
        id: "7".into(),
        space: "1".into(),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: "Private".into(),
        parent: None,
        position: 0,
        version: Version {
            number: 1,
            author: "ann".into(),
            when: Timestamp::UNIX_EPOCH,
            message: String::new(),
        },
        created: Timestamp::UNIX_EPOCH,
        labels: Vec::new(),
        restricted_to: left,
    }
}
