//! Answers that say no are given on a beat, so that the clock does not tell what the words do not: whether there is
//! something hidden, or nothing at all.
//!
//! What is hidden asks the database the same statements as what is missing, but the rows they look at are others. The
//! difference is some microseconds; an answer that waits for the next beat of its own does not show them. What somebody
//! sees is answered at once.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use std::time::Duration;
use tokio::time::Instant;

/// The time from a request to its first beat, and from one beat to the next.
pub(super) const BEAT: Duration = Duration::from_millis(5);

/// Marks an answer as one that says no, though its status says that all went well.
#[derive(Debug, Clone, Copy)]
pub(super) struct SaysNo;

/// Gives the answers of a router that say no on the beat. Goes around the layer that has places to wait for: who waits
/// for the beat takes none.
pub(super) fn on_the_beat(router: Router) -> Router {
    router.layer(middleware::from_fn(wait))
}

async fn wait(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let response = next.run(request).await;
    if says_no(&response) {
        tokio::time::sleep_until(next_beat(begun, Instant::now())).await;
    }
    response
}

fn says_no(response: &Response) -> bool {
    let refused = [StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
    refused.contains(&response.status()) || response.extensions().get::<SaysNo>().is_some()
}

/// Returns the first beat since a request begun that is not over.
fn next_beat(begun: Instant, now: Instant) -> Instant {
    let beats = now.duration_since(begun).as_micros().div_ceil(BEAT.as_micros()).max(1);
    begun + BEAT * u32::try_from(beats).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::response::IntoResponse;
    use axum::routing::get;
    use axum::{Extension, Router};
    use tower::ServiceExt;

    #[test]
    fn s0_03_what_was_done_before_a_refusal_does_not_move_it() {
        let begun = Instant::now();
        let after = |micros| next_beat(begun, begun + Duration::from_micros(micros)) - begun;
        for micros in [0, 1, 300, 4_999, 5_000] {
            assert_eq!(after(micros), BEAT, "{micros}");
        }
        assert_eq!(after(5_001), BEAT * 2);
        assert_eq!(after(1_000_000), BEAT * 200);
    }

    #[test]
    fn s0_03_what_says_no_waits_and_what_is_seen_does_not() {
        let of = |status: u16| says_no(&StatusCode::from_u16(status).unwrap().into_response());
        assert!(of(400) && of(403) && of(404));
        assert!(says_no(&(Extension(SaysNo), "nothing to see").into_response()));
        assert!(!of(200) && !of(201) && !of(204) && !of(401) && !of(409) && !of(429) && !of(503));
    }

    #[tokio::test]
    async fn s0_03_a_refusal_comes_no_sooner_than_its_beat() {
        let router = on_the_beat(Router::new().route("/", get(async || StatusCode::NOT_FOUND)));
        let begun = Instant::now();
        router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert!(begun.elapsed() >= BEAT);
    }
}
