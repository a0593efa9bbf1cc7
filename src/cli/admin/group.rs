//! `tildr admin group`: groups of people, and of groups.

use super::{Desk, group_named};
use crate::domain::{GroupId, Named};
use crate::report::Report;
use crate::server::TeamRow;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum Group {
    /// List groups with everybody who is in them
    List,
    /// Make an empty group
    Create {
        /// Its name: letters, digits, `-`, `_` and `.`
        name: String,
        /// What it is for
        #[arg(long, default_value = "")]
        description: String,
    },
    /// Remove a group from everywhere; whatever it alone let people into, is closed
    Delete {
        /// Its name
        name: String,
    },
    /// Put people and groups into a group; makes it when there is none
    Add {
        /// Its name
        name: String,
        /// Login names, and `group:NAME` for groups
        #[arg(required = true)]
        members: Vec<String>,
    },
    /// Take people and groups out of a group
    Remove {
        /// Its name
        name: String,
        /// Login names, and `group:NAME` for groups
        #[arg(required = true)]
        members: Vec<String>,
    },
    /// Give a group these members, and no others; makes it when there is none
    Set {
        /// Its name: letters, digits, `-`, `_` and `.`
        name: String,
        /// Login names, and `group:NAME` for groups
        members: Vec<String>,
    },
}

impl Group {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Report> {
        match self {
            Self::List => list(desk),
            Self::Create { name, description } => create(desk, name, description),
            Self::Delete { name } => delete(desk, name),
            Self::Add { name, members } => {
                let (group, members) = (group_named(name)?, named(members));
                change(
                    desk,
                    "would add to",
                    &group,
                    &members,
                    desk.host.add_members(group.clone(), members.clone()),
                )
            }
            Self::Remove { name, members } => {
                let (group, members) = (group_named(name)?, named(members));
                let answer = desk.host.remove_members(group.clone(), members.clone());
                change(desk, "would remove from", &group, &members, answer)
            }
            Self::Set { name, members } => {
                let (group, members) = (group_named(name)?, named(members));
                change(
                    desk,
                    "would set",
                    &group,
                    &members,
                    desk.host.set_members(group.clone(), members.clone()),
                )
            }
        }
    }
}

fn named(words: &[String]) -> Vec<Named> {
    words.iter().map(|word| Named::from_word(word)).collect()
}

fn list(desk: &Desk<'_>) -> Result<(), Report> {
    let groups = desk.wait(desk.host.groups())?;
    if desk.session.out.is_json() {
        return desk.session.out.object(&groups.iter().map(object).collect::<Value>());
    }
    let row = |group: &TeamRow| {
        vec![group.name.to_string(), words(&group.direct).join(", "), group.members.join(", ")]
    };
    let rows: Vec<_> = groups.iter().map(row).collect();
    desk.session.out.list(
        &["group", "put into it", "everybody in it"],
        &rows,
        "no groups; `tildr admin group set NAME LOGIN…`",
    )
}

fn words(members: &[Named]) -> Vec<String> {
    members.iter().map(Named::to_string).collect()
}

fn object(group: &TeamRow) -> Value {
    json!({
        "name": group.name, "description": group.description, "direct": words(&group.direct),
        "members": group.members,
    })
}

fn create(desk: &Desk<'_>, name: &str, description: &str) -> Result<(), Report> {
    let group = group_named(name)?;
    if desk.session.dry_run {
        return desk.session.out.done(&format!("would make the group {group}"), json!({"name": group}));
    }
    desk.wait(desk.host.create_group(group.clone(), description.to_owned()))?;
    desk.session.out.done(&format!("{group} is made; nobody is in it"), json!({"name": group, "members": []}))
}

fn delete(desk: &Desk<'_>, name: &str) -> Result<(), Report> {
    let group = group_named(name)?;
    if desk.session.dry_run {
        return desk.session.out.done(&format!("would remove the group {group}"), json!({"name": group}));
    }
    desk.session.confirm(&format!("the group {group} goes from every group, grant and list"))?;
    desk.wait(desk.host.delete_group(group.clone()))?;
    desk.session.out.done(&format!("{group} is removed"), json!({"name": group, "removed": true}))
}

fn change(
    desk: &Desk<'_>,
    would: &str,
    group: &GroupId,
    members: &[Named],
    answer: impl Future<Output = Result<(), crate::server::HostError>>,
) -> Result<(), Report> {
    if desk.session.dry_run {
        let object = json!({"name": group, "members": words(members)});
        return desk.session.out.done(&format!("{would} {group}: {}", words(members).join(", ")), object);
    }
    desk.wait(answer)?;
    let groups = desk.wait(desk.host.groups())?;
    let Some(after) = groups.iter().find(|found| found.name == *group) else { return Ok(()) };
    desk.session.out.done(&format!("{group}: {}", after.members.join(", ")), object(after))
}
