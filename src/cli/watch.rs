//! `tildr watch|unwatch` and `tildr page watch`: be told of changes of a page or a space, or not any more.

use super::session::Session;
use super::target;
use crate::domain::{Change, SafeText, Watched};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct Watch {
    /// A page or a space; everything that is watched when absent
    target: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Unwatch {
    /// A page or a space
    target: String,
}

#[derive(Debug, Args)]
pub(super) struct PageWatch {
    /// The page
    target: String,
    /// Do not watch it any more
    #[arg(long)]
    off: bool,
}

impl Watch {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        match &self.target {
            Some(target) => set(session, named(session, target)?, true),
            None => list(session),
        }
    }
}

impl Unwatch {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        set(session, named(session, &self.target)?, false)
    }
}

impl PageWatch {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        set(session, (Watched::Page(page.id), page.title), !self.off)
    }
}

/// Finds what is named: a space where it is one, else a page.
fn named(session: &Session, given: &str) -> Result<(Watched, String), Report> {
    if let Ok(space) = target::space(session, given) {
        return Ok((Watched::Space(space.id), space.key.to_string()));
    }
    let page = target::page(session, given)?.page;
    Ok((Watched::Page(page.id), page.title))
}

fn set(session: &Session, (thing, name): (Watched, String), on: bool) -> Result<(), Report> {
    let object = json!({"target": thing, "name": name, "watching": on});
    let name = SafeText::line(&name);
    if session.replica()?.watched()?.contains(&thing) == on {
        let word = if on { "watched already" } else { "not watched" };
        return session.out.done(&format!("{name} is {word}"), object);
    }
    let word = if on { "watching" } else { "not watching" };
    if session.dry_run {
        return session.out.done(&format!("would be {word} {name}"), object);
    }
    session.deliver(Change::Watch { thing, on })?;
    session.out.done(&format!("{word} {name}"), object)
}

fn list(session: &Session) -> Result<(), Report> {
    let replica = session.replica()?;
    let mut rows = Vec::new();
    for thing in replica.watched()? {
        let (kind, id, name) = match &thing {
            Watched::Space(id) => {
                ("space", id.to_string(), replica.space(id)?.map(|space| space.key.to_string()))
            }
            Watched::Page(id) => ("page", id.to_string(), replica.page(id)?.map(|row| row.page.title)),
        };
        rows.push(vec![kind.to_owned(), id, name.unwrap_or_default()]);
    }
    if session.out.is_json() {
        let object = |row: &Vec<String>| json!({"kind": row[0], "id": row[1], "name": row[2]});
        return session.out.object(&rows.iter().map(object).collect());
    }
    session.out.list(&["kind", "id", "name"], &rows, "nothing is watched; `tildr watch TARGET`")
}
