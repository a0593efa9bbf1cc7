//! `tildr jot`: a note into the personal space in the time it takes to type it.
//!
//! The hot path opens one file, appends, fsyncs, says `saved`, and leaves the delivery to whoever syncs.

mod compose;
mod queue;
mod review;
mod revise;

use super::session::Session;
use crate::report::Report;
use clap::Args;
use std::ffi::OsString;

#[derive(Debug, Args)]
pub(super) struct JotCommand {
    /// The note; stdin when absent and something is piped in
    text: Vec<OsString>,
    /// A label for the page, may be repeated
    #[arg(long = "tag", short = 't', value_name = "TAG")]
    tags: Vec<String>,
    /// A task to tick
    #[arg(long, conflicts_with_all = ["quote", "code"])]
    task: bool,
    /// A quotation
    #[arg(long, conflicts_with = "code")]
    quote: bool,
    /// Put stdin into a code block of this language
    #[arg(long, value_name = "LANG", num_args = 0..=1, require_equals = false, default_missing_value = "")]
    code: Option<String>,
    /// Make a page in the inbox, with this title or one made of the first line
    #[arg(long, value_name = "TITLE", num_args = 0..=1, conflicts_with = "to")]
    new: Option<Option<String>>,
    /// Append to this page: an id, `KEY:Title`, or a title in your space
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,
    /// When it happened: "yesterday 9:00", "9:00", "2026-11-20 14:32"
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Replace your last note by this one
    #[arg(long, conflicts_with_all = ["undo", "last", "queue", "grep"])]
    amend: bool,
    /// Take your last note back, within 10 minutes
    #[arg(long, conflicts_with_all = ["last", "queue", "grep"])]
    undo: bool,
    /// Show your last notes
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "10")]
    last: Option<usize>,
    /// Show your notes that hold this text
    #[arg(long, value_name = "TEXT")]
    grep: Option<String>,
    /// Show the notes that wait for delivery
    #[arg(long)]
    queue: bool,
    /// Wait until the note is delivered; exit 4 when it takes longer than 10 seconds
    #[arg(long)]
    wait: bool,
}

impl JotCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        if self.queue {
            return review::queue(session);
        }
        if self.last.is_some() || self.grep.is_some() {
            return review::last(session, self.last.unwrap_or(10), self.grep.as_deref());
        }
        if self.undo {
            return revise::undo(session);
        }
        let note = compose::note(self, session)?;
        if session.dry_run {
            return queue::show(session, &note.jots);
        }
        if self.amend {
            return revise::amend(session, &note);
        }
        queue::save(session, &note, self.wait)
    }
}
