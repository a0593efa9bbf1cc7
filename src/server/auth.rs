//! Who asks: the local account in process, or whoever holds the token on the loopback socket.

use super::error::ApiError;
use super::store::Principal;
use axum::Router;
use axum::extract::{FromRequestParts, Request};
use axum::http::{header, request::Parts};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The caller, as a handler takes it.
pub(super) struct Caller(pub(super) Principal);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Principal>().cloned().map(Self).ok_or_else(ApiError::signed_out)
    }
}

/// Signs everybody who can call the router in as one account: only for calls in process.
pub(super) fn signed_in(router: Router, principal: Principal) -> Router {
    router.layer(axum::Extension(principal))
}

/// Lets through who shows the token, refuses browsers, and signs the rest in as one account.
pub(super) fn by_token(router: Router, token: &str, principal: Principal) -> Router {
    let expected = Arc::new(format!("Bearer {token}"));
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let (expected, principal) = (expected.clone(), principal.clone());
        async move { admit(request, next, &expected, principal).await }
    }))
}

async fn admit(mut request: Request, next: Next, expected: &str, principal: Principal) -> Response {
    let headers = request.headers();
    // A page in a browser must not reach a wiki on loopback, whatever name its host resolves to.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if headers.contains_key(header::ORIGIN) || !is_loopback(host) {
        return ApiError::forbidden("this wiki answers programs on this machine only").into_response();
    }
    let shown = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
    if !same(shown, expected.as_bytes()) {
        return ApiError::signed_out().into_response();
    }
    request.extensions_mut().insert(principal);
    next.run(request).await
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Compares without telling by the time it takes how much was right.
fn same(shown: &[u8], expected: &[u8]) -> bool {
    shown.len() == expected.len()
        && shown.iter().zip(expected).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_hosts_are_ours() {
        for host in ["localhost", "localhost:8090", "127.0.0.1:1", "[::1]:80"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "evil.example", "127.0.0.1.evil.example", "[::2]"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same(b"Bearer x", b"Bearer x"));
        assert!(!same(b"Bearer y", b"Bearer x"));
        assert!(!same(b"", b"Bearer x"));
    }
}
