//! Reads one candidate's answer: folds its events, saves what comes, hands it on.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::candidates::Ranked;
use super::request::Showing;
use super::roster::ModelFacts;
use super::saving::Saving;
use super::turn::Sink;
use super::{Engine, quota};
use crate::domain::limits::LeftToday;
use crate::domain::time::whole_ms;
use crate::domain::{Failure, FailureKind, Finish, MicroUsd, ProviderEvent, TurnEvent, Usage, tokens};
use crate::provider::EventStream;
use crate::store::{BegunRow, TokenEntry};

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
    /// What its headers told of the plan's day.
    pub left_today: Option<LeftToday>,
    /// What is known of the model, as the opened answer corrected it.
    pub facts: Option<ModelFacts>,
    pub request_id: Option<String>,
    /// The provider accepted the request, so that the prompt was read.
    pub opened: bool,
    /// Headers told what is left of the minute: this request's part of it is counted there.
    pub counted_by_headers: bool,
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
    pub ranked: &'r Ranked,
    /// Its row in the ledger, and the tokens of the prompt.
    pub ledger: Option<(BegunRow, u64)>,
    pub entry: Option<TokenEntry>,
    pub engine: &'r Engine,
    pub cancel: &'r CancellationToken,
    pub deadline: Instant,
    pub began: Instant,
    /// What of the turn's answer stands before this one.
    pub behind: &'r str,
    pub showing: Showing,
    pub sink: &'r mut Sink<'s>,
}

/// Reads to the end. Dropping the stream, here by returning, is what cancels the provider.
pub(super) async fn read(reading: Reading<'_, '_>) -> AttemptEnd {
    let Reading {
        mut stream,
        answer,
        saving,
        ranked,
        ledger,
        entry,
        engine,
        cancel,
        deadline,
        began,
        behind,
        showing,
        sink,
    } = reading;
    let model = &ranked.candidate.model;
    let keep = |saving: &mut Saving, answer: &Answer| {
        saving.save(engine, behind, &answer.text);
        if let Some((row, input)) = ledger {
            let (output, reasoning) = (answer.n_estimated_output(), answer.n_reasoning_tokens());
            let usage = Usage { input, output, reasoning, estimated: true, ..Usage::default() };
            let facts = answer.facts.as_ref().unwrap_or(&ranked.facts);
            let (cost, ms) = (facts.cost(&usage), whole_ms(began.elapsed()));
            // What is not counted now is counted with the next piece.
            let _ = engine.with_store_soon(|store| store.count_attempt(row, usage, cost, ms));
        }
    };
    let mut save_at: Option<Instant> = None;
    loop {
        let event = tokio::select! {
            biased;
            () = cancel.cancelled() => break AttemptEnd::Cancelled,
            event = stream.next() => event,
            () = tokio::time::sleep_until(save_at.unwrap_or(deadline)), if save_at.is_some() => {
                keep(saving, answer);
                save_at = None;
                continue;
            }
            () = tokio::time::sleep_until(deadline) => {
                break AttemptEnd::Failed(Failure::new(FailureKind::TotalTimeout, ""));
            }
        };
        match event {
            Some(Ok(ProviderEvent::Opened { limits, request_id })) => {
                let facts = engine.facts_as_told(model, &ranked.facts, &limits);
                answer.left_today = quota::left_today(&facts.plan, &limits.requests, engine.now());
                answer.facts = Some(facts);
                answer.request_id = request_id;
                answer.opened = true;
                // At once: other processes plan by it while this answer is still being written.
                engine.note_limits(model, &limits);
                if limits.tokens.remaining.is_some() {
                    answer.counted_by_headers = true;
                    engine.correct_sent(entry, 0);
                }
            }
            Some(Ok(ProviderEvent::Alive)) => {}
            Some(Ok(ProviderEvent::Reasoning(text))) => {
                answer.n_reasoning_tokens += tokens::estimate(&text);
                // Never part of the answer, so whether it is shown is the surface's alone to decide.
                sink(TurnEvent::Reasoning(text));
                save_at.get_or_insert_with(|| Instant::now() + SAVE_EVERY);
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
                    keep(saving, answer);
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
            Some(Err(failure)) => break AttemptEnd::Failed(failure),
            None => break AttemptEnd::Failed(Failure::new(FailureKind::Truncated, "")),
        }
    }
}
