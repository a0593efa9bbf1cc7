//! Labels beyond one page: those used in a space, those of the site, and the categories of a space.

use super::params::Params;
use crate::domain::{Label, PageId, SpaceKey};
use crate::server::auth::Caller;
use crate::server::check;
use crate::server::error::Result;
use crate::server::extract::{Intent, Path};
use crate::server::router::Shared;
use crate::server::store::marks::{LabelFilter, LabelOrder, MarkChange};
use crate::server::store::{Command, Principal, Watched};
use crate::wire::datacenter::label::LabelBody;
use crate::wire::datacenter::list::Listing;
use crate::wire::datacenter::user::UserBody;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// `GET space/{key}/labels`: those on pages of a space.
pub(in crate::server) async fn used(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(space): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, LabelFilter { space: Some(space), ..LabelFilter::default() }, &params).await
}

/// `GET label/labels?labelName=&namespace=&spaceKey=`.
pub(in crate::server) async fn anywhere(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    let filter = LabelFilter {
        space: params.get("spaceKey").map(SpaceKey::new),
        name: params.get("labelName").map(check::label).transpose()?,
        ..LabelFilter::default()
    };
    // Labels of one person or team are not kept here.
    if params.get("namespace").is_some_and(|namespace| namespace != "global") {
        return Ok(Json(params.listing(Vec::new(), params.window()?)));
    }
    list(&store, &who, filter, &params).await
}

/// `GET label/popular`: those on most pages first.
pub(in crate::server) async fn popular(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, by(LabelOrder::Popular), &params).await
}

/// `GET label/recent`: those on the pages that changed last first.
pub(in crate::server) async fn recent(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, by(LabelOrder::Recent), &params).await
}

/// `GET label/{name}/related`: those that stand beside it, most often first.
pub(in crate::server) async fn related(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, beside(&name)?, &params).await
}

/// `GET space/{key}/labels/popular`.
pub(in crate::server) async fn popular_in_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(space): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, LabelFilter { space: Some(space), ..by(LabelOrder::Popular) }, &params).await
}

/// `GET space/{key}/labels/recent`.
pub(in crate::server) async fn recent_in_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(space): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, LabelFilter { space: Some(space), ..by(LabelOrder::Recent) }, &params).await
}

/// `GET space/{key}/labels/{name}/related`.
pub(in crate::server) async fn related_in_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((space, name)): Path<(SpaceKey, String)>,
    params: Params,
) -> Result<Json<Listing<LabelBody>>> {
    list(&store, &who, LabelFilter { space: Some(space), ..beside(&name)? }, &params).await
}

fn by(order: LabelOrder) -> LabelFilter {
    LabelFilter { order, ..LabelFilter::default() }
}

fn beside(name: &str) -> Result<LabelFilter> {
    Ok(LabelFilter { beside: Some(check::label(name)?), ..by(LabelOrder::Popular) })
}

async fn list(
    store: &Shared,
    who: &Principal,
    filter: LabelFilter,
    params: &Params,
) -> Result<Json<Listing<LabelBody>>> {
    let window = params.window()?;
    let filter = LabelFilter { start: window.start, limit: window.reach(), ..filter };
    let labels: Vec<Label> = store.labels(who, filter).await?;
    Ok(Json(params.listing(labels.iter().map(LabelBody::from).collect(), window)))
}

/// `POST space/{key}/category/{name}`.
pub(in crate::server) async fn categorise(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((space, name)): Path<(SpaceKey, String)>,
) -> Result<StatusCode> {
    let change = MarkChange::Categorise { space, label: check::label(&name)?, on: true };
    store.write(write, Command::Mark(change)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE space/{key}/category/{name}`.
pub(in crate::server) async fn uncategorise(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((space, name)): Path<(SpaceKey, String)>,
) -> Result<StatusCode> {
    let change = MarkChange::Categorise { space, label: Label::stored(name), on: false };
    store.write(write, Command::Mark(change)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET content/{id}/watchers`.
pub(in crate::server) async fn page_watchers(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Listing<Value>>> {
    watchers(&store, &who, Watched::Page(id), &params).await
}

/// `GET space/{key}/watchers`.
pub(in crate::server) async fn space_watchers(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Listing<Value>>> {
    watchers(&store, &who, Watched::Space(key), &params).await
}

async fn watchers(
    store: &Shared,
    who: &Principal,
    thing: Watched,
    params: &Params,
) -> Result<Json<Listing<Value>>> {
    let window = params.window()?;
    let all = store.watchers(who, thing).await?;
    let some = all.iter().skip(window.start).take(window.reach());
    let bodies = some.map(|user| json!({ "watcher": UserBody::from(user) })).collect();
    Ok(Json(params.listing(bodies, window)))
}
