//! `GET changes?since&limit`: the feed that sync lives on.

use super::params::{MOST, Params};
use crate::domain::UserId;
use crate::server::auth::SignedIn;
use crate::server::error::Result;
use crate::server::router::Shared;
use crate::server::store::{Principal, StoreError};
use crate::wire::extension::feed::{FeedBody, FeedEntry};
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
    let mut body = store.changes(&who, since, limit).await?;
    let of_others = |item: &FeedEntry| matches!(item, FeedEntry::User(user) if user.id != who.id);
    if body.items.iter().any(of_others) && !may_look(&store, &who).await? {
        body.items.iter_mut().for_each(|item| name_alone(item, &who.id));
    }
    Ok(Json(body))
}

async fn may_look(store: &Shared, who: &Principal) -> Result<bool> {
    match store.may_view_profiles(who).await {
        Ok(()) => Ok(true),
        Err(StoreError::Forbidden(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whoever may not look at profiles knows others by their names, and not what they belong to (S0-35).
fn name_alone(item: &mut FeedEntry, me: &UserId) {
    if let FeedEntry::User(user) = item
        && user.id != *me
    {
        user.groups.clear();
    }
}
