//! Reads one candidate's answer: folds its events, saves what comes, hands it on.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Engine;
use super::request::Showing;
use super::saving::Saving;
use super::turn::Sink;
use crate::domain::{Failure, FailureKind, Finish, MicroUsd, ProviderEvent, RateLimits, TurnEvent, Usage, tokens};
use crate::provider::EventStream;

/// What is not in the database yet is never older than this: what `kill -9` can cost.
const SAVE_EVERY: Duration = Duration::from_millis(500);

/// What came of an answer so far.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub text: String,
    /// The user has seen some of `text`.
    pub shown: bool,
    pub usage: Option<Usage>,
    /// The provider's own price.
    pub cost: Option<MicroUsd>,
    pub finish: Option<Finish>,
    /// From sending to the first text.
    pub ttft: Option<Duration>,
    pub first_text_at: Option<Instant>,
    pub limits: RateLimits,
    pub request_id: Option<String>,
    n_reasoning_tokens: u64,
}

impl Answer {
    /// Tokens of reasoning, estimated.
    pub const fn n_reasoning_tokens(&self) -> u64 {
        self.n_reasoning_tokens
    }

    /// Tokens of the answer and its reasoning, estimated.
    pub fn n_estimated_output(&self) -> u64 {
        tokens::estimate(&self.text) + self.n_reasoning_tokens
    }
}

/// How a try ended.
pub(super) enum AttemptEnd {
    /// The provider said so.
    Finished(Finish),
    /// The user said so.
    Cancelled,
    /// It broke.
    Failed(Failure),
}

/// All that reading an answer takes.
pub(super) struct Reading<'r, 's> {
    pub stream: EventStream,
    pub answer: &'r mut Answer,
    pub saving: &'r mut Saving,
    pub engine: &'r Engine,
    pub cancel: &'r CancellationToken,
    pub deadline: Instant,
    pub began: Instant,
    pub showing: Showing,
    pub sink: &'r mut Sink<'s>,
}

/// Reads to the end. Dropping the stream, here by returning, is what cancels the provider.
pub(super) async fn read(reading: Reading<'_, '_>) -> AttemptEnd {
    let Reading { mut stream, answer, saving, engine, cancel, deadline, began, showing, sink } = reading;
    let mut save_at: Option<Instant> = None;
    let end = loop {
        let event = tokio::select! {
            biased;
            () = cancel.cancelled() => break AttemptEnd::Cancelled,
            event = stream.next() => event,
            () = tokio::time::sleep_until(save_at.unwrap_or(deadline)), if save_at.is_some() => {
                saving.save(engine, &answer.text);
                save_at = None;
                continue;
            }
            () = tokio::time::sleep_until(deadline) => {
                break AttemptEnd::Failed(Failure::new(FailureKind::TotalTimeout, ""));
            }
        };
        match event {
            Some(Ok(ProviderEvent::Opened { limits, request_id })) => {
                answer.limits = limits;
                answer.request_id = request_id;
            }
            Some(Ok(ProviderEvent::Alive)) => {}
            Some(Ok(ProviderEvent::Reasoning(text))) => {
                answer.n_reasoning_tokens += tokens::estimate(&text);
                if showing != Showing::AtTheEnd {
                    sink(TurnEvent::Reasoning(text));
                }
            }
            Some(Ok(ProviderEvent::Text(text))) => {
                if answer.first_text_at.is_none() {
                    answer.first_text_at = Some(Instant::now());
                    answer.ttft = Some(began.elapsed());
                }
                answer.text.push_str(&text);
                if showing != Showing::AtTheEnd {
                    answer.shown = showing == Showing::AsItComes;
                    sink(TurnEvent::Text(text));
                }
                if save_at.is_none() {
                    save_at = Some(Instant::now() + SAVE_EVERY);
                } else if save_at.is_some_and(|at| at <= Instant::now()) {
                    // A fast stream never lets the timer's branch run.
                    saving.save(engine, &answer.text);
                    save_at = None;
                }
            }
            Some(Ok(ProviderEvent::Usage { usage, cost })) => {
                answer.usage = Some(usage);
                answer.cost = cost.or(answer.cost);
            }
            Some(Ok(ProviderEvent::Finished(finish))) => {
                answer.finish = Some(finish);
                break AttemptEnd::Finished(finish);
            }
            Some(Err(failure)) => {
                if !failure.limits.is_empty() {
                    answer.limits = failure.limits;
                }
                break AttemptEnd::Failed(failure);
            }
            None => break AttemptEnd::Failed(Failure::new(FailureKind::Truncated, "")),
        }
    };
    // What an ended stream left in an answer that was not shown is shown by the surface from the result.
    if showing == Showing::AtTheEnd && matches!(end, AttemptEnd::Finished(_)) && !answer.text.is_empty() {
        sink(TurnEvent::Text(answer.text.clone()));
    }
    end
}
