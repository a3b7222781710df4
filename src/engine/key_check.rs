//! Asks a provider whether it takes a key: one small call, whose tokens are counted like any other's.
//!
//! Nothing is retried and nobody takes over: a key is the one thing that is looked at. Where a key comes from, and
//! whether it is kept, is not decided here.

use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::Instant;

use super::bookkeeping::Unconnected;
use super::roster::{ModelFacts, ProviderEntry};
use super::settings_check::SettingFinding;
use super::{Engine, Unusable};
use crate::config;
use crate::domain::catalogue::{Plan, Wire};
use crate::domain::time::whole_ms;
use crate::domain::{
    AttemptOutcome, ChatRequest, Effort, Failure, FailureKind, KeyMark, Message, MicroUsd, ModelRef, ProviderEvent,
    RateLimits, Role, Route, Secret, Surface, Usage, tokens,
};
use crate::provider::{ModelList, Provider, registry};
use crate::store::{KeyWas, LedgerRow};

/// What is asked: as little as makes a model say something.
const PROMPT: &str = "hi";
/// Tokens of answer, the least that every vendor takes.
const N_ANSWER: u64 = 16;
/// The whole call takes no longer.
const LIMIT: Duration = Duration::from_secs(30);
/// Models that are tried before the list of models is asked for instead.
const N_MODELS: usize = 2;

/// Which key is looked at.
#[derive(Debug, Clone, Copy)]
pub enum KeyToCheck<'a> {
    /// The one that questions are asked with.
    InForce,
    /// This one, which is not kept anywhere yet.
    Given {
        /// The key.
        secret: &'a Secret,
        /// Where it will be, if it is good.
        kept: KeptIn<'a>,
    },
}

/// Where a key will be once it is kept.
#[derive(Debug, Clone, Copy)]
pub enum KeptIn<'a> {
    /// In a file, of baro's own or of the user's.
    File,
    /// In what this command gives.
    Command(&'a str),
    /// In the system's keyring.
    Keyring,
}

/// By which marks what comes of a look is kept.
#[derive(Debug, Clone, Copy)]
struct Marks {
    /// Where the key is taken: by the one that it will be asked with.
    taken: KeyMark,
    /// Where it is refused, and so not kept.
    refused: KeyMark,
}

impl Marks {
    fn of_given(provider: &str, secret: &Secret, kept: KeptIn<'_>) -> Self {
        let own = config::mark_of(provider, secret);
        match kept {
            KeptIn::File => Self { taken: own, refused: own },
            // The same words are told from no other key behind them.
            KeptIn::Command(command) => {
                let mark = config::mark_of_command(provider, command);
                Self { taken: mark, refused: mark }
            }
            // One that is refused leaves the one that is there in its place.
            KeptIn::Keyring => Self { taken: config::mark_in_keyring(provider), refused: own },
        }
    }

    fn by(self, kind: Option<FailureKind>) -> KeyMark {
        if kind == Some(FailureKind::KeyRefused) { self.refused } else { self.taken }
    }
}

/// What came of looking at a key.
#[derive(Debug)]
pub struct KeyCheck {
    /// Whose it is.
    pub provider: String,
    /// Which model was asked; `None` where it was the list of models.
    pub model: Option<ModelRef>,
    /// From sending to the end.
    pub took: Duration,
    /// Whether it is good.
    pub outcome: Result<KeyAccepted, KeyTrouble>,
}

/// A key that the provider takes.
#[derive(Debug, Clone)]
pub struct KeyAccepted {
    /// What the plan lets through for the model that was asked.
    pub plan: Plan,
    /// What the response's headers told.
    pub limits: RateLimits,
    /// Models in the provider's list, where that was asked for.
    pub n_models: Option<usize>,
    /// What the call cost, where that is known.
    pub cost: Option<MicroUsd>,
    /// What is in the way of questions all the same: a minute or a day that is used up, no money.
    pub but: Option<Failure>,
}

/// Why it is not known whether a key is good, or that it is not.
#[derive(Debug)]
pub enum KeyTrouble {
    /// The provider may not be asked, or has no key.
    Unusable(Unusable),
    /// The call failed.
    Failed(Failure),
    /// The provider is not asked, since it may be one that the policy denies.
    MayBeDenied(MayBeDenied),
}

/// Why it is not known whom the policy denies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MayBeDenied {
    /// The project's file is wrong.
    ByProject,
    /// A denial names nobody.
    By(SettingFinding),
}

/// What came of asking one model.
struct Asked {
    failure: Option<Failure>,
    limits: RateLimits,
    cost: Option<MicroUsd>,
}

impl Engine {
    /// Asks the provider with a key. `None`: there is no such provider.
    pub async fn check_key(&self, provider: &str, key: KeyToCheck<'_>) -> Option<KeyCheck> {
        let entry = self.provider_entry(provider)?;
        self.forget_key_marks();
        let began = Instant::now();
        let (model, outcome) = self.check(&entry, key).await;
        Some(KeyCheck { provider: provider.to_owned(), model, took: began.elapsed(), outcome })
    }

    async fn check(
        &self,
        entry: &ProviderEntry<'_>,
        key: KeyToCheck<'_>,
    ) -> (Option<ModelRef>, Result<KeyAccepted, KeyTrouble>) {
        if let KeyToCheck::InForce = key
            && let Err(why) = self.usable(entry)
        {
            return (None, Err(KeyTrouble::Unusable(why)));
        }
        if let Some(trouble) = self.keeps_from(entry.id) {
            return (None, Err(trouble));
        }
        if entry.wire == Wire::Local {
            return (None, self.look_inside());
        }
        let endpoint = match key {
            KeyToCheck::InForce => self.connected(entry.id).await,
            KeyToCheck::Given { secret, .. } => {
                Ok(super::bookkeeping::endpoint_with(entry.clone(), Some(secret.clone())))
            }
        };
        let endpoint = match endpoint {
            Ok(endpoint) => endpoint,
            Err(Unconnected::Key(error)) => return (None, Err(KeyTrouble::Unusable(Unusable::BadKey(error)))),
            Err(Unconnected::Failed(failure)) => return (None, Err(KeyTrouble::Failed(failure))),
        };
        let marks = match key {
            KeyToCheck::InForce => {
                let mark = self.key_mark(entry.id);
                Marks { taken: mark, refused: mark }
            }
            KeyToCheck::Given { secret, kept } => Marks::of_given(entry.id, secret, kept),
        };
        for model in self.models_to_ask(entry) {
            let facts = self.facts_with(entry, &model.id, Some(marks.taken));
            let provider = (self.make_provider)(endpoint.clone());
            let asked = self.ask_little(&*provider, &model, marks, &facts).await;
            let accepted = |but| KeyAccepted {
                // With what was told just now.
                plan: self.facts_with(entry, &model.id, Some(marks.taken)).plan,
                limits: asked.limits,
                n_models: None,
                cost: asked.cost,
                but,
            };
            match asked.failure.clone() {
                None => return (Some(model.clone()), Ok(accepted(None))),
                Some(failure) => match failure.kind {
                    FailureKind::RateLimited | FailureKind::QuotaSpent | FailureKind::PlanTooSmall => {
                        return (Some(model.clone()), Ok(accepted(Some(failure))));
                    }
                    // That says nothing of the key: another model, or the list, may.
                    FailureKind::ModelGone | FailureKind::BadRequest if failure.code.as_deref() != Some(OPEN) => {}
                    _ => return (Some(model.clone()), Err(KeyTrouble::Failed(failure))),
                },
            }
        }
        let listed = self.http.list_models(&endpoint, None).await;
        let was = match &listed {
            Ok(_) => Some(KeyWas::Taken),
            Err(failure) => (failure.kind == FailureKind::KeyRefused).then_some(KeyWas::Refused),
        };
        if let Some(was) = was {
            // Without a store it is not remembered, and told all the same.
            let mark = if was == KeyWas::Taken { marks.taken } else { marks.refused };
            let _ = self.with_store_soon(|store| store.record_key(entry.id, mark, was, self.now()));
        }
        let outcome = match listed {
            Ok(list) => {
                let n_models = match list {
                    ModelList::Models { models, .. } => Some(models.len()),
                    ModelList::NotModified => None,
                };
                let plan = entry.vendor.and_then(|vendor| vendor.free_plan).unwrap_or_default();
                Ok(KeyAccepted { plan, limits: RateLimits::default(), n_models, cost: Some(MicroUsd(0)), but: None })
            }
            Err(failure) => Err(KeyTrouble::Failed(failure)),
        };
        (None, outcome)
    }

    /// Why no key goes to a provider, whatever key it is: the policy denies it, or may.
    #[must_use]
    pub fn keeps_from(&self, provider: &str) -> Option<KeyTrouble> {
        if let Some(by) = self.denied(provider) {
            return Some(KeyTrouble::Unusable(Unusable::Denied(by)));
        }
        if self.settings().policy.hides_denials {
            return Some(KeyTrouble::MayBeDenied(MayBeDenied::ByProject));
        }
        self.unknown_denials().next().map(|finding| KeyTrouble::MayBeDenied(MayBeDenied::By(finding)))
    }

    /// The embedded models want no key: what can be told of them is whether there are any.
    fn look_inside(&self) -> Result<KeyAccepted, KeyTrouble> {
        let n_models = self.embedded().shelf().all().len();
        if n_models == 0 {
            return Err(KeyTrouble::Unusable(Unusable::NotFetched { model: self.embedded_choice() }));
        }
        let plan = Plan { free: true, ..Plan::default() };
        let (limits, cost) = (RateLimits::default(), Some(MicroUsd(0)));
        Ok(KeyAccepted { plan, limits, n_models: Some(n_models), cost, but: None })
    }

    /// The models that cost least to ask: the vendor's quick ones, or those that the user named.
    fn models_to_ask(&self, entry: &ProviderEntry<'_>) -> Vec<ModelRef> {
        if entry.wire == Wire::Local || entry.vendor.is_some_and(|vendor| vendor.is_local_server) {
            return Vec::new();
        }
        let quick = entry.vendor.into_iter().flat_map(|vendor| vendor.route(Route::Fast));
        let mut models: Vec<ModelRef> =
            quick.map(|candidate| candidate.model.clone()).filter(|model| model.provider == entry.id).collect();
        models.sort_by_key(|model| !self.facts(entry, &model.id).is_free());
        let own = self.models_of_today_in_the_settings();
        models.extend(own.filter(|model| model.provider == entry.id));
        models.truncate(N_MODELS);
        models
    }

    async fn ask_little(&self, provider: &dyn Provider, model: &ModelRef, marks: Marks, facts: &ModelFacts) -> Asked {
        let request = ChatRequest {
            model: model.id.clone(),
            system: None,
            messages: vec![Message::new(Role::User, PROMPT)],
            max_tokens: Some(N_ANSWER),
            temperature: None,
            effort: facts.effort(Some(Effort::Off)),
            rules: facts.rules.clone(),
            prompt_tokens: tokens::estimate(PROMPT),
            context_tokens: facts.context_tokens,
        };
        let (sent_at, began) = (self.now(), Instant::now());
        let deadline = began + LIMIT;
        let mut stream = provider.stream(request);
        let (mut opened, mut usage, mut cost, mut ttft, mut request_id) = (None, None, None, None, None);
        let mut is_heard = false;
        let failure = loop {
            match tokio::time::timeout_at(deadline, stream.next()).await {
                Err(_) => {
                    let message = format!("no end of the answer within {} s", LIMIT.as_secs());
                    break Some(Failure::new(FailureKind::TotalTimeout, message));
                }
                Ok(None) => break Some(Failure::new(FailureKind::Truncated, "")),
                Ok(Some(Err(failure))) => break Some(failure),
                Ok(Some(Ok(event))) => match event {
                    ProviderEvent::Opened { limits, request_id: id } => {
                        opened = Some(limits);
                        request_id = id;
                    }
                    ProviderEvent::Text(_) => {
                        is_heard = true;
                        ttft = ttft.or(Some(began.elapsed()));
                    }
                    ProviderEvent::Usage { usage: counted, cost: charged } => {
                        is_heard = true;
                        usage = Some(counted);
                        cost = charged.or(cost);
                    }
                    ProviderEvent::Finished(_) => break None,
                    ProviderEvent::Reasoning(_) => is_heard = true,
                    ProviderEvent::Alive => {}
                },
            }
        };
        let limits = opened.or(failure.as_ref().map(|failure| failure.limits)).unwrap_or_default();
        let key = marks.by(failure.as_ref().map(|failure| failure.kind));
        self.note_limits_of(model, key, &limits);
        let estimated = Usage {
            input: if opened.is_some() { tokens::estimate(PROMPT) } else { 0 },
            estimated: true,
            ..Usage::default()
        };
        let usage = usage.unwrap_or(estimated);
        let facts = &self.facts_as_told(model, facts, &limits);
        let cost = cost.or_else(|| facts.cost(&usage));
        let outcome = match (&failure, opened) {
            (None, _) => AttemptOutcome::Answered,
            (Some(_), Some(_)) => AttemptOutcome::Incomplete,
            (Some(failure), None) if failure.kind == FailureKind::KeyRefused => AttemptOutcome::Refused,
            (Some(_), None) => AttemptOutcome::Failed,
        };
        let row = LedgerRow {
            begun: None,
            model,
            key,
            route: None,
            surface: Surface::Ask,
            outcome,
            failure: failure.as_ref().map(|failure| failure.kind),
            usage,
            cost,
            free: facts.asks_no_money(),
            ttft_ms: ttft.map(whole_ms),
            total_ms: whole_ms(began.elapsed()),
            at: sent_at,
            conversation: None,
            turn: None,
            request_id: request_id.as_deref(),
        };
        // Without a store nothing is counted; the key is as good as it is.
        let _ = self.with_store_soon(|store| store.record_attempts(&[row]));
        // A model said something, so the key was taken, whatever became of the rest. That there was a response says nothing:
        // a network's sign-in page answers, too.
        Asked { failure: failure.filter(|_| !is_heard), limits, cost }
    }
}

/// The code under which a key is not let out without TLS.
const OPEN: &str = "key_without_tls";

/// Names shown beside an unknown one.
const N_NEAREST: usize = 2;

/// What people call a vendor by its models or its owner.
pub(super) const OTHER_NAMES: &[(&str, &str)] = &[
    ("kimi", "moonshot"),
    ("claude", "anthropic"),
    ("gpt", "openai"),
    ("chatgpt", "openai"),
    ("qwen", "dashscope"),
    ("alibaba", "dashscope"),
    ("google", "gemini"),
    ("grok", "groq"),
    ("open", "openai"),
];

impl Engine {
    /// The names of providers that are nearest to one that is none, the likeliest first.
    #[must_use]
    pub fn nearest_providers(&self, name: &str) -> Vec<String> {
        let name = name.to_lowercase();
        let vendor_of = |name: &str| OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, vendor)| *vendor);
        if let Some(vendor) = vendor_of(&name) {
            return vec![vendor.to_owned()];
        }
        let known = self.provider_entries().map(|entry| entry.id).chain(OTHER_NAMES.iter().map(|(other, _)| *other));
        let mut nearest: Vec<String> = Vec::with_capacity(N_NEAREST);
        for near in registry::nearest(&name, known, OTHER_NAMES.len()) {
            let provider = vendor_of(near).unwrap_or(near);
            if nearest.len() < N_NEAREST && !nearest.iter().any(|other| other == provider) {
                nearest.push(provider.to_owned());
            }
        }
        nearest
    }
}
