//! Comments: content of the type `comment`, below a page or below another comment.

use super::assemble::{Assembler, Expand};
use super::content::storage;
use super::mismatched;
use super::params::Params;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Intent, Path};
use crate::server::router::Shared;
use crate::server::store::command::{CommentUpdate, NewComment};
use crate::server::store::{Below, Command, CommentFilter, Location, Outcome, Principal};
use crate::wire::datacenter::comment::is_resolved;
use crate::wire::datacenter::content::{ContentBody, ContentDraft};
use crate::wire::datacenter::list::Listing;
use axum::Json;
use axum::extract::State;

/// What a write of a comment answers.
const WRITTEN: &str = "body.storage,history,space,version,ancestors,container";
/// The largest comment.
const LIMIT: usize = 1 << 20;

/// `GET content/{id}/child/comment?depth=all&location=footer`.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let window = params.window()?;
    let (page, below) = match named(&store, &who, &id).await {
        Some(comment) => (comment.page.clone(), Below::Comment(comment.id)),
        None if params.get("depth") == Some("all") => (id, Below::Everything),
        None => (id, Below::Page),
    };
    let filter = CommentFilter {
        page,
        below,
        locations: params.all("location").flat_map(|list| list.split(',')).filter_map(location).collect(),
        start: window.start,
        limit: window.reach(),
    };
    let comments = store.comments(&who, filter).await?;
    let expand = Expand::parse(params.get("expand"), "");
    let bodies = Assembler::new(&*store, &who, expand).comments(comments).await?;
    Ok(Json(params.listing(bodies, window)))
}

/// Every comment of a page.
pub(super) async fn all(
    store: &Shared,
    who: &Principal,
    page: PageId,
    params: &Params,
) -> Result<Json<Listing<ContentBody>>> {
    let window = params.window()?;
    let filter = CommentFilter {
        page,
        below: Below::Everything,
        locations: Vec::new(),
        start: window.start,
        limit: window.reach(),
    };
    let comments = store.comments(who, filter).await?;
    let expand = Expand::parse(params.get("expand"), "");
    let bodies = Assembler::new(&**store, who, expand).comments(comments).await?;
    Ok(Json(params.listing(bodies, window)))
}

fn location(word: &str) -> Option<Location> {
    match word.trim() {
        "footer" => Some(Location::Footer),
        "inline" => Some(Location::Inline),
        "resolved" => Some(Location::Resolved),
        _ => None,
    }
}

/// Returns the comment of an id that may be anything.
pub(super) async fn named(store: &Shared, who: &Principal, id: &PageId) -> Option<Comment> {
    store.comment(who, &CommentId::new(id.as_str())).await.ok()
}

/// `POST content` with the type `comment`.
pub(super) async fn create(
    store: &Shared,
    intent: Intent,
    params: &Params,
    draft: ContentDraft,
) -> Result<Json<ContentBody>> {
    let page = draft.container.as_ref().ok_or_else(|| ApiError::invalid("say which page: `container.id`"))?;
    let extensions = draft.extensions.clone().unwrap_or_default();
    let is_inline = extensions.location.as_deref() == Some("inline");
    let new = NewComment {
        page: PageId::new(page.id()),
        parent: draft.ancestors.as_ref().and_then(|all| all.last()).map(|above| CommentId::new(above.id())),
        anchor: extensions.inline_properties.filter(|_| is_inline).map(|inline| Anchor {
            marker: inline.marker_ref,
            words: inline.original_selection.chars().take(2_000).collect(),
        }),
        storage: body(&draft)?.ok_or_else(|| ApiError::invalid("a comment needs `body.storage`"))?,
    };
    answer(store, intent, params, Command::AddComment(new)).await
}

/// `PUT content/{id}` of a comment: another body, or another state of its thread.
pub(super) async fn update(
    store: &Shared,
    intent: Intent,
    params: &Params,
    comment: Comment,
    draft: ContentDraft,
) -> Result<Json<ContentBody>> {
    let resolution = draft.extensions.as_ref().and_then(|extensions| extensions.resolution.as_ref());
    let resolved = resolution.map(|resolution| is_resolved(&resolution.status));
    let body = match body(&draft)? {
        None => None,
        Some(storage) => {
            let version = draft.version.as_ref();
            let version = version.ok_or_else(|| ApiError::invalid("an update needs `version.number`"))?;
            Some((version.number, storage))
        }
    };
    if body.is_none() && resolved.is_none() {
        return Err(ApiError::invalid("an update of a comment needs `body.storage` or a resolution"));
    }
    let update = CommentUpdate { comment: comment.id, body, resolved };
    answer(store, intent, params, Command::UpdateComment(update)).await
}

async fn answer(
    store: &Shared,
    intent: Intent,
    params: &Params,
    command: Command,
) -> Result<Json<ContentBody>> {
    let who = intent.who().clone();
    let Outcome::Comment(comment) = store.write(intent.0, command).await? else { return Err(mismatched()) };
    let expand = Expand::parse(params.get("expand"), WRITTEN);
    Ok(Json(Assembler::new(&**store, &who, expand).comment(&comment).await?))
}

fn body(draft: &ContentDraft) -> Result<Option<String>> {
    match storage(draft)? {
        Some(storage) if storage.len() > LIMIT => {
            Err(ApiError::too_large(format!("a comment holds at most {} MB", LIMIT >> 20)))
        }
        storage => Ok(storage),
    }
}
