//! Attachments: content of the type `attachment` with ids that begin with `att`, and both ways to
//! [`Attachment`].

use super::content::{ContentBody, Extensions, HistoryBody, Metadata};
use super::list::Links;
use super::user::UserBody;
use crate::domain::{Attachment, AttachmentId, PageId, UserId};
use crate::wire::time;

/// The dialect's name for attachments.
pub const KIND: &str = "attachment";
/// What stands before the number of an attachment.
const PREFIX: &str = "att";

/// Writes the id of an attachment.
pub fn written(id: &AttachmentId) -> String {
    format!("{PREFIX}{id}")
}

/// Reads the id of an attachment: clients leave the prefix out in addresses.
pub fn read(id: &str) -> AttachmentId {
    AttachmentId::new(id.strip_prefix(PREFIX).unwrap_or(id))
}

/// Tells whether an id of content can only be that of an attachment.
pub fn is_attachment(id: &str) -> bool {
    id.starts_with(PREFIX)
}

/// Returns an attachment without anything that is expanded.
pub fn body(attachment: &Attachment) -> ContentBody {
    let id = written(&attachment.id);
    ContentBody {
        id: id.clone(),
        kind: KIND.to_owned(),
        status: "current".to_owned(),
        title: attachment.name.clone(),
        metadata: Some(Metadata {
            comment: Some(attachment.version.message.clone()),
            media_type: Some(attachment.media_type.clone()),
            ..Metadata::default()
        }),
        extensions: Some(Extensions {
            media_type: Some(attachment.media_type.clone()),
            file_size: Some(attachment.size),
            comment: Some(attachment.version.message.clone()),
            sha256: (!attachment.hash.is_empty()).then(|| attachment.hash.clone()),
            ..Extensions::default()
        }),
        links: Links {
            this: Some(format!("/rest/api/content/{id}")),
            webui: Some(format!("/pages/viewpageattachments.action?pageId={}", attachment.page)),
            download: Some(format!(
                "/download/attachments/{}/{}?version={}&modificationDate={}&api=v2",
                attachment.page,
                escaped(&attachment.name),
                attachment.version.number,
                attachment.version.when.as_millisecond()
            )),
            ..Links::default()
        },
        ..ContentBody::default()
    }
}

/// Returns an attachment in our words; needs `expand=version,container,history`.
pub fn attachment(body: &ContentBody) -> Option<Attachment> {
    let mut version = body.version.as_ref()?.to_version();
    let extensions = body.extensions.clone().unwrap_or_default();
    let metadata = body.metadata.clone().unwrap_or_default();
    version.message = extensions.comment.or(metadata.comment).unwrap_or_default();
    let history = body.history.as_ref();
    let created = history.and_then(|h| h.created_date.as_deref()).and_then(time::read);
    let author = history.and_then(|h| h.created_by.as_ref()).map(UserId::from);
    Some(Attachment {
        id: read(&body.id),
        page: PageId::new(&body.container.as_ref()?.id),
        name: body.title.clone(),
        media_type: extensions.media_type.or(metadata.media_type).unwrap_or_default(),
        size: extensions.file_size.unwrap_or_default(),
        hash: extensions.sha256.unwrap_or_default(),
        author: author.unwrap_or_else(|| version.author.clone()),
        created: created.unwrap_or(version.when),
        version,
    })
}

/// Returns who attached a file and when, as its history.
pub fn history(attachment: &Attachment, author: UserBody) -> HistoryBody {
    HistoryBody {
        latest: true,
        created_by: Some(author),
        created_date: Some(time::write(attachment.created)),
        ..HistoryBody::default()
    }
}

fn escaped(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
