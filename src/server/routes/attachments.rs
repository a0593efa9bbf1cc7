//! Attachments of a page: lists, uploads, remarks, versions, deletion.

use super::assemble::{Assembler, Expand, whole};
use super::params::Params;
use super::{mismatched, upload};
use crate::domain::attachment::file_name;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::command::{AttachmentUpdate, Carried};
use crate::server::store::{AttachmentFilter, Command, Outcome, Principal, StoreError};
use crate::wire::datacenter::attachment::{is_attachment, read};
use crate::wire::datacenter::content::{ContentBody, ContentDraft};
use crate::wire::datacenter::list::Listing;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;

/// What is answered without being asked for.
const USUAL: &str = "version,container,history";

/// `GET content/{id}/child/attachment?filename=&mediaType=`.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let window = params.window()?;
    let filter = AttachmentFilter {
        page: id,
        name: params.get("filename").map(str::to_owned),
        media_type: params.get("mediaType").map(str::to_owned),
        start: window.start,
        limit: window.reach(),
    };
    let found = store.attachments(&who, filter).await?;
    let expand = Expand::parse(params.get("expand"), "version");
    let bodies = Assembler::new(&*store, &who, expand).attachments(found).await?;
    Ok(Json(params.listing(bodies, window)))
}

/// `GET content/{id}/child/attachment/{attachment}`.
pub(in crate::server) async fn one(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((page, id)): Path<(PageId, String)>,
    params: Params,
) -> Result<Json<ContentBody>> {
    let found = store.attachment(&who, &read(&id)).await?;
    if found.page != page {
        return Err(StoreError::no_content(format!("att{}", found.id)).into());
    }
    let expand = Expand::parse(params.get("expand"), USUAL);
    Ok(Json(Assembler::new(&*store, &who, expand).attachment(&found).await?))
}

/// Returns the attachment of an id that may be anything.
pub(super) async fn named(store: &Shared, who: &Principal, id: &PageId) -> Option<Attachment> {
    if !is_attachment(id.as_str()) {
        return None;
    }
    store.attachment(who, &read(id.as_str())).await.ok()
}

/// `POST content/{id}/child/attachment`: a name that is taken is refused, unless `allowDuplicated` says that it
/// gets a new version.
pub(in crate::server) async fn add(
    State(store): State<Shared>,
    intent: Intent,
    Path(id): Path<PageId>,
    params: Params,
    request: Request,
) -> Result<Json<Listing<ContentBody>>> {
    let replace = params.get("allowDuplicated") == Some("true");
    attach(&store, intent, id, &params, request, replace).await
}

/// `PUT content/{id}/child/attachment`: made or given a new version, by name.
pub(in crate::server) async fn put(
    State(store): State<Shared>,
    intent: Intent,
    Path(id): Path<PageId>,
    params: Params,
    request: Request,
) -> Result<Json<Listing<ContentBody>>> {
    attach(&store, intent, id, &params, request, true).await
}

async fn attach(
    store: &Shared,
    intent: Intent,
    page: PageId,
    params: &Params,
    request: Request,
    replace: bool,
) -> Result<Json<Listing<ContentBody>>> {
    // Nothing is stored for a page that is not there, or not to be seen.
    store.page(intent.who(), &page).await?;
    let files = upload::files(&**store, request).await?;
    let stored: Vec<_> = files.iter().map(|file| file.stored.file.clone()).collect();
    let bodies = keep(store, intent, params, Command::Attach { page, files, replace }, stored).await?;
    Ok(Json(whole(bodies)))
}

/// `POST content/{id}/child/attachment/{attachment}/data`: a new version of one.
pub(in crate::server) async fn add_version(
    State(store): State<Shared>,
    intent: Intent,
    Path((page, id)): Path<(PageId, String)>,
    params: Params,
    request: Request,
) -> Result<Json<ContentBody>> {
    store.page(intent.who(), &page).await?;
    let mut files = upload::files(&*store, request).await?;
    let stored = files.iter().map(|file| file.stored.file.clone()).collect();
    let file = Box::new(files.swap_remove(0));
    let command = Command::AttachVersion { page, attachment: read(&id), file };
    one_of(keep(&store, intent, &params, command, stored).await?)
}

/// `PUT content/{id}/child/attachment/{attachment}`: another name, type or remark.
pub(in crate::server) async fn update(
    State(store): State<Shared>,
    intent: Intent,
    Path((page, id)): Path<(PageId, String)>,
    params: Params,
    Body(draft): Body<ContentDraft>,
) -> Result<Json<ContentBody>> {
    let metadata = draft.metadata.clone().unwrap_or_default();
    let extensions = draft.extensions.clone().unwrap_or_default();
    let name = draft.title.as_deref().map(file_name).transpose();
    let name = name.map_err(|error| ApiError::invalid(error.to_string()))?;
    let said = metadata.media_type.or(extensions.media_type);
    let update = AttachmentUpdate {
        page,
        attachment: read(&id),
        number: draft.version.as_ref().map(|version| version.number),
        media_type: said.map(|said| upload::checked_type(Some(&said), name.as_deref().unwrap_or_default())),
        name,
        message: metadata.comment.or(extensions.comment),
    };
    one_of(answer(&store, intent, &params, Command::UpdateAttachment(update)).await?)
}

/// `DELETE content/{id}/child/attachment/{attachment}`.
pub(in crate::server) async fn remove(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((page, id)): Path<(PageId, String)>,
) -> Result<StatusCode> {
    let command = Command::DeleteAttachment { page: Some(page), attachment: read(&id) };
    store.write(write, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE content/{id}/child/attachment/{attachment}/version/{number}`: an older one, for good.
pub(in crate::server) async fn remove_version(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((page, id, number)): Path<(PageId, String, u32)>,
) -> Result<StatusCode> {
    store.write(write, Command::DeleteFileVersion { page, attachment: read(&id), number }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST content/{id}/child/attachment/{attachment}/move?newContentId=&newName=`.
pub(in crate::server) async fn relocate(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((page, id)): Path<(PageId, String)>,
    params: Params,
) -> Result<StatusCode> {
    let name = params.get("newName").map(file_name).transpose();
    let name = name.map_err(|error| ApiError::invalid(error.to_string()))?;
    let to = params.get("newContentId").map(PageId::from);
    if to.is_none() && name.is_none() {
        return Err(ApiError::invalid("say where to, or under which name: `newContentId`, `newName`"));
    }
    let carried = Carried { page, attachment: read(&id), to, name };
    store.write(write, Command::MoveAttachment(carried)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes rows for files that are stored, which are removed again when it is certain that there are none.
async fn keep(
    store: &Shared,
    intent: Intent,
    params: &Params,
    command: Command,
    stored: Vec<String>,
) -> Result<Vec<ContentBody>> {
    let who = intent.who().clone();
    let outcome = store.write(intent.0, command).await;
    if outcome.as_ref().is_err_and(StoreError::is_refusal) {
        upload::forget(&**store, stored.iter().map(String::as_str)).await;
    }
    shown(store, &who, params, outcome?).await
}

async fn answer(
    store: &Shared,
    intent: Intent,
    params: &Params,
    command: Command,
) -> Result<Vec<ContentBody>> {
    let who = intent.who().clone();
    let outcome = store.write(intent.0, command).await?;
    shown(store, &who, params, outcome).await
}

async fn shown(
    store: &Shared,
    who: &Principal,
    params: &Params,
    outcome: Outcome,
) -> Result<Vec<ContentBody>> {
    let Outcome::Attachments(attached) = outcome else {
        return Err(mismatched());
    };
    let expand = Expand::parse(params.get("expand"), USUAL);
    Assembler::new(&**store, who, expand).attachments(attached).await
}

fn one_of(mut bodies: Vec<ContentBody>) -> Result<Json<ContentBody>> {
    bodies.pop().map(Json).ok_or_else(mismatched)
}
