//! The caller's own tokens: made, listed, ended. The text of a token is in the answer that makes it and nowhere else.

use super::mismatched;
use crate::config::now;
use crate::domain::TokenScope;
use crate::server::auth::{self, Reaching, SignedIn};
use crate::server::error::{ApiError, Result};
use crate::server::extract::{Body, Intent, Path};
use crate::server::router::Shared;
use crate::server::store::accounts::{NewToken, Token};
use crate::server::store::{AccountChange, Command, Outcome};
use crate::wire::datacenter::token::{NewTokenBody, TokenBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// For how many days a token lasts when nothing is said.
const USUAL_DAYS: u32 = 90;
/// The longest.
const MOST_DAYS: u32 = 3_650;

/// `GET pat/latest/tokens`: those that are not revoked, newest first.
pub(in crate::server) async fn list(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
) -> Result<Json<Vec<TokenBody>>> {
    let tokens = store.tokens(Some(who.id)).await?;
    Ok(Json(tokens.iter().filter(|token| token.revoked.is_none()).map(body_of).collect()))
}

/// `POST pat/latest/tokens`. A token that is made with a token does no more than that one.
pub(in crate::server) async fn create(
    State(store): State<Shared>,
    Intent(mut write): Intent,
    Reaching(reach): Reaching,
    Body(body): Body<NewTokenBody>,
) -> Result<(StatusCode, Json<TokenBody>)> {
    let wanted = match &body.scope {
        None => TokenScope::Write,
        Some(word) => TokenScope::from_word(word)
            .ok_or_else(|| ApiError::invalid("`scope` is `read`, `write` or `admin`"))?,
    };
    if wanted > reach {
        return Err(ApiError::forbidden("a token cannot make one that may do more"));
    }
    let days = body.expiration_duration.unwrap_or(USUAL_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(ApiError::invalid(format!("`expirationDuration` is 1 to {MOST_DAYS} days")));
    }
    let me = store.site(&write.who).await?.me;
    let expires = now().checked_add(jiff::SignedDuration::from_hours(24 * i64::from(days))).ok();
    let secret = auth::fresh();
    let new =
        NewToken { login: me.name, name: body.name, hash: auth::digest(&secret), scope: wanted, expires };
    // The same key again would find an answer without the text, which nobody knows any more.
    write.key = None;
    let who = write.who.id.clone();
    let Outcome::Token(id) = store.write(write, Command::Accounts(AccountChange::IssueToken(new))).await?
    else {
        return Err(mismatched());
    };
    let made = store.tokens(Some(who)).await?.into_iter().find(|token| token.id == id);
    let made = made.ok_or_else(mismatched)?;
    Ok((
        StatusCode::CREATED,
        Json(TokenBody { raw_token: Some(secret.reveal().to_owned()), ..body_of(&made) }),
    ))
}

/// `DELETE pat/latest/tokens/{id}`.
pub(in crate::server) async fn revoke(
    State(store): State<Shared>,
    Intent(write): Intent,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    let of = Some(write.who.id.clone());
    store.write(write, Command::Accounts(AccountChange::RevokeToken { id, of })).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn body_of(token: &Token) -> TokenBody {
    TokenBody {
        id: token.id,
        name: token.name.clone(),
        created_at: token.created,
        last_accessed_at: token.used,
        expiring_at: token.expires,
        scope: token.scope.word().to_owned(),
        raw_token: None,
    }
}
