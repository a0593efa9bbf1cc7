//! Children, and moving pages about.

use super::assemble::{Assembler, Expand};
use super::page_of;
use super::params::Params;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent};
use crate::server::router::Shared;
use crate::server::store::command::Target;
use crate::server::store::{Command, PageFilter, ParentFilter};
use crate::wire::datacenter::content::{Children, ContentBody};
use crate::wire::datacenter::list::Listing;
use crate::wire::extension::feed::PageEntry;
use crate::wire::extension::spot::SpotBody;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

/// `GET content/{id}/child/page`, in tree order.
pub(in crate::server) async fn child_pages(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let window = params.window()?;
    let filter = PageFilter {
        parent: Some(ParentFilter::Page(id)),
        blog: Some(false),
        start: window.start,
        limit: window.reach(),
        ..PageFilter::default()
    };
    let pages = store.pages(&who, filter).await?;
    let expand = Expand::parse(params.get("expand"), "");
    let bodies = Assembler::new(&*store, &who, expand).list(pages).await?;
    Ok(Json(params.listing(bodies, window)))
}

/// `GET content/{id}/child?expand=page`.
pub(in crate::server) async fn children(
    store: State<Shared>,
    caller: Caller,
    id: Path<PageId>,
    params: Params,
) -> Result<Json<Children>> {
    let Json(page) = child_pages(store, caller, id, params).await?;
    Ok(Json(Children { page: Some(page), ..Children::default() }))
}

/// `PUT content/{id}/move/{before|after|append}/{target}`: makes no version.
pub(in crate::server) async fn relocate(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, place, target)): Path<(PageId, String, PageId)>,
) -> Result<Json<Value>> {
    let place = match place.as_str() {
        "before" => Place::Before(target),
        "after" => Place::After(target),
        "append" => Place::LastChildOf(target),
        other => return Err(ApiError::invalid(format!("`{other}` is no place: before, after or append"))),
    };
    let page = page_of(store.write(write, Command::Relocate { page: id, to: Target::Place(place) }).await?)?;
    Ok(Json(json!({ "pageId": page.id })))
}

/// `POST content/{id}/move` of the extension: to an exact spot.
pub(in crate::server) async fn relocate_exactly(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    Body(spot): Body<SpotBody>,
) -> Result<Json<PageEntry>> {
    let to = Target::Spot(spot.into());
    let page = page_of(store.write(write, Command::Relocate { page: id, to }).await?)?;
    Ok(Json(PageEntry::of(page, None)))
}

/// `POST content/{id}/restore` of the extension: out of the trash to an exact spot.
pub(in crate::server) async fn restore(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    Body(spot): Body<SpotBody>,
) -> Result<Json<PageEntry>> {
    let to = Some(spot.into());
    let page = page_of(store.write(write, Command::Restore { page: id, to }).await?)?;
    Ok(Json(PageEntry::of(page, None)))
}
