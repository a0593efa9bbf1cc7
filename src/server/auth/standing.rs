//! What let a caller in, and whether it still does: a request is short, a stream of events outlives what opened it.

use super::super::error::ApiError;
use super::super::store::accounts::{Claim, Identity, Token};
use super::super::store::{Principal, Store};
use crate::domain::Timestamp;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::Arc;

/// What a caller was let in by, to be looked at again; cheap to clone.
#[derive(Clone)]
pub(in crate::server) struct Standing {
    store: Arc<dyn Store>,
    claim: Claim,
    /// The stored hash of the password that was right, when one was shown.
    password: Option<String>,
    /// When the token ends by itself.
    expires: Option<Timestamp>,
}

impl Standing {
    /// A token of an account, or the account of whoever sits at this machine.
    pub(super) fn new(store: &Arc<dyn Store>, claim: Claim, expires: Option<Timestamp>) -> Self {
        Self { store: Arc::clone(store), claim, password: None, expires }
    }

    /// An account by the password it has now.
    pub(super) fn by_password(store: &Arc<dyn Store>, identity: &Identity) -> Self {
        let claim = Claim::Login(identity.login.clone());
        Self { password: identity.password.clone(), ..Self::new(store, claim, None) }
    }

    /// Refuses when the token was revoked or has expired, the password is another one, or the account may not use
    /// the wiki any more.
    pub(in crate::server) async fn check(&self, now: Timestamp) -> Result<(), ApiError> {
        let identity = self.store.identity(self.claim.clone()).await?.ok_or_else(ApiError::not_let_in)?;
        if self.password.is_some() && self.password != identity.password {
            return Err(ApiError::not_let_in());
        }
        if let Some(token) = &identity.token {
            still_good(token, now)?;
        }
        within(identity).map(drop)
    }

    /// Returns when it ends by itself, if ever.
    pub(in crate::server) fn expires(&self) -> Option<Timestamp> {
        self.expires
    }
}

/// What let the caller of this request in; nothing for calls in process.
pub(in crate::server) struct LetInBy(pub(in crate::server) Option<Standing>);

impl<S: Sync> FromRequestParts<S> for LetInBy {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Standing>().cloned()))
    }
}

/// The account behind what was shown, when it may use the wiki.
pub(super) fn within(identity: Identity) -> Result<Principal, ApiError> {
    if !identity.active {
        return Err(ApiError::not_let_in());
    }
    if !identity.admitted {
        return Err(ApiError::forbidden(
            "this account may not use the wiki: who administers it can grant it `use`",
        ));
    }
    Ok(Principal { id: identity.id, admin: identity.admin })
}

/// Refuses a token that was revoked or has expired.
pub(super) fn still_good(token: &Token, now: Timestamp) -> Result<(), ApiError> {
    if token.revoked.is_some() {
        return Err(ApiError::token_over("this token was revoked"));
    }
    if token.expires.is_some_and(|expires| expires <= now) {
        return Err(ApiError::token_over("this token has expired"));
    }
    Ok(())
}
