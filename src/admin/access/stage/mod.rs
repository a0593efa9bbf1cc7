//! Changes of access before they are made: grants and lists edited as values, and what stops somebody from locking
//! themselves or everybody out. Pure.

use crate::domain::*;
use crate::permission::{Keys, set_row};
use std::collections::BTreeMap;

/// A row of permissions that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// View.
    Read,
    /// Also comments.
    Comment,
    /// Also adds and edits, and removes what is one's own.
    Contribute,
    /// Everything about content.
    Edit,
    /// Everything.
    Admin,
}

impl Preset {
    /// Every preset, each holding the one before it.
    pub const ALL: [Self; 5] = [Self::Read, Self::Comment, Self::Contribute, Self::Edit, Self::Admin];

    /// Returns what it holds.
    pub fn keys(self) -> Keys {
        match self {
            Self::Read => Keys::of(&SpacePermission::READ),
            Self::Comment => Keys::of(&SpacePermission::COMMENT),
            Self::Contribute => Keys::of(&SpacePermission::CONTRIBUTE),
            Self::Edit => Keys::of(&SpacePermission::EDIT),
            Self::Admin => Keys::of(&SpacePermission::ALL),
        }
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Comment => "comment",
            Self::Contribute => "contribute",
            Self::Edit => "edit",
            Self::Admin => "admin",
        }
    }

    /// Returns the word for it on the command line, where `admin` is the permission alone.
    pub fn word(self) -> &'static str {
        if self == Self::Admin { "all" } else { self.name() }
    }

    /// Reads the word of the command line.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.word() == word)
    }
}

/// Returns what each subject holds: people first, then groups, then everybody.
pub fn rows(grants: &[Grant]) -> BTreeMap<Subject, Keys> {
    let mut rows: BTreeMap<Subject, Keys> = BTreeMap::new();
    for grant in grants {
        let row = rows.entry(grant.subject.clone()).or_default();
        *row = row.with(grant.permission);
    }
    rows
}

/// Returns the grants where a subject holds these keys: any brings View along, and none is no row.
#[must_use]
pub fn with_row(grants: &[Grant], subject: &Subject, keys: Keys) -> Vec<Grant> {
    let mut grants = grants.to_vec();
    set_row(&mut grants, subject, keys);
    grants
}

/// Returns the grants where a subject holds these keys beside what they have.
#[must_use]
pub fn granted(grants: &[Grant], subject: &Subject, more: Keys) -> Vec<Grant> {
    let held = rows(grants).get(subject).copied().unwrap_or_default();
    with_row(grants, subject, held.iter().chain(more.iter()).collect())
}

/// Returns the grants where a subject does not hold these keys: without View nothing else stays.
#[must_use]
pub fn revoked(grants: &[Grant], subject: &Subject, less: Keys) -> Vec<Grant> {
    let held = rows(grants).get(subject).copied().unwrap_or_default();
    let keys = if less.has(SpacePermission::ViewSpace) { Keys::NONE } else { held.without(less) };
    with_row(grants, subject, keys)
}

/// Returns the grants where nobody but one account holds anything; that one holds everything.
#[must_use]
pub fn only(id: &UserId) -> Vec<Grant> {
    let of = |permission| Grant { subject: Subject::User(id.clone()), permission };
    SpacePermission::ALL.map(of).to_vec()
}

/// Returns what was staged on `base` on top of what is there now: each permission that was to come or go comes or goes,
/// and what somebody else did meanwhile stays.
#[must_use]
pub fn rebased(base: &[Grant], staged: &[Grant], now: &[Grant]) -> Vec<Grant> {
    let (old, new) = (rows(base), rows(staged));
    let mut grants = now.to_vec();
    for subject in old.keys().chain(new.keys().filter(|subject| !old.contains_key(subject))) {
        let of = |rows: &BTreeMap<Subject, Keys>| rows.get(subject).copied().unwrap_or_default();
        let (had, has) = (of(&old), of(&new));
        let (more, less) = (has.without(had), had.without(has));
        if !less.is_empty() {
            grants = revoked(&grants, subject, less);
        }
        if !more.is_empty() {
            grants = granted(&grants, subject, more);
        }
    }
    grants
}

/// The same for the lists of a page.
#[must_use]
pub fn relisted(base: &Restrictions, staged: &Restrictions, now: &Restrictions) -> Restrictions {
    let list = |base: &Option<Members>, staged: &Option<Members>, now: &Option<Members>| match (base, staged)
    {
        _ if base == staged => now.clone(),
        (Some(base), Some(staged)) => now.as_ref().map(|now| {
            let kept = now.iter().filter(|member| staged.contains(*member) || !base.contains(*member));
            kept.chain(staged.difference(base)).cloned().collect()
        }),
        _ => staged.clone(),
    };
    Restrictions {
        read: list(&base.read, &staged.read, &now.read),
        update: list(&base.update, &staged.update, &now.update),
    }
}

/// Returns the lists where somebody may see the page, and may edit it, too. Where everybody may, they do already.
#[must_use]
pub fn listed(lists: &Restrictions, member: &Member, edit: bool) -> Restrictions {
    let mut lists = lists.clone();
    if let Some(read) = &mut lists.read {
        read.insert(member.clone());
    }
    if let Some(update) = lists.update.as_mut().filter(|_| edit) {
        update.insert(member.clone());
    }
    lists
}

/// Returns the lists without somebody. A list that names nobody any more stays: it is for nobody then.
#[must_use]
pub fn unlisted(lists: &Restrictions, member: &Member) -> Restrictions {
    let mut lists = lists.clone();
    for list in [&mut lists.read, &mut lists.update].into_iter().flatten() {
        list.remove(member);
    }
    lists
}

/// Returns the lists with the place of somebody on one of them turned round. Who begins a list is on it; who may edit
/// may see.
#[must_use]
pub fn turned(lists: &Restrictions, member: &Member, edit: bool, me: &Member) -> Restrictions {
    let mut lists = lists.clone();
    let list = if edit { &mut lists.update } else { &mut lists.read };
    let on = match list {
        None => {
            *list = Some(Members::from([me.clone(), member.clone()]));
            true
        }
        Some(list) => !list.remove(member) && list.insert(member.clone()),
    };
    if edit
        && on
        && let Some(read) = &mut lists.read
    {
        read.extend([me.clone(), member.clone()]);
    }
    if !edit
        && !on
        && let Some(update) = &mut lists.update
    {
        update.remove(member);
    }
    // Who may edit a page that only some may see is one of those.
    if !edit
        && on
        && let (Some(read), Some(update)) = (&mut lists.read, &lists.update)
    {
        read.extend(update.iter().cloned());
    }
    lists
}

/// What stands against a change before anybody is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// The owner of a personal space keeps every permission.
    Owner(UserId),
    /// Nobody would administer the space.
    LastAdmin,
    /// Who makes it would no longer administer the space, or no longer see or edit the page.
    Myself(&'static str),
    /// A list would name nobody: the wiki has no word for that.
    Nobody,
}

/// Says what stands against grants: the owner, the last administrator, oneself.
pub fn guard_grants(space: &Space, people: &[User], me: &UserId, after: &[Grant]) -> Option<Guard> {
    let held = rows(after);
    if let Some(owner) = space.owner.as_ref().filter(|_| space.kind == SpaceKind::Personal) {
        let row = held.get(&Subject::User(owner.clone())).copied().unwrap_or_default();
        if !Preset::Admin.keys().without(row).is_empty() {
            return Some(Guard::Owner(owner.clone()));
        }
    }
    if !people.iter().any(|person| administers(person, &held)) {
        return Some(Guard::LastAdmin);
    }
    let myself = people.iter().find(|person| person.id == *me);
    let before = rows(&space.grants);
    if myself.is_some_and(|me| administers(me, &before) && !administers(me, &held)) {
        return Some(Guard::Myself("you would no longer administer the space"));
    }
    None
}

/// Says what stands against lists: oneself, and a list of nobody.
pub fn guard_lists(me: &User, after: &Restrictions) -> Option<Guard> {
    if after.read.iter().chain(&after.update).any(Members::is_empty) {
        return Some(Guard::Nobody);
    }
    let passes = |list: &Option<Members>| list.as_ref().is_none_or(|list| list.iter().any(|m| is(me, m)));
    match (passes(&after.read), passes(&after.update)) {
        (false, _) => Some(Guard::Myself("you would no longer see the page")),
        (true, false) => Some(Guard::Myself("you would no longer edit the page")),
        (true, true) => None,
    }
}

/// Returns those of a list for whom it does nothing, because none of them sees the space (S0-40).
pub fn without_effect(lists: &Restrictions, people: &[User], sees_space: &[UserId]) -> Vec<Member> {
    let listed: Members = lists.read.iter().chain(&lists.update).flatten().cloned().collect();
    let brought = |member: &Member| {
        people.iter().filter(|user| user.active && is(user, member)).any(|user| sees_space.contains(&user.id))
    };
    listed.into_iter().filter(|member| !brought(member)).collect()
}

/// Tells whether a member of a list is somebody, or a group they are in.
fn is(user: &User, member: &Member) -> bool {
    match member {
        Member::User(id) => user.id == *id,
        Member::Group(group) => user.groups.contains(group),
    }
}

fn administers(person: &User, rows: &BTreeMap<Subject, Keys>) -> bool {
    let meant = |subject: &Subject| match subject {
        Subject::User(id) => person.id == *id,
        Subject::Group(group) => person.groups.contains(group),
        Subject::Licensed => true,
        Subject::Admins | Subject::Anonymous => false,
    };
    let held = |permission| rows.iter().any(|(subject, keys)| meant(subject) && keys.has(permission));
    person.active && held(SpacePermission::ViewSpace) && held(SpacePermission::SetSpacePermissions)
}

#[cfg(test)]
mod tests;
