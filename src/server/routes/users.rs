//! Accounts and what they watch.

use super::attachments;
use super::params::Params;
use crate::domain::{PageId, SpaceKey, UserId};
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::Intent;
use crate::server::router::Shared;
use crate::server::store::{Command, UserFilter, Watched};
use crate::wire::datacenter::user::UserBody;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

/// `GET user/current`.
pub(in crate::server) async fn current(
    State(store): State<Shared>,
    Caller(who): Caller,
) -> Result<Json<UserBody>> {
    Ok(Json(UserBody::from(&store.site(&who).await?.me)))
}

/// `GET user?key=` or `?username=`.
pub(in crate::server) async fn one(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<UserBody>> {
    let wanted = match (params.get("key"), params.get("username")) {
        (Some(key), _) => UserFilter::Ids(vec![UserId::new(key)]),
        (None, Some(name)) => UserFilter::Login(name.to_owned()),
        (None, None) => return Err(ApiError::invalid("say which user: `key` or `username`")),
    };
    let found = store.users(&who, wanted).await?;
    found.first().map(|user| Json(user.into())).ok_or_else(|| ApiError::not_found("no such user"))
}

/// `GET user/watch/content/{id}`.
pub(in crate::server) async fn watches_page(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
) -> Result<Json<Value>> {
    Ok(Json(json!({ "watching": store.watching(&who, Watched::Page(id)).await? })))
}

/// `POST user/watch/content/{id}`.
pub(in crate::server) async fn watch_page(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
) -> Result<StatusCode> {
    store.write(write, Command::Watch { thing: Watched::Page(id), on: true }).await?;
    Ok(StatusCode::OK)
}

/// `DELETE user/watch/content/{id}`.
pub(in crate::server) async fn unwatch_page(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
) -> Result<StatusCode> {
    // Publishers take back the watch of every file they attach; files are watched with their page.
    if attachments::named(&store, &write.who, &id).await.is_none() {
        store.write(write, Command::Watch { thing: Watched::Page(id), on: false }).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `GET user/watch/space/{key}`.
pub(in crate::server) async fn watches_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
) -> Result<Json<Value>> {
    Ok(Json(json!({ "watching": store.watching(&who, Watched::Space(key)).await? })))
}

/// `POST user/watch/space/{key}`.
pub(in crate::server) async fn watch_space(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
) -> Result<StatusCode> {
    store.write(write, Command::Watch { thing: Watched::Space(key), on: true }).await?;
    Ok(StatusCode::OK)
}

/// `DELETE user/watch/space/{key}`.
pub(in crate::server) async fn unwatch_space(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
) -> Result<StatusCode> {
    store.write(write, Command::Watch { thing: Watched::Space(key), on: false }).await?;
    Ok(StatusCode::NO_CONTENT)
}
