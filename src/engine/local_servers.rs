//! Finds model servers that run on this machine, and chooses among what they have.

use std::time::Duration;

use futures_util::future::join_all;
use url::Url;

use super::Engine;
use super::roster::{self, ProviderEntry};
use crate::domain::catalogue::LocalPick;
use crate::domain::{Candidate, ModelRef, Route};
use crate::provider::{ListedModel, ModelList, is_listening};

/// A server on this machine answers at once or not at all.
const LISTENS_WITHIN: Duration = Duration::from_millis(200);

/// A model that a local server has.
#[derive(Debug, Clone)]
pub struct LocalModel {
    /// Its name.
    pub model: ModelRef,
    /// What the server says of it.
    pub listed: ListedModel,
}

impl Engine {
    /// The models of the local servers that run. Asked once.
    pub async fn local_models(&self) -> &[LocalModel] {
        if let Some(found) = self.local.get() {
            return found;
        }
        let servers: Vec<ProviderEntry<'_>> = self
            .provider_entries()
            .filter(|entry| entry.vendor.is_some_and(|vendor| vendor.is_local_server))
            .filter(|entry| roster::is_loopback(&entry.base_url) && self.usable(entry).is_ok())
            .collect();
        let found = join_all(servers.iter().map(|entry| self.ask_local_server(entry))).await;
        self.local.get_or_init(|| found.into_iter().flatten().collect())
    }

    /// Whether a local server listens at `url`.
    pub async fn listens(&self, url: &Url) -> bool {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
        is_listening(host.trim_matches(['[', ']']), port, LISTENS_WITHIN).await
    }

    async fn ask_local_server(&self, entry: &ProviderEntry<'_>) -> Vec<LocalModel> {
        if !self.listens(&entry.base_url).await {
            return Vec::new();
        }
        let Ok(endpoint) = self.endpoint(entry.id) else { return Vec::new() };
        match self.http.list_models(&endpoint, None).await {
            Ok(ModelList::Models { models, .. }) => models
                .into_iter()
                .map(|listed| LocalModel { model: ModelRef::new(entry.id, listed.id.clone()), listed })
                .collect(),
            // Something else listens there.
            Ok(ModelList::NotModified) | Err(_) => Vec::new(),
        }
    }

    /// The local models for `route`, the best first.
    pub(super) async fn local_candidates(&self, route: Route) -> Vec<Candidate> {
        let choice = &self.catalogue().local[route.index()];
        let mut models: Vec<&LocalModel> =
            self.local_models().await.iter().filter(|model| is_chat_model(model)).collect();
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

/// Models that make vectors or rankings answer nobody.
fn is_chat_model(model: &LocalModel) -> bool {
    let id = model.model.id.to_ascii_lowercase();
    !["embed", "rerank", "bge-", "minilm"].iter().any(|part| id.contains(part))
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
