//! `tildr admin global`: what people may do on the site as a whole.

use super::Desk;
use crate::domain::{GlobalPermission, SiteSubject};
use crate::report::Report;
use clap::Subcommand;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Subcommand)]
pub(super) enum Global {
    /// List who is granted what
    List,
    /// Grant a permission
    Grant {
        /// A login name, `group:NAME`, `everyone`, `guests` or `anonymous`
        subject: String,
        /// `use`, `view-profiles`, `personal-space`, `create-space` or `site-admin`
        #[arg(value_parser = permission)]
        permission: GlobalPermission,
    },
    /// Take a permission back
    Revoke {
        /// As for `grant`
        subject: String,
        /// As for `grant`
        #[arg(value_parser = permission)]
        permission: GlobalPermission,
    },
}

fn permission(word: &str) -> Result<GlobalPermission, String> {
    let words = || GlobalPermission::ALL.map(GlobalPermission::word).join("`, `");
    GlobalPermission::from_word(word).ok_or_else(|| format!("it is one of `{}`", words()))
}

impl Global {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Report> {
        match self {
            Self::List => list(desk),
            Self::Grant { subject, permission } => set(desk, subject, *permission, true),
            Self::Revoke { subject, permission } => set(desk, subject, *permission, false),
        }
    }
}

fn list(desk: &Desk<'_>) -> Result<(), Report> {
    let mut held: BTreeMap<SiteSubject, Vec<&str>> = BTreeMap::new();
    for (subject, permission) in desk.wait(desk.host.globals())? {
        held.entry(subject).or_default().push(permission.word());
    }
    if desk.session.out.is_json() {
        let object = |(subject, words): (&SiteSubject, &Vec<&str>)| json!({"subject": subject.to_string(), "permissions": words});
        return desk.session.out.object(&held.iter().map(object).collect::<Value>());
    }
    let row = |(subject, words): (&SiteSubject, &Vec<&str>)| vec![subject.to_string(), words.join(", ")];
    let rows: Vec<_> = held.iter().map(row).collect();
    desk.session.out.list(&["who", "permissions"], &rows, "nobody is granted anything on this site")
}

fn set(desk: &Desk<'_>, word: &str, permission: GlobalPermission, held: bool) -> Result<(), Report> {
    let subject = SiteSubject::from_word(word);
    let (would, done) =
        if held { ("would grant", "holds") } else { ("would revoke", "is no longer granted") };
    let object = json!({"subject": subject.to_string(), "permission": permission.word(), "held": held});
    if desk.session.dry_run {
        return desk.session.out.done(&format!("{would} {}: {subject}", permission.word()), object);
    }
    desk.wait(desk.host.set_global(subject.clone(), permission, held))?;
    desk.session.out.done(&format!("{subject} {done} {}", permission.word()), object)
}
