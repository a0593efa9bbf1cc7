//! One line in the log and one count for every request, without anything somebody wrote.
//!
//! The line has the route as the router writes it, never the address that was asked for: titles, labels and tokens
//! stand in addresses. The request's id goes back to the caller, so that a complaint finds its line.

use super::metrics::Metrics;
use crate::server::error::ApiError;
use crate::server::store::Principal;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::Arc;
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

/// The header with the id of a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Notes every request of a router; goes around everything else.
pub(in crate::server) fn observed(router: Router, metrics: Arc<Metrics>) -> Router {
    let observe = move |request: Request, next: Next| {
        let metrics = Arc::clone(&metrics);
        async move { note(request, next, &metrics).await }
    };
    router.layer(CatchPanicLayer::custom(broken)).layer(middleware::from_fn(observe))
}

/// Answers for a handler that panicked; the message stays in the log of panics.
fn broken(_: Box<dyn Any + Send>) -> Response {
    ApiError::broken().into_response()
}

/// Tells the outer layers who asks: what the inner ones know of a request does not come out again.
pub(in crate::server) fn naming_the_caller(router: Router) -> Router {
    router.layer(middleware::from_fn(name_the_caller))
}

async fn name_the_caller(request: Request, next: Next) -> Response {
    let who = request.extensions().get::<Principal>().cloned();
    let mut response = next.run(request).await;
    if let Some(who) = who {
        response.extensions_mut().insert(who);
    }
    response
}

async fn note(request: Request, next: Next, metrics: &Metrics) -> Response {
    let begun = Instant::now();
    let id = Uuid::now_v7().simple().to_string();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = path.as_ref().map_or("unknown", |path| route(path.as_str()));
    let mut response = next.run(request).await;
    let (status, took) = (response.status(), begun.elapsed());
    metrics.answered(&method, route, status, took);
    let user = response.extensions().get::<Principal>().map_or("-", |who| who.id.as_str());
    tracing::info!(
        request = %id, %method, route, status = status.as_u16(), ms = took.as_millis() as u64, user, "answered"
    );
    // Sixteen bytes in hexadecimal are a header value.
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Both forms of a route are one.
fn route(path: &str) -> &str {
    path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::route;

    #[test]
    fn a_slash_at_the_end_is_the_same_route() {
        assert_eq!(route("/rest/api/space/{key}/"), "/rest/api/space/{key}");
        assert_eq!(route("/rest/api/space/{key}"), "/rest/api/space/{key}");
        assert_eq!(route("/"), "/");
    }
}
