//! What the engine remembers between turns and between processes: limits and rests.
//!
//! A store that cannot be opened never stops an answer; then nothing is remembered.

use super::candidates::Ranked;
use super::quota::{self, Spent};
use super::{Engine, Error};
use crate::config;
use crate::domain::catalogue::Plan;
use crate::domain::{Failure, FailureKind, ModelRef, RateLimits};
use crate::provider::{Endpoint, Provider};

impl Engine {
    /// The provider, ready to be asked. Reads its key, which may run the user's `key_command`.
    pub(super) fn provider(&self, id: &str) -> Result<Box<dyn Provider>, Failure> {
        Ok((self.make_provider)(self.endpoint(id)?))
    }

    /// Where a provider is, with its key.
    pub(super) fn endpoint(&self, id: &str) -> Result<Endpoint, Failure> {
        let entry = self
            .provider_entry(id)
            .ok_or_else(|| Failure::new(FailureKind::Unreachable, format!("no provider `{id}`")))?;
        let found = config::key(self.settings(), self.environment(), id, entry.vendor)
            .map_err(|error| Failure::new(FailureKind::KeyRefused, error.to_string()))?;
        Ok(Endpoint {
            provider: id.to_owned(),
            wire: entry.wire,
            base_url: entry.base_url,
            key: found.map(|found| found.secret),
            headers: Vec::new(),
        })
    }

    /// What went through to a model lately.
    pub(super) fn spent(&self, model: &ModelRef, plan: &Plan) -> Spent {
        if *plan == Plan::default() {
            return Spent::default();
        }
        let now = self.now();
        self.with_store_raw(|store| {
            let told = store.limits(model)?;
            let since = told.map_or(now.plus_ms(-quota::MINUTE_MS), |(_, at)| at.max(now.plus_ms(-quota::MINUTE_MS)));
            let tokens_since = store.tokens_since(model, since)?;
            let requests_today = match plan.requests_per_day {
                Some(_) => store.requests_since(model, (self.clock().day_start)(now))?,
                None => 0,
            };
            Ok(Spent { told, tokens_since, requests_today })
        })
        .unwrap_or_default()
    }

    /// A request is about to go out: count its tokens for whoever shares the minute.
    pub(super) fn note_sent(&self, ranked: &Ranked, input_tokens: u64, max_tokens: Option<u64>) {
        if ranked.facts.plan.tokens_per_minute.is_none() {
            return;
        }
        let n_tokens = input_tokens + max_tokens.unwrap_or(0);
        // Forgetting this costs a wait at most.
        let _ = self.with_store_raw(|store| store.record_tokens(&ranked.candidate.model, n_tokens, self.now()));
    }

    /// The limits that a response told.
    pub(super) fn note_limits(&self, model: &ModelRef, limits: &RateLimits) {
        let _ = self.with_store_raw(|store| store.record_limits(model, limits, self.now()));
    }

    /// A model answered.
    pub(super) fn note_success(&self, model: &ModelRef) {
        let _ = self.with_store_raw(|store| store.record_success(model));
    }

    /// A model failed in a way that speaks against asking it again soon.
    pub(super) fn note_failure(&self, model: &ModelRef, failure: &Failure) {
        if !failure.limits.is_empty() {
            self.note_limits(model, &failure.limits);
        }
        let is_ill = matches!(
            failure.kind,
            FailureKind::ServerError
                | FailureKind::Unreachable
                | FailureKind::ConnectTimeout
                | FailureKind::FirstTokenTimeout
                | FailureKind::IdleTimeout
                | FailureKind::Truncated
        );
        if is_ill {
            let _ = self.with_store_raw(|store| store.record_failure(model, self.now()));
        }
    }

    /// Whether a model is left alone for a while after many failures.
    pub(super) fn is_resting(&self, model: &ModelRef) -> bool {
        self.with_store_raw(|store| store.resting_until(model, self.now())).is_ok_and(|until| until.is_some())
    }

    /// A number from 0.0 to 1.0 by chance.
    #[expect(clippy::unused_self, reason = "chance is the engine's, as time is")]
    pub(super) fn chance(&self) -> f64 {
        let mut byte = [0_u8; 1];
        // Without a source of chance there is no jitter, and nothing else is lost.
        let _ = getrandom::fill(&mut byte);
        f64::from(byte[0]) / 255.0
    }

    /// The error that tells of the last failures of all that were asked.
    pub(super) fn failed(&self, mut failures: Vec<(ModelRef, Failure)>) -> Error {
        let all = |kinds: &[FailureKind]| failures.iter().all(|(_, failure)| kinds.contains(&failure.kind));
        let refused_by_all = all(&[FailureKind::KeyRefused]);
        let Some((model, failure)) = failures.last().cloned() else { return Error::NothingConfigured };
        if refused_by_all {
            return Error::KeyRefused { model, failure: Box::new(failure) };
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
            _ => {
                // A refused key is named even where somebody else failed last.
                failures.sort_by_key(|(_, failure)| failure.kind != FailureKind::KeyRefused);
                Error::NobodyAnswered { failures }
            }
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
