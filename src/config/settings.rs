//! The settings as the rest of baro sees them: typed, resolved, immutable.
//!
//! Plain data. Nothing here reads a file or the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::time::Duration;

use crate::domain::catalogue::{Plan, Price, Wire};
use crate::domain::{Candidate, Effort, Lang, MicroUsd, ModelRef, ProjectHeld, Route, Timeouts};

use super::layers::{Layers, Origin};
use super::paths::Paths;

/// Everything that flags, environment, project file, user file and defaults say, resolved once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where baro's files are.
    pub paths: Paths,
    /// The language of messages: flag, environment, project, user file, locale.
    pub lang: Lang,
    /// Whether the pick is confirmed in the REPL.
    pub mode: Mode,
    /// What `[routes.NAME]` says, in the order of [`Route::ALL`].
    pub routes: [RouteSettings; 6],
    /// What `[providers.NAME]` says: overrides of vendors, and providers of the user's own.
    pub providers: BTreeMap<String, ProviderSettings>,
    /// What `[models."PROVIDER:MODEL"]` says.
    pub models: BTreeMap<ModelRef, ModelSettings>,
    /// Who may be sent to, and paid.
    pub policy: Policy,
    /// The user's own names of models.
    pub aliases: BTreeMap<String, Candidate>,
    /// The limits on waiting.
    pub timeouts: Timeouts,
    /// Certificates.
    pub tls: Tls,
    /// The proxy for everything but loopback. `None`: the one that the environment names, if any.
    pub proxy: Option<ProxyUrl>,
    /// What is kept of conversations.
    pub history: History,
    /// What is drawn.
    pub ui: Ui,
    /// The REPL's keys: action to key.
    pub keys: BTreeMap<String, String>,
    /// The embedded model.
    pub local: Local,
    /// The most that may be spent.
    pub budget: Budget,
    /// Standing instructions, added to the built-in system text.
    pub system: Option<String>,
    /// The temperature wherever no route names one, 0.0 to 2.0.
    pub temperature: Option<f32>,
    /// The model, `provider:model[@effort]` or an alias, that answers unless a message says otherwise.
    /// [`origin`]`(.., "model")` tells whether the user or only a project file said so.
    pub model: Option<String>,
    /// The route taken unless a message says otherwise.
    pub route: Option<Route>,
    /// The project file that was read.
    pub project: Option<ProjectFile>,
    /// A `.baro.toml` that was passed over because another user owns it.
    pub foreign_project: Option<PathBuf>,
    pub(super) layers: Layers,
}

/// Who set the value of `key` (`ui.footer`, `providers.groq.base_url`) that is in force.
#[must_use]
pub fn origin(settings: &Settings, key: &str) -> Origin {
    settings.layers.origin(key)
}

/// What the command line overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--lang`.
    pub lang: Option<Lang>,
    /// `--timeout`: the whole turn; a day at most.
    pub timeout: Option<Duration>,
}

/// Whether the REPL asks before it sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// The pick is sent to at once.
    #[default]
    Auto,
    /// The pick is shown and confirmed first.
    Ask,
}

/// What the user says of a route. A project file cannot write here, so an order is always the user's own
/// and counts as consent to pay.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RouteSettings {
    /// The order, first choice first. `None`: the built-in order, which consents to nothing.
    pub models: Option<Vec<RouteEntry>>,
    /// 0.0 to 2.0; left out where a model refuses it.
    pub temperature: Option<f32>,
    /// The user's own words that speak for the route.
    pub keywords: Vec<String>,
}

/// One entry of an order, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteEntry {
    /// `provider:model[@effort]`.
    Candidate(Candidate),
    /// A name without a colon: one of [`Settings::aliases`], or else a built-in name.
    Alias(String),
}

/// What the user says of a provider. `None` leaves what the catalogue says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderSettings {
    /// The protocol. A provider that the catalogue does not know speaks `openai` unless this says otherwise.
    pub wire: Option<Wire>,
    /// Where it is, up to and including the version, without a slash at the end: http or https, with a host,
    /// without user, password, query or fragment. Required for a provider that the catalogue does not know.
    pub base_url: Option<String>,
    /// Where its key is.
    pub key: Option<KeySource>,
    /// What its plan lets through.
    pub plan: PlanSettings,
}

/// Where a key is to be found. Debug does not show a command, which may hold a key.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySource {
    /// In this variable of the environment.
    Environment(String),
    /// In the first line with something in it of this file, readable by its owner alone.
    File(PathBuf),
    /// In the first line with something in it that this command prints, run by the system's shell.
    Command(String),
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "Environment({name})"),
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::Command(_) => f.write_str("Command(***)"),
        }
    }
}

/// What is said of a plan; the rest is as the catalogue or the provider's headers tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanSettings {
    /// No money is asked.
    pub free: Option<bool>,
    /// Tokens a minute for each model, input and requested answer together.
    pub tokens_per_minute: Option<u64>,
    /// Requests a minute for each model.
    pub requests_per_minute: Option<u64>,
    /// Requests a day for each model.
    pub requests_per_day: Option<u64>,
}

impl PlanSettings {
    /// The plan in force where the catalogue says `base`. Saying `free = false` leaves a free plan and its
    /// limits behind.
    #[must_use]
    pub fn over(self, base: Option<Plan>) -> Option<Plan> {
        if self == Self::default() {
            return base;
        }
        let base = base.unwrap_or_default();
        let base = if self.free == Some(false) && base.free { Plan::default() } else { base };
        Some(Plan {
            free: self.free.unwrap_or(base.free),
            tokens_per_minute: self.tokens_per_minute.or(base.tokens_per_minute),
            requests_per_minute: self.requests_per_minute.or(base.requests_per_minute),
            requests_per_day: self.requests_per_day.or(base.requests_per_day),
        })
    }
}

/// What the user says of a model. `None` leaves what the catalogue says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelSettings {
    /// Tokens that prompt and answer take together.
    pub context_tokens: Option<u64>,
    /// Tokens of the longest answer.
    pub max_output_tokens: Option<u64>,
    /// What it costs; its `as_of` is empty, for the user's word has no date.
    pub price: Option<Price>,
    /// `false`: a temperature is refused and never sent.
    pub takes_temperature: Option<bool>,
    /// The levels of effort that it takes, least first. Empty: it has none to set.
    pub efforts: Option<Vec<Effort>>,
}

/// Who may be sent to, and paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Providers that nothing is ever sent to. The user's and the project's together.
    pub deny: BTreeSet<String>,
    /// Those of them that the project file added.
    pub denied_by_project: BTreeSet<String>,
    /// Whether the project's file is wrong in such a way that it may deny more, which nobody can read.
    pub hides_denials: bool,
    /// Whether paid candidates of built-in orders serve.
    pub paid: Paid,
}

/// Whether paid candidates of built-in orders serve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paid {
    /// After a yes, once for each provider.
    #[default]
    Ask,
    /// Always.
    Allow,
    /// Never.
    Never,
}

/// Certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// A PEM file of authorities, trusted besides the platform's.
    pub ca_file: Option<PathBuf>,
}

/// A proxy's URL. It may hold a password, so Debug shows scheme, host and port alone.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(pub(super) String);

impl Deref for ProxyUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::masked(&self.0))
    }
}

/// What is kept of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// Conversations are stored.
    pub keep: bool,
    /// For so many days. `None`: for ever.
    pub retention_days: Option<u32>,
    /// What looks like a key is masked before it is stored.
    pub redact: bool,
}

/// What is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ui {
    /// The line after an answer.
    pub footer: Footer,
    /// The widest line, in columns. `None`: the terminal's.
    pub width: Option<u16>,
    /// The columns that an ambiguous character takes.
    pub ambiguous: Ambiguous,
}

/// The line after an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Footer {
    /// None.
    Off,
    /// Model and time.
    #[default]
    Short,
    /// Also tokens, cost, and what is left of the plan.
    Full,
}

/// The columns that a character takes whose East Asian width is ambiguous (`·`, `…`, `─`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// As the terminal shows when asked; where it cannot be asked, one.
    #[default]
    Auto,
    /// One.
    Narrow,
    /// Two.
    Wide,
}

/// The embedded model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Local {
    /// Which one. `None`: the built-in choice.
    pub model: Option<String>,
    /// Threads to compute on. `None`: by the machine.
    pub threads: Option<u16>,
}

/// The most that may be spent. Days and months end at local midnight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// In a day.
    pub day: Option<MicroUsd>,
    /// In a month.
    pub month: Option<MicroUsd>,
}

/// A project file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it sets, in the file's order of names.
    pub sets: Vec<&'static str>,
}

impl ProjectFile {
    /// The same, as it is kept with an answer.
    #[must_use]
    pub fn held(&self) -> ProjectHeld {
        let sets = self.sets.iter().map(|key| (*key).to_owned()).collect();
        ProjectHeld { file: self.path.display().to_string(), sets }
    }
}
