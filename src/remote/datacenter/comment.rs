//! Comments: content of a type of its own.

use super::ROOT;
use crate::domain::{Comment, CommentId, OpId};
use crate::remote::transport::{Call, Transport, escaped};
use crate::remote::{NewComment, RemoteError, Result};
use crate::wire::datacenter::comment as wire;
use crate::wire::datacenter::content::{ContentBody, ContentDraft};

/// What a [`Comment`] is made of.
const WHOLE: &str = "body.storage,version,history,container,ancestors";

/// Makes a comment.
pub(in crate::remote) async fn create(wiki: &dyn Transport, op: OpId, new: &NewComment) -> Result<Comment> {
    let draft = wire::draft(&new.page, new.parent.as_ref(), new.anchor.as_ref(), &new.storage);
    whole(wiki, Call::post(format!("{ROOT}/content?expand={WHOLE}"), op), &draft).await
}

/// Gives a comment another body.
pub(in crate::remote) async fn edit(
    wiki: &dyn Transport,
    op: OpId,
    id: &CommentId,
    base_version: u32,
    storage: &str,
) -> Result<Comment> {
    whole(wiki, Call::put(address(id), op), &wire::edit(base_version, storage)).await
}

/// Settles the thread a comment begins, or opens it again.
pub(in crate::remote) async fn resolve(
    wiki: &dyn Transport,
    op: OpId,
    id: &CommentId,
    resolved: bool,
) -> Result<Comment> {
    whole(wiki, Call::put(address(id), op), &wire::resolution(resolved)).await
}

/// Deletes a comment for good.
pub(in crate::remote) async fn delete(wiki: &dyn Transport, op: OpId, id: &CommentId) -> Result<()> {
    wiki.send(Call::delete(format!("{ROOT}/content/{}", escaped(id.as_str())), op)).await?.done()
}

fn address(id: &CommentId) -> String {
    format!("{ROOT}/content/{}?expand={WHOLE}", escaped(id.as_str()))
}

async fn whole(wiki: &dyn Transport, call: Call, draft: &ContentDraft) -> Result<Comment> {
    let body: ContentBody = wiki.send(call.json(draft)?).await?.json()?;
    wire::comment(&body).ok_or_else(|| RemoteError::Unknown("the comment came without its page".to_owned()))
}
