//! `tildr search`: what the search of the interface finds, with the scope always said.

use super::session::Session;
use super::target;
use crate::domain::query::{Found, Other, SavedSearch};
use crate::domain::{Hit, Query, Scope, SpaceId, SpaceKey};
use crate::report::Report;
use clap::Args;
use serde_json::json;
use std::collections::HashMap;

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, all of them required; the last one may be a beginning
    ///
    /// Operators: label:NAME in:SPACE by:LOGIN title:WORD changed:7d after:DATE before:DATE is:blog|draft|mine,
    /// "a phrase", and -word inside quotes of the shell ('gateway -draft') or behind `--`.
    #[arg(required_unless_present_any = ["saved", "run", "forget"])]
    query: Vec<String>,
    /// Only this space
    #[arg(long, value_name = "KEY")]
    space: Option<String>,
    /// Only below this page
    #[arg(long, value_name = "TARGET", conflicts_with = "space")]
    under: Option<String>,
    /// At most so many
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Keep this search under a name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["run", "saved", "forget"])]
    save: Option<String>,
    /// Run the search of a name; words narrow it further
    #[arg(long, value_name = "NAME", conflicts_with_all = ["saved", "forget", "space", "under"])]
    run: Option<String>,
    /// List the searches that have a name
    #[arg(long, conflicts_with_all = ["query", "forget"])]
    saved: bool,
    /// Forget the search of a name
    #[arg(long, value_name = "NAME", conflicts_with = "query")]
    forget: Option<String>,
}

impl Search {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let replica = session.replica()?;
        if self.saved {
            return saved(session);
        }
        if let Some(name) = &self.forget {
            if !replica.forget_search(name)? {
                return Err(no_search(name));
            }
            return session.out.done(&format!("forgotten · {name}"), json!({"forgotten": name}));
        }
        let (text, scope, name) = self.asked_for(session)?;
        if text.trim().is_empty() {
            return Err(Report::refused("there is nothing to search for").hinted("`tildr search WORDS`"));
        }
        if let Some(name) = &self.save {
            let text = text.trim().to_owned();
            replica.save_search(&SavedSearch { name: name.clone(), text, scope: scope.clone() })?;
            session.out.note(&format!("saved as `{name}`"));
        }
        let found = replica.search(&Query { text, scope, limit: self.limit, at: crate::config::clock() })?;
        for problem in &found.problems {
            let possible = format!("possible: {}", problem.possible.join(" "));
            let possible = if problem.possible.is_empty() { String::new() } else { possible };
            if problem.fatal {
                let report = Report::refused(problem.to_string());
                return Err(if possible.is_empty() { report } else { report.hinted(possible) });
            }
            session.out.note(&format!("{problem}; {possible}"));
        }
        show(session, &found, &name)
    }

    /// Returns the text, the scope and the scope's name: those of a saved search with what was typed behind it, or those
    /// of the flags.
    fn asked_for(&self, session: &Session) -> Result<(String, Scope, String), Report> {
        let typed = self.query.join(" ");
        let (scope, name) = self.scope(session)?;
        let Some(run) = &self.run else { return Ok((typed, scope, name)) };
        let known = session.replica()?.saved_searches()?.into_iter().find(|known| known.name == *run);
        let known = known.ok_or_else(|| no_search(run))?;
        Ok((format!("{} {typed}", known.text), known.scope, known.name))
    }

    fn scope(&self, session: &Session) -> Result<(Scope, String), Report> {
        if let Some(space) = &self.space {
            let space = target::space(session, space)?;
            return Ok((Scope::Space(space.id), space.key.to_string()));
        }
        if let Some(under) = &self.under {
            let page = target::page(session, under)?.page;
            return Ok((Scope::Subtree(page.id), page.title));
        }
        Ok((Scope::All, "all spaces".to_owned()))
    }
}

/// Prints what was found: for programs whole, for people as a list.
fn show(session: &Session, found: &Found, name: &str) -> Result<(), Report> {
    let spaces = session.replica()?.spaces()?;
    let keys: HashMap<&SpaceId, &SpaceKey> = spaces.iter().map(|space| (&space.id, &space.key)).collect();
    let key = |hit: &Hit| keys.get(&hit.space).map_or_else(String::new, ToString::to_string);
    if session.out.is_json() {
        let object = |hit: &Hit| {
            json!({
                "id": hit.page, "space": key(hit), "title": hit.title, "snippet": hit.snippet,
                "marks": hit.marks, "changed": hit.changed, "similar": hit.similar,
            })
        };
        return session.out.object(&found.hits.iter().map(object).collect());
    }
    if session.out.is_tty() {
        session.out.note(&said(found, name));
    }
    let row = |hit: &Hit| vec![hit.page.to_string(), key(hit), hit.title.clone(), hit.snippet.clone()];
    let rows: Vec<Vec<String>> = found.hits.iter().map(row).collect();
    let empty = match found.elsewhere {
        0 => format!("nothing found in {name}"),
        more => format!("nothing found in {name}, {more} elsewhere"),
    };
    session.out.list(&["id", "space", "title", "snippet"], &rows, &empty)
}

fn saved(session: &Session) -> Result<(), Report> {
    let searches = session.replica()?.saved_searches()?;
    let scope = |scope: &Scope| match scope {
        Scope::All => String::new(),
        Scope::Space(id) => id.to_string(),
        Scope::Subtree(id) => id.to_string(),
    };
    let rows: Vec<Vec<String>> = searches
        .iter()
        .map(|known| vec![known.name.clone(), known.text.clone(), scope(&known.scope)])
        .collect();
    session.out.list(
        &["name", "search", "in"],
        &rows,
        "no search was saved yet; `tildr search WORDS --save NAME`",
    )
}

fn no_search(name: &str) -> Report {
    Report::refused(format!("no search is saved as `{name}`")).hinted("`tildr search --saved` lists them")
}

/// How many there are and where, and what else is called so: for people, beside the list.
fn said(found: &Found, name: &str) -> String {
    let pages = match found.here.max(found.hits.len()) {
        1 => "1 page".to_owned(),
        many if many >= Found::COUNTED => format!("{many} pages or more"),
        many => format!("{many} pages"),
    };
    let mut said = format!("{pages} in {name}");
    if found.elsewhere > 0 {
        said.push_str(&format!(", {} elsewhere", found.elsewhere));
    }
    for other in &found.others {
        said.push_str(&match other {
            Other::Space { key, name, .. } => format!(" · space {key} {name}"),
            Other::Person { name, full_name, .. } => format!(" · @{name} {full_name}"),
            Other::Label(label) => format!(" · label:{label}"),
            Other::File { name, title, .. } => format!(" · file {name} on {title}"),
        });
    }
    said
}
