//! Spaces: listing, making, and their life.

use super::assemble::{self, Expand};
use super::params::Params;
use super::space_of;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::check;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::command::SpaceName;
use crate::server::store::{Command, Principal, SpaceFilter, SpaceRow, StoreError, Write};
use crate::wire::datacenter::list::Listing;
use crate::wire::datacenter::space::{SpaceBody, SpaceDraft, TaskBody, TaskLinks};
use crate::wire::extension::feed::SpaceEntry;
use crate::wire::extension::personal::PlanBody;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// `GET space`.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<SpaceBody>>> {
    let window = params.window()?;
    let filter = SpaceFilter {
        keys: params.all("spaceKey").map(SpaceKey::new).collect(),
        kind: match params.get("type") {
            Some("personal") => Some(SpaceKind::Personal),
            Some("global") => Some(SpaceKind::Site),
            _ => None,
        },
        status: match params.get("status") {
            Some("current") => Some(SpaceStatus::Active),
            Some("archived") => Some(SpaceStatus::Archived),
            Some("trashed") => Some(SpaceStatus::Trashed),
            _ => None,
        },
        id: params.get("spaceId").map(SpaceId::new),
        ids: Vec::new(),
        label: params.get("label").map(check::label).transpose()?,
        start: window.start,
        limit: window.reach(),
    };
    // What somebody likes to come back to is kept by their own client: nothing is a favourite here.
    let favourites = params.get("favourite") == Some("true");
    let rows = if favourites { Vec::new() } else { store.spaces(&who, filter).await? };
    let expand = Expand::parse(params.get("expand"), "");
    let mut bodies = Vec::with_capacity(rows.len());
    for row in &rows {
        bodies.push(assemble::space(&*store, &who, row, &expand).await?);
    }
    Ok(Json(params.listing(bodies, window)))
}

/// `GET space/{key}`.
pub(in crate::server) async fn one(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
    params: Params,
) -> Result<Json<SpaceBody>> {
    let expand = Expand::parse(params.get("expand"), "");
    let row = by_key(&store, &who, &key).await?;
    Ok(Json(assemble::space(&*store, &who, &row, &expand).await?))
}

/// `GET space/{id}` of the extension: with owner, grants and times.
pub(in crate::server) async fn entry(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<SpaceId>,
) -> Result<Json<SpaceEntry>> {
    Ok(Json(by_id(&store, &who, &id).await?.space.into()))
}

/// `POST space`.
pub(in crate::server) async fn create(
    State(store): State<Shared>,
    intent: Intent,
    Body(draft): Body<SpaceDraft>,
) -> Result<Json<SpaceBody>> {
    let who = intent.who().clone();
    let key = check::site_key(draft.key.as_deref().unwrap_or_default())?;
    let name = check::space_name(draft.name.as_deref().unwrap_or(key.as_str()))?;
    let description = draft.description.unwrap_or_default().plain.value;
    let grants = draft.grants.unwrap_or_default();
    if grants.iter().any(|grant| grant.subject == Subject::Anonymous) {
        return Err(ApiError::forbidden("people without an account are not let in on this site"));
    }
    let command = Command::CreateSpace { key, name, description, grants };
    let space = space_of(store.write(intent.0, command).await?)?;
    written(&store, &who, &space).await
}

/// `POST space/personal`: the vendor's way to a personal space; always private here.
pub(in crate::server) async fn create_personal(
    State(store): State<Shared>,
    intent: Intent,
    Body(draft): Body<SpaceDraft>,
) -> Result<Json<SpaceBody>> {
    if draft.is_private == Some(false) {
        return Err(ApiError::forbidden("personal spaces start private here: add readers afterwards"));
    }
    let who = intent.who().clone();
    let me = store.site(&who).await?.me;
    let plan = PlanBody {
        name: check::space_name(draft.name.as_deref().unwrap_or(&me.full_name))?,
        key: SpaceKey::personal(&me.name),
        grants: Vec::new(),
        pages: Vec::new(),
        watch: false,
        start_fresh: false,
    };
    let space = space_of(store.write(intent.0, Command::CreatePersonal(plan)).await?)?;
    written(&store, &who, &space).await
}

/// `PUT space/{key}`.
pub(in crate::server) async fn update(
    State(store): State<Shared>,
    intent: Intent,
    Path(key): Path<SpaceKey>,
    Body(draft): Body<SpaceDraft>,
) -> Result<Json<SpaceBody>> {
    let who = intent.who().clone();
    let command = Command::UpdateSpace {
        key,
        name: draft.name.as_deref().map(check::space_name).transpose()?,
        description: draft.description.map(|description| description.plain.value),
        home: draft.homepage.map(|home| PageId::new(home.id)),
    };
    let space = space_of(store.write(intent.0, command).await?)?;
    written(&store, &who, &space).await
}

/// `PUT space/{key}/archive`.
pub(in crate::server) async fn archive(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
) -> Result<StatusCode> {
    bring_into(&store, write, SpaceName::Key(key), Some(SpaceStatus::Archived)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT space/{key}/restore`.
pub(in crate::server) async fn restore(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
) -> Result<StatusCode> {
    bring_into(&store, write, SpaceName::Key(key), Some(SpaceStatus::Active)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE space/{key}`: into the trash, where the vendor would remove it for good.
pub(in crate::server) async fn trash(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
) -> Result<(StatusCode, Json<TaskBody>)> {
    bring_into(&store, write, SpaceName::Key(key), Some(SpaceStatus::Trashed)).await?;
    let links = TaskLinks { status: "/rest/api/longtask/done".to_owned() };
    Ok((StatusCode::ACCEPTED, Json(TaskBody { id: "done".to_owned(), links })))
}

/// `PUT space/{id}/status/{status}` of the extension: active, archived, trashed or purged.
pub(in crate::server) async fn set_status(
    State(store): State<Shared>,
    intent: Intent,
    Path((id, status)): Path<(SpaceId, String)>,
) -> Result<StatusCode> {
    let status = match status.as_str() {
        "active" => Some(SpaceStatus::Active),
        "archived" => Some(SpaceStatus::Archived),
        "trashed" => Some(SpaceStatus::Trashed),
        "purged" => None,
        other => return Err(ApiError::invalid(format!("`{other}` is no state of a space"))),
    };
    bring_into(&store, intent.0, SpaceName::Id(id), status).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a space into a state; `None` removes it for good.
async fn bring_into(
    store: &Shared,
    write: Write,
    space: SpaceName,
    status: Option<SpaceStatus>,
) -> Result<()> {
    store.write(write, Command::SetSpaceStatus { space, status }).await?;
    Ok(())
}

/// `GET longtask/{id}`: every task is done when its id is known.
pub(in crate::server) async fn task(_: Caller, Path(id): Path<String>) -> Json<Value> {
    Json(json!({
        "id": id, "name": { "key": "done", "args": [] }, "elapsedTime": 0,
        "percentageComplete": 100, "successful": true, "messages": [],
    }))
}

/// `GET longtask`: none runs longer than the request that starts it.
pub(in crate::server) async fn tasks(_: Caller, params: Params) -> Result<Json<Listing<Value>>> {
    Ok(Json(params.listing(Vec::new(), params.window()?)))
}

async fn written(store: &Shared, who: &Principal, space: &Space) -> Result<Json<SpaceBody>> {
    let row = by_id(store, who, &space.id).await?;
    let expand = Expand::parse(Some("homepage,description"), "");
    Ok(Json(assemble::space(&**store, who, &row, &expand).await?))
}

async fn by_key(store: &Shared, who: &Principal, key: &SpaceKey) -> Result<SpaceRow> {
    let filter = SpaceFilter { keys: vec![key.clone()], limit: 1, ..SpaceFilter::default() };
    let found = store.spaces(who, filter).await?.into_iter().next();
    found.ok_or_else(|| StoreError::no_space(key).into())
}

async fn by_id(store: &Shared, who: &Principal, id: &SpaceId) -> Result<SpaceRow> {
    let filter = |status| SpaceFilter { id: Some(id.clone()), status, limit: 1, ..SpaceFilter::default() };
    let mut found = store.spaces(who, filter(None)).await?;
    if found.is_empty() {
        found = store.spaces(who, filter(Some(SpaceStatus::Trashed))).await?;
    }
    found.into_iter().next().ok_or_else(|| StoreError::no_space(id).into())
}
