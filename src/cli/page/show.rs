//! `tildr page show`: a page laid out, as Markdown, storage or JSON, with its audience.

use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{Audience, Page};
use crate::markup::{self, Projection};
use crate::permission;
use crate::report::Report;
use crate::tui::executor::whole;
use clap::{Args, ValueEnum};
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct Show {
    /// A page: its id, `KEY:Title`, or a space for its home page
    target: String,
    /// How to print the text: `page` on a terminal, else `markdown`
    #[arg(long, value_enum)]
    format: Option<Form>,
    /// What the wiki stores, the same as `--format storage`
    #[arg(long, conflicts_with = "format")]
    storage: bool,
    /// This version instead of the newest
    #[arg(long = "version", value_name = "N")]
    number: Option<u32>,
    /// Only the text, without the heading line on stderr
    #[arg(long)]
    body: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Laid out as the reader shows it
    Page,
    /// What the editor shows
    Markdown,
    /// What the wiki stores
    Storage,
    /// Words only
    Text,
}

impl Show {
    pub(super) fn newest(target: &str) -> Self {
        Self { target: target.to_owned(), format: None, storage: false, number: None, body: false }
    }

    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let storage = match self.number {
            None => body(session, &page)?,
            Some(number) => version(session, &page, number)?,
        };
        let audience = audience(session, &page)?;
        if session.out.is_json() {
            return session.out.object(&json!({
                "id": page.id, "space": page.space, "title": page.title, "parent": page.parent,
                "kind": page.kind, "status": page.status, "labels": page.labels, "created": page.created,
                "version": self.number.unwrap_or(page.version.number), "updated": page.version.when,
                "author": page.version.author, "audience": audience.as_ref().map(|a| a.badge.to_string()),
                "markdown": markup::to_markdown(&storage).markdown, "storage": storage,
            }));
        }
        if session.out.is_tty() && !self.body {
            let badge = audience.map_or_else(|| "?".to_owned(), |audience| audience.badge.to_string());
            session.out.note(&format!("{} · {} · v{} · {badge}", page.title, page.id, page.version.number));
        }
        let form = match self.format.or(self.storage.then_some(Form::Storage)) {
            Some(form) => form,
            None if session.out.is_tty() => Form::Page,
            None => Form::Markdown,
        };
        match form {
            Form::Page => {
                note_read_only(session, &markup::to_markdown(&storage));
                session.out.page(whole(session.replica()?, &page.id, &storage)?)
            }
            Form::Markdown => session.out.text(&projected(session, &storage)),
            Form::Storage => session.out.text(&storage),
            Form::Text => session.out.text(&markup::plain_text(&storage)),
        }
    }
}

/// The Markdown of a body; why it cannot be edited goes to stderr.
fn projected(session: &Session, storage: &str) -> String {
    let projection = markup::to_markdown(storage);
    note_read_only(session, &projection);
    projection.markdown
}

fn note_read_only(session: &Session, projection: &Projection) {
    if let Some(reason) = &projection.read_only {
        session.out.note(&format!("read-only here: {reason}; `tildr page edit --storage` mends it"));
    }
}

/// The stored body as this account sees it.
pub(super) fn body(session: &Session, page: &Page) -> Result<String, Report> {
    session
        .replica()?
        .body(&page.id)?
        .ok_or_else(|| Report::refused("the text of the page is not here yet").hinted("`tildr sync --wait`"))
}

/// An old version, which only the wiki has.
pub(super) fn version(session: &Session, page: &Page, number: u32) -> Result<String, Report> {
    let engine = session.engine()?;
    let real = session.real_id(&page.id)?;
    Ok(engine.wait(engine.remote().version_body(&real, number))?)
}

/// Who can see the page.
pub(in crate::cli) fn audience(session: &Session, page: &Page) -> Result<Option<Audience>, Report> {
    let replica = session.replica()?;
    let (Some(space), Some(me)) = (replica.space(&page.space)?, replica.me()?) else { return Ok(None) };
    Ok(Some(permission::page_audience(page, &space, &replica.people()?, &me)))
}
