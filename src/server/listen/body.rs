//! The bodies of requests and answers, as they come and go: a request's has a pace, an answer's tells when it is over.

use super::limits::Pace;
use super::stream::Phase;
use axum::body::{Body, Bytes};
use hyper::body::{Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::time::{Instant, Sleep};

/// Why a body ended early: its sender was slower than this wiki waits.
#[derive(Debug, thiserror::Error)]
#[error("the request came too slowly")]
pub(in crate::server) struct TooSlow;

/// A request's body.
pub(super) struct PacedBody {
    body: Incoming,
    pace: Pace,
    begun: Instant,
    received: u64,
    sleep: Pin<Box<Sleep>>,
}

impl PacedBody {
    /// Puts a pace on a body.
    pub(super) fn new(body: Incoming, pace: Pace) -> Self {
        let begun = Instant::now();
        let sleep = Box::pin(tokio::time::sleep_until(begun + pace.allowance));
        Self { body, pace, begun, received: 0, sleep }
    }
}

impl hyper::body::Body for PacedBody {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) else {
            // A handler that was busy with something else is not the sender's fault: the clock is looked at only when
            // nothing is there.
            let deadline = this.begun + this.pace.allows(this.received);
            this.sleep.as_mut().reset(deadline);
            return this.sleep.as_mut().poll(context).map(|()| Some(Err(TooSlow.into())));
        };
        if let Some(Ok(frame)) = &frame {
            this.received += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body.
pub(super) struct Told {
    body: Body,
    /// Told when the answer is over, or given up.
    phase: Phase,
}

impl Told {
    /// Tells when a body is over.
    pub(super) fn new(body: Body, phase: Phase) -> Self {
        Self { body, phase }
    }
}

impl hyper::body::Body for Told {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.phase.answered();
    }
}
