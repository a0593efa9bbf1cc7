//! `tildr perms`: who holds which permission in a space, granted and revoked.

use super::{carry_out, word};
use crate::cli::session::Session;
use crate::cli::{space, target};
use crate::domain::{AccessChange, Grant, Space, SpacePermission, Subject};
use crate::report::Report;
use clap::{Args, Subcommand};
use std::collections::BTreeMap;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(in crate::cli) struct Perms {
    /// Show the permissions of this space
    #[arg(required = true)]
    space: Option<String>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Give somebody a permission, or a preset
    Grant(Row),
    /// Take a permission away; View takes everything away
    Revoke(Row),
}

#[derive(Debug, Args)]
struct Row {
    /// The space
    space: String,
    /// A login name, `group:NAME`, or `everyone` with an account
    who: String,
    /// view, add-page, comment, …, or one of the presets read, comment, contribute, edit, all
    permission: String,
}

impl Perms {
    pub(in crate::cli) fn run(&self, session: &Session) -> Result<(), Report> {
        match (&self.verb, &self.space) {
            (Some(Verb::Grant(row)), _) => row.run(session, granted),
            (Some(Verb::Revoke(row)), _) => row.run(session, revoked),
            (None, Some(given)) => show(session, given),
            (None, None) => Err(Report::refused("name a space")),
        }
    }
}

fn show(session: &Session, given: &str) -> Result<(), Report> {
    let replica = session.replica()?;
    if session.settle().is_err() {
        session.out.note("the wiki cannot be reached: this is what it said at the last sync");
    }
    let space = target::space(session, given)?;
    let people = replica.people()?;
    let mut held: BTreeMap<&Subject, Vec<&'static str>> = BTreeMap::new();
    for permission in SpacePermission::ALL {
        for grant in space.grants.iter().filter(|grant| grant.permission == permission) {
            held.entry(&grant.subject).or_default().push(permission.word());
        }
    }
    let row = |(subject, words): (&&Subject, &Vec<&str>)| vec![word(&people, subject), words.join(" ")];
    let rows: Vec<Vec<String>> = held.iter().map(row).collect();
    session.out.list(&["who", "may"], &rows, "nobody holds anything here")
}

impl Row {
    fn run(
        &self,
        session: &Session,
        staged: fn(&Space, &Subject, &[SpacePermission]) -> Vec<Grant>,
    ) -> Result<(), Report> {
        let wanted = self.permissions()?;
        let subject = space::subject(session, self.who.strip_prefix("group:").unwrap_or(&self.who))?;
        let space = target::space(session, &self.space)?;
        let of = |grants| AccessChange::Grants { space: space.id.clone(), grants };
        let after = of(staged(&space, &subject, &wanted));
        carry_out(session, of(space.grants.clone()), &after, space.key.as_str())
    }

    fn permissions(&self) -> Result<Vec<SpacePermission>, Report> {
        Ok(match self.permission.as_str() {
            "read" => SpacePermission::READ.to_vec(),
            "contribute" => SpacePermission::CONTRIBUTE.to_vec(),
            "edit" => SpacePermission::EDIT.to_vec(),
            "all" => SpacePermission::ALL.to_vec(),
            word => match SpacePermission::from_word(word) {
                Some(permission) => vec![permission],
                None => {
                    let words = SpacePermission::ALL.map(SpacePermission::word).join(", ");
                    return Err(Report::refused(format!("there is no permission `{word}`"))
                        .hinted(format!("one of: {words}"))
                        .hinted("or a preset: read, comment, contribute, edit, all"));
                }
            },
        })
    }
}

/// Any permission brings View along.
fn granted(space: &Space, subject: &Subject, wanted: &[SpacePermission]) -> Vec<Grant> {
    let mut grants = space.grants.clone();
    for permission in [SpacePermission::ViewSpace].iter().chain(wanted) {
        let grant = Grant { subject: subject.clone(), permission: *permission };
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    grants
}

/// Without View nothing else counts, and nothing else stays.
fn revoked(space: &Space, subject: &Subject, unwanted: &[SpacePermission]) -> Vec<Grant> {
    let all = unwanted.contains(&SpacePermission::ViewSpace);
    let goes = |grant: &Grant| grant.subject == *subject && (all || unwanted.contains(&grant.permission));
    space.grants.iter().filter(|grant| !goes(grant)).cloned().collect()
}
