//! Who would see pages, or copies of them, at another place and does not see them now: said and asked about before
//! anything is done (S1-04).

use crate::cli::session::Session;
use crate::domain::{PageId, SpaceId, Spot};
use crate::permission::{Audiences, widening};
use crate::report::Report;

/// Returns who would gain sight of the pages at a place, as a sentence; `None` where nobody would.
pub(super) fn gains(
    session: &Session,
    pages: &[PageId],
    below: bool,
    to: &Spot,
) -> Result<Option<String>, Report> {
    let replica = session.replica()?;
    let above = match &to.parent {
        Some(parent) => replica.page(parent)?.map(|row| row.page),
        None => None,
    };
    let me = replica.me()?;
    let audiences = Audiences::new(replica.people()?, me.clone());
    let spaces = replica.spaces()?;
    let whole = |id: &SpaceId| spaces.iter().find(|space| space.id == *id).map(|space| audiences.of(space));
    let originals = replica.branches(pages, below)?;
    let originals: Vec<_> = originals.iter().collect();
    let change = me.and_then(|me| widening(&originals, &to.space, above.as_ref(), &me.id, whole));
    Ok(match change {
        Some(change) if change.gains.is_empty() && change.badge.is_none() => None,
        Some(change) => Some(change.sentence()),
        None => Some("who could see them there is not known".to_owned()),
    })
}

/// Asks before more people see the pages.
pub(super) fn confirm(session: &Session, gains: Option<&str>) -> Result<(), Report> {
    match gains {
        Some(gains) => session.confirm(&format!("more people see that place: {gains}")),
        None => Ok(()),
    }
}
