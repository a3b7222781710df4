//! What a name means: an alias, `provider:model`, a model, a family, or a provider.

use super::local_servers::{any_model_of, is_chat_model, not_running};
use super::looked::Looked;
use super::request::gives_back;
use super::roster::{ProviderEntry, family_of_id};
use super::settings_check::SettingFinding;
use super::{Engine, Error, Unusable};
use crate::config::{self, RouteEntry};
use crate::domain::catalogue::Wire;
use crate::domain::{Candidate, Effort, ModelRef, Route};
use crate::provider::registry;

/// What stands before the name of an embedded model.
pub(super) const EMBEDDED_NAMES: [&str; 1] = ["local:"];

/// What is shorter begins too many names.
const SHORTEST_BEGINNING: usize = 4;

/// Names shown beside an unknown one.
pub(super) const N_NEAREST: usize = 3;

/// A name whose end was to be an effort and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EffortSlip {
    name: String,
    effort: String,
    nearest: Option<Effort>,
}

impl EffortSlip {
    /// As a finding about the setting `key`.
    pub(super) fn at(self, key: String) -> SettingFinding {
        let Self { name, effort, nearest } = self;
        SettingFinding::UnknownEffort { key, name, effort, nearest }
    }
}

impl From<EffortSlip> for Error {
    fn from(slip: EffortSlip) -> Self {
        let EffortSlip { name, effort, nearest } = slip;
        Self::UnknownEffort { name, effort, nearest }
    }
}

/// What a name stands for.
#[derive(Debug, Clone)]
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

impl From<ModelRef> for Named {
    fn from(model: ModelRef) -> Self {
        Candidate { model, effort: None }.into()
    }
}

impl Engine {
    /// What can be called behind `@`: families of models in both languages, and the user's own names.
    #[must_use]
    pub fn callable_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.settings().aliases.keys().cloned().collect();
        for family in &self.catalogue().families {
            names.extend([family.id.clone(), family.name_ko.clone()]);
        }
        names.retain(|name| !name.contains(char::is_whitespace));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether a name stands for something, usable or not.
    #[must_use]
    pub fn knows_name(&self, name: &str) -> bool {
        self.resolve(name).is_ok()
    }

    /// The model that the settings name. `auto` names none: it takes back what a setting below it says.
    pub(super) fn set_model(&self) -> Option<&String> {
        self.settings().model.as_ref().filter(|name| !gives_back(self.settings(), name))
    }

    /// The candidates that the names of an order stand for.
    pub(super) fn resolve_all(&self, route: Route, entries: &[RouteEntry]) -> Result<Vec<Named>, Error> {
        entries
            .iter()
            .map(|entry| match entry {
                RouteEntry::Candidate(candidate) => self.written(candidate, || format!("routes.{route}.models")),
                RouteEntry::Alias(name) => self.resolve(name),
            })
            .collect()
    }

    /// A candidate that the settings name at `key`: a misspelt provider is told, never passed over.
    fn written(&self, candidate: &Candidate, key: impl FnOnce() -> String) -> Result<Named, Error> {
        let provider = &candidate.model.provider;
        // A key goes to nobody as a model's name.
        if config::holds_a_key(&candidate.model.id) {
            return Err(Error::Settings(SettingFinding::HoldsKey { key: key() }));
        }
        // A known vendor whose variable holds no address is not misspelt.
        if self.provider_entry(provider).is_none() && self.catalogue().vendor(provider).is_none() {
            return Err(Error::Settings(self.nobodys_name(key(), provider)));
        }
        if let Some(slip) = self.misspelt_effort(&candidate.to_string()) {
            return Err(Error::Settings(slip.at(key())));
        }
        Ok(candidate.clone().into())
    }

    fn aliased(&self, name: &str) -> Result<Option<Named>, Error> {
        let alias = self.settings().aliases.get(name);
        let written = alias.map(|candidate| self.written(candidate, || format!("aliases.{name}"))).transpose()?;
        Ok(written.map(|named| self.mended(named)))
    }

    /// What one name stands for; where nothing that is known can be used by it, the local servers are asked, and where
    /// they have nothing of that name either, whoever would have it and lacks something is the error.
    pub(super) async fn resolve_asking(&self, name: &str) -> Result<Named, Error> {
        self.resolve_asking_alone(name).await.map_err(|error| match error {
            Error::UnknownModel { .. } => self.missing_called(bare_and_effort(name).0).unwrap_or(error),
            error => error,
        })
    }

    /// The same, for whoever has more to try before he looks for what is missing.
    pub(super) async fn resolve_asking_alone(&self, name: &str) -> Result<Named, Error> {
        let known = self.resolve(name);
        let is_whole = matches!(&known, Ok(named) if named.candidate.to_string() == name.trim());
        // Nobody has to be asked about a name that the settings misspell.
        if is_whole
            || matches!(&known, Err(Error::Settings(_)))
            || matches!(&known, Ok(named) if self.is_usable(&named.candidate))
        {
            return known;
        }
        let bare = bare_and_effort(name).0;
        let server = self.local_server_called(bare);
        if server.is_none()
            && registry::family_of(bare).is_some()
            && !Self::may_run_here(bare)
            && !self.has_own_server()
        {
            return known;
        }
        if server.is_some() {
            // Whoever names a server may have started it in the same line.
            self.await_local_servers(Some(bare)).await;
        }
        self.local_models_beyond_the_known().await;
        let asked = self.resolve(name);
        if matches!(&asked, Ok(named) if self.is_usable(&named.candidate)) {
            return asked;
        }
        if let Some(server) = server {
            // The server was named, and it has nothing, refuses the key, or does not run.
            let candidate = any_model_of(&server);
            let missing = self.missing_servers().into_iter().find(|(missing, _)| *missing == candidate);
            let is_idle = self.idle_servers().iter().any(|idle| idle == server.name);
            let why = match missing {
                Some((_, why)) => why,
                None if is_idle => Unusable::NoModel { server: server.name.to_owned() },
                None => not_running(&server).1,
            };
            return Err(Error::Unusable { candidate, why });
        }
        match asked {
            // A model of this machine would do, too, if its server ran.
            Ok(_) if self.is_family_here(bare) => Err(self.nobody_called(bare)),
            asked => asked,
        }
    }

    /// Whether a name is of a family whose models run on machines like this one, though none of them does at present.
    fn is_family_here(&self, name: &str) -> bool {
        !self.settings().aliases.contains_key(name) && !self.missing_servers_for(name).is_empty()
    }

    /// The local servers that would have models of a family, and serve nobody: those of the settings, else the usual one.
    pub(super) fn missing_servers_for(&self, name: &str) -> Vec<(Candidate, Unusable)> {
        if registry::family_of(name).is_none() || !Self::may_run_here(name) || !self.is_surveyed() {
            return Vec::new();
        }
        let missing = self.missing_servers();
        let is_one_known = !missing.is_empty() || !self.surveyed_models().is_empty() || !self.idle_servers().is_empty();
        // Of those in the catalogue the first is the one that most people have.
        let usual = self.catalogue().vendors.iter().find(|vendor| vendor.is_local_server && !is_one_known);
        let usual = usual.and_then(|vendor| self.provider_entry(&vendor.id)).filter(ProviderEntry::is_local_server);
        missing.into_iter().chain(usual.map(|entry| not_running(&entry))).collect()
    }

    /// Whether a name may be of a model that runs on machines like this one. What is of no known family may.
    pub(super) fn may_run_here(name: &str) -> bool {
        let named = registry::family_of(name).map(|named| named.family);
        named.or_else(|| family_of_id(name)).is_none_or(|family| !family.elsewhere)
    }

    /// Why nobody can be asked by a name that is of no model that can be used: what the providers lack who would have it.
    pub(super) fn missing_called(&self, name: &str) -> Option<Error> {
        if config::holds_a_key(name) {
            return None;
        }
        // A slip in the provider's name is told before what anybody lacks; `gemma:2b` has none, it is a model with its tag.
        if self.with_provider_mended(name).is_some() && name.split_once(':').is_some_and(|(_, id)| id.contains('/')) {
            return None;
        }
        let mut silent = self.missing_providers().into_iter();
        if let Some((candidate, why)) = silent.find(|(silent, _)| silent.model.provider.eq_ignore_ascii_case(name)) {
            return Some(Error::Unusable { candidate, why });
        }
        let typed = name.to_lowercase();
        let listed = self.catalogue().vendors.iter().flat_map(|vendor| {
            vendor.models.iter().map(|model| ModelRef::new(&vendor.id, &model.id)).collect::<Vec<_>>()
        });
        let begins = |model: &ModelRef| {
            let names = [model.short(), &model.id, &model.to_string()].map(str::to_lowercase);
            names.iter().any(|known| known.starts_with(&typed) || typed.starts_with(known.as_str()))
        };
        let own = self.models_in_the_settings().into_iter().chain(self.listed_models());
        let looked = Looked::default();
        let mut left_out: Vec<(Candidate, Unusable)> = Vec::new();
        for model in own.chain(listed).filter(|model| typed.len() >= SHORTEST_BEGINNING && begins(model)) {
            let candidate = Candidate { model, effort: None };
            let Some(entry) = self.provider_entry(&candidate.model.provider) else { continue };
            match looked.usable(self, &entry) {
                // It is a slip of a name that would do.
                Ok(()) => return None,
                Err(why) if left_out.iter().all(|(other, _)| other.model.provider != candidate.model.provider) => {
                    left_out.push((candidate, why));
                }
                Err(_) => {}
            }
        }
        if left_out.is_empty() {
            let family = family_of_id(name)?;
            if self.candidates_of_family(&family.id).iter().any(|candidate| looked.has(self, candidate)) {
                return None;
            }
            let Error::NobodyCalled { left_out: of_family, .. } = self.nobody_called(&family.id) else { return None };
            left_out = of_family;
        }
        (!left_out.is_empty()).then(|| Error::NobodyCalled { name: name.to_owned(), left_out })
    }

    /// Whether a server of this machine is of the user's own making: such a one may hand on what is asked (a proxy), and so
    /// have models that run nowhere near.
    pub(super) fn has_own_server(&self) -> bool {
        self.provider_entries().any(|entry| entry.vendor.is_none() && entry.is_local_server())
    }

    fn local_server_called(&self, name: &str) -> Option<ProviderEntry<'_>> {
        self.provider_entries().find(|entry| entry.id.eq_ignore_ascii_case(name) && entry.is_local_server())
    }

    /// What one name stands for. `provider:model` is taken as it is, in the catalogue or not.
    /// A key that was pasted where a name belongs goes to nobody as one.
    pub(super) fn resolve(&self, name: &str) -> Result<Named, Error> {
        let name = name.trim();
        if config::holds_a_key(name) {
            return Err(Error::UnknownModel { name: config::without_keys(name).into_owned(), nearest: Vec::new() });
        }
        if let Some(named) = self.aliased(name)? {
            return Ok(named);
        }
        if let Ok(candidate) = name.parse::<Candidate>()
            && self.provider_entry(&candidate.model.provider).is_some()
        {
            if let Some(slip) = self.misspelt_effort(name) {
                return Err(slip.into());
            }
            return Ok(candidate.into());
        }
        let (bare, effort) = bare_and_effort(name);
        let named = self.aliased(bare)?.or_else(|| self.resolve_bare(bare));
        let mut named = named.ok_or_else(|| match self.misspelt_effort(name) {
            Some(slip) => slip.into(),
            None => self.unknown(name),
        })?;
        named.candidate.effort = effort.or(named.candidate.effort);
        Ok(named)
    }

    /// Why a name may not be written into the settings, as far as its effort goes.
    #[must_use]
    pub fn wrong_effort(&self, name: &str) -> Option<Error> {
        self.misspelt_effort(name).map(Error::from)
    }

    /// Whether what stands behind a name's last `@` was to be an effort and is none: where the name before it is known,
    /// or an effort is near. An id that somebody has with its `@` is that id.
    pub(super) fn misspelt_effort(&self, name: &str) -> Option<EffortSlip> {
        let (before, word) = name.trim().rsplit_once('@')?;
        if before.is_empty() || word.is_empty() || word.parse::<Effort>().is_ok() {
            return None;
        }
        let nearest = nearest_effort(word);
        let is_slip = match name.trim().parse::<ModelRef>() {
            Ok(model) if self.provider_entry(&model.provider).is_some() => {
                let before = before.parse::<ModelRef>().ok();
                let is_known =
                    |before: &ModelRef| self.has_id(before) || self.models_in_the_settings().contains(before);
                !self.has_id(&model) && (nearest.is_some() || before.as_ref().is_some_and(is_known))
            }
            _ => self.settings().aliases.contains_key(before) || self.resolve_bare(before).is_some(),
        };
        is_slip.then(|| EffortSlip { name: before.to_owned(), effort: word.to_owned(), nearest })
    }

    /// Whether a model is in the catalogue, in a list that a provider gave, or has facts in the settings.
    fn has_id(&self, model: &ModelRef) -> bool {
        self.catalogue().vendor(&model.provider).is_some_and(|vendor| vendor.model(&model.id).is_some())
            || self.refreshed(&model.provider, &model.id).is_some()
            || self.surveyed_models().iter().any(|local| local.model == *model)
            || self.settings().models.contains_key(model)
    }

    fn resolve_bare(&self, name: &str) -> Option<Named> {
        self.model_called(name).or_else(|| self.retired_called(name)).or_else(|| {
            // A server of this machine may be called as a family is.
            let provider = self.provider_called(name).map(|candidate| self.mended(candidate));
            self.first_usable(self.family_called(name).into_iter().chain(provider))
        })
    }

    /// A model's id, whole or without its vendor's folder; usable ones first.
    fn model_called(&self, name: &str) -> Option<Named> {
        let called =
            |id: &str| id.eq_ignore_ascii_case(name) || ModelRef::new("", id).short().eq_ignore_ascii_case(name);
        let own = self.models_of_today_in_the_settings().filter(|model| called(&model.id));
        let listed = self.catalogue().vendors.iter().flat_map(|vendor| {
            vendor.models.iter().filter(|model| called(&model.id)).map(|model| ModelRef::new(&vendor.id, &model.id))
        });
        let told = self.listed_models().into_iter().filter(|model| called(&model.id));
        self.first_usable(own.chain(listed).chain(told).map(Named::from))
    }

    /// `kimi`, `큐웬`, `클로드`: the first usable model of the family in any order that baro knows.
    fn family_called(&self, name: &str) -> Option<Named> {
        self.first_usable(self.named_of_family(name).into_iter())
    }

    /// All that is known of a family, in any order that baro knows, the likeliest first; some of it more than once.
    pub(super) fn candidates_of_family(&self, name: &str) -> Vec<Candidate> {
        self.named_of_family(name).into_iter().map(|named| named.candidate).collect()
    }

    /// The same, with the ids of the settings that are gone and give way to another of the family.
    fn named_of_family(&self, name: &str) -> Vec<Named> {
        let Some(named) = registry::family_of(name) else { return Vec::new() };
        let family = named.family;
        let of_family = |Named { candidate, .. }: &Named| {
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
        let written = self.models_in_the_settings().into_iter().map(|model| Candidate { model, effort: None });
        // Last of all, so that a model of this machine is taken only where nobody else of the family can be asked.
        let local = self.surveyed_candidates(Route::General);
        let own = self.listed_models().into_iter().map(|model| Candidate { model, effort: None });
        users
            .into_iter()
            .chain(written)
            .chain(preferred)
            .chain(vendors)
            .chain(listed)
            .chain(local)
            .chain(own)
            .map(|candidate| self.mended(candidate))
            .filter(of_family)
            .collect()
    }

    /// `groq`: the provider's own choice for everyday messages, or what is known of its models.
    fn provider_called(&self, name: &str) -> Option<Candidate> {
        let entry = self.provider_entries().find(|entry| entry.id.eq_ignore_ascii_case(name))?;
        if entry.wire == Wire::Local {
            return Some(Candidate { model: ModelRef::new(entry.id, self.embedded_choice()), effort: None });
        }
        if let Some(first) = entry.vendor.and_then(|vendor| vendor.route(Route::General).first()) {
            return Some(first.clone());
        }
        let plain = |model: ModelRef| Candidate { model, effort: None };
        let named = self.models_in_the_settings().into_iter().map(plain);
        let local = self.surveyed_candidates(Route::General).into_iter();
        let listed = self.refreshed_models(entry.id).into_iter().filter(is_chat_model).map(plain);
        named.chain(local).chain(listed).find(|candidate| candidate.model.provider == entry.id)
    }

    /// The models that the settings name: in orders, as aliases, with facts of their own, and as the one that answers.
    pub(super) fn models_in_the_settings(&self) -> Vec<ModelRef> {
        let settings = self.settings();
        let in_orders = Route::ALL
            .into_iter()
            .filter_map(|route| self.route_settings(route).models.as_deref())
            .flatten()
            .filter_map(|entry| match entry {
                RouteEntry::Candidate(candidate) => Some(&candidate.model),
                RouteEntry::Alias(_) => None,
            });
        let aliased = settings.aliases.values().map(|candidate| &candidate.model);
        let answers = self.set_model().filter(|name| !config::holds_a_key(name));
        // What is no provider's is a name that stands for one of the others.
        let answers = answers.and_then(|name| name.parse::<Candidate>().ok()).map(|candidate| candidate.model);
        let answers = answers.filter(|model| self.provider_entry(&model.provider).is_some());
        let mut models: Vec<ModelRef> = Vec::new();
        for model in in_orders.chain(aliased).chain(settings.models.keys()).chain(&answers) {
            if !models.contains(model) {
                models.push(model.clone());
            }
        }
        models
    }

    /// The same, but for those that are gone.
    pub(super) fn models_of_today_in_the_settings(&self) -> impl Iterator<Item = ModelRef> {
        self.models_in_the_settings().into_iter().filter(|model| self.successor(model).is_none())
    }

    /// The models that can be used and whose name, with or without its provider, begins so: of each name the first, the
    /// user's own before the others.
    pub(super) fn models_beginning(&self, name: &str) -> Vec<ModelRef> {
        let name = name.to_lowercase();
        let begins = |model: &ModelRef| {
            [model.short(), &model.id, &model.to_string()].iter().any(|word| {
                // Dashes are often left out or put in: `qwen-3.8`.
                let word = word.to_lowercase();
                word.starts_with(&name)
                    || (name.contains('-') && word.replace('-', "").starts_with(&name.replace('-', "")))
            })
        };
        let listed = self.catalogue().vendors.iter().flat_map(|vendor| {
            vendor.models.iter().map(|model| ModelRef::new(&vendor.id, &model.id)).collect::<Vec<_>>()
        });
        let looked = Looked::default();
        let mut models: Vec<ModelRef> = Vec::new();
        for model in self.models_of_today_in_the_settings().chain(listed).chain(self.listed_models()) {
            let is_new = models.iter().all(|known| !known.short().eq_ignore_ascii_case(model.short()));
            if is_new && begins(&model) && looked.has(self, &Candidate { model: model.clone(), effort: None }) {
                models.push(model);
            }
        }
        models
    }

    /// The models in the lists of usable providers: of local servers, if they were asked, and refreshed ones.
    fn listed_models(&self) -> Vec<ModelRef> {
        let local: Vec<ModelRef> = self.surveyed_models().iter().map(|local| local.model.clone()).collect();
        let usable = self.provider_entries().filter(|entry| self.usable(entry).is_ok());
        local.into_iter().chain(usable.flat_map(|entry| self.refreshed_models(entry.id))).collect()
    }

    /// The first usable of `candidates`, else the one that is nearest to it, which is then refused with its reason.
    fn first_usable(&self, candidates: impl Iterator<Item = Named>) -> Option<Named> {
        let looked = Looked::default();
        let mut others: Vec<Named> = Vec::new();
        for named in candidates {
            if looked.has(self, &named.candidate) {
                return Some(named);
            }
            others.push(named);
        }
        others.into_iter().min_by_key(|named| self.distance_from_use(&named.candidate.model))
    }

    /// How far a model that cannot be used is from being used, nearest first: its provider is the user's own, or its use
    /// costs nothing. What the user denies comes last.
    pub(super) fn distance_from_use(&self, model: &ModelRef) -> (bool, bool, bool) {
        let is_free = self.provider_entry(&model.provider).is_some_and(|entry| self.facts(&entry, &model.id).is_free());
        (self.settings().policy.deny.contains(&model.provider), !self.has(&model.provider), !is_free)
    }

    fn unknown(&self, name: &str) -> Error {
        Error::UnknownModel { name: name.to_owned(), nearest: self.nearest_names(name) }
    }

    /// `provider:model` with the provider that was probably meant, where there is none of the one that was typed.
    fn with_provider_mended(&self, name: &str) -> Option<String> {
        let (provider, id) = name.split_once(':')?;
        if self.provider_entry(provider).is_some() {
            return None;
        }
        let providers: Vec<&str> = self.provider_entries().map(|entry| entry.id).collect();
        let near = registry::nearest(provider, providers.into_iter(), 1);
        near.first().map(|near| format!("{near}:{id}"))
    }

    /// Names near to `name` that would do: aliases, families, and `provider:model` of what can be used.
    pub(super) fn nearest_names(&self, name: &str) -> Vec<String> {
        let mut known: Vec<String> = self.settings().aliases.keys().cloned().collect();
        for family in &self.catalogue().families {
            // Not the further words for it, which are slips themselves.
            known.push(family.id.clone());
            known.extend(Some(family.name_en.clone()).filter(|name| !name.eq_ignore_ascii_case(&family.id)));
            known.push(family.name_ko.clone());
        }
        let listed = self.catalogue().vendors.iter().flat_map(|vendor| {
            vendor.models.iter().map(|model| Candidate { model: ModelRef::new(&vendor.id, &model.id), effort: None })
        });
        let looked = Looked::default();
        let usable = listed.filter(|candidate| looked.has(self, candidate));
        known.extend(usable.map(|candidate| candidate.model.to_string()));
        let is_somebodys = |model: &ModelRef| self.provider_entry(&model.provider).is_some();
        known.extend(self.models_of_today_in_the_settings().filter(is_somebodys).map(|model| model.to_string()));
        known.extend(self.listed_models().iter().map(ToString::to_string));
        if let Some(meant) = self.with_provider_mended(name) {
            // Of whom nothing is known, what was typed stands.
            let provider = meant.split_once(':').map_or("", |(provider, _)| provider);
            let of_provider = known
                .iter()
                .map(String::as_str)
                .filter(|known| known.split_once(':').is_some_and(|(other, _)| other == provider));
            return match registry::nearest(&meant, of_provider, 1).first() {
                Some(near) => vec![(*near).to_owned()],
                None => vec![meant],
            };
        }
        registry::nearest(name, known.iter().map(String::as_str), N_NEAREST).into_iter().map(str::to_owned).collect()
    }
}

/// The effort that a word was probably to be.
fn nearest_effort(word: &str) -> Option<Effort> {
    let words = Effort::ALL.map(Effort::as_str);
    registry::nearest(word, words.into_iter(), 1).first()?.parse().ok()
}

/// A name, and the effort that stands behind it (`kimi@high`).
pub(super) fn bare_and_effort(name: &str) -> (&str, Option<Effort>) {
    match name.trim().rsplit_once('@').map(|(bare, word)| (bare, word.parse())) {
        Some((bare, Ok(effort))) => (bare, Some(effort)),
        _ => (name.trim(), None),
    }
}
