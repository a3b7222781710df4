//! The models that there are: what `baro models` lists, and the providers' own lists that `refresh` reads.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bookkeeping::Unconnected;
use super::local_servers::{any_model_of, is_chat_model};
use super::looked::Looked;
use super::quota::{self, Admission};
use super::roster::{ModelFacts, ProviderEntry};
use super::{Engine, TurnRequest, Unusable};
use crate::config::KeyError;
use crate::domain::catalogue::{Price, Wire};
use crate::domain::event::FailoverReason;
use crate::domain::{Candidate, Failure, MicroUsd, ModelRef, Route, UnixMillis};
use crate::files::{self, Readers};
use crate::provider::{ListedModel, ModelList};

/// The form of the files that `refresh` writes.
const SCHEMA: u32 = 1;

/// A wait for a key that needs no word.
const QUIET: Duration = Duration::from_secs(2);

/// A model, and whether it can be used now.
#[derive(Debug, Clone)]
pub struct ModelState {
    /// Its name.
    pub model: ModelRef,
    /// What is known of it.
    pub facts: ModelFacts,
    /// Why it cannot be used; `None` where it can.
    pub why_not: Option<Unusable>,
    /// Why another one serves in its place for now.
    pub not_now: Option<FailoverReason>,
    /// The routes that it serves first.
    pub serves: Vec<Route>,
    /// The day from which it will be refused, where announced.
    pub ends: Option<String>,
}

/// A provider's own list, as it was read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Refreshed {
    schema: u32,
    etag: Option<String>,
    read_at: UnixMillis,
    day: String,
    models: HashMap<String, RefreshedModel>,
}

/// A model of a provider's own list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct RefreshedModel {
    pub context_tokens: Option<u64>,
    pub max_output_tokens: Option<u64>,
    input_price: Option<MicroUsd>,
    output_price: Option<MicroUsd>,
}

impl RefreshedModel {
    pub fn price(&self, as_of: &str) -> Option<Price> {
        Some(Price::flat(as_of, self.input_price?, self.output_price?))
    }
}

impl From<ListedModel> for RefreshedModel {
    fn from(listed: ListedModel) -> Self {
        Self {
            context_tokens: listed.context_tokens,
            max_output_tokens: listed.max_output_tokens,
            input_price: listed.input_price,
            output_price: listed.output_price,
        }
    }
}

/// What came of refreshing one provider's list.
#[derive(Debug)]
pub struct RefreshResult {
    /// Whose.
    pub provider: String,
    /// How many models it lists, and how many of them are new since the last time.
    pub outcome: Result<RefreshCount, RefreshError>,
}

/// How a list changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshCount {
    /// Models in the list.
    pub n_models: usize,
    /// Not known before.
    pub n_new: usize,
    /// The provider said that nothing changed.
    pub unchanged: bool,
}

/// Why a list could not be refreshed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The provider did not give it.
    #[error("{}", .0.message)]
    Provider(Box<Failure>),
    /// The provider was not asked: its key cannot be read.
    #[error(transparent)]
    Key(KeyError),
    /// It was read, and could not be written.
    #[error("{}: {error}", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

impl Engine {
    /// Every model that baro knows of, those that can be used first, by provider.
    pub async fn model_states(&self) -> Vec<ModelState> {
        let mut states: Vec<ModelState> = Vec::new();
        // First, so that what the servers on this machine say counts in all that follows.
        self.local_models().await;
        let missing: Vec<_> = self.missing_servers().into_iter().chain(self.missing_providers()).collect();
        for entry in self.provider_entries() {
            let of_entry = missing.iter().find(|(candidate, _)| candidate.model.provider == entry.id);
            let why_not = self.usable(&entry).err().or_else(|| of_entry.map(|(_, why)| why.clone()));
            let mut ids = self.model_ids(&entry);
            if ids.is_empty() && why_not.is_some() && entry.settings.is_some() {
                // What the user set up is not left out for want of a model's name.
                ids.push(any_model_of(&entry).model.id);
            }
            for id in ids {
                states.push(self.model_state(&entry, &id, why_not.clone()));
            }
        }
        for local in self.local_models().await.iter() {
            if let Some(entry) = self.provider_entry(&local.model.provider)
                && states.iter().all(|state| state.model != local.model)
            {
                states.push(self.model_state(&entry, &local.model.id, None));
            }
        }
        let (request, looked) = (TurnRequest::default(), Looked::default());
        for route in Route::ALL {
            let first = self.first_of(route, &request, &looked).await.ok().flatten();
            if let Some(state) = first.and_then(|first| states.iter_mut().find(|state| state.model == first)) {
                state.serves.push(route);
            }
        }
        states.sort_by_key(|state| state.why_not.is_some());
        states
    }

    /// The models that are known without asking anyone: by the catalogue, the settings and the lists that were read, each with
    /// whether its provider can be used as far as can be told.
    pub fn known_models(&self) -> impl Iterator<Item = (ModelRef, Result<(), Unusable>)> {
        self.provider_entries().flat_map(move |entry| {
            let usable = self.usable(&entry);
            let ids = self.model_ids(&entry);
            ids.into_iter().map(move |id| {
                let here = self.embedded_state(entry.wire, &id).map_or(Ok(()), Err);
                (ModelRef::new(entry.id, &id), usable.clone().and(here))
            })
        })
    }

    /// The providers of the user's own that are elsewhere and cannot be asked, and why: they lack something, or no model of
    /// theirs is known.
    pub(super) fn missing_providers(&self) -> Vec<(Candidate, Unusable)> {
        let is_elsewhere = |entry: &ProviderEntry<'_>| {
            let is_own = entry.settings.is_some() && entry.vendor.is_none();
            is_own && entry.wire != Wire::Local && !entry.is_local_server()
        };
        let lacks = |entry: ProviderEntry<'_>| match self.usable(&entry) {
            Err(Unusable::Denied(_)) => None,
            Err(why) => Some((any_model_of(&entry), why)),
            Ok(()) => self.model_ids(&entry).is_empty().then(|| (any_model_of(&entry), Unusable::ModelsUnknown)),
        };
        self.provider_entries().filter(is_elsewhere).filter_map(lacks).collect()
    }

    fn model_ids(&self, entry: &ProviderEntry<'_>) -> Vec<String> {
        let mut ids: Vec<String> =
            entry.vendor.iter().flat_map(|vendor| vendor.models.iter().map(|model| model.id.clone())).collect();
        let named = self.models_in_the_settings().into_iter().filter(|model| model.provider == entry.id);
        let listed = self.refreshed_models(entry.id);
        for id in named.chain(listed).map(|model| model.id) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    fn model_state(&self, entry: &ProviderEntry<'_>, id: &str, why_not: Option<Unusable>) -> ModelState {
        let model = ModelRef::new(entry.id, id);
        let facts = self.facts(entry, id);
        let why_not = why_not.or_else(|| self.embedded_state(entry.wire, id));
        ModelState {
            not_now: if why_not.is_none() { self.not_now(&model, &facts) } else { None },
            model,
            facts,
            why_not,
            serves: Vec::new(),
            ends: entry.vendor.and_then(|vendor| vendor.model(id)).and_then(|model| model.ends.clone()),
        }
    }

    /// Why a model that can be used is passed over at the moment: it rests, or its plan lets not even a word through.
    fn not_now(&self, model: &ModelRef, facts: &ModelFacts) -> Option<FailoverReason> {
        if self.is_resting(model) {
            return Some(FailoverReason::Resting);
        }
        match quota::admit(&facts.plan, &self.spent(model, &facts.plan), 1, 1, self.now()) {
            Admission::Now { .. } | Admission::Never { .. } => None,
            Admission::After(..) | Admission::NotToday(_) => Some(FailoverReason::LimitNear),
        }
    }

    /// Reads the own lists of all providers that can be used, one after the other. A list that did not change
    /// is not sent again by providers that keep an `ETag`. `on_waiting` hears whose key keeps everybody waiting. Dropping
    /// this ends the command that is to give one.
    pub async fn refresh_models(&self, mut on_waiting: impl FnMut(&str)) -> Vec<RefreshResult> {
        let usable: Vec<String> = self
            .provider_entries()
            .filter(|entry| !entry.vendor.is_some_and(|vendor| vendor.is_local_server))
            .filter(|entry| entry.wire != Wire::Local && self.usable(entry).is_ok())
            .map(|entry| entry.id.to_owned())
            .collect();
        let mut results = Vec::with_capacity(usable.len());
        for provider in usable {
            let outcome = self.refresh_one(&provider, &mut on_waiting).await;
            results.push(RefreshResult { provider, outcome });
        }
        results
    }

    async fn refresh_one(
        &self,
        provider: &str,
        on_waiting: &mut impl FnMut(&str),
    ) -> Result<RefreshCount, RefreshError> {
        let old = self.refreshed_list(provider);
        let failed = |failure| RefreshError::Provider(Box::new(failure));
        // A command that gives the key may take long, or ask a person.
        let mut connecting = pin!(self.connected(provider));
        let connected = tokio::select! {
            biased;
            connected = &mut connecting => connected,
            () = tokio::time::sleep(QUIET) => {
                on_waiting(provider);
                connecting.await
            }
        };
        let endpoint = connected.map_err(|error| match error {
            Unconnected::Key(error) => RefreshError::Key(error),
            Unconnected::Failed(failure) => failed(failure),
        })?;
        match self.http.list_models(&endpoint, old.etag.as_deref()).await.map_err(failed)? {
            ModelList::NotModified => Ok(RefreshCount { n_models: old.models.len(), n_new: 0, unchanged: true }),
            ModelList::Models { models, etag } => {
                let models: HashMap<String, RefreshedModel> =
                    models.into_iter().map(|listed| (listed.id.clone(), listed.into())).collect();
                let vendor = self.catalogue().vendor(provider);
                let is_new = |id: &&String| {
                    !old.models.contains_key(*id) && vendor.is_none_or(|vendor| vendor.model(id).is_none())
                };
                let n_new = models.keys().filter(is_new).count();
                let count = RefreshCount { n_models: models.len(), n_new, unchanged: false };
                let list = Refreshed { schema: SCHEMA, etag, read_at: self.now(), day: self.today(), models };
                self.write_list(provider, &list)
                    .map_err(|error| RefreshError::NotWritten { path: self.list_path(provider), error })?;
                self.refreshed
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(provider.to_owned(), Arc::new(list));
                Ok(count)
            }
        }
    }

    /// Whole or not at all: a reader never sees half a list.
    fn write_list(&self, provider: &str, list: &Refreshed) -> std::io::Result<()> {
        let path = self.list_path(provider);
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        files::replace(&path, &serde_json::to_vec(list)?, Readers::User)
    }

    fn list_path(&self, provider: &str) -> PathBuf {
        self.settings().paths.cache_dir.join("models").join(format!("{provider}.json"))
    }

    /// The list that was read last; empty where there is none, or it cannot be read (then the next refresh
    /// writes it anew).
    fn refreshed_list(&self, provider: &str) -> Arc<Refreshed> {
        let mut lists = self.refreshed.lock().unwrap_or_else(PoisonError::into_inner);
        let list = lists.entry(provider.to_owned()).or_insert_with(|| {
            let list = fs::read(self.list_path(provider))
                .ok()
                .and_then(|bytes| serde_json::from_slice::<Refreshed>(&bytes).ok())
                .filter(|list| list.schema == SCHEMA);
            Arc::new(list.unwrap_or_default())
        });
        Arc::clone(list)
    }

    /// The models of a provider's own list, by name.
    pub(super) fn refreshed_models(&self, provider: &str) -> Vec<ModelRef> {
        let mut ids: Vec<String> = self.refreshed_list(provider).models.keys().cloned().collect();
        ids.sort();
        ids.into_iter().map(|id| ModelRef::new(provider, id)).collect()
    }

    /// The chat models in the lists of providers that the catalogue does not know and that are not on this machine.
    pub(super) fn refreshed_models_of_own_providers(&self) -> impl Iterator<Item = ModelRef> {
        self.settings()
            .providers
            .keys()
            .filter_map(|id| self.provider_entry(id))
            .filter(|entry| entry.vendor.is_none() && !entry.is_local_server())
            .flat_map(|entry| self.refreshed_models(entry.id))
            .filter(is_chat_model)
    }

    pub(super) fn refreshed(&self, provider: &str, id: &str) -> Option<RefreshedModel> {
        self.refreshed_list(provider).models.get(id).cloned()
    }

    /// The day on which a provider's list was read.
    pub(super) fn refreshed_on(&self, provider: &str) -> String {
        self.refreshed_list(provider).day.clone()
    }
}
