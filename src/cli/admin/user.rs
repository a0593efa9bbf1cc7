//! `tildr admin user`: accounts. A password is typed or piped in, and never stands on the command line.

use super::Desk;
use crate::cli::input;
use crate::domain::GlobalPermission;
use crate::report::Report;
use crate::server::{AccountRow, NewPerson};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account
    Add(Add),
    /// List accounts
    List,
    /// Show one account
    Show {
        /// The login name
        login: String,
    },
    /// Change what is said about an account
    Set {
        /// The login name
        login: String,
        /// What others see
        #[arg(long, value_name = "NAME")]
        full_name: Option<String>,
        /// The address; empty removes it
        #[arg(long)]
        email: Option<String>,
        /// Whether it is a guest: an external, who is no part of everyone
        #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
        guest: Option<bool>,
    },
    /// Give an account another password
    Password {
        /// The login name
        login: String,
        /// Read it from stdin
        #[arg(long)]
        password_stdin: bool,
        /// Take the password away: only tokens sign in
        #[arg(long, conflicts_with = "password_stdin")]
        none: bool,
    },
    /// Let nobody sign in with an account any more
    Deactivate {
        /// The login name
        login: String,
    },
    /// Let an account sign in again
    Activate {
        /// The login name
        login: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The login name: letters, digits, `-`, `_`, `.`, `@` and `+`
    login: String,
    /// What others see; the login name when left away
    #[arg(long, value_name = "NAME", default_value = "")]
    full_name: String,
    /// Their address
    #[arg(long, default_value = "")]
    email: String,
    /// An external: no part of everyone, without a space of their own
    #[arg(long)]
    guest: bool,
    /// Read a password from stdin
    #[arg(long)]
    password_stdin: bool,
    /// Ask for a password; without one the account signs in with tokens
    #[arg(long, conflicts_with = "password_stdin")]
    password: bool,
}

fn yes_or_no(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("it is `yes` or `no`".to_owned()),
    }
}

impl User {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Report> {
        match self {
            Self::Add(add) => add.run(desk),
            Self::List => list(desk),
            Self::Show { login } => show(desk, login),
            Self::Set { login, full_name, email, guest } => {
                let described = desk.host.describe(login, full_name.clone(), email.clone(), *guest);
                change(desk, login, "would be changed", described)
            }
            Self::Password { login, password_stdin, none } => {
                let password = match none {
                    true => None,
                    false => Some(input::secret("new password: ", *password_stdin, true)?),
                };
                let set = desk.host.set_password(login, password.as_deref());
                change(desk, login, "would get another password", set)
            }
            Self::Deactivate { login } => {
                change(desk, login, "would be deactivated", desk.host.set_active(login, false))
            }
            Self::Activate { login } => {
                change(desk, login, "would be activated", desk.host.set_active(login, true))
            }
        }
    }
}

impl Add {
    fn run(&self, desk: &Desk<'_>) -> Result<(), Report> {
        let password = match self.password_stdin || self.password {
            true => Some(input::secret("password: ", self.password_stdin, true)?),
            false => None,
        };
        let person = NewPerson {
            login: self.login.clone(),
            full_name: self.full_name.clone(),
            email: self.email.clone(),
            guest: self.guest,
        };
        let added = desk.host.add_person(&person, password.as_deref());
        change(desk, &self.login, "would be added", added)?;
        if password.is_none() {
            let login = &self.login;
            desk.session
                .out
                .note(&format!("`tildr admin token create {login}` makes a token to sign in with"));
        }
        Ok(())
    }
}

fn change(
    desk: &Desk<'_>,
    login: &str,
    would: &str,
    answer: impl Future<Output = Result<(), crate::server::HostError>>,
) -> Result<(), Report> {
    if desk.session.dry_run {
        return desk.session.out.done(&format!("{login} {would}"), json!({"login": login}));
    }
    desk.wait(answer)?;
    let row = find(desk, login)?;
    desk.session.out.done(&sentence(&row), object(&row))
}

fn list(desk: &Desk<'_>) -> Result<(), Report> {
    let people = desk.wait(desk.host.people())?;
    if desk.session.out.is_json() {
        return desk.session.out.object(&people.iter().map(object).collect::<Value>());
    }
    let row = |row: &AccountRow| {
        vec![row.user.name.clone(), row.user.full_name.clone(), state(row).to_owned(), groups(row).join(", ")]
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    let empty = "no accounts; `tildr admin init --user NAME` makes the first administrator";
    desk.session.out.list(&["login", "name", "state", "groups"], &rows, empty)
}

fn show(desk: &Desk<'_>, login: &str) -> Result<(), Report> {
    let row = find(desk, login)?;
    if desk.session.out.is_json() {
        return desk.session.out.object(&object(&row));
    }
    let signs_in = if row.has_password { "a password or tokens" } else { "tokens" };
    let held: Vec<&str> = row.globals.iter().map(|held| held.word()).collect();
    let lines = [
        sentence(&row),
        format!("address     {}", row.email),
        format!("groups      {}", groups(&row).join(", ")),
        format!("on the site {}", held.join(", ")),
        format!("signs in by {signs_in}"),
        format!("since       {}", row.created.strftime("%Y-%m-%d")),
    ];
    desk.session.out.text(&lines.join("\n"))
}

fn find(desk: &Desk<'_>, login: &str) -> Result<AccountRow, Report> {
    let people = desk.wait(desk.host.people())?;
    let found = people.into_iter().find(|row| row.user.name.to_lowercase() == login.to_lowercase());
    found.ok_or_else(|| {
        Report::refused(format!("nobody here is called `{login}`"))
            .hinted("`tildr admin user list` lists everybody")
    })
}

fn groups(row: &AccountRow) -> Vec<String> {
    row.user.groups.iter().map(ToString::to_string).collect()
}

fn state(row: &AccountRow) -> &'static str {
    match () {
        () if !row.user.active => "deactivated",
        () if !row.globals.contains(&GlobalPermission::Use) => "may not use the wiki",
        () if row.guest => "guest",
        () if row.globals.contains(&GlobalPermission::SiteAdmin) => "administrator",
        () => "active",
    }
}

fn sentence(row: &AccountRow) -> String {
    format!("{} ({}): {}", row.user.name, row.user.full_name, state(row))
}

fn object(row: &AccountRow) -> Value {
    json!({
        "login": row.user.name, "id": row.user.id, "full_name": row.user.full_name, "email": row.email,
        "active": row.user.active, "guest": row.guest, "password": row.has_password,
        "groups": groups(row), "global": row.globals.iter().map(|held| held.word()).collect::<Vec<_>>(),
        "state": state(row), "created": row.created.to_string(),
    })
}
