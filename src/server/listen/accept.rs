//! Taking connections, one after the other, until told to stop; every error of the system is survived.

use super::body::{PacedBody, Told};
use super::door::{Door, Verdict, Visit};
use super::limits::ListenLimits;
use super::metrics::Metrics;
use super::stream::{Paced, Phase};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, HeaderValue};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// How long to wait when the system has no more connections to give: some will end.
const PAUSE: Duration = Duration::from_millis(100);
/// The header by which the routes know how the wiki was reached.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// The buffer of a connection, in bytes.
const BUFFER: usize = 64 << 10;
/// What a connection hears that is not let in. No parser has run, and none will.
const SENT_AWAY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// Where connections come from.
pub(in crate::server) trait Arrivals: Send {
    /// What a connection is.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;
    /// Waits for the next one.
    fn next(&mut self) -> impl Future<Output = io::Result<(Self::Stream, SocketAddr)>> + Send;
    /// Tells a connection to come back later, without waiting for it.
    fn send_away(stream: Self::Stream);
}

impl Arrivals for TcpListener {
    type Stream = TcpStream;

    async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = self.accept().await?;
        // Answers are small and somebody waits for them.
        let _ = stream.set_nodelay(true);
        Ok((stream, peer))
    }

    fn send_away(stream: TcpStream) {
        // A few bytes fit into the buffer of a new connection; where they do not, closing says enough.
        if let Ok(mut stream) = stream.into_std() {
            let _ = io::Write::write(&mut stream, SENT_AWAY);
        }
    }
}

/// What connections are served with.
#[derive(Clone)]
pub(in crate::server) struct Site {
    /// The routes with everything around them.
    pub(in crate::server) router: Router,
    /// What they may take.
    pub(in crate::server) limits: ListenLimits,
    /// Where they are counted.
    pub(in crate::server) metrics: Arc<Metrics>,
    /// Whether connections are encrypted here.
    pub(in crate::server) is_secure: bool,
}

/// Serves connections until `stop` is done: then none is taken any more, running requests have their grace, and what
/// runs longer is cut off. Returns how many were.
pub(in crate::server) async fn take_connections<A: Arrivals>(
    mut arrivals: A,
    site: Site,
    stop: impl Future<Output = ()>,
) -> usize {
    let (stopping, stopped) = watch::channel(false);
    let (door, mut served) = (Arc::new(Door::default()), JoinSet::new());
    let mut stop = pin!(stop);
    let mut is_failing = false;
    loop {
        let arrived = tokio::select! {
            () = &mut stop => break,
            Some(_) = served.join_next() => continue,
            arrived = arrivals.next() => arrived,
        };
        match arrived {
            Ok((stream, peer)) => {
                is_failing = false;
                match door.knock(&site.limits, peer.ip()) {
                    Ok(visit) => {
                        let guest = Guest { peer, visit, stopped: stopped.clone() };
                        drop(served.spawn(converse(stream, site.clone(), guest)));
                    }
                    Err(verdict) => {
                        site.metrics.refused(if verdict == Verdict::Full { "full" } else { "address" });
                        A::send_away(stream);
                    }
                }
            }
            Err(error) => {
                site.metrics.accept_failed();
                if let Some(pause) = pause_after(&error) {
                    if !std::mem::replace(&mut is_failing, true) {
                        tracing::warn!(%error, "cannot take connections, trying on");
                    }
                    tokio::select! {
                        () = &mut stop => break,
                        () = tokio::time::sleep(pause) => {}
                    }
                }
            }
        }
    }
    drop(arrivals);
    let _ = stopping.send(true);
    let leaving = async { while served.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(site.limits.grace, leaving).await;
    served.len()
}

/// Returns how long to wait after an error: what concerns one connection alone does not hold up the next.
fn pause_after(error: &io::Error) -> Option<Duration> {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    match error.kind() {
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted => None,
        _ => Some(PAUSE),
    }
}

/// Who is at the other end.
struct Guest {
    peer: SocketAddr,
    /// Ends with the conversation.
    visit: Visit,
    stopped: watch::Receiver<bool>,
}

async fn converse<S>(stream: S, site: Site, guest: Guest)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let Guest { peer, visit, mut stopped } = guest;
    let counted = Counted::new(&site.metrics, visit);
    let phase = Phase::new();
    let paced = Paced::new(stream, phase.clone(), site.limits);
    let mut builder = http1::Builder::new();
    // Time is kept in `Paced`: hyper's own limit does not tell an idle connection from a slow one.
    builder.header_read_timeout(None).max_header_size(site.limits.head_bytes).max_buf_size(BUFFER);
    let service =
        hyper::service::service_fn(move |request| answer(request, peer, phase.clone(), site.clone()));
    let mut connection = pin!(builder.serve_connection(TokioIo::new(paced), service));
    let outcome = tokio::select! {
        outcome = &mut connection => outcome,
        () = async { drop(stopped.wait_for(|stopped| *stopped).await) } => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    counted.end(outcome.err().as_ref());
}

/// Answers one request.
async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    phase: Phase,
    site: Site,
) -> Result<Response<Body>, Infallible> {
    phase.serving();
    let mut request = request.map(|body| Body::new(PacedBody::new(body, site.limits.body)));
    request.extensions_mut().insert(ConnectInfo(peer));
    if site.is_secure {
        // As a proxy in front would say it: links in answers lead back the same way.
        request.headers_mut().insert(FORWARDED_PROTO, HeaderValue::from_static("https"));
    }
    let response = site.router.oneshot(request).await?;
    Ok(response.map(|body| Body::new(Told::new(body, phase))))
}

/// Counts a connection, however it ends.
struct Counted {
    metrics: Arc<Metrics>,
    _visit: Visit,
    was_slow: bool,
}

impl Counted {
    fn new(metrics: &Arc<Metrics>, visit: Visit) -> Self {
        metrics.opened();
        Self { metrics: Arc::clone(metrics), _visit: visit, was_slow: false }
    }

    fn end(mut self, error: Option<&hyper::Error>) {
        let Some(error) = error else { return };
        let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
        self.was_slow = cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut);
        tracing::debug!(%error, "a connection ended");
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.metrics.closed(self.was_slow);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::streams::{StreamLimits, Streams};
    use std::collections::VecDeque;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    /// What the system says, one after the other; then nothing any more.
    struct Told(VecDeque<io::Result<DuplexStream>>);

    impl Arrivals for Told {
        type Stream = DuplexStream;

        async fn next(&mut self) -> io::Result<(DuplexStream, SocketAddr)> {
            match self.0.pop_front() {
                Some(arrived) => Ok((arrived?, ([192, 0, 2, 1], 1).into())),
                None => std::future::pending().await,
            }
        }

        fn send_away(_: DuplexStream) {}
    }

    #[tokio::test]
    async fn a_system_without_file_descriptors_is_waited_for() {
        let (mut client, server) = duplex(4_096);
        let error = |number| Err(io::Error::from_raw_os_error(number));
        // EMFILE, ENFILE, ECONNABORTED; then it works again.
        let told = Told([error(24), error(23), error(103), Ok(server)].into());
        let router = Router::new().fallback(|| async { "here" });
        let metrics = Arc::new(Metrics::new(Streams::new(StreamLimits::default())));
        let site = Site { router, limits: ListenLimits::default(), metrics, is_secure: false };
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(take_connections(told, site, async { drop(stopped.await) }));
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("here"), "{answer}");
        stop.send(()).unwrap();
        assert_eq!(serving.await.unwrap(), 0);
    }

    #[test]
    fn one_broken_connection_holds_nobody_up() {
        let pause = |number| pause_after(&io::Error::from_raw_os_error(number));
        assert_eq!(pause(103), None);
        assert_eq!(pause(24), Some(PAUSE));
    }
}
