//! The commands that explanations hand out, exactly as they are typed.

use super::question::Principal;
use super::world::World;
use crate::domain::*;
use std::fmt;

/// A command that changes a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Grants a permission in a space.
    Grant(SpaceKey, String, SpacePermission),
    /// Adds somebody to those who may see a page.
    AddReader(PageId, String),
    /// Adds somebody to those who may edit a page.
    AddEditor(PageId, String),
    /// Lifts every restriction of a page.
    Clear(PageId),
    /// Takes a page out of the trash.
    RestorePage(PageId),
    /// Takes a space out of the trash.
    RestoreSpace(SpaceKey),
    /// Makes an archived space writable.
    Unarchive(SpaceKey),
    /// Hands a personal space to somebody else.
    Transfer(SpaceKey),
    /// Gives a site admin access to a space, on the record.
    Recover(SpaceKey),
    /// Activates an account.
    Activate(String),
    /// Grants a global permission.
    GrantGlobal(String, GlobalPermission),
    /// Shows the policies of the site.
    Policy,
    /// Opens a space.
    Open(SpaceKey),
    /// Signs in.
    SignIn,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tildr ")?;
        match self {
            Self::Grant(space, who, permission) => {
                write!(f, "perms grant {} {} {}", key(space), quoted(who), permission.word())
            }
            Self::AddReader(page, who) => {
                write!(f, "restrict set {} --add-read {}", quoted(page.as_str()), quoted(who))
            }
            Self::AddEditor(page, who) => {
                write!(
                    f,
                    "restrict set {} --add-read {who} --add-edit {who}",
                    quoted(page.as_str()),
                    who = quoted(who)
                )
            }
            Self::Clear(page) => write!(f, "restrict clear {}", quoted(page.as_str())),
            Self::RestorePage(page) => write!(f, "page restore {}", quoted(page.as_str())),
            Self::RestoreSpace(space) => write!(f, "space restore {}", key(space)),
            Self::Unarchive(space) => write!(f, "space unarchive {}", key(space)),
            Self::Transfer(space) => write!(f, "space transfer {} NEW-OWNER", key(space)),
            Self::Recover(space) => write!(f, "admin recover {}", key(space)),
            Self::Activate(who) => write!(f, "admin user activate {}", quoted(who)),
            Self::GrantGlobal(who, permission) => {
                write!(f, "admin global grant {} {}", quoted(who), permission.word())
            }
            Self::Policy => f.write_str("admin policy"),
            Self::Open(space) => write!(f, "open {}", key(space)),
            Self::SignIn => f.write_str("login URL"),
        }
    }
}

impl Command {
    /// Returns what it changes about access for the person it was handed out for; `None` where it is no such change,
    /// and for people without an account, to whom nothing is granted by name.
    pub fn remedy(&self, world: &World, who: Principal<'_>) -> Option<Remedy> {
        let Principal::User(who) = who else { return None };
        let listed = |page: &PageId, edit| Remedy::List {
            page: page.clone(),
            member: Member::User(who.clone()),
            edit,
        };
        match self {
            Self::Grant(key, _, permission) => {
                let (space, _) = world.spaces.iter().find(|(_, space)| space.key == *key)?;
                let subject = Subject::User(who.clone());
                Some(Remedy::Grant { space: space.clone(), subject, permission: *permission })
            }
            Self::AddReader(page, _) => Some(listed(page, false)),
            Self::AddEditor(page, _) => Some(listed(page, true)),
            Self::Clear(page) => Some(Remedy::Open { page: page.clone() }),
            _ => None,
        }
    }
}

/// Returns how a subject is typed: a login name, `group:NAME`, or the word for a class.
pub fn subject_word(world: &World, subject: &Subject) -> String {
    match subject {
        Subject::User(id) => world.people.get(id).map_or(id.as_str(), |person| &person.name).to_owned(),
        Subject::Group(id) => {
            let name = world.groups.get(id).map_or(id.as_str(), |group| &group.name);
            format!("group:{name}")
        }
        Subject::Licensed => "licensed".to_owned(),
        Subject::Admins => "admins".to_owned(),
        Subject::Anonymous => "anonymous".to_owned(),
    }
}

fn key(space: &SpaceKey) -> String {
    quoted(space.as_str())
}

/// Quotes a word for a shell where it needs that: `~ann` names a folder otherwise.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:@%+/".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::world::SpaceFacts;

    #[test]
    fn words_that_a_shell_would_change_are_quoted() {
        for (word, typed) in [
            ("ENG", "ENG"),
            ("~ann", "'~ann'"),
            ("group:hr", "group:hr"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(quoted(word), typed);
        }
    }

    #[test]
    fn each_command_is_spelled_as_it_is_typed() {
        let (space, page, who) = (SpaceKey::new("~ann"), PageId::from("7"), "group:hr".to_owned());
        let spelled = [
            (
                Command::Grant(space.clone(), who.clone(), SpacePermission::ViewSpace),
                "perms grant '~ann' group:hr view",
            ),
            (Command::AddReader(page.clone(), who.clone()), "restrict set 7 --add-read group:hr"),
            (Command::AddEditor(page.clone(), who), "restrict set 7 --add-read group:hr --add-edit group:hr"),
            (Command::Clear(page.clone()), "restrict clear 7"),
            (Command::RestorePage(page), "page restore 7"),
            (Command::RestoreSpace(space.clone()), "space restore '~ann'"),
            (Command::Unarchive(space.clone()), "space unarchive '~ann'"),
            (Command::Transfer(space.clone()), "space transfer '~ann' NEW-OWNER"),
            (Command::Recover(space.clone()), "admin recover '~ann'"),
            (Command::Open(space), "open '~ann'"),
            (Command::Activate("ann lee".to_owned()), "admin user activate 'ann lee'"),
            (Command::GrantGlobal("ann".to_owned(), GlobalPermission::Use), "admin global grant ann use"),
            (Command::Policy, "admin policy"),
            (Command::SignIn, "login URL"),
        ];
        for (command, typed) in spelled {
            assert_eq!(command.to_string(), format!("tildr {typed}"));
        }
    }

    #[test]
    fn a_remedy_is_the_change_that_the_command_makes_for_who_asked() {
        let (ours, page) = (SpaceKey::new("ENG"), PageId::from("7"));
        let mut world = World::default();
        for (id, key) in [("1", "OPS"), ("2", "ENG")] {
            let facts = SpaceFacts {
                key: SpaceKey::new(key),
                kind: SpaceKind::Site,
                status: SpaceStatus::Active,
                status_since: None,
                owner: None,
                grants: Vec::new(),
            };
            world.spaces.insert(id.into(), facts);
        }
        let ann = UserId::from("ann");
        let remedy = |command: &Command| command.remedy(&world, Principal::User(&ann));
        let granted = Command::Grant(ours.clone(), "ann".to_owned(), SpacePermission::ViewSpace);
        let subject = Subject::User(ann.clone());
        let permission = SpacePermission::ViewSpace;
        assert_eq!(remedy(&granted), Some(Remedy::Grant { space: "2".into(), subject, permission }));
        for (command, edit) in [
            (Command::AddReader(page.clone(), "ann".to_owned()), false),
            (Command::AddEditor(page.clone(), "ann".to_owned()), true),
        ] {
            let member = Member::User(ann.clone());
            assert_eq!(remedy(&command), Some(Remedy::List { page: page.clone(), member, edit }));
        }
        assert_eq!(remedy(&Command::Clear(page.clone())), Some(Remedy::Open { page }));
        let elsewhere = Command::Grant(SpaceKey::new("GONE"), "ann".to_owned(), SpacePermission::ViewSpace);
        for no_remedy in [elsewhere, Command::Unarchive(ours), Command::SignIn] {
            assert_eq!(remedy(&no_remedy), None, "{no_remedy}");
        }
        assert_eq!(
            granted.remedy(&world, Principal::Anonymous),
            None,
            "nobody is granted anything by no name"
        );
    }
}
