//! `tildr perms`: who holds which permission in a space, granted and revoked.

use super::{asked, carry_out};
use crate::admin::access::stage::{Preset, granted, guard_grants, revoked};
use crate::admin::access::tell::word;
use crate::cli::session::Session;
use crate::cli::{space, target};
use crate::domain::{AccessChange, Grant, SpacePermission, Subject, Thing};
use crate::permission::Keys;
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
        staged: fn(&[Grant], &Subject, Keys) -> Vec<Grant>,
    ) -> Result<(), Report> {
        let wanted = self.permissions()?;
        let subject = space::subject(session, self.who.strip_prefix("group:").unwrap_or(&self.who))?;
        let space = target::space(session, &self.space)?;
        // As the wiki says it now: the last sync may be a while ago, and others administer, too.
        let seen = asked(session, space::admin(session)?.who(&Thing::Space(space.id.clone())))?;
        let before = seen.grants.unwrap_or_else(|| space.grants.clone().into());
        let after = staged(&before, &subject, wanted);
        let replica = session.replica()?;
        let people = replica.people()?;
        let guard = replica.me()?.and_then(|me| guard_grants(&space, &people, &me.id, &after));
        let of = |grants| AccessChange::Grants { space: space.id.clone(), grants };
        carry_out(session, of(before), &of(after), space.key.as_str(), guard)
    }

    fn permissions(&self) -> Result<Keys, Report> {
        let word = self.permission.as_str();
        let known = Preset::from_word(word)
            .map(Preset::keys)
            .or_else(|| SpacePermission::from_word(word).map(|permission| Keys::of(&[permission])));
        known.ok_or_else(|| {
            let words = SpacePermission::ALL.map(SpacePermission::word).join(", ");
            let presets = Preset::ALL.map(Preset::word).join(", ");
            Report::refused(format!("there is no permission `{word}`"))
                .hinted(format!("one of: {words}"))
                .hinted(format!("or a preset: {presets}"))
        })
    }
}
