//! `tildr admin token`: what programs sign in with. The text of a token is shown once, when it is made.

use super::{Desk, in_days};
use crate::domain::TokenScope;
use crate::report::Report;
use crate::server::TokenRow;
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Make a token of an account and print it
    Create {
        /// The login name
        user: String,
        /// What it is for
        #[arg(long, default_value = "made on the host")]
        name: String,
        /// What it lets do: `read`, `write` or `admin`, and never more than the account may
        #[arg(long, default_value = "write", value_parser = scope)]
        scope: TokenScope,
        /// For how many days it lasts; 0 is for ever
        #[arg(long, value_name = "DAYS", default_value_t = 90)]
        days: u32,
    },
    /// List tokens, the newest first
    List {
        /// Of this account alone
        user: Option<String>,
    },
    /// End a token: the next request with it is refused
    Revoke {
        /// Its number, as `tildr admin token list` shows it
        id: i64,
    },
}

fn scope(word: &str) -> Result<TokenScope, String> {
    TokenScope::from_word(word).ok_or_else(|| "it is `read`, `write` or `admin`".to_owned())
}

impl Token {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Report> {
        match self {
            Self::Create { user, name, scope, days } => create(desk, user, name, *scope, *days),
            Self::List { user } => list(desk, user.as_deref()),
            Self::Revoke { id } => revoke(desk, *id),
        }
    }
}

fn create(desk: &Desk<'_>, user: &str, name: &str, scope: TokenScope, days: u32) -> Result<(), Report> {
    let out = desk.session.out;
    if desk.session.dry_run {
        return out
            .done(&format!("would make a token of {user}"), json!({"user": user, "scope": scope.word()}));
    }
    let expires = in_days(days);
    let issued = desk.wait(desk.host.issue_token(user, name, scope, expires))?;
    if out.is_json() {
        let expires = expires.map(|expires| expires.to_string());
        return out.object(&json!({
            "id": issued.id, "user": user, "name": name, "scope": scope.word(), "expires": expires,
            "token": issued.text(),
        }));
    }
    out.note("the token is shown once, keep it:");
    out.id(issued.text())
}

fn list(desk: &Desk<'_>, user: Option<&str>) -> Result<(), Report> {
    let of = |row: &TokenRow| user.is_none_or(|user| row.login.to_lowercase() == user.to_lowercase());
    let tokens: Vec<_> = desk.wait(desk.host.tokens())?.into_iter().filter(of).collect();
    let day = |at: Option<crate::domain::Timestamp>| at.map(|at| at.strftime("%Y-%m-%d").to_string());
    if desk.session.out.is_json() {
        let object = |row: &TokenRow| {
            json!({
                "id": row.id, "user": row.login, "name": row.name, "scope": row.scope.word(),
                "created": row.created.to_string(), "expires": row.expires.map(|at| at.to_string()),
                "revoked": row.revoked.map(|at| at.to_string()), "used": row.used.map(|at| at.to_string()),
                "state": state(row),
            })
        };
        return desk.session.out.object(&tokens.iter().map(object).collect());
    }
    let row = |row: &TokenRow| {
        vec![
            row.id.to_string(),
            row.login.clone(),
            row.scope.word().to_owned(),
            state(row).to_owned(),
            day(row.expires).unwrap_or_else(|| "never".to_owned()),
            day(row.used).unwrap_or_default(),
            row.name.clone(),
        ]
    };
    let rows: Vec<_> = tokens.iter().map(row).collect();
    let columns = ["id", "user", "scope", "state", "expires", "used", "name"];
    desk.session.out.list(&columns, &rows, "no tokens; `tildr admin token create USER` makes one")
}

fn state(row: &TokenRow) -> &'static str {
    match (row.revoked, row.expires) {
        (Some(_), _) => "revoked",
        (None, Some(expires)) if expires <= crate::config::now() => "expired",
        _ => "good",
    }
}

fn revoke(desk: &Desk<'_>, id: i64) -> Result<(), Report> {
    if desk.session.dry_run {
        return desk.session.out.done(&format!("would revoke token {id}"), json!({"id": id}));
    }
    desk.wait(desk.host.revoke_token(id))?;
    desk.session.out.done(&format!("token {id} is revoked"), json!({"id": id, "state": "revoked"}))
}
