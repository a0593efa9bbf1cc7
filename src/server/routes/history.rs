//! Versions of content.

use super::assemble::{Assembler, Expand};
use super::attachments;
use super::params::Params;
use crate::domain::PageId;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Intent, Path};
use crate::server::router::Shared;
use crate::server::store::Command;
use crate::wire::datacenter::content::{HistoryBody, VersionBody};
use crate::wire::datacenter::list::Listing;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET content/{id}/history`.
pub(in crate::server) async fn summary(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
) -> Result<Json<HistoryBody>> {
    let page = store.page(&who, &id).await?;
    let mut assembler = Assembler::new(&*store, &who, Expand::parse(None, ""));
    Ok(Json(assembler.history(&page).await?))
}

/// `GET content/{id}/version`: newest first.
pub(in crate::server) async fn versions(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Listing<VersionBody>>> {
    let window = params.window()?;
    let versions = match attachments::named(&store, &who, &id).await {
        Some(attachment) => store.attachment_versions(&who, &attachment.id).await?,
        None => store.versions(&who, &id).await?.into_iter().map(|(version, _)| version).collect(),
    };
    let mut assembler = Assembler::new(&*store, &who, Expand::parse(None, ""));
    let mut bodies = Vec::new();
    for version in versions.iter().skip(window.start).take(window.reach()) {
        bodies.push(VersionBody::of(version, assembler.person(&version.author).await?));
    }
    Ok(Json(params.listing(bodies, window)))
}

/// `GET content/{id}/version/{number}`.
pub(in crate::server) async fn version(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((id, number)): Path<(PageId, u32)>,
) -> Result<Json<VersionBody>> {
    let versions = match attachments::named(&store, &who, &id).await {
        Some(attachment) => store.attachment_versions(&who, &attachment.id).await?,
        None => store.versions(&who, &id).await?.into_iter().map(|(version, _)| version).collect(),
    };
    let found = versions.iter().find(|version| version.number == number);
    let version = found.ok_or_else(|| ApiError::not_found(format!("there is no version {number}")))?;
    let mut assembler = Assembler::new(&*store, &who, Expand::parse(None, ""));
    Ok(Json(VersionBody::of(version, assembler.person(&version.author).await?)))
}

/// `DELETE content/{id}/version/{number}`: an older one, for good.
pub(in crate::server) async fn remove(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((page, number)): Path<(PageId, u32)>,
) -> Result<StatusCode> {
    store.write(write, Command::DeleteVersion { page, number }).await?;
    Ok(StatusCode::NO_CONTENT)
}
