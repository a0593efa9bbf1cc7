//! What handlers take out of a request: the places of its address, a JSON body whatever its content type says, and the
//! circumstances of a write.

use super::auth::SignedIn;
use super::error::ApiError;
use super::listen::TooSlow;
use super::store::{Principal, Write};
use crate::wire::extension::IDEMPOTENCY_KEY;
use crate::wire::time;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body. Clients get content types wrong in both directions; only the bytes count.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|error| unread(&error))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| ApiError::invalid(format!("the body is not what is expected here: {error}")))
    }
}

/// The places of an address. What is no number where one stands is said in the form of every refusal.
pub(super) struct Path<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = axum::extract::Path::from_request_parts(parts, state).await;
        let axum::extract::Path(places) = read.map_err(|error| ApiError::invalid(error.body_text()))?;
        Ok(Self(places))
    }
}

/// Says why a body was not read to its end.
pub(super) fn unread(error: &(dyn std::error::Error + 'static)) -> ApiError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return ApiError::too_slow();
        }
        cause = error.source();
    }
    ApiError::too_large("the request is larger than this wiki takes")
}

/// A write about to happen: who, when, and under which key.
pub(super) struct Intent(pub(super) Write);

impl<S: Send + Sync> FromRequestParts<S> for Intent {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let SignedIn(who) = SignedIn::from_request_parts(parts, state).await?;
        let key = match parts.headers.get(IDEMPOTENCY_KEY) {
            None => None,
            Some(value) => Some(key_of(value.to_str().unwrap_or_default())?),
        };
        let request = format!("{} {}", parts.method, parts.uri);
        Ok(Self(Write { who, key, request, now: time::trimmed(crate::config::now()) }))
    }
}

impl Intent {
    /// Returns who asks.
    pub(super) fn who(&self) -> &Principal {
        &self.0.who
    }
}

fn key_of(text: &str) -> Result<String, ApiError> {
    if (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    Err(ApiError::invalid("an idempotency key has 1 to 128 printable characters"))
}
