//! The door of a wiki on a socket: who gets in, as whom, and how far.
//!
//! Tokens are looked up at every request, so that a revoked one ends with the next; so are the accounts behind
//! passwords. Not here: what somebody may do once inside.

use super::failures::Failures;
use super::password::{Lane, Place};
use super::shown::{Secret, Shown};
use super::standing::{Standing, still_good, within};
use super::verified::Verified;
use super::{Reaching, token};
use crate::domain::{Timestamp, TokenScope};
use crate::server::LocalAccount;
use crate::server::error::ApiError;
use crate::server::listen::Turn;
use crate::server::names::is_loopback;
use crate::server::store::accounts::{Claim, Identity};
use crate::server::store::{AccountChange, Command, Principal, Store, Write};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How exactly it is noted when a token was shown.
const USED_WITHIN: i64 = 3600;
/// The name under which a proxy in front says who called.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Routes that only look, however they are called.
const LOOKING: [&str; 1] = ["/rest/tildr/1.0/preview"];

/// What a door needs to know.
pub(in crate::server) struct Door {
    store: Arc<dyn Store>,
    own: Option<(Secret, LocalAccount)>,
    lane: Lane,
    verified: Verified,
    failures: Failures,
}

impl Door {
    /// A door to a store.
    /// An error when the system gives no threads to hash passwords on.
    pub(in crate::server) fn new(store: Arc<dyn Store>) -> std::io::Result<Self> {
        let (verified, failures) = (Verified::new(), Failures::default());
        Ok(Self { store, own: None, lane: Lane::new()?, verified, failures })
    }

    /// Lets programs on this machine in as the person who sits at it, by a token of their own.
    pub(in crate::server) fn with_own(mut self, text: &str, account: LocalAccount) -> Self {
        self.own = Some((Secret::new(text), account));
        self
    }

    async fn admit(&self, request: &Parts) -> Result<Admitted, ApiError> {
        let headers = &request.headers;
        if headers.contains_key(header::ORIGIN) && !is_looking(request) {
            return Err(ApiError::forbidden("this wiki takes no changes from pages in a browser"));
        }
        match Shown::of(headers) {
            Shown::Nothing if self.store.is_open().await? => Ok(Admitted::nobody()),
            Shown::Nothing => Err(ApiError::signed_out()),
            Shown::Unreadable => Err(ApiError::not_let_in()),
            Shown::Token(text) if self.is_own(&text) => self.admit_own(headers).await,
            Shown::Token(text) => self.admit_token(&text, None).await,
            Shown::Password { login, password } if token::is_one(&password) => {
                self.admit_token(&password, Some(&login)).await
            }
            Shown::Password { login, password } => {
                let identity = self.check_password(&login, password, &Showing::of(request)).await?;
                let standing = Some(Standing::by_password(&self.store, &identity));
                Ok(Admitted { principal: within(identity)?, scope: TokenScope::Admin, standing })
            }
        }
    }

    fn is_own(&self, text: &Secret) -> bool {
        self.own.as_ref().is_some_and(|(own, _)| same(text.reveal().as_bytes(), own.reveal().as_bytes()))
    }

    /// The person at this machine: their account is made when it is first needed.
    async fn admit_own(&self, headers: &HeaderMap) -> Result<Admitted, ApiError> {
        // However a wiki on loopback is called beside that: this token is for programs that know where it is.
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        if headers.contains_key(header::ORIGIN) || !is_loopback(host) {
            return Err(ApiError::forbidden("this token is for programs on this machine only"));
        }
        let Some((_, account)) = &self.own else { return Err(ApiError::not_let_in()) };
        let claim = Claim::Login(account.login.clone());
        let identity = match self.store.identity(claim.clone()).await? {
            Some(identity) => identity,
            None => {
                let LocalAccount { login, full_name } = account.clone();
                self.note(AccountChange::Local { login, full_name }).await?;
                self.store.identity(claim.clone()).await?.ok_or_else(ApiError::not_let_in)?
            }
        };
        let scope = if identity.admin { TokenScope::Admin } else { TokenScope::Write };
        let standing = Some(Standing::new(&self.store, claim, None));
        Ok(Admitted { principal: within(identity)?, scope, standing })
    }

    /// Lets a token in; beside a login name it has to be that account's.
    async fn admit_token(&self, text: &Secret, login: Option<&str>) -> Result<Admitted, ApiError> {
        let claim = Claim::Token(token::digest(text));
        let identity = self.store.identity(claim.clone()).await?;
        let mut identity = identity.filter(|identity| login.is_none_or(|login| identity.is_called(login)));
        let Some((identity, shown)) =
            identity.as_mut().and_then(|identity| identity.token.take().map(|token| (&*identity, token)))
        else {
            return Err(ApiError::not_let_in());
        };
        let now = crate::config::now();
        still_good(&shown, now)?;
        let mut principal = within(identity.clone())?;
        principal.admin &= shown.scope >= TokenScope::Admin;
        let noted = shown.used.map_or(i64::MIN, Timestamp::as_second);
        if now.as_second().saturating_sub(noted) >= USED_WITHIN {
            // The list of tokens is a little behind when this cannot be written; nobody is kept out for that.
            let _ = self.note(AccountChange::Used { token: shown.id }).await;
        }
        let standing = Some(Standing::new(&self.store, claim, shown.expires));
        Ok(Admitted { principal, scope: shown.scope, standing })
    }

    /// Returns the active account with this login name and password. Of a guesser says how long to wait.
    pub(in crate::server) async fn check_password(
        &self,
        login: &str,
        password: Secret,
        showing: &Showing,
    ) -> Result<Identity, ApiError> {
        let identity = self.store.identity(Claim::Login(login.to_owned())).await?;
        let identity = identity.filter(|identity| identity.active);
        let hash = identity.as_ref().and_then(|identity| identity.password.as_deref());
        showing.aside(self.verify(login, &password, hash, showing.source)).await??;
        identity.ok_or_else(ApiError::not_let_in)
    }

    /// Tells whether a password was right a while ago, and still is the account's.
    fn knows(&self, password: &Secret, hash: Option<&str>) -> bool {
        hash.is_some_and(|hash| self.verified.holds(password, hash, Instant::now()))
    }

    /// Looks at a password in the lane; an error unless it has this hash.
    async fn verify(
        &self,
        login: &str,
        password: &Secret,
        hash: Option<&str>,
        source: IpAddr,
    ) -> Result<(), ApiError> {
        if self.knows(password, hash) {
            return Ok(());
        }
        // Who has to wait does not stand in the way of others.
        self.failures.check(login, source, Instant::now()).map_err(too_many_wrong)?;
        let place = self.place().await?;
        // Whoever sends many requests at once waited for the first of them.
        if self.knows(password, hash) {
            return Ok(());
        }
        let attempt = self.failures.begin(login, source, Instant::now()).map_err(too_many_wrong)?;
        if !place.verify(password.clone(), hash.map(str::to_owned)).await {
            tracing::info!(%source, "a password was refused");
            return Err(ApiError::not_let_in());
        }
        self.failures.right(attempt, Instant::now());
        self.verified.keep(password, hash.unwrap_or_default(), Instant::now());
        Ok(())
    }

    /// Hashes a new password, in the lane of the others.
    pub(in crate::server) async fn hash(
        &self,
        password: Secret,
        showing: &Showing,
    ) -> Result<String, ApiError> {
        let made = showing.aside(async { Ok::<_, ApiError>(self.place().await?.hash(password).await) });
        made.await??.map_err(|cause| {
            tracing::error!(%cause, "no password was made");
            ApiError::too_many("no password was made: try again", Duration::from_secs(1))
        })
    }

    async fn place(&self) -> Result<Place, ApiError> {
        let too_many = || ApiError::too_many("too many sign in at this moment", Duration::from_secs(1));
        self.lane.enter().await.ok_or_else(too_many)
    }

    async fn note(&self, change: AccountChange) -> Result<(), ApiError> {
        let who = Principal::host();
        let write = Write { who, key: None, request: String::new(), now: crate::config::now() };
        Ok(self.store.write(write, Command::Accounts(change)).await.map(drop)?)
    }
}

/// Who was let in, how far, and by what.
struct Admitted {
    principal: Principal,
    scope: TokenScope,
    standing: Option<Standing>,
}

impl Admitted {
    /// Whoever has no account.
    fn nobody() -> Self {
        Self { principal: Principal::anonymous(), scope: TokenScope::Read, standing: None }
    }
}

impl Identity {
    fn is_called(&self, name: &str) -> bool {
        let is = |other: &str| !other.is_empty() && other.to_lowercase() == name.to_lowercase();
        is(&self.login) || is(&self.email)
    }
}

/// A request that shows a password: where it comes from, and the turn it gives to others while it waits.
#[derive(Clone)]
pub(in crate::server) struct Showing {
    source: IpAddr,
    turn: Option<Turn>,
}

impl Showing {
    fn of(request: &Parts) -> Self {
        Self { source: source(request), turn: request.extensions.get().cloned() }
    }

    /// Waits for something slow without standing in the way of requests that only want to be answered.
    async fn aside<T>(&self, work: impl Future<Output = T>) -> Result<T, ApiError> {
        match &self.turn {
            Some(turn) => turn.aside(work).await,
            None => Ok(work.await),
        }
    }
}

/// Where a request comes from: behind a proxy on this machine, the last address the proxy names. Requests without an
/// address share one.
fn source(request: &Parts) -> IpAddr {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !peer.to_canonical().is_loopback() {
        return peer;
    }
    // Programs on this machine may say what they like about themselves: their guesses still count for the account.
    let forwarded = request.headers.get_all(FORWARDED_FOR).iter().next_back();
    let named = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    named.unwrap_or(peer)
}

/// Puts a door before a router.
pub(in crate::server) fn guarded(router: Router, door: Door) -> Router {
    router.layer(middleware::from_fn_with_state(Arc::new(door), pass))
}

async fn pass(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let admitted = match door.admit(&parts).await {
        Ok(admitted) if is_looking(&parts) || admitted.scope >= TokenScope::Write => Ok(admitted),
        Ok(admitted) if admitted.principal.is_anonymous() => Err(ApiError::signed_out()),
        Ok(_) => Err(ApiError::forbidden("this token may only read: use one with the scope `write`")),
        Err(error) => Err(error),
    };
    match admitted {
        Ok(Admitted { principal, scope, standing }) => {
            let showing = Showing::of(&parts);
            parts.extensions.insert(showing);
            parts.extensions.insert(principal);
            parts.extensions.insert(Reaching(scope));
            if let Some(standing) = standing {
                parts.extensions.insert(standing);
            }
            parts.extensions.insert(door);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => error.into_response(),
    }
}

fn too_many_wrong(wait: Duration) -> ApiError {
    ApiError::too_many("too many wrong passwords: wait, or sign in with a token", wait)
}

/// Tells whether a request changes nothing.
fn is_looking(request: &Parts) -> bool {
    let path = request.uri.path().trim_end_matches('/');
    matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS) || LOOKING.contains(&path)
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
    fn tokens_are_compared_whole() {
        assert!(same(b"x", b"x"));
        assert!(!same(b"y", b"x"));
        assert!(!same(b"", b"x"));
    }
}
