//! `tildr login` and `tildr logout`: a profile that works on a wiki elsewhere.
//!
//! Each wiki has a profile of its own, so that nothing of one is kept beside the other's. The secret is asked for or
//! read from stdin, never taken from the command line, and kept where its owner alone can read it.

use super::input;
use super::session::{self, Session};
use super::wiki;
use crate::config::Login;
use crate::domain::Secret;
use crate::remote::{self, Access, Address, Credential, Met, RemoteError};
use crate::report::{Kind, Report};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct LoginCommand {
    /// The address of the wiki, like `https://wiki.example.org`
    url: String,
    /// Sign in with this name and its password; without it, with a personal access token
    #[arg(long, short, value_name = "NAME")]
    user: Option<String>,
    /// Read the password or the token from stdin
    #[arg(long, visible_alias = "token-stdin")]
    password_stdin: bool,
    /// A file with the certificate of an authority to trust beside the system's, as PEM
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Send password and pages over a network that anybody on it can read
    #[arg(long)]
    insecure_http: bool,
}

impl LoginCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let address = Address::parse(&self.url)?;
        let profile = if session.is_named { session.profile.clone() } else { address.profile_name() };
        let dir = session.paths.profile_dir(&profile)?;
        let known = Login::read(&dir)?;
        check_free(&profile, &dir, known.as_ref(), &address)?;
        let mut login = Login {
            url: address.base().to_owned(),
            user: String::new(),
            account: String::new(),
            token: None,
            password: None,
            ca: self.ca.as_deref().map(std::path::absolute).transpose()?,
            insecure_http: self.insecure_http,
        };
        // Nothing is asked for that would be refused afterwards.
        let mut access = wiki::access(&login)?;
        access.check()?;
        access.credential = Some(self.credential(&address)?);
        let met =
            session::runtime()?.block_on(remote::meet(&access)).map_err(|error| explained(error, &access))?;
        check_account(&profile, known.as_ref(), &met)?;
        (login.user, login.account) = (met.login.clone(), met.info.me.id.to_string());
        match access.credential {
            Some(Credential::Token(token)) => login.token = Some(token),
            Some(Credential::Password { password, .. }) => login.password = Some(password),
            None => {}
        }
        if !session.dry_run {
            login.write(&session.paths.create_profile(&profile)?)?;
            if !session.is_named {
                session.paths.use_profile(&profile)?;
            }
        }
        tell(session, &profile, &login, &met)
    }

    fn credential(&self, address: &Address) -> Result<Credential, Report> {
        let from_stdin = self.password_stdin || input::is_piped();
        let prompt = match &self.user {
            Some(user) => format!("password of {user} at {}: ", address.base()),
            None => format!("personal access token for {}: ", address.base()),
        };
        let secret = input::secret(&prompt, from_stdin, false)?;
        if secret.is_empty() {
            return Err(Report::refused("nothing was given to sign in with")
                .hinted("type or pipe in a personal access token")
                .hinted("with `--user NAME`, the password of that account"));
        }
        let secret = Secret::new(secret);
        Ok(match &self.user {
            Some(user) => Credential::Password { login: user.clone(), password: secret },
            None => Credential::Token(secret),
        })
    }
}

fn tell(session: &Session, profile: &str, login: &Login, met: &Met) -> Result<(), Report> {
    let name = &met.info.me.full_name;
    let use_it = match session.is_named {
        true => format!("`tildr --profile {profile}` works there"),
        false => format!("in use from now on, `tildr profile use {}` goes back", session.profile),
    };
    let sentence =
        format!("signed in as {} ({name}) at {}; profile {profile}: {use_it}", met.login, login.url);
    session.out.done(
        &sentence,
        json!({"profile": profile, "url": login.url, "user": met.login, "version": met.info.version}),
    )
}

/// A profile is for one wiki.
fn check_free(profile: &str, dir: &Path, known: Option<&Login>, address: &Address) -> Result<(), Report> {
    let other = format!("`tildr login {} --profile NAME` uses another one", address.base());
    match known {
        Some(known) if known.url != address.base() => {
            Err(Report::refused(format!("profile `{profile}` is for {}", known.url)).hinted(other))
        }
        None if dir.join("wiki.db").exists() || dir.join("replica.db").exists() => {
            Err(Report::refused(format!("profile `{profile}` has a wiki of its own")).hinted(other))
        }
        _ => Ok(()),
    }
}

/// And for one account: what is kept there is what that account may see.
fn check_account(profile: &str, known: Option<&Login>, met: &Met) -> Result<(), Report> {
    match known.filter(|known| known.account != met.info.me.id.as_str()) {
        Some(known) => {
            let cause =
                format!("profile `{profile}` holds what `{}` may see, not `{}`", known.user, met.login);
            Err(Report::refused(cause).hinted("use another profile: `--profile NAME`"))
        }
        None => Ok(()),
    }
}

/// Says what went wrong at the first meeting.
fn explained(error: RemoteError, access: &Access) -> Report {
    let url = access.address.base();
    match error {
        RemoteError::SignedOut => match &access.credential {
            Some(Credential::Password { login, .. }) => {
                Report::refused(format!("{url} does not let `{login}` in with this password"))
                    .hinted("check the name and type the password again")
            }
            _ => Report::refused(format!("{url} does not know this token"))
                .hinted("it may have expired or been taken back: get another one")
                .hinted("`--user NAME` signs in with a password"),
        },
        RemoteError::NotFound | RemoteError::NotAWiki(_) | RemoteError::Invalid(_) => {
            let why = if error == RemoteError::NotFound { String::new() } else { format!(": {error}") };
            Report::refused(format!("there is no tildr wiki at {url}{why}"))
                .hinted("check the address, and the path in it where the wiki has one")
        }
        RemoteError::Offline(cause) if cause.contains("certificate") => {
            Report::refused(format!("{url} cannot be trusted: {cause}"))
                .hinted("`--ca FILE` names the certificate of an authority of your own")
                .hinted("check that the address is the one the certificate is for")
        }
        RemoteError::Offline(cause) => {
            Report::new(Kind::NotDelivered, format!("{url} cannot be reached: {cause}"))
                .hinted("check the address and that the wiki runs")
        }
        error => error.into(),
    }
}

/// `tildr logout`.
pub(super) fn logout(session: &Session) -> Result<(), Report> {
    let profile = &session.profile;
    let dir = session.paths.profile_dir(profile)?;
    let Some(mut login) = Login::read(&dir)? else {
        return Err(Report::refused(format!(
            "profile `{profile}` has a wiki of its own, nobody signs in there"
        ))
        .hinted("`tildr profiles` lists the others"));
    };
    let was_signed_in = login.is_signed_in();
    login.sign_out();
    if !session.dry_run {
        login.write(&dir)?;
    }
    let what = if was_signed_in { "signed out of" } else { "nobody was signed in to" };
    let waiting = session.store()?.queued_count()?;
    let kept = match waiting {
        0 => format!("`tildr profile remove {profile}` removes its pages from this machine"),
        1 => "1 change still waits here for the next `tildr login`".to_owned(),
        more => format!("{more} changes still wait here for the next `tildr login`"),
    };
    session.out.done(
        &format!("{what} {}; {kept}", login.url),
        json!({"profile": profile, "url": login.url, "queued": waiting}),
    )
}
