//! `tildr admin init`: the first administrator of a wiki.

use super::{Desk, in_days};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Their login name
    #[arg(long, value_name = "NAME")]
    user: String,
    /// For how many days their token lasts; 0 is for ever
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    days: u32,
}

impl Init {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Report> {
        let (session, login) = (desk.session, &self.user);
        if session.dry_run {
            return session
                .out
                .done(&format!("would make `{login}` the first administrator"), json!({"user": login}));
        }
        let issued = desk.wait(desk.host.init(login, in_days(self.days)))?;
        session.out.note(&format!("{login} administers this wiki; the token is shown once, keep it:"));
        session.out.note(&format!("`tildr admin user password {login}` adds a password"));
        if session.out.is_json() {
            return session.out.object(&json!({"user": login, "token": issued.text()}));
        }
        session.out.id(issued.text())
    }
}
