//! Labels of content.

use super::assemble::{labels, whole};
use super::mismatched;
use super::params::Params;
use crate::domain::{Label, PageId};
use crate::server::auth::Caller;
use crate::server::check;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::{Command, Outcome};
use crate::wire::datacenter::label::{LabelBody, OneOrMany};
use crate::wire::datacenter::list::Listing;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET content/{id}/label`.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
) -> Result<Json<Listing<LabelBody>>> {
    Ok(Json(labels(&store.page(&who, &id).await?)))
}

/// `POST content/{id}/label`: one object or a list.
pub(in crate::server) async fn add(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    Body(given): Body<OneOrMany>,
) -> Result<Json<Listing<LabelBody>>> {
    let labels =
        given.into_vec().iter().map(|label| check::label(&label.name)).collect::<Result<Vec<Label>>>()?;
    match store.write(write, Command::AddLabels { page: id, labels }).await? {
        Outcome::Labels(all) => Ok(Json(whole(all.iter().map(LabelBody::from).collect()))),
        _ => Err(mismatched()),
    }
}

/// `DELETE content/{id}/label/{name}`.
pub(in crate::server) async fn remove(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, name)): Path<(PageId, String)>,
) -> Result<StatusCode> {
    store.write(write, Command::RemoveLabel { page: id, label: Label::stored(name) }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE content/{id}/label?name=`.
pub(in crate::server) async fn remove_named(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<StatusCode> {
    let name = params.get("name").ok_or_else(|| ApiError::invalid("say which label: `name`"))?;
    store.write(write, Command::RemoveLabel { page: id, label: Label::stored(name) }).await?;
    Ok(StatusCode::NO_CONTENT)
}
