//! `decide`, `explain`, `audience`, `preview`: the permission engine asked about the facts of the store.

use super::params::Params;
use super::restrictions::person;
use super::{mismatched, space_of};
use crate::domain::*;
use crate::permission::{self, Explanation, GateId, Operation, Question, Session, Staged, Target, World};
use crate::server::auth::Caller;
use crate::server::beat::SaysNo;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::{Command, Outcome, Principal, StoreError, UserFilter, WorldSlice};
use crate::wire::extension::access::{DecisionBody, GrantsBody};
use crate::wire::extension::feed::SpaceEntry;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::tz::TimeZone;

/// `GET decide?page=|space=&operation=&user=`: the verdict alone.
pub(in crate::server) async fn decide(
    store: State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Response> {
    let verdict = explained(store, caller, params).await?;
    Ok(timed(verdict, |verdict| DecisionBody {
        allowed: verdict.allowed,
        elevated: verdict.elevated,
        code: verdict.code,
    }))
}

/// `GET explain?page=|space=&operation=&user=`: who, what, why, and how to change it.
pub(in crate::server) async fn explain(
    store: State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Response> {
    Ok(timed(explained(store, caller, params).await?, |verdict| verdict))
}

/// Answers with a verdict; one that tells nothing takes as long as any other that does not.
fn timed<T: serde::Serialize>(verdict: Verdict, written: impl FnOnce(Verdict) -> T) -> Response {
    // Only what is not visible can be asked for.
    let says_no = verdict.request.then_some(Extension(SaysNo));
    (says_no, Json(written(verdict))).into_response()
}

async fn explained(State(store): State<Shared>, Caller(who): Caller, params: Params) -> Result<Verdict> {
    let word = params.get("operation").unwrap_or("view");
    let operation = Operation::from_word(word)
        .ok_or_else(|| ApiError::invalid(format!("`{word}` is nothing that can be asked about")))?;
    let thing = thing(&params)?;
    let slice = match &thing {
        None => WorldSlice::Site,
        Some(Thing::Space(id)) => WorldSlice::Space(id.clone()),
        Some(Thing::Page(id)) => WorldSlice::Page(id.clone()),
    };
    let world = store.world(&who, slice).await?;
    let asked = match params.get("user") {
        None => (!who.is_anonymous()).then(|| who.id.clone()),
        Some("anonymous") => None,
        // An account nobody has is asked about like any other: by its id.
        Some(name) => Some(person(&world, name).unwrap_or_else(|| UserId::new(name))),
    };
    let asked = asked.as_ref().map_or(permission::Principal::Anonymous, permission::Principal::User);
    let target = thing.as_ref().map_or(Target::Site, target_of);
    let question = Question { who: asked, operation, target };
    verdict(&world, &question, &who).ok_or_else(|| {
        ApiError::forbidden("only an administrator of the space can ask this about somebody else")
    })
}

/// `GET audience?page=|space=`: who can see it, by which way, and what narrows it.
pub(in crate::server) async fn audience(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Sightline>> {
    let thing = thing(&params)?.ok_or_else(|| ApiError::invalid("say of what: `page` or `space`"))?;
    let world = store
        .world(
            &who,
            match &thing {
                Thing::Space(id) => WorldSlice::Space(id.clone()),
                Thing::Page(id) => WorldSlice::Page(id.clone()),
            },
        )
        .await?;
    must_see(&world, &who, &thing)?;
    // The answer names people, one by one (S0-35).
    store.may_view_profiles(&who).await?;
    let reach = world.reach(target_of(&thing), &who.id);
    let lists = lists(&world, &thing);
    let grants = match &thing {
        Thing::Space(id) => world.spaces.get(id).map(|space| space.grants.clone()),
        Thing::Page(_) => None,
    };
    let ways: Vec<WayIn> = reach.by.into_iter().map(|(subject, brings)| WayIn { subject, brings }).collect();
    let change = change_of(&world, &who, &thing);
    let mut named = [&reach.audience.people[..], &reach.could_gain, &change.ask].concat();
    named.extend(lists.iter().flat_map(on_lists));
    named.extend(grants.iter().flatten().filter_map(|grant| match &grant.subject {
        Subject::User(id) => Some(id.clone()),
        _ => None,
    }));
    let people = people(&store, &who, named).await?;
    Ok(Json(Sightline {
        audience: reach.audience,
        ways,
        could_gain: reach.could_gain,
        lists,
        grants,
        people,
        change,
    }))
}

/// `POST preview`: who would gain and lose by a change, and whether the caller may make it.
pub(in crate::server) async fn preview(
    State(store): State<Shared>,
    Caller(who): Caller,
    Body(change): Body<AccessChange>,
) -> Result<Json<Effects>> {
    let thing = change.thing();
    let world = store
        .world(
            &who,
            match &change {
                AccessChange::Restrictions { page, .. } => WorldSlice::Branch(page.clone()),
                AccessChange::Grants { space, .. } => WorldSlice::SpaceWithPages(space.clone()),
            },
        )
        .await?;
    must_see(&world, &who, &thing)?;
    store.may_view_profiles(&who).await?;
    let (staged, operation, target) = match &change {
        AccessChange::Restrictions { page, lists } => (
            // Who opens a page opens it: what it kept from places it has left goes, too.
            if lists.is_open() {
                Staged::Clear(page.clone())
            } else {
                Staged::Lists { page: page.clone(), lists: lists.clone() }
            },
            Operation::Restrict,
            Target::Lists { page, lists, confirmed: false },
        ),
        AccessChange::Grants { space, grants } => (
            Staged::Grants { space: space.clone(), grants: grants.clone() },
            Operation::ChangePermissions,
            Target::Grants { space, grants },
        ),
    };
    let question = Question { who: who.asking(), operation, target };
    let verdict = verdict(&world, &question, &who).unwrap_or_default();
    let before = world.audience(target_of(&thing), &who.id);
    let after = staged.apply(&world).audience(target_of(&thing), &who.id);
    let found = permission::preview(&world, &staged, &who.id);
    let below = found.pages.iter().filter(|(id, _)| Thing::Page(id.clone()) != thing).count();
    let named = found.gains.iter().chain(&found.loses).chain(&verdict.ask).cloned().collect();
    let people = people(&store, &who, named).await?;
    Ok(Json(Effects {
        before: before.badge,
        after: after.badge,
        gains: found.gains.into_iter().collect(),
        loses: found.loses.into_iter().collect(),
        opens: found.opens,
        pages: below,
        people,
        verdict,
    }))
}

/// `PUT space/{id}/grants`: all grants of a space; 409, with those of now, where they are not what the change was made
/// against.
pub(in crate::server) async fn set_grants(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(space): Path<SpaceId>,
    Body(body): Body<GrantsBody>,
) -> Result<Json<SpaceEntry>> {
    match store.write(write, Command::SetGrants { space, grants: body.grants, base: body.base }).await? {
        Outcome::Space(space) => Ok(Json(space_of(Outcome::Space(space))?.into())),
        _ => Err(mismatched()),
    }
}

fn thing(params: &Params) -> Result<Option<Thing>> {
    match (params.get("page"), params.get("space")) {
        (Some(_), Some(_)) => Err(ApiError::invalid("say one of `page` and `space`")),
        (Some(page), None) => Ok(Some(Thing::Page(page.into()))),
        (None, Some(space)) => Ok(Some(Thing::Space(space.into()))),
        (None, None) => Ok(None),
    }
}

fn target_of(thing: &Thing) -> Target<'_> {
    match thing {
        Thing::Space(id) => Target::Space(id),
        Thing::Page(id) => Target::Page(id),
    }
}

/// What is hidden is answered like what is not there.
fn must_see(world: &World, who: &Principal, thing: &Thing) -> Result<()> {
    let question = Question { who: who.asking(), operation: Operation::View, target: target_of(thing) };
    if permission::decide(world, &question, &Session::default()).allowed {
        return Ok(());
    }
    Err(match thing {
        Thing::Space(id) => StoreError::no_space(id),
        Thing::Page(id) => StoreError::no_content(id),
    }
    .into())
}

fn change_of(world: &World, who: &Principal, thing: &Thing) -> Verdict {
    let operation = match thing {
        Thing::Space(_) => Operation::ChangePermissions,
        Thing::Page(_) => Operation::Restrict,
    };
    verdict(world, &Question { who: who.asking(), operation, target: target_of(thing) }, who)
        .unwrap_or_default()
}

fn verdict(world: &World, question: &Question<'_>, who: &Principal) -> Option<Verdict> {
    let reader = who.asking();
    let session = Session { now: crate::config::now(), ..Session::default() };
    permission::explain(world, question, &session, reader, &TimeZone::UTC)
        .map(|explanation| written(world, question, explanation))
}

fn written(world: &World, question: &Question<'_>, explanation: Explanation) -> Verdict {
    let mark =
        |(id, asked, open): (GateId, bool, bool)| GateMark { label: id.label().to_owned(), asked, open };
    let remedy = explanation.fix.as_ref().and_then(|fix| fix.command.remedy(world, question.who));
    let (command, ask) = match explanation.fix {
        Some(fix) => (Some(fix.command.to_string()), fix.who),
        None => (None, Vec::new()),
    };
    Verdict {
        allowed: explanation.allowed,
        elevated: explanation.elevated,
        code: explanation.code.map(str::to_owned),
        sentence: explanation.sentence,
        more: explanation.more,
        gates: explanation.gates.into_iter().map(mark).collect(),
        command,
        remedy,
        ask,
        request: explanation.request,
    }
}

/// Returns the pages with lists from the root down, and the page itself in any case. Whoever sees a page sees
/// every page above it.
fn lists(world: &World, thing: &Thing) -> Vec<Listed> {
    let Thing::Page(id) = thing else { return Vec::new() };
    let Some(page) = world.pages.get(id) else { return Vec::new() };
    let above = world.ancestors(page).unwrap_or_default();
    let mut listed = Vec::new();
    for id in above.into_iter().chain([id]) {
        let Some(facts) = world.pages.get(id) else { continue };
        let of = |lists| Listed { page: id.clone(), title: facts.title.clone(), lists };
        let kept = facts.kept.iter().map(|list| of(Restrictions { read: Some(list.clone()), update: None }));
        listed.extend(kept);
        listed.push(of(facts.lists.clone()));
    }
    let own = listed.pop();
    listed.retain(|page| page.lists.read.is_some());
    listed.extend(own);
    listed
}

/// Returns the people a page's lists name.
fn on_lists(page: &Listed) -> Vec<UserId> {
    let members = page.lists.read.iter().chain(&page.lists.update).flatten();
    let person = |member: &Member| match member {
        Member::User(id) => Some(id.clone()),
        Member::Group(_) => None,
    };
    members.filter_map(person).collect()
}

async fn people(store: &Shared, who: &Principal, mut ids: Vec<UserId>) -> Result<Vec<User>> {
    ids.sort();
    ids.dedup();
    Ok(store.users(who, UserFilter::Ids(ids)).await?)
}
