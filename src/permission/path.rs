//! How somebody comes to be allowed: every way, the shortest first.

use super::gate::{Case, GateId, read_lists};
use super::who::{Who, counts};
use crate::domain::*;

/// One way to one thing that is needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// What it gives.
    pub gives: Need,
    /// How.
    pub by: By,
}

/// Something an operation needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A global permission.
    Global(GlobalPermission),
    /// A key in the space.
    Key(SpacePermission),
    /// To pass the read lists of a page.
    Read(PageId),
    /// To pass the edit list of a page.
    Update(PageId),
}

/// How somebody is meant, the shortest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// By name.
    Name,
    /// As a member: the group that is named, then those one is a member of it through.
    Group(Vec<GroupId>),
    /// As everybody with an account.
    Licensed,
    /// As a site admin.
    Admins,
    /// As anybody.
    Anyone,
}

/// Returns every way to everything that was needed.
pub(super) fn paths(case: &Case<'_, '_>) -> Vec<Path> {
    let mut found = Vec::new();
    if let Some(permission) = case.rule.global {
        let of = case.world.site.globals.iter().filter(|(_, granted)| *granted == permission);
        let ways = of.filter_map(|(subject, _)| by(&case.who, subject));
        found.extend(ways.map(|by| Path { gives: Need::Global(permission), by }));
    }
    keys(case, &mut found);
    lists(case, &mut found);
    found.sort_by(|a, b| (a.by.length(), a).cmp(&(b.by.length(), b)));
    found.dedup();
    found
}

fn keys(case: &Case<'_, '_>, found: &mut Vec<Path>) {
    let Some((_, space)) = case.space.filter(|_| !case.acts_for_site()) else { return };
    let needs = case.rule.needs_for(case.is_post());
    let needed = |key: SpacePermission| {
        key == SpacePermission::ViewSpace
            || needs.iter().any(|keys| keys.has(key))
            || (key == SpacePermission::RemoveOwnContent && case.rule.own_will_do)
    };
    for grant in space.grants.iter().filter(|grant| needed(grant.permission) && counts(grant, case.world)) {
        if case.who.is_meant_by(&grant.subject)
            && let Some(by) = by(&case.who, &grant.subject)
        {
            found.push(Path { gives: Need::Key(grant.permission), by });
        }
    }
}

fn lists(case: &Case<'_, '_>, found: &mut Vec<Path>) {
    let Some((id, page)) = case.page.filter(|_| case.asks(GateId::OwnRead)) else { return };
    let above = case.world.ancestors(page).unwrap_or_default();
    for id in above.into_iter().chain([id]) {
        let read = case.world.pages.get(id).into_iter().flat_map(read_lists).flatten();
        let ways = read.filter_map(|member| by_member(&case.who, member));
        found.extend(ways.map(|by| Path { gives: Need::Read(id.clone()), by }));
    }
    if case.asks(GateId::OwnUpdate) {
        let ways = page.lists.update.iter().flatten().filter_map(|member| by_member(&case.who, member));
        found.extend(ways.map(|by| Path { gives: Need::Update(id.clone()), by }));
    }
}

impl By {
    fn length(&self) -> usize {
        match self {
            Self::Name => 0,
            Self::Group(chain) => chain.len(),
            Self::Licensed | Self::Admins | Self::Anyone => usize::MAX,
        }
    }
}

/// Returns how a subject means somebody.
pub(super) fn by(who: &Who<'_>, subject: &Subject) -> Option<By> {
    match subject {
        Subject::User(user) => (who.id == Some(user)).then_some(By::Name),
        Subject::Group(group) => through(who, group).map(By::Group),
        Subject::Licensed => Some(By::Licensed),
        Subject::Admins => Some(By::Admins),
        Subject::Anonymous => Some(By::Anyone),
    }
}

fn by_member(who: &Who<'_>, member: &Member) -> Option<By> {
    match member {
        Member::User(user) => (who.id == Some(user)).then_some(By::Name),
        Member::Group(group) => through(who, group).map(By::Group),
    }
}

/// Returns the groups from `named` down to the one that names the person.
fn through(who: &Who<'_>, named: &GroupId) -> Option<Vec<GroupId>> {
    let mut at = who.groups.iter().position(|(id, _)| *id == named)?;
    let mut chain = vec![named.clone()];
    while let Some(inner) = who.groups[at].1 {
        chain.push(who.groups[inner].0.clone());
        at = inner;
    }
    Some(chain)
}
