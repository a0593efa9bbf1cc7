//! `tildr search`: titles and texts in the replica, with the scope always said.

use super::session::Session;
use super::target;
use crate::domain::{Query, Scope};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, all of them required; the last one may be a beginning
    #[arg(required = true)]
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
}

impl Search {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let text = self.query.join(" ");
        if text.trim().is_empty() {
            return Err(Report::refused("there is nothing to search for").hinted("`tildr search WORDS`"));
        }
        let (scope, name) = self.scope(session)?;
        let replica = session.replica()?;
        let query = Query { text, scope, limit: self.limit };
        let hits = replica.search(&query)?;
        let spaces = replica.spaces()?;
        let key = |id| spaces.iter().find(|s| s.id == id).map_or_else(String::new, |s| s.key.to_string());
        if session.out.is_json() {
            let object = |hit: &crate::domain::Hit| json!({"id": hit.page, "space": key(hit.space.clone()), "title": hit.title, "snippet": hit.snippet, "marks": hit.marks});
            return session.out.object(&hits.iter().map(object).collect());
        }
        let rows: Vec<Vec<String>> = hits
            .iter()
            .map(|hit| {
                vec![hit.page.to_string(), key(hit.space.clone()), hit.title.clone(), hit.snippet.clone()]
            })
            .collect();
        if session.out.is_tty() {
            session.out.note(&format!(
                "{} in {name}",
                if hits.len() == 1 { "1 page".to_owned() } else { format!("{} pages", hits.len()) }
            ));
        }
        let elsewhere = if hits.is_empty() { replica.count_hits(&query)? } else { 0 };
        let empty = match elsewhere {
            0 => format!("nothing found in {name}"),
            more => format!("nothing found in {name}, {more} elsewhere"),
        };
        session.out.list(&["id", "space", "title", "snippet"], &rows, &empty)
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
