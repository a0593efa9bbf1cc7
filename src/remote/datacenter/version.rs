//! Old versions and their bodies.

use super::ROOT;
use crate::domain::{PageId, Version};
use crate::remote::transport::{Call, Transport, escaped};
use crate::remote::{RemoteError, Result};
use crate::wire::datacenter::content::{ContentBody, VersionBody};
use crate::wire::datacenter::list::Listing;

/// How many versions are asked for at once.
const STRETCH: usize = 200;

/// Reads every version, newest first.
pub(in crate::remote) async fn list(wiki: &dyn Transport, id: &PageId) -> Result<Vec<Version>> {
    let mut versions: Vec<Version> = Vec::new();
    loop {
        let path = format!(
            "{ROOT}/content/{}/version?start={}&limit={STRETCH}",
            escaped(id.as_str()),
            versions.len()
        );
        let stretch: Listing<VersionBody> = wiki.send(Call::get(path)).await?.json()?;
        // Lists have been seen that neither end nor advance: an empty or repeated stretch is the end.
        let known = versions.last().map(|version| version.number);
        let fresh = stretch.results.iter().map(VersionBody::to_version);
        let before = versions.len();
        versions.extend(fresh.filter(|version| known.is_none_or(|known| version.number < known)));
        if stretch.links.next.is_none() || versions.len() == before {
            return Ok(versions);
        }
    }
}

/// Reads the body of one version.
pub(in crate::remote) async fn body(wiki: &dyn Transport, id: &PageId, number: u32) -> Result<String> {
    let path = format!(
        "{ROOT}/content/{}?status=any&status=historical&version={number}&expand=body.storage,version",
        escaped(id.as_str())
    );
    let body: ContentBody = wiki.send(Call::get(path)).await?.json()?;
    if body.version.as_ref().is_none_or(|version| version.number != number) {
        return Err(RemoteError::NotFound);
    }
    Ok(body.storage().unwrap_or_default().to_owned())
}
