//! `tildr outbox`: what was done here and has not arrived.

use super::session::Session;
use crate::domain::{Change, OpId};
use crate::replica::{Delivery, Queued};
use crate::report::Report;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(super) struct OutboxCommand {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List what waits
    List,
    /// Show one change with all it holds
    Show {
        /// Its id or the beginning of it
        op: String,
    },
    /// Try a refused change again
    Retry {
        /// Its id or the beginning of it
        op: String,
    },
    /// Take a change back that was not delivered
    Drop {
        /// Its id or the beginning of it
        op: String,
    },
    /// Print everything that waits as JSON lines
    Export,
}

impl OutboxCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        match self.verb.as_ref().unwrap_or(&Verb::List) {
            Verb::List => list(session),
            Verb::Show { op } => show(session, op),
            Verb::Retry { op } => retry(session, op),
            Verb::Drop { op } => drop_one(session, op),
            Verb::Export => export(session),
        }
    }
}

fn state(queued: &Queued) -> (&'static str, &str) {
    match &queued.state {
        Delivery::Waiting => ("waits", ""),
        Delivery::Unknown => ("to be verified", ""),
        Delivery::Parked(reason) => ("refused", reason),
    }
}

/// What a change is about, in a few words.
fn subject(change: &Change) -> String {
    match change {
        Change::Create { title, .. } => title.clone(),
        Change::Rename { from, to, .. } => format!("{from} → {to}"),
        Change::AddLabel { page, label } | Change::RemoveLabel { page, label } => {
            format!("{label} on {page}")
        }
        Change::AddAttachment { page, name, .. } | Change::DeleteAttachment { page, name, .. } => {
            format!("{name} on {page}")
        }
        Change::Append(jot) => jot.markdown.trim().replace('\n', " ").chars().take(60).collect(),
        other => {
            let space = other.space().filter(|_| other.page().is_none()).map(ToString::to_string);
            other.page().map(ToString::to_string).or(space).unwrap_or_default()
        }
    }
}

fn object(queued: &Queued) -> Value {
    let (state, reason) = state(queued);
    json!({"id": queued.entry.op, "state": state, "reason": reason, "entry": queued.entry})
}

fn list(session: &Session) -> Result<(), Report> {
    let queued = session.store()?.outbox()?;
    if session.out.is_json() {
        return session.out.object(&queued.iter().map(object).collect());
    }
    let row = |queued: &Queued| {
        let (state, reason) = state(queued);
        let verb = queued.entry.change.verb().to_owned();
        vec![
            queued.entry.op.to_string(),
            verb,
            state.to_owned(),
            subject(&queued.entry.change),
            reason.to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = queued.iter().map(row).collect();
    session.out.list(
        &["id", "what", "state", "about", "why"],
        &rows,
        "nothing waits: everything was delivered",
    )
}

fn find(session: &Session, given: &str) -> Result<Queued, Report> {
    let fits = |op: &OpId| !given.is_empty() && op.to_string().starts_with(&given.to_lowercase());
    let mut found: Vec<Queued> =
        session.store()?.outbox()?.into_iter().filter(|queued| fits(&queued.entry.op)).collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Report::refused(format!("no change `{given}` waits")).hinted("`tildr outbox list`")),
        _ => {
            Err(Report::refused(format!("several changes begin with `{given}`"))
                .hinted("give more of the id"))
        }
    }
}

fn show(session: &Session, given: &str) -> Result<(), Report> {
    let queued = find(session, given)?;
    if session.out.is_json() {
        return session.out.object(&object(&queued));
    }
    let text =
        serde_json::to_string_pretty(&object(&queued)).map_err(|error| Report::refused(error.to_string()))?;
    session.out.text(&text)
}

fn retry(session: &Session, given: &str) -> Result<(), Report> {
    let queued = find(session, given)?;
    session.store()?.retry(&queued.entry.op)?;
    session.settle()?;
    let still = session.store()?.outbox()?.into_iter().find(|other| other.entry.op == queued.entry.op);
    match still {
        Some(Queued { state: Delivery::Parked(reason), .. }) => {
            Err(Report::refused(format!("the wiki refused it again: {reason}")))
        }
        Some(_) => session.out.done("it waits for its turn", object(&queued)),
        None => session.out.done("delivered", object(&queued)),
    }
}

fn drop_one(session: &Session, given: &str) -> Result<(), Report> {
    let queued = find(session, given)?;
    let what = format!("{} {}", queued.entry.change.verb(), subject(&queued.entry.change));
    if !session.dry_run {
        session.confirm(&format!("what you did is taken back: {what}"))?;
        session.store()?.drop_queued(&queued.entry.op)?;
    }
    session.out.done(&format!("taken back: {what}"), object(&queued))
}

fn export(session: &Session) -> Result<(), Report> {
    for queued in session.store()?.outbox()? {
        session.out.object(&object(&queued))?;
    }
    Ok(())
}
