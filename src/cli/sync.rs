//! `tildr sync`: one pass now, or the state of things.

use super::session::Session;
use crate::replica::Delivery;
use crate::report::{Kind, Report};
use clap::Args;
use serde_json::json;
use std::time::Duration;

#[derive(Debug, Args)]
pub(super) struct Sync {
    /// One pass, then end; the default
    #[arg(long)]
    once: bool,
    /// Wait until everything is delivered, however long it takes
    #[arg(long, conflicts_with = "status")]
    wait: bool,
    /// Say how things stand, and do nothing
    #[arg(long, conflicts_with = "once")]
    status: bool,
    /// Let pages vanish here that vanished on the wiki, however many they are
    #[arg(long, conflicts_with = "status")]
    confirm_removal: bool,
}

impl Sync {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        if !self.status {
            let patience = if self.wait { Duration::from_secs(24 * 3600) } else { Duration::from_secs(60) };
            if self.confirm_removal {
                session.engine()?.confirm_removal();
            }
            session.settle_within(patience)?;
        }
        let replica = session.store()?;
        let queued = replica.outbox()?;
        let parked = queued.iter().filter(|q| matches!(q.state, Delivery::Parked(_))).count();
        let conflicts = replica.conflict_count()?;
        let object = json!({
            "queued": queued.len() - parked, "refused": parked, "conflicts": conflicts,
            "synced": replica.me()?.is_some(),
        });
        let sentence = sentence(queued.len() - parked, parked, conflicts);
        session.out.done(&sentence, object)?;
        if parked > 0 && !self.status {
            return Err(Report::new(
                Kind::NotDelivered,
                format!("the wiki refused {parked} of your changes"),
            )
            .hinted("`tildr outbox list` says why"));
        }
        Ok(())
    }
}

fn sentence(queued: usize, parked: usize, conflicts: usize) -> String {
    if queued + parked + conflicts == 0 {
        return "everything is in sync".to_owned();
    }
    let parts = [(queued, "wait"), (parked, "refused"), (conflicts, "in conflict")];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    format!("changes: {}", said.join(", "))
}
