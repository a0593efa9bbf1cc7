//! Search by CQL: content alone, or everything with what a list of results shows.

use super::assemble::{self, Assembler, Expand};
use super::params::{Params, Window};
use crate::domain::{Page, PageId, Timestamp};
use crate::markup::plain_text;
use crate::server::auth::Caller;
use crate::server::cql::{self, Query};
use crate::server::error::{ApiError, Result};
use crate::server::router::Shared;
use crate::server::store::search::{Found, Hit, Wanted};
use crate::server::store::{Principal, SpaceFilter};
use crate::wire::datacenter::content::{ContentBody, VersionBody};
use crate::wire::datacenter::search::{Container, SearchListing, SearchResult};
use crate::wire::datacenter::user::UserBody;
use crate::wire::time;
use axum::Json;
use axum::extract::State;
use std::collections::HashMap;

/// How many characters of a text are shown, and how many of them before the word that was found.
const EXCERPT: usize = 300;
const BEFORE: usize = 60;

/// `GET content/search?cql=`: content alone.
pub(in crate::server) async fn content(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<SearchListing<ContentBody>>> {
    let (text, query) = query(&params)?;
    let window = params.window()?;
    let found = store.search(&who, wanted(&params, query, window, false)).await?;
    let mut assembler = Assembler::new(&*store, &who, Expand::parse(params.get("expand"), Expand::USUAL));
    let mut pages = pages(&store, &who, &mut assembler, &found.hits).await?;
    let mut bodies = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        bodies.extend(match hit {
            Hit::Page(id) => match pages.remove(id) {
                Some((page, _)) => Some(assembler.content(&page).await?),
                None => None,
            },
            _ => body(&store, &who, &mut assembler, hit).await?,
        });
    }
    Ok(Json(listing(&params, window, text, found.total, bodies)))
}

/// `GET search?cql=&excerpt=&includeArchivedSpaces=`: content, spaces and people.
pub(in crate::server) async fn everything(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<SearchListing<SearchResult>>> {
    results(&store, &who, &params).await
}

/// `GET search/user?cql=`: people alone.
pub(in crate::server) async fn people(
    State(store): State<Shared>,
    Caller(who): Caller,
    params: Params,
) -> Result<Json<SearchListing<SearchResult>>> {
    if !query(&params)?.1.is_about_people() {
        return Err(ApiError::invalid("ask for people: `user.fullname ~ \"ana\"`"));
    }
    results(&store, &who, &params).await
}

async fn results(
    store: &Shared,
    who: &Principal,
    params: &Params,
) -> Result<Json<SearchListing<SearchResult>>> {
    let (text, query) = query(params)?;
    let window = params.window()?;
    let found: Found = store.search(who, wanted(params, query.clone(), window, true)).await?;
    // `expand=content.version` asks for the version of the content.
    let expand = params.get("expand").unwrap_or_default().replace("content.", "");
    let mut assembler =
        Assembler::new(&**store, who, Expand::parse(Some(&format!("{expand},space,version")), ""));
    let mut pages = pages(store, who, &mut assembler, &found.hits).await?;
    let mut results = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        results.extend(match hit {
            Hit::Page(id) => match pages.remove(id) {
                Some((page, storage)) => {
                    let text = shows_excerpts(params).then(|| plain_text(&storage));
                    let excerpt = text.map(|text| around(&text, &query)).unwrap_or_default();
                    Some(of_content(assembler.content(&page).await?, excerpt))
                }
                None => None,
            },
            _ => result(store, who, params, &query, &mut assembler, hit).await?,
        });
    }
    Ok(Json(listing(params, window, text, found.total, results)))
}

/// Reads all pages of an answer at once; what is out of sight since is not among them.
async fn pages(
    store: &Shared,
    who: &Principal,
    assembler: &mut Assembler<'_>,
    hits: &[Hit],
) -> Result<HashMap<PageId, (Page, String)>> {
    let ids: Vec<PageId> = hits
        .iter()
        .filter_map(|hit| match hit {
            Hit::Page(id) => Some(id.clone()),
            _ => None,
        })
        .collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (pages, bodies): (Vec<Page>, Vec<String>) =
        store.pages_with_bodies(who, ids).await?.into_iter().unzip();
    assembler.prepare(&pages).await?;
    Ok(pages.into_iter().zip(bodies).map(|(page, body)| (page.id.clone(), (page, body))).collect())
}

fn shows_excerpts(params: &Params) -> bool {
    params.get("excerpt") != Some("none")
}

async fn result(
    store: &Shared,
    who: &Principal,
    params: &Params,
    query: &Query,
    assembler: &mut Assembler<'_>,
    hit: &Hit,
) -> Result<Option<SearchResult>> {
    let expand = Expand::parse(params.get("expand"), "");
    match hit {
        Hit::User(user) => Ok(Some(SearchResult {
            title: user.full_name.clone(),
            url: format!("/display/~{}", user.name),
            entity_type: "user",
            user: Some(UserBody::from(&**user)),
            ..SearchResult::default()
        })),
        Hit::Space(id) => {
            let filter = SpaceFilter { id: Some(id.clone()), limit: 1, ..SpaceFilter::default() };
            let Some(row) = store.spaces(who, filter).await?.into_iter().next() else { return Ok(None) };
            let body = assemble::space(&**store, who, &row, &expand).await?;
            Ok(Some(SearchResult {
                title: body.name.clone(),
                excerpt: cut(&row.description, 0),
                url: body.links.webui.clone().unwrap_or_default(),
                entity_type: "space",
                space: Some(body),
                ..SearchResult::default()
            }))
        }
        Hit::Page(_) => Ok(None),
        Hit::Comment(_) | Hit::Attachment(_) => {
            let Some(content) = body(store, who, assembler, hit).await? else { return Ok(None) };
            let excerpt = match shows_excerpts(params) {
                true => excerpt(store, who, hit, query).await?,
                false => String::new(),
            };
            Ok(Some(of_content(content, excerpt)))
        }
    }
}

fn of_content(content: ContentBody, excerpt: String) -> SearchResult {
    let changed = content.version.as_ref().and_then(|version: &VersionBody| version.when.clone());
    let day = changed.as_deref().and_then(time::read).map(friendly);
    SearchResult {
        title: content.title.clone(),
        excerpt,
        url: content.links.webui.clone().unwrap_or_default(),
        entity_type: "content",
        result_global_container: content.space.as_ref().map(|space| Container {
            title: space.name.clone(),
            display_url: space.links.webui.clone().unwrap_or_default(),
        }),
        last_modified: changed,
        friendly_last_modified: day,
        content: Some(content),
        ..SearchResult::default()
    }
}

fn friendly(moment: Timestamp) -> String {
    moment.strftime("%b %d, %Y").to_string()
}

/// Builds the content of a comment or an attachment; `None` when it is gone since.
async fn body(
    store: &Shared,
    who: &Principal,
    assembler: &mut Assembler<'_>,
    hit: &Hit,
) -> Result<Option<ContentBody>> {
    Ok(match hit {
        Hit::Comment(id) => match store.comment(who, id).await {
            Ok(comment) => Some(assembler.comment(&comment).await?),
            Err(_) => None,
        },
        Hit::Attachment(id) => match store.attachment(who, id).await {
            Ok(attachment) => Some(assembler.attachment(&attachment).await?),
            Err(_) => None,
        },
        Hit::Page(_) | Hit::Space(_) | Hit::User(_) => None,
    })
}

/// Returns what of a comment is shown; a file shows nothing.
async fn excerpt(store: &Shared, who: &Principal, hit: &Hit, query: &Query) -> Result<String> {
    let Hit::Comment(id) = hit else { return Ok(String::new()) };
    let storage = store.comment(who, id).await.map(|comment| comment.storage).unwrap_or_default();
    Ok(around(&plain_text(&storage), query))
}

/// Returns the words around the first one that was searched for, else the beginning.
fn around(text: &str, query: &Query) -> String {
    let place = query.words().into_iter().find_map(|words| words.place(text)).unwrap_or(0);
    let before = text[..place].chars().rev().take(BEFORE).map(char::len_utf8).sum::<usize>();
    cut(text, place - before)
}

fn cut(text: &str, from: usize) -> String {
    // So many words are never shown.
    let words: Vec<&str> = text[from..].split_whitespace().take(EXCERPT).collect();
    words.join(" ").chars().take(EXCERPT).collect()
}

fn query(params: &Params) -> Result<(String, Query)> {
    let text = params.get("cql").ok_or_else(|| ApiError::invalid("say what to look for: `cql`"))?;
    let query = cql::parse(text).map_err(|flaw| ApiError::invalid(flaw.to_string()))?;
    Ok((text.to_owned(), query))
}

fn wanted(params: &Params, query: Query, window: Window, spaces: bool) -> Wanted {
    Wanted {
        query,
        now: crate::config::now(),
        archived: params.get("includeArchivedSpaces") == Some("true"),
        spaces,
        start: window.start,
        limit: window.limit,
    }
}

fn listing<T>(
    params: &Params,
    window: Window,
    cql_query: String,
    total_size: usize,
    results: Vec<T>,
) -> SearchListing<T> {
    let more = window.limit > 0 && window.start.saturating_add(window.limit) < total_size;
    SearchListing {
        start: window.start,
        limit: window.limit,
        size: results.len(),
        total_size,
        cql_query,
        results,
        links: params.links_after(window, more),
    }
}
