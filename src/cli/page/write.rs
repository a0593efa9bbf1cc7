//! `tildr page new|put|append`: text into pages. What was not edited keeps its bytes.

use super::show;
use crate::cli::session::Session;
use crate::cli::{input, target};
use crate::domain::{Change, Jot, JotTarget, Label, Page, PageId, PageKind, Place, Title};
use crate::markup::{self, Splice};
use crate::report::Report;
use clap::Args;
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
        let storage = match self.storage {
            true => checked(text)?,
            false => from_markdown(session, &text),
        };
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
            true => PageKind::BlogPost { day: crate::config::clock().date() },
            false => PageKind::Page,
        };
        let page = PageId::local(uuid::Uuid::new_v4());
        let create = Change::Create {
            page: page.clone(),
            spot,
            kind,
            title: title.clone(),
            storage,
            labels,
            copy_of: None,
        };
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
            true => as_stored(&base, &text)?,
            false => spliced(session, &base, &text)?,
        };
        save(session, &page, (base, page.version.number), storage, &self.message)
    }
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
        let jot = Jot { target, markdown, storage, labels: labels(&self.label)?, at: crate::config::now() };
        session.deliver(Change::Append(jot))?;
        saved(session, &page)
    }
}

/// Saves a new body beside the one it was made from; `None` is no change and sends nothing.
pub(super) fn save(
    session: &Session,
    page: &Page,
    (base, base_version): (String, u32),
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
    let edit =
        Change::Edit { page: page.id.clone(), base_version, base, storage, message: message.to_owned() };
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

/// Applies edited Markdown; `None` when it changes nothing. Asks when something goes that did not show.
pub(super) fn spliced(session: &Session, base: &str, edited: &str) -> Result<Option<String>, Report> {
    let explanation = markup::explain(base, edited);
    let why = explanation.refusal().unwrap_or_default();
    match explanation.splice {
        Splice::Unchanged => Ok(None),
        Splice::Changed { storage, removes, warnings } => {
            let all = removes.join(", ");
            if !session.dry_run && removes.iter().any(|thing| markup::is_loss(thing)) {
                session.confirm(&format!("the save removes {all}"))?;
            }
            if !removes.is_empty() {
                session.out.note(&format!("removes {all}"));
            }
            warnings.iter().for_each(|warning| session.out.note(warning));
            Ok(Some(storage))
        }
        Splice::Refused(_) => Err(Report::refused(format!("nothing was saved: {why}"))
            .hinted("`tildr page edit --storage TARGET` edits what is stored")),
    }
}

/// Takes a stored body as it was edited; `None` when it is the one that was there.
pub(super) fn as_stored(base: &str, edited: &str) -> Result<Option<String>, Report> {
    let storage = markup::as_stored(base, edited);
    if storage == base { Ok(None) } else { checked(storage).map(Some) }
}

fn checked(storage: String) -> Result<String, Report> {
    match markup::check(&storage) {
        Ok(()) => Ok(storage),
        Err(flaw) => Err(Report::refused(format!("nothing was saved: {flaw}")).hinted(
            "the text has to be well-formed XHTML; `tildr convert --from markdown --to storage` makes some",
        )),
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
