//! `GET events`: says when the feed has moved for the caller, and nothing else.
//!
//! A stream tells what the feed would: it looks there, as the caller, whenever anything was committed. What others do
//! where the caller sees nothing wakes nobody up.

use super::params::Params;
use crate::domain::Timestamp;
use crate::server::auth::{LetInBy, SignedIn, Standing};
use crate::server::error::{ApiError, Result};
use crate::server::router::Shared;
use crate::server::store::{self, Principal, StoreError};
use crate::server::streams::{Seat, Streams};
use crate::wire::extension::events::{CHANGES, LAST_EVENT_ID, Place};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long a listener waits before it comes back, in milliseconds.
const COME_BACK: u64 = 2_000;
/// Asks proxies not to hold events back.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// Opens a stream, from a place in the feed (`Last-Event-ID`, or `since`) or from now on.
pub(in crate::server) async fn events(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
    LetInBy(standing): LetInBy,
    Extension(streams): Extension<Streams>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    let said = headers.get(LAST_EVENT_ID).and_then(|place| place.to_str().ok());
    let since = match said.or_else(|| params.get("since")) {
        None => None,
        Some(text) => Some(text.parse().map_err(|()| ApiError::invalid("a place is like EPOCH.NUMBER"))?),
    };
    let seat = streams.enter(&who.id).ok_or_else(ApiError::too_many_streams)?;
    // Before the first look: what is committed in between is not missed.
    let rung = store.listen();
    let site = store.site(&who).await?;
    let limits = streams.limits;
    let place = Place { epoch: site.epoch, seq: store.head().await? };
    let (place, is_due) = match since {
        // Another life of the wiki: everything has moved.
        Some(Place { epoch, .. }) if epoch != place.epoch => (place, true),
        Some(since) => (since, false),
        None => (place, false),
    };
    let listener = Listener {
        store,
        who,
        place,
        is_due,
        has_told: false,
        rung,
        closing: streams.closing(),
        ends: Instant::now()
            + lasts(limits.life, standing.as_ref().and_then(Standing::expires), crate::config::now()),
        standing,
        pause: limits.pause,
        _seat: seat,
    };
    let hello = Event::default().comment("open").retry(Duration::from_millis(COME_BACK));
    let told = stream::unfold(listener, Listener::next).boxed();
    let events = stream::iter([hello]).chain(told).map(Ok::<_, Infallible>);
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(limits.heartbeat));
    Ok(([UNBUFFERED], sse).into_response())
}

/// Returns how long a stream lasts: its life, or as long as the token is good that opened it.
fn lasts(life: Duration, expires: Option<Timestamp>, now: Timestamp) -> Duration {
    let left = expires.map(|expires| Duration::try_from(expires.duration_since(now)).unwrap_or_default());
    left.map_or(life, |left| life.min(left))
}

/// One stream between two events.
struct Listener {
    store: Shared,
    who: Principal,
    /// Up to where everything was told.
    place: Place,
    /// Whether an event is owed already.
    is_due: bool,
    /// Whether one was just told.
    has_told: bool,
    rung: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    ends: Instant,
    /// What let the caller in; looked at again whenever anything was committed.
    standing: Option<Standing>,
    pause: Duration,
    /// Counted until the stream ends.
    _seat: Seat,
}

impl Listener {
    /// Waits for the next event; ends when the wiki stops, the stream is old, what opened it lets nobody in any more, or
    /// the feed cannot be read: whoever listens comes back and is told why.
    async fn next(mut self) -> Option<(Event, Self)> {
        if std::mem::take(&mut self.has_told) {
            // What moves meanwhile is told once.
            tokio::select! {
                () = tokio::time::sleep(self.pause) => {}
                _ = self.closing.wait_for(|closing| *closing) => return None,
            }
        }
        loop {
            self.rung.mark_unchanged();
            if !self.may_stay().await {
                return None;
            }
            match self.look().await {
                Ok(Some(seq)) => {
                    self.has_told = true;
                    let id = Place { epoch: self.place.epoch.clone(), seq };
                    let event = Event::default().id(id.to_string()).event(CHANGES).data("{}");
                    return Some((event, self));
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::debug!(%error, "a stream of events ends");
                    return None;
                }
            }
            tokio::select! {
                rung = self.rung.changed() => rung.ok()?,
                _ = self.closing.wait_for(|closing| *closing) => return None,
                () = tokio::time::sleep_until(self.ends) => return None,
            }
        }
    }

    /// Tells whether the caller would be let in now.
    async fn may_stay(&self) -> bool {
        let Some(standing) = &self.standing else { return true };
        standing
            .check(crate::config::now())
            .await
            .inspect_err(|error| tracing::debug!(?error, "a stream ends"))
            .is_ok()
    }

    /// Returns where the feed stands for the caller when there is anything new in it for them.
    async fn look(&mut self) -> store::Result<Option<i64>> {
        let head = self.store.head().await?;
        let mut at = self.place.seq;
        let mut stretch = 1;
        let found = loop {
            let news = self.store.changes(&self.who, at, stretch).await?;
            at = news.next;
            if !news.items.is_empty() || !news.more {
                break !news.items.is_empty();
            }
            // What others did where the caller sees nothing is passed over in larger and larger steps.
            stretch = (stretch * 8).min(512);
        };
        let is_due = std::mem::take(&mut self.is_due) || found;
        if is_due && !self.store.site(&self.who).await?.me.active {
            return Err(StoreError::Forbidden("the account may not sign in any more".to_owned()));
        }
        // Whoever is told reads the feed to its end, which is behind this place.
        self.place.seq = if is_due { at.max(head) } else { at };
        Ok(is_due.then_some(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_does_not_outlive_its_token() {
        let life = Duration::from_secs(600);
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let lasts = |expires: &str| lasts(life, Some(expires.parse().unwrap()), now);
        assert_eq!(super::lasts(life, None, now), life);
        assert_eq!(lasts("2026-11-21T12:00:30Z"), Duration::from_secs(30));
        assert_eq!(lasts("2026-11-21T13:00:00Z"), life);
        assert_eq!(lasts("2026-11-21T11:00:00Z"), Duration::ZERO);
    }
}
