//! Gate G8: what only one operation asks, and the ceiling of personal spaces.

use super::gate::{Case, read_lists};
use super::operation::Operation;
use super::question::{Principal, Target};
use super::reason::Reason;
use super::sight;
use super::who::{Level, Who};
use super::world::{Ceiling, PageState, PersonalMode, SpaceFacts, World};
use crate::domain::*;
use std::collections::BTreeSet;

/// Returns every reason of this gate, the first one first.
pub(super) fn gate(case: &Case<'_, '_>) -> Vec<Reason> {
    let mut reasons = match case.question.operation {
        Operation::Like | Operation::Watch | Operation::LabelForMe => signed_in(case),
        Operation::EditComment => author(case),
        Operation::DeleteComment | Operation::DeleteFile | Operation::Trash => creator(case),
        Operation::Move | Operation::MoveAway | Operation::Copy => destination(case),
        Operation::Restrict => self_lockout(case),
        Operation::ChangePermissions => grants(case),
        Operation::CreatePersonalSpace => personal_space(case),
        _ => global(case),
    };
    if let Some((id, space)) = case.space
        && !case.who.is_below_ceiling(space)
        && !case.acts_for_site()
    {
        reasons.push(Reason::Ceiling(id.clone()));
    }
    reasons
}

fn signed_in(case: &Case<'_, '_>) -> Vec<Reason> {
    if case.question.who == Principal::Anonymous { vec![Reason::NotSignedIn] } else { Vec::new() }
}

fn global(case: &Case<'_, '_>) -> Vec<Reason> {
    case.rule.global.filter(|&needed| !case.who.holds(needed)).map(Reason::NoGlobal).into_iter().collect()
}

fn personal_space(case: &Case<'_, '_>) -> Vec<Reason> {
    if case.who.level == Level::Guest {
        return vec![Reason::NoGlobal(GlobalPermission::PersonalSpace)];
    }
    let mut reasons = Vec::new();
    if matches!(case.world.site.personal, PersonalMode::Off { .. }) {
        reasons.push(Reason::Policy);
    }
    reasons.extend(global(case));
    let has = |space: &SpaceFacts| {
        space.kind == SpaceKind::Personal
            && space.status != SpaceStatus::Trashed
            && space.owner.as_ref() == case.who.id
    };
    let one = case.world.spaces.iter().find(|(_, space)| case.who.id.is_some() && has(space));
    reasons.extend(one.map(|(id, _)| Reason::AlreadyExists(id.clone())));
    reasons
}

/// Returns who made the thing: the author of a part, the creator of a page.
pub(super) fn maker<'c>(case: &'c Case<'_, '_>) -> Option<&'c UserId> {
    match case.question.target {
        Target::Part { author, .. } => Some(author),
        _ => case.page.map(|(_, page)| &page.creator),
    }
}

fn author(case: &Case<'_, '_>) -> Vec<Reason> {
    let own = case.who.id.is_some() && maker(case) == case.who.id;
    if own { Vec::new() } else { vec![Reason::NotAuthor] }
}

/// "Delete own" was good enough for the keys; here it has to be one's own.
fn creator(case: &Case<'_, '_>) -> Vec<Reason> {
    let Some((id, space)) = case.space else { return Vec::new() };
    let held = case.who.keys(space);
    let needed = case.rule.needs_for(case.is_post())[0];
    let own = case.who.id.is_some() && maker(case) == case.who.id;
    if held.meets(needed) || own || !held.has(SpacePermission::RemoveOwnContent) {
        return Vec::new();
    }
    needed.iter().take(1).map(|key| Reason::NotCreator(id.clone(), key)).collect()
}

/// Where a page or its copy goes: the space takes it, the new parent is visible, its restrictions can be kept.
fn destination(case: &Case<'_, '_>) -> Vec<Reason> {
    let Target::Place { page, space: id, parent } = case.question.target else { return Vec::new() };
    let within = case.page.is_some_and(|(_, page)| page.space == *id);
    let Some(space) = case.world.spaces.get(id) else { return vec![Reason::NotFound] };
    // A space that cannot be seen is answered like one that is not there.
    if space.status == SpaceStatus::Trashed || !sight::could_see_space(&case.who, space) {
        return vec![Reason::NotFound];
    }
    let mut reasons = Vec::new();
    // Moving within a space and leaving it are two operations with two sets of needs.
    if within != (case.question.operation == Operation::Move) && case.question.operation != Operation::Copy {
        reasons.push(Reason::NotFound);
    }
    if space.status == SpaceStatus::Archived {
        reasons.push(Reason::SpaceArchived(id.clone()));
    }
    let held = case.who.keys(space);
    let adds = if case.is_post() { SpacePermission::EditBlog } else { SpacePermission::EditSpace };
    if !held.has(adds) {
        reasons.push(Reason::TargetNoAdd(id.clone()));
    }
    if !parent.is_none_or(|parent| can_stand_under(case, page, id, parent)) {
        reasons.push(Reason::NotFound);
    }
    let restricts =
        held.has(SpacePermission::SetPagePermissions) || held.has(SpacePermission::SetSpacePermissions);
    if case.question.operation == Operation::MoveAway && !restricts && carries_lists(case.world, page) {
        reasons.push(Reason::TargetNoRestrict(id.clone()));
    }
    reasons
}

/// Tells whether a page can be put under another: that one is current, visible, and not below the page itself.
fn can_stand_under(case: &Case<'_, '_>, page: &PageId, space: &SpaceId, parent: &PageId) -> bool {
    let Some(facts) = case.world.pages.get(parent) else { return false };
    let Ok(above) = case.world.ancestors(facts) else { return false };
    let moves = case.question.operation != Operation::Copy;
    let sees = |id: &PageId| {
        case.world.pages.get(id).is_some_and(|page| read_lists(page).all(|list| case.who.is_on(list)))
    };
    facts.space == *space
        && facts.state == PageState::Current
        && facts.draft.is_none()
        && above.iter().copied().chain([parent]).all(|id| sees(id) && !(moves && id == page))
}

/// Tells whether something of a page would be lost where no restrictions can be set: lists of its own or of what
/// is below it, or lists above it that guard it now.
fn carries_lists(world: &World, page: &PageId) -> bool {
    let listed =
        |id: &PageId| world.pages.get(id).is_some_and(|page| !page.lists.is_open() || !page.kept.is_empty());
    let reads = |id: &PageId| world.pages.get(id).is_some_and(|page| read_lists(page).next().is_some());
    let above = world.pages.get(page).and_then(|page| world.ancestors(page).ok()).unwrap_or_default();
    above.into_iter().any(reads) || world.subtree(page).into_iter().any(listed)
}

/// After a change of lists, who made it must still see and edit the page.
fn self_lockout(case: &Case<'_, '_>) -> Vec<Reason> {
    match (case.question.target, case.page) {
        (Target::Lists { lists, confirmed: false, .. }, Some((id, _)))
            if !(case.who.passes(lists.read.as_ref()) && case.who.passes(lists.update.as_ref())) =>
        {
            vec![Reason::SelfLockout(id.clone())]
        }
        _ => Vec::new(),
    }
}

/// What a change of grants must leave: the owner's row, an administrator, the ceiling.
fn grants(case: &Case<'_, '_>) -> Vec<Reason> {
    let (Target::Grants { grants, .. }, Some((id, space))) = (case.question.target, case.space) else {
        return Vec::new();
    };
    let mut reasons = Vec::new();
    let row = |owner: &UserId| {
        let keeps = |permission| {
            grants.iter().any(|grant| {
                grant.permission == permission
                    && matches!(&grant.subject, Subject::User(user) if user == owner)
            })
        };
        SpacePermission::ALL.into_iter().all(keeps)
    };
    if space.kind == SpaceKind::Personal && space.owner.as_ref().is_some_and(|owner| !row(owner)) {
        reasons.push(Reason::OwnerLock(id.clone()));
    }
    let after = SpaceFacts { grants: grants.to_vec(), ..space.clone() };
    if admins(case.world, &after).next().is_none() {
        reasons.push(Reason::LastAdmin(id.clone()));
    }
    let new = grants.iter().filter(|grant| !space.grants.contains(grant));
    if new.into_iter().any(|grant| is_beyond_ceiling(case.world, space, &grant.subject)) {
        reasons.push(Reason::Ceiling(id.clone()));
    }
    reasons
}

/// Returns the people who administer a space.
pub(super) fn admins<'w>(world: &'w World, space: &'w SpaceFacts) -> impl Iterator<Item = &'w UserId> {
    world.people.keys().filter(|id| {
        let who = Who::new(world, Principal::User(id));
        who.keys(space).has(SpacePermission::SetSpacePermissions) && who.is_below_ceiling(space)
    })
}

/// Tells whether granting anything to `subject` would share a personal space further than it may be.
pub(super) fn is_beyond_ceiling(world: &World, space: &SpaceFacts, subject: &Subject) -> bool {
    if space.kind == SpaceKind::Site {
        return false;
    }
    let ceiling = &world.site.ceiling;
    match subject {
        Subject::User(user) => {
            let who = Who::new(world, Principal::User(user));
            who.level != Level::None && !who.is_below_ceiling(space)
        }
        Subject::Group(group) => match ceiling {
            Ceiling::Owner => true,
            Ceiling::Groups(groups) => !is_within(world, group, groups),
            Ceiling::Licensed | Ceiling::Guests | Ceiling::Anonymous => false,
        },
        Subject::Licensed | Subject::Admins => matches!(ceiling, Ceiling::Owner | Ceiling::Groups(_)),
        Subject::Anonymous => *ceiling != Ceiling::Anonymous,
    }
}

/// Tells whether a group is one of `groups` or nested in one.
fn is_within(world: &World, group: &GroupId, groups: &BTreeSet<GroupId>) -> bool {
    let mut met = BTreeSet::from([group]);
    let mut next = vec![group];
    while let Some(id) = next.pop() {
        if groups.contains(id) {
            return true;
        }
        let around = world.groups.get(id).into_iter().flat_map(|group| &group.within);
        next.extend(around.filter(|id| met.insert(id)));
    }
    false
}
