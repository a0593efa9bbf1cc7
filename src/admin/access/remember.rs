//! What can be said of access while the wiki is away: what it said at the last sync, and no more.

use crate::domain::*;
use crate::permission;

/// Says who could see a space, or a page of it, when the replica last heard of it. Lists of pages are known there only
/// by the people they leave; whether anything may be changed, and how, is the wiki's to say.
pub fn sightline(space: &Space, page: Option<&Page>, people: &[User], me: &User) -> Sightline {
    let audience = match page {
        Some(page) => permission::page_audience(page, space, people, me),
        None => permission::audience(space, people, me),
    };
    let mut subjects: Vec<Subject> = space
        .grants
        .iter()
        .filter(|grant| grant.permission == SpacePermission::ViewSpace)
        .map(|grant| grant.subject.clone())
        .collect();
    subjects.sort();
    subjects.dedup();
    let way = |subject: Subject| {
        let alone = Space { owner: None, grants: vec![view(&subject)].into(), ..space.clone() };
        let meant = permission::audience(&alone, people, me).people;
        let brings: Vec<UserId> = meant.into_iter().filter(|id| audience.people.contains(id)).collect();
        (!brings.is_empty()).then_some(WayIn { subject, brings })
    };
    Sightline {
        ways: subjects.into_iter().filter_map(way).collect(),
        could_gain: Vec::new(),
        lists: Vec::new(),
        grants: page.is_none().then(|| space.grants.to_vec()),
        people: Vec::new(),
        change: Verdict::default(),
        audience,
    }
}

fn view(subject: &Subject) -> Grant {
    Grant { subject: subject.clone(), permission: SpacePermission::ViewSpace }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_of_a_space_are_told_from_its_grants() {
        let user = |id: &str, groups: &[&str]| User {
            id: id.into(),
            name: id.to_owned(),
            full_name: String::new(),
            active: true,
            groups: groups.iter().map(|group| GroupId::new(*group)).collect(),
        };
        let people = [user("ann", &[]), user("bob", &["staff"]), user("cat", &[])];
        let space = Space {
            id: "s".into(),
            key: SpaceKey::new("S"),
            name: "S".to_owned(),
            kind: SpaceKind::Site,
            status: SpaceStatus::Active,
            owner: None,
            home: None,
            status_since: None,
            grants: vec![view(&Subject::Group("staff".into())), view(&Subject::User("ann".into()))].into(),
        };
        let seen = sightline(&space, None, &people, &people[0]);
        assert_eq!(seen.audience.people, ["ann".into(), "bob".into()]);
        let ways: Vec<(Subject, usize)> =
            seen.ways.into_iter().map(|way| (way.subject, way.brings.len())).collect();
        assert_eq!(ways, [(Subject::User("ann".into()), 1), (Subject::Group("staff".into()), 1)]);
        assert!(!seen.change.allowed, "nothing is changed while the wiki is away");
    }
}
