//! Turns a model into a world, a deed into a question, and compares what both say.

use super::super::world::*;
use super::super::{Operation, Principal, Question, Session, Target, decide};
use super::reference::{Deed, Model, Name, Room, Sheet};
use crate::domain::*;

/// A model and the same as a world, with the ids at hand.
pub(super) struct Both {
    pub model: Model,
    pub world: World,
    users: Vec<UserId>,
    spaces: Vec<SpaceId>,
    pages: Vec<PageId>,
}

/// The moment every question is asked.
pub(super) fn session() -> Session {
    Session { now: Timestamp::from_second(NOW).expect("a moment"), break_glass_until: None }
}

const NOW: i64 = 1_800_000_000;
const DAY: i64 = 86_400;

pub(super) fn user(n: usize) -> UserId {
    UserId::new(format!("u{n}"))
}

fn group(n: usize) -> GroupId {
    GroupId::new(format!("g{n}"))
}

fn space(n: usize) -> SpaceId {
    SpaceId::new(format!("s{n}"))
}

pub(super) fn page(n: usize) -> PageId {
    PageId::new(format!("p{n}"))
}

fn member(name: Name) -> Member {
    match name {
        Name::Group(n) => Member::Group(group(n)),
        Name::User(n) => Member::User(user(n)),
        other => unreachable!("no list names {other:?}"),
    }
}

fn subject(name: Name) -> Subject {
    match name {
        Name::User(n) => Subject::User(user(n)),
        Name::Group(n) => Subject::Group(group(n)),
        Name::Licensed => Subject::Licensed,
        Name::Admins => Subject::Admins,
        Name::Anonymous => Subject::Anonymous,
    }
}

fn list(names: &[Name]) -> Members {
    names.iter().map(|&name| member(name)).collect()
}

impl Both {
    pub(super) fn new(model: Model) -> Self {
        let mut world = World::default();
        world.site.anonymous_access = model.anonymous;
        world.site.ceiling = match model.ceiling {
            0 => Ceiling::Owner,
            1 => Ceiling::Groups([group(0)].into()),
            2 => Ceiling::Licensed,
            3 => Ceiling::Guests,
            _ => Ceiling::Anonymous,
        };
        for n in 0..model.groups {
            let within = model.nested.iter().filter(|(inner, _)| *inner == n).map(|(_, outer)| group(*outer));
            world.groups.insert(group(n), Group { name: group(n).to_string(), within: within.collect() });
        }
        for (n, &(active, guest, uses, admin)) in model.users.iter().enumerate() {
            let groups =
                model.members.iter().filter(|(who, _)| *who == n).map(|(_, of)| group(*of)).collect();
            world.people.insert(user(n), Person { name: user(n).to_string(), active, guest, groups });
            for permission in [(uses, GlobalPermission::Use), (admin, GlobalPermission::SiteAdmin)] {
                world.site.globals.extend(permission.0.then(|| (Subject::User(user(n)), permission.1)));
            }
        }
        world.spaces =
            model.spaces.iter().enumerate().map(|(n, room)| (space(n), space_facts(n, room))).collect();
        world.pages =
            model.pages.iter().enumerate().map(|(n, sheet)| (page(n), page_facts(n, sheet))).collect();
        let users = (0..model.users.len()).map(user).collect();
        let spaces = (0..model.spaces.len()).map(space).collect();
        let pages = (0..model.pages.len()).map(page).collect();
        Self { model, world, users, spaces, pages }
    }

    /// Tells what the engine says.
    pub(super) fn decides(&self, who: Option<usize>, deed: Deed, page: usize) -> bool {
        let (operation, target) = self.asked(deed, page);
        let who = who.map_or(Principal::Anonymous, |n| Principal::User(&self.users[n]));
        decide(&self.world, &Question { who, operation, target }, &session()).allowed
    }

    /// Tells what both say, when they disagree.
    pub(super) fn disagreement(&self, who: Option<usize>, deed: Deed, page: usize) -> Option<String> {
        let (model, engine) = (self.model.allows(who, deed, page), self.decides(who, deed, page));
        (model != engine).then(|| format!("{who:?} {deed:?} page {page}: model {model}, engine {engine}"))
    }

    fn asked(&self, deed: Deed, page: usize) -> (Operation, Target<'_>) {
        let id = &self.pages[page];
        let part = |author: usize| Target::Part { page: id, author: &self.users[author] };
        let place = |to: usize| Target::Place {
            page: id,
            space: &self.spaces[self.model.pages[to].room],
            parent: Some(&self.pages[to]),
        };
        let whole = Target::Space(&self.spaces[self.model.pages[page].room]);
        match deed {
            Deed::View => (Operation::View, Target::Page(id)),
            Deed::Like => (Operation::Like, Target::Page(id)),
            Deed::Watch => (Operation::Watch, Target::Page(id)),
            Deed::ExportPage => (Operation::ExportPage, Target::Page(id)),
            // Posts have nothing below them: adding one is asked of the space.
            Deed::Create => (Operation::CreatePage, Target::Page(id)),
            Deed::Edit => (Operation::Edit, Target::Page(id)),
            Deed::Comment => (Operation::Comment, Target::Page(id)),
            Deed::EditComment { author } => (Operation::EditComment, part(author)),
            Deed::DeleteComment { author } => (Operation::DeleteComment, part(author)),
            Deed::Attach => (Operation::Attach, Target::Page(id)),
            Deed::DeleteFile { author } => (Operation::DeleteFile, part(author)),
            Deed::Trash => (Operation::Trash, Target::Page(id)),
            Deed::Restore => (Operation::Restore, Target::Page(id)),
            Deed::Purge => (Operation::Purge, Target::Page(id)),
            Deed::Restrict => (Operation::Restrict, Target::Page(id)),
            Deed::Lift => (Operation::Lift, Target::Page(id)),
            Deed::Move { to } => (Operation::Move, place(to)),
            Deed::MoveAway { to } => (Operation::MoveAway, place(to)),
            Deed::Copy { to } => (Operation::Copy, place(to)),
            Deed::ExportSpace => (Operation::ExportSpace, whole),
            Deed::Administer => (Operation::ChangeDetails, whole),
        }
    }
}

fn space_facts(n: usize, room: &Room) -> SpaceFacts {
    SpaceFacts {
        key: SpaceKey::new(space(n).to_string()),
        kind: if room.owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site },
        status: [SpaceStatus::Active, SpaceStatus::Archived, SpaceStatus::Trashed][room.status],
        status_since: None,
        owner: room.owner.map(user),
        grants: room
            .grants
            .iter()
            .map(|&(name, key)| Grant { subject: subject(name), permission: SpacePermission::ALL[key] })
            .collect(),
    }
}

fn page_facts(n: usize, sheet: &Sheet) -> PageFacts {
    let trashed = |days: i64| PageState::Trashed {
        by: user(sheet.creator),
        at: Timestamp::from_second(NOW - days * DAY).expect("a moment"),
    };
    PageFacts {
        space: space(sheet.room),
        kind: if sheet.post {
            PageKind::BlogPost { day: jiff::civil::date(2026, 11, 21) }
        } else {
            PageKind::Page
        },
        state: match sheet.state {
            0 | 1 => PageState::Current,
            2 => trashed(1),
            _ => trashed(31),
        },
        draft: (sheet.state == 1).then(Default::default),
        title: page(n).to_string(),
        parent: sheet.parent.map(page),
        creator: user(sheet.creator),
        lists: Restrictions {
            read: sheet.read.as_deref().map(list),
            update: sheet.update.as_deref().map(list),
        },
        kept: sheet.kept.iter().map(|names| list(names)).collect(),
        restricted_by: None,
    }
}
