//! Whole branches and spaces at once: what is below a page at any depth, and the content of a space by type.

use super::assemble::{Assembler, Expand};
use super::comments;
use super::params::Params;
use crate::domain::*;
use crate::server::auth::Caller;
use crate::server::cql::{Atom, Expr, Kind, Order, OrderBy, Query};
use crate::server::error::{ApiError, Result};
use crate::server::extract::Path;
use crate::server::router::Shared;
use crate::server::store::PageFilter;
use crate::server::store::search::{Hit, Wanted};
use crate::wire::datacenter::content::{Children, ContentBody};
use crate::wire::datacenter::list::Listing;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// `GET content/{id}/descendant/{kind}`: pages or comments, at any depth.
pub(in crate::server) async fn descendants(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path((id, kind)): Path<(PageId, String)>,
    params: Params,
) -> Result<Json<Listing<ContentBody>>> {
    store.page(&who, &id).await?;
    match kind.as_str() {
        "page" => {}
        "comment" => return comments::all(&store, &who, id, &params).await,
        other => {
            let what = format!("descendants are pages and comments, not of the type `{other}`");
            return Err(ApiError::invalid(what));
        }
    }
    let window = params.window()?;
    let filter = Expr::All(vec![
        Expr::Is(Atom::Kind(vec![Kind::Page])),
        Expr::Is(Atom::Ancestor(vec![id.to_string()])),
    ]);
    let wanted = Wanted {
        query: Query { filter, order: vec![Order { by: OrderBy::Id, descending: false }] },
        now: crate::config::now(),
        archived: true,
        spaces: false,
        start: window.start,
        limit: window.reach(),
    };
    let mut assembler = Assembler::new(&*store, &who, Expand::parse(params.get("expand"), ""));
    let mut bodies = Vec::new();
    for hit in store.search(&who, wanted).await?.hits {
        if let Hit::Page(id) = hit {
            bodies.push(assembler.content(&store.page(&who, &id).await?).await?);
        }
    }
    Ok(Json(params.listing(bodies, window)))
}

/// `GET content/{id}/descendant?expand=page`.
pub(in crate::server) async fn all_descendants(
    store: State<Shared>,
    caller: Caller,
    Path(id): Path<PageId>,
    params: Params,
) -> Result<Json<Children>> {
    let Json(page) = descendants(store, caller, Path((id, "page".to_owned())), params).await?;
    Ok(Json(Children { page: Some(page), ..Children::default() }))
}

/// `GET space/{key}/content`: pages and blog posts, each as a list.
pub(in crate::server) async fn of_space(
    State(store): State<Shared>,
    Caller(who): Caller,
    Path(key): Path<SpaceKey>,
    params: Params,
) -> Result<Json<Value>> {
    let window = params.window()?;
    let mut lists = Vec::new();
    for blog in [false, true] {
        let filter = PageFilter {
            space: Some(key.clone()),
            blog: Some(blog),
            start: window.start,
            limit: window.reach(),
            ..PageFilter::default()
        };
        let pages = store.pages(&who, filter).await?;
        let expand = Expand::parse(params.get("expand"), Expand::USUAL);
        let bodies = Assembler::new(&*store, &who, expand).list(pages).await?;
        lists.push(params.listing(bodies, window));
    }
    let blogposts = lists.pop();
    Ok(Json(json!({ "page": lists.pop(), "blogpost": blogposts })))
}
