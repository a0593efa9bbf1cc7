//! Intents to changes: gives ids and moments, and looks up where things stand.

use crate::domain::{Change, Entry, OpId, PageId, PageKind, Place, Timestamp};
use crate::replica::{Replica, ReplicaError, Result};
use crate::tui::effect::Intent;
use uuid::Uuid;

/// Commits intents as one action and returns the entries.
pub(super) fn commit(replica: &Replica, intents: &[Intent], now: Timestamp) -> Result<Vec<Entry>> {
    let group = (intents.len() > 1).then(OpId::fresh);
    let mut entries = Vec::with_capacity(intents.len());
    for intent in intents {
        let change = change(replica, intent)?;
        entries.push(Entry { op: OpId::fresh(), at: now, change, group });
    }
    replica.commit(&entries)?;
    Ok(entries)
}

fn change(replica: &Replica, intent: &Intent) -> Result<Change> {
    Ok(match intent.clone() {
        Intent::Create { place, title, storage } => Change::Create {
            page: PageId::local(Uuid::new_v4()),
            spot: replica.resolve(None, &place)?,
            kind: PageKind::Page,
            title,
            storage,
            labels: Vec::new(),
        },
        Intent::Edit { page, base_version, base, storage, message } => {
            Change::Edit { page, base_version, base, storage, message }
        }
        Intent::Rename { page, to } => {
            let from = current(replica, &page)?.title;
            Change::Rename { page, from, to }
        }
        Intent::Move { page, to } => {
            let from = spot(replica, &page)?;
            let to = replica.resolve(Some(&page), &to)?;
            Change::Move { page, from, to }
        }
        Intent::Trash(page) => {
            let spot = spot(replica, &page)?;
            Change::Trash { page, spot }
        }
        Intent::Restore(page) => {
            let row = current(replica, &page)?;
            let place = match row.parent {
                Some(parent) if replica.page(&parent)?.is_some_and(|row| is_current(&row.page)) => {
                    Place::LastChildOf(parent)
                }
                _ => Place::RootOf(row.space),
            };
            Change::Restore { page, spot: replica.resolve(None, &place)? }
        }
        Intent::AddLabel(page, label) => Change::AddLabel { page, label },
        Intent::RemoveLabel(page, label) => Change::RemoveLabel { page, label },
        Intent::Jot(jot) => Change::Append(jot),
    })
}

fn is_current(page: &crate::domain::Page) -> bool {
    page.status == crate::domain::PageStatus::Current
}

fn current(replica: &Replica, page: &PageId) -> Result<crate::domain::Page> {
    replica.page(page)?.map(|row| row.page).ok_or_else(gone)
}

fn spot(replica: &Replica, page: &PageId) -> Result<crate::domain::Spot> {
    replica.spot(page)?.ok_or_else(gone)
}

fn gone() -> ReplicaError {
    ReplicaError::Refused("the page is gone".to_owned())
}
