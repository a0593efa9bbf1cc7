//! Spaces with owner and grants, and their life.

use crate::domain::{OpId, Space, SpaceId, SpaceStatus};
use crate::remote::Result;
use crate::remote::transport::{Call, Transport, escaped};
use crate::wire::extension::{ROOT, feed::SpaceEntry};

/// Reads a space with its grants.
pub(in crate::remote) async fn one(wiki: &dyn Transport, id: &str) -> Result<Space> {
    let entry: SpaceEntry = wiki.send(Call::get(format!("{ROOT}/space/{}", escaped(id)))).await?.json()?;
    Ok(entry.into())
}

/// Archives, restores, trashes or purges a space.
pub(in crate::remote) async fn set_status(
    wiki: &dyn Transport,
    op: OpId,
    id: &SpaceId,
    status: Option<SpaceStatus>,
) -> Result<()> {
    let word = match status {
        Some(SpaceStatus::Active) => "active",
        Some(SpaceStatus::Archived) => "archived",
        Some(SpaceStatus::Trashed) => "trashed",
        None => "purged",
    };
    let path = format!("{ROOT}/space/{}/status/{word}", escaped(id.as_str()));
    wiki.send(Call::put(path, op)).await?.done()
}
