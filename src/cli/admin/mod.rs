//! `tildr admin`: what is done on the machine that holds the wiki, never over the network.

mod global;
mod group;
mod init;
mod token;
mod user;

use super::database::Database;
use super::session::{self, Session};
use crate::domain::{GroupId, Timestamp};
use crate::report::Report;
use crate::server::{Host, HostError, LocalAccount};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(super) struct AdminCommand {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make the first administrator of a wiki, and a token for them
    Init(init::Init),
    /// Accounts: add, list, show, change, deactivate
    #[command(subcommand)]
    User(user::User),
    /// Groups of people and of groups
    #[command(subcommand)]
    Group(group::Group),
    /// Tokens: what programs sign in with
    #[command(subcommand)]
    Token(token::Token),
    /// What people may do on the site as a whole
    #[command(subcommand)]
    Global(global::Global),
}

impl AdminCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let desk = Desk { session, host: self.host(session)?, runtime: session::runtime()? };
        match &self.verb {
            Verb::Init(command) => command.run(&desk),
            Verb::User(command) => command.run(&desk),
            Verb::Group(command) => command.run(&desk),
            Verb::Token(command) => command.run(&desk),
            Verb::Global(command) => command.run(&desk),
        }?;
        self.tell(session)
    }

    /// The wiki that `tildr serve` with the same settings opens.
    fn host(&self, session: &Session) -> Result<Host, Report> {
        let dir = session.dir()?;
        let place = self.database.place(&dir)?;
        // A profile that was used already has its person; groups can name them from the start.
        let host = match &self.verb {
            Verb::Group(_) if self.database.is_own() => {
                let account = session.account();
                Host::open_with(&place, &LocalAccount { login: account.login, full_name: account.full_name })
            }
            _ => Host::open(&place),
        };
        Ok(host?)
    }

    /// What the profile shows follows, where it shows this wiki.
    fn tell(&self, session: &Session) -> Result<(), Report> {
        let shown = self.database.is_own() && session.dir()?.join("replica.db").exists();
        let follows = shown && !session.dry_run && session.store()?.me()?.is_some();
        if follows { session.settle() } else { Ok(()) }
    }
}

/// What every verb works with.
struct Desk<'s> {
    session: &'s Session,
    host: Host,
    runtime: tokio::runtime::Runtime,
}

impl Desk<'_> {
    fn wait<T>(&self, answer: impl Future<Output = Result<T, HostError>>) -> Result<T, Report> {
        Ok(self.runtime.block_on(answer)?)
    }
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

/// Returns when something ends that lasts for so many days; 0 is never.
fn in_days(days: u32) -> Option<Timestamp> {
    let span = jiff::SignedDuration::from_hours(24 * i64::from(days));
    (days > 0).then(|| crate::config::now().checked_add(span).unwrap_or(Timestamp::MAX))
}
