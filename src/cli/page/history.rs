//! `tildr page history|diff`: versions, which the wiki keeps, and what changed between them.

use super::show;
use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::Page;
use crate::markup;
use crate::report::Report;
use clap::Args;
use serde_json::json;
use similar::TextDiff;

#[derive(Debug, Args)]
pub(super) struct History {
    /// The page
    target: String,
}

impl History {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let engine = session.engine()?;
        let real = session.real_id(&page.id)?;
        let versions = engine.wait(engine.remote().versions(&real))?;
        if session.out.is_json() {
            return session.out.object(&json!(versions));
        }
        let people = session.replica()?.people()?;
        let rows: Vec<Vec<String>> = versions
            .iter()
            .map(|version| {
                let author = people.iter().find(|user| user.id == version.author);
                let name = author.map_or_else(|| version.author.to_string(), |user| user.name.clone());
                let when = version
                    .when
                    .to_zoned(jiff::tz::TimeZone::system())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string();
                vec![version.number.to_string(), when, name, version.message.clone()]
            })
            .collect();
        session.out.list(&["version", "when", "author", "message"], &rows, "no versions yet")
    }
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The page
    target: String,
    /// The older version; the one before the newer when absent
    #[arg(long, value_name = "N")]
    from: Option<u32>,
    /// The newer version; the newest when absent
    #[arg(long, value_name = "N")]
    to: Option<u32>,
    /// Compare what is stored, not the Markdown
    #[arg(long)]
    storage: bool,
}

impl Diff {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let to = self.to.unwrap_or(page.version.number);
        let from = self.from.unwrap_or(to.saturating_sub(1));
        let old = self.text(session, &page, from)?;
        let new = self.text(session, &page, to)?;
        let diff = TextDiff::from_lines(&old, &new);
        let text = diff
            .unified_diff()
            .header(&format!("{} v{from}", page.title), &format!("{} v{to}", page.title))
            .to_string();
        if session.out.is_json() {
            return session.out.object(&json!({"id": page.id, "from": from, "to": to, "diff": text}));
        }
        if text.is_empty() {
            session.out.note(&format!("versions {from} and {to} are the same"));
        }
        session.out.text(&text)
    }

    /// Version 0 is the page before it existed.
    fn text(&self, session: &Session, page: &Page, number: u32) -> Result<String, Report> {
        let storage = match number {
            0 => String::new(),
            number => show::version(session, page, number)?,
        };
        Ok(if self.storage { storage } else { markup::to_markdown(&storage).markdown })
    }
}
