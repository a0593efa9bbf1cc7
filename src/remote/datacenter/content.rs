//! Pages and blog posts.

use super::ROOT;
use crate::domain::*;
use crate::remote::transport::{Call, Transport, escaped};
use crate::remote::{NewPage, PageUpdate, RemoteError, Result};
use crate::wire::datacenter::content::{
    Bodies, ContentBody, ContentDraft, ContentRef, CopyOf, Extensions, Labels, Metadata, SpaceRef,
    VersionBody,
};
use crate::wire::datacenter::label::LabelBody;

/// What a [`Page`] is made of.
const WHOLE: &str = "version,space,ancestors,history,metadata.labels";

/// Reads a page in any state, with its body.
pub(in crate::remote) async fn page(wiki: &dyn Transport, id: &PageId) -> Result<(Page, String)> {
    let path = format!("{ROOT}/content/{}?status=any&expand=body.storage,{WHOLE}", escaped(id.as_str()));
    let body: ContentBody = wiki.send(Call::get(path)).await?.json()?;
    let storage = body.storage().unwrap_or_default().to_owned();
    Ok((whole(&body)?, storage))
}

/// Makes a page.
pub(in crate::remote) async fn create(wiki: &dyn Transport, op: OpId, new: &NewPage) -> Result<Page> {
    let (kind, day) = match new.kind {
        PageKind::Page => ("page", None),
        PageKind::BlogPost { day } => ("blogpost", Some(day.to_string())),
    };
    let after = new.after.as_ref().map(|after| after.as_str().to_owned());
    let copy_of = new
        .copy_of
        .as_ref()
        .map(|original| CopyOf { id: original.page.as_str().to_owned(), above: original.outermost });
    let labels: Vec<LabelBody> = new.labels.iter().map(LabelBody::from).collect();
    let draft = ContentDraft {
        kind: Some(kind.to_owned()),
        title: Some(new.title.clone()),
        space: Some(SpaceRef { key: None, id: Some(new.space.as_str().into()) }),
        ancestors: new.parent.as_ref().map(|parent| vec![ContentRef::new(parent.as_str())]),
        body: Some(Bodies::storage(&new.storage)),
        metadata: (!labels.is_empty())
            .then_some(Metadata { labels: Some(Labels::Bare(labels)), ..Metadata::default() }),
        extensions: Some(Extensions { day, after, copy_of, ..Extensions::default() }),
        ..ContentDraft::default()
    };
    let call = Call::post(format!("{ROOT}/content?expand={WHOLE}"), op).json(&draft)?;
    whole(&wiki.send(call).await?.json()?)
}

/// Saves a version.
pub(in crate::remote) async fn update(wiki: &dyn Transport, op: OpId, update: &PageUpdate) -> Result<Page> {
    let version = VersionBody {
        number: update.base_version + 1,
        message: Some(update.message.clone()),
        ..VersionBody::default()
    };
    let draft = ContentDraft {
        title: Some(update.title.clone()),
        version: Some(version),
        body: update.storage.as_ref().map(Bodies::storage),
        ..ContentDraft::default()
    };
    let path = format!("{ROOT}/content/{}?expand={WHOLE}", escaped(update.page.as_str()));
    whole(&wiki.send(Call::put(path, op).json(&draft)?).await?.json()?)
}

/// Puts a subtree into the trash.
pub(in crate::remote) async fn trash(wiki: &dyn Transport, op: OpId, id: &PageId) -> Result<()> {
    wiki.send(Call::delete(format!("{ROOT}/content/{}", escaped(id.as_str())), op)).await?.done()
}

/// Removes a trashed page for good.
pub(in crate::remote) async fn purge(wiki: &dyn Transport, op: OpId, id: &PageId) -> Result<()> {
    let path = format!("{ROOT}/content/{}?status=trashed", escaped(id.as_str()));
    wiki.send(Call::delete(path, op)).await?.done()
}

fn whole(body: &ContentBody) -> Result<Page> {
    body.to_page().ok_or_else(|| RemoteError::NotAWiki("the page came without version or space".to_owned()))
}
