//! What a space grants, in the words of the dialect: pairs of an operation and what it is done to, for one subject or
//! many. Only who administers the space is told, and changes it.

use super::restrictions::{group, person};
use crate::domain::*;
use crate::permission::{self, Operation, Question, Session, Target, World};
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::command::Regrant;
use crate::server::store::{Command, Principal, SpaceFilter, StoreError, WorldSlice, Write};
use crate::wire::datacenter::permission::{
    EVERYONE, Meaning, Pair, Pairs, PermissionBody, SubjectBody, SubjectPairs, meaning, pair,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// The most subjects of one request.
const MOST_SUBJECTS: usize = 40;

/// `GET space/{key}/permissions`.
pub(in crate::server) async fn all(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
) -> Result<Json<Vec<PermissionBody>>> {
    let (space, world) = administered(&store, &who, &key).await?;
    Ok(Json(bodies(&world, &space, |_| true)))
}

/// `GET space/{key}/permissions/user/{user}`.
pub(in crate::server) async fn of_user(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((key, name)): Path<(SpaceKey, String)>,
) -> Result<Json<Vec<PermissionBody>>> {
    let (space, world) = administered(&store, &who, &key).await?;
    let subject = user_subject(&world, &name)?;
    Ok(Json(bodies(&world, &space, |other| *other == subject)))
}

/// `GET space/{key}/permissions/group/{name}`.
pub(in crate::server) async fn of_group(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((key, name)): Path<(SpaceKey, String)>,
) -> Result<Json<Vec<PermissionBody>>> {
    let (space, world) = administered(&store, &who, &key).await?;
    let subject = group_subject(&world, &name)?;
    Ok(Json(bodies(&world, &space, |other| *other == subject)))
}

/// `GET space/{key}/permissions/anonymous`.
pub(in crate::server) async fn of_anonymous(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
) -> Result<Json<Vec<PermissionBody>>> {
    let (space, world) = administered(&store, &who, &key).await?;
    Ok(Json(bodies(&world, &space, |other| *other == Subject::Anonymous)))
}

/// `POST space/{key}/permissions`: all that some subjects are to hold; who is not named keeps what they have.
pub(in crate::server) async fn set(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
    Body(given): Body<Vec<SubjectPairs>>,
) -> Result<Json<Vec<PermissionBody>>> {
    if given.len() > MOST_SUBJECTS {
        return Err(ApiError::invalid(format!("at most {MOST_SUBJECTS} subjects at a time")));
    }
    let who = write.who.clone();
    let (_, world) = administered(&store, &who, &key).await?;
    let mut changes = Vec::with_capacity(given.len());
    for one in given {
        let subject = match (&one.user_key, &one.group_name) {
            (Some(_), Some(_)) => return Err(ApiError::invalid("say one of `userKey` and `groupName`")),
            (Some(user), None) => user_subject(&world, user)?,
            (None, Some(name)) => group_subject(&world, name)?,
            (None, None) => Subject::Anonymous,
        };
        changes.push((subject, Regrant::Exactly(permissions(&one.operations)?)));
    }
    store.write(write, Command::Regrant { space: key.clone(), changes }).await?;
    let (space, world) = administered(&store, &who, &key).await?;
    Ok(Json(bodies(&world, &space, |_| true)))
}

/// `PUT space/{key}/permissions/user/{user}/grant`; clients leave `/grant` out, too.
pub(in crate::server) async fn grant_user(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((key, name)): Path<(SpaceKey, String)>,
    Body(pairs): Body<Pairs>,
) -> Result<StatusCode> {
    change(&store, write, key, |world| user_subject(world, &name), pairs, Regrant::Add).await
}

/// `PUT space/{key}/permissions/user/{user}/revoke`.
pub(in crate::server) async fn revoke_user(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((key, name)): Path<(SpaceKey, String)>,
    Body(pairs): Body<Pairs>,
) -> Result<StatusCode> {
    change(&store, write, key, |world| user_subject(world, &name), pairs, Regrant::Remove).await
}

/// `PUT space/{key}/permissions/group/{name}/grant`.
pub(in crate::server) async fn grant_group(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((key, name)): Path<(SpaceKey, String)>,
    Body(pairs): Body<Pairs>,
) -> Result<StatusCode> {
    change(&store, write, key, |world| group_subject(world, &name), pairs, Regrant::Add).await
}

/// `PUT space/{key}/permissions/group/{name}/revoke`.
pub(in crate::server) async fn revoke_group(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((key, name)): Path<(SpaceKey, String)>,
    Body(pairs): Body<Pairs>,
) -> Result<StatusCode> {
    change(&store, write, key, |world| group_subject(world, &name), pairs, Regrant::Remove).await
}

/// `PUT space/{key}/permissions/anonymous/grant`.
pub(in crate::server) async fn grant_anonymous(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
    Body(pairs): Body<Pairs>,
) -> Result<StatusCode> {
    change(&store, write, key, |_| Ok(Subject::Anonymous), pairs, Regrant::Add).await
}

/// `PUT space/{key}/permissions/anonymous/revoke`.
pub(in crate::server) async fn revoke_anonymous(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(key): Path<SpaceKey>,
    Body(pairs): Body<Pairs>,
) -> Result<StatusCode> {
    change(&store, write, key, |_| Ok(Subject::Anonymous), pairs, Regrant::Remove).await
}

async fn change(
    store: &Shared,
    write: Write,
    key: SpaceKey,
    subject: impl FnOnce(&World) -> Result<Subject>,
    pairs: Pairs,
    how: impl FnOnce(Vec<SpacePermission>) -> Regrant,
) -> Result<StatusCode> {
    let (_, world) = administered(store, &write.who, &key).await?;
    let change = (subject(&world)?, how(permissions(&pairs.into_vec())?));
    store.write(write, Command::Regrant { space: key, changes: vec![change] }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns a space the caller administers, and what a decision about it knows.
pub(super) async fn administered(store: &Shared, who: &Principal, key: &SpaceKey) -> Result<(Space, World)> {
    let filter = SpaceFilter { keys: vec![key.clone()], limit: 1, ..SpaceFilter::default() };
    let found = store.spaces(who, filter).await?.into_iter().next();
    let space = found.ok_or_else(|| StoreError::no_space(key))?.space;
    let world = store.world(who, WorldSlice::Space(space.id.clone())).await?;
    let asks = who.asking();
    let target = Target::Space(&space.id);
    let question = Question { who: asks, operation: Operation::ChangePermissions, target };
    if permission::decide(&world, &question, &Session::default()).allowed {
        return Ok((space, world));
    }
    Err(ApiError::forbidden("only an administrator of the space can do this"))
}

fn bodies(world: &World, space: &Space, of: impl Fn(&Subject) -> bool) -> Vec<PermissionBody> {
    let wanted = space.grants.iter().filter(|grant| of(&grant.subject));
    let body = |grant: &Grant| {
        Some(PermissionBody {
            operation: pair(grant.permission)?,
            subject: subject_body(world, &grant.subject)?,
            space_key: space.key.to_string(),
            space_id: space.id.as_str().parse().unwrap_or_default(),
        })
    };
    wanted.filter_map(body).collect()
}

/// Names a subject; a class of this wiki that the dialect has no word for is left out.
fn subject_body(world: &World, subject: &Subject) -> Option<SubjectBody> {
    let named = |kind, user_key, name: Option<String>, display_name: String| SubjectBody {
        kind,
        user_key,
        name,
        display_name,
    };
    Some(match subject {
        Subject::User(id) => {
            let person = world.people.get(id);
            let shown = person.map_or_else(|| id.to_string(), |person| person.name.clone());
            named("user", Some(id.to_string()), None, shown)
        }
        Subject::Group(id) => {
            let name = world.groups.get(id).map_or_else(|| id.to_string(), |group| group.name.clone());
            named("group", None, Some(name.clone()), name)
        }
        Subject::Licensed => named("group", None, Some(EVERYONE.to_owned()), EVERYONE.to_owned()),
        Subject::Anonymous => named("anonymous", None, None, "anonymous".to_owned()),
        Subject::Admins => return None,
    })
}

fn user_subject(world: &World, name: &str) -> Result<Subject> {
    let found = person(world, name).map(Subject::User);
    found.ok_or_else(|| ApiError::not_found(format!("there is no account `{name}`")))
}

fn group_subject(world: &World, name: &str) -> Result<Subject> {
    match group(world, name) {
        Ok(Member::Group(id)) => Ok(Subject::Group(id)),
        _ if name == EVERYONE => Ok(Subject::Licensed),
        Ok(Member::User(_)) => Err(ApiError::not_found(format!("there is no group `{name}`"))),
        Err(missing) => Err(missing),
    }
}

fn permissions(pairs: &[Pair]) -> Result<Vec<SpacePermission>> {
    let mut found = Vec::with_capacity(pairs.len());
    for pair in pairs {
        match meaning(pair) {
            Some(Meaning::Permission(permission)) => found.push(permission),
            Some(Meaning::Nothing) => {}
            None => {
                let (operation, target) = (&pair.operation_key, &pair.target_type);
                return Err(ApiError::invalid(format!("`{operation}` of a `{target}` is no permission")));
            }
        }
    }
    Ok(found)
}
