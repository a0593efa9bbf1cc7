//! `tildr page comment`: read the threads of a page, write, answer, settle, delete.

use crate::cli::input;
use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{Change, Comment, CommentId, Page, SafeText};
use crate::markup;
use crate::replica::{CommentRow, Replica};
use crate::report::Report;
use crate::tui::document;
use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

/// How wide comments are printed.
const WIDTH: usize = 96;

#[derive(Debug, Args)]
pub(super) struct CommentCommand {
    /// The page
    target: String,
    /// The comment, as Markdown; from stdin when piped; none to list them
    text: Vec<String>,
    /// List the comments
    #[arg(long, short)]
    list: bool,
    /// Answer this comment
    #[arg(long, value_name = "ID")]
    reply: Option<String>,
    /// Give your comment another text
    #[arg(long, value_name = "ID", conflicts_with = "reply")]
    edit: Option<String>,
    /// Settle the thread of this comment
    #[arg(long, value_name = "ID")]
    resolve: Option<String>,
    /// Open the thread of this comment again
    #[arg(long, value_name = "ID", conflicts_with = "resolve")]
    reopen: Option<String>,
    /// Delete this comment for good
    #[arg(long, value_name = "ID")]
    delete: Option<String>,
}

impl CommentCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        if let Some((id, resolved)) = self.settling() {
            return settle(session, &page, id, resolved);
        }
        if let Some(id) = &self.delete {
            return delete(session, &page, id);
        }
        match self.written()? {
            Some(text) => self.write(session, &page, &text),
            None => list(session, &page),
        }
    }

    fn settling(&self) -> Option<(&str, bool)> {
        let resolve = self.resolve.as_deref().map(|id| (id, true));
        resolve.or(self.reopen.as_deref().map(|id| (id, false)))
    }

    /// The text that was given; `None` lists.
    fn written(&self) -> Result<Option<String>, Report> {
        if self.list {
            return Ok(None);
        }
        let text = match self.text.is_empty() {
            false => self.text.join(" "),
            true if input::is_piped() => input::text(None)?,
            true => String::new(),
        };
        let wants_text = self.reply.is_some() || self.edit.is_some();
        match text.trim() {
            "" if wants_text => {
                Err(Report::refused("a comment needs a word").hinted("`tildr page comment PAGE TEXT`"))
            }
            "" => Ok(None),
            _ => Ok(Some(text)),
        }
    }

    fn write(&self, session: &Session, page: &Page, text: &str) -> Result<(), Report> {
        let replica = session.replica()?;
        let storage = markup::to_storage(text).storage;
        if let Some(id) = &self.edit {
            let seen = find(replica, page, id)?;
            let change = Change::EditComment {
                page: page.id.clone(),
                comment: seen.id.clone(),
                base_version: seen.version.number,
                base: seen.storage,
                storage,
            };
            return deliver(session, change, "changed", &seen.id);
        }
        let parent = self.reply.as_ref().map(|id| find(replica, page, id)).transpose()?;
        let comment = CommentId::local(Uuid::new_v4());
        let change = Change::AddComment {
            page: page.id.clone(),
            comment: comment.clone(),
            parent: parent.map(|parent| parent.id),
            anchor: None,
            storage,
        };
        deliver(session, change, "commented", &comment)
    }
}

fn settle(session: &Session, page: &Page, id: &str, resolved: bool) -> Result<(), Report> {
    let rows = session.replica()?.comments(&page.id)?;
    let found = find(session.replica()?, page, id)?;
    let at = rows.iter().position(|row| row.comment.id == found.id).unwrap_or_default();
    let head = rows[..=at].iter().rev().find(|row| row.depth == 0).map_or(&found, |row| &row.comment);
    let change = Change::ResolveComment { page: page.id.clone(), comment: head.id.clone(), resolved };
    deliver(session, change, if resolved { "settled" } else { "open again" }, &head.id)
}

fn delete(session: &Session, page: &Page, id: &str) -> Result<(), Report> {
    let found = find(session.replica()?, page, id)?;
    session.confirm("the comment is deleted for good, its answers stay")?;
    let change = Change::DeleteComment {
        page: page.id.clone(),
        comment: found.id.clone(),
        storage: found.storage.clone(),
    };
    deliver(session, change, "deleted", &found.id)
}

fn deliver(session: &Session, change: Change, done: &str, id: &CommentId) -> Result<(), Report> {
    if session.dry_run {
        return Ok(());
    }
    session.deliver(change)?;
    let id = session.store()?.comment(id)?.map_or_else(|| id.clone(), |comment| comment.id);
    session.out.done(&format!("{done} · {id}"), json!({"id": id, "done": done}))
}

fn find(replica: &Replica, page: &Page, id: &str) -> Result<Comment, Report> {
    let mut fits: Vec<Comment> = replica
        .comments(&page.id)?
        .into_iter()
        .map(|row| row.comment)
        .filter(|comment| !id.is_empty() && comment.id.as_str().starts_with(id))
        .collect();
    match fits.len() {
        1 => Ok(fits.remove(0)),
        0 => Err(Report::refused(format!("no comment `{id}` on this page"))
            .hinted(format!("`tildr page comment {} --list`", page.id))),
        _ => {
            Err(Report::refused(format!("several comments begin with `{id}`")).hinted("give more of the id"))
        }
    }
}

fn list(session: &Session, page: &Page) -> Result<(), Report> {
    let replica = session.replica()?;
    let rows = replica.comments(&page.id)?;
    let people = replica.people()?;
    let name = |comment: &Comment| {
        let author = people.iter().find(|user| user.id == comment.author);
        author.map_or_else(|| comment.author.to_string(), |user| user.name.clone())
    };
    if session.out.is_json() {
        let all: Vec<Value> = rows.iter().map(|row| object(row, &name(&row.comment))).collect();
        return session.out.object(&json!(all));
    }
    if rows.is_empty() {
        return session.out.list(&[], &[], "no comments");
    }
    let mut text = String::new();
    for CommentRow { comment, depth, waits } in &rows {
        let indent = "   ".repeat(*depth);
        let when = comment.created.to_zoned(crate::config::zone()).strftime("%Y-%m-%d %H:%M");
        let mut facts = format!("{} · {when} · {}", name(comment), comment.id);
        for (holds, word) in [(comment.resolved && *depth == 0, "settled"), (waits.is_some(), "waits")] {
            if holds {
                facts += &format!(" · {word}");
            }
        }
        text += &format!("{indent}{}\n", SafeText::line(&facts));
        if let Some(anchor) = comment.anchor.as_ref().filter(|_| *depth == 0) {
            text += &format!("{indent}on “{}”\n", SafeText::line(&anchor.words));
        }
        let markdown = markup::to_markdown(&comment.storage).markdown;
        for line in document::to_text(&markdown, WIDTH - indent.len().min(40), false).lines() {
            text += &format!("{indent}{line}\n");
        }
        text += "\n";
    }
    session.out.text(text.trim_end_matches('\n'))
}

fn object(row: &CommentRow, author: &str) -> Value {
    let comment = &row.comment;
    json!({
        "id": comment.id,
        "page": comment.page,
        "parent": comment.parent,
        "depth": row.depth,
        "author": author,
        "created": comment.created,
        "version": comment.version.number,
        "resolved": comment.resolved,
        "about": comment.anchor.as_ref().map(|anchor| &anchor.words),
        "markdown": markup::to_markdown(&comment.storage).markdown,
        "waits": row.waits.is_some(),
    })
}
