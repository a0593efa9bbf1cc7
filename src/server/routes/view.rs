//! Bodies as HTML: for `expand=body.view` and its like, for conversion, and for who follows a web link.

use super::params::Params;
use crate::domain::*;
use crate::markup::view::{Place, Places, pages_named, to_html};
use crate::server::auth::Caller;
use crate::server::check;
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Path};
use crate::server::router::Shared;
use crate::server::store::{AttachmentFilter, PageFilter, Principal, SpaceFilter, Store, StoreError};
use crate::wire::datacenter::attachment;
use crate::wire::datacenter::content::{Bodies, Representation};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

/// The most links of one body that are looked up.
const MOST_LINKS: usize = 200;
/// The most files of one page that are looked up.
const MOST_FILES: usize = 500;
/// The representations that are HTML.
pub(super) const RENDERED: [&str; 4] = ["view", "export_view", "styled_view", "editor"];

/// Renders a body of a page for somebody: links lead to what they see.
pub(super) async fn rendered(
    store: &dyn Store,
    who: &Principal,
    page: Option<&Page>,
    storage: &str,
) -> Result<String> {
    let places = Known::of(store, who, page, storage).await?;
    Ok(to_html(storage, &places))
}

/// Adds a representation to the bodies of an answer.
pub(super) fn put(bodies: &mut Bodies, name: &str, value: String) {
    let body = Some(Representation { value, representation: name.to_owned() });
    match name {
        "view" => bodies.view = body,
        "export_view" => bodies.export_view = body,
        "styled_view" => bodies.styled_view = body,
        "editor" => bodies.editor = body,
        _ => bodies.editor2 = body,
    }
}

/// What the links of one body lead to.
#[derive(Default)]
struct Known {
    pages: HashMap<(Option<String>, String), Place>,
    files: HashMap<String, Place>,
}

impl Known {
    async fn of(store: &dyn Store, who: &Principal, page: Option<&Page>, storage: &str) -> Result<Self> {
        let mut known = Self::default();
        let Some(page) = page else { return Ok(known) };
        for name in pages_named(storage).into_iter().take(MOST_LINKS) {
            let (key, own) = match &name.0 {
                Some(key) => (Some(SpaceKey::new(key)), None),
                None => (None, Some(&page.space)),
            };
            if let Some(found) = titled(store, who, key, own, &name.1).await? {
                let address = format!("/pages/viewpage.action?pageId={}", found.id);
                known.pages.insert(name, Place { address, id: found.id.to_string() });
            }
        }
        if storage.contains("ri:attachment") {
            let filter = AttachmentFilter {
                page: page.id.clone(),
                name: None,
                media_type: None,
                start: 0,
                limit: MOST_FILES,
            };
            for file in store.attachments(who, filter).await? {
                let address = attachment::body(&file).links.download.unwrap_or_default();
                known.files.insert(file.name.clone(), Place { address, id: attachment::written(&file.id) });
            }
        }
        Ok(known)
    }
}

impl Places for Known {
    fn page(&self, space: Option<&str>, title: &str) -> Option<Place> {
        self.pages.get(&(space.map(str::to_owned), title.to_owned())).cloned()
    }

    fn file(&self, name: &str) -> Option<Place> {
        self.files.get(name).cloned()
    }
}

/// Finds a page by its title, in a space by key or by id; a space nobody sees has no pages.
async fn titled(
    store: &dyn Store,
    who: &Principal,
    key: Option<SpaceKey>,
    own: Option<&SpaceId>,
    title: &str,
) -> Result<Option<Page>> {
    let key = match (key, own) {
        (Some(key), _) => key,
        (None, Some(id)) => {
            let filter = SpaceFilter { id: Some(id.clone()), limit: 1, ..SpaceFilter::default() };
            match store.spaces(who, filter).await?.into_iter().next() {
                Some(row) => row.space.key,
                None => return Ok(None),
            }
        }
        (None, None) => return Ok(None),
    };
    let filter =
        PageFilter { space: Some(key), title: Some(title.to_owned()), limit: 1, ..PageFilter::default() };
    match store.pages(who, filter).await {
        Ok(pages) => Ok(pages.into_iter().next()),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `POST contentbody/convert/{to}`.
pub(in crate::server) async fn convert(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(to): Path<String>,
    Body(given): Body<Representation>,
) -> Result<Json<Representation>> {
    let refused = || {
        let from = &given.representation;
        ApiError::invalid(format!("`{from}` cannot be converted to `{to}` here"))
    };
    if !matches!(given.representation.as_str(), "storage" | "editor") {
        return Err(refused());
    }
    check::storage(&given.value)?;
    let value = match to.as_str() {
        "storage" => given.value.clone(),
        to if RENDERED.contains(&to) && given.representation == "storage" => {
            rendered(&*store, &who, None, &given.value).await?
        }
        _ => return Err(refused()),
    };
    Ok(Json(Representation { value, representation: to }))
}

/// `GET /display/{key}`: the home page of a space.
pub(in crate::server) async fn space_page(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
) -> Result<Response> {
    let filter = SpaceFilter { keys: vec![key.clone()], limit: 1, ..SpaceFilter::default() };
    let found = store.spaces(&who, filter).await?.into_iter().next();
    let home = found.ok_or_else(|| StoreError::no_space(&key))?.space.home;
    let home = home.ok_or_else(|| ApiError::not_found("the space has no home page"))?;
    shown(&store, &who, &store.page(&who, &home).await?).await
}

/// `GET /display/{key}/{title}`, with plus signs for blanks.
pub(in crate::server) async fn titled_page(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((key, title)): Path<(SpaceKey, String)>,
) -> Result<Response> {
    let mut found = titled(&*store, &who, Some(key.clone()), None, &title).await?;
    if found.is_none() {
        found = titled(&*store, &who, Some(key), None, &title.replace('+', " ")).await?;
    }
    let page = found.ok_or_else(|| ApiError::not_found("there is no page of this title"))?;
    shown(&store, &who, &page).await
}

/// `GET /pages/viewpage.action?pageId=`.
pub(in crate::server) async fn page(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Response> {
    let id = params.get("pageId").ok_or_else(|| ApiError::invalid("say which page: `pageId`"))?;
    shown(&store, &who, &store.page(&who, &PageId::new(id)).await?).await
}

/// A page for a browser: nothing in it runs, and nothing is fetched but its pictures.
async fn shown(store: &Shared, who: &Principal, page: &Page) -> Result<Response> {
    let storage = store.body(who, &page.id, page.version.number).await?;
    let body = rendered(&**store, who, Some(page), &storage).await?;
    let title = escaped(&page.title);
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{title}</title><main><h1>{title}</h1>{body}</main>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; img-src 'self'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((StatusCode::OK, headers, html).into_response())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
