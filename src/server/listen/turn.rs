//! Requests take turns: so many of a kind run, some wait, the rest is sent away at once and cheaply.
//!
//! Sending away early keeps a wiki useful that is asked more than it can do: those who get in are answered in time,
//! the others know when to come back, and nothing piles up in memory.

use super::limits::{Lane, ListenLimits};
use super::metrics::Metrics;
use crate::server::error::ApiError;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The kinds that do not stand in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Write,
    Upload,
}

impl Kind {
    /// Tells what kind of request it is.
    fn of(method: &Method, headers: &HeaderMap) -> Self {
        let content = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
        if method.is_safe() {
            Self::Read
        } else if content.to_ascii_lowercase().starts_with(b"multipart/") {
            Self::Upload
        } else {
            Self::Write
        }
    }

    /// The word for it in figures.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Upload => "upload",
        }
    }
}

/// What becomes of a request that has just come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Run,
    Wait,
    Leave,
}

/// Decides about one more request, where so many places are free and so many requests wait.
fn decide(lane: Lane, free: usize, waiting: usize) -> Verdict {
    // Who waits was here before.
    if free > 0 && waiting == 0 {
        Verdict::Run
    } else if waiting < lane.waiting {
        Verdict::Wait
    } else {
        Verdict::Leave
    }
}

/// A lane with those in it.
struct Queue {
    lane: Lane,
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Queue {
    fn new(lane: Lane) -> Self {
        Self { lane, places: Arc::new(Semaphore::new(lane.running)), waiting: AtomicUsize::new(0) }
    }

    /// Returns a place when it is this request's turn, or nothing when it has to leave.
    async fn turn(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        let waiting = self.waiting.load(Ordering::Relaxed);
        let verdict = decide(self.lane, self.places.available_permits(), waiting);
        if verdict == Verdict::Leave {
            return None;
        }
        if verdict == Verdict::Run
            && let Ok(place) = Arc::clone(&self.places).try_acquire_owned()
        {
            return Some(place);
        }
        let _waiting = Counted::new(&self.waiting);
        let place = Arc::clone(&self.places).acquire_owned();
        // The places are never closed.
        tokio::time::timeout(patience, place).await.ok()?.ok()
    }
}

/// Counts one more for as long as it is there, also when the request is given up.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Queues {
    reads: Queue,
    writes: Queue,
    uploads: Queue,
    patience: Duration,
    metrics: Arc<Metrics>,
}

/// Lets requests take turns. A place is held until the answer begins: what is streamed then holds none.
pub(in crate::server) fn in_turn(router: Router, limits: &ListenLimits, metrics: Arc<Metrics>) -> Router {
    let queues = Arc::new(Queues {
        reads: Queue::new(limits.lanes.reads),
        writes: Queue::new(limits.lanes.writes),
        uploads: Queue::new(limits.lanes.uploads),
        patience: limits.patience,
        metrics,
    });
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let queues = Arc::clone(&queues);
        async move { queues.pass(request, next).await }
    }))
}

impl Queues {
    async fn pass(&self, request: Request, next: Next) -> Response {
        let kind = Kind::of(request.method(), request.headers());
        let queue = match kind {
            Kind::Read => &self.reads,
            Kind::Write => &self.writes,
            Kind::Upload => &self.uploads,
        };
        let Some(_place) = queue.turn(self.patience).await else {
            self.metrics.shed(kind);
            return ApiError::overloaded().into_response();
        };
        next.run(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANE: Lane = Lane { running: 2, waiting: 3 };

    #[test]
    fn some_run_some_wait_and_the_rest_leaves() {
        assert_eq!(decide(LANE, 1, 0), Verdict::Run);
        assert_eq!(decide(LANE, 0, 0), Verdict::Wait);
        assert_eq!(decide(LANE, 1, 1), Verdict::Wait, "nobody overtakes");
        assert_eq!(decide(LANE, 0, 3), Verdict::Leave);
        assert_eq!(decide(Lane { waiting: 0, ..LANE }, 0, 0), Verdict::Leave);
    }

    #[test]
    fn files_do_not_stand_in_the_way_of_pages() {
        let of = |method, kind: &str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
            Kind::of(&method, &headers)
        };
        assert_eq!(of(Method::GET, "text/plain"), Kind::Read);
        assert_eq!(of(Method::PUT, "application/json"), Kind::Write);
        assert_eq!(of(Method::POST, "Multipart/form-data; boundary=x"), Kind::Upload);
    }

    #[tokio::test]
    async fn who_waits_too_long_leaves_and_whoever_is_next_gets_the_place() {
        let queue = Queue::new(Lane { running: 1, waiting: 1 });
        let patience = Duration::from_millis(20);
        let first = queue.turn(patience).await.unwrap();
        assert!(queue.turn(patience).await.is_none());
        assert_eq!(queue.waiting.load(Ordering::Relaxed), 0);
        let (second, third) = tokio::join!(queue.turn(Duration::from_secs(60)), async {
            let third = queue.turn(patience).await;
            drop(first);
            third
        });
        assert!(second.is_some());
        assert!(third.is_none(), "one waited already");
    }
}
