//! `GET changes?since&limit`: the feed that sync lives on.

use super::params::{MOST, Params};
use crate::server::auth::SignedIn;
use crate::server::error::Result;
use crate::server::router::Shared;
use crate::wire::extension::feed::FeedBody;
use axum::Json;
use axum::extract::State;

/// The most lines of one stretch; bodies end it earlier.
const LINES: usize = 1_000;

/// Answers with what changed after a position.
pub(in crate::server) async fn changes(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
    params: Params,
) -> Result<Json<FeedBody>> {
    let since = params.number("since")?.unwrap_or(0);
    let limit = params.number("limit")?.unwrap_or(MOST).clamp(1, LINES);
    Ok(Json(store.changes(&who, since, limit).await?))
}
