//! What is said of access in names: the same words on the screen and in the shell.

use super::stage::rows;
use crate::domain::*;
use crate::permission::Keys;

/// How many names a review lists before it counts the rest.
pub const NAMES: usize = 20;

/// Says by name who gains and who loses, what opens, and how the badge changes.
pub fn review(effects: &Effects) -> Vec<String> {
    let mut lines = Vec::new();
    for (sign, ids) in [("+", &effects.gains), ("−", &effects.loses)] {
        if !ids.is_empty() {
            lines.push(format!("{sign} {}", few(names(&effects.people, ids))));
        }
    }
    if effects.opens {
        lines.push("opens to ANYONE, also without an account".to_owned());
    }
    if lines.is_empty() {
        lines.push("nobody gains or loses sight of anything".to_owned());
    }
    if effects.before != effects.after {
        lines.push(format!("{} → {}", effects.before, effects.after));
    }
    lines
}

/// Lists the first names and counts the others.
pub fn few(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", names.join(", "))
}

/// Returns people by their login names.
pub fn names(people: &[User], ids: &[UserId]) -> Vec<String> {
    let name = |id: &UserId| {
        people.iter().find(|user| user.id == *id).map_or_else(|| id.to_string(), |user| user.name.clone())
    };
    ids.iter().map(name).collect()
}

/// Returns how a subject is typed.
pub fn word(people: &[User], subject: &Subject) -> String {
    match subject {
        Subject::User(id) => names(people, std::slice::from_ref(id)).remove(0),
        Subject::Group(id) => format!("group:{id}"),
        Subject::Licensed => "everyone".to_owned(),
        Subject::Admins => "admins".to_owned(),
        Subject::Anonymous => "anonymous".to_owned(),
    }
}

/// Returns how a member of a list is typed.
pub fn member_word(people: &[User], member: &Member) -> String {
    match member {
        Member::User(id) => word(people, &Subject::User(id.clone())),
        Member::Group(id) => word(people, &Subject::Group(id.clone())),
    }
}

/// Returns the grants that bring somebody, in the order of the wiki.
pub fn ways<'s>(seen: &'s Sightline, id: &UserId) -> Vec<&'s Subject> {
    seen.ways.iter().filter(|way| way.brings.contains(id)).map(|way| &way.subject).collect()
}

/// Says what becomes of each row of a space: `+ bob: View, Comment`, `− group:hr: everything`.
pub fn regranted(people: &[User], before: &[Grant], after: &[Grant]) -> Vec<String> {
    let (old, new) = (rows(before), rows(after));
    let mut subjects: Vec<&Subject> = old.keys().chain(new.keys()).collect();
    subjects.sort();
    subjects.dedup();
    let mut lines = Vec::new();
    for subject in subjects {
        let of =
            |rows: &std::collections::BTreeMap<Subject, Keys>| rows.get(subject).copied().unwrap_or_default();
        let (had, has) = (of(&old), of(&new));
        for (sign, keys) in [("+", has.without(had)), ("−", had.without(has))] {
            let names: Vec<&str> = keys.iter().map(SpacePermission::name).collect();
            match (names.is_empty(), sign == "−" && has.is_empty()) {
                (true, _) => {}
                (false, true) => lines.push(format!("− {}: everything", word(people, subject))),
                (false, false) => {
                    lines.push(format!("{sign} {}: {}", word(people, subject), names.join(", ")));
                }
            }
        }
    }
    lines
}

/// Says what becomes of each list of a page: `may see: + bob`, `may edit: only ann, group:hr`, `may see: open`.
pub fn relisted(people: &[User], before: &Restrictions, after: &Restrictions) -> Vec<String> {
    let mut lines = Vec::new();
    let lists = [("may see", &before.read, &after.read), ("may edit", &before.update, &after.update)];
    for (what, old, new) in lists {
        let words = |members: Vec<&Member>| -> String {
            members.into_iter().map(|member| member_word(people, member)).collect::<Vec<_>>().join(", ")
        };
        match (old, new) {
            (Some(old), Some(new)) => {
                for (sign, members) in
                    [("+", new.difference(old).collect::<Vec<_>>()), ("−", old.difference(new).collect())]
                {
                    if !members.is_empty() {
                        lines.push(format!("{what}: {sign} {}", words(members)));
                    }
                }
            }
            (None, Some(new)) => lines.push(format!("{what}: only {}", words(new.iter().collect()))),
            (Some(_), None) => lines.push(format!("{what}: open, no list any more")),
            (None, None) => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<User> {
        let user = |id: &str, name: &str| User {
            id: id.into(),
            name: name.to_owned(),
            full_name: String::new(),
            active: true,
            groups: Vec::new(),
        };
        vec![user("u1", "ann"), user("u2", "bob")]
    }

    fn grant(subject: Subject, permission: SpacePermission) -> Grant {
        Grant { subject, permission }
    }

    #[test]
    fn each_row_that_changes_is_told_and_no_other() {
        let ann = || Subject::User("u1".into());
        let bob = || Subject::User("u2".into());
        let hr = || Subject::Group("hr".into());
        let before = [
            grant(ann(), SpacePermission::ViewSpace),
            grant(hr(), SpacePermission::ViewSpace),
            grant(hr(), SpacePermission::Comment),
            grant(bob(), SpacePermission::ViewSpace),
            grant(bob(), SpacePermission::Comment),
        ];
        let after = [
            grant(ann(), SpacePermission::ViewSpace),
            grant(bob(), SpacePermission::ViewSpace),
            grant(bob(), SpacePermission::EditSpace),
        ];
        assert_eq!(
            regranted(&people(), &before, &after),
            ["+ bob: Add page", "− bob: Comment", "− group:hr: everything"]
        );
        assert!(regranted(&people(), &before, &before).is_empty());
    }

    #[test]
    fn lists_are_told_by_what_comes_and_goes() {
        let ann = Member::User("u1".into());
        let hr = Member::Group("hr".into());
        let only = |members: &[&Member]| Some(members.iter().map(|m| (*m).clone()).collect::<Members>());
        let before = Restrictions { read: only(&[&ann]), update: None };
        let after = Restrictions { read: only(&[&hr]), update: only(&[&ann, &hr]) };
        assert_eq!(
            relisted(&people(), &before, &after),
            ["may see: + group:hr", "may see: − ann", "may edit: only ann, group:hr"]
        );
        assert_eq!(
            relisted(&people(), &before, &Restrictions::default()),
            ["may see: open, no list any more"]
        );
    }

    #[test]
    fn of_many_names_the_first_are_told() {
        let names: Vec<String> = (0..23).map(|n| format!("p{n}")).collect();
        let told = few(names);
        assert!(told.starts_with("p0, p1") && told.ends_with("p19 and 3 more"), "{told}");
    }
}
