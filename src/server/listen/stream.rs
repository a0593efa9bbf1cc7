//! A connection that does not wait for ever: for a request, for its headers, for an answer to be taken.
//!
//! HTTP is spoken above it, which tells when a request is being served. The bodies of requests have their own pace, in
//! [`super::body`]. What HTTP says by itself, of a request it cannot read, is said here in the words of the wiki.

use super::limits::{ListenLimits, Pace};
use crate::server::error::ApiError;
use axum::http::StatusCode;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// What a connection is waiting for, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// The next request.
    Request(Instant),
    /// The end of the headers of one.
    Head(Instant),
    /// Nothing of the other side: a request is being served.
    Nothing,
}

/// Where a connection is in its conversation; shared with what serves its requests.
#[derive(Debug, Clone)]
pub(super) struct Phase(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    waiting: Waiting,
    /// Bytes of the present answer that were taken.
    taken: u64,
    /// How long the present answer was not taken, without the present wait.
    blocked: Duration,
    /// Who reads, when they have to look at the clock again: an answer ends after they looked last.
    reader: Option<Waker>,
}

impl State {
    fn new(waiting: Waiting) -> Self {
        Self { waiting, taken: 0, blocked: Duration::ZERO, reader: None }
    }
}

impl Phase {
    /// A connection that was just made has to say something.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State::new(Waiting::Head(Instant::now())))))
    }

    /// The headers of a request are here.
    pub(super) fn serving(&self) {
        *self.lock() = State::new(Waiting::Nothing);
    }

    /// A request has been answered.
    pub(super) fn answered(&self) {
        let mut state = self.lock();
        state.waiting = Waiting::Request(Instant::now());
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }

    /// Bytes came.
    fn heard(&self) {
        let mut state = self.lock();
        if let Waiting::Request(_) = state.waiting {
            state.waiting = Waiting::Head(Instant::now());
        }
    }

    /// Returns until when something has to be read; without an end, `reader` is woken when there is one.
    fn read_deadline(&self, limits: &ListenLimits, reader: &Waker) -> Option<Instant> {
        let mut state = self.lock();
        match state.waiting {
            Waiting::Request(since) => Some(since + limits.idle),
            Waiting::Head(since) => Some(since + limits.head),
            Waiting::Nothing => {
                state.reader = Some(reader.clone());
                None
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream with limits.
pub(super) struct Paced<S> {
    stream: S,
    phase: Phase,
    limits: ListenLimits,
    reading: Pin<Box<Sleep>>,
    writing: Pin<Box<Sleep>>,
    /// Since when the other side does not take what is written.
    blocked_since: Option<Instant>,
    /// What is said instead of what HTTP says, and how much of it is written.
    instead: Option<(Vec<u8>, usize)>,
}

impl<S> Paced<S> {
    /// Puts limits on a stream.
    pub(super) fn new(stream: S, phase: Phase, limits: ListenLimits) -> Self {
        let sleep = || Box::pin(tokio::time::sleep_until(Instant::now()));
        Self { stream, phase, limits, reading: sleep(), writing: sleep(), blocked_since: None, instead: None }
    }

    /// Takes how a write went; one that waits may wait until its pace is lost.
    fn wrote(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let Poll::Ready(outcome) = outcome else {
            let since = *self.blocked_since.get_or_insert_with(Instant::now);
            let deadline = since + left(self.limits.answer, &self.phase.lock());
            return match late(&mut self.writing, Some(deadline), context) {
                true => Poll::Ready(Err(too_slow("the answer was not taken"))),
                false => Poll::Pending,
            };
        };
        let waited = self.blocked_since.take().map_or(Duration::ZERO, |since| since.elapsed());
        let mut state = self.phase.lock();
        state.blocked += waited;
        if let Ok(bytes) = &outcome {
            state.taken += *bytes as u64;
        }
        Poll::Ready(outcome)
    }
}

/// Returns how long an answer may still not be taken.
fn left(pace: Pace, state: &State) -> Duration {
    pace.allows(state.taken).saturating_sub(state.blocked)
}

/// Tells whether a moment has passed; otherwise the task is woken then.
fn late(sleep: &mut Pin<Box<Sleep>>, deadline: Option<Instant>, context: &mut Context<'_>) -> bool {
    let Some(deadline) = deadline else { return false };
    if sleep.deadline() != deadline {
        sleep.as_mut().reset(deadline);
    }
    sleep.as_mut().poll(context).is_ready()
}

fn too_slow(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what.to_owned())
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut this.stream).poll_read(context, buffer);
        if outcome.is_ready() && buffer.filled().len() > before {
            this.phase.heard();
        }
        // Also when bytes came: a head that trickles ends with its time, however alive it looks.
        let deadline = this.phase.read_deadline(&this.limits, context.waker());
        let is_late = late(&mut this.reading, deadline, context);
        if is_late { Poll::Ready(Err(too_slow("no whole request came"))) } else { outcome }
    }
}

/// Returns the status HTTP answers by itself, without a word: no answer of the wiki to a mistake is empty.
fn wordless(bytes: &[u8]) -> Option<StatusCode> {
    let head = std::str::from_utf8(bytes).ok().filter(|head| head.ends_with("\r\n\r\n"))?;
    let status = head.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.parse::<StatusCode>().ok()?;
    (status.is_client_error() && head.contains("\r\ncontent-length: 0\r\n")).then_some(status)
}

impl<S: AsyncWrite + Unpin> Paced<S> {
    /// Writes what is said instead of such an answer; `said` is its length, for whoever wrote it.
    fn poll_instead(&mut self, context: &mut Context<'_>, said: usize) -> Poll<io::Result<usize>> {
        while let Some((words, written)) = &mut self.instead {
            match ready!(Pin::new(&mut self.stream).poll_write(context, &words[*written..])) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(more) => *written += more,
                Err(error) => return Poll::Ready(Err(error)),
            }
            if *written == words.len() {
                self.instead = None;
            }
        }
        Poll::Ready(Ok(said))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.instead.is_none() {
            this.instead = wordless(bytes).map(|status| (ApiError::unread(status).into_bytes(), 0));
        }
        let outcome = match this.instead {
            Some(_) => this.poll_instead(context, bytes.len()),
            None => Pin::new(&mut this.stream).poll_write(context, bytes),
        };
        this.wrote(context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [only] = bytes {
            return self.poll_write(context, only);
        }
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(context, bytes);
        this.wrote(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_flush(context).map_ok(|()| 0);
        ready!(this.wrote(context, outcome))?;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_shutdown(context).map_ok(|()| 0);
        ready!(this.wrote(context, outcome))?;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const MOMENT: Duration = Duration::from_millis(20);

    fn limits() -> ListenLimits {
        let answer = Pace { allowance: MOMENT, bytes_per_second: 1 << 20 };
        ListenLimits { head: MOMENT, idle: MOMENT * 2, answer, ..ListenLimits::default() }
    }

    /// Reads until it ends, and says how.
    async fn until_the_end(paced: &mut Paced<tokio::io::DuplexStream>) -> io::ErrorKind {
        let mut byte = [0];
        loop {
            if let Err(error) = paced.read(&mut byte).await {
                return error.kind();
            }
        }
    }

    #[tokio::test]
    async fn headers_that_trickle_end_with_their_time() {
        let (mut client, server) = duplex(64);
        let mut paced = Paced::new(server, Phase::new(), limits());
        let trickle = async {
            while client.write_all(b"x").await.is_ok() {
                tokio::task::yield_now().await;
            }
        };
        let kind = tokio::select! {
            kind = until_the_end(&mut paced) => kind,
            () = trickle => unreachable!(),
        };
        assert_eq!(kind, io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_idle_connection_ends_and_a_served_one_has_no_limit() {
        let (_client, server) = duplex(64);
        let phase = Phase::new();
        let mut paced = Paced::new(server, phase.clone(), limits());
        assert!(phase.read_deadline(&limits(), Waker::noop()).is_some());
        phase.serving();
        assert_eq!(phase.read_deadline(&limits(), Waker::noop()), None, "an answer may take its time");
        // The answer ends while somebody waits for the next request already.
        let (kind, ()) = tokio::join!(until_the_end(&mut paced), async { phase.answered() });
        assert_eq!(kind, io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_answer_that_is_not_taken_is_given_up() {
        let (_client, server) = duplex(100);
        let phase = Phase::new();
        let mut paced = Paced::new(server, phase.clone(), limits());
        phase.serving();
        let outcome = paced.write_all(&[0; 10_000]).await;
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn what_http_says_by_itself_is_said_in_words() {
        let (mut client, server) = duplex(16);
        let mut paced = Paced::new(server, Phase::new(), limits());
        let bare =
            "HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let saying = async {
            paced.write_all(bare.as_bytes()).await.unwrap();
            drop(paced);
        };
        let mut said = String::new();
        let (_, read) = tokio::join!(saying, client.read_to_string(&mut said));
        read.unwrap();
        assert!(said.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{said}");
        assert!(said.contains(r#""statusCode":431"#), "{said}");
        for ours in [
            "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n",
        ] {
            assert_eq!(wordless(ours.as_bytes()), None);
        }
    }

    #[test]
    fn a_slow_reader_has_its_pace_and_what_it_did_not_take_counts() {
        let pace = Pace { allowance: Duration::from_secs(15), bytes_per_second: 100 };
        let state = |taken, seconds| State {
            taken,
            blocked: Duration::from_secs(seconds),
            ..State::new(Waiting::Nothing)
        };
        assert_eq!(left(pace, &state(0, 0)).as_secs(), 15);
        assert_eq!(left(pace, &state(1_000, 10)).as_secs(), 15);
        assert_eq!(left(pace, &state(100, 20)).as_secs(), 0);
    }
}
