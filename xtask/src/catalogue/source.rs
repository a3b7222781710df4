//! The shape of the TOML files, and their translation into the domain's types.
//!
//! It checks what it needs for translating; that the whole makes sense is `verify`'s.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use baro::domain::catalogue::{
    self as domain, Catalogue, EffortStyle, LocalChoice, LocalPick, MaxTokensField, Plan, PrefixRules, Price,
    PriceTier, RequestRules, Retired, Wire,
};
use baro::domain::{Candidate, Effort, MicroUsd};
use serde::Deserialize;

/// The rules that a vendor's unlisted models have.
const DEFAULT_RULES: &str = "default";

/// One vendor's file; its name is the vendor's id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorFile {
    name: String,
    wire: Wire,
    base_url: String,
    other_base_url: Option<String>,
    base_url_env: Option<String>,
    #[serde(default)]
    key_env: Vec<String>,
    signup_url: Option<String>,
    #[serde(default)]
    local_server: bool,
    /// The day on which prices and limits were read.
    as_of: String,
    free_plan: Option<FreePlan>,
    /// Rules by a name of the file's own.
    #[serde(default)]
    rules: BTreeMap<String, Rules>,
    /// Beginning of an id -> name of rules.
    #[serde(default)]
    prefixes: BTreeMap<String, String>,
    #[serde(default)]
    models: Vec<Model>,
    #[serde(default)]
    routes: PerRoute<Vec<String>>,
    #[serde(default)]
    retired: BTreeMap<String, Successor>,
}

/// A value for each route.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PerRoute<T> {
    code: T,
    think: T,
    long: T,
    fast: T,
    design: T,
    general: T,
}

/// A vendor's plan that asks no money.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FreePlan {
    tokens_per_minute: Option<u64>,
    requests_per_minute: Option<u64>,
    requests_per_day: Option<u64>,
}

#[expect(clippy::struct_excessive_bools, reason = "it has the fields of the domain's `RequestRules`")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    #[serde(default)]
    refuses_temperature: bool,
    #[serde(default)]
    max_tokens_field: MaxTokensField,
    #[serde(default)]
    effort_style: EffortStyle,
    #[serde(default)]
    efforts: Vec<Effort>,
    default_effort: Option<Effort>,
    #[serde(default)]
    refuses_stream_options: bool,
    #[serde(default)]
    thinks_in_tags: bool,
    #[serde(default)]
    opening_think_tag_may_be_missing: bool,
    extra_body: Option<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    id: String,
    #[serde(default)]
    family: String,
    context: u64,
    max_output: u64,
    price: Option<Prices>,
    plan: Option<Plan>,
    /// The name of rules; without it the model has none.
    rules: Option<String>,
    ends: Option<String>,
    #[serde(default)]
    unconfirmed: bool,
}

/// Dollars for a million tokens: one price, or `tiers`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prices {
    input: Option<f64>,
    output: Option<f64>,
    cached: Option<f64>,
    cache_write: Option<f64>,
    tiers: Option<Vec<Tier>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tier {
    up_to: Option<u64>,
    input: f64,
    output: f64,
    cached: Option<f64>,
    cache_write: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Successor {
    successor: String,
    since: Option<String>,
}

/// `preferences.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreferencesFile {
    as_of: String,
    vendors: Vec<String>,
    preferences: PerRoute<Vec<String>>,
    local: PerRoute<Local>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Local {
    prefixes: Vec<String>,
    pick: LocalPick,
    effort: Option<Effort>,
}

/// `names.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamesFile {
    families: Vec<Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    id: String,
    name_en: String,
    name_ko: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    letters: Vec<String>,
    #[serde(default)]
    elsewhere: bool,
}

impl<T> PerRoute<T> {
    /// In the order of `Route::ALL`, each with its name.
    fn into_named(self) -> [(&'static str, T); 6] {
        [
            ("code", self.code),
            ("think", self.think),
            ("long", self.long),
            ("fast", self.fast),
            ("design", self.design),
            ("general", self.general),
        ]
    }
}

/// Candidates of each route; `prefix` is put before each (`groq:`).
fn candidates(routes: PerRoute<Vec<String>>, table: &str, prefix: &str) -> Result<[Vec<Candidate>; 6]> {
    let mut all: [Vec<Candidate>; 6] = Default::default();
    for (list, (route, texts)) in all.iter_mut().zip(routes.into_named()) {
        for text in texts {
            let candidate = format!("{prefix}{text}").parse();
            list.push(candidate.with_context(|| format!("{table}.{route}: `{text}`"))?);
        }
    }
    Ok(all)
}

impl VendorFile {
    /// The vendor `id`.
    pub fn translate(self, id: &str) -> Result<domain::Vendor> {
        let mut rules = BTreeMap::new();
        for (name, row) in self.rules {
            let row = row.translate().with_context(|| format!("rules.{name}"))?;
            rules.insert(name, row);
        }
        let named = |name: &str| rules.get(name).cloned().with_context(|| format!("there is no [rules.{name}]"));
        let models = self.models.into_iter().map(|model| {
            let key = format!("models `{}`", model.id);
            let rules = model.rules.as_deref().map(named).transpose();
            rules.and_then(|rules| model.translate(&self.as_of, rules.unwrap_or_default())).context(key)
        });
        let models = models.collect::<Result<Vec<_>>>()?;
        let prefixes = self.prefixes.iter().map(|(prefix, name)| {
            let rules = named(name).with_context(|| format!("prefixes.{prefix}"))?;
            Ok(PrefixRules { prefix: prefix.clone(), rules })
        });
        let rules_by_prefix = prefixes.collect::<Result<Vec<_>>>()?;
        Ok(domain::Vendor {
            id: id.to_owned(),
            name: self.name,
            wire: self.wire,
            base_url: self.base_url,
            other_base_url: self.other_base_url,
            key_env: self.key_env,
            base_url_env: self.base_url_env,
            signup_url: self.signup_url,
            is_local_server: self.local_server,
            free_plan: self.free_plan.map(|plan| Plan {
                free: true,
                tokens_per_minute: plan.tokens_per_minute,
                requests_per_minute: plan.requests_per_minute,
                requests_per_day: plan.requests_per_day,
            }),
            rules: rules.get(DEFAULT_RULES).cloned().unwrap_or_default(),
            rules_by_prefix,
            models,
            routes: candidates(self.routes, "routes", &format!("{id}:"))?,
            retired: self
                .retired
                .into_iter()
                .map(|(id, row)| Retired { id, successor: row.successor, since: row.since })
                .collect(),
        })
    }
}

impl Rules {
    fn translate(self) -> Result<RequestRules> {
        let extra_body = self.extra_body.map(|table| serde_json::to_string(&table)).transpose();
        Ok(RequestRules {
            refuses_temperature: self.refuses_temperature,
            max_tokens_field: self.max_tokens_field,
            effort_style: self.effort_style,
            efforts: self.efforts,
            default_effort: self.default_effort,
            refuses_stream_options: self.refuses_stream_options,
            thinks_in_tags: self.thinks_in_tags,
            opening_think_tag_may_be_missing: self.opening_think_tag_may_be_missing,
            extra_body: extra_body.context("extra_body is no JSON object")?,
        })
    }
}

impl Model {
    fn translate(self, as_of: &str, rules: RequestRules) -> Result<domain::Model> {
        let price = self.price.map(|price| price.translate(as_of)).transpose().context("price")?;
        Ok(domain::Model {
            id: self.id,
            family: self.family,
            context_tokens: self.context,
            max_output_tokens: self.max_output,
            price,
            plan: self.plan,
            rules,
            ends: self.ends,
            unconfirmed: self.unconfirmed,
        })
    }
}

impl Prices {
    fn translate(self, as_of: &str) -> Result<Price> {
        let tiers = match (self.tiers, self.input, self.output) {
            (Some(tiers), None, None) if self.cached.is_none() && self.cache_write.is_none() => tiers,
            (None, Some(input), Some(output)) => {
                vec![Tier { up_to: None, input, output, cached: self.cached, cache_write: self.cache_write }]
            }
            _ => bail!("give either `input` and `output`, or `tiers` alone"),
        };
        let tiers = tiers.into_iter().map(Tier::translate).collect::<Result<_>>()?;
        Ok(Price { as_of: as_of.to_owned(), tiers })
    }
}

impl Tier {
    fn translate(self) -> Result<PriceTier> {
        Ok(PriceTier {
            up_to_input_tokens: self.up_to,
            input: micro_usd(self.input)?,
            output: micro_usd(self.output)?,
            cached: self.cached.map(micro_usd).transpose()?,
            cache_write: self.cache_write.map(micro_usd).transpose()?,
        })
    }
}

/// Dollars as whole micro-dollars; an amount that is none, negative or finer is an error.
fn micro_usd(dollars: f64) -> Result<MicroUsd> {
    match MicroUsd::from_usd(dollars) {
        Some(amount) if amount.0 >= 0 && (amount.as_usd() - dollars).abs() < 1e-9 => Ok(amount),
        _ => bail!("{dollars} is not an amount of whole micro-dollars"),
    }
}

impl NamesFile {
    /// The families, each with its names among its words.
    pub fn translate(self) -> Result<Vec<domain::Family>> {
        let mut families = Vec::new();
        for family in self.families {
            let mut words = vec![family.id.clone()];
            for word in [family.name_en.to_lowercase(), family.name_ko.clone()] {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            for word in family.words {
                if words.contains(&word) {
                    bail!("families `{}`: the word `{word}` stands twice", family.id);
                }
                words.push(word);
            }
            families.push(domain::Family {
                id: family.id,
                name_en: family.name_en,
                name_ko: family.name_ko,
                words,
                letters: family.letters,
                elsewhere: family.elsewhere,
            });
        }
        Ok(families)
    }
}

impl PreferencesFile {
    /// The whole catalogue, its vendors in the order that this file says.
    pub fn translate(
        self,
        mut vendors: BTreeMap<String, domain::Vendor>,
        families: Vec<domain::Family>,
    ) -> Result<Catalogue> {
        let mut ordered = Vec::new();
        for id in self.vendors {
            ordered.push(vendors.remove(&id).with_context(|| format!("vendors: there is no `{id}.toml` left"))?);
        }
        if let Some(id) = vendors.keys().next() {
            bail!("vendors: `{id}` is missing");
        }
        Ok(Catalogue {
            as_of: self.as_of,
            vendors: ordered,
            preferences: candidates(self.preferences, "preferences", "")?,
            local: self.local.into_named().map(|(_, local)| LocalChoice {
                prefixes: local.prefixes,
                pick: local.pick,
                effort: local.effort,
            }),
            families,
        })
    }
}
