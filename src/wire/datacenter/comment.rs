//! Comments: content of the type `comment`, and both ways to [`Comment`].

use super::content::{
    Bodies, ContentBody, ContentDraft, ContentRef, Extensions, InlineProperties, Resolution, VersionBody,
};
use super::list::Links;
use super::user::UserBody;
use crate::domain::{Anchor, Comment, CommentId, PageId, UserId};
use crate::wire::time;

/// The dialect's name for comments.
pub const KIND: &str = "comment";

/// Returns a comment without anything that is expanded; `title` is that of its page, and `location` where its
/// thread stands.
pub fn body(comment: &Comment, title: &str, location: &str) -> ContentBody {
    ContentBody {
        id: comment.id.to_string(),
        kind: KIND.to_owned(),
        status: "current".to_owned(),
        title: format!("Re: {title}"),
        extensions: Some(Extensions {
            location: Some(location.to_owned()),
            inline_properties: comment.anchor.as_ref().map(|anchor| InlineProperties {
                marker_ref: anchor.marker.clone(),
                original_selection: anchor.words.clone(),
            }),
            resolution: comment
                .parent
                .is_none()
                .then(|| Resolution { status: resolution_word(comment.resolved).to_owned() }),
            ..Extensions::default()
        }),
        links: Links {
            this: Some(format!("/rest/api/content/{}", comment.id)),
            webui: Some(format!(
                "/pages/viewpage.action?pageId={}&focusedCommentId={}",
                comment.page, comment.id
            )),
            ..Links::default()
        },
        ..ContentBody::default()
    }
}

/// Returns a comment in our words; needs `expand=body.storage,version,container,ancestors,history`.
pub fn comment(body: &ContentBody) -> Option<Comment> {
    let version = body.version.as_ref()?.to_version();
    let history = body.history.as_ref();
    let created = history.and_then(|h| h.created_date.as_deref()).and_then(time::read);
    let author = history.and_then(|h| h.created_by.as_ref()).map(UserId::from);
    let extensions = body.extensions.clone().unwrap_or_default();
    Some(Comment {
        id: CommentId::new(&body.id),
        page: PageId::new(&body.container.as_ref()?.id),
        parent: body.ancestors.as_ref().and_then(|all| all.last()).map(|above| CommentId::new(&above.id)),
        anchor: extensions
            .inline_properties
            .map(|inline| Anchor { marker: inline.marker_ref, words: inline.original_selection }),
        resolved: extensions.resolution.is_some_and(|resolution| is_resolved(&resolution.status)),
        author: author.unwrap_or_else(|| version.author.clone()),
        created: created.unwrap_or(version.when),
        storage: body.storage().unwrap_or_default().to_owned(),
        version,
    })
}

/// Returns what makes a comment.
pub fn draft(
    page: &PageId,
    parent: Option<&CommentId>,
    anchor: Option<&Anchor>,
    storage: &str,
) -> ContentDraft {
    let extensions = anchor.map(|anchor| Extensions {
        location: Some("inline".to_owned()),
        inline_properties: Some(InlineProperties {
            marker_ref: anchor.marker.clone(),
            original_selection: anchor.words.clone(),
        }),
        ..Extensions::default()
    });
    ContentDraft {
        kind: Some(KIND.to_owned()),
        container: Some(ContentRef::new(page.as_str())),
        ancestors: parent.map(|parent| vec![ContentRef::new(parent.as_str())]),
        body: Some(Bodies::storage(storage)),
        extensions,
        ..ContentDraft::default()
    }
}

/// Returns what settles a thread or opens it again.
pub fn resolution(resolved: bool) -> ContentDraft {
    let status = resolution_word(resolved).to_owned();
    ContentDraft {
        kind: Some(KIND.to_owned()),
        extensions: Some(Extensions { resolution: Some(Resolution { status }), ..Extensions::default() }),
        ..ContentDraft::default()
    }
}

/// Returns another body for a comment: the version after the one it was made from.
pub fn edit(base_version: u32, storage: &str) -> ContentDraft {
    ContentDraft {
        kind: Some(KIND.to_owned()),
        version: Some(VersionBody { number: base_version + 1, ..VersionBody::default() }),
        body: Some(Bodies::storage(storage)),
        ..ContentDraft::default()
    }
}

/// Returns who wrote a comment and when, as its history.
pub fn history(comment: &Comment, author: UserBody) -> super::content::HistoryBody {
    super::content::HistoryBody {
        latest: true,
        created_by: Some(author),
        created_date: Some(time::write(comment.created)),
        ..Default::default()
    }
}

/// Tells whether a word for a resolution means settled.
pub fn is_resolved(status: &str) -> bool {
    matches!(status, "resolved" | "dangling")
}

fn resolution_word(resolved: bool) -> &'static str {
    if resolved { "resolved" } else { "open" }
}
