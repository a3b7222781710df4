//! Who could serve: every provider and model as it stands for this user.
//!
//! Merges the built-in catalogue, the user's settings, and the lists that `baro models refresh` has read.

use url::Url;

use super::local_servers::any_model_of;
use super::looked::Looked;
use super::{Deeper, DeniedBy, Engine, Reach, Unusable, quota};
use crate::config::{self, KeyOrigin, KeySource, KeyState, ModelSettings, ProviderSettings};
use crate::domain::address::is_loopback;
use crate::domain::catalogue::{EffortStyle, Family, Plan, Price, RequestRules, Vendor, Wire};
use crate::domain::{Candidate, Effort, Hint, KeyMark, MicroUsd, ModelRef, RateLimits, Usage};
use crate::provider::local::IS_BUILT;
use crate::provider::registry;

/// A provider as it stands for this user.
#[derive(Debug, Clone)]
pub struct ProviderEntry<'a> {
    /// The name before the colon.
    pub id: &'a str,
    /// The name shown to a person.
    pub name: &'a str,
    /// Its protocol.
    pub wire: Wire,
    /// Its address.
    pub base_url: Url,
    /// Its row in the catalogue, if it has one.
    pub vendor: Option<&'static Vendor>,
    /// Its entry in the user's settings, if it has one.
    pub settings: Option<&'a ProviderSettings>,
}

/// What is known of a model.
#[derive(Debug, Clone, Default)]
pub struct ModelFacts {
    /// The family that a person names, or nothing.
    pub family: String,
    /// Its window in tokens. `None`: not known, and never trimmed for.
    pub context_tokens: Option<u64>,
    /// Its longest answer in tokens.
    pub max_output_tokens: Option<u64>,
    /// What it costs.
    pub price: Option<Price>,
    /// What its plan lets through.
    pub plan: Plan,
    /// It runs on this machine, where nobody is paid.
    pub on_this_machine: bool,
    /// What the user said of its cost.
    pub users_word: WordOnCost,
    /// How it wants to be asked.
    pub rules: RequestRules,
    /// The catalogue, the settings or a refreshed list know it.
    pub known: bool,
}

/// What the user said of what a model costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WordOnCost {
    /// Nothing.
    #[default]
    None,
    /// A price, which holds on a free plan, too.
    Price,
    /// That its plan asks money: a gateway on this machine, say.
    NotFree,
}

impl ProviderEntry<'_> {
    /// True for a server on this machine that is asked what it has: one that the catalogue calls so, or one of
    /// the user's own.
    #[must_use]
    pub fn is_local_server(&self) -> bool {
        self.vendor.is_none_or(|vendor| vendor.is_local_server) && is_loopback(&self.base_url)
    }
}

impl ModelFacts {
    /// What `usage` costs; `None` where nobody knows.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> Option<MicroUsd> {
        if self.asks_no_money() {
            return Some(MicroUsd(0));
        }
        self.price.as_ref().and_then(|price| price.of(usage))
    }

    /// True where the plan asks no money and the user named no price, so that no bound of money counts and no dollars
    /// are shown.
    #[must_use]
    pub const fn asks_no_money(&self) -> bool {
        self.plan.free && !matches!(self.users_word, WordOnCost::Price)
    }

    /// True where no money is asked as far as anybody knows: what runs on this machine is taken for free, also where its
    /// price is that of a vendor, whose name it bears, unless the user said otherwise.
    #[must_use]
    pub const fn is_free(&self) -> bool {
        self.plan.free || (self.on_this_machine && !matches!(self.users_word, WordOnCost::NotFree))
    }

    /// The nearest level of effort that the model has, of the one wanted.
    #[must_use]
    pub fn effort(&self, wanted: Option<Effort>) -> Option<Effort> {
        wanted.and_then(|wanted| wanted.nearest(&self.rules.efforts))
    }

    /// The effort with which it thinks harder than it does with `effort`, its own where that is none. `None`: it cannot.
    #[must_use]
    pub fn deeper(&self, effort: Option<Effort>, wanted: Deeper) -> Option<Effort> {
        let Some(usual) = effort.or(self.rules.default_effort) else { return self.effort(Some(wanted.effort())) };
        let above = || self.rules.efforts.iter().copied().filter(|level| *level > usual);
        // Where there is no level between, the next one is a level more as well.
        above().filter(|level| *level <= wanted.effort()).max().or_else(|| above().min())
    }

    /// The effort to which the wishes of a message lean from `effort`, a level more or less; `None`: to no other.
    #[must_use]
    pub fn leaning(&self, effort: Option<Effort>, hints: &[Hint]) -> Option<Effort> {
        let usual = effort.or(self.rules.default_effort).unwrap_or(Effort::Medium);
        let levels = self.rules.efforts.iter().copied();
        match [Hint::Deeper, Hint::Quicker].map(|hint| hints.contains(&hint)) {
            [true, false] => levels.filter(|level| *level > usual).min(),
            [false, true] => levels.filter(|level| *level < usual).max(),
            _ => None,
        }
    }
}

impl Engine {
    /// The provider of that name, whether it can be used or not.
    #[must_use]
    pub fn provider_entry(&self, id: &str) -> Option<ProviderEntry<'_>> {
        let vendor = self.catalogue().vendor(id);
        let (id, settings) = match self.settings().providers.get_key_value(id) {
            Some((id, settings)) => (id.as_str(), Some(settings)),
            None => (vendor?.id.as_str(), None),
        };
        let endpoint = config::endpoint(self.settings(), self.environment(), id, vendor).ok()?;
        let base_url = Url::parse(&endpoint.base_url).ok()?;
        Some(ProviderEntry {
            id,
            name: vendor.map_or(id, |vendor| vendor.name.as_str()),
            wire: settings
                .and_then(|settings| settings.wire)
                .or(vendor.map(|vendor| vendor.wire))
                .unwrap_or(Wire::OpenAi),
            base_url,
            vendor,
            settings,
        })
    }

    /// All providers, those of the catalogue first, then the user's own.
    pub fn provider_entries(&self) -> impl Iterator<Item = ProviderEntry<'_>> {
        let vendors = self.catalogue().vendors.iter().map(|vendor| vendor.id.as_str());
        let own =
            self.settings().providers.keys().map(String::as_str).filter(|id| self.catalogue().vendor(id).is_none());
        vendors.chain(own).filter_map(|id| self.provider_entry(id))
    }

    /// Whether anybody could answer within that reach: a provider that is set up, a model inside baro (which is fetched
    /// where nobody else may be asked), or a local server that runs. Those are asked what they have only where there is
    /// nobody else.
    pub async fn has_somebody(&self, reach: Reach) -> bool {
        let is_set_up = match reach {
            Reach::Anywhere => self.has_provider(),
            Reach::ThisMachine => self.would_fetch(),
        };
        is_set_up || !self.embedded().shelf().all().is_empty() || !self.local_models().await.is_empty()
    }

    /// Whether a provider is set up: one that has its key, or a server that the settings name, if it runs or not.
    pub(super) fn has_provider(&self) -> bool {
        let is_set_up = |entry: &ProviderEntry<'_>| {
            let is_found_alone = entry.is_local_server() && entry.settings.is_none();
            !is_found_alone && entry.wire != Wire::Local && self.usable(entry).is_ok()
        };
        self.provider_entries().any(|entry| is_set_up(&entry))
    }

    /// Whose policy denies a provider, if one does.
    pub(super) fn denied(&self, provider: &str) -> Option<DeniedBy> {
        let policy = &self.settings().policy;
        let by = if policy.denied_by_project.contains(provider) { DeniedBy::Project } else { DeniedBy::User };
        policy.deny.contains(provider).then_some(by)
    }

    /// The first provider that the user has and the policy denies, and whose policy that is.
    pub(super) fn denied_that_the_user_has(&self) -> Option<(Candidate, Unusable)> {
        self.provider_entries()
            .filter(|entry| self.has(entry.id))
            .find_map(|entry| Some((any_model_of(&entry), Unusable::Denied(self.denied(entry.id)?))))
    }

    /// Whether a provider may be asked at all, as far as can be told without asking it.
    pub fn usable(&self, entry: &ProviderEntry<'_>) -> Result<(), Unusable> {
        if let Some(by) = self.denied(entry.id) {
            return Err(Unusable::Denied(by));
        }
        if entry.wire == Wire::Local && !IS_BUILT {
            return Err(Unusable::NotBuilt);
        }
        match config::key_state(self.settings(), self.environment(), entry.id, entry.vendor) {
            KeyState::Withheld { host, bound_to, .. } if needs_key(entry) => {
                Err(Unusable::KeyWithheld { host, bound_to })
            }
            KeyState::Refused(error) => Err(Unusable::BadKey(error)),
            KeyState::Missing if needs_key(entry) => Err(Unusable::NoKey {
                key_env: key_names(entry),
                signup_url: entry.vendor.and_then(|vendor| vendor.signup_url.clone()),
            }),
            KeyState::Ready(_) | KeyState::Missing | KeyState::Withheld { .. } => Ok(()),
        }
    }

    /// Where a provider's key would come from, whether it can be used or not.
    #[must_use]
    pub fn key_place(&self, provider: &str) -> Option<KeyOrigin> {
        config::key_place(self.settings(), self.environment(), provider, self.catalogue().vendor(provider))
    }

    /// Whether there is a key that goes to a provider.
    #[must_use]
    pub fn has_key(&self, provider: &str) -> bool {
        self.key_mark(provider) != KeyMark::NONE
    }

    /// Whether a provider's key was refused when it was last asked, as far as that was kept; where there is no key, none
    /// was. Makes no database.
    #[must_use]
    pub fn key_was_refused(&self, provider: &str) -> bool {
        let key = self.key_mark(provider);
        key != KeyMark::NONE
            && self.settings().paths.database.exists()
            && self.with_store(|store| store.key_was_refused(provider, key)).unwrap_or_default()
    }

    /// What is known of a model, with the key in force.
    #[must_use]
    pub fn facts(&self, entry: &ProviderEntry<'_>, id: &str) -> ModelFacts {
        self.facts_with(entry, id, None)
    }

    /// What is known of a model for whoever asks it with that key; `None`: with the one in force.
    pub(super) fn facts_with(&self, entry: &ProviderEntry<'_>, id: &str, key: Option<KeyMark>) -> ModelFacts {
        // What nobody knows may think in tags: the reasoning is kept apart all the same.
        let rules = RequestRules { thinks_in_tags: true, ..RequestRules::default() };
        let mut facts = ModelFacts { on_this_machine: is_loopback(&entry.base_url), rules, ..ModelFacts::default() };
        if let Some(vendor) = entry.vendor {
            facts.plan = vendor.plan_for(id).unwrap_or_default();
            facts.rules = vendor.rules_for(id).clone();
            if let Some(model) = vendor.model(id) {
                facts.known = true;
                facts.family.clone_from(&model.family);
                facts.context_tokens = Some(model.context_tokens).filter(|tokens| *tokens > 0);
                facts.max_output_tokens = Some(model.max_output_tokens).filter(|tokens| *tokens > 0);
                facts.price.clone_from(&model.price);
            }
        }
        if !facts.known
            && let Some(listed) = self.refreshed(entry.id, id)
        {
            facts.known = true;
            facts.context_tokens = listed.context_tokens;
            facts.max_output_tokens = listed.max_output_tokens;
            facts.price = listed.price(&self.refreshed_on(entry.id));
        }
        if !facts.known
            && let Some(local) =
                self.surveyed_models().iter().find(|local| local.model.provider == entry.id && local.model.id == id)
        {
            facts.known = true;
            facts.context_tokens = local.listed.context_tokens;
            facts.max_output_tokens = local.listed.max_output_tokens;
        }
        if entry.vendor.is_none()
            && let Some(vendor) = wire_owner(entry.wire)
        {
            // A gateway under a name of the user's own: its models are asked as their maker wants them asked.
            if let Some(rules) = vendor.own_rules_for(id) {
                facts.rules = rules.clone();
            }
            if let Some(model) = vendor.model(id) {
                let told = |tokens: u64| Some(tokens).filter(|tokens| *tokens > 0);
                facts.context_tokens = facts.context_tokens.or(told(model.context_tokens));
                facts.max_output_tokens = facts.max_output_tokens.or(told(model.max_output_tokens));
            }
        }
        if entry.wire == Wire::Local {
            facts.on_this_machine = true;
            facts.known = facts.known || self.has_embedded(id);
        }
        if entry.vendor.is_none_or(|vendor| vendor.model(id).is_none()) {
            facts.family = family_of_id(id).map(|family| family.id.clone()).unwrap_or_default();
        }
        // Whatever its name: nobody is paid for what runs here, unless somebody names a price, as a gateway's models have.
        facts.plan.free |= facts.on_this_machine && facts.price.is_none();
        if let Some(own) = entry.settings {
            facts.plan = own.plan.over(Some(facts.plan)).unwrap_or_default();
            if own.plan.free == Some(false) {
                facts.users_word = WordOnCost::NotFree;
            }
        }
        if let Some(own) = self.settings().models.get(&ModelRef::new(entry.id, id)) {
            facts.known = true;
            facts.context_tokens = own.context_tokens.or(facts.context_tokens);
            facts.max_output_tokens = own.max_output_tokens.or(facts.max_output_tokens);
            if let Some(price) = &own.price {
                facts.price = Some(price.clone());
                if facts.users_word == WordOnCost::None {
                    facts.users_word = WordOnCost::Price;
                }
            }
            apply(own, &mut facts.rules);
        }
        facts.plan = self.learnt_plan(entry, id, facts.plan, key);
        facts
    }

    /// The plan as the provider's headers corrected it. What the user said of it holds.
    fn learnt_plan(&self, entry: &ProviderEntry<'_>, id: &str, said: Plan, key: Option<KeyMark>) -> Plan {
        if is_beyond_correction(entry, &said) {
            return said;
        }
        let key = key.unwrap_or_else(|| self.key_mark(entry.id));
        // Nobody was ever asked there without a key.
        if key == KeyMark::NONE && needs_key(entry) {
            return said;
        }
        // Without a store nothing was learnt.
        let told = self.with_store_raw(|store| store.limits(&ModelRef::new(entry.id, id), key)).unwrap_or_default();
        corrected(entry, said, &told.limits())
    }

    /// What is known of a model once an answer of its own has told limits: whether somebody pays for its plan is said by
    /// them alone, and the first answer tells it of itself.
    pub(super) fn facts_as_told(&self, model: &ModelRef, facts: &ModelFacts, told: &RateLimits) -> ModelFacts {
        let entry = self.provider_entry(&model.provider);
        let plan = entry.map_or(facts.plan, |entry| corrected(&entry, facts.plan, told));
        ModelFacts { plan, ..facts.clone() }
    }

    /// True where the user has a provider, usable or not: a key of it, or a word about it in the settings.
    pub(super) fn has(&self, provider: &str) -> bool {
        let vendor = self.catalogue().vendor(provider);
        self.settings().providers.contains_key(provider)
            || config::key_state(self.settings(), self.environment(), provider, vendor) != KeyState::Missing
    }

    /// True for a model of a provider that the user has, and for one that the settings name.
    #[must_use]
    pub fn is_the_users(&self, model: &ModelRef) -> bool {
        self.has(&model.provider) || self.models_in_the_settings().contains(model)
    }

    /// True where the candidate can be named without a word of explanation: usable now.
    #[must_use]
    pub fn is_usable(&self, candidate: &Candidate) -> bool {
        Looked::default().has(self, candidate)
    }
}

/// Whether headers say nothing of a plan: the user named its minute, or it has none.
fn is_beyond_correction(entry: &ProviderEntry<'_>, said: &Plan) -> bool {
    let is_the_users = entry.settings.is_some_and(|own| own.plan.tokens_per_minute.is_some());
    is_the_users || said.tokens_per_minute.is_none()
}

/// A plan as headers correct it. What the user said of it holds.
fn corrected(entry: &ProviderEntry<'_>, said: Plan, told: &RateLimits) -> Plan {
    if is_beyond_correction(entry, &said) {
        return said;
    }
    let learnt = quota::corrected(said, told);
    Plan { free: entry.settings.and_then(|own| own.plan.free).unwrap_or(learnt.free), ..learnt }
}

/// Puts the user's word on a model over what the catalogue says.
fn apply(own: &ModelSettings, rules: &mut RequestRules) {
    if let Some(takes_temperature) = own.takes_temperature {
        rules.refuses_temperature = !takes_temperature;
    }
    if let Some(efforts) = &own.efforts {
        rules.efforts.clone_from(efforts);
        if rules.effort_style == EffortStyle::None && !efforts.is_empty() {
            rules.effort_style = EffortStyle::ReasoningEffort;
        }
    }
}

/// The vendor whose own protocol a wire is: what speaks it mostly has that vendor's models. Everybody speaks OpenAI's.
fn wire_owner(wire: Wire) -> Option<&'static Vendor> {
    match wire {
        Wire::Anthropic => registry::catalogue().vendor("anthropic"),
        Wire::Ollama => registry::catalogue().vendor("ollama"),
        Wire::OpenAi | Wire::Local => None,
    }
}

/// The family that a model belongs to by how its id begins (`qwen3:4b`, `hf.co/unsloth/Qwen3-8B-GGUF`).
pub(super) fn family_of_id(id: &str) -> Option<&'static Family> {
    let name = id.rsplit('/').next().unwrap_or(id).to_ascii_lowercase();
    registry::families().iter().find(|family| name.starts_with(&family.id))
}

/// Whether a provider answers nobody without a key. A vendor that the user moved to this machine is a server of
/// their own, which needs a key only where the user names one.
fn needs_key(entry: &ProviderEntry<'_>) -> bool {
    let names_a_key = entry.settings.is_some_and(|settings| settings.key.is_some());
    let moved_here = entry.settings.is_some_and(|settings| settings.base_url.is_some()) && is_loopback(&entry.base_url);
    names_a_key || entry.vendor.is_some_and(|vendor| !vendor.key_env.is_empty() && !moved_here)
}

/// The environment variables that would hold a provider's key.
fn key_names(entry: &ProviderEntry<'_>) -> Vec<String> {
    match entry.settings.and_then(|settings| settings.key.as_ref()) {
        Some(KeySource::Environment(name)) => vec![name.clone()],
        _ => entry.vendor.map(|vendor| vendor.key_env.clone()).unwrap_or_default(),
    }
}

/// The environment variable in which a vendor's key is looked for first.
#[must_use]
pub fn usual_key_variable(provider: &str) -> Option<String> {
    registry::catalogue().vendor(provider).and_then(|vendor| vendor.key_env.first().cloned())
}

/// Whether the catalogue has a vendor of that name.
#[must_use]
pub fn is_vendor(name: &str) -> bool {
    registry::catalogue().vendor(name).is_some()
}

/// Vendors whose new keys cost nothing, in the catalogue's order.
pub fn free_vendors() -> impl Iterator<Item = &'static Vendor> {
    let gives_free = |vendor: &&'static Vendor| {
        !vendor.key_env.is_empty()
            && (vendor.free_plan.is_some_and(|plan| plan.free)
                || vendor.models.iter().any(|model| model.plan.is_some_and(|plan| plan.free)))
    };
    registry::catalogue().vendors.iter().filter(gives_free)
}
