//! `tildr today`: the page of the day.

use super::session::Session;
use super::{page, target};
use crate::report::Report;
use crate::sync::jot;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Today {
    /// Edit it in your editor
    #[arg(long)]
    edit: bool,
}

impl Today {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let day = jot::day_of(&crate::config::clock(), Some(session.config.jot.day_starts.0));
        let space = target::space(session, "~")?;
        // Notes that wait belong to the page.
        if session.replica()?.outbox()?.iter().any(|queued| queued.entry.change.verb() == "jot") {
            let _ = session.settle();
        }
        let found = session.replica()?.titled(&space.id, &jot::day_title(day))?;
        match found.first() {
            Some(found) if self.edit => page::edit(session, found.id.as_str()),
            Some(found) => page::show(session, found.id.as_str()),
            None => {
                Err(Report::refused("nothing was noted today yet").hinted("`tildr jot TEXT` starts the page"))
            }
        }
    }
}
