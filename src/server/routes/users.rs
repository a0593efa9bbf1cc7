//! Accounts and what they watch.

use super::attachments;
use super::params::Params;
use crate::domain::{PageId, SpaceKey, User, UserId};
use crate::server::auth::{Caller, Door, Secret, Showing, SignedIn};
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::host::check_password;
use crate::server::router::Shared;
use crate::server::store::{AccountChange, Command, Principal, UserFilter, Watched};
use crate::wire::datacenter::user::{PasswordBody, PersonBody, UserBody};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET user/current`.
pub(in crate::server) async fn current(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<PersonBody>> {
    if who.is_anonymous() {
        return Ok(Json(UserBody::anonymous().into()));
    }
    Ok(Json(PersonBody::of(&store.site(&who).await?.me, params.base())))
}

/// `GET user/anonymous`: how people without an account are named.
pub(in crate::server) async fn anonymous(_: Caller) -> Json<PersonBody> {
    Json(UserBody::anonymous().into())
}

/// `POST user/current/password`: another password, for who knows the old one.
pub(in crate::server) async fn set_password(
    State(store): State<Shared>,
    Intent(mut write): Intent,
    door: Option<Extension<Arc<Door>>>,
    showing: Option<Extension<Showing>>,
    Body(body): Body<PasswordBody>,
) -> Result<StatusCode> {
    let (Some(Extension(door)), Some(Extension(showing))) = (door, showing) else {
        return Err(ApiError::not_found("nobody signs in here with a password"));
    };
    let login = store.site(&write.who).await?.me.name;
    if let Err(error) = door.check_password(&login, Secret::new(body.old_password), &showing).await {
        return Err(if error.is_about_the_caller() { ApiError::wrong_password() } else { error });
    }
    check_password(&body.new_password).map_err(ApiError::invalid)?;
    let password = Some(door.hash(Secret::new(body.new_password), &showing).await?);
    // A password is said once; nothing of it is kept to be answered again.
    write.key = None;
    store.write(write, Command::Accounts(AccountChange::SetPassword { login, password })).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET user?key=`, `?username=` or `?accountId=`.
pub(in crate::server) async fn one(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<PersonBody>> {
    let found = asked(&store, &who, &params).await?;
    Ok(Json(PersonBody::of(&found, params.base())))
}

/// Returns the account that is asked about: the caller's own, or another's for who may look at profiles.
pub(super) async fn asked(store: &Shared, who: &Principal, params: &Params) -> Result<User> {
    let wanted = match (params.get("key").or(params.get("accountId")), params.get("username")) {
        (Some(key), _) => UserFilter::Ids(vec![UserId::new(key)]),
        (None, Some(name)) => UserFilter::Login(name.to_owned()),
        (None, None) => return Err(ApiError::invalid("say which user: `key`, `username` or `accountId`")),
    };
    let found = store.users(who, wanted).await?.into_iter().next();
    if found.as_ref().is_none_or(|user| user.id != who.id) {
        // Asked before it is said whether there is one.
        store.may_view_profiles(who).await?;
    }
    found.ok_or_else(|| ApiError::not_found("No user found with the given name or key"))
}

/// `GET user/watch/content/{id}`.
pub(in crate::server) async fn watches_page(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
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
    SignedIn(who): SignedIn,
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
