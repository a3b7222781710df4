//! What a name means: an alias, `provider:model`, a model, a family, or a provider.

use super::{Engine, Error};
use crate::config::RouteEntry;
use crate::domain::catalogue::Wire;
use crate::domain::{Candidate, ModelRef, Route};
use crate::provider::registry;

/// What stands before the name of an embedded model.
pub(super) const EMBEDDED_NAMES: [&str; 1] = ["local:"];

/// Names shown beside an unknown one.
const N_NEAREST: usize = 3;

/// What a name stands for.
pub(super) struct Named {
    pub candidate: Candidate,
    /// The retired id that was named.
    pub retired: Option<ModelRef>,
}

impl From<Candidate> for Named {
    fn from(candidate: Candidate) -> Self {
        Self { candidate, retired: None }
    }
}

impl Engine {
    /// The candidates that the names of an order stand for.
    pub(super) fn resolve_all(&self, entries: &[RouteEntry]) -> Result<Vec<Candidate>, Error> {
        entries
            .iter()
            .map(|entry| match entry {
                RouteEntry::Candidate(candidate) => Ok(candidate.clone()),
                RouteEntry::Alias(name) => Ok(self.resolve(name)?.candidate),
            })
            .collect()
    }

    /// What one name stands for. `provider:model` is taken as it is, in the catalogue or not.
    pub(super) fn resolve(&self, name: &str) -> Result<Named, Error> {
        let name = name.trim();
        if let Some(candidate) = self.settings().aliases.get(name) {
            return Ok(candidate.clone().into());
        }
        if let Ok(candidate) = name.parse::<Candidate>()
            && self.provider_entry(&candidate.model.provider).is_some()
        {
            return Ok(candidate.into());
        }
        let (bare, effort) = match name.rsplit_once('@').map(|(bare, word)| (bare, word.parse())) {
            Some((bare, Ok(effort))) => (bare, Some(effort)),
            _ => (name, None),
        };
        let mut named = self.resolve_bare(bare).ok_or_else(|| self.unknown(name))?;
        named.candidate.effort = effort.or(named.candidate.effort);
        Ok(named)
    }

    fn resolve_bare(&self, name: &str) -> Option<Named> {
        self.model_called(name)
            .map(Named::from)
            .or_else(|| self.retired_called(name))
            .or_else(|| self.family_called(name).map(Named::from))
            .or_else(|| self.provider_called(name).map(Named::from))
    }

    /// A model's id, whole or without its vendor's folder; usable ones first.
    fn model_called(&self, name: &str) -> Option<Candidate> {
        let called =
            |id: &str| id.eq_ignore_ascii_case(name) || ModelRef::new("", id).short().eq_ignore_ascii_case(name);
        let own = self.settings().models.keys().filter(|model| called(&model.id)).cloned();
        let listed = self.catalogue().vendors.iter().flat_map(|vendor| {
            vendor.models.iter().filter(|model| called(&model.id)).map(|model| ModelRef::new(&vendor.id, &model.id))
        });
        self.first_usable(own.chain(listed).map(|model| Candidate { model, effort: None }))
    }

    /// An id that is gone, without its provider: its successor, with a word about it.
    fn retired_called(&self, name: &str) -> Option<Named> {
        let gone: Vec<(ModelRef, ModelRef)> =
            registry::successors(name).map(|(new, row)| (ModelRef::new(&new.provider, &row.id), new)).collect();
        let usable = gone.iter().find(|(_, new)| self.is_usable(&Candidate { model: new.clone(), effort: None }));
        let (old, new) = usable.or(gone.first()).cloned()?;
        Some(Named { candidate: Candidate { model: new, effort: None }, retired: Some(old) })
    }

    /// `kimi`, `큐웬`, `클로드`: the first usable model of the family in any order that baro knows.
    fn family_called(&self, name: &str) -> Option<Candidate> {
        let family = registry::family_of(name)?.family;
        let of_family = |candidate: &Candidate| {
            self.provider_entry(&candidate.model.provider)
                .is_some_and(|entry| self.facts(&entry, &candidate.model.id).family == family.id)
        };
        let users: Vec<Candidate> = Route::ALL
            .into_iter()
            .filter_map(|route| self.route_settings(route).models.as_deref())
            .flatten()
            .filter_map(|entry| match entry {
                RouteEntry::Candidate(candidate) => Some(candidate.clone()),
                RouteEntry::Alias(name) => self.settings().aliases.get(name).cloned(),
            })
            .collect();
        let preferred = Route::ALL.into_iter().flat_map(|route| self.catalogue().preference(route).iter().cloned());
        let vendors = self
            .catalogue()
            .vendors
            .iter()
            .flat_map(|vendor| vendor.routes.iter().flatten().cloned().collect::<Vec<_>>());
        let listed = self.catalogue().vendors.iter().flat_map(|vendor| {
            vendor.models.iter().map(|model| Candidate { model: ModelRef::new(&vendor.id, &model.id), effort: None })
        });
        self.first_usable(users.into_iter().chain(preferred).chain(vendors).chain(listed).filter(of_family))
    }

    /// `groq`: the provider's own choice for everyday messages.
    fn provider_called(&self, name: &str) -> Option<Candidate> {
        let vendor = self.catalogue().vendors.iter().find(|vendor| vendor.id.eq_ignore_ascii_case(name))?;
        if vendor.wire == Wire::Local {
            return Some(Candidate { model: ModelRef::new(&vendor.id, self.embedded_choice()), effort: None });
        }
        vendor.route(Route::General).first().cloned()
    }

    /// The first usable of `candidates`, else the first, which is then refused with its reason.
    fn first_usable(&self, candidates: impl Iterator<Item = Candidate>) -> Option<Candidate> {
        let mut first = None;
        for candidate in candidates {
            if self.is_usable(&candidate) {
                return Some(candidate);
            }
            first.get_or_insert(candidate);
        }
        first
    }

    fn unknown(&self, name: &str) -> Error {
        Error::UnknownModel { name: name.to_owned(), nearest: self.nearest_names(name) }
    }

    /// Names near to `name` that would do: aliases, families, and `provider:model` of what can be used.
    pub(super) fn nearest_names(&self, name: &str) -> Vec<String> {
        let mut known: Vec<String> = self.settings().aliases.keys().cloned().collect();
        known.extend(self.catalogue().families.iter().flat_map(|family| family.words.iter().cloned()));
        for entry in self.provider_entries() {
            if self.usable(&entry).is_err() {
                continue;
            }
            known.extend(
                entry
                    .vendor
                    .iter()
                    .flat_map(|vendor| vendor.models.iter())
                    .map(|model| format!("{}:{}", entry.id, model.id)),
            );
        }
        known.extend(self.settings().models.keys().map(ToString::to_string));
        for route in Route::ALL {
            let entries = self.route_settings(route).models.iter().flatten();
            known.extend(entries.filter_map(|entry| match entry {
                RouteEntry::Candidate(candidate) => Some(candidate.model.to_string()),
                RouteEntry::Alias(_) => None,
            }));
        }
        let provider_part = name.split_once(':').map(|(provider, _)| provider);
        if let Some(provider) = provider_part
            && self.provider_entry(provider).is_none()
        {
            let providers: Vec<&str> = self.provider_entries().map(|entry| entry.id).collect();
            let near = registry::nearest(provider, providers.into_iter(), 1);
            if let Some(near) = near.first() {
                return vec![format!("{near}:{}", name.split_once(':').map_or("", |(_, id)| id))];
            }
        }
        registry::nearest(name, known.iter().map(String::as_str), N_NEAREST).into_iter().map(str::to_owned).collect()
    }
}
