//! Every route, one line each. A trailing slash means the same: publishers write both.

use super::check::BODY_LIMIT;
use super::error::unknown_route;
use super::methods::{Methods, delete, get, post, put};
use super::routes::{
    access, append, attachments, below, changes, comments, content, directory, download, events, history,
    import, info, labels, personal, properties, restrictions, search, site_labels, space_permissions, spaces,
    tokens, trash, tree, users, view,
};
use super::store::Store;
use super::streams::Streams;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::{Extension, Router};
use std::sync::Arc;

/// The largest request without a page or a file in it.
const REQUEST_LIMIT: usize = 2 << 20;
/// The largest request that carries a page. The page has a limit of its own; JSON may take two bytes for a character.
const PAGE_REQUEST_LIMIT: usize = 2 * BODY_LIMIT + REQUEST_LIMIT;
/// The largest batch of an import: a page beside those that were small enough.
const BATCH_LIMIT: usize = 2 * BODY_LIMIT + 6 * REQUEST_LIMIT;

/// What every handler shares.
pub(super) type Shared = Arc<dyn Store>;

/// Uploads are streamed and limited file by file.
fn uploads(methods: Methods) -> Methods {
    methods.around(|methods| methods.layer(DefaultBodyLimit::disable()))
}

/// Requests that carry a page.
fn with_page(methods: Methods) -> Methods {
    methods.around(|methods| methods.layer(DefaultBodyLimit::max(PAGE_REQUEST_LIMIT)))
}

/// Requests that carry many pages.
fn with_pages(methods: Methods) -> Methods {
    methods.around(|methods| methods.layer(DefaultBodyLimit::max(BATCH_LIMIT)))
}

/// Builds the router; who calls is decided by a layer around it.
pub(super) fn routes(store: Shared, streams: Streams) -> Router {
    let mut router = Router::new();
    for (path, methods) in table() {
        router = router
            .route(&format!("{path}/"), methods.clone().into_router())
            .route(path, methods.into_router());
    }
    router
        .fallback(unknown_route)
        .layer(map_response(for_one_reader))
        .layer(DefaultBodyLimit::max(REQUEST_LIMIT))
        .layer(Extension(streams))
        .with_state(store)
}

/// What somebody may see is for them: nothing on the way keeps it.
async fn for_one_reader(mut response: Response) -> Response {
    let kept = response.headers_mut().entry(header::CACHE_CONTROL);
    kept.or_insert(HeaderValue::from_static("private, no-store"));
    response
}

/// Every address with its methods.
#[rustfmt::skip] // A table.
pub(super) fn table() -> Vec<(&'static str, Methods)> {
    vec![
        // The Data Center dialect.
        ("/rest/applinks/1.0/manifest", get(info::manifest)),
        ("/rest/api/server-information", get(info::server_information)),
        ("/rest/api/accessmode", get(info::access_mode)),
        ("/rest/api/user/current", get(users::current)),
        ("/rest/api/user/current/password", post(users::set_password)),
        ("/rest/api/user/anonymous", get(users::anonymous)),
        ("/rest/api/user/list", get(directory::people)),
        ("/rest/api/user/memberof", get(directory::groups_of)),
        ("/rest/api/user", get(users::one)),
        ("/rest/api/group", get(directory::groups)),
        ("/rest/api/group/{name}", get(directory::group)),
        ("/rest/api/group/{name}/member", get(directory::members)),
        ("/rest/api/group/{name}/groupmember", get(directory::groups_in)),
        ("/rest/api/group/{name}/groupparent", get(directory::groups_around)),
        ("/rest/api/group/{name}/groupancestor", get(directory::groups_above)),
        ("/rest/pat/latest/tokens", get(tokens::list).post(tokens::create)),
        ("/rest/pat/latest/tokens/{id}", delete(tokens::revoke)),
        ("/rest/api/user/watch/content/{id}", get(users::watches_page).post(users::watch_page).delete(users::unwatch_page)),
        ("/rest/api/user/watch/space/{key}", get(users::watches_space).post(users::watch_space).delete(users::unwatch_space)),
        ("/rest/api/space", get(spaces::list).post(spaces::create)),
        ("/rest/api/space/personal", post(spaces::create_personal)),
        ("/rest/api/space/_private", post(spaces::create)),
        ("/rest/api/space/{key}", get(spaces::one).put(spaces::update).delete(spaces::trash)),
        ("/rest/api/space/{key}/archive", put(spaces::archive)),
        ("/rest/api/space/{key}/restore", put(spaces::restore)),
        ("/rest/api/space/{key}/content", get(below::of_space)),
        ("/rest/api/space/{key}/content/trash", get(trash::list).delete(trash::empty)),
        ("/rest/api/space/{key}/content/{kind}", get(content::of_space)),
        ("/rest/api/space/{key}/permissions", get(space_permissions::all).post(space_permissions::set)),
        ("/rest/api/space/{key}/permissions/user/{user}", get(space_permissions::of_user).put(space_permissions::grant_user)),
        ("/rest/api/space/{key}/permissions/user/{user}/grant", put(space_permissions::grant_user)),
        ("/rest/api/space/{key}/permissions/user/{user}/revoke", put(space_permissions::revoke_user)),
        ("/rest/api/space/{key}/permissions/group/{name}", get(space_permissions::of_group).put(space_permissions::grant_group)),
        ("/rest/api/space/{key}/permissions/group/{name}/grant", put(space_permissions::grant_group)),
        ("/rest/api/space/{key}/permissions/group/{name}/revoke", put(space_permissions::revoke_group)),
        ("/rest/api/space/{key}/permissions/anonymous", get(space_permissions::of_anonymous).put(space_permissions::grant_anonymous)),
        ("/rest/api/space/{key}/permissions/anonymous/grant", put(space_permissions::grant_anonymous)),
        ("/rest/api/space/{key}/permissions/anonymous/revoke", put(space_permissions::revoke_anonymous)),
        ("/rest/api/space/{key}/property", get(properties::of_space).post(properties::add_to_space)),
        ("/rest/api/space/{key}/property/{property}", get(properties::one_of_space).post(properties::add_to_space_named).put(properties::put_on_space).delete(properties::remove_from_space)),
        ("/rest/api/space/{key}/labels", get(site_labels::used)),
        ("/rest/api/space/{key}/labels/popular", get(site_labels::popular_in_space)),
        ("/rest/api/space/{key}/labels/recent", get(site_labels::recent_in_space)),
        ("/rest/api/space/{key}/labels/{name}/related", get(site_labels::related_in_space)),
        ("/rest/api/space/{key}/category/{name}", post(site_labels::categorise).delete(site_labels::uncategorise)),
        ("/rest/api/space/{key}/watchers", get(site_labels::space_watchers)),
        ("/rest/api/space/{key}/trash", get(trash::list).delete(trash::empty)),
        ("/rest/api/label/labels", get(site_labels::anywhere)),
        ("/rest/api/label/popular", get(site_labels::popular)),
        ("/rest/api/label/recent", get(site_labels::recent)),
        ("/rest/api/label/{name}/related", get(site_labels::related)),
        ("/rest/api/longtask", get(spaces::tasks)),
        ("/rest/api/longtask/{id}", get(spaces::task)),
        ("/rest/api/content", with_page(get(content::list).post(content::create))),
        ("/rest/api/content/search", get(search::content)),
        ("/rest/api/search", get(search::everything)),
        ("/rest/api/search/user", get(search::people)),
        ("/rest/api/content/scan", get(content::scan)),
        ("/rest/api/content/{id}", with_page(get(content::one).put(content::update).delete(content::remove))),
        ("/rest/api/content/{id}/child", get(tree::children)),
        ("/rest/api/content/{id}/child/page", get(tree::child_pages)),
        ("/rest/api/content/{id}/move/{place}/{target}", put(tree::relocate)),
        ("/rest/api/content/{id}/descendant", get(below::all_descendants)),
        ("/rest/api/content/{id}/descendant/{kind}", get(below::descendants)),
        ("/rest/api/contentbody/convert/{to}", with_page(post(view::convert))),
        ("/rest/api/content/{id}/history", get(history::summary)),
        ("/rest/api/content/{id}/version", get(history::versions)),
        ("/rest/api/content/{id}/version/{number}", get(history::version).delete(history::remove)),
        ("/rest/experimental/content/{id}/version", get(history::versions)),
        ("/rest/experimental/content/{id}/version/{number}", get(history::version).delete(history::remove)),
        ("/rest/api/content/{id}/label", get(labels::list).post(labels::add).delete(labels::remove_named)),
        ("/rest/api/content/{id}/label/{name}", delete(labels::remove)),
        ("/rest/api/content/{id}/restriction", get(restrictions::list).put(restrictions::set).post(restrictions::set).delete(restrictions::clear)),
        ("/rest/api/content/{id}/property", get(properties::of_page).post(properties::add_to_page)),
        ("/rest/api/content/{id}/property/{property}", get(properties::one_of_page).post(properties::add_to_page_named).put(properties::put_on_page).delete(properties::remove_from_page)),
        ("/rest/api/content/{id}/watchers", get(site_labels::page_watchers)),
        ("/rest/api/content/{id}/restriction/relevantViewRestrictions", get(restrictions::relevant)),
        ("/rest/api/content/{id}/restriction/byOperation", get(restrictions::by_operation)),
        ("/rest/api/content/{id}/restriction/byOperation/{operation}", get(restrictions::of_operation)),
        ("/rest/api/content/{id}/restriction/byOperation/{operation}/user", put(restrictions::add_user).delete(restrictions::remove_user)),
        ("/rest/api/content/{id}/restriction/byOperation/{operation}/group/{name}", put(restrictions::add_group).delete(restrictions::remove_group)),
        ("/rest/api/content/{id}/child/comment", get(comments::list)),
        ("/rest/api/content/{id}/child/attachment", get(attachments::list).merge(uploads(post(attachments::add).put(attachments::put)))),
        ("/rest/api/content/{id}/child/attachment/{attachment}", get(attachments::one).put(attachments::update).delete(attachments::remove)),
        ("/rest/api/content/{id}/child/attachment/{attachment}/data", uploads(post(attachments::add_version))),
        ("/rest/api/content/{id}/child/attachment/{attachment}/move", post(attachments::relocate)),
        ("/rest/api/content/{id}/child/attachment/{attachment}/version/{number}", delete(attachments::remove_version)),
        ("/rest/api/content/{id}/child/attachment/{attachment}/download", get(download::by_id)),
        ("/download/attachments/{id}/{name}", get(download::by_name)),
        ("/display/{key}", get(view::space_page)),
        ("/display/{key}/{title}", get(view::titled_page)),
        ("/pages/viewpage.action", get(view::page)),
        ("/pages/movepage.action", post(tree::move_page)),
        // The extension namespace.
        ("/rest/tildr/1.0/info", get(info::info)),
        ("/rest/tildr/1.0/openapi.json", get(info::description)),
        ("/rest/tildr/1.0/changes", get(changes::changes)),
        ("/rest/tildr/1.0/events", get(events::events)),
        ("/rest/tildr/1.0/append", post(append::append)),
        ("/rest/tildr/1.0/import", with_pages(post(import::import))),
        ("/rest/tildr/1.0/content/{id}/move", post(tree::relocate_exactly)),
        ("/rest/tildr/1.0/content/{id}/restore", post(tree::restore)),
        ("/rest/tildr/1.0/decide", get(access::decide)),
        ("/rest/tildr/1.0/explain", get(access::explain)),
        ("/rest/tildr/1.0/audience", get(access::audience)),
        ("/rest/tildr/1.0/preview", post(access::preview)),
        ("/rest/tildr/1.0/space/{id}", get(spaces::entry)),
        ("/rest/tildr/1.0/space/{id}/grants", put(access::set_grants)),
        ("/rest/tildr/1.0/space/{id}/status/{status}", put(spaces::set_status)),
        ("/rest/tildr/1.0/personal", get(personal::preflight).post(personal::create)),
        ("/rest/tildr/1.0/personal/{id}/undo", post(personal::undo)),
    ]
}
