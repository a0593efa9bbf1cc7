//! The trash of a space.

use super::assemble::{Assembler, Expand};
use super::params::Params;
use super::space_permissions::administered;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::error::Result;
use crate::server::extract::{Intent, Path};
use crate::server::router::Shared;
use crate::server::store::{Command, PageFilter};
use crate::wire::datacenter::content::ContentBody;
use crate::wire::datacenter::list::Listing;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET space/{key}/trash`, by cursor; for administrators of the space.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let limit = params.window()?.limit;
    administered(&store, &who, &key).await?;
    let filter = PageFilter {
        space: Some(key),
        statuses: vec![PageStatus::Trashed],
        after: Some(params.number("cursor")?.unwrap_or(0)),
        limit: limit + 1,
        ..PageFilter::default()
    };
    let pages = store.pages(&who, filter).await?;
    let expand = Expand::parse(params.get("expand"), Expand::USUAL);
    let bodies = Assembler::new(&*store, &who, expand).list(pages).await?;
    Ok(Json(params.cursor_listing(bodies, limit, |body| body.id.clone())))
}

/// `DELETE space/{key}/trash`: removes all of it for good.
pub(in crate::server) async fn empty(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
) -> Result<StatusCode> {
    store.write(write, Command::EmptyTrash(key)).await?;
    Ok(StatusCode::NO_CONTENT)
}
