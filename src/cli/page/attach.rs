//! `tildr page attach`: the files of a page, in and out.

use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::attachment::size_words;
use crate::domain::{Change, Page, SafeText};
use crate::replica::{FileRow, save_copy};
use crate::report::Report;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct AttachCommand {
    /// The page
    target: String,
    /// Files to add; one whose name the page has becomes its new version; none to list them
    files: Vec<PathBuf>,
    /// What to say about the files
    #[arg(long, short)]
    message: Option<String>,
    /// List the files of the page
    #[arg(long, short)]
    list: bool,
    /// Save the file of this name, may be repeated; never over another file
    #[arg(long, short, value_name = "NAME")]
    save: Vec<String>,
    /// The folder to save into
    #[arg(long, value_name = "DIR", default_value = ".")]
    to: PathBuf,
    /// Delete the file of this name for good, may be repeated
    #[arg(long, value_name = "NAME")]
    delete: Vec<String>,
}

impl AttachCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        for file in self.files.iter().filter(|_| !self.list) {
            let change =
                session.replica()?.adding(&page.id, file, self.message.as_deref().unwrap_or_default())?;
            if !session.dry_run {
                session.deliver(change)?;
            }
        }
        for name in &self.save {
            let row = find(session, &page, name)?;
            let path = match &row.here {
                Some(path) => path.clone(),
                None => session.engine()?.file(&row)?,
            };
            let saved = save_copy(&path, &self.to, &row.attachment.name).map_err(|error| {
                Report::refused(format!("cannot save into `{}`: {error}", self.to.display()))
                    .hinted("`--to DIR` chooses another folder")
            })?;
            session.out.note(&format!("saved {}", SafeText::line(&saved.display().to_string())));
        }
        for name in &self.delete {
            delete(session, &page, name)?;
        }
        list(session, &page)
    }
}

fn delete(session: &Session, page: &Page, name: &str) -> Result<(), Report> {
    let file = find(session, page, name)?.attachment;
    session.confirm(&format!("`{name}` is deleted for good, with all its versions"))?;
    if session.dry_run {
        return Ok(());
    }
    session.deliver(Change::DeleteAttachment { page: page.id.clone(), attachment: file.id, name: file.name })
}

fn find(session: &Session, page: &Page, name: &str) -> Result<FileRow, Report> {
    session.replica()?.attachment_named(&page.id, name)?.ok_or_else(|| {
        Report::refused(format!("the page has no file `{name}`"))
            .hinted(format!("`tildr page attach {} --list`", page.id))
    })
}

fn list(session: &Session, page: &Page) -> Result<(), Report> {
    let replica = session.replica()?;
    let rows = replica.attachments(&page.id)?;
    let people = replica.people()?;
    let author = |row: &FileRow| {
        let id = &row.attachment.version.author;
        people.iter().find(|user| user.id == *id).map_or_else(|| id.to_string(), |user| user.name.clone())
    };
    if session.out.is_json() {
        let all: Vec<Value> = rows.iter().map(|row| object(row, &author(row))).collect();
        return session.out.object(&json!(all));
    }
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let file = &row.attachment;
            let when =
                file.version.when.to_zoned(crate::config::zone()).strftime("%Y-%m-%d %H:%M").to_string();
            let state = if row.waits.is_some() { "waits" } else { "" };
            vec![
                file.name.clone(),
                size_words(file.size),
                file.media_type.clone(),
                author(row),
                when,
                state.to_owned(),
            ]
        })
        .collect();
    session.out.list(&["name", "size", "type", "by", "when", "state"], &rows, "no files")
}

fn object(row: &FileRow, author: &str) -> Value {
    let file = &row.attachment;
    json!({
        "id": file.id,
        "page": file.page,
        "name": file.name,
        "size": file.size,
        "type": file.media_type,
        "sha256": file.hash,
        "version": file.version.number,
        "author": author,
        "when": file.version.when,
        "comment": file.version.message,
        "waits": row.waits.is_some(),
    })
}
