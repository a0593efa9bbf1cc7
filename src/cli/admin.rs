//! `tildr admin`: what is done on the machine that holds the wiki, never over the network.

use super::session::Session;
use super::wiki;
use crate::domain::GroupId;
use crate::report::Report;
use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Debug, Args)]
pub(super) struct AdminCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List groups, or say who is in one
    #[command(subcommand)]
    Group(Group),
}

#[derive(Debug, Subcommand)]
enum Group {
    /// List groups with their members
    List,
    /// Give a group these members, and no others; makes it when there is none
    Set {
        /// Its name: letters, digits, `-`, `_` and `.`
        name: String,
        /// Login names
        members: Vec<String>,
    },
}

impl AdminCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        match &self.verb {
            Verb::Group(Group::List) => list(session),
            Verb::Group(Group::Set { name, members }) => set(session, name, members),
        }
    }
}

fn list(session: &Session) -> Result<(), Report> {
    let mut groups: BTreeMap<GroupId, Vec<String>> = BTreeMap::new();
    for person in session.replica()?.people()? {
        for group in person.groups {
            groups.entry(group).or_default().push(person.name.clone());
        }
    }
    if session.out.is_json() {
        let object = |(name, members): (&GroupId, &Vec<String>)| json!({"name": name, "members": members});
        return session.out.object(&groups.iter().map(object).collect());
    }
    let row = |(name, members): (&GroupId, &Vec<String>)| vec![name.to_string(), members.join(", ")];
    let rows: Vec<Vec<String>> = groups.iter().map(row).collect();
    session.out.list(
        &["group", "members"],
        &rows,
        "no group has members; `tildr admin group set NAME LOGIN…`",
    )
}

fn set(session: &Session, name: &str, members: &[String]) -> Result<(), Report> {
    let group = group_named(name)?;
    let object = json!({"name": group, "members": members});
    if session.dry_run {
        return session.out.done(&format!("would set {name}: {}", members.join(", ")), object);
    }
    // The account comes to be before anybody can name it.
    let engine = session.engine()?;
    engine.wait(wiki::put_group(&session.dir()?, &session.account(), &group, members))?;
    session.settle()?;
    session.out.done(&format!("{name}: {}", members.join(", ")), object)
}

/// Takes a name that is easy to type and to show.
fn group_named(name: &str) -> Result<GroupId, Report> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match name.chars().count() {
        1..=64 if name.chars().all(fits) => Ok(GroupId::new(name.to_lowercase())),
        _ => Err(Report::refused(format!("`{name}` cannot be the name of a group"))
            .hinted("letters, digits, `-`, `_` and `.`, 64 at most")),
    }
}
