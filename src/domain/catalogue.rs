//! What is known of vendors and their models: the shape of `data/catalogue/*.toml` and of the blob that
//! `cargo xtask catalogue` makes of it.

use serde::{Deserialize, Serialize};

use super::{Candidate, Effort, MicroUsd, Route, Usage};

/// Everything that ships with baro about models.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The day on which the figures were last checked, `YYYY-MM-DD`.
    pub as_of: String,
    /// All vendors.
    pub vendors: Vec<Vendor>,
    /// For each route, in the order of [`Route::ALL`]: whom to prefer where several keys are held. After them
    /// come the vendors' own orders ([`Vendor::routes`]), vendor by vendor in the order of `vendors`.
    pub preferences: [Vec<Candidate>; 6],
    /// For each route, in the order of [`Route::ALL`]: which of a local server's models to use.
    pub local: [LocalChoice; 6],
    /// The names that a person calls models by.
    pub families: Vec<Family>,
}

/// A family of models and what a person calls it, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// As in [`Model::family`]: `qwen`.
    pub id: String,
    /// The name in English: `Qwen`.
    pub name_en: String,
    /// The name in Korean: `큐웬`.
    pub name_ko: String,
    /// All words that mean it, the names and their common misspellings, in lower case and NFC.
    pub words: Vec<String>,
    /// Aliases of one letter, which count only where a name is certain to be meant (`@q`, `q: ..`).
    pub letters: Vec<String>,
    /// None of its models runs on a machine like the user's: their weights are not given away, or no such machine holds them.
    pub elsewhere: bool,
}

/// Which of the models that a local server has serves a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalChoice {
    /// Beginnings of the last segment of an id (`qwen3-coder`), best first. Where none is installed, all models
    /// stand to choose from.
    pub prefixes: Vec<String>,
    /// Which one, where several are left.
    pub pick: LocalPick,
    /// How hard it is asked to think, where it can.
    pub effort: Option<Effort>,
}

/// Which one of several local models.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalPick {
    /// The one with the fewest parameters.
    Smallest,
    /// The one in the middle by parameters; of two, the smaller.
    Middle,
    /// The one with the most parameters.
    #[default]
    Largest,
    /// The one with the longest window; of equals, the largest.
    LongestWindow,
}

/// The protocol that a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// OpenAI chat completions.
    OpenAi,
    /// Anthropic messages.
    Anthropic,
    /// Ollama's own chat API.
    Ollama,
    /// The model inside baro.
    Local,
}

/// A provider of models.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// The name before the colon: `groq`.
    pub id: String,
    /// The name shown to a person: `Groq`.
    pub name: String,
    /// How it is spoken to.
    pub wire: Wire,
    /// Where, up to and including the version (`…/v1`); the wire adds the rest.
    pub base_url: String,
    /// The vendor's other site, whose keys this one refuses (a key of Moonshot's `.cn` at `.ai`).
    pub other_base_url: Option<String>,
    /// Environment variables that may hold the key, the canonical one first. Empty: no key is needed.
    pub key_env: Vec<String>,
    /// The environment variable that may hold another base URL.
    pub base_url_env: Option<String>,
    /// Where a person gets a key.
    pub signup_url: Option<String>,
    /// A server on this machine: found by asking whether the port is open, needs no key.
    pub is_local_server: bool,
    /// The plan that a new key has, where it is free.
    pub free_plan: Option<Plan>,
    /// Rules that hold for models that the catalogue does not list.
    pub rules: RequestRules,
    /// Rules for models that the catalogue does not list but knows by how their ids begin.
    pub rules_by_prefix: Vec<PrefixRules>,
    /// The models.
    pub models: Vec<Model>,
    /// For each route, in the order of [`Route::ALL`]: what to use where only this vendor is held. Empty for
    /// local servers, whose installed models decide.
    pub routes: [Vec<Candidate>; 6],
    /// Ids that are gone, with the one to use now.
    pub retired: Vec<Retired>,
}

/// Rules for all models of a kind, such as a local server may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefixRules {
    /// How the last segment of the id begins, in lower case: `gpt-oss`.
    pub prefix: String,
    /// How they want to be asked.
    pub rules: RequestRules,
}

/// An id that the vendor no longer serves, or soon will not: then it is among the models, too, with the same day
/// in [`Model::ends`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retired {
    /// The old id.
    pub id: String,
    /// The id to use now, at the same vendor.
    pub successor: String,
    /// The day from which it is refused, `YYYY-MM-DD`, where known.
    pub since: Option<String>,
}

/// What a plan lets through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Plan {
    /// No money is asked.
    pub free: bool,
    /// Tokens a minute for each model, input and requested answer together.
    pub tokens_per_minute: Option<u64>,
    /// Requests a minute for each model.
    pub requests_per_minute: Option<u64>,
    /// Requests a day for each model.
    pub requests_per_day: Option<u64>,
}

/// A model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The vendor's id.
    pub id: String,
    /// The family that a person names: `qwen`, `kimi`, `llama`, `claude`, `gpt`, `gemini`, `deepseek`. Empty where
    /// it is none of them, or changes from one request to the next (`openrouter/free`).
    pub family: String,
    /// Tokens that prompt and answer take together.
    pub context_tokens: u64,
    /// Tokens of the longest answer.
    pub max_output_tokens: u64,
    /// What it costs. `None`: not known.
    pub price: Option<Price>,
    /// The plan for this model where it differs from its vendor's.
    pub plan: Option<Plan>,
    /// How it wants to be asked.
    pub rules: RequestRules,
    /// The day from which it will be refused, `YYYY-MM-DD`, where announced.
    pub ends: Option<String>,
    /// One source only says so.
    pub unconfirmed: bool,
}

/// How a model wants to be asked: the quirks, as data.
#[expect(clippy::struct_excessive_bools, reason = "each is a quirk of its own; no two make a state together")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestRules {
    /// Sampling parameters are refused.
    pub refuses_temperature: bool,
    /// The name of the limit on the answer.
    pub max_tokens_field: MaxTokensField,
    /// How effort is said.
    pub effort_style: EffortStyle,
    /// The levels that it takes, least first. Empty: it has no effort to set.
    pub efforts: Vec<Effort>,
    /// The level to ask for where nobody chose one. `None`: say nothing.
    pub default_effort: Option<Effort>,
    /// `stream_options.include_usage` is refused.
    pub refuses_stream_options: bool,
    /// The answer may carry its reasoning between `<think>` and `</think>`.
    pub thinks_in_tags: bool,
    /// The closing `</think>` may come without an opening tag.
    pub opening_think_tag_may_be_missing: bool,
    /// Fixed fields of the request's body, as a JSON object (`{"reasoning_format":"parsed"}`).
    pub extra_body: Option<String>,
}

/// The name of the field that limits the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxTokensField {
    /// `max_tokens`.
    #[default]
    MaxTokens,
    /// `max_completion_tokens`.
    MaxCompletionTokens,
}

/// How effort is put into a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffortStyle {
    /// Not at all.
    #[default]
    None,
    /// `reasoning_effort: "low"`; off is `"none"`.
    ReasoningEffort,
    /// `reasoning_effort: "default"` for every level but off, which is `"none"` (Qwen at Groq).
    ReasoningDefault,
    /// `thinking: {type: "adaptive"}` with `output_config: {effort}`; off leaves both out.
    AnthropicAdaptive,
    /// `thinking: {type: "enabled" | "disabled"}`.
    ThinkingType,
    /// `thinking: {type}` and, when on, `reasoning_effort`.
    ThinkingTypeWithEffort,
    /// `enable_thinking: bool`.
    EnableThinking,
    /// `reasoning: {effort}`; off is `{enabled: false}`.
    OpenRouterReasoning,
    /// Ollama's `think: bool`, or a level for the models that have levels.
    OllamaThink,
}

/// A price that may step up with the length of the prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The day on which it was read, `YYYY-MM-DD`.
    pub as_of: String,
    /// The steps, for ever longer prompts; the last has no bound.
    pub tiers: Vec<PriceTier>,
}

/// Prices in micro-dollars for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceTier {
    /// Holds for prompts of up to so many tokens.
    pub up_to_input_tokens: Option<u64>,
    /// Input that was not cached.
    pub input: MicroUsd,
    /// Output, reasoning included.
    pub output: MicroUsd,
    /// Input read from the cache. `None`: as other input.
    pub cached: Option<MicroUsd>,
    /// Input written to the cache. `None`: as other input.
    pub cache_write: Option<MicroUsd>,
}

impl Price {
    /// One price for all lengths.
    #[must_use]
    pub fn flat(as_of: impl Into<String>, input: MicroUsd, output: MicroUsd) -> Self {
        let tier = PriceTier { up_to_input_tokens: None, input, output, cached: None, cache_write: None };
        Self { as_of: as_of.into(), tiers: vec![tier] }
    }

    /// What `usage` costs, to the nearest micro-dollar; `None` where no step covers it.
    #[must_use]
    pub fn of(&self, usage: &Usage) -> Option<MicroUsd> {
        let tier = self.tiers.iter().find(|tier| tier.up_to_input_tokens.is_none_or(|bound| usage.input <= bound))?;
        let cached = usage.cached.min(usage.input);
        let cache_written = usage.cache_written.min(usage.input - cached);
        let fresh = usage.input - cached - cache_written;
        let parts = [
            (fresh, tier.input),
            (cached, tier.cached.unwrap_or(tier.input)),
            (cache_written, tier.cache_write.unwrap_or(tier.input)),
            (usage.output, tier.output),
        ];
        let millionths: i128 = parts.iter().map(|(n_tokens, rate)| i128::from(*n_tokens) * i128::from(rate.0)).sum();
        i64::try_from((millionths + 500_000) / 1_000_000).ok().map(MicroUsd)
    }
}

impl Catalogue {
    /// The vendor of that name.
    #[must_use]
    pub fn vendor(&self, id: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|vendor| vendor.id == id)
    }

    /// The preferred order for `route` where several vendors are held.
    #[must_use]
    pub fn preference(&self, route: Route) -> &[Candidate] {
        &self.preferences[route.index()]
    }

    /// All candidates of all vendors for `route`, the best first, each model once: the preferences, then the
    /// vendors' own orders. What is left of it when only one vendor is held is that vendor's own order.
    pub fn order(&self, route: Route) -> impl Iterator<Item = &Candidate> {
        let preferred = self.preference(route);
        let is_new = |candidate: &&Candidate| preferred.iter().all(|it| it.model != candidate.model);
        preferred.iter().chain(self.vendors.iter().flat_map(move |vendor| vendor.route(route)).filter(is_new))
    }
}

impl Vendor {
    /// The model of that id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.id == id)
    }

    /// The order for `route` where only this vendor is held.
    #[must_use]
    pub fn route(&self, route: Route) -> &[Candidate] {
        &self.routes[route.index()]
    }

    /// The successor of an id that is gone, or that will be: see [`Vendor::successor_on`].
    #[must_use]
    pub fn successor(&self, id: &str) -> Option<&Retired> {
        self.retired.iter().find(|retired| retired.id == id)
    }

    /// The successor of an id that is gone on the day `today` (`YYYY-MM-DD`).
    #[must_use]
    pub fn successor_on(&self, id: &str, today: &str) -> Option<&Retired> {
        self.successor(id).filter(|retired| retired.since.as_deref().is_none_or(|since| since <= today))
    }

    /// The plan that the model `id` has for a new key: its own, else the vendor's free one. `None`: it costs.
    #[must_use]
    pub fn plan_for(&self, id: &str) -> Option<Plan> {
        self.model(id).and_then(|model| model.plan).or(self.free_plan)
    }

    /// How the model `id` wants to be asked, listed or not: its own rules, else those of the longest prefix that
    /// its last segment begins with, else the vendor's.
    #[must_use]
    pub fn rules_for(&self, id: &str) -> &RequestRules {
        self.own_rules_for(id).unwrap_or(&self.rules)
    }

    /// As [`Vendor::rules_for`], where the vendor knows the id or how it begins.
    #[must_use]
    pub fn own_rules_for(&self, id: &str) -> Option<&RequestRules> {
        if let Some(model) = self.model(id) {
            return Some(&model.rules);
        }
        let name = id.rsplit('/').next().unwrap_or(id).to_ascii_lowercase();
        self.rules_by_prefix
            .iter()
            .filter(|row| name.starts_with(&row.prefix))
            .max_by_key(|row| row.prefix.len())
            .map(|row| &row.rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(input: u64, output: u64, cached: u64) -> Usage {
        Usage { input, output, cached, ..Usage::default() }
    }

    #[test]
    fn cost_is_exact_in_integers_and_cached_tokens_have_their_own_rate() {
        let mut price = Price::flat("2026-11-22", MicroUsd(800_000), MicroUsd(4_000_000));
        assert_eq!(price.of(&usage(812, 344, 0)), Some(MicroUsd(2026)), "812 * 0.8 + 344 * 4 = 2025.6");
        price.tiers[0].cached = Some(MicroUsd(80_000));
        assert_eq!(price.of(&usage(1_000_000, 0, 500_000)), Some(MicroUsd(440_000)));
        assert_eq!(price.of(&usage(1 << 53, 0, 0)), Some(MicroUsd(7_205_759_403_792_794)));
    }

    #[test]
    fn a_longer_prompt_takes_the_next_step_and_beyond_the_last_is_unknown() {
        let tier = |bound, rate| PriceTier {
            up_to_input_tokens: bound,
            input: MicroUsd(rate),
            output: MicroUsd(rate),
            cached: None,
            cache_write: None,
        };
        let price =
            Price { as_of: String::new(), tiers: vec![tier(Some(32_000), 1_000_000), tier(Some(256_000), 2_000_000)] };
        assert_eq!(price.of(&usage(32_000, 0, 0)), Some(MicroUsd(32_000)));
        assert_eq!(price.of(&usage(32_001, 0, 0)), Some(MicroUsd(64_002)));
        assert_eq!(price.of(&usage(256_001, 0, 0)), None);
    }
}
