//! `tildr page edit`: a page in your editor, as Markdown or as it is stored. What cannot be saved stays a draft.

use super::{show, write};
use crate::cli::session::Session;
use crate::cli::{input, target};
use crate::domain::Page;
use crate::markup;
use crate::replica::{Draft, Form};
use crate::report::Report;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Edit {
    /// The page
    target: String,
    /// What to say about the new version
    #[arg(long, short, default_value = "")]
    message: String,
    /// Edit what is stored, as XHTML, instead of Markdown
    #[arg(long)]
    storage: bool,
}

impl Edit {
    pub(super) fn of(target: &str) -> Self {
        Self { target: target.to_owned(), message: String::new(), storage: false }
    }

    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let form = if self.storage { Form::Storage } else { Form::Markdown };
        let start = self.start(session, &page, form)?;
        let command = input::editor(&session.config.edit.command);
        let folder = session.dir()?.join("editor");
        let suffix = if self.storage { ".xml" } else { ".md" };
        let text = input::edited(&command, &folder, suffix, &start.text)?;
        if text.trim().is_empty() && !start.text.trim().is_empty() {
            session.confirm("the editor left an empty file: the page would lose all its text")?;
        }
        let storage = match form {
            Form::Markdown => write::spliced(session, &start.base, &text),
            Form::Storage => write::as_stored(&start.base, &text),
        };
        let edited = Draft { text, cursor: 0, updated: crate::config::now(), ..start };
        let base = (edited.base.clone(), edited.base_version);
        let saved = storage.and_then(|storage| write::save(session, &page, base, storage, &self.message));
        match saved {
            Ok(()) if session.dry_run => Ok(()),
            Ok(()) => Ok(session.store()?.end_draft(&page.id, form)?),
            Err(report) => {
                session.store()?.save_draft(&edited)?;
                let flag = if self.storage { " --storage" } else { "" };
                let target = &self.target;
                Err(report.hinted(format!(
                    "what you wrote is a draft: `tildr page edit{flag} {target}` goes on with it"
                )))
            }
        }
    }

    /// The draft that is kept, or the page as it is.
    fn start(&self, session: &Session, page: &Page, form: Form) -> Result<Draft, Report> {
        if let Some(draft) = session.store()?.draft(&page.id, form)? {
            session.out.note("a draft of this page is kept: going on with it");
            return Ok(draft);
        }
        let base = show::body(session, page)?;
        let text = match form {
            Form::Storage => base.clone(),
            Form::Markdown => markdown(&base, &self.target)?,
        };
        let (page, base_version) = (page.id.clone(), page.version.number);
        Ok(Draft { page, form, base_version, base, text, cursor: 0, updated: crate::config::now() })
    }
}

fn markdown(base: &str, target: &str) -> Result<String, Report> {
    let projection = markup::to_markdown(base);
    match projection.read_only {
        None => Ok(projection.markdown),
        Some(reason) => Err(Report::refused(format!("the page cannot be edited as Markdown: {reason}"))
            .hinted(format!("`tildr page edit --storage {target}` edits what is stored"))),
    }
}
