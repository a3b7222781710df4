//! Who comes after whom in a turn: the order, those whose limit passes soon, those that rest, and what is said when
//! another one takes over.
//!
//! Sends nothing itself: each candidate is asked by the turn.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::bookkeeping::{Reservation, Unconnected};
use super::budget::SoFar;
use super::candidates::{Ranked, insert_free_first};
use super::failover::{self, Others};
use super::local_servers::Loading;
use super::quota::Held;
use super::readiness::{Prepared, Readiness, Skip};
use super::request::Failover;
use super::turn::{Running, Sink, Try};
use super::{Among, Bound, Engine, Error, ServersHere, Unusable, embedded};
use crate::config::{self, KeyError, KeyOrigin, KeySource, KeyState};
use crate::domain::address::is_loopback;
use crate::domain::catalogue::Wire;
use crate::domain::event::{FailoverReason, Given, Notice, PassedOver};
use crate::domain::{AttemptOutcome, Candidate, Detail, Failure, FailureKind, ModelRef, Route, TurnEvent};
use crate::provider::Provider;

/// A wait for a key that needs no word.
const QUIET: Duration = Duration::from_secs(2);

/// Those who may still be asked.
#[derive(Default)]
pub(super) struct Line {
    queue: VecDeque<Ranked>,
    /// Whose limit passes soon.
    later: Vec<Later>,
    /// Who failed again and again of late: asked when nobody else is left.
    resting: VecDeque<Ranked>,
}

/// Somebody whose limit passes soon.
struct Later {
    /// When.
    at: Instant,
    /// Who keeps it.
    held: Held,
    ranked: Ranked,
}

/// Who should have served, and why it does not.
struct HandedOver {
    from: ModelRef,
    why: FailoverReason,
    /// The try that failed, where there was one.
    index: Option<usize>,
    /// It was said already, before a question.
    is_told: bool,
}

/// Whether a rest is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Kept,
    /// Nobody else is left.
    Broken,
}

impl Line {
    /// Nobody was looked at yet.
    pub fn new(queue: VecDeque<Ranked>) -> Self {
        Self { queue, ..Self::default() }
    }

    /// A provider that refuses its key, or has none, is not asked for any other model.
    fn leave_out(&mut self, provider: &str) {
        let stays = |ranked: &Ranked| ranked.candidate.model.provider != provider;
        self.queue.retain(stays);
        self.later.retain(|later| stays(&later.ranked));
        self.resting.retain(stays);
    }

    /// Whether a model waits to be asked already.
    fn knows(&self, model: &ModelRef) -> bool {
        let later = self.later.iter().map(|later| &later.ranked);
        self.queue.iter().chain(later).chain(&self.resting).any(|ranked| ranked.candidate.model == *model)
    }

    /// Whose limit passes first, and when.
    fn soonest(&self) -> Option<(usize, Instant)> {
        self.later.iter().map(|later| later.at).enumerate().min_by_key(|(_, at)| *at)
    }
}

impl Running<'_> {
    /// Asks one candidate after the other until one answers.
    pub(super) async fn ask_in_order(&mut self, mut line: Line, sink: &mut Sink<'_>) -> Result<(), Error> {
        let mut handed_over = None;
        if let Some((candidate, why)) = self.plan.order.passed_over.take() {
            self.pass_over(&mut handed_over, &candidate.model, Skip::Unusable(why).reason());
        }
        loop {
            if handed_over.is_some() {
                self.let_servers_in(&mut line).await?;
            }
            let Some((mut ranked, rest)) = self.next_in(&mut line, sink).await? else { break };
            let model = ranked.candidate.model.clone();
            if rest == Rest::Kept && self.engine.is_resting(&model) {
                self.pass_over(&mut handed_over, &model, FailoverReason::Resting);
                line.resting.push_back(ranked);
                continue;
            }
            let prepared = match self.looked_at(&ranked, &line, sink).await? {
                Readiness::Ready(prepared) => prepared,
                Readiness::Later(wait, held) => {
                    self.pass_over(&mut handed_over, &model, FailoverReason::LimitNear);
                    line.later.push(Later { at: Instant::now() + wait, held, ranked });
                    continue;
                }
                Readiness::Skip(skip) => {
                    self.pass_over(&mut handed_over, &model, skip.reason());
                    self.skipped.push((ranked.candidate, skip));
                    continue;
                }
            };
            if !self.may_pay(&mut ranked, &mut handed_over, sink).await {
                // The question was left, and the turn with it: nobody else is asked.
                if self.cancel.is_cancelled() {
                    return Err(Error::Cancelled);
                }
                self.pass_over(&mut handed_over, &model, Skip::Unusable(Unusable::Paid).reason());
                self.skipped.push((ranked.candidate, Skip::Unusable(Unusable::Paid)));
                continue;
            }
            let provider = match self.connect(&model.provider, sink).await? {
                Ok(provider) => provider,
                // No time is left to ask another one.
                Err(Unconnected::Key(error)) if Instant::now() >= self.deadline && self.failures.is_empty() => {
                    return Err(Error::Unusable { candidate: ranked.candidate, why: Unusable::BadKey(error) });
                }
                Err(Unconnected::Key(error)) => {
                    let skip = Skip::Unusable(Unusable::BadKey(error));
                    self.pass_over(&mut handed_over, &model, skip.reason());
                    line.leave_out(&model.provider);
                    self.skipped.push((ranked.candidate, skip));
                    continue;
                }
                Err(Unconnected::Failed(failure)) => {
                    self.pass_over(&mut handed_over, &model, FailoverReason::Failed(Box::new(failure.clone())));
                    self.note_last_failure(&model, failure);
                    continue;
                }
            };
            // From here on it is asked: what others must know of that is claimed at the last moment.
            if rest == Rest::Kept && !self.engine.may_probe(&model) {
                self.pass_over(&mut handed_over, &model, FailoverReason::Resting);
                line.resting.push_back(ranked);
                continue;
            }
            let entry = match self.engine.reserve(&ranked, prepared.n_reserved()) {
                Reservation::Taken(entry) => entry,
                Reservation::SomebodyElseTookIt => {
                    // A look at what is left now says whether and when there is enough again.
                    self.engine.release_probe(&model);
                    line.queue.push_front(ranked);
                    continue;
                }
            };
            if let Some(handed) = handed_over.take().filter(|handed| handed.from != model) {
                self.hand_over(handed, &model, sink);
            }
            if self.tries.is_empty() {
                // What was refused before anything was sent is no conversation.
                self.saving = self.engine.begin_saving(self.request, &self.plan, &ranked);
                if self.saving.is_late() && self.engine.with_store_raw(|store| Ok(store.was_busy())).unwrap_or_default()
                {
                    sink(TurnEvent::Notice(Notice::StoreBusy { given: Given::After }));
                }
            }
            self.engine.announce(&ranked, &prepared, &mut self.told, sink);
            let Some(failure) = self.ask(&ranked, &prepared, (provider, entry), &mut line, sink).await? else {
                return Ok(());
            };
            if self.learn_plan(&mut ranked, &failure) || self.learn_temperature(&mut ranked, &failure) {
                sink(TurnEvent::Retry { model, wait: Duration::ZERO, failure: Box::new(failure) });
                line.queue.push_front(ranked);
                continue;
            }
            // A refused key is the key of all of them, and where one is not reached, none is.
            if failure.kind == FailureKind::KeyRefused || failover::is_out_of_reach(failure.kind) {
                line.leave_out(&model.provider);
            }
            let why = FailoverReason::Failed(Box::new(failure));
            handed_over = Some(HandedOver { from: model, why, index: self.tries.len().checked_sub(1), is_told: false });
        }
        self.ask_for_names().await;
        Err(self.nobody(&line))
    }

    /// A server of this machine that has no such model is asked which it has, so that the nearest can be told.
    async fn ask_for_names(&self) {
        let [(model, failure)] = self.failures.as_slice() else { return };
        let is_here = self.engine.provider_entry(&model.provider).is_some_and(|entry| entry.is_local_server());
        if is_here && failure.kind == FailureKind::ModelGone {
            self.engine.local_models_beyond_the_known().await;
        }
    }

    /// Lets the models of the servers on this machine into the line, once, where they stand behind the free candidates of
    /// the order. A server that is only loading its model yet keeps nobody waiting.
    pub(super) async fn let_servers_in(&mut self, line: &mut Line) -> Result<(), Error> {
        if self.request.failover == Failover::Off || !std::mem::take(&mut self.plan.order.has_servers_behind) {
            return Ok(());
        }
        let (engine, request, plan) = (self.engine, self.request, &self.plan);
        let mut found = tokio::select! {
            biased;
            found = engine.servers_behind(plan.route, request, &plan.hints, Loading::PassedOver) => found,
            () = self.cancel.cancelled() => return Err(Error::Cancelled),
            // Whoever is left is told that there is no more time.
            () = tokio::time::sleep_until(self.deadline) => return Ok(()),
        };
        found.retain(|ranked| {
            let model = &ranked.candidate.model;
            !line.knows(model)
                && self.failures.iter().all(|(failed, _)| failed != model)
                && self.skipped.iter().all(|(skipped, _)| skipped.model != *model)
        });
        let mut queue = Vec::from(std::mem::take(&mut line.queue));
        insert_free_first(&mut queue, found);
        line.queue = queue.into();
        Ok(())
    }

    /// Whether a candidate could be asked now. A limit belongs to a key, and whoever gives the key may give another one by
    /// now: where nobody else is left, that is asked.
    async fn looked_at(&mut self, ranked: &Ranked, line: &Line, sink: &mut Sink<'_>) -> Result<Readiness, Error> {
        let provider = ranked.candidate.model.provider.as_str();
        let looked = self.engine.look(self.request, &self.plan, ranked, self.so_far());
        let may_change = looked.is_held_back()
            && !self.providers.contains_key(provider)
            && self.engine.may_have_another_key(provider)
            && self.others(line, provider) == Others::None;
        if may_change && self.connect(provider, sink).await?.is_ok() {
            return Ok(self.engine.look(self.request, &self.plan, ranked, self.so_far()));
        }
        Ok(looked)
    }

    /// Goes on to the next one without having asked this one. The first of them is told when somebody is asked.
    fn pass_over(&mut self, handed_over: &mut Option<HandedOver>, model: &ModelRef, why: FailoverReason) {
        if self.passed_over.iter().all(|passed| passed.model != *model) {
            self.passed_over.push(PassedOver { model: model.clone(), why: why.clone() });
        }
        handed_over.get_or_insert(HandedOver { from: model.clone(), why, index: None, is_told: false });
    }

    /// The next one to be looked at: in order, then whoever's limit passes soon, then those that rest.
    async fn next_in(&mut self, line: &mut Line, sink: &mut Sink<'_>) -> Result<Option<(Ranked, Rest)>, Error> {
        if self.requests >= failover::MAX_REQUESTS {
            return Ok(self.stand_in().map(|ranked| (ranked, Rest::Kept)));
        }
        if self.is_cut_off() {
            let may_ask = |ranked: &Ranked| self.engine.is_to_be_asked_about(&self.request.paid, ranked);
            if self.failures.iter().any(|(_, failure)| failover::is_of_own_network(failure)) {
                // Nobody is asked about money for a call that does not get out.
                line.queue.retain(|ranked| ranked.is_here() || !may_ask(ranked));
            }
            // What kept two from being reached may be no hindrance to a third: it is asked after all that cost nothing.
            line.queue.make_contiguous().sort_by_key(|ranked| (!ranked.is_here(), may_ask(ranked)));
            if line.queue.front().is_none_or(|next| !next.is_here())
                && let Some(stand_in) = self.stand_in()
            {
                return Ok(Some((stand_in, Rest::Kept)));
            }
        }
        if let Some(ranked) = line.queue.pop_front() {
            return Ok(Some((ranked, Rest::Kept)));
        }
        if let Some((index, at)) = line.soonest() {
            let wait = at.saturating_duration_since(Instant::now());
            if self.waited + wait <= failover::MAX_WAITING {
                let Later { ranked, .. } = line.later.swap_remove(index);
                if !wait.is_zero() {
                    sink(TurnEvent::Notice(Notice::Waiting { model: ranked.candidate.model.clone(), wait }));
                    self.wait(wait).await?;
                }
                return Ok(Some((ranked, Rest::Kept)));
            }
        }
        if let Some(ranked) = line.resting.pop_front() {
            return Ok(Some((ranked, Rest::Broken)));
        }
        Ok(self.stand_in().map(|ranked| (ranked, Rest::Kept)))
    }

    /// Whether nobody elsewhere can be reached, as far as the failures so far tell.
    fn is_cut_off(&self) -> bool {
        let is_elsewhere = |provider: &str| {
            let entry = self.engine.provider_entry(provider);
            entry.is_some_and(|entry| entry.wire != Wire::Local && !is_loopback(&entry.base_url))
        };
        let failures = self.failures.iter().map(|(model, failure)| (model.provider.as_str(), failure));
        failover::is_cut_off(failures.filter(|(provider, _)| is_elsewhere(provider)))
    }

    /// The embedded model, once, where everybody else was out of reach.
    fn stand_in(&mut self) -> Option<Ranked> {
        let stand_in = self.plan.order.stand_in.take()?;
        let is_out_of_reach = |(_, failure): &(ModelRef, Failure)| failover::is_out_of_reach(failure.kind);
        (!self.failures.is_empty() && self.failures.iter().all(is_out_of_reach)).then_some(*stand_in)
    }

    /// Whether somebody else than who is asked, at `provider`, could serve, now or within the time that a turn may wait.
    pub(super) fn others(&self, line: &Line, provider: &str) -> Others {
        let longest = failover::MAX_WAITING.saturating_sub(self.waited);
        let is_soon = |at: Instant| at.saturating_duration_since(Instant::now()) <= longest;
        let could_serve = |ranked: &Ranked| {
            !self.engine.is_resting(&ranked.candidate.model)
                && match self.engine.look(self.request, &self.plan, ranked, self.so_far()) {
                    Readiness::Ready(_) => true,
                    Readiness::Later(wait, _) => wait <= longest,
                    Readiness::Skip(_) => false,
                }
        };
        // Each look reads the store: the first who could serve ends it, and those at the same provider are not looked at where
        // one elsewhere could.
        let is_one = |is_meant: fn(&str, &str) -> bool| {
            let is_meant = |other: &Ranked| is_meant(&other.candidate.model.provider, provider);
            line.later.iter().any(|later| is_meant(&later.ranked) && is_soon(later.at))
                || line.queue.iter().any(|other| is_meant(other) && could_serve(other))
        };
        if is_one(|other, asked| other != asked) {
            Others::Left
        } else if is_one(|other, asked| other == asked) {
            Others::AtSameProvider
        } else {
            Others::None
        }
    }

    /// What the tries of this turn cost so far, as far as that is known.
    pub(super) fn so_far(&self) -> SoFar {
        let cost = |counts: fn(&Try) -> bool| {
            self.tries.iter().filter(|ended| counts(ended)).filter_map(|ended| ended.cost).sum()
        };
        SoFar { all: cost(|_| true), uncounted: cost(|ended| ended.begun.is_none()) }
    }

    /// Says that another candidate serves, and marks the try that failed.
    fn hand_over(&mut self, mut handed: HandedOver, to: &ModelRef, sink: &mut Sink<'_>) {
        if let Some(ended) = handed.index.and_then(|index| self.tries.get_mut(index)) {
            ended.attempt.outcome = AttemptOutcome::FailedOver;
        }
        tell_of(&mut handed, to, sink);
    }

    /// Whether a candidate may be called. Where the person is asked, what leads to that is said before, and the turn stands
    /// still meanwhile.
    async fn may_pay(
        &mut self,
        ranked: &mut Ranked,
        handed_over: &mut Option<HandedOver>,
        sink: &mut Sink<'_>,
    ) -> bool {
        let model = &ranked.candidate.model.clone();
        if self.engine.is_to_be_asked_about(&self.request.paid, ranked)
            && let Some(handed) = handed_over.as_mut().filter(|handed| handed.from != *model)
        {
            tell_of(handed, model, sink);
        }
        let asked_at = Instant::now();
        let may_pay = self.engine.may_pay(&self.request.paid, ranked, sink).await;
        let asked_for = asked_at.elapsed();
        self.started += asked_for;
        self.deadline += asked_for;
        if let Some(handed) = handed_over.as_mut().filter(|handed| handed.is_told && !may_pay) {
            // Whoever serves takes over from this one, of which it was said that it would be asked.
            let why = Skip::Unusable(Unusable::Paid).reason();
            *handed = HandedOver { from: model.clone(), why, index: handed.index, is_told: false };
        }
        may_pay
    }

    /// Corrects the plan of a candidate that refused a request as larger than it ever lets through, once.
    fn learn_plan(&mut self, ranked: &mut Ranked, failure: &Failure) -> bool {
        let plan = &mut ranked.facts.plan;
        let limit = failure.limits.tokens.limit.filter(|limit| plan.tokens_per_minute.is_none_or(|said| *limit < said));
        let Some(limit) = limit.filter(|_| failure.kind == FailureKind::PlanTooSmall) else { return false };
        plan.tokens_per_minute = Some(limit);
        self.mark_retried();
        true
    }

    /// Leaves out the temperature for a candidate that refused it, once: unless a flag gave it, it is no part of what was
    /// asked.
    fn learn_temperature(&mut self, ranked: &mut Ranked, failure: &Failure) -> bool {
        let rules = &mut ranked.facts.rules;
        let is_refused = matches!(failure.detail.as_deref(), Some(Detail::NoTemperature));
        let is_asked_for = self.request.temperature.is_some();
        if !is_refused || is_asked_for || rules.refuses_temperature || self.requests >= failover::MAX_REQUESTS {
            return false;
        }
        rules.refuses_temperature = true;
        self.mark_retried();
        true
    }

    /// The try that just failed is followed by another one of the same candidate.
    fn mark_retried(&mut self) {
        if let Some(ended) = self.tries.last_mut() {
            ended.attempt.outcome = AttemptOutcome::Retried;
        }
    }

    /// The provider, made once a turn, unless the user or the total limit ends the wait for its key.
    async fn connect(
        &mut self,
        id: &str,
        sink: &mut Sink<'_>,
    ) -> Result<Result<Arc<dyn Provider>, Unconnected>, Error> {
        if let Some(provider) = self.providers.get(id) {
            return Ok(Ok(Arc::clone(provider)));
        }
        let engine = self.engine;
        let mut making = pin!(engine.connect(id));
        let mut unsaid_until = Some(Instant::now() + QUIET);
        let made = loop {
            let say_at = unsaid_until.unwrap_or(self.deadline);
            tokio::select! {
                biased;
                made = &mut making => break made,
                () = self.cancel.cancelled() => return Err(Error::Cancelled),
                () = tokio::time::sleep_until(self.deadline) => break Err(self.without_key_in_time(id)),
                () = tokio::time::sleep_until(say_at), if unsaid_until.is_some() => {
                    unsaid_until = None;
                    sink(TurnEvent::Notice(Notice::WaitingForKey { provider: id.to_owned() }));
                }
            }
        };
        Ok(made.map(|provider| {
            let provider: Arc<dyn Provider> = Arc::from(provider);
            self.providers.insert(id.to_owned(), Arc::clone(&provider));
            provider
        }))
    }

    /// The time limit ended the wait for a provider. Where that was a wait for its `key_command`, it is to blame.
    fn without_key_in_time(&self, id: &str) -> Unconnected {
        let vendor = self.engine.provider_entry(id).and_then(|entry| entry.vendor);
        match config::key_state(self.engine.settings(), self.engine.environment(), id, vendor) {
            KeyState::Ready(KeyOrigin::Settings(KeySource::Command(_))) => {
                Unconnected::Key(KeyError::CommandTimedOut {
                    provider: id.to_owned(),
                    limit: self.deadline.saturating_duration_since(self.started),
                })
            }
            _ => Unconnected::Failed(Failure::new(FailureKind::TotalTimeout, "")),
        }
    }

    /// The error where no candidate is left.
    fn nobody(&mut self, line: &Line) -> Error {
        if let Some(error) = self.broken_off() {
            return error;
        }
        if !self.failures.is_empty() {
            return self.engine.failed(std::mem::take(&mut self.failures));
        }
        let soonest = line.soonest().and_then(|(index, at)| {
            let Later { ranked, held, .. } = line.later.get(index)?;
            Some((ranked.candidate.model.clone(), at.saturating_duration_since(Instant::now()), *held))
        });
        let nobody = nobody_serves(self.plan.route, soonest, std::mem::take(&mut self.skipped));
        self.engine.refused(self.request, &self.plan, nobody)
    }
}

/// Says that `to` is asked in the place of another, once.
fn tell_of(handed: &mut HandedOver, to: &ModelRef, sink: &mut Sink<'_>) {
    if std::mem::replace(&mut handed.is_told, true) {
        return;
    }
    let HandedOver { from, why, .. } = handed;
    if matches!(why, FailoverReason::Failed(failure) if failure.kind == FailureKind::KeyRefused) {
        sink(TurnEvent::Notice(Notice::KeyRefused { provider: from.provider.clone() }));
    }
    sink(TurnEvent::Failover { from: from.clone(), to: to.clone(), why: why.clone() });
}

/// The error where nobody was asked: whose limit passes first, after how long, and who keeps it; and who was left out.
pub(super) fn nobody_serves(
    route: Route,
    soonest: Option<(ModelRef, Duration, Held)>,
    skipped: Vec<(Candidate, Skip)>,
) -> Error {
    if let Some((model, wait, held)) = soonest {
        return Error::LimitReached { model, wait: Some(wait), held };
    }
    let mut too_small: Option<(ModelRef, u64, u64, Bound)> = None;
    let (mut over_budget, mut limited, mut unusable) = (None, None, None);
    for (candidate, skip) in skipped {
        match skip {
            Skip::TooSmall { n_tokens, allowed, bound } => {
                if too_small.as_ref().is_none_or(|(_, most, ..)| *most < allowed) {
                    too_small = Some((candidate.model, allowed, n_tokens, bound));
                }
            }
            // Of whoever would have served.
            Skip::TooDear(over) => over_budget = over_budget.or(Some(over)),
            Skip::LimitNear(held) => limited = Some((candidate.model, held)),
            Skip::Unusable(why) => unusable = Some((candidate, why)),
        }
    }
    if let Some(over) = over_budget {
        return Error::OverBudget(over);
    }
    if let Some((model, held)) = limited {
        return Error::LimitReached { model, wait: None, held };
    }
    match (too_small, unusable) {
        (Some((model, allowed, input_tokens, bound)), _) => {
            Error::TooLarge { input_tokens, largest: Some((model, allowed)), bound, among: Among::All }
        }
        (None, Some((candidate, Unusable::Paid))) => {
            Error::NoUsableModel { route, left_out: vec![(candidate, Unusable::Paid)] }
        }
        (None, Some((candidate, why))) => Error::Unusable { candidate, why },
        (None, None) => Error::NothingConfigured { servers: ServersHere::default() },
    }
}

impl Engine {
    /// Says what must not be silent about the candidate that is asked now.
    fn announce(&self, ranked: &Ranked, prepared: &Prepared, told: &mut Vec<Notice>, sink: &mut Sink<'_>) {
        let retired = ranked.retired.as_ref();
        let retired = retired.map(|from| Notice::Retired { from: from.clone(), to: ranked.candidate.model.clone() });
        tell_once(told, retired, sink);
        if prepared.fitted.n_left_out > 0 {
            sink(TurnEvent::Notice(Notice::Trimmed { n_turns: prepared.fitted.n_left_out }));
        }
        if prepared.fitted.shortens_first() {
            sink(TurnEvent::Notice(Notice::FirstShortened));
        }
        if embedded::is_embedded(ranked) {
            let model = ranked.candidate.model.clone();
            sink(TurnEvent::Notice(Notice::EmbeddedServes { model, is_alone: !self.has_provider() }));
        }
        let provider = ranked.candidate.model.provider.clone();
        tell_once(told, ranked.pays_without_consent.then_some(Notice::PaidServes { provider }), sink);
    }
}

fn tell_once(told: &mut Vec<Notice>, notice: Option<Notice>, sink: &mut Sink<'_>) {
    if let Some(notice) = notice.filter(|notice| !told.contains(notice)) {
        told.push(notice.clone());
        sink(TurnEvent::Notice(notice));
    }
}
