//! Finds model servers that run on this machine, and chooses among what they have.
//!
//! A local server is one that the catalogue calls so, or a provider of the user's own on loopback. It is asked
//! what it has only when that is needed, and again only for what was not there, after a while; a server on another machine
//! is never asked.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;
use url::Url;

use super::bookkeeping::{Unconnected, endpoint_with};
use super::roster::ProviderEntry;
use super::{Engine, ServersHere, Unusable};
use crate::config::{self, KeyError, KeyState};
use crate::domain::catalogue::LocalPick;
use crate::domain::{ANY_MODEL, Candidate, Failure, FailureKind, ModelRef, Route};
use crate::provider::{Endpoint, ListedModel, ModelList, is_listening};
use crate::store::KeyWas;

/// A server on this machine answers at once or not at all.
const LISTENS_WITHIN: Duration = Duration::from_millis(200);

/// A list of what lies on a disk takes no longer; a server that hangs is left out.
const LISTS_WITHIN: Duration = Duration::from_secs(2);

/// A server that was started together with baro (`llama-server .. & baro ask ..`) listens by then.
const STARTS_WITHIN: Duration = Duration::from_secs(3);

/// So long a server that says so may load its model, where no other one has any.
const LOADS_WITHIN: Duration = Duration::from_mins(1);

/// For so long nobody is asked again who lacked what was wanted: one message looks for it more than once.
const KEEPS: Duration = Duration::from_secs(10);

/// Between two looks.
const LOOKS_EVERY: Duration = Duration::from_millis(100);

/// What the local servers said.
#[derive(Debug)]
pub(super) struct Surveyed {
    /// When those had answered that were asked.
    at: Instant,
    /// When all had: a look that shows no keys asks none of those that want one.
    all_at: Instant,
    models: Arc<[LocalModel]>,
    /// Those of the user's own that do not answer, refuse the key, or lack one that can be used; and whoever is loading.
    missing: Vec<(Candidate, Unusable)>,
    /// Names of those that run and have no model to chat with.
    idle: Vec<String>,
    /// One of them may have more: it was not shown its key.
    is_withheld: bool,
}

impl Surveyed {
    /// When whoever such a look asks was asked last.
    const fn since(&self, look: Look) -> Instant {
        match look {
            Look::WithKeys => self.all_at,
            Look::Only => self.at,
        }
    }
}

/// What a look at the local servers may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// A server that wants a key is shown it, wherever that comes from.
    WithKeys,
    /// Nothing that may ask a person: a preview that nobody asked for, a list.
    Only,
}

/// Whether a server that is loading its model is waited for, where no other one has any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loading {
    /// It is, once.
    WaitedFor,
    /// It is not: somebody else can answer meanwhile.
    PassedOver,
}

/// What one server said.
enum LocalAnswer {
    /// Those that can chat.
    Models(Vec<LocalModel>),
    /// It runs, and is not ready yet.
    Loading,
    /// It refused the key, or wants one.
    KeyRefused {
        /// Whether one was shown.
        has_key: bool,
    },
    /// Its key cannot be read.
    BadKey(KeyError),
    /// It wants a key that may ask a person, and was not shown it.
    KeyNotShown,
    /// Something listens there, and the question ended so.
    Failed(Box<Failure>),
    /// It does not run, or does not answer.
    None,
}

impl LocalAnswer {
    fn has_models(&self) -> bool {
        matches!(self, Self::Models(models) if !models.is_empty())
    }
}

/// A model that a local server has.
#[derive(Debug, Clone)]
pub struct LocalModel {
    /// Its name.
    pub model: ModelRef,
    /// What the server says of it.
    pub listed: ListedModel,
}

impl Engine {
    /// The models of the local servers that run, as far as one can chat with them. Where there were some, nobody is asked
    /// again; where there were none, after a while: one may have been started since.
    pub async fn local_models(&self) -> Arc<[LocalModel]> {
        self.local_models_by(Loading::WaitedFor).await
    }

    /// The same, where nobody is waited for who is only loading a model yet.
    pub async fn local_models_at_once(&self) -> Arc<[LocalModel]> {
        self.local_models_by(Loading::PassedOver).await
    }

    /// An engine that knows of the servers of this machine what `other` found, and asks them that no second time.
    #[must_use]
    pub fn with_servers_of(self, other: &Self) -> Self {
        Self { local: Mutex::new(other.surveyed()), ..self }
    }

    async fn local_models_by(&self, loading: Loading) -> Arc<[LocalModel]> {
        self.survey(Look::WithKeys, loading, |found| !found.models.is_empty()).await
    }

    /// The same for whoever wants one that is not among those that are known: after a while all are asked again.
    pub(super) async fn local_models_beyond_the_known(&self) -> Arc<[LocalModel]> {
        self.survey(Look::WithKeys, Loading::WaitedFor, |_| false).await
    }

    /// Asks the local servers what they have, unless what they said is new, or `suffices`. Until they have answered, what
    /// they said before holds.
    async fn survey(
        &self,
        look: Look,
        loading: Loading,
        suffices: impl FnOnce(&Surveyed) -> bool,
    ) -> Arc<[LocalModel]> {
        let look = if self.only_looks.load(Ordering::Relaxed) { Look::Only } else { look };
        let before = self.surveyed();
        let is_enough = |found: &Surveyed| look == Look::Only || !found.is_withheld;
        if let Some(found) = before.as_ref().filter(|found| is_enough(found))
            && (found.since(look).elapsed() < KEEPS || suffices(found))
        {
            return Arc::clone(&found.models);
        }
        let servers: Vec<ProviderEntry<'_>> =
            self.provider_entries().filter(|entry| entry.is_local_server() && self.usable(entry).is_ok()).collect();
        let in_settings = self.models_in_the_settings();
        let is_the_users = |entry: &ProviderEntry<'_>| {
            entry.settings.is_some() || in_settings.iter().any(|model| model.provider == entry.id)
        };
        let mut answers = join_all(servers.iter().map(|entry| self.ask_local_server(entry, look))).await;
        // Once is enough: one that loads for ever would be waited for at each message.
        if loading == Loading::WaitedFor && before.is_none() && !answers.iter().any(LocalAnswer::has_models) {
            let is_loading = |(_, answer): &(_, &LocalAnswer)| matches!(answer, LocalAnswer::Loading);
            let names = servers.iter().zip(&answers).filter(is_loading).map(|(entry, _)| entry.name.to_owned());
            *self.loading.lock().unwrap_or_else(PoisonError::into_inner) = names.collect();
            let loaded = servers.iter().zip(&mut answers).filter(|(_, answer)| matches!(answer, LocalAnswer::Loading));
            join_all(loaded.map(|(entry, answer)| async move { *answer = self.when_loaded(entry, look).await })).await;
        }
        // Who lacks a key that can be used was not asked.
        let has_no_good_key = |entry: ProviderEntry<'_>| match self.usable(&entry) {
            Err(why) if why.is_of_its_key() && entry.is_local_server() && entry.settings.is_some() => {
                Some((any_model_of(&entry), why))
            }
            _ => None,
        };
        let mut missing: Vec<(Candidate, Unusable)> = self.provider_entries().filter_map(has_no_good_key).collect();
        let (mut idle, mut is_withheld) = (Vec::new(), false);
        let mut all_at = Instant::now();
        let mut all = Vec::new();
        for (entry, answer) in servers.iter().zip(answers) {
            match answer {
                LocalAnswer::Models(models) => {
                    if models.is_empty() {
                        idle.push(entry.name.to_owned());
                    }
                    all.extend(models);
                }
                LocalAnswer::Loading => missing.push((any_model_of(entry), Unusable::Loading)),
                LocalAnswer::None if is_the_users(entry) => missing.push(not_running(entry)),
                LocalAnswer::Failed(failure) if is_the_users(entry) => {
                    missing.push((any_model_of(entry), Unusable::NotTold(failure)));
                }
                LocalAnswer::KeyRefused { has_key } if is_the_users(entry) => {
                    missing.push((any_model_of(entry), Unusable::KeyRefused { has_key }));
                }
                LocalAnswer::BadKey(error) if is_the_users(entry) => {
                    missing.push((any_model_of(entry), Unusable::BadKey(error)));
                }
                // What it said when it was shown its key holds.
                LocalAnswer::KeyNotShown => {
                    let told = before.iter().flat_map(|found| found.models.iter());
                    let told: Vec<LocalModel> =
                        told.filter(|local| local.model.provider == entry.id).cloned().collect();
                    is_withheld |= told.is_empty();
                    all_at = before.as_ref().map_or(all_at, |found| found.all_at);
                    all.extend(told);
                }
                LocalAnswer::None
                | LocalAnswer::Failed(_)
                | LocalAnswer::KeyRefused { .. }
                | LocalAnswer::BadKey(_) => {}
            }
        }
        let models: Arc<[LocalModel]> = all.into();
        let found = Surveyed { at: Instant::now(), all_at, models: Arc::clone(&models), missing, idle, is_withheld };
        *self.local.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(found));
        self.loading.lock().unwrap_or_else(PoisonError::into_inner).clear();
        models
    }

    /// From now on no server of this machine is shown a key that may ask a person (a `key_command`, the system's keyring):
    /// for whoever looks at what there is and asks nothing.
    pub fn only_look(&self) {
        self.only_looks.store(true, Ordering::Relaxed);
    }

    fn surveyed(&self) -> Option<Arc<Surveyed>> {
        self.local.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the local servers were asked.
    pub(super) fn is_surveyed(&self) -> bool {
        self.surveyed().is_some()
    }

    /// Whether they were asked so lately that nobody would ask them again, and told all that they have.
    pub(super) fn is_surveyed_lately(&self) -> bool {
        self.surveyed().is_some_and(|found| found.all_at.elapsed() < KEEPS && !found.is_withheld)
    }

    /// Whether a server of the user's own did not tell yet what it has, whose models may be called by names that nobody else
    /// knows.
    #[must_use]
    pub fn may_have_unknown_names(&self) -> bool {
        self.has_own_server() && self.surveyed().is_none_or(|found| found.is_withheld)
    }

    /// Asks the local servers what they have, for a name that nobody known is called by.
    pub async fn look_for_names(&self) {
        self.local_models_beyond_the_known().await;
    }

    /// The same, as far as no key is wanted that may ask a person: for a preview.
    pub async fn look_for_names_without_keys(&self) {
        self.survey(Look::Only, Loading::WaitedFor, |_| false).await;
    }

    /// Whether [`Engine::look_for_names_without_keys`] may find what is not known.
    #[must_use]
    pub fn may_find_names(&self) -> bool {
        self.surveyed().is_none_or(|found| found.at.elapsed() >= KEEPS)
    }

    /// Names of the local servers that are waited for while they load their model.
    #[must_use]
    pub fn loading_servers(&self) -> Vec<String> {
        self.loading.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits a moment for a local server that is being started beside baro, unless they were asked already.
    pub(super) async fn await_local_servers(&self, name: Option<&str>) {
        if self.is_surveyed() {
            return;
        }
        let is_meant = |entry: &ProviderEntry<'_>| name.is_none_or(|name| entry.id.eq_ignore_ascii_case(name));
        let servers: Vec<ProviderEntry<'_>> =
            self.provider_entries().filter(|entry| entry.is_local_server() && is_meant(entry)).collect();
        let one_listens = async {
            while !join_all(servers.iter().map(|entry| self.listens(&entry.base_url))).await.contains(&true) {
                tokio::time::sleep(LOOKS_EVERY).await;
            }
        };
        // Where none does, that is found out and said as ever.
        let _ = tokio::time::timeout(STARTS_WITHIN, one_listens).await;
    }

    /// What is known of the local servers' models without asking them.
    pub(super) fn surveyed_models(&self) -> Arc<[LocalModel]> {
        self.surveyed().map_or_else(|| Arc::from([]), |found| Arc::clone(&found.models))
    }

    /// The local servers that were asked and serve nobody: those of the user's own that do not run, refuse the key, or lack
    /// one that can be used, and whoever is loading its model.
    pub(super) fn missing_servers(&self) -> Vec<(Candidate, Unusable)> {
        self.surveyed().map(|found| found.missing.clone()).unwrap_or_default()
    }

    /// The local servers that were asked, run, and have no model to chat with, by their names.
    #[must_use]
    pub fn idle_servers(&self) -> Vec<String> {
        self.surveyed().map(|found| found.idle.clone()).unwrap_or_default()
    }

    /// The local servers that were asked and serve nobody.
    #[must_use]
    pub fn servers_here(&self) -> ServersHere {
        let silent = self.missing_servers().into_iter().filter_map(|(candidate, why)| match why {
            Unusable::NotRunning { address } => Some((candidate.model.provider, address)),
            _ => None,
        });
        ServersHere { idle: self.idle_servers(), silent: silent.collect() }
    }

    /// Whether a local server listens at `url`.
    pub async fn listens(&self, url: &Url) -> bool {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        is_listening(host.trim_matches(['[', ']']), port, LISTENS_WITHIN).await
    }

    async fn ask_local_server(&self, entry: &ProviderEntry<'_>, look: Look) -> LocalAnswer {
        if !self.listens(&entry.base_url).await {
            return LocalAnswer::None;
        }
        let key = config::key_state(self.settings(), self.environment(), entry.id, entry.vendor);
        let may_ask_a_person = matches!(&key, KeyState::Ready(origin) if origin.may_ask_a_person());
        if may_ask_a_person {
            // Most of them list what they have for anybody.
            match self.ask_for_models(entry, &endpoint_with(entry.clone(), None)).await {
                LocalAnswer::KeyRefused { .. } if look == Look::Only => return LocalAnswer::KeyNotShown,
                LocalAnswer::KeyRefused { .. } => {}
                answer => return answer,
            }
        }
        match self.connected(entry.id).await {
            Ok(endpoint) => self.ask_for_models(entry, &endpoint).await,
            Err(Unconnected::Key(error)) => LocalAnswer::BadKey(error),
            Err(Unconnected::Failed(failure)) => LocalAnswer::Failed(Box::new(failure)),
        }
    }

    async fn ask_for_models(&self, entry: &ProviderEntry<'_>, endpoint: &Endpoint) -> LocalAnswer {
        match tokio::time::timeout(LISTS_WITHIN, self.http.list_models(endpoint, None)).await {
            Ok(Ok(ModelList::Models { models, .. })) => {
                if endpoint.key.is_some() {
                    self.note_key_look(entry, KeyWas::Taken);
                }
                let named =
                    |listed: ListedModel| LocalModel { model: ModelRef::new(entry.id, listed.id.clone()), listed };
                LocalAnswer::Models(models.into_iter().map(named).filter(can_chat).collect())
            }
            // llama.cpp's word while it reads its weights.
            Ok(Err(failure)) if failure.status == Some(503) && failure.message.to_lowercase().contains("loading") => {
                LocalAnswer::Loading
            }
            Ok(Err(failure)) if failure.kind == FailureKind::KeyRefused => {
                if endpoint.key.is_some() {
                    self.note_key_look(entry, KeyWas::Refused);
                }
                LocalAnswer::KeyRefused { has_key: endpoint.key.is_some() }
            }
            Ok(Err(failure)) if !is_silence(failure.kind) => LocalAnswer::Failed(Box::new(failure)),
            _ => LocalAnswer::None,
        }
    }

    /// Keeps what came of showing a server its key, where that is news: for whoever looks at keys and asks nobody. Most
    /// servers list what they have for anybody, so a list ends nothing but the refusal of a list.
    fn note_key_look(&self, entry: &ProviderEntry<'_>, was: KeyWas) {
        // Between two turns a key may have changed.
        let mark = config::key_mark(self.settings(), self.environment(), entry.id, entry.vendor);
        let now = self.now();
        let is_there = self.settings().paths.database.exists();
        let was_refused =
            is_there && self.with_store_soon(|store| store.key_was_refused(entry.id, mark)).unwrap_or_default();
        // Without a store it is not remembered, and told all the same.
        let _ = match was {
            KeyWas::Refused if !was_refused => self.with_store_soon(|store| store.record_key(entry.id, mark, was, now)),
            KeyWas::Taken if was_refused => self.with_store_soon(|store| store.end_refused_look(entry.id, mark, now)),
            KeyWas::Refused | KeyWas::Taken => Ok(()),
        };
    }

    /// What a server that is loading has once it is done.
    async fn when_loaded(&self, entry: &ProviderEntry<'_>, look: Look) -> LocalAnswer {
        let loaded = async {
            loop {
                tokio::time::sleep(LOOKS_EVERY).await;
                match self.ask_local_server(entry, look).await {
                    LocalAnswer::Loading => {}
                    other => return other,
                }
            }
        };
        tokio::time::timeout(LOADS_WITHIN, loaded).await.unwrap_or(LocalAnswer::Loading)
    }

    /// The local models for `route`, the best first.
    pub(super) async fn local_candidates(&self, route: Route, loading: Loading) -> Vec<Candidate> {
        self.local_models_by(loading).await;
        self.surveyed_candidates(route)
    }

    /// As [`Engine::local_candidates`], of what is known without asking.
    pub(super) fn surveyed_candidates(&self, route: Route) -> Vec<Candidate> {
        let choice = &self.catalogue().local[route.index()];
        let surveyed = self.surveyed_models();
        let mut models: Vec<&LocalModel> = surveyed.iter().collect();
        models.sort_by_key(|model| (rank_of(model, &choice.prefixes), model.model.clone()));
        let n_best = models
            .iter()
            .filter(|model| rank_of(model, &choice.prefixes) == first_rank(&models, &choice.prefixes))
            .count();
        if n_best > 1 {
            pick_first(&mut models[..n_best], choice.pick);
        }
        models.into_iter().map(|model| Candidate { model: model.model.clone(), effort: choice.effort }).collect()
    }
}

/// Whether a question that ended so was not answered at all.
const fn is_silence(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::Unreachable
            | FailureKind::ConnectTimeout
            | FailureKind::FirstTokenTimeout
            | FailureKind::IdleTimeout
            | FailureKind::TotalTimeout
            | FailureKind::Truncated
    )
}

/// A local server that does not answer.
pub(super) fn not_running(entry: &ProviderEntry<'_>) -> (Candidate, Unusable) {
    (any_model_of(entry), Unusable::NotRunning { address: entry.base_url.authority().to_owned() })
}

/// A local server where a model would be named: whichever it has.
pub(super) fn any_model_of(entry: &ProviderEntry<'_>) -> Candidate {
    Candidate { model: ModelRef::new(entry.id, ANY_MODEL), effort: None }
}

/// Parts of the names of models that make vectors or rankings: they answer nobody.
const NO_CHAT: &[&str] = &["embed", "rerank", "bge-", "minilm", "paraphrase-", "gte-", "e5-"];

/// Whether one can chat with a model, by its name.
pub(super) fn is_chat_model(model: &ModelRef) -> bool {
    let id = model.id.to_ascii_lowercase();
    // `gte-` alone may end another word.
    let begins =
        |part: &str| id.match_indices(part).any(|(at, _)| !id[..at].ends_with(|c: char| c.is_ascii_alphabetic()));
    !NO_CHAT.iter().any(|part| if part.len() < 5 { begins(part) } else { id.contains(part) })
}

/// Whether one can chat with a model that a server lists: by its name, and by what the server says it is for.
fn can_chat(local: &LocalModel) -> bool {
    local.listed.can_chat != Some(false) && is_chat_model(&local.model)
}

/// The position of the first prefix that the model's name begins with; behind them all where none does.
fn rank_of(model: &LocalModel, prefixes: &[String]) -> usize {
    let name = model.model.short().to_ascii_lowercase();
    prefixes.iter().position(|prefix| name.starts_with(prefix.as_str())).unwrap_or(prefixes.len())
}

fn first_rank(sorted: &[&LocalModel], prefixes: &[String]) -> usize {
    sorted.first().map_or(0, |model| rank_of(model, prefixes))
}

/// Moves the one that `pick` wants to the front.
fn pick_first(models: &mut [&LocalModel], pick: LocalPick) {
    let size = |model: &&LocalModel| model.listed.size_bytes.unwrap_or(0);
    match pick {
        LocalPick::Smallest => models.sort_by_key(size),
        LocalPick::Largest => models.sort_by_key(|model| std::cmp::Reverse(size(model))),
        LocalPick::LongestWindow => {
            models.sort_by_key(|model| std::cmp::Reverse((model.listed.context_tokens.unwrap_or(0), size(model))));
        }
        LocalPick::Middle => {
            models.sort_by_key(size);
            let middle = (models.len() - 1) / 2;
            models[..=middle].rotate_right(1);
        }
    }
}
