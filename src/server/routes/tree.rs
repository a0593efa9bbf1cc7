//! Children, and moving pages about.

use super::assemble::{Assembler, Expand};
use super::page_of;
use super::params::Params;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::command::Target;
use crate::server::store::{Command, PageFilter, ParentFilter, Principal, SpaceFilter, StoreError};
use crate::wire::datacenter::content::{Children, ContentBody};
use crate::wire::datacenter::list::Listing;
use crate::wire::extension::feed::PageEntry;
use crate::wire::extension::spot::SpotBody;
use axum::Json;
use axum::extract::State;
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

/// `POST /pages/movepage.action?pageId=&spaceKey=&targetId=|targetTitle=&position=above|below|append|topLevel`: the way
/// before there was one in the API.
pub(in crate::server) async fn move_page(
    State(store): State<Shared>,
    Intent(write): Intent,
    params: Params,
) -> Result<Json<Value>> {
    let page = params.get("pageId").ok_or_else(|| ApiError::invalid("say which page: `pageId`"))?;
    let space = params.get("spaceKey").map(SpaceKey::new);
    let to = match (params.get("position").unwrap_or("append"), space) {
        ("topLevel", Some(key)) => Place::RootOf(space_id(&store, &write.who, key).await?),
        ("topLevel", None) => return Err(ApiError::invalid("say which space: `spaceKey`")),
        (position, space) => {
            let target = match (params.get("targetId"), params.get("targetTitle")) {
                (Some(id), _) => PageId::new(id),
                (None, Some(title)) => titled(&store, &write.who, space, title).await?,
                (None, None) => return Err(ApiError::invalid("say where to: `targetId` or `targetTitle`")),
            };
            match position {
                "above" => Place::Before(target),
                "below" => Place::After(target),
                "append" => Place::LastChildOf(target),
                other => {
                    let places = "above, below, append or topLevel";
                    return Err(ApiError::invalid(format!("`{other}` is no place: {places}")));
                }
            }
        }
    };
    let command = Command::Relocate { page: PageId::new(page), to: Target::Place(to) };
    let page = page_of(store.write(write, command).await?)?;
    Ok(Json(json!({ "pageId": page.id, "page": { "id": page.id, "title": page.title } })))
}

async fn space_id(store: &Shared, who: &Principal, key: SpaceKey) -> Result<SpaceId> {
    let filter = SpaceFilter { keys: vec![key.clone()], limit: 1, ..SpaceFilter::default() };
    let found = store.spaces(who, filter).await?.into_iter().next();
    Ok(found.ok_or_else(|| StoreError::no_space(&key))?.space.id)
}

async fn titled(store: &Shared, who: &Principal, space: Option<SpaceKey>, title: &str) -> Result<PageId> {
    let filter = PageFilter {
        space,
        title: Some(title.to_owned()),
        blog: Some(false),
        limit: 1,
        ..PageFilter::default()
    };
    let found = store.pages(who, filter).await?.into_iter().next();
    let missing = || ApiError::not_found(format!("there is no page `{title}` in this space"));
    found.map(|page| page.id).ok_or_else(missing)
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
