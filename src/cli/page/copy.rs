//! `tildr page copy`: a page, or a branch, to another place.

use super::seen;
use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{Change, PageId, SafeText};
use crate::report::Report;
use clap::Args;
use serde_json::json;
use uuid::Uuid;

#[derive(Debug, Args)]
pub(super) struct Copy {
    /// The page
    target: String,
    /// With everything below it
    #[arg(long)]
    below: bool,
    #[command(flatten)]
    to: super::place::To,
}

impl Copy {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let pages = [page.id.clone()];
        let replica = session.replica()?;
        let place = self.to.place(session)?;
        let to = replica.resolve(None, &place)?;
        let changes = replica.copies(&pages, &place, self.below, || PageId::local(Uuid::new_v4()))?;
        let count = changes.iter().filter(|change| matches!(change, Change::Create { .. })).count();
        let what =
            if count == 1 { page.title.clone() } else { format!("{} and what is below it", page.title) };
        if session.dry_run {
            return session.out.done(&format!("would copy {what}"), json!({"pages": count, "to": to}));
        }
        seen::confirm(session, seen::gains(session, &pages, self.below, &to)?.as_deref())?;
        let first = changes.first().and_then(|change| change.page()).cloned();
        session.deliver_all(changes)?;
        let id = first.map(|id| session.real_id(&id)).transpose()?;
        let said = format!("copied {}", SafeText::line(&what));
        session.out.done(&said, json!({"id": id, "pages": count}))
    }
}
