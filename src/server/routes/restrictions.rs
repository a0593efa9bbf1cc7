//! Restrictions of a page, in the words of the dialect: empty is open there, and a page for nobody says so by
//! refusing.

use super::assemble::whole;
use super::params::Params;
use crate::domain::*;
use crate::permission::World;
use crate::server::auth::Caller;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::{Command, Principal, Store, UserFilter, WorldSlice, Write};
use crate::wire::datacenter::content::ContentBody;
use crate::wire::datacenter::list::Listing;
use crate::wire::datacenter::restriction::{
    ByOperationBody, GroupBody, GuardBody, GuardingBody, OperationBody, SetBodies, SetSubjects, SubjectsBody,
};
use crate::wire::datacenter::user::UserBody;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// Says that the caller wants to lock themselves out.
const LOCK_OUT: &str = "allowSelfLockout";

/// `GET content/{id}/restriction/byOperation`.
pub(in crate::server) async fn by_operation(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
) -> Result<Json<ByOperationBody>> {
    store.page(&who, &id).await?;
    let (_, lists) = stored(&*store, &who, &id).await?;
    let read = operation(&*store, &who, "read", lists.read).await?;
    let update = operation(&*store, &who, "update", lists.update).await?;
    Ok(Json(ByOperationBody { read, update }))
}

/// `GET content/{id}/restriction/byOperation/{operation}`.
pub(in crate::server) async fn of_operation(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((id, word)): Path<(PageId, String)>,
) -> Result<Json<OperationBody>> {
    store.page(&who, &id).await?;
    let (_, mut lists) = stored(&*store, &who, &id).await?;
    let list = list_of(&mut lists, &word)?.take();
    Ok(Json(operation(&*store, &who, &word, list).await?))
}

/// `GET content/{id}/restriction`.
pub(in crate::server) async fn list(
    store: State<Shared>,
    caller: Caller,
    id: Path<PageId>,
) -> Result<Json<Listing<OperationBody>>> {
    let Json(both) = by_operation(store, caller, id).await?;
    Ok(Json(whole(vec![both.read, both.update])))
}

/// `GET content/{id}/restriction/relevantViewRestrictions`: the read lists that count for a page, from the root down.
pub(in crate::server) async fn relevant(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<GuardingBody>> {
    let window = params.window()?;
    let page = store.page(&who, &id).await?;
    let (world, _) = stored(&*store, &who, &id).await?;
    let above = world.pages.get(&id).and_then(|page| world.ancestors(page).ok()).unwrap_or_default();
    let mut found = Vec::new();
    for page in above.into_iter().chain([&page.id]) {
        let Some(facts) = world.pages.get(page) else { continue };
        // Those it kept from places it has left count like its own.
        for list in facts.kept.iter().chain(&facts.lists.read) {
            let list = operation(&*store, &who, "read", Some(list.clone())).await?;
            found.push(GuardBody { list, content: ContentBody::of(&store.page(&who, page).await?) });
        }
    }
    let some = found.into_iter().skip(window.start).take(window.reach()).collect();
    Ok(Json(GuardingBody { view_content_restrictions: params.listing(some, window) }))
}

/// `PUT` and `POST content/{id}/restriction`: what is named is set, the rest stays.
pub(in crate::server) async fn set(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    params: Params,
    Body(given): Body<SetBodies>,
) -> Result<Json<Listing<OperationBody>>> {
    let who = write.who.clone();
    let (world, mut lists) = stored(&*store, &who, &id).await?;
    for body in given.into_vec() {
        let list = list_of(&mut lists, &body.operation)?;
        let members = members(&world, list.take().unwrap_or_default(), body.restrictions)?;
        *list = Some(members).filter(|members| !members.is_empty());
    }
    apply(&store, write, &id, lists, &params).await?;
    list_again(store, who, id).await
}

/// `DELETE content/{id}/restriction`: opens the page.
pub(in crate::server) async fn clear(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<StatusCode> {
    apply(&store, write, &id, Restrictions::default(), &params).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT content/{id}/restriction/byOperation/{operation}/user?userKey=|username=` and `…/group/{name}`.
pub(in crate::server) async fn add_user(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, word)): Path<(PageId, String)>,
    params: Params,
) -> Result<StatusCode> {
    one(&store, write, &id, &word, user_named, &params, Edit::Add).await
}

/// `DELETE content/{id}/restriction/byOperation/{operation}/user?userKey=|username=`.
pub(in crate::server) async fn remove_user(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, word)): Path<(PageId, String)>,
    params: Params,
) -> Result<StatusCode> {
    one(&store, write, &id, &word, user_named, &params, Edit::Remove).await
}

/// `PUT content/{id}/restriction/byOperation/{operation}/group/{name}`.
pub(in crate::server) async fn add_group(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, word, name)): Path<(PageId, String, String)>,
    params: Params,
) -> Result<StatusCode> {
    one(&store, write, &id, &word, |world, _| group(world, &name), &params, Edit::Add).await
}

/// `DELETE content/{id}/restriction/byOperation/{operation}/group/{name}`.
pub(in crate::server) async fn remove_group(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path((id, word, name)): Path<(PageId, String, String)>,
    params: Params,
) -> Result<StatusCode> {
    one(&store, write, &id, &word, |world, _| group(world, &name), &params, Edit::Remove).await
}

/// What becomes of somebody on a list.
enum Edit {
    Add,
    Remove,
}

async fn one(
    store: &Shared,
    write: Write,
    id: &PageId,
    word: &str,
    member: impl FnOnce(&World, &Params) -> Result<Member>,
    params: &Params,
    edit: Edit,
) -> Result<StatusCode> {
    store.page(&write.who, id).await?;
    let (world, mut lists) = stored(&**store, &write.who, id).await?;
    let member = member(&world, params)?;
    let list = list_of(&mut lists, word)?;
    let mut members = list.take().unwrap_or_default();
    match edit {
        Edit::Add => members.insert(member),
        Edit::Remove => members.remove(&member),
    };
    *list = Some(members).filter(|members| !members.is_empty());
    apply(store, write, id, lists, params).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn apply(
    store: &Shared,
    write: Write,
    id: &PageId,
    lists: Restrictions,
    params: &Params,
) -> Result<()> {
    let lock_out = params.get(LOCK_OUT) == Some("true");
    store.write(write, Command::Restrict { page: id.clone(), lists, lock_out }).await?;
    Ok(())
}

/// Reads the lists back; who has just shut themselves out is told nothing more.
async fn list_again(store: Shared, who: Principal, id: PageId) -> Result<Json<Listing<OperationBody>>> {
    if store.page(&who, &id).await.is_err() {
        return Ok(Json(whole(Vec::new())));
    }
    list(State(store), Caller(who), Path(id)).await
}

pub(super) async fn stored(store: &dyn Store, who: &Principal, id: &PageId) -> Result<(World, Restrictions)> {
    let world = store.world(who, WorldSlice::Page(id.clone())).await?;
    let lists = world.pages.get(id).map(|page| page.lists.clone()).unwrap_or_default();
    Ok((world, lists))
}

fn list_of<'l>(lists: &'l mut Restrictions, word: &str) -> Result<&'l mut Option<Members>> {
    match word {
        "read" => Ok(&mut lists.read),
        "update" => Ok(&mut lists.update),
        _ => Err(ApiError::invalid(format!("restrictions are for `read` and `update`, not for `{word}`"))),
    }
}

/// A part that is missing stays as it was.
fn members(world: &World, before: Members, given: SetSubjects) -> Result<Members> {
    let is_user = |member: &Member| matches!(member, Member::User(_));
    let mut members = Members::new();
    match given.user {
        Some(users) => {
            for body in users.into_vec() {
                let name = if body.user_key.is_empty() { body.username } else { body.user_key };
                members.insert(user(world, &name)?);
            }
        }
        None => members.extend(before.iter().filter(|member| is_user(member)).cloned()),
    }
    match given.group {
        Some(groups) => {
            for body in groups.into_vec() {
                members.insert(group(world, &body.name)?);
            }
        }
        None => members.extend(before.into_iter().filter(|member| !is_user(member))),
    }
    Ok(members)
}

fn user_named(world: &World, params: &Params) -> Result<Member> {
    let name = ["userKey", "key", "username", "userName"].into_iter().find_map(|name| params.get(name));
    user(world, name.ok_or_else(|| ApiError::invalid("say which user: `userKey` or `username`"))?)
}

fn user(world: &World, name: &str) -> Result<Member> {
    person(world, name)
        .map(Member::User)
        .ok_or_else(|| ApiError::not_found(format!("there is no account `{name}`")))
}

/// Finds an account by id or login name.
pub(super) fn person(world: &World, name: &str) -> Option<UserId> {
    let id = UserId::new(name);
    if world.people.contains_key(&id) {
        return Some(id);
    }
    let folded = name.to_lowercase();
    world.people.iter().find(|(_, person)| person.name.to_lowercase() == folded).map(|(id, _)| id.clone())
}

pub(super) fn group(world: &World, name: &str) -> Result<Member> {
    let found = world.groups.iter().find(|(_, group)| group.name == name);
    let missing = || ApiError::not_found(format!("there is no group `{name}`"));
    found.map(|(id, _)| Member::Group(id.clone())).ok_or_else(missing)
}

pub(super) async fn operation(
    store: &dyn Store,
    who: &Principal,
    word: &str,
    list: Option<Members>,
) -> Result<OperationBody> {
    let (mut ids, mut groups) = (Vec::new(), Vec::new());
    for member in list.into_iter().flatten() {
        match member {
            Member::User(id) => ids.push(id),
            Member::Group(id) => groups.push(GroupBody::new(id.as_str())),
        }
    }
    let users = store.users(who, UserFilter::Ids(ids)).await?;
    let user = whole(users.iter().map(UserBody::from).collect());
    Ok(OperationBody {
        operation: word.to_owned(),
        restrictions: SubjectsBody { user, group: whole(groups) },
    })
}
