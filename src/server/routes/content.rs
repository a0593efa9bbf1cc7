//! Pages and blog posts: reading one or many, making, saving, trashing.

use super::assemble::{Assembler, Expand};
use super::params::Params;
use super::{attachments, comments, page_of};
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::check;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::command::{ContentUpdate, NewContent, SpaceName};
use crate::server::store::{Command, PageFilter, ParentFilter, Principal, StoreError};
use crate::wire::datacenter as wire;
use crate::wire::datacenter::content::{ContentBody, ContentDraft, Labels, id_text};
use crate::wire::datacenter::list::Listing;
use crate::wire::time;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// `GET content/{id}`; with `status=historical&version=N` as it was.
pub(in crate::server) async fn one(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<ContentBody>> {
    let mut page = match store.page(&who, &id).await {
        Ok(page) => page,
        Err(missing) => return note(&store, &who, &id, &params).await?.map(Json).ok_or(missing.into()),
    };
    let statuses = statuses(&params);
    let historical = params.all("status").any(|status| status == "historical" || status == "any");
    let number: Option<u32> = params.number("version")?;
    let wanted = number.filter(|number| historical && *number != page.version.number);
    if let Some(number) = wanted {
        let versions = store.versions(&who, &id).await?;
        let (version, title) = versions
            .into_iter()
            .find(|(version, _)| version.number == number)
            .ok_or_else(|| ApiError::not_found(format!("the page has no version {number}")))?;
        (page.version, page.title) = (version, title);
    } else if !statuses.is_empty() && !statuses.contains(&page.status) {
        return Err(StoreError::no_content(&id).into());
    }
    let expand = Expand::parse(params.get("expand"), Expand::USUAL);
    let mut body = Assembler::new(&*store, &who, expand).content(&page).await?;
    if wanted.is_some() {
        body.status = "historical".to_owned();
    }
    Ok(Json(body))
}

/// Comments and attachments are content, too: read by the same address.
async fn note(store: &Shared, who: &Principal, id: &PageId, params: &Params) -> Result<Option<ContentBody>> {
    let expand = Expand::parse(params.get("expand"), Expand::USUAL);
    let mut assembler = Assembler::new(&**store, who, expand);
    if let Some(comment) = comments::named(store, who, id).await {
        return assembler.comment(&comment).await.map(Some);
    }
    match attachments::named(store, who, id).await {
        Some(attachment) => assembler.attachment(&attachment).await.map(Some),
        None => Ok(None),
    }
}

/// `GET content`: by space, title, type and status.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let window = params.window()?;
    let filter = PageFilter { start: window.start, limit: window.reach(), ..filter(&params)? };
    let pages = if no_such_status(&params) { Vec::new() } else { store.pages(&who, filter).await? };
    let expand = Expand::parse(params.get("expand"), Expand::USUAL);
    let bodies = Assembler::new(&*store, &who, expand).list(pages).await?;
    Ok(Json(params.listing(bodies, window)))
}

/// `GET content/scan`: the same by cursor, which changes cannot disturb.
pub(in crate::server) async fn scan(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let limit = params.window()?.limit;
    let after = params.number("cursor")?.unwrap_or(0);
    let filter = PageFilter { after: Some(after), limit: limit + 1, ..filter(&params)? };
    let pages = if no_such_status(&params) { Vec::new() } else { store.pages(&who, filter).await? };
    let expand = Expand::parse(params.get("expand"), Expand::USUAL);
    let bodies = Assembler::new(&*store, &who, expand).list(pages).await?;
    Ok(Json(params.cursor_listing(bodies, limit, |body| body.id.clone())))
}

/// `GET space/{key}/content/{kind}?depth=root|all`.
pub(in crate::server) async fn of_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((key, kind)): Path<(SpaceKey, String)>,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    let window = params.window()?;
    let roots = kind == "page" && params.get("depth") == Some("root");
    let filter = PageFilter {
        space: Some(key),
        blog: Some(is_blog(&kind)?),
        parent: roots.then_some(ParentFilter::Root),
        start: window.start,
        limit: window.reach(),
        ..PageFilter::default()
    };
    let pages = store.pages(&who, filter).await?;
    let expand = Expand::parse(params.get("expand"), Expand::USUAL);
    let bodies = Assembler::new(&*store, &who, expand).list(pages).await?;
    Ok(Json(params.listing(bodies, window)))
}

/// `POST content`.
pub(in crate::server) async fn create(
    State(store): State<Shared>,
    intent: Intent,
    params: Params,
    Body(draft): Body<ContentDraft>,
) -> Result<Json<ContentBody>> {
    if draft.kind.as_deref() == Some(wire::comment::KIND) {
        return comments::create(&store, intent, &params, draft).await;
    }
    // Nobody's draft becomes a page that others see.
    if [draft.status.as_deref(), params.get("status")].contains(&Some("draft")) {
        return Err(ApiError::invalid("drafts are kept by the client: create it with the status `current`"));
    }
    let who = intent.who().clone();
    let extensions = draft.extensions.clone().unwrap_or_default();
    let kind = match draft.kind.as_deref().map(is_blog).transpose()? {
        Some(true) => PageKind::BlogPost { day: blog_day(extensions.day.as_deref())? },
        _ => PageKind::Page,
    };
    let new = NewContent {
        space: space_name(&draft)?,
        parent: parent(&draft),
        after: extensions.after.map(PageId::new),
        kind,
        title: check::title(draft.title.as_deref().unwrap_or_default())?,
        storage: storage(&draft)?.unwrap_or_default(),
        labels: labels(&draft)?,
        message: draft.version.as_ref().and_then(|version| version.message.clone()).unwrap_or_default(),
        properties: properties(&draft),
        copy_of: extensions.copy_of.map(|original| PageId::new(original.id)),
    };
    let page = page_of(store.write(intent.0, Command::CreatePage(new)).await?)?;
    let expand = Expand::parse(params.get("expand"), Expand::WRITTEN);
    Ok(Json(Assembler::new(&*store, &who, expand).content(&page).await?))
}

/// `PUT content/{id}`: a new version, or a trashed page made current again.
pub(in crate::server) async fn update(
    State(store): State<Shared>,
    intent: Intent,
    Path(id): Path<PageId>,
    params: Params,
    Body(draft): Body<ContentDraft>,
) -> Result<Json<ContentBody>> {
    let who = intent.who().clone();
    let page = match store.page(&who, &id).await {
        Ok(page) => page,
        Err(missing) => {
            return match comments::named(&store, &who, &id).await {
                Some(comment) => comments::update(&store, intent, &params, comment, draft).await,
                None => Err(missing.into()),
            };
        }
    };
    let command = if page.status == PageStatus::Trashed && draft.status.as_deref() == Some("current") {
        Command::Restore { page: id, to: None }
    } else {
        let version = draft.version.as_ref();
        let version = version.ok_or_else(|| ApiError::invalid("an update needs `version.number`"))?;
        Command::UpdatePage(ContentUpdate {
            page: id,
            number: version.number,
            title: draft.title.as_deref().map(check::title).transpose()?,
            storage: storage(&draft)?,
            message: version.message.clone().unwrap_or_default(),
            parent: parent(&draft),
            position: draft.position,
            properties: properties(&draft),
        })
    };
    let page = page_of(store.write(intent.0, command).await?)?;
    let expand = Expand::parse(params.get("expand"), Expand::WRITTEN);
    Ok(Json(Assembler::new(&*store, &who, expand).content(&page).await?))
}

/// `DELETE content/{id}` puts into the trash; with `status=trashed` it removes for good.
pub(in crate::server) async fn remove(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<StatusCode> {
    let command = if params.get("status") == Some("trashed") {
        Command::Purge(id)
    } else if let Some(comment) = comments::named(&store, &write.who, &id).await {
        Command::DeleteComment(comment.id)
    } else if wire::attachment::is_attachment(id.as_str()) {
        Command::DeleteAttachment { page: None, attachment: wire::attachment::read(id.as_str()) }
    } else {
        Command::Trash(id)
    };
    store.write(write, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The states asked for; empty when none is said.
fn statuses(params: &Params) -> Vec<PageStatus> {
    let mut statuses = Vec::new();
    for status in params.all("status").flat_map(|list| list.split(',')) {
        match status {
            "current" => statuses.push(PageStatus::Current),
            "trashed" => statuses.push(PageStatus::Trashed),
            "any" => statuses.extend([PageStatus::Current, PageStatus::Trashed]),
            _ => {}
        }
    }
    statuses
}

/// Publishers look for archived pages and drafts, which we do not have: that is an empty list.
fn no_such_status(params: &Params) -> bool {
    params.get("status").is_some() && statuses(params).is_empty()
}

fn filter(params: &Params) -> Result<PageFilter> {
    Ok(PageFilter {
        space: params.get("spaceKey").map(SpaceKey::new),
        ids: params.all("ids").flat_map(|list| list.split(',')).map(|id| PageId::new(id.trim())).collect(),
        day: params.get("postingDay").map(str::to_owned),
        title: params.get("title").map(str::to_owned),
        blog: params.get("type").map(is_blog).transpose()?,
        statuses: statuses(params),
        ..PageFilter::default()
    })
}

fn is_blog(kind: &str) -> Result<bool> {
    match kind {
        "page" => Ok(false),
        "blogpost" => Ok(true),
        other => Err(ApiError::invalid(format!("content of the type `{other}` is not kept here"))),
    }
}

fn space_name(draft: &ContentDraft) -> Result<SpaceName> {
    let space = draft.space.clone().unwrap_or_default();
    match (space.id, space.key) {
        (Some(id), _) => Ok(SpaceName::Id(SpaceId::new(id_text(&id)))),
        (None, Some(key)) => Ok(SpaceName::Key(SpaceKey::new(key))),
        (None, None) => Err(ApiError::invalid("say which space: `space.key`")),
    }
}

fn parent(draft: &ContentDraft) -> Option<PageId> {
    draft.ancestors.as_ref()?.last().map(|parent| PageId::new(parent.id()))
}

pub(super) fn storage(draft: &ContentDraft) -> Result<Option<String>> {
    let Some(storage) = draft.body.as_ref().and_then(|body| body.storage.as_ref()) else { return Ok(None) };
    check::storage(&storage.value)?;
    Ok(Some(storage.value.clone()))
}

fn labels(draft: &ContentDraft) -> Result<Vec<Label>> {
    let labels = match draft.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref()) {
        Some(Labels::Bare(labels)) => labels.as_slice(),
        Some(Labels::Listed(listing)) => listing.results.as_slice(),
        None => &[],
    };
    labels.iter().map(|label| check::label(&label.name)).collect()
}

fn properties(draft: &ContentDraft) -> Vec<(String, serde_json::Value)> {
    let properties = draft.metadata.as_ref().and_then(|metadata| metadata.properties.as_ref());
    properties.map(wire::property::of_page).unwrap_or_default()
}

fn blog_day(day: Option<&str>) -> Result<jiff::civil::Date> {
    match day {
        Some(day) => day.parse().map_err(|_| ApiError::invalid(format!("`{day}` is no day"))),
        None => Ok(time::trimmed(crate::config::now()).to_zoned(jiff::tz::TimeZone::UTC).date()),
    }
}
