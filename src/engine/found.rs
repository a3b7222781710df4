//! What somebody has before anything was set up: keys, servers on this machine, models inside baro.
//!
//! For the first screen alone: what is found is used whether it was said or not. Only servers of this machine are asked.

use std::time::Duration;

use super::Engine;
use super::embedded::catalogue;
use super::request::Reach;
use super::roster::{ProviderEntry, free_vendors};
use crate::config::{self, KeyOrigin, KeySource, KeyState};
use crate::domain::Lang;
use crate::domain::catalogue::Wire;

/// A server that takes longer is not waited for where somebody else can answer.
const LOOKS_WITHIN: Duration = Duration::from_millis(50);

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Providers with a key, those that cost nothing first.
    pub keys: Vec<FoundKey>,
    /// Servers of this machine that have models, and how many.
    pub servers: Vec<(String, usize)>,
    /// Models inside baro whose weights are here.
    pub embedded: Vec<FoundModel>,
}

/// A provider that has a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundKey {
    /// Whose.
    pub provider: String,
    /// The variable that holds the key, where one does.
    pub variable: Option<String>,
    /// What its calls cost.
    pub cost: Cost,
}

/// What calls of a provider cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing, within its plan.
    Free,
    /// What is used is paid.
    Paid,
    /// Nobody knows: a provider of the user's own.
    Unknown,
}

/// A model inside baro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundModel {
    /// Its name.
    pub id: String,
    /// The one language that it speaks, where it is known to speak no other.
    pub only: Option<Lang>,
}

impl Found {
    /// True where nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.servers.is_empty() && self.embedded.is_empty()
    }
}

impl Engine {
    /// Whether nothing was ever said here.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.settings().paths.database.exists()
            || self.with_store(|store| store.last(None)).is_ok_and(|last| last.is_none())
    }

    /// Looks at what there is within that reach. Servers of this machine are waited for only where nobody else could answer. Nothing is found
    /// for whoever has named providers in the settings: they know what they have.
    pub async fn found(&self, reach: Reach) -> Found {
        if !self.settings().providers.is_empty() {
            return Found::default();
        }
        let has_key = |entry: &ProviderEntry<'_>| {
            reach == Reach::Anywhere
                && entry.wire != Wire::Local
                && !entry.is_local_server()
                && self.usable(entry).is_ok()
        };
        let mut keys: Vec<FoundKey> =
            self.provider_entries().filter(has_key).map(|entry| self.found_key(&entry)).collect();
        keys.sort_by_key(|key| key.cost == Cost::Paid);
        if reach == Reach::Anywhere && self.has_provider() {
            // What is not known by then is not said.
            let _ = tokio::time::timeout(LOOKS_WITHIN, self.local_models()).await;
        } else {
            self.local_models().await;
        }
        let mut servers: Vec<(String, usize)> = Vec::new();
        for local in self.surveyed_models().iter() {
            let entry = self.provider_entry(&local.model.provider);
            let name = entry.map_or_else(|| local.model.provider.clone(), |entry| entry.name.to_owned());
            match servers.iter_mut().find(|(known, _)| *known == name) {
                Some((_, n_models)) => *n_models += 1,
                None => servers.push((name, 1)),
            }
        }
        let embedded = self.embedded().shelf().all().into_iter().map(|installed| {
            let known = catalogue::get(&installed.id);
            let is_english = known.is_some_and(|model| model.languages == ["en"]);
            FoundModel { id: installed.id, only: is_english.then_some(Lang::En) }
        });
        Found { keys, servers, embedded: embedded.collect() }
    }

    fn found_key(&self, entry: &ProviderEntry<'_>) -> FoundKey {
        let state = config::key_state(self.settings(), self.environment(), entry.id, entry.vendor);
        let variable = match state {
            KeyState::Ready(KeyOrigin::Environment(name) | KeyOrigin::Settings(KeySource::Environment(name))) => {
                Some(name)
            }
            _ => None,
        };
        let said = entry.settings.and_then(|own| own.plan.free);
        let is_free = said.or(entry.vendor.map(|vendor| free_vendors().any(|free| free.id == vendor.id)));
        let cost = match is_free {
            Some(true) => Cost::Free,
            Some(false) => Cost::Paid,
            None => Cost::Unknown,
        };
        FoundKey { provider: entry.id.to_owned(), variable, cost }
    }
}
