//! Properties of pages and spaces: JSON that clients keep there.

use super::mismatched;
use super::params::Params;
use crate::domain::{PageId, SpaceKey};
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::marks::{Against, Holder, MarkChange, Property};
use crate::server::store::sql::no_property;
use crate::server::store::{Command, Outcome, Principal, Write};
use crate::wire::datacenter::content::VersionBody;
use crate::wire::datacenter::list::{Links, Listing};
use crate::wire::datacenter::property::{PropertyBody, PropertyDraft};
use crate::wire::time;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET content/{id}/property`.
pub(in crate::server) async fn of_page(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Listing<PropertyBody>>> {
    list(&store, &who, Holder::Page(id), &params).await
}

/// `GET content/{id}/property/{key}`: 404 when there is none, which publishers ask for first.
pub(in crate::server) async fn one_of_page(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((id, key)): Path<(PageId, String)>,
) -> Result<Json<PropertyBody>> {
    one(&store, &who, Holder::Page(id), &key).await
}

/// `POST content/{id}/property`: makes one; one that is there is refused.
pub(in crate::server) async fn add_to_page(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    Body(draft): Body<PropertyDraft>,
) -> Result<Json<PropertyBody>> {
    let key = draft.key.clone().ok_or_else(|| ApiError::invalid("say under which name: `key`"))?;
    put(&store, write, Holder::Page(id), key, draft, true).await
}

/// `POST content/{id}/property/{key}`.
pub(in crate::server) async fn add_to_page_named(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, key)): Path<(PageId, String)>,
    Body(draft): Body<PropertyDraft>,
) -> Result<Json<PropertyBody>> {
    put(&store, write, Holder::Page(id), key, draft, true).await
}

/// `PUT content/{id}/property/{key}`: the version after the one there is; version 1 makes it.
pub(in crate::server) async fn put_on_page(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, key)): Path<(PageId, String)>,
    Body(draft): Body<PropertyDraft>,
) -> Result<Json<PropertyBody>> {
    put(&store, write, Holder::Page(id), key, draft, false).await
}

/// `DELETE content/{id}/property/{key}`.
pub(in crate::server) async fn remove_from_page(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, key)): Path<(PageId, String)>,
) -> Result<StatusCode> {
    remove(&store, write, Holder::Page(id), key).await
}

/// `GET space/{key}/property`.
pub(in crate::server) async fn of_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(space): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Listing<PropertyBody>>> {
    list(&store, &who, Holder::Space(space), &params).await
}

/// `GET space/{key}/property/{key}`.
pub(in crate::server) async fn one_of_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((space, key)): Path<(SpaceKey, String)>,
) -> Result<Json<PropertyBody>> {
    one(&store, &who, Holder::Space(space), &key).await
}

/// `POST space/{key}/property`.
pub(in crate::server) async fn add_to_space(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(space): Path<SpaceKey>,
    Body(draft): Body<PropertyDraft>,
) -> Result<Json<PropertyBody>> {
    let key = draft.key.clone().ok_or_else(|| ApiError::invalid("say under which name: `key`"))?;
    put(&store, write, Holder::Space(space), key, draft, true).await
}

/// `POST space/{key}/property/{key}`.
pub(in crate::server) async fn add_to_space_named(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((space, key)): Path<(SpaceKey, String)>,
    Body(draft): Body<PropertyDraft>,
) -> Result<Json<PropertyBody>> {
    put(&store, write, Holder::Space(space), key, draft, true).await
}

/// `PUT space/{key}/property/{key}`.
pub(in crate::server) async fn put_on_space(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((space, key)): Path<(SpaceKey, String)>,
    Body(draft): Body<PropertyDraft>,
) -> Result<Json<PropertyBody>> {
    put(&store, write, Holder::Space(space), key, draft, false).await
}

/// `DELETE space/{key}/property/{key}`.
pub(in crate::server) async fn remove_from_space(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((space, key)): Path<(SpaceKey, String)>,
) -> Result<StatusCode> {
    remove(&store, write, Holder::Space(space), key).await
}

async fn list(
    store: &Shared,
    who: &Principal,
    of: Holder,
    params: &Params,
) -> Result<Json<Listing<PropertyBody>>> {
    let window = params.window()?;
    let all = store.properties(who, of.clone()).await?;
    let some = all.iter().skip(window.start).take(window.reach());
    Ok(Json(params.listing(some.map(|property| body(&of, property)).collect(), window)))
}

async fn one(store: &Shared, who: &Principal, of: Holder, key: &str) -> Result<Json<PropertyBody>> {
    let all = store.properties(who, of.clone()).await?;
    let found = all.iter().find(|property| property.key == key);
    Ok(Json(body(&of, found.ok_or_else(|| no_property(key))?)))
}

async fn put(
    store: &Shared,
    write: Write,
    of: Holder,
    key: String,
    draft: PropertyDraft,
    is_new: bool,
) -> Result<Json<PropertyBody>> {
    let value = draft.value.ok_or_else(|| ApiError::invalid("a property needs a `value`"))?;
    let against = match draft.version {
        _ if is_new => Against::Nothing,
        Some(version) => Against::Number(version.number),
        None => Against::Anything,
    };
    let change = MarkChange::Put { of: of.clone(), key, value, against };
    match store.write(write, Command::Mark(change)).await? {
        Outcome::Property(property) => Ok(Json(body(&of, &property))),
        _ => Err(mismatched()),
    }
}

async fn remove(store: &Shared, write: Write, of: Holder, key: String) -> Result<StatusCode> {
    store.write(write, Command::Mark(MarkChange::Forget { of, key })).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Builds one property.
pub(super) fn body(of: &Holder, property: &Property) -> PropertyBody {
    let above = match of {
        Holder::Page(id) => format!("/rest/api/content/{id}"),
        Holder::Space(key) => format!("/rest/api/space/{key}"),
    };
    PropertyBody {
        id: property.key.clone(),
        key: property.key.clone(),
        value: property.value.clone(),
        version: Some(VersionBody {
            when: Some(time::write(property.saved)),
            message: Some(String::new()),
            number: property.version,
            ..VersionBody::default()
        }),
        links: Links { this: Some(format!("{above}/property/{}", property.key)), ..Links::default() },
    }
}
