//! The audiences of many spaces: people are looked at once for each set of grants, not once for each space.

use super::audience::{Site, Viewers};
use crate::domain::*;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The permission that makes a viewer, and the grants that may give it.
type Asked = (SpacePermission, Vec<Grant>);

/// Everybody with an account, ready to be asked about.
pub struct Audiences {
    people: Vec<User>,
    reader: Option<User>,
    known: Mutex<HashMap<Asked, Arc<Viewers>>>,
}

impl Audiences {
    /// For a site that lets nobody read without an account; `reader` is told.
    pub fn new(people: Vec<User>, reader: Option<User>) -> Self {
        Self { people, reader, known: Mutex::default() }
    }

    /// Returns everybody with an account.
    pub fn people(&self) -> &[User] {
        &self.people
    }

    /// Returns who can see a space, as the reader would be told it.
    pub fn of(&self, space: &Space) -> Audience {
        let Some(reader) = &self.reader else {
            let badge = Badge::Unknown("not synced yet".to_owned());
            return Audience { badge, people: Vec::new() };
        };
        // What a grant to one account gives is given to nobody else, so everybody else is as without it.
        let is_personal = |grant: &&Grant| matches!(grant.subject, Subject::User(_));
        let shared: Vec<Grant> = space.grants.iter().filter(|grant| !is_personal(grant)).cloned().collect();
        let named: Vec<&UserId> = space
            .grants
            .iter()
            .filter_map(|grant| match &grant.subject {
                Subject::User(id) => Some(id),
                _ => None,
            })
            .chain(&space.owner)
            .collect();
        let site = Site { people: &self.people, anonymous: false };
        let needed = Site::needed(space);
        let mut viewers = (*self.shared(site, shared, needed)).clone();
        viewers.people.retain(|id| !named.contains(&id));
        let few: Vec<User> = self.people.iter().filter(|user| named.contains(&&user.id)).cloned().collect();
        let own = Site { people: &few, anonymous: false };
        viewers.people.extend(own.viewers(space.owner.as_ref(), &space.grants, needed).people);
        site.badged(viewers, reader)
    }

    fn shared(&self, site: Site<'_>, grants: Vec<Grant>, needed: SpacePermission) -> Arc<Viewers> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let viewers = known.entry((needed, grants)).or_insert_with_key(|(needed, grants)| {
            // Nobody owns what is shared.
            Arc::new(site.viewers(None, grants, *needed))
        });
        Arc::clone(viewers)
    }
}

impl std::fmt::Debug for Audiences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audiences").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::audience;
    use proptest::prelude::*;

    fn user(name: &str, groups: &[&str]) -> User {
        User {
            id: name.into(),
            name: name.to_owned(),
            full_name: name.to_uppercase(),
            active: name != "gone",
            groups: groups.iter().map(|&group| group.into()).collect(),
        }
    }

    fn people() -> Vec<User> {
        vec![
            user("ann", &["staff"]),
            user("bob", &["staff", "hr"]),
            user("cat", &[]),
            user("gone", &["staff"]),
        ]
    }

    fn subject() -> impl Strategy<Value = Subject> {
        prop_oneof![
            prop::sample::select(vec!["ann", "bob", "cat", "gone", "nobody"])
                .prop_map(|id| Subject::User(id.into())),
            prop::sample::select(vec!["staff", "hr", "none"]).prop_map(|id| Subject::Group(id.into())),
            Just(Subject::Licensed),
        ]
    }

    fn grants() -> impl Strategy<Value = Vec<Grant>> {
        let permission = prop::sample::select(SpacePermission::ALL.to_vec());
        let grant = (subject(), permission).prop_map(|(subject, permission)| Grant { subject, permission });
        prop::collection::vec(grant, 0..6)
    }

    #[test]
    fn it_knows_everybody_and_shows_none_of_them_to_a_log() {
        let audiences = Audiences::new(people(), None);
        assert_eq!(audiences.people(), people());
        assert_eq!(format!("{audiences:?}"), "Audiences { people: 4, .. }");
    }

    proptest! {
        #[test]
        fn it_says_what_is_said_of_each_space_alone(
            all in prop::collection::vec((grants(), prop::option::of(0usize..4), 0usize..3), 1..6),
        ) {
            let (people, reader) = (people(), user("ann", &["staff"]));
            let audiences = Audiences::new(people.clone(), Some(reader.clone()));
            for (grants, owner, status) in all {
                let space = Space {
                    id: "s".into(),
                    key: SpaceKey::new("S"),
                    name: "S".to_owned(),
                    kind: SpaceKind::Site,
                    status: [SpaceStatus::Active, SpaceStatus::Archived, SpaceStatus::Trashed][status],
                    owner: owner.map(|at| people[at].id.clone()),
                    home: None,
                    status_since: None,
                    grants: grants.into(),
                };
                prop_assert_eq!(audiences.of(&space), audience(&space, &people, &reader));
            }
        }
    }
}
