//! One turn: route, ask, stream, save as it comes, finish. The only turn loop there is.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::attempt::{Answer, AttemptEnd};
use super::candidates::Ranked;
use super::failover::{self, Others, Shown, Standing, Step};
use super::plan::TurnPlan;
use super::quota::{self, Admission};
use super::request::{Failover, Keeping, TurnRequest};
use super::saving::Saving;
use super::window;
use super::{Bound, Engine, Error, OverBudget};
use crate::domain::event::{Attempt, FailoverReason, Notice, Routed, TurnResult};
use crate::domain::{
    AttemptOutcome, ChatRequest, Failure, FailureKind, Finish, Message, MicroUsd, ModelRef, RateLimits, Role,
    TurnEvent, Usage,
};

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
        let mut running = Running::new(self, request, plan, cancel);
        let error = running.run(sink).await.err();
        running.finish(error, sink)
    }
}

struct Running<'a> {
    engine: &'a Engine,
    request: &'a TurnRequest,
    plan: TurnPlan,
    cancel: &'a CancellationToken,
    saving: Saving,
    started: Instant,
    deadline: Instant,
    requests: u32,
    waited: Duration,
    /// Ended tries, for the user and the ledger.
    tries: Vec<Try>,
    answer: Answer,
    /// Who gave `answer`.
    answered_by: Option<Ranked>,
    limits: RateLimits,
}

/// One try that ended, with what the ledger wants to know of it.
pub(super) struct Try {
    pub attempt: Attempt,
    pub usage: Usage,
    pub cost: Option<MicroUsd>,
    pub free: bool,
    pub ttft_ms: Option<u64>,
    pub request_id: Option<String>,
}

/// What was found before a candidate was asked.
enum Readiness {
    Ready(Box<Prepared>),
    /// It would be ready after a wait.
    Later(Duration),
    /// It is left out.
    Skip(Skip),
}

enum Skip {
    Resting,
    LimitNear,
    TooSmall { n_tokens: u64, allowed: u64, bound: Bound },
    TooDear(OverBudget),
}

struct Prepared {
    /// All but the new message.
    chat: ChatRequest,
    n_left_out: u64,
    input_tokens: u64,
}

impl<'a> Running<'a> {
    fn new(engine: &'a Engine, request: &'a TurnRequest, plan: TurnPlan, cancel: &'a CancellationToken) -> Self {
        let started = Instant::now();
        let total = request.timeout.unwrap_or(engine.settings().timeouts.total);
        Self {
            engine,
            request,
            plan,
            cancel,
            saving: Saving::off(),
            started,
            deadline: started + total,
            requests: 0,
            waited: Duration::ZERO,
            tries: Vec::new(),
            answer: Answer::default(),
            answered_by: None,
            limits: RateLimits::default(),
        }
    }

    async fn run(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        if let Some(error) = self.plan.order.nobody.take() {
            return Err(error);
        }
        self.engine.check_budgets(&self.plan)?;
        let mut queue: VecDeque<Ranked> = std::mem::take(&mut self.plan.order.candidates).into();
        if self.request.failover == Failover::Off {
            queue.truncate(1);
        }
        let Some(first) = queue.front() else { return Err(Error::NothingConfigured) };
        if let Some(old) = &first.retired {
            sink(TurnEvent::Notice(Notice::Retired { from: old.clone(), to: first.candidate.model.clone() }));
        }
        sink(TurnEvent::Routed(Box::new(Routed {
            decision: self.plan.decision.clone(),
            route: self.plan.route,
            source: self.plan.source,
            candidate: first.candidate.clone(),
            previous: self.plan.previous.clone(),
            input_tokens: self.plan.input_tokens,
        })));
        self.saving = self.engine.begin_saving(self.request, &self.plan, first);
        self.ask_in_order(queue, sink).await
    }

    /// Asks one candidate after the other until one answers.
    async fn ask_in_order(&mut self, mut queue: VecDeque<Ranked>, sink: &mut Sink<'_>) -> Result<(), Error> {
        let mut later: Vec<(Duration, Ranked)> = Vec::new();
        let mut skipped: Vec<(ModelRef, Skip)> = Vec::new();
        let mut failures: Vec<(ModelRef, Failure)> = Vec::new();
        let mut handed_over: Option<(ModelRef, FailoverReason)> = None;
        loop {
            let Some(ranked) = queue.pop_front() else {
                // Only those are left whose limit passes soon: wait for the soonest.
                let soonest = later.iter().enumerate().min_by_key(|(_, (wait, _))| *wait).map(|(index, _)| index);
                let Some(index) = soonest else { return Err(self.nobody(failures, skipped)) };
                let (wait, ranked) = later.swap_remove(index);
                if self.waited + wait > failover::MAX_WAITING || self.requests >= failover::MAX_REQUESTS {
                    return Err(if failures.is_empty() {
                        Error::LimitReached { model: ranked.candidate.model, wait: Some(wait) }
                    } else {
                        self.nobody(failures, skipped)
                    });
                }
                sink(TurnEvent::Notice(Notice::Waiting { model: ranked.candidate.model.clone(), wait }));
                self.wait(wait).await?;
                queue.push_front(ranked);
                continue;
            };
            let others = if queue.is_empty() { Others::None } else { Others::Left };
            let prepared = match self.prepare(&ranked, others) {
                Readiness::Ready(prepared) => prepared,
                Readiness::Later(wait) => {
                    handed_over.get_or_insert((ranked.candidate.model.clone(), FailoverReason::LimitNear));
                    later.push((wait, ranked));
                    continue;
                }
                Readiness::Skip(skip) => {
                    let reason = match skip {
                        Skip::Resting => FailoverReason::Resting,
                        Skip::LimitNear => FailoverReason::LimitNear,
                        Skip::TooSmall { .. } | Skip::TooDear(_) => FailoverReason::TooSmall,
                    };
                    handed_over.get_or_insert((ranked.candidate.model.clone(), reason));
                    skipped.push((ranked.candidate.model.clone(), skip));
                    continue;
                }
            };
            if let Some((from, why)) = handed_over.take()
                && from != ranked.candidate.model
            {
                sink(TurnEvent::Failover { from, to: ranked.candidate.model.clone(), why });
            }
            announce(&ranked, &prepared, sink);
            match self.ask(&ranked, &prepared, others, sink).await? {
                None => return Ok(()),
                Some(failure) => {
                    let model = ranked.candidate.model.clone();
                    if failure.kind == FailureKind::KeyRefused {
                        sink(TurnEvent::Notice(Notice::KeyRefused { provider: model.provider.clone() }));
                        queue.retain(|other| other.candidate.model.provider != model.provider);
                    }
                    handed_over = Some((model.clone(), FailoverReason::Failed(Box::new(failure.clone()))));
                    failures.push((model, failure));
                }
            }
        }
    }

    /// Asks one candidate as often as it is worth. `None`: it answered. `Some`: the next one's turn, after this.
    async fn ask(
        &mut self,
        ranked: &Ranked,
        prepared: &Prepared,
        others: Others,
        sink: &mut Sink<'_>,
    ) -> Result<Option<Failure>, Error> {
        let model = &ranked.candidate.model;
        let mut tries = 0;
        loop {
            tries += 1;
            self.requests += 1;
            sink(TurnEvent::Started { candidate: ranked.candidate.clone(), attempt: self.requests });
            self.answer = Answer::default();
            self.answered_by = Some(ranked.clone());
            self.engine.note_sent(ranked, prepared.input_tokens, prepared.chat.max_tokens);
            let began = Instant::now();
            let end = self.stream(ranked, prepared, began, sink).await;
            self.settle_usage(prepared);
            let (outcome, failure) = match end {
                AttemptEnd::Finished(finish) => {
                    self.engine.note_success(model);
                    match self.judge_finish(finish, model) {
                        None => (AttemptOutcome::Answered, None),
                        Some(error) => {
                            let outcome = if matches!(error, Error::Refused { .. }) {
                                AttemptOutcome::Refused
                            } else {
                                AttemptOutcome::Incomplete
                            };
                            self.note_try(ranked, began, outcome, None);
                            return Err(error);
                        }
                    }
                }
                AttemptEnd::Cancelled => {
                    self.answer.finish = Some(Finish::Cancelled);
                    self.note_try(ranked, began, AttemptOutcome::Cancelled, None);
                    return Err(Error::Cancelled);
                }
                AttemptEnd::Failed(failure) => {
                    self.engine.note_failure(model, &failure);
                    (AttemptOutcome::Failed, Some(failure))
                }
            };
            let Some(failure) = failure else {
                self.note_try(ranked, began, outcome, None);
                return Ok(None);
            };
            let standing = Standing {
                tries,
                requests: self.requests,
                waited: self.waited,
                others,
                shown: if self.answer.shown { Shown::Some } else { Shown::Nothing },
                chance: self.engine.chance(),
            };
            match failover::step(&failure, standing) {
                Step::Retry(wait) => {
                    self.note_try(ranked, began, AttemptOutcome::Retried, Some(failure.clone()));
                    sink(TurnEvent::Retry { model: model.clone(), wait, failure: Box::new(failure) });
                    self.saving.discard_parts(self.engine);
                    self.wait(wait).await?;
                }
                Step::Next => {
                    self.note_try(ranked, began, AttemptOutcome::FailedOver, Some(failure.clone()));
                    self.saving.discard_parts(self.engine);
                    return Ok(Some(failure));
                }
                Step::Stop => return Err(self.stop(ranked, began, failure)),
            }
        }
    }

    /// The error that ends the turn after `failure`.
    fn stop(&mut self, ranked: &Ranked, began: Instant, failure: Failure) -> Error {
        let model = ranked.candidate.model.clone();
        let partial = !self.answer.text.is_empty();
        let outcome = if partial {
            AttemptOutcome::Incomplete
        } else if matches!(failure.kind, FailureKind::BadRequest | FailureKind::Filtered | FailureKind::ContextOverflow)
        {
            AttemptOutcome::Refused
        } else {
            AttemptOutcome::Failed
        };
        self.note_try(ranked, began, outcome, Some(failure.clone()));
        self.answer.finish = Some(Finish::Error);
        if partial {
            return Error::Incomplete { model, failure: Some(Box::new(failure)) };
        }
        let mut failures: Vec<(ModelRef, Failure)> = self
            .tries
            .iter()
            .filter_map(|ended| Some((ended.attempt.model.clone(), ended.attempt.failure.clone()?)))
            .filter(|(other, _)| *other != model)
            .collect();
        failures.push((model, failure));
        self.engine.failed(failures)
    }

    /// What a provider's own word on the end means: `None` where the answer is whole.
    fn judge_finish(&mut self, finish: Finish, model: &ModelRef) -> Option<Error> {
        self.answer.finish = Some(finish);
        let refused = |message: &str| Error::Refused {
            model: model.clone(),
            failure: Box::new(Failure::new(FailureKind::Filtered, message)),
            nearest: Vec::new(),
        };
        match finish {
            Finish::Length if self.request.max_tokens.is_none() => {
                Some(Error::Incomplete { model: model.clone(), failure: None })
            }
            Finish::Filter if self.answer.text.is_empty() => Some(refused("")),
            Finish::Filter => Some(Error::Incomplete {
                model: model.clone(),
                failure: Some(Box::new(Failure::new(FailureKind::Filtered, ""))),
            }),
            _ => None,
        }
    }

    /// The error where no candidate is left.
    fn nobody(&self, failures: Vec<(ModelRef, Failure)>, skipped: Vec<(ModelRef, Skip)>) -> Error {
        if !failures.is_empty() {
            return self.engine.failed(failures);
        }
        let mut largest: Option<(ModelRef, u64)> = None;
        let mut bound = Bound::Window;
        let mut needed = self.plan.input_tokens;
        let mut over_budget = None;
        let mut limited = None;
        for (model, skip) in skipped {
            match skip {
                Skip::TooSmall { n_tokens, allowed, bound: which } => {
                    if largest.as_ref().is_none_or(|(_, most)| *most < allowed) {
                        largest = Some((model, allowed));
                        bound = which;
                        needed = n_tokens;
                    }
                }
                Skip::TooDear(over) => over_budget = Some(over),
                Skip::LimitNear | Skip::Resting => limited = Some(model),
            }
        }
        match (limited, over_budget, largest) {
            (_, Some(over), _) => Error::OverBudget(over),
            (Some(model), None, _) => Error::LimitReached { model, wait: None },
            (None, None, largest) => Error::TooLarge { input_tokens: needed, largest, bound },
        }
    }

    /// Puts the request into words for one candidate, if window, plan and budget let it through now.
    fn prepare(&self, ranked: &Ranked, others: Others) -> Readiness {
        let now = self.engine.now();
        let facts = &ranked.facts;
        let model = &ranked.candidate.model;
        if others == Others::Left && self.engine.is_resting(model) {
            return Readiness::Skip(Skip::Resting);
        }
        let spent = self.engine.spent(model, &facts.plan);
        let usual = quota::usual_answer(self.plan.route, ranked.candidate.effort);
        let answer = self.request.max_tokens.unwrap_or(usual);
        let reserve =
            answer.min(facts.context_tokens.unwrap_or(u64::MAX) / 4).min(facts.max_output_tokens.unwrap_or(u64::MAX));
        let by_context = facts.context_tokens.map(|context| context.saturating_sub(reserve));
        let by_plan = quota::prompt_window(&facts.plan, answer);
        let (window, bound) = match (by_context, by_plan) {
            (Some(context), Some(plan)) if plan < context => (Some(plan), Bound::Plan),
            (Some(context), _) => (Some(context), Bound::Window),
            (None, Some(plan)) => (Some(plan), Bound::Plan),
            (None, None) => (None, Bound::Window),
        };
        let system_tokens = window::message_tokens(&self.plan.system);
        let fitted = match window::fit(&self.plan.past, self.plan.message_tokens, system_tokens, window) {
            Ok(fitted) => fitted,
            Err(too_large) => {
                let allowed = window.unwrap_or(u64::MAX);
                return Readiness::Skip(Skip::TooSmall { n_tokens: too_large.n_tokens, allowed, bound });
            }
        };
        let by_plan = match quota::admit(&facts.plan, &spent, fitted.n_tokens, answer, now) {
            Admission::Now { max_tokens } => max_tokens,
            Admission::After(wait) => return Readiness::Later(wait),
            Admission::NotToday => return Readiness::Skip(Skip::LimitNear),
            Admission::Never { allowed } => {
                return Readiness::Skip(Skip::TooSmall { n_tokens: fitted.n_tokens, allowed, bound: Bound::Plan });
            }
        };
        let max_tokens = [self.request.max_tokens, by_plan].into_iter().flatten().min();
        if let Err(over) =
            self.engine.check_cost(ranked, fitted.n_tokens, max_tokens.unwrap_or(usual), self.request.max_cost)
        {
            return Readiness::Skip(Skip::TooDear(over));
        }
        let temperature = self.request.temperature.or(ranked.temperature).filter(|_| !facts.rules.refuses_temperature);
        Readiness::Ready(Box::new(Prepared {
            n_left_out: fitted.n_left_out,
            input_tokens: fitted.n_tokens,
            chat: ChatRequest {
                model: model.id.clone(),
                system: Some(self.plan.system.clone()),
                messages: fitted.messages,
                max_tokens,
                temperature,
                effort: ranked.candidate.effort.or(facts.rules.default_effort),
                rules: facts.rules.clone(),
                prompt_tokens: fitted.n_tokens,
                context_tokens: facts.context_tokens,
            },
        }))
    }

    async fn stream(
        &mut self,
        ranked: &Ranked,
        prepared: &Prepared,
        began: Instant,
        sink: &mut Sink<'_>,
    ) -> AttemptEnd {
        let provider = match self.engine.provider(&ranked.candidate.model.provider) {
            Ok(provider) => provider,
            Err(failure) => return AttemptEnd::Failed(failure),
        };
        // The message is put together only here, once for each try: it may be tens of megabytes.
        let mut chat = prepared.chat.clone();
        chat.messages.push(Message::new(Role::User, self.plan.message()));
        let stream = provider.stream(chat);
        let showing = self.request.showing;
        let end = super::attempt::read(super::attempt::Reading {
            stream,
            answer: &mut self.answer,
            saving: &mut self.saving,
            engine: self.engine,
            cancel: self.cancel,
            deadline: self.deadline,
            began,
            showing,
            sink,
        })
        .await;
        if !self.answer.limits.is_empty() {
            self.limits = self.answer.limits;
            self.engine.note_limits(&ranked.candidate.model, &self.answer.limits);
        }
        end
    }

    /// Fills in what the provider did not count.
    fn settle_usage(&mut self, prepared: &Prepared) {
        let answer = &mut self.answer;
        if let Some(usage) = answer.usage.as_mut().filter(|usage| usage.estimated && usage.input == 0) {
            usage.input = prepared.input_tokens;
        }
        if answer.usage.is_none() && (answer.finish.is_some() || answer.n_estimated_output() > 0) {
            let output = answer.n_estimated_output();
            answer.usage = Some(Usage {
                input: prepared.input_tokens,
                output,
                reasoning: answer.n_reasoning_tokens(),
                estimated: true,
                ..Usage::default()
            });
        }
    }

    fn note_try(&mut self, ranked: &Ranked, began: Instant, outcome: AttemptOutcome, failure: Option<Failure>) {
        let usage = self.answer.usage.unwrap_or(Usage { estimated: true, ..Usage::default() });
        let cost = if self.answer.usage.is_some() {
            self.answer.cost.or_else(|| ranked.facts.cost(&usage))
        } else {
            // Nothing was counted, so nothing is owed: the request was refused or never arrived.
            Some(MicroUsd(0))
        };
        let request_id =
            self.answer.request_id.clone().or_else(|| failure.as_ref().and_then(|failure| failure.request_id.clone()));
        self.tries.push(Try {
            attempt: Attempt {
                model: ranked.candidate.model.clone(),
                outcome,
                ms: milliseconds(began.elapsed()),
                failure,
            },
            usage,
            cost,
            free: ranked.facts.plan.free,
            ttft_ms: self.answer.ttft.map(milliseconds),
            request_id,
        });
    }

    /// Sits out a wait, unless the user or the total limit ends it.
    async fn wait(&mut self, wait: Duration) -> Result<(), Error> {
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

    /// Keeps what there is, and says how it ended.
    fn finish(mut self, error: Option<Error>, sink: &mut Sink<'_>) -> Outcome {
        let complete = error.is_none();
        let finish = self.answer.finish.unwrap_or(match error {
            Some(Error::Cancelled) => Finish::Cancelled,
            _ => Finish::Error,
        });
        let has_answer = complete || !self.answer.text.is_empty();
        let candidate = self.answered_by.as_ref().filter(|_| has_answer).map(|ranked| ranked.candidate.clone());
        let saved = self.saving.finish(
            self.engine,
            self.request.surface,
            self.plan.route,
            &self.answer.text,
            candidate.as_ref(),
            complete,
            finish,
            &self.tries,
        );
        let (kept, store_error) = match saved {
            Ok(kept) => (kept, None),
            Err(error) => {
                sink(TurnEvent::Notice(Notice::NotStored { why: super::saving::unkept(&error) }));
                (None, Some(error))
            }
        };
        let costs: Option<MicroUsd> = self.tries.iter().map(|ended| ended.cost).sum();
        let usage = self.answer.usage.unwrap_or_default();
        if has_answer && self.answer.usage.is_some() {
            sink(TurnEvent::Usage { usage, cost: costs });
        }
        let first_text = self.answer.first_text_at.map(|at| milliseconds(at - self.started));
        let kind = match &error {
            Some(
                Error::KeyRefused { failure, .. }
                | Error::Refused { failure, .. }
                | Error::Incomplete { failure: Some(failure), .. },
            ) => Some(failure.kind),
            Some(Error::NobodyAnswered { failures }) => failures.last().map(|(_, failure)| failure.kind),
            _ => None,
        };
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
            free: self.answered_by.as_ref().is_some_and(|ranked| ranked.facts.plan.free),
            ttft_ms: first_text,
            total_ms: milliseconds(self.started.elapsed()),
            conversation: kept.as_ref().map(|kept| kept.conversation.clone()),
            turn: kept.as_ref().map(|kept| kept.answer),
            attempts: self.tries.into_iter().map(|ended| ended.attempt).collect(),
            limits: self.limits,
            failure: kind,
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

/// Says what must not be silent about the candidate that is asked now.
fn announce(ranked: &Ranked, prepared: &Prepared, sink: &mut Sink<'_>) {
    if prepared.n_left_out > 0 {
        sink(TurnEvent::Notice(Notice::Trimmed { n_turns: prepared.n_left_out }));
    }
    if ranked.pays_without_consent {
        sink(TurnEvent::Notice(Notice::PaidServes { provider: ranked.candidate.model.provider.clone() }));
    }
}

/// Whole milliseconds.
pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
