//! `tildr page new|edit|put|append`: text into pages. What was not edited keeps its bytes.

use super::show;
use crate::cli::session::Session;
use crate::cli::{input, target};
use crate::domain::{Change, Jot, JotTarget, Label, Page, PageId, PageKind, Place, Title};
use crate::markup::{self, Splice};
use crate::replica::{Draft, Form};
use crate::report::Report;
use clap::Args;
use jiff::{Timestamp, Zoned};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct New {
    /// The title
    title: String,
    /// The space; your own one when neither this nor `--parent` is given
    #[arg(long, value_name = "KEY")]
    space: Option<String>,
    /// The page above
    #[arg(long, value_name = "TARGET")]
    parent: Option<String>,
    /// A label, may be repeated
    #[arg(long, short, value_name = "LABEL")]
    label: Vec<String>,
    /// A blog post instead of a page
    #[arg(long, conflicts_with = "parent")]
    blog: bool,
    /// The text is storage format, not Markdown
    #[arg(long)]
    storage: bool,
    /// The text; `-` or a pipe for stdin
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl New {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let title = Title::parse(&self.title)?.into_string();
        let labels = labels(&self.label)?;
        let text = match &self.file {
            None if !input::is_piped() => String::new(),
            file => input::text(file.as_deref())?,
        };
        let storage = if self.storage { text } else { from_markdown(session, &text) };
        let place = match &self.parent {
            Some(parent) => Place::LastChildOf(target::page(session, parent)?.page.id),
            None => {
                let space = target::space_or_own(session, self.space.as_deref())?;
                // Below the home page, where people look; at the root when there is none.
                match (&space.home, self.blog) {
                    (Some(home), false) => Place::LastChildOf(home.clone()),
                    _ => Place::RootOf(space.id),
                }
            }
        };
        let spot = session.replica()?.resolve(None, &place)?;
        if session.dry_run {
            return session.out.done(&format!("would make {title}"), json!({"title": title, "spot": spot}));
        }
        let kind = match self.blog {
            true => PageKind::BlogPost { day: Zoned::now().date() },
            false => PageKind::Page,
        };
        let page = PageId::local(uuid::Uuid::new_v4());
        let create = Change::Create { page: page.clone(), spot, kind, title: title.clone(), storage, labels };
        session.deliver(create)?;
        let id = session.real_id(&page)?;
        if session.out.is_json() {
            return session.out.object(&json!({"id": id, "title": title, "queued": id.is_local()}));
        }
        session.out.id(id.as_str())
    }
}

#[derive(Debug, Args)]
pub(super) struct Put {
    /// The page
    target: String,
    /// What to say about the new version
    #[arg(long, short, default_value = "")]
    message: String,
    /// The text is storage format, not Markdown
    #[arg(long)]
    storage: bool,
    /// The text; stdin when absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Put {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let text = input::text(self.file.as_deref())?;
        let base = show::body(session, &page)?;
        let storage = match self.storage {
            true if text == base => None,
            true => Some(text),
            false => spliced(session, &base, &text)?,
        };
        save(session, &page, base, storage, &self.message)
    }
}

#[derive(Debug, Args)]
pub(super) struct Edit {
    /// The page
    target: String,
    /// What to say about the new version
    #[arg(long, short, default_value = "")]
    message: String,
}

impl Edit {
    pub(super) fn of(target: &str) -> Self {
        Self { target: target.to_owned(), message: String::new() }
    }

    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let base = show::body(session, &page)?;
        let projection = markup::to_markdown(&base);
        if let Some(reason) = projection.read_only {
            return Err(Report::refused(format!("the page cannot be edited as Markdown: {reason}"))
                .hinted("`tildr page show --format storage` and `tildr page put --storage` change it"));
        }
        let command = input::editor(&session.config.edit.command);
        let folder = session.dir()?.join("editor");
        let edited = input::edited(&command, &folder, &projection.markdown)?;
        if edited.trim().is_empty() && !projection.markdown.trim().is_empty() {
            session.confirm("the editor left an empty file: the page would lose all its text")?;
        }
        match spliced(session, &base, &edited) {
            Ok(storage) => save(session, &page, base, storage, &self.message),
            Err(report) => {
                keep_draft(session, &page, base, edited)?;
                Err(report.hinted("what you wrote is kept as a draft: open the page in `tildr`"))
            }
        }
    }
}

fn keep_draft(session: &Session, page: &Page, base: String, text: String) -> Result<(), Report> {
    let draft = Draft {
        page: page.id.clone(),
        form: Form::Markdown,
        base_version: page.version.number,
        base,
        cursor: 0,
        text,
        updated: Timestamp::now(),
    };
    Ok(session.store()?.save_draft(&draft)?)
}

#[derive(Debug, Args)]
pub(super) struct Append {
    /// The page
    target: String,
    /// The Markdown; stdin when absent
    text: Vec<String>,
    /// A label, may be repeated
    #[arg(long, short, value_name = "LABEL")]
    label: Vec<String>,
}

impl Append {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let markdown = if self.text.is_empty() { input::text(None)? } else { self.text.join(" ") };
        if markdown.trim().is_empty() {
            return Err(Report::refused("there is nothing to append").hinted("give TEXT or pipe it in"));
        }
        let storage = from_markdown(session, &markdown);
        if session.dry_run {
            return session.out.done(&format!("would append to {}", page.title), json!({"id": page.id}));
        }
        let target = JotTarget::Page(page.id.clone());
        let jot = Jot { target, markdown, storage, labels: labels(&self.label)?, at: Timestamp::now() };
        session.deliver(Change::Append(jot))?;
        saved(session, &page)
    }
}

/// Saves a new body; `None` is no change and sends nothing.
fn save(
    session: &Session,
    page: &Page,
    base: String,
    storage: Option<String>,
    message: &str,
) -> Result<(), Report> {
    let Some(storage) = storage else {
        return session.out.done("no change: nothing was saved", json!({"id": page.id, "changed": false}));
    };
    if session.dry_run {
        return session
            .out
            .done(&format!("would save {}", page.title), json!({"id": page.id, "changed": true}));
    }
    let edit = Change::Edit {
        page: page.id.clone(),
        base_version: page.version.number,
        base,
        storage,
        message: message.to_owned(),
    };
    session.deliver(edit)?;
    saved(session, page)
}

fn saved(session: &Session, page: &Page) -> Result<(), Report> {
    let now = session.store()?.page(&page.id)?.map_or_else(|| page.clone(), |row| row.page);
    let badge = show::audience(session, &now)?.map_or_else(|| "?".to_owned(), |a| a.badge.to_string());
    session.out.done(
        &format!("saved · {} · v{} · {badge}", now.title, now.version.number),
        json!({"id": now.id, "title": now.title, "version": now.version.number, "changed": true, "audience": badge}),
    )
}

fn spliced(session: &Session, base: &str, edited: &str) -> Result<Option<String>, Report> {
    match markup::splice(base, edited) {
        Splice::Unchanged => Ok(None),
        Splice::Changed { storage, removes } => {
            if !removes.is_empty() {
                session.out.note(&format!("removes {}", removes.join(", ")));
            }
            Ok(Some(storage))
        }
        Splice::Refused(refusal) => Err(Report::refused(format!("nothing was saved: {refusal}"))),
    }
}

fn from_markdown(session: &Session, markdown: &str) -> String {
    let conversion = markup::to_storage(markdown);
    conversion.warnings.iter().for_each(|warning| session.out.note(warning));
    conversion.storage
}

fn labels(given: &[String]) -> Result<Vec<Label>, Report> {
    let parse = |label: &String| {
        Label::parse(label).ok_or_else(|| {
            Report::refused(format!("`{label}` cannot be a label")).hinted("use letters, digits, `-` and `_`")
        })
    };
    let mut labels = given.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    labels.sort();
    labels.dedup();
    Ok(labels)
}
