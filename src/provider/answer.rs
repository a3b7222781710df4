//! Reads a response under its time limits, and decides whether the answer was complete.
//!
//! It knows neither the network nor a wire: bytes come from any stream, a [`Decoder`] turns them into events. Time
//! is tokio's monotonic clock, so that a sleeping machine or a moved clock breaks nothing. It never asks again.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout_at};

use super::events::Gathered;
use super::scrub;
use crate::domain::{Failure, FailureKind, Finish, OwnWords, ProviderEvent, Secret, Timeouts};

/// How long the tail (usage, `[DONE]`) is waited for once the answer is complete.
const TAIL: Duration = Duration::from_secs(2);

/// Bytes without content are borne so many times the idle limit.
const IDLE_TIMES_WITHOUT_CONTENT: u32 = 3;

/// A body is not read beyond this, decompressed: a stream that goes on so long is no answer.
const MAX_BODY_BYTES: usize = 256 << 20;

/// What has arrived is told after so many bytes, though more of it waits.
const MAX_BYTES_AT_ONCE: usize = 64 << 10;

/// Turns the bytes of one response into events.
pub trait Decoder: Send {
    /// Reads the next piece.
    fn feed(&mut self, piece: &[u8], gathered: &mut Gathered) -> Result<(), Failure>;

    /// Nothing more will be read: how the answer ended, or why it is not complete.
    fn end(&mut self, gathered: &mut Gathered) -> Result<Finish, Failure>;

    /// True once nothing of use can follow.
    fn is_over(&self) -> bool;

    /// True once the provider said that the answer is complete, though usage may still follow.
    fn is_finished(&self) -> bool;
}

/// The moments at which the parts of an exchange are given up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    timeouts: Timeouts,
    first_token: Instant,
    total: Instant,
}

impl Limits {
    /// For an exchange that starts now.
    #[must_use]
    pub fn start(timeouts: Timeouts) -> Self {
        let now = Instant::now();
        Self { timeouts, first_token: later(now, timeouts.first_token), total: later(now, timeouts.total) }
    }

    /// When a response's headers must have come, and what it is otherwise.
    #[must_use]
    pub fn headers(&self) -> (Instant, FailureKind) {
        self.earlier(self.first_token, FailureKind::FirstTokenTimeout)
    }

    fn earlier(&self, moment: Instant, kind: FailureKind) -> (Instant, FailureKind) {
        if self.total < moment { (self.total, FailureKind::TotalTimeout) } else { (moment, kind) }
    }
}

/// `moment` later; far in the future where the sum would not fit.
fn later(now: Instant, moment: Duration) -> Instant {
    const FAR: Duration = Duration::from_hours(30 * 24);
    now + moment.min(FAR)
}

/// An answer being read.
struct Reading<S> {
    bytes: S,
    decoder: Box<dyn Decoder>,
    limits: Limits,
    gathered: Gathered,
    queue: VecDeque<ProviderEvent>,
    /// What ends the stream once the queue is empty.
    outcome: Option<Result<(), Failure>>,
    n_bytes: usize,
    last_byte: Instant,
    /// `None` before the first text or reasoning.
    last_content: Option<Instant>,
    /// Since when only the tail is missing.
    finished_at: Option<Instant>,
}

/// The events of an answer whose bytes come from `bytes`. Ends after the first error or `Finished`.
pub fn events<S>(
    bytes: S,
    decoder: Box<dyn Decoder>,
    limits: Limits,
) -> impl Stream<Item = Result<ProviderEvent, Failure>> + Send
where
    S: Stream<Item = Result<Bytes, Failure>> + Send + Unpin,
{
    let reading = Reading {
        bytes,
        decoder,
        limits,
        gathered: Gathered::default(),
        queue: VecDeque::new(),
        outcome: None,
        n_bytes: 0,
        last_byte: Instant::now(),
        last_content: None,
        finished_at: None,
    };
    stream::unfold(Some(reading), |reading| async move {
        let mut reading = reading?;
        loop {
            if let Some(event) = reading.queue.pop_front() {
                return Some((Ok(event), Some(reading)));
            }
            match reading.outcome.take() {
                Some(Ok(())) => return None,
                Some(Err(failure)) => return Some((Err(failure), None)),
                None => reading.read().await,
            }
        }
    })
}

impl<S: Stream<Item = Result<Bytes, Failure>> + Send + Unpin> Reading<S> {
    /// Waits for the next piece and queues what comes of it, and of all that has already arrived behind it: a surface
    /// draws once for what one look at the network brought, however the server had cut it.
    async fn read(&mut self) {
        let (deadline, kind) = self.deadline();
        match timeout_at(deadline, self.bytes.next()).await {
            Ok(received) => self.receive(received),
            Err(_) if self.decoder.is_finished() => self.end(),
            Err(_) => self.fail(timed_out(kind, &self.limits.timeouts)),
        }
        let most = self.n_bytes.saturating_add(MAX_BYTES_AT_ONCE);
        while self.outcome.is_none() && self.n_bytes < most {
            match arrived(&mut self.bytes).await {
                Some(received) => self.receive(received),
                None => break,
            }
        }
        self.queue.extend(self.gathered.drain());
    }

    fn receive(&mut self, received: Option<Result<Bytes, Failure>>) {
        match received {
            Some(Ok(piece)) => self.take(&piece),
            // Complete is complete, however the connection ended after that.
            Some(Err(_)) if self.decoder.is_finished() => self.end(),
            Some(Err(failure)) => self.fail(failure),
            None => self.end(),
        }
    }

    fn deadline(&self) -> (Instant, FailureKind) {
        let idle = later(self.last_byte, self.limits.timeouts.idle);
        let (content, kind) = match self.last_content {
            None => (self.limits.first_token, FailureKind::FirstTokenTimeout),
            Some(at) => (
                later(at, self.limits.timeouts.idle.saturating_mul(IDLE_TIMES_WITHOUT_CONTENT)),
                FailureKind::IdleTimeout,
            ),
        };
        let tail = self.finished_at.map(|at| at + TAIL);
        let moments = [Some((content, kind)), Some((idle, FailureKind::IdleTimeout)), tail.map(|tail| (tail, kind))];
        let (moment, kind) = moments.into_iter().flatten().min_by_key(|(moment, _)| *moment).unwrap_or((content, kind));
        self.limits.earlier(moment, kind)
    }

    fn take(&mut self, piece: &[u8]) {
        let now = Instant::now();
        if !piece.is_empty() {
            self.last_byte = now;
        }
        self.n_bytes = self.n_bytes.saturating_add(piece.len());
        let outcome = if self.n_bytes > MAX_BODY_BYTES {
            Err(Failure::own(FailureKind::Malformed, OwnWords::Endless))
        } else {
            self.decoder.feed(piece, &mut self.gathered)
        };
        if self.gathered.has_content() {
            self.last_content = Some(now);
        }
        if let Err(failure) = outcome {
            self.fail(failure);
        } else if self.decoder.is_over() {
            self.end();
        } else if self.decoder.is_finished() {
            self.finished_at.get_or_insert(now);
        }
    }

    fn end(&mut self) {
        let outcome = self.decoder.end(&mut self.gathered);
        self.queue_content();
        self.outcome = Some(outcome.map(|finish| self.queue.push_back(ProviderEvent::Finished(finish))));
    }

    /// Tells what came before, what the decoder held back, then the failure.
    fn fail(&mut self, failure: Failure) {
        let _incomplete = self.decoder.end(&mut self.gathered);
        self.queue_content();
        self.outcome = Some(Err(failure));
    }

    fn queue_content(&mut self) {
        self.queue.extend(self.gathered.drain().filter(|event| *event != ProviderEvent::Alive));
    }
}

/// What `bytes` yield without waiting for the network. The connection is a task of its own that hands over one piece
/// of the server's at a time: it gets a turn to hand over the next.
async fn arrived<S: Stream + Unpin>(bytes: &mut S) -> Option<Option<S::Item>> {
    let mut had_its_turn = false;
    poll_fn(|context| match bytes.poll_next_unpin(context) {
        Poll::Ready(received) => Poll::Ready(Some(received)),
        Poll::Pending if had_its_turn => Poll::Ready(None),
        Poll::Pending => {
            had_its_turn = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// The stream ended before the provider said that the answer was complete.
#[must_use]
pub fn truncated() -> Failure {
    Failure::own(FailureKind::Truncated, OwnWords::Unended)
}

/// A tool was called that nobody offered; it is not run.
#[must_use]
pub fn unoffered_tool(name: &str) -> Failure {
    Failure::new(FailureKind::UnofferedTool, scrub::message(name, None))
}

/// Part of the stream is no JSON.
#[must_use]
pub fn malformed(error: &serde_json::Error) -> Failure {
    Failure::own(FailureKind::Malformed, if error.is_eof() { OwnWords::EventCut } else { OwnWords::EventNoJson })
}

/// JSON came, but nothing that a model would answer.
#[must_use]
pub fn no_completion(text: &str, key: Option<&Secret>) -> Failure {
    Failure::new(FailureKind::NotAModel, scrub::message(text, key))
}

/// The failure of a limit that has passed.
#[must_use]
pub fn timed_out(kind: FailureKind, timeouts: &Timeouts) -> Failure {
    let (what, limit) = match kind {
        FailureKind::ConnectTimeout => ("no connection", timeouts.connect),
        FailureKind::FirstTokenTimeout => ("no first token", timeouts.first_token),
        FailureKind::IdleTimeout => ("the stream was silent", timeouts.idle),
        _ => ("no end of the answer", timeouts.total),
    };
    Failure::new(kind, format!("{what} within {} s", limit.as_secs_f64()).replace("silent within", "silent for"))
}

/// Reads a body up to `max_bytes`; what comes after that, and whatever breaks, is left out.
pub async fn bounded<S>(bytes: S, max_bytes: usize, deadline: Instant) -> Vec<u8>
where
    S: Stream<Item = Result<Bytes, Failure>>,
{
    let mut bytes = pin!(bytes);
    let mut body = Vec::new();
    while body.len() < max_bytes
        && let Ok(Some(Ok(piece))) = timeout_at(deadline, bytes.next()).await
    {
        body.extend_from_slice(&piece[..piece.len().min(max_bytes - body.len())]);
    }
    body
}

#[cfg(test)]
mod tests;
