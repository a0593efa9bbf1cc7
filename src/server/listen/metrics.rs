//! Figures for whoever watches the wiki, as Prometheus reads them; on a port of their own, because they need no
//! account and say nothing of what is in the wiki.

use super::turn::Kind;
use crate::server::router::Shared;
use crate::server::streams::Streams;
use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Duration;

/// Upper ends of the spans that durations are counted in, in seconds.
const SPANS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

type Labels<const N: usize> = [(&'static str, String); N];

/// What is counted.
pub(in crate::server) struct Metrics {
    registry: Registry,
    requests: Family<Labels<3>, Counter>,
    seconds: Family<Labels<2>, Histogram>,
    shed: Family<Labels<1>, Counter>,
    refused: Family<Labels<1>, Counter>,
    connections: Gauge,
    slow: Counter,
    accept_errors: Counter,
    streams: Streams,
    open_streams: Gauge,
}

impl Metrics {
    /// Begins at nothing.
    pub(in crate::server) fn new(streams: Streams) -> Self {
        let seconds =
            Family::<Labels<2>, Histogram>::new_with_constructor(|| Histogram::new(SPANS.iter().copied()));
        let mut metrics = Self {
            registry: Registry::with_prefix("tildr"),
            requests: Family::default(),
            seconds,
            shed: Family::default(),
            refused: Family::default(),
            connections: Gauge::default(),
            slow: Counter::default(),
            accept_errors: Counter::default(),
            streams,
            open_streams: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    #[rustfmt::skip] // A table.
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests by method, route and status", self.requests.clone());
        registry.register("request_seconds", "Time until an answer began", self.seconds.clone());
        registry.register("requests_shed", "Requests sent away because too many ran, by kind", self.shed.clone());
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register("connections_refused", "Connections closed at once, by reason", self.refused.clone());
        registry.register("connections_slow", "Connections closed because the other side was too slow", self.slow.clone());
        registry.register("accept_errors", "Failures to take a connection", self.accept_errors.clone());
        registry.register("event_streams", "Open streams of events", self.open_streams.clone());
    }

    /// Counts an answer.
    pub(super) fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, route) = (named(method), route.to_owned());
        let labels =
            [("method", method.clone()), ("route", route.clone()), ("status", status.as_str().to_owned())];
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&[("method", method), ("route", route)]).observe(took.as_secs_f64());
    }

    /// Counts a request that was sent away.
    pub(super) fn shed(&self, kind: Kind) {
        self.shed.get_or_create(&[("kind", kind.name().to_owned())]).inc();
    }

    /// Counts a connection that was not let in.
    pub(super) fn refused(&self, reason: &str) {
        self.refused.get_or_create(&[("reason", reason.to_owned())]).inc();
    }

    /// Counts a connection that was let in.
    pub(super) fn opened(&self) {
        self.connections.inc();
    }

    /// Counts a connection that has ended.
    pub(super) fn closed(&self, was_slow: bool) {
        self.connections.dec();
        if was_slow {
            self.slow.inc();
        }
    }

    /// Counts a failure to take a connection.
    pub(super) fn accept_failed(&self) {
        self.accept_errors.inc();
    }

    fn text(&self) -> String {
        self.open_streams.set(self.streams.count() as i64);
        let mut text = String::new();
        // Writing into a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Anybody can invent a method; each would be a line for ever.
fn named(method: &Method) -> String {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];
    if known.contains(method) { method.as_str().to_owned() } else { "other".to_owned() }
}

/// Answers `/metrics`, and `/ready` with 200 while the wiki's database answers.
pub(in crate::server) fn metrics_router(metrics: Arc<Metrics>, store: Shared) -> Router {
    Router::new()
        .route("/metrics", get(figures))
        .with_state(metrics)
        .merge(Router::new().route("/ready", get(ready)).with_state(store))
}

async fn figures(State(metrics): State<Arc<Metrics>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], metrics.text()).into_response()
}

async fn ready(State(store): State<Shared>) -> Response {
    match store.head().await {
        Ok(_) => (StatusCode::OK, "ready\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::streams::StreamLimits;

    #[test]
    fn figures_are_written_as_prometheus_reads_them() {
        let metrics = Metrics::new(Streams::new(StreamLimits::default()));
        let get = "INVENTED".parse().unwrap();
        metrics.answered(&Method::GET, "/rest/api/space/{key}", StatusCode::OK, Duration::from_millis(3));
        metrics.answered(&get, "unknown", StatusCode::NOT_FOUND, Duration::ZERO);
        metrics.opened();
        metrics.shed(Kind::Write);
        let text = metrics.text();
        for line in [
            r#"tildr_requests_total{method="GET",route="/rest/api/space/{key}",status="200"} 1"#,
            r#"tildr_requests_total{method="other",route="unknown",status="404"} 1"#,
            r#"tildr_request_seconds_bucket{le="0.005",method="GET",route="/rest/api/space/{key}"} 1"#,
            r#"tildr_requests_shed_total{kind="write"} 1"#,
            "tildr_connections 1",
            "tildr_event_streams 0",
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "no `{line}` in\n{text}");
        }
    }
}
