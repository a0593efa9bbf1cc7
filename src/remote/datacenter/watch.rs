//! Watching pages and spaces.

use super::ROOT;
use crate::domain::{OpId, PageId, SpaceKey};
use crate::remote::Result;
use crate::remote::transport::{Call, Transport, escaped};

/// Watches a page, or does not any more.
pub(in crate::remote) async fn page(wiki: &dyn Transport, op: OpId, id: &PageId, on: bool) -> Result<()> {
    set(wiki, op, format!("{ROOT}/user/watch/content/{}", escaped(id.as_str())), on).await
}

/// Watches a space, or does not any more.
pub(in crate::remote) async fn space(wiki: &dyn Transport, op: OpId, key: &SpaceKey, on: bool) -> Result<()> {
    set(wiki, op, format!("{ROOT}/user/watch/space/{}", escaped(key.as_str())), on).await
}

async fn set(wiki: &dyn Transport, op: OpId, path: String, on: bool) -> Result<()> {
    let call = if on { Call::post(path, op) } else { Call::delete(path, op) };
    wiki.send(call).await?.done()
}
