//! What the engine remembers between turns and between processes: limits and rests.
//!
//! A store that cannot be opened never stops an answer; then nothing is remembered.

use std::sync::PoisonError;

use super::candidates::Ranked;
use super::quota::{self, Spent};
use super::roster::ProviderEntry;
use super::{Engine, Error, ServersHere, failover};
use crate::config::{self, KeyError, KeyFound, KeyReading, KeyState};
use crate::domain::catalogue::Plan;
use crate::domain::conversation::Turn;
use crate::domain::limits::LeftToday;
use crate::domain::{Failure, FailureKind, KeyMark, ModelRef, RateLimits, Secret, UnixMillis};
use crate::provider::{Endpoint, Provider};
use crate::store::{self, Allowance, Store, TokenEntry};

/// Why there is nobody to be asked at a provider.
pub(super) enum Unconnected {
    /// Its key cannot be read.
    Key(KeyError),
    /// Anything else.
    Failed(Failure),
}

/// What came of taking a request's part of the minute.
pub(super) enum Reservation {
    /// It may go out. The entry is to be corrected to what it takes; `None` where nobody counts.
    Taken(Option<TokenEntry>),
    /// It was there a moment ago.
    SomebodyElseTookIt,
}

const fn counts_by_the_minute(plan: &Plan) -> bool {
    plan.tokens_per_minute.is_some() || plan.requests_per_minute.is_some()
}

fn no_provider(id: &str) -> Failure {
    Failure::new(FailureKind::Unreachable, format!("no provider `{id}`"))
}

fn endpoint_of(entry: ProviderEntry<'_>, key: Option<KeyFound>) -> Endpoint {
    endpoint_with(entry, key.map(|found| found.secret))
}

/// Where a provider is, with this key.
pub(super) fn endpoint_with(entry: ProviderEntry<'_>, key: Option<Secret>) -> Endpoint {
    Endpoint { provider: entry.id.to_owned(), wire: entry.wire, base_url: entry.base_url, key }
}

impl Engine {
    /// The provider, ready to be asked. Reads its key; where that may ask a person for a passphrase (a `key_command`,
    /// the system's keyring), it does so on a thread of its own.
    pub(super) async fn connect(&self, id: &str) -> Result<Box<dyn Provider>, Unconnected> {
        Ok((self.make_provider)(self.connected(id).await?))
    }

    /// As [`Engine::connect`], before a provider is made of it.
    pub(super) async fn connected(&self, id: &str) -> Result<Endpoint, Unconnected> {
        let entry = self.provider_entry(id).ok_or_else(|| Unconnected::Failed(no_provider(id)))?;
        let state = config::key_state(self.settings(), self.environment(), id, entry.vendor);
        let may_take_long = matches!(state, KeyState::Ready(origin) if origin.may_ask_a_person());
        let found = if may_take_long {
            let (settings, environment) = (self.settings().clone(), self.environment().clone());
            let (id, vendor) = (id.to_owned(), entry.vendor);
            let reading = KeyReading::default();
            // Whoever stops waiting, by a signal or the time limit, leaves no command behind.
            let _left = reading.left_when_dropped();
            tokio::task::spawn_blocking(move || config::key_unless_left(&settings, &environment, &id, vendor, &reading))
                .await
                .map_err(|error| Unconnected::Failed(Failure::new(FailureKind::KeyRefused, error.to_string())))?
        } else {
            config::key(self.settings(), self.environment(), id, entry.vendor)
        };
        let found = found.map_err(Unconnected::Key)?;
        if let Some(found) = found.as_ref().filter(|found| found.origin.may_ask_a_person()) {
            // Whoever gives a key may give another one by now. Without a store nothing is kept of either.
            let (source, given) = (self.key_mark(id), config::mark_of(id, &found.secret));
            let _ = self.with_store_soon(|store| store.record_given_key(source, given));
        }
        Ok(endpoint_of(entry, found))
    }

    /// Whether another key may be in force than is known: whoever gives it has to be asked.
    pub(super) fn may_have_another_key(&self, provider: &str) -> bool {
        self.key_place(provider).is_some_and(|origin| origin.may_ask_a_person())
    }

    /// The mark of the key with which a provider is asked, without asking anybody for it. Its file is read once a turn,
    /// however many models of the provider there are.
    pub(super) fn key_mark(&self, provider: &str) -> KeyMark {
        let mut marks = self.key_marks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mark) = marks.get(provider) {
            return *mark;
        }
        let mark = config::key_mark(self.settings(), self.environment(), provider, self.catalogue().vendor(provider));
        marks.insert(provider.to_owned(), mark);
        mark
    }

    /// A turn begins: a key may have changed since the last one.
    pub(super) fn forget_key_marks(&self) {
        self.key_marks.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What went through to a model lately, with the key that is in force. Without a store nothing is known.
    pub(super) fn spent(&self, model: &ModelRef, plan: &Plan) -> Spent {
        let (now, key) = (self.now(), self.key_mark(&model.provider));
        self.with_store_raw(|store| {
            let sent = if counts_by_the_minute(plan) {
                store.sent_after(model, key, now.plus_ms(-quota::MINUTE_MS), now)?
            } else {
                Vec::new()
            };
            let requests_today = match plan.requests_per_day {
                Some(_) => self.requests_today(store, model, now)?,
                None => 0,
            };
            Ok(Spent { told: store.limits(model, key)?, sent, requests_today })
        })
        .unwrap_or_default()
    }

    /// What is left of a day's requests to a model, by baro's own count. `None` where the plan does not count them, or counts
    /// those of other models with them: the catalogue has a plan for one model alone where it is the account's.
    pub(super) fn left_by_count(&self, model: &ModelRef, plan: &Plan) -> Option<LeftToday> {
        let n_allowed = plan.requests_per_day?;
        let vendor = self.catalogue().vendor(&model.provider);
        if vendor.and_then(|vendor| vendor.model(&model.id)).is_some_and(|model| model.plan.is_some()) {
            return None;
        }
        let n_sent = self.with_store_raw(|store| self.requests_today(store, model, self.now())).ok()?;
        Some(LeftToday { n_left: n_allowed.saturating_sub(n_sent), n_allowed })
    }

    fn requests_today(&self, store: &Store, model: &ModelRef, now: UnixMillis) -> Result<u64, store::Error> {
        store.requests_since(model, self.key_mark(&model.provider), (self.clock().day_start)(now))
    }

    /// Takes what a request needs out of the minute that all processes share, if it is still there.
    pub(super) fn reserve(&self, ranked: &Ranked, n_tokens: u64) -> Reservation {
        let (model, plan) = (&ranked.candidate.model, &ranked.facts.plan);
        let now = self.now();
        if !counts_by_the_minute(plan) {
            return Reservation::Taken(None);
        }
        let Some(n_allowed) = quota::allowance(plan, &self.spent(model, plan), now) else {
            return Reservation::Taken(self.note_sent(ranked, n_tokens));
        };
        let allowance = Allowance { since: now.plus_ms(1 - quota::MINUTE_MS), n_tokens: n_allowed };
        let key = self.key_mark(&model.provider);
        match self.with_store_soon(|store| store.reserve_tokens(model, key, n_tokens, &allowance, now)) {
            Ok(Some(entry)) => Reservation::Taken(Some(entry)),
            Ok(None) => Reservation::SomebodyElseTookIt,
            // Forgetting this costs a wait at most.
            Err(_) => Reservation::Taken(None),
        }
    }

    /// A request goes out again: counted for whoever shares the minute.
    pub(super) fn note_sent(&self, ranked: &Ranked, n_tokens: u64) -> Option<TokenEntry> {
        if !counts_by_the_minute(&ranked.facts.plan) {
            return None;
        }
        let model = &ranked.candidate.model;
        let key = self.key_mark(&model.provider);
        self.with_store_soon(|store| store.record_tokens(model, key, n_tokens, self.now())).ok()
    }

    /// What a request that was counted takes in truth.
    pub(super) fn correct_sent(&self, entry: Option<TokenEntry>, n_tokens: u64) {
        if let Some(entry) = entry {
            // What stays too high passes with the minute.
            let _ = self.with_store_soon(|store| store.correct_tokens(entry, n_tokens));
        }
    }

    /// The limits that a response told to the key in force.
    pub(super) fn note_limits(&self, model: &ModelRef, limits: &RateLimits) {
        self.note_limits_of(model, self.key_mark(&model.provider), limits);
    }

    /// The limits that a response told to a key.
    pub(super) fn note_limits_of(&self, model: &ModelRef, key: KeyMark, limits: &RateLimits) {
        let _ = self.with_store_soon(|store| store.record_limits(model, key, limits, self.now()));
    }

    /// A model answered.
    pub(super) fn note_success(&self, model: &ModelRef) {
        let _ = self.with_store_soon(|store| store.record_success(model));
    }

    /// A model failed: remembers how long it asks to be left alone, and whether it seems to be ill.
    pub(super) fn note_failure(&self, model: &ModelRef, failure: &Failure) {
        let now = self.now();
        let mut limits = failure.limits;
        if let (FailureKind::RateLimited | FailureKind::QuotaSpent, Some(wait)) = (failure.kind, failure.retry_after) {
            limits.requests.remaining = Some(0);
            limits.requests.resets_at = Some(now.plus_ms(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)));
        }
        self.note_limits(model, &limits);
        let noted = if failover::speaks_of_health(failure) {
            self.with_store_soon(|store| store.record_failure(model, now))
        } else {
            self.with_store_soon(|store| store.release_probe(model))
        };
        // A store that cannot be written stops no answer.
        let _ = noted;
    }

    /// A model was not asked to the end: whether it is well again is for another to find out.
    pub(super) fn release_probe(&self, model: &ModelRef) {
        let _ = self.with_store_soon(|store| store.release_probe(model));
    }

    /// Whether a model is left alone for a while after many failures. No claim to try it.
    pub(super) fn is_resting(&self, model: &ModelRef) -> bool {
        self.with_store_raw(|store| store.rests_until(model, self.now())).is_ok_and(|until| until.is_some())
    }

    /// Whether this process may try a model that may have rested: one does, the others wait for what comes of it.
    pub(super) fn may_probe(&self, model: &ModelRef) -> bool {
        self.with_store_soon(|store| store.resting_until(model, self.now())).map_or(true, |until| until.is_none())
    }

    /// Whether the question of an answer that never came is worth sending again.
    pub(super) fn keeps_question(&self, answer: &Turn) -> bool {
        let tries = self.with_store_raw(|store| store.attempts_of(answer.id)).unwrap_or_default();
        tries.iter().rev().find_map(|ended| ended.failure).is_some_and(|kind| !failover::is_the_questions_own(kind))
    }

    /// A number from 0.0 to 1.0 by chance.
    #[expect(clippy::unused_self, reason = "chance is the engine's, as time is")]
    pub(super) fn chance(&self) -> f64 {
        let mut byte = [0_u8; 1];
        // Without a source of chance there is no jitter, and nothing else is lost.
        let _ = getrandom::fill(&mut byte);
        f64::from(byte[0]) / 255.0
    }

    /// The error that tells of the last failures of all that were asked, each once.
    pub(super) fn failed(&self, mut failures: Vec<(ModelRef, Failure)>) -> Error {
        let Some((model, failure)) = failures.last().cloned() else {
            return Error::NothingConfigured { servers: ServersHere::default() };
        };
        let is_refused = |(_, failure): &(ModelRef, Failure)| failure.kind == FailureKind::KeyRefused;
        if failures.iter().all(is_refused) {
            return Error::KeyRefused { model, failure: Box::new(failure) };
        }
        if failures.iter().any(is_refused) {
            // A refused key is named first even where somebody else failed last.
            failures.sort_by_key(|failed| !is_refused(failed));
            return Error::NobodyAnswered { failures };
        }
        match failure.kind {
            FailureKind::BadRequest
            | FailureKind::Filtered
            | FailureKind::ContextOverflow
            | FailureKind::PlanTooSmall => Error::Refused { model, failure: Box::new(failure), nearest: Vec::new() },
            FailureKind::ModelGone if failures.len() == 1 => {
                let nearest = self.successor_or_near(&model);
                Error::Refused { model, failure: Box::new(failure), nearest }
            }
            FailureKind::Truncated
            | FailureKind::Malformed
            | FailureKind::EventTooLarge
            | FailureKind::UnofferedTool
                if failures.len() == 1 =>
            {
                Error::Incomplete { model, failure: Some(Box::new(failure)) }
            }
            _ => Error::NobodyAnswered { failures },
        }
    }

    fn successor_or_near(&self, model: &ModelRef) -> Vec<String> {
        let successor = self
            .provider_entry(&model.provider)
            .and_then(|entry| entry.vendor)
            .and_then(|vendor| vendor.successor(&model.id))
            .map(|retired| ModelRef::new(&model.provider, &retired.successor).to_string());
        match successor {
            Some(successor) => vec![successor],
            None => {
                self.nearest_names(&model.to_string()).into_iter().filter(|name| *name != model.to_string()).collect()
            }
        }
    }
}
