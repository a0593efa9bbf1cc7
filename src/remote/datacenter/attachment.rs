//! Attachments: uploads as forms, downloads as streams.

use super::ROOT;
use crate::domain::{Attachment, AttachmentId, OpId, PageId};
use crate::remote::transport::{Call, Form, Transport, escaped};
use crate::remote::{RemoteError, Result, Upload};
use crate::wire::datacenter::attachment as wire;
use crate::wire::datacenter::content::ContentBody;
use crate::wire::datacenter::list::Listing;
use std::path::Path;

/// What an [`Attachment`] is made of.
const WHOLE: &str = "version,container,history";

/// Attaches a file, or gives an attachment a new version.
pub(in crate::remote) async fn attach(wiki: &dyn Transport, op: OpId, upload: &Upload) -> Result<Attachment> {
    let page = escaped(upload.page.as_str());
    let fields = [("comment", upload.message.as_str()), ("minorEdit", "false")];
    let form = Form::new(&fields, &upload.name, &upload.media_type, &upload.path)?;
    let path = match &upload.replaces {
        Some(id) => format!("{ROOT}/content/{page}/child/attachment/{}/data?expand={WHOLE}", address(id)),
        None => format!("{ROOT}/content/{page}/child/attachment?expand={WHOLE}"),
    };
    let answer = wiki.send(Call::post(path, op).form(form)).await?;
    let body = match &upload.replaces {
        Some(_) => answer.json::<ContentBody>()?,
        None => answer
            .json::<Listing<ContentBody>>()?
            .results
            .pop()
            .ok_or_else(|| RemoteError::Unknown("the answer names no file".to_owned()))?,
    };
    wire::attachment(&body).ok_or_else(|| RemoteError::Unknown("the file came without its page".to_owned()))
}

/// Deletes an attachment with all its versions.
pub(in crate::remote) async fn delete(
    wiki: &dyn Transport,
    op: OpId,
    page: &PageId,
    id: &AttachmentId,
) -> Result<()> {
    let path = format!("{ROOT}/content/{}/child/attachment/{}", escaped(page.as_str()), address(id));
    wiki.send(Call::delete(path, op)).await?.done()
}

/// Writes the bytes of an attachment into a file.
pub(in crate::remote) async fn download(
    wiki: &dyn Transport,
    attachment: &Attachment,
    into: &Path,
) -> Result<()> {
    let path = format!(
        "/download/attachments/{}/{}?version={}",
        escaped(attachment.page.as_str()),
        escaped(&attachment.name),
        attachment.version.number
    );
    wiki.download(Call::get(path), into).await
}

fn address(id: &AttachmentId) -> String {
    escaped(&wire::written(id))
}
