//! Who asks: the local account in process, or whoever shows a token or a password on a socket.
//!
//! What was shown becomes a [`Principal`] before any route runs; everything behind takes that and asks no more.
//!
//! ```text
//!   shown ─► door ─► Principal     what the request shows; who gets in, as whom, how far
//!             ├─ token, password   known by their hashes; verified: passwords that were right a moment ago
//!             ├─ failures          who guesses waits longer and longer
//!             └─ standing          what let a caller in, asked again while a stream is open
//! ```

mod door;
mod failures;
mod password;
mod shown;
mod standing;
mod token;
mod verified;

pub(super) use door::{Door, Showing, guarded};
pub(super) use password::hashed;
pub(super) use shown::Secret;
pub(super) use standing::{LetInBy, Standing};
pub(super) use token::{digest, fresh};

use self::shown::Shown;
use super::error::ApiError;
use super::store::Principal;
use crate::domain::TokenScope;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The caller, as a handler takes it: perhaps nobody with an account.
pub(super) struct Caller(pub(super) Principal);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Principal>().cloned().map(Self).ok_or_else(ApiError::signed_out)
    }
}

/// The caller, where there has to be an account.
pub(super) struct SignedIn(pub(super) Principal);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Caller(who) = Caller::from_request_parts(parts, state).await?;
        if who.is_anonymous() { Err(ApiError::signed_out()) } else { Ok(Self(who)) }
    }
}

/// How much the token of this request lets do; without one, everything the account may.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reaching(pub(super) TokenScope);

impl<S: Sync> FromRequestParts<S> for Reaching {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(Self(TokenScope::Admin)))
    }
}

/// Tells whether a request shows a password, which takes long to look at, and not a token.
pub(super) fn shows_a_password(headers: &HeaderMap) -> bool {
    matches!(Shown::of(headers), Shown::Password { password, .. } if !token::is_one(&password))
}

/// Signs everybody who can call the router in as one account: only for calls in process.
pub(super) fn signed_in(router: Router, principal: Principal) -> Router {
    router.layer(axum::Extension(principal))
}
