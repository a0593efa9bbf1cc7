//! `tildr profile`: separate wikis with separate stores; nothing is shared between them.

use super::session::Session;
use crate::config::Login;
use crate::report::{Kind, Report};
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct ProfileCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the profiles
    List,
    /// Make a profile
    Add {
        /// Its name
        name: String,
    },
    /// Work in this profile from now on
    Use {
        /// Its name
        name: String,
    },
    /// Remove a profile with everything in it
    Remove {
        /// Its name
        name: String,
    },
}

impl ProfileCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        match &self.verb {
            Verb::List => list(session),
            Verb::Add { name } => add(session, name),
            Verb::Use { name } => choose(session, name),
            Verb::Remove { name } => remove(session, name),
        }
    }
}

/// Lists the profiles with their wikis.
pub(super) fn list(session: &Session) -> Result<(), Report> {
    let row = |name: String| {
        let current = if name == session.profile { "in use" } else { "" };
        let dir = session.paths.profile_dir(&name)?;
        // One that cannot be read must not hide the others.
        let (wiki, user) = match Login::read(&dir) {
            Ok(Some(login)) if login.is_signed_in() => (login.url, login.user),
            Ok(Some(login)) => (login.url, "signed out".to_owned()),
            Ok(None) => ("its own".to_owned(), String::new()),
            Err(error) => (error.to_string(), String::new()),
        };
        Ok(vec![name, current.to_owned(), wiki, user, dir.display().to_string()])
    };
    let rows = session.paths.profiles().into_iter().map(row).collect::<Result<Vec<_>, Report>>()?;
    session.out.list(&["name", "state", "wiki", "user", "path"], &rows, "")
}

fn add(session: &Session, name: &str) -> Result<(), Report> {
    if session.paths.profile_dir(name)?.exists() {
        return Err(Report::refused(format!("there is a profile `{name}` already"))
            .hinted(format!("`tildr profile use {name}`")));
    }
    if !session.dry_run {
        session.paths.create_profile(name)?;
    }
    session.out.done(
        &format!("made profile {name}; `tildr profile use {name}` works in it from now on"),
        json!({"profile": name}),
    )
}

fn known(session: &Session, name: &str) -> Result<(), Report> {
    session.paths.profile_dir(name)?;
    match session.paths.profiles().iter().any(|known| known == name) {
        true => Ok(()),
        false => Err(Report::refused(format!("there is no profile `{name}`"))
            .hinted("`tildr profile list`")
            .hinted(format!("`tildr profile add {name}` makes it"))),
    }
}

fn choose(session: &Session, name: &str) -> Result<(), Report> {
    known(session, name)?;
    if !session.dry_run {
        session.paths.use_profile(name)?;
    }
    session.out.done(&format!("now in profile {name}"), json!({"profile": name}))
}

fn remove(session: &Session, name: &str) -> Result<(), Report> {
    known(session, name)?;
    let dir = session.paths.profile_dir(name)?;
    if name == session.paths.current_profile() {
        return Err(Report::refused(format!("profile `{name}` is in use"))
            .hinted("change to another one first: `tildr profile use NAME`"));
    }
    if !session.yes && !session.dry_run {
        return Err(Report::new(
            Kind::NeedsConfirmation,
            format!("removes `{}` with its pages, drafts and outbox, for good", dir.display()),
        )
        .hinted(format!("`tildr profile remove {name} --yes`")));
    }
    if !session.dry_run && dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    session.out.done(&format!("removed profile {name}"), json!({"profile": name}))
}
