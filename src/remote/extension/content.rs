//! Exact places, jots and bulk imports.

use crate::domain::*;
use crate::remote::transport::{Call, Transport, escaped};
use crate::remote::{ImportBatch, Imported, Result};
use crate::wire::extension::feed::PageEntry;
use crate::wire::extension::import::{ImportBody, ImportEntry, ImportedBody};
use crate::wire::extension::jot::JotBody;
use crate::wire::extension::{ROOT, spot::SpotBody};

/// Moves a subtree to an exact spot.
pub(in crate::remote) async fn relocate(
    wiki: &dyn Transport,
    op: OpId,
    id: &PageId,
    to: &Spot,
) -> Result<Page> {
    let path = format!("{ROOT}/content/{}/move", escaped(id.as_str()));
    page(wiki, Call::post(path, op).json(&SpotBody::from(to))?).await
}

/// Takes a subtree out of the trash to an exact spot.
pub(in crate::remote) async fn restore(
    wiki: &dyn Transport,
    op: OpId,
    id: &PageId,
    to: &Spot,
) -> Result<Page> {
    let path = format!("{ROOT}/content/{}/restore", escaped(id.as_str()));
    page(wiki, Call::post(path, op).json(&SpotBody::from(to))?).await
}

/// Appends a jot.
pub(in crate::remote) async fn append(wiki: &dyn Transport, op: OpId, jot: &Jot) -> Result<Page> {
    page(wiki, Call::post(format!("{ROOT}/append"), op).json(&JotBody::from(jot))?).await
}

/// Makes many pages.
pub(in crate::remote) async fn import(
    wiki: &dyn Transport,
    op: OpId,
    batch: &ImportBatch,
) -> Result<Vec<Imported>> {
    let pages = batch.pages.iter().map(|page| ImportEntry {
        key: page.key.clone(),
        parent: page.parent.clone(),
        title: page.title.clone(),
        storage: page.storage.clone(),
        labels: page.labels.clone(),
        updated: page.updated,
    });
    let body = ImportBody { space: batch.space.clone(), home: batch.home.clone(), pages: pages.collect() };
    let done: ImportedBody =
        wiki.send(Call::post(format!("{ROOT}/import"), op).json(&body)?).await?.json()?;
    let imported = done.pages.into_iter();
    Ok(imported.map(|p| Imported { key: p.key, page: p.page, created: p.created }).collect())
}

async fn page(wiki: &dyn Transport, call: Call) -> Result<Page> {
    let entry: PageEntry = wiki.send(call).await?.json()?;
    Ok(entry.into_parts().0)
}
