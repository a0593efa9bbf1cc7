//! People and groups as lists, for who may look at profiles.

use super::params::{Params, Window};
use super::users::asked;
use crate::domain::GroupId;
use crate::server::auth::{Caller, SignedIn};
use crate::server::error::{ApiError, Result};
use crate::server::extract::Path;
use crate::server::router::Shared;
use crate::server::store::Principal;
use crate::server::store::accounts::{PeopleFilter, TeamFilter};
use crate::wire::datacenter::list::Listing;
use crate::wire::datacenter::user::{GroupBody, PersonBody};
use axum::Json;
use axum::extract::State;

/// How many people or groups are given to who does not say.
const USUAL: usize = 200;

/// `GET user/list`: every account that may sign in.
pub(in crate::server) async fn people(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
    params: Params,
) -> Result<Json<Listing<PersonBody>>> {
    listed_people(&store, &who, None, &params).await
}

/// `GET user/memberof?key=|username=`: the groups of an account, those around them included.
pub(in crate::server) async fn groups_of(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
    params: Params,
) -> Result<Json<Listing<GroupBody>>> {
    let user = asked(&store, &who, &params).await?;
    listed_groups(&store, &who, TeamFilter::Of(user.id), &params).await
}

/// `GET group`.
pub(in crate::server) async fn groups(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<GroupBody>>> {
    listed_groups(&store, &who, TeamFilter::All, &params).await
}

/// `GET group/{name}`.
pub(in crate::server) async fn group(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<GroupBody>> {
    let found = store.teams(&who, TeamFilter::Named(group_named(&name)), (0, 1)).await?;
    let missing = || ApiError::not_found(format!("No group found with name: {name}"));
    found.first().map(|group| Json(GroupBody::of(group, params.base()))).ok_or_else(missing)
}

/// `GET group/{name}/member`: everybody who is in it, by whatever way.
pub(in crate::server) async fn members(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<Listing<PersonBody>>> {
    listed_people(&store, &who, Some(group_named(&name)), &params).await
}

/// `GET group/{name}/groupmember`: the groups that were put into it.
pub(in crate::server) async fn groups_in(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<Listing<GroupBody>>> {
    listed_groups(&store, &who, TeamFilter::In(group_named(&name)), &params).await
}

/// `GET group/{name}/groupparent`: the groups it was put into.
pub(in crate::server) async fn groups_around(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<Listing<GroupBody>>> {
    listed_groups(&store, &who, TeamFilter::Around(group_named(&name)), &params).await
}

/// `GET group/{name}/groupancestor`: every group around it, however far.
pub(in crate::server) async fn groups_above(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<Listing<GroupBody>>> {
    listed_groups(&store, &who, TeamFilter::Above(group_named(&name)), &params).await
}

/// Names of groups are compared without regard to case, as login names are.
fn group_named(name: &str) -> GroupId {
    GroupId::new(name.to_lowercase())
}

async fn listed_people(
    store: &Shared,
    who: &Principal,
    group: Option<GroupId>,
    params: &Params,
) -> Result<Json<Listing<PersonBody>>> {
    let window = window(params)?;
    let filter = PeopleFilter { group, start: window.start, limit: window.reach() };
    let found = store.people(who, filter).await?;
    let people = found.iter().map(|user| PersonBody::of(user, params.base())).collect();
    Ok(Json(params.listing(people, window)))
}

async fn listed_groups(
    store: &Shared,
    who: &Principal,
    filter: TeamFilter,
    params: &Params,
) -> Result<Json<Listing<GroupBody>>> {
    let window = window(params)?;
    let found = store.teams(who, filter, (window.start, window.reach())).await?;
    let groups = found.iter().map(|group| GroupBody::of(group, params.base())).collect();
    Ok(Json(params.listing(groups, window)))
}

fn window(params: &Params) -> Result<Window> {
    params.window_of(USUAL)
}
