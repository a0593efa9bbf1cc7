//! `tildr page`: pages from the shell. Reads come from the replica, changes go through the outbox.

mod attach;
mod comment;
mod copy;
mod edit;
mod history;
mod label;
mod list;
mod place;
mod seen;
mod show;
mod write;

use super::session::Session;
use super::watch::PageWatch;
use crate::report::Report;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(super) struct PageCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List pages
    #[command(alias = "ls")]
    List(list::List),
    /// Print a page
    #[command(alias = "cat")]
    Show(show::Show),
    /// Make a page; its text comes from a file or stdin
    New(write::New),
    /// Edit a page in your editor
    Edit(edit::Edit),
    /// Replace the text of a page by a file or stdin
    Put(write::Put),
    /// Append Markdown to a page
    Append(write::Append),
    /// Move a page, with everything below it
    #[command(alias = "mv")]
    Move(place::Move),
    /// Copy a page; a title that is taken there gets a number
    #[command(alias = "cp")]
    Copy(copy::Copy),
    /// Give a page another title
    Rename(place::Rename),
    /// Put a page, with everything below it, into the trash
    #[command(alias = "rm")]
    Delete(place::Delete),
    /// Take a page out of the trash
    Restore(place::Restore),
    /// List the versions of a page
    History(history::History),
    /// Compare two versions of a page
    Diff(history::Diff),
    /// List, add or remove labels
    Label(label::LabelCommand),
    /// Read and write comments
    Comment(comment::CommentCommand),
    /// List, add, save or delete files
    Attach(attach::AttachCommand),
    /// Watch a page: its changes are told
    Watch(PageWatch),
}

impl PageCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        match &self.verb {
            Verb::List(verb) => verb.run(session),
            Verb::Show(verb) => verb.run(session),
            Verb::New(verb) => verb.run(session),
            Verb::Edit(verb) => verb.run(session),
            Verb::Put(verb) => verb.run(session),
            Verb::Append(verb) => verb.run(session),
            Verb::Move(verb) => verb.run(session),
            Verb::Copy(verb) => verb.run(session),
            Verb::Rename(verb) => verb.run(session),
            Verb::Delete(verb) => verb.run(session),
            Verb::Restore(verb) => verb.run(session),
            Verb::History(verb) => verb.run(session),
            Verb::Diff(verb) => verb.run(session),
            Verb::Label(verb) => verb.run(session),
            Verb::Comment(verb) => verb.run(session),
            Verb::Attach(verb) => verb.run(session),
            Verb::Watch(verb) => verb.run(session),
        }
    }
}

/// Prints a page, for other commands.
pub(super) fn show(session: &Session, target: &str) -> Result<(), Report> {
    show::Show::newest(target).run(session)
}

/// Opens a page in the editor, for other commands.
pub(super) fn edit(session: &Session, target: &str) -> Result<(), Report> {
    edit::Edit::of(target).run(session)
}
