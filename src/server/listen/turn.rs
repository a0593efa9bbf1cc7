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
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The kinds that do not stand in each other's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Write,
    Upload,
    /// Whatever it is, it shows a password first: finding out whether that is right takes longer than an answer.
    SignIn,
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
            Self::SignIn => "sign_in",
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

/// The turn of a request that runs, for whoever has to make it wait for something else.
#[derive(Clone)]
pub(in crate::server) struct Turn {
    queues: Arc<Queues>,
    kind: Kind,
    held: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Turn {
    /// Waits for `work` with the place given to others, then for a place among requests of its kind. An error when there
    /// is none: then the request has to leave, whatever the work told.
    pub(in crate::server) async fn aside<T>(&self, work: impl Future<Output = T>) -> Result<T, ApiError> {
        self.give_back();
        let done = work.await;
        let place = self.queues.enter(self.kind).await?;
        *self.lock() = Some(place);
        Ok(done)
    }

    fn give_back(&self) {
        self.lock().take();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<OwnedSemaphorePermit>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Queues {
    reads: Queue,
    writes: Queue,
    uploads: Queue,
    sign_ins: Queue,
    signs_in: fn(&HeaderMap) -> bool,
    patience: Duration,
    metrics: Arc<Metrics>,
}

/// Lets requests take turns. A place is held until the answer begins: what is streamed then holds none.
///
/// `signs_in` tells of a request's headers whether it shows a password: until that is looked at it waits with its like.
pub(in crate::server) fn in_turn(
    router: Router,
    limits: &ListenLimits,
    metrics: Arc<Metrics>,
    signs_in: fn(&HeaderMap) -> bool,
) -> Router {
    let queues = Arc::new(Queues {
        reads: Queue::new(limits.lanes.reads),
        writes: Queue::new(limits.lanes.writes),
        uploads: Queue::new(limits.lanes.uploads),
        sign_ins: Queue::new(limits.lanes.sign_ins),
        signs_in,
        patience: limits.patience,
        metrics,
    });
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        pass(Arc::clone(&queues), request, next)
    }))
}

impl Queues {
    async fn enter(&self, kind: Kind) -> Result<OwnedSemaphorePermit, ApiError> {
        let queue = match kind {
            Kind::Read => &self.reads,
            Kind::Write => &self.writes,
            Kind::Upload => &self.uploads,
            Kind::SignIn => &self.sign_ins,
        };
        let place = queue.turn(self.patience).await;
        place.ok_or_else(|| {
            self.metrics.shed(kind);
            ApiError::overloaded()
        })
    }
}

async fn pass(queues: Arc<Queues>, mut request: Request, next: Next) -> Response {
    let kind = Kind::of(request.method(), request.headers());
    let first = if (queues.signs_in)(request.headers()) { Kind::SignIn } else { kind };
    let place = match queues.enter(first).await {
        Ok(place) => place,
        Err(error) => return error.into_response(),
    };
    let turn = Turn { queues, kind, held: Arc::new(Mutex::new(Some(place))) };
    request.extensions_mut().insert(turn.clone());
    let answer = next.run(request).await;
    turn.give_back();
    answer
}

#[cfg(test)]
mod tests {
    use super::super::limits::Lanes;
    use super::*;
    use crate::server::streams::{StreamLimits, Streams};
    use axum::Extension;
    use axum::routing::get;
    use futures_util::FutureExt;
    use tower::ServiceExt;

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

    /// A router of one place for pages and one for passwords, and what lets the password be right.
    fn with_one_place_each() -> (Router, tokio::sync::watch::Sender<bool>) {
        let one = Lane { running: 1, waiting: 1 };
        let limits = ListenLimits {
            lanes: Lanes { reads: one, writes: one, uploads: one, sign_ins: one },
            patience: Duration::from_secs(60),
            ..ListenLimits::default()
        };
        let (checked, check) = tokio::sync::watch::channel(false);
        let page = move |turn: Extension<Turn>, headers: HeaderMap| async move {
            let mut check = check.clone();
            if headers.contains_key(header::AUTHORIZATION) {
                turn.aside(async { check.wait_for(|checked| *checked).await.map(drop) }).await?.unwrap();
            }
            Ok::<_, ApiError>("page")
        };
        let metrics = Arc::new(Metrics::new(Streams::new(StreamLimits::default())));
        let router = Router::new().route("/", get(page));
        let router = in_turn(router, &limits, metrics, |headers| headers.contains_key(header::AUTHORIZATION));
        (router, checked)
    }

    #[tokio::test]
    async fn who_signs_in_holds_up_nobody_and_comes_back_in_turn() {
        let (router, checked) = with_one_place_each();
        let ask = |password: Option<&str>| {
            let request = password
                .into_iter()
                .fold(Request::get("/"), |request, password| request.header(header::AUTHORIZATION, password));
            router.clone().oneshot(request.body(axum::body::Body::empty()).unwrap())
        };
        // More than there are places: each waits aside.
        let mut sign_ins: Vec<_> = (0..5).map(|_| Box::pin(ask(Some("password")))).collect();
        for waits in &mut sign_ins {
            assert!(waits.now_or_never().is_none());
        }
        assert_eq!(ask(None).await.unwrap().status(), 200, "a page is answered while they wait");
        checked.send(true).unwrap();
        for waits in sign_ins {
            assert_eq!(waits.await.unwrap().status(), 200);
        }
        assert_eq!(ask(None).await.unwrap().status(), 200, "no place was lost");
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
