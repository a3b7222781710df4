//! One turn: route, ask, stream, save as it comes, finish. The only turn loop there is.

mod in_parts;
mod settling;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::settling::NOT_COUNTED;
use super::attempt::{self, Answer, AttemptEnd};
use super::candidates::Ranked;
use super::failover::{self, Others, Shown, Standing, Step};
use super::overrules::Against;
use super::plan::TurnPlan;
use super::readiness::{Prepared, Skip};
use super::request::{Failover, Keeping, Showing, TurnRequest};
use super::roster::ModelFacts;
use super::saving::Saving;
use super::succession::Line;
use super::{Engine, Error, ServersHere, embedded, quota};
use crate::domain::event::{Attempt, Given, Notice, PassedOver, Routed, TurnResult};
use crate::domain::time::whole_ms;
use crate::domain::{
    AttemptOutcome, Candidate, ChatRequest, Failure, FailureKind, Finish, KeyMark, Message, MicroUsd, ModelRef, Role,
    TurnEvent, UnixMillis, Usage,
};
use crate::provider::Provider;
use crate::store::{self, BegunRow, Circumstances, TokenEntry};

/// How long the end of a turn waits for another process before that is said.
const SAVE_AT_ONCE: Duration = Duration::from_millis(1500);
/// How long it waits then.
const SAVE_WAIT: Duration = Duration::from_secs(10);

/// How a turn ended: what there is of an answer, and what went wrong, if anything did.
#[derive(Debug)]
pub struct Outcome {
    /// The answer and its numbers, as far as it got. `None` where the turn ended before it was routed.
    pub result: Option<TurnResult>,
    /// What went wrong.
    pub error: Option<Error>,
}

/// Hears a turn's events, in order.
pub type Sink<'a> = dyn FnMut(TurnEvent) + 'a;

impl Engine {
    /// Runs one turn to its end. Cancelling `cancel` stops the answer and keeps what came of it.
    pub async fn turn(&self, request: &TurnRequest, cancel: &CancellationToken, sink: &mut Sink<'_>) -> Outcome {
        match self.plan(request).await {
            Ok(plan) => self.run(request, plan, cancel, sink).await,
            Err(error) => Outcome { result: None, error: Some(error) },
        }
    }

    /// Runs a turn that was planned.
    pub async fn run(
        &self,
        request: &TurnRequest,
        plan: TurnPlan,
        cancel: &CancellationToken,
        sink: &mut Sink<'_>,
    ) -> Outcome {
        let against = Against::of(request, &plan);
        let mut running = Running::new(self, request, plan, cancel);
        let error = running.run(sink).await.err();
        let outcome = running.finish(error, sink);
        if let (Some(against), Some(result)) = (against, outcome.result.as_ref().filter(|it| !it.text.is_empty())) {
            // Rare, and large: not a part of every turn's future.
            Box::pin(self.note_against(request, against, result.turn)).await;
        }
        outcome
    }
}

/// How long a request may take in all.
fn total(engine: &Engine, request: &TurnRequest) -> Duration {
    request.timeout.unwrap_or(engine.settings().timeouts.total)
}

/// A turn that is under way.
pub(super) struct Running<'a> {
    pub engine: &'a Engine,
    pub request: &'a TurnRequest,
    pub plan: TurnPlan,
    pub cancel: &'a CancellationToken,
    pub saving: Saving,
    pub started: Instant,
    pub deadline: Instant,
    pub requests: u32,
    pub waited: Duration,
    /// Ended tries, for the user and the ledger.
    pub tries: Vec<Try>,
    /// Each model's last failure.
    pub failures: Vec<(ModelRef, Failure)>,
    /// Who was left out before being asked.
    pub skipped: Vec<(Candidate, Skip)>,
    /// All who were passed over; some may have been asked later.
    pub passed_over: Vec<PassedOver>,
    /// What was said of who serves, which is said once a turn.
    pub told: Vec<Notice>,
    /// Providers that were made already: a `key_command` runs once a turn.
    pub providers: HashMap<String, Arc<dyn Provider>>,
    answer: Answer,
    /// Who gave `answer`.
    answered_by: Option<Ranked>,
    /// The longest answer that broke off before anybody saw it: better than none in the end.
    partial: Option<Partial>,
}

/// An answer that broke off.
struct Partial {
    answer: Answer,
    by: Ranked,
    failure: Failure,
    /// Which of the tries it was.
    index: usize,
}

/// One try that ended, with what the ledger wants to know of it.
pub(super) struct Try {
    pub attempt: Attempt,
    pub key: KeyMark,
    pub usage: Usage,
    pub cost: Option<MicroUsd>,
    pub free: bool,
    pub ttft_ms: Option<u64>,
    pub request_id: Option<String>,
    pub sent_at: UnixMillis,
    /// Its row in the ledger, where it was begun.
    pub begun: Option<BegunRow>,
}

/// A try that is under way.
#[derive(Clone, Copy)]
struct Begun {
    at: Instant,
    sent_at: UnixMillis,
    /// Its part of the plan's minute.
    entry: Option<TokenEntry>,
    /// Its row in the ledger.
    row: Option<BegunRow>,
}

impl<'a> Running<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        request: &'a TurnRequest,
        plan: TurnPlan,
        cancel: &'a CancellationToken,
    ) -> Self {
        let started = Instant::now();
        Self {
            engine,
            request,
            plan,
            cancel,
            saving: Saving::off(),
            started,
            deadline: started + total(engine, request),
            requests: 0,
            waited: Duration::ZERO,
            tries: Vec::new(),
            failures: Vec::new(),
            skipped: Vec::new(),
            passed_over: Vec::new(),
            told: Vec::new(),
            providers: HashMap::new(),
            answer: Answer::default(),
            answered_by: None,
            partial: None,
        }
    }

    async fn run(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        if let Some(error) = self.plan.order.nobody.take() {
            return Err(error);
        }
        self.engine.check_budgets(&self.plan)?;
        let Some(first) = self.plan.first() else {
            return Err(Error::NothingConfigured { servers: ServersHere::default() });
        };
        embedded::check_weights(first)?;
        sink(TurnEvent::Routed(Box::new(Routed {
            decision: self.plan.decision.clone(),
            route: self.plan.route,
            source: self.plan.source,
            preset: self.plan.preset,
            candidate: first.candidate.clone(),
            previous: self.plan.previous.as_ref().map(|previous| previous.model.clone()),
            estimate: self.plan.estimate_at(Some(first)),
        })));
        for notice in self.engine.notices_of_keys(&self.plan) {
            sink(TurnEvent::Notice(notice));
        }
        match self.plan.division.take() {
            None => self.ask_anybody(sink).await,
            // Rare, and large: not a part of every turn's future.
            Some(division) => Box::pin(self.ask_in_parts(&division, sink)).await,
        }
    }

    /// Asks those of the order, as far as another may take over.
    async fn ask_anybody(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let mut queue: VecDeque<Ranked> = std::mem::take(&mut self.plan.order.candidates).into();
        if self.request.failover == Failover::Off {
            queue.truncate(1);
        }
        self.ask_in_order(Line::new(queue), sink).await
    }

    /// Whatever bounds a request and tells of its failure counts anew for one more of the same turn.
    fn begin_anew(&mut self) {
        (self.requests, self.waited) = (0, Duration::ZERO);
        self.deadline = Instant::now() + total(self.engine, self.request);
        self.failures.clear();
        self.skipped.clear();
        self.partial = None;
    }

    /// Asks one candidate as often as it is worth. `None`: it answered. `Some`: the next one's turn, after this.
    pub(super) async fn ask(
        &mut self,
        ranked: &Ranked,
        prepared: &Prepared,
        (provider, first_entry): (Arc<dyn Provider>, Option<TokenEntry>),
        line: &mut Line,
        sink: &mut Sink<'_>,
    ) -> Result<Option<Failure>, Error> {
        let model = &ranked.candidate.model;
        let mut tries = 0;
        loop {
            tries += 1;
            self.requests += 1;
            let attempt = u32::try_from(self.tries.len()).unwrap_or(u32::MAX).saturating_add(1);
            sink(TurnEvent::Started { candidate: ranked.candidate.clone(), attempt });
            self.answer = Answer::default();
            self.answered_by = Some(ranked.clone());
            let entry = if tries == 1 { first_entry } else { self.engine.note_sent(ranked, prepared.n_reserved()) };
            let (surface, route) = (self.request.surface, self.plan.route);
            let row = self.saving.begin_try(self.engine, surface, route, ranked, prepared.fitted.n_tokens);
            let begun = Begun { at: Instant::now(), sent_at: self.engine.now(), entry, row };
            let end = self.stream(ranked, prepared, provider.as_ref(), begun, sink).await;
            self.settle_usage(prepared);
            self.settle_minute(begun, &end);
            let failure = match end {
                AttemptEnd::Finished(finish) => {
                    self.engine.note_success(model);
                    let ended = self.judge_finish(finish, ranked, prepared);
                    let outcome = match &ended {
                        None => AttemptOutcome::Answered,
                        Some(Error::Refused { .. }) => AttemptOutcome::Refused,
                        Some(_) => AttemptOutcome::Incomplete,
                    };
                    self.note_try(ranked, begun, outcome, None);
                    return ended.map_or(Ok(None), Err);
                }
                AttemptEnd::Cancelled => {
                    self.engine.release_probe(model);
                    self.answer.finish = Some(Finish::Cancelled);
                    self.note_try(ranked, begun, AttemptOutcome::Cancelled, None);
                    return Err(Error::Cancelled);
                }
                AttemptEnd::Failed(mut failure) => {
                    let wait = failure.retry_after.or(quota::wait_for_reset(&failure.limits, self.engine.now()));
                    failure.retry_after = wait;
                    self.engine.note_failure(model, &failure);
                    failure
                }
            };
            self.note_last_failure(model, failure.clone());
            let stopped = if self.answer.shown { None } else { self.let_servers_in(line).await.err() };
            let stands_by = self.plan.order.stand_in.is_some() && failover::is_out_of_reach(failure.kind);
            let standing = Standing {
                tries,
                requests: self.requests,
                waited: self.waited,
                // Only now: an answer is not kept waiting for what it does not need.
                others: if stands_by { Others::Left } else { self.others(line, &model.provider) },
                shown: if self.answer.shown { Shown::Some } else { Shown::Nothing },
                chance: self.engine.chance(),
            };
            let step = failover::step(&failure, standing);
            let outcome = match step {
                Step::Retry(_) => AttemptOutcome::Retried,
                Step::Stop if !self.answer.text.is_empty() => AttemptOutcome::Incomplete,
                Step::Next | Step::Stop if failover::is_the_questions_own(failure.kind) => AttemptOutcome::Refused,
                Step::Next | Step::Stop => AttemptOutcome::Failed,
            };
            self.note_try(ranked, begun, outcome, Some(failure.clone()));
            stopped.map_or(Ok(()), Err)?;
            match step {
                Step::Retry(wait) => {
                    self.put_aside(ranked, &failure);
                    sink(TurnEvent::Retry { model: model.clone(), wait, failure: Box::new(failure) });
                    self.wait(wait).await?;
                }
                Step::Next => {
                    self.put_aside(ranked, &failure);
                    return Ok(Some(failure));
                }
                Step::Stop => {
                    self.answer.finish = Some(Finish::Error);
                    return Err(if self.answer.text.is_empty() {
                        self.broken_off().unwrap_or_else(|| self.engine.failed(std::mem::take(&mut self.failures)))
                    } else {
                        Error::Incomplete { model: model.clone(), failure: Some(Box::new(failure)) }
                    });
                }
            }
        }
    }

    /// Keeps the last failure of a model.
    pub(super) fn note_last_failure(&mut self, model: &ModelRef, failure: Failure) {
        self.failures.retain(|(other, _)| other != model);
        self.failures.push((model.clone(), failure));
    }

    /// Puts aside what came of an answer that nobody has seen, because something better may still come.
    fn put_aside(&mut self, ranked: &Ranked, failure: &Failure) {
        self.saving.discard_parts(self.engine, self.plan.behind());
        let longest = self.partial.as_ref().map_or(0, |partial| partial.answer.text.len());
        if self.answer.text.len() > longest {
            self.partial = Some(Partial {
                answer: std::mem::take(&mut self.answer),
                by: ranked.clone(),
                failure: failure.clone(),
                index: self.tries.len().saturating_sub(1),
            });
        }
    }

    /// Takes up again what was put aside, where nothing better came.
    pub(super) fn broken_off(&mut self) -> Option<Error> {
        let Partial { answer, by, failure, index } = self.partial.take()?;
        self.answer = answer;
        self.answer.finish = Some(Finish::Error);
        if let Some(ended) = self.tries.get_mut(index) {
            ended.attempt.outcome = AttemptOutcome::Incomplete;
        }
        let model = by.candidate.model.clone();
        self.answered_by = Some(by);
        Some(Error::Incomplete { model, failure: Some(Box::new(failure)) })
    }

    /// What a provider's own word on the end means: `None` where the answer is whole.
    fn judge_finish(&mut self, finish: Finish, ranked: &Ranked, prepared: &Prepared) -> Option<Error> {
        self.answer.finish = Some(finish);
        let model = ranked.candidate.model.clone();
        let filtered = || Box::new(Failure::new(FailureKind::Filtered, ""));
        let wanted = self.plan.max_tokens(self.request);
        let is_wanted_limit = wanted.is_some() && prepared.max_tokens == wanted;
        match finish {
            Finish::Length if !is_wanted_limit => Some(Error::Incomplete { model, failure: None }),
            Finish::Filter if self.answer.text.is_empty() => {
                Some(Error::Refused { model, failure: filtered(), nearest: Vec::new() })
            }
            Finish::Filter => Some(Error::Incomplete { model, failure: Some(filtered()) }),
            // The provider's word that nothing is to come makes no answer of nothing, nor does a limit that thinking used up.
            Finish::Stop | Finish::Other | Finish::Length if self.answer.text.trim().is_empty() => {
                let empty = Failure::new(FailureKind::EmptyAnswer, "");
                Some(Error::Incomplete { model, failure: Some(Box::new(empty)) })
            }
            _ => None,
        }
    }

    async fn stream(
        &mut self,
        ranked: &Ranked,
        prepared: &Prepared,
        provider: &dyn Provider,
        begun: Begun,
        sink: &mut Sink<'_>,
    ) -> AttemptEnd {
        let reading = attempt::Reading {
            stream: provider.stream(self.chat(ranked, prepared)),
            answer: &mut self.answer,
            saving: &mut self.saving,
            ranked,
            ledger: begun.row.map(|row| (row, prepared.fitted.n_tokens)),
            entry: begun.entry,
            engine: self.engine,
            cancel: self.cancel,
            deadline: self.deadline,
            began: begun.at,
            behind: self.plan.behind(),
            showing: self.plan.showing(self.request),
            sink,
        };
        attempt::read(reading).await
    }

    /// The request. Put together only here, once for each try: it may be tens of megabytes.
    fn chat(&self, ranked: &Ranked, prepared: &Prepared) -> ChatRequest {
        let facts = &ranked.facts;
        let mut messages: Vec<Message> = prepared.fitted.messages(&self.plan.past);
        let message = self.plan.message();
        match messages.last_mut() {
            // A question that nobody answered: many models refuse two in a row.
            Some(last) if last.role == Role::User => {
                last.content.push_str("\n\n");
                last.content.push_str(&message);
            }
            _ => messages.push(Message::new(Role::User, message)),
        }
        let temperature = self.request.temperature.or(ranked.temperature);
        ChatRequest {
            model: ranked.candidate.model.id.clone(),
            system: Some(self.plan.system.clone()),
            messages,
            max_tokens: prepared.max_tokens,
            temperature: temperature.filter(|_| !facts.rules.refuses_temperature),
            effort: ranked.effort(),
            rules: facts.rules.clone(),
            prompt_tokens: prepared.fitted.n_tokens,
            context_tokens: facts.context_tokens,
        }
    }

    /// Sits out a wait, unless the user or the total limit ends it.
    pub(super) async fn wait(&mut self, wait: Duration) -> Result<(), Error> {
        self.waited += wait;
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(()),
            () = self.cancel.cancelled() => Err(Error::Cancelled),
            () = tokio::time::sleep_until(self.deadline) => {
                let failure = Failure::new(FailureKind::TotalTimeout, "");
                let model = self.answered_by.as_ref().map(|ranked| ranked.candidate.model.clone());
                Err(Error::NobodyAnswered { failures: model.map(|model| (model, failure)).into_iter().collect() })
            }
        }
    }

    /// Where the turn ended without anything better, what was put aside is the answer after all.
    fn take_up_again(&mut self, error: Error) -> Error {
        let longest = self.partial.as_ref().map_or(0, |partial| partial.answer.text.len());
        if longest <= self.answer.text.len() {
            return error;
        }
        let broken_off = self.broken_off();
        if matches!(error, Error::Cancelled) {
            self.answer.finish = Some(Finish::Cancelled);
            return error;
        }
        broken_off.unwrap_or(error)
    }

    /// Keeps what there is, and says how it ended.
    fn finish(mut self, error: Option<Error>, sink: &mut Sink<'_>) -> Outcome {
        let error = error.map(|error| self.take_up_again(error));
        let error = error.map(|error| Error::chosen(self.plan.preset, error));
        let complete = error.is_none();
        if self.request.showing == Showing::AtTheEnd && !self.answer.text.is_empty() {
            // Also what came of an answer that broke off.
            sink(TurnEvent::Text(self.answer.text.clone()));
        }
        let finish = self.answer.finish.unwrap_or(match error {
            Some(Error::Cancelled) => Finish::Cancelled,
            _ => Finish::Error,
        });
        let has_answer = complete || !self.answer.text.is_empty();
        let candidate = self.answered_by.as_ref().filter(|_| has_answer).map(|ranked| ranked.candidate.clone());
        let mut save = |patience| {
            self.saving.finish(
                self.engine,
                self.request.surface,
                self.plan.route,
                &self.answer.text,
                candidate.as_ref(),
                complete,
                finish,
                &self.tries,
                patience,
            )
        };
        let mut saved = save(SAVE_AT_ONCE);
        if matches!(saved, Err(store::Error::Busy)) {
            sink(TurnEvent::Notice(Notice::StoreBusy { given: Given::Before }));
            saved = save(SAVE_WAIT);
        }
        let (kept, store_error) = match saved {
            Ok(kept) => (kept, None),
            Err(error) => {
                sink(TurnEvent::Notice(super::saving::not_stored(candidate.as_ref(), &error)));
                (None, Some(error))
            }
        };
        if let Some(kept) = &kept {
            let project = self.engine.project_held();
            let of =
                Circumstances { passed_over: &self.passed_over, preset: self.plan.preset, project: project.as_ref() };
            // What was not noted is only not told.
            let _ = self.engine.with_store_soon(|store| store.note_circumstances(kept.answer, &of));
        }
        let costs = self.cost();
        let usage = self.usage();
        if has_answer && usage != NOT_COUNTED {
            sink(TurnEvent::Usage { usage, cost: costs });
        }
        let left_today = candidate.as_ref().and_then(|candidate| {
            let plan = &self.facts()?.plan;
            self.answer.left_today.or_else(|| self.engine.left_by_count(&candidate.model, plan))
        });
        let first_text = self.answer.first_text_at.map(|at| whole_ms(at - self.started));
        let result = TurnResult {
            text: std::mem::take(&mut self.answer.text),
            route: self.plan.route,
            source: self.plan.source,
            confidence: self.plan.confidence(),
            candidate,
            complete,
            finish,
            usage,
            cost: costs,
            free: self.facts().is_some_and(ModelFacts::asks_no_money),
            ttft_ms: first_text,
            total_ms: whole_ms(self.started.elapsed()),
            conversation: kept.as_ref().map(|kept| kept.conversation.clone()),
            turn: kept.as_ref().map(|kept| kept.answer),
            attempts: self.tries.into_iter().map(|ended| ended.attempt).collect(),
            left_today,
            failure: error.as_ref().and_then(Error::failure),
        };
        sink(TurnEvent::Finished(Box::new(result.clone())));
        let error = match (error, store_error) {
            (Some(error), _) => Some(error),
            (None, Some(store_error)) if self.request.keeping == Keeping::Kept => Some(Error::NotStored(store_error)),
            (None, _) => None,
        };
        Outcome { result: Some(result), error }
    }
}
