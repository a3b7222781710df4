//! Why a turn did not end well, as situations that a person can act on.

use std::time::Duration;

use super::Beyond;
use super::quota::Held;
use super::settings_check::SettingFinding;
use crate::config::KeyError;
use crate::domain::{Candidate, Effort, Failure, FailureKind, MicroUsd, ModelRef, Preset, Route};
use crate::grammar::Period;
use crate::store;

/// Servers of this machine that were asked, and serve nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServersHere {
    /// Servers of this machine that run and have no model to chat with, by their names.
    pub idle: Vec<String>,
    /// Servers of this machine that the user named and that do not answer: which, and where that would be.
    pub silent: Vec<(String, String)>,
}

/// Why a turn did not end well. Carries data; the words are the surface's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing to send.
    #[error("the prompt is empty")]
    EmptyPrompt,
    /// No provider is configured and no local server runs.
    #[error("no model can be used")]
    NothingConfigured {
        /// The servers of this machine that were asked.
        servers: ServersHere,
    },
    /// Providers are configured, but none may serve this route.
    #[error("no usable model for {route}")]
    NoUsableModel {
        /// The route.
        route: Route,
        /// Who was left out, and why.
        left_out: Vec<(Candidate, Unusable)>,
    },
    /// `--local` was asked for and no local server runs.
    #[error("no local model is running")]
    NothingLocal,
    /// Only the embedded model is there, and it is no good for this message.
    #[error("{model} cannot answer this usefully")]
    BeyondEmbedded {
        /// Which.
        model: ModelRef,
        /// What of the message.
        beyond: Beyond,
    },
    /// A setting that this turn stands on names nobody.
    #[error("the settings name nobody")]
    Settings(SettingFinding),
    /// Nobody can be asked whom a setting chose, where neither the message, a flag nor a pin did.
    #[error("`{}` chose: {error}", preset.sets.as_str())]
    Chosen {
        /// The setting.
        preset: Preset,
        /// Why not.
        #[source]
        error: Box<Error>,
    },
    /// A name that is no alias, model or provider.
    #[error("unknown model `{name}`")]
    UnknownModel {
        /// As it was typed.
        name: String,
        /// The nearest names that would do.
        nearest: Vec<String>,
    },
    /// What stands behind a model's `@` is no effort.
    #[error("`{effort}` is no effort")]
    UnknownEffort {
        /// The name before the `@`.
        name: String,
        /// What stands behind it.
        effort: String,
        /// The effort that was probably meant.
        nearest: Option<Effort>,
    },
    /// A model was named that cannot be used.
    #[error("{candidate} cannot be used")]
    Unusable {
        /// Which.
        candidate: Candidate,
        /// Why.
        why: Unusable,
    },
    /// A name was given, and nobody of that name can be asked.
    #[error("nobody called {name} can be asked")]
    NobodyCalled {
        /// The name: a family's, or the user's own.
        name: String,
        /// Who would be called so, a candidate for each provider, and why it cannot be asked.
        left_out: Vec<(Candidate, Unusable)>,
    },
    /// The prompt is larger than every window, or than every plan lets through at once.
    #[error("the prompt of {input_tokens} tokens is too large")]
    TooLarge {
        /// Tokens of the prompt, estimated.
        input_tokens: u64,
        /// The roomiest candidate and what it takes.
        largest: Option<(ModelRef, u64)>,
        /// What is too small.
        bound: Bound,
        /// Who could have been asked.
        among: Among,
    },
    /// It would cost more than allowed, or nobody knows what it would cost.
    #[error("over the budget")]
    OverBudget(OverBudget),
    /// The plan of the last candidate left is used up for longer than baro waits.
    #[error("the limit of {model} is reached")]
    LimitReached {
        /// Whose.
        model: ModelRef,
        /// When it passes, where that is known and not tomorrow.
        wait: Option<Duration>,
        /// Who keeps it: the provider, or baro by its own count.
        held: Held,
    },
    /// The provider refused the key.
    #[error("{model}: the key was refused")]
    KeyRefused {
        /// Who was asked.
        model: ModelRef,
        /// What it said.
        failure: Box<Failure>,
    },
    /// The provider refused the request.
    #[error("{model} refused the request")]
    Refused {
        /// Who was asked.
        model: ModelRef,
        /// What it said.
        failure: Box<Failure>,
        /// Names near to a model that the provider does not have.
        nearest: Vec<String>,
    },
    /// Nobody could be reached, or all are limited.
    #[error("no provider answered")]
    NobodyAnswered {
        /// Each candidate's last failure.
        failures: Vec<(ModelRef, Failure)>,
    },
    /// The answer is not whole.
    #[error("the answer is incomplete")]
    Incomplete {
        /// Who answered.
        model: ModelRef,
        /// What cut it off; `None` where it reached its limit of tokens.
        failure: Option<Box<Failure>>,
    },
    /// The answer was given but could not be kept.
    #[error("the answer could not be stored")]
    NotStored(store::Error),
    /// What was asked of the store before the turn could not be done.
    #[error(transparent)]
    Store(store::Error),
    /// There is no conversation to go on from here.
    #[error("no conversation here")]
    NoConversation {
        /// Whether there are some of other folders, or that nobody went on with.
        elsewhere: bool,
    },
    /// There is none of the days that were asked for.
    #[error("no conversation of these days here")]
    NoConversationFrom {
        /// The days.
        period: Period,
    },
    /// There is no other than the one that goes on.
    #[error("no other conversation here")]
    OnlyThisConversation {
        /// Of which days, where some were asked for.
        period: Option<Period>,
    },
    /// The user stopped it.
    #[error("interrupted")]
    Cancelled,
}

/// Why a candidate may not serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// Its provider is not configured: no key.
    NoKey {
        /// Environment variables that would hold one.
        key_env: Vec<String>,
        /// Where a key is to be had.
        signup_url: Option<String>,
    },
    /// The local server does not run, or does not answer.
    NotRunning {
        /// Where it would listen, as a person would type it.
        address: String,
    },
    /// Something listens where the local server would, and the question what it has ended so: its certificate does not hold,
    /// it is no model server.
    NotTold(Box<Failure>),
    /// A local server that runs and is still loading its model.
    Loading,
    /// A local server that runs and tells nobody without a key what it has.
    KeyRefused {
        /// Whether one was shown.
        has_key: bool,
    },
    /// A local server that runs and has no model to chat with.
    NoModel {
        /// What the server is called.
        server: String,
    },
    /// A provider of the user's own, elsewhere, of which nobody knows what it has: it is not asked for that unbidden.
    ModelsUnknown,
    /// The policy denies its provider.
    Denied(DeniedBy),
    /// It costs money, and the user said no to that.
    Paid,
    /// `--local` was asked for, and it is not local.
    NotLocal,
    /// There is a key, but it was given for another host.
    KeyWithheld {
        /// The host that the provider is set to.
        host: String,
        /// The host that the key belongs to.
        bound_to: String,
    },
    /// There is a key that cannot be used.
    BadKey(KeyError),
    /// This build has no such wire.
    NotBuilt,
    /// It is the family that is asking, which would answer itself.
    Asker,
    /// Its weights are not on this machine.
    NotFetched {
        /// Whose.
        model: String,
    },
}

/// Whose policy denies a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeniedBy {
    /// The user's.
    User,
    /// A project's file, which may add to it.
    Project,
}

impl Unusable {
    /// True where it was meant to serve and something about it has to be mended, false where the user or the request
    /// keeps it out.
    #[must_use]
    pub const fn is_set_up_wrong(&self) -> bool {
        matches!(
            self,
            Self::NoKey { .. }
                | Self::NotRunning { .. }
                | Self::NotTold(_)
                | Self::KeyRefused { .. }
                | Self::NoModel { .. }
                | Self::ModelsUnknown
                | Self::KeyWithheld { .. }
                | Self::BadKey(_)
        )
    }

    /// True where its provider is not asked for want of a key: there is none, or none that may or can be used.
    #[must_use]
    pub const fn is_of_its_key(&self) -> bool {
        matches!(self, Self::NoKey { .. } | Self::KeyWithheld { .. } | Self::BadKey(_))
    }
}

/// What a prompt is too large for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The model's window.
    Window,
    /// What the plan lets through.
    Plan {
        /// Tokens a minute, prompt and answer together.
        per_minute: u64,
    },
}

/// Whom a prompt is too large for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// Whoever could be asked.
    All,
    /// Those whom somebody chose.
    Chosen {
        /// Who else could take it.
        roomier: Option<ModelRef>,
    },
}

/// A budget that would be passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverBudget {
    /// `--max-cost`.
    Turn {
        /// What the turn would cost, estimated.
        estimate: MicroUsd,
        /// What was allowed.
        allowed: MicroUsd,
    },
    /// `budget.day_usd`.
    Day {
        /// Spent since midnight, with this turn's estimate.
        spent: MicroUsd,
        /// What was allowed.
        allowed: MicroUsd,
    },
    /// `budget.month_usd`.
    Month {
        /// Spent this month, with this turn's estimate.
        spent: MicroUsd,
        /// What was allowed.
        allowed: MicroUsd,
    },
    /// The price is not known, so no bound can be kept.
    UnknownPrice {
        /// Whose.
        model: ModelRef,
    },
}

/// The failure of several that is spoken of, by the exit code, too: what the user can mend, whoever failed last.
fn telling(failures: &[(ModelRef, Failure)]) -> Option<&Failure> {
    let refused = failures.iter().find(|(_, failure)| failure.kind == FailureKind::KeyRefused);
    let of_settings = failures.iter().find(|(_, failure)| failure.is_of_the_settings());
    refused.or(of_settings).or(failures.last()).map(|(_, failure)| failure)
}

impl Error {
    /// Whether nobody can be asked because all that could be want a key or refuse theirs.
    #[must_use]
    pub fn is_of_keys_alone(&self) -> bool {
        let is_of_key = |(_, why): &(Candidate, Unusable)| matches!(why, Unusable::KeyRefused { .. });
        matches!(self, Self::NoUsableModel { left_out, .. } if !left_out.is_empty() && left_out.iter().all(is_of_key))
    }

    /// The error of a turn for which a setting chose, if one did: where it is about whom it chose, that is said.
    pub(super) fn chosen(preset: Option<Preset>, error: Self) -> Self {
        let is_about_whom = match &error {
            Self::UnknownModel { .. }
            | Self::UnknownEffort { .. }
            | Self::NobodyCalled { .. }
            | Self::Unusable { .. }
            | Self::NoUsableModel { .. }
            | Self::BeyondEmbedded { .. } => true,
            Self::Refused { failure, .. } => failure.kind == FailureKind::ModelGone,
            _ => false,
        };
        match preset.filter(|_| is_about_whom) {
            Some(preset) => Self::Chosen { preset, error: Box::new(error) },
            None => error,
        }
    }

    /// What a provider failed with, where that ended it.
    #[must_use]
    pub fn failure(&self) -> Option<FailureKind> {
        match self {
            Self::Chosen { error, .. } => error.failure(),
            Self::KeyRefused { failure, .. }
            | Self::Refused { failure, .. }
            | Self::Incomplete { failure: Some(failure), .. } => Some(failure.kind),
            Self::NobodyAnswered { failures } => telling(failures).map(|failure| failure.kind),
            _ => None,
        }
    }

    /// A stable name of the situation, for JSON and scripts.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EmptyPrompt => "empty_prompt",
            Self::Chosen { error, .. } => error.kind(),
            error if error.is_of_keys_alone() => FailureKind::KeyRefused.as_str(),
            Self::NothingConfigured { .. } | Self::NoUsableModel { .. } => "no_usable_model",
            Self::NothingLocal => "nothing_local",
            Self::Settings(_) => "config",
            Self::BeyondEmbedded { .. } => "beyond_embedded_model",
            Self::UnknownModel { .. } => "unknown_model",
            Self::UnknownEffort { .. } => "unknown_effort",
            Self::TooLarge { bound: Bound::Window, .. } => "too_large",
            Self::TooLarge { bound: Bound::Plan { .. }, .. } => FailureKind::PlanTooSmall.as_str(),
            Self::OverBudget(_) => "over_budget",
            Self::LimitReached { .. } => FailureKind::RateLimited.as_str(),
            Self::KeyRefused { .. } | Self::Unusable { why: Unusable::KeyRefused { .. }, .. } => {
                FailureKind::KeyRefused.as_str()
            }
            Self::Unusable { .. } | Self::NobodyCalled { .. } => "unusable_model",
            Self::Refused { failure, .. } | Self::Incomplete { failure: Some(failure), .. } => failure.kind.as_str(),
            Self::NobodyAnswered { failures } => match telling(failures) {
                None => "nobody_answered",
                // As where the file names such a proxy.
                Some(failure) if failure.kind == FailureKind::Unreachable && failure.is_of_the_settings() => "config",
                Some(failure) => failure.kind.as_str(),
            },
            Self::Incomplete { failure: None, .. } => "length",
            Self::NotStored(_) => "not_stored",
            Self::Store(_) => "store",
            Self::NoConversation { .. } | Self::NoConversationFrom { .. } | Self::OnlyThisConversation { .. } => {
                "no_conversation"
            }
            Self::Cancelled => "cancelled",
        }
    }
}
