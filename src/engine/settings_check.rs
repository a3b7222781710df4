//! Settings that are each sound and do not hold together: names of nobody, providers without an address, models that
//! are gone.
//!
//! Looks at settings and catalogue alone; asks nobody.

use super::names::N_NEAREST;
use super::{Engine, Error, embedded};
use crate::config::{self, EndpointError, Expected, RouteEntry};
use crate::domain::{Effort, ModelRef, Route};
use crate::markup::redact;
use crate::provider::local::catalogue;
use crate::provider::registry;

/// What does not hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingFinding {
    /// A name that is no alias, model or family.
    UnknownName {
        /// The setting.
        key: String,
        /// The name.
        name: String,
        /// The nearest names.
        nearest: Vec<String>,
    },
    /// A provider that there is not.
    UnknownProvider {
        /// The setting.
        key: String,
        /// The provider.
        provider: String,
        /// The nearest names.
        nearest: Vec<String>,
    },
    /// What stands behind a model's `@` is no effort.
    UnknownEffort {
        /// The setting.
        key: String,
        /// The name before the `@`.
        name: String,
        /// What stands behind it.
        effort: String,
        /// The effort that was probably meant.
        nearest: Option<Effort>,
    },
    /// A provider of the user's own without an address.
    NoAddress {
        /// Which.
        provider: String,
    },
    /// An embedded model that is neither in the catalogue nor on this machine.
    UnknownEmbedded {
        /// The name.
        name: String,
        /// The nearest names.
        nearest: Vec<String>,
    },
    /// A key stands where a text or a name belongs.
    HoldsKey {
        /// The setting.
        key: String,
    },
    /// A model that is gone.
    Retired {
        /// The setting.
        key: String,
        /// The model.
        model: String,
        /// What to use now.
        successor: String,
    },
}

impl SettingFinding {
    /// The setting that it is about.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::UnknownName { key, .. }
            | Self::UnknownProvider { key, .. }
            | Self::UnknownEffort { key, .. }
            | Self::HoldsKey { key }
            | Self::Retired { key, .. } => key.clone(),
            Self::NoAddress { provider } => format!("providers.{provider}"),
            Self::UnknownEmbedded { .. } => "local.model".to_owned(),
        }
    }
}

impl Engine {
    /// All that does not hold together in the settings in force.
    #[must_use]
    pub fn setting_findings(&self) -> Vec<SettingFinding> {
        let mut findings = Vec::new();
        let settings = self.settings();
        for (provider, own) in &settings.providers {
            let vendor = self.catalogue().vendor(provider);
            let endpoint = config::endpoint(settings, self.environment(), provider, vendor);
            let unknown = matches!(endpoint, Err(EndpointError::Unknown { .. }));
            if unknown && own.base_url.is_none() {
                findings.push(self.without_address(provider));
            }
        }
        findings.extend(self.unknown_denials());
        for route in Route::ALL {
            for entry in settings.routes[route.index()].models.iter().flatten() {
                let name = match entry {
                    RouteEntry::Candidate(candidate) => candidate.to_string(),
                    RouteEntry::Alias(name) => name.clone(),
                };
                self.look_at_name(&format!("routes.{route}.models"), &name, &mut findings);
            }
        }
        for (alias, candidate) in &settings.aliases {
            self.look_at_name(&format!("aliases.{alias}"), &candidate.to_string(), &mut findings);
        }
        if let Some(name) = self.set_model() {
            self.look_at_name("model", name, &mut findings);
        }
        for model in settings.models.keys().filter(|model| !self.is_provider(&model.provider)) {
            findings.push(self.nobodys_name(format!("models.\"{model}\""), &model.provider));
        }
        findings.extend(self.unknown_embedded());
        findings.extend(self.key_in_system());
        findings
    }

    /// A key in the system text, which is masked whenever that is sent, and can be read by whoever reads the settings.
    fn key_in_system(&self) -> Option<SettingFinding> {
        let system = self.settings().system.as_deref()?;
        let (_, n_keys) = redact::before_sending(system, &self.known_keys());
        (n_keys > 0).then(|| SettingFinding::HoldsKey { key: "system".to_owned() })
    }

    /// The embedded model that the settings name, where there is none of that name.
    fn unknown_embedded(&self) -> Option<SettingFinding> {
        let name = embedded::bare(self.settings().local.model.as_deref()?).trim();
        if catalogue::get(name).is_some() || self.has_embedded(name) {
            return None;
        }
        let known = catalogue::models().iter().map(|model| model.id.as_str());
        let nearest = registry::nearest(name, known, N_NEAREST).into_iter().map(str::to_owned).collect();
        Some(SettingFinding::UnknownEmbedded { name: name.to_owned(), nearest })
    }

    /// Denials that name nobody: whoever was meant would be sent to.
    pub(super) fn unknown_denials(&self) -> impl Iterator<Item = SettingFinding> {
        let denied = self.settings().policy.deny.iter();
        denied.filter(|provider| !self.is_provider(provider)).map(|provider| {
            let key = "policy.deny".to_owned();
            if config::is_key_in_place(Expected::ProviderNames, provider) {
                return SettingFinding::HoldsKey { key };
            }
            SettingFinding::UnknownProvider {
                key,
                provider: provider.clone(),
                nearest: self.nearest_providers(provider),
            }
        })
    }

    /// Whether the catalogue or the settings have a provider of that name.
    fn is_provider(&self, name: &str) -> bool {
        self.catalogue().vendor(name).is_some() || self.settings().providers.contains_key(name)
    }

    /// What is wrong with a setting that names a provider which cannot be found.
    pub(super) fn nobodys_name(&self, key: String, provider: &str) -> SettingFinding {
        if self.settings().providers.contains_key(provider) {
            return self.without_address(provider);
        }
        SettingFinding::UnknownProvider {
            key,
            provider: provider.to_owned(),
            nearest: self.nearest_providers(provider),
        }
    }

    /// A table of a provider that is neither known nor says where it is.
    fn without_address(&self, provider: &str) -> SettingFinding {
        let nearest = self.nearest_providers(provider);
        if nearest.is_empty() {
            return SettingFinding::NoAddress { provider: provider.to_owned() };
        }
        SettingFinding::UnknownProvider { key: format!("providers.{provider}"), provider: provider.to_owned(), nearest }
    }

    fn look_at_name(&self, key: &str, name: &str, findings: &mut Vec<SettingFinding>) {
        let key = key.to_owned();
        if config::is_key_in_place(Expected::Entry, name) {
            findings.push(SettingFinding::HoldsKey { key });
            return;
        }
        if let Some((provider, id)) = name.split_once(':')
            && !self.settings().aliases.contains_key(name)
        {
            if self.provider_entry(provider).is_none() {
                // Its table says so already.
                if !self.settings().providers.contains_key(provider) {
                    findings.push(self.nobodys_name(key, provider));
                }
                return;
            }
            if let Some(slip) = self.misspelt_effort(name) {
                findings.push(slip.at(key));
                return;
            }
            let id = id.split_once('@').map_or(id, |(id, _)| id);
            let model = ModelRef::new(provider, id);
            if let Some(successor) = self.successor(&model) {
                let (model, successor) = (model.to_string(), successor.to_string());
                findings.push(SettingFinding::Retired { key, model, successor });
            }
            return;
        }
        match self.resolve(name) {
            Err(Error::UnknownModel { nearest, .. }) => {
                findings.push(SettingFinding::UnknownName { key, name: name.to_owned(), nearest });
            }
            Err(Error::UnknownEffort { name, effort, nearest }) => {
                findings.push(SettingFinding::UnknownEffort { key, name, effort, nearest });
            }
            _ => {}
        }
    }
}
