//! What happens while a model answers: as a provider tells it, and as a surface hears it.

use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::limits::LeftToday;
use super::{
    Candidate, ConversationId, Decision, Estimate, Failure, FailureKind, MicroUsd, ModelRef, Preset, RateLimits, Route,
    Source, TurnId, Usage,
};

/// What a provider's stream yields.
///
/// A well-formed stream yields `Opened` once, then `Reasoning`, `Text` and `Alive` any number of times, `Usage`
/// any number of times (the last one counts), then `Finished`, and ends. Anything else ends in a [`Failure`].
#[derive(Debug, Clone, PartialEq)]
pub enum ProviderEvent {
    /// The provider accepted the request.
    Opened {
        /// What its headers told.
        limits: RateLimits,
        /// Its id of the request.
        request_id: Option<String>,
    },
    /// A sign of life without content (a comment, a ping, an empty delta).
    Alive,
    /// Some of the model's thinking. Never part of the answer.
    Reasoning(String),
    /// Some of the answer.
    Text(String),
    /// Tokens so far. The last one counts; they are never summed.
    Usage {
        /// The tokens.
        usage: Usage,
        /// The provider's own price for this answer, which is preferred to the catalogue's.
        cost: Option<MicroUsd>,
    },
    /// The provider said that the answer is over, and how.
    Finished(Finish),
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finish {
    /// By itself.
    Stop,
    /// At the limit of tokens.
    Length,
    /// Declined by the provider.
    Filter,
    /// By the user.
    Cancelled,
    /// By a failure.
    Error,
    /// In a way that baro does not know.
    Other,
}

impl Finish {
    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::Filter => "filter",
            Self::Cancelled => "cancelled",
            Self::Error => "error",
            Self::Other => "other",
        }
    }
}

/// What became of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// It answered in full.
    Answered,
    /// It failed and the same candidate was tried again.
    Retried,
    /// It failed and the next candidate was tried.
    FailedOver,
    /// The provider refused the request.
    Refused,
    /// It failed, and nothing was left to try.
    Failed,
    /// Some of the answer came.
    Incomplete,
    /// The user stopped it.
    Cancelled,
}

impl AttemptOutcome {
    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Retried => "retried",
            Self::FailedOver => "failed_over",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Incomplete => "incomplete",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One try, for the user and the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Who was asked.
    pub model: ModelRef,
    /// What became of it.
    pub outcome: AttemptOutcome,
    /// From sending to the end, in milliseconds.
    pub ms: u64,
    /// Why it did not answer.
    pub failure: Option<Failure>,
}

/// What a surface hears of a turn, in order: `Routed`, then for each try `Started` and what came of it, and
/// at last `Finished`, which also tells of a turn that failed. A turn that is refused before it is routed has no events.
#[derive(Debug, Clone)]
pub enum TurnEvent {
    /// The route and the first candidate are chosen.
    Routed(Box<Routed>),
    /// A request is about to be sent.
    Started {
        /// To whom.
        candidate: Candidate,
        /// 1 for the first request of the turn.
        attempt: u32,
    },
    /// Some of the model's thinking.
    Reasoning(String),
    /// Some of the answer.
    Text(String),
    /// The same candidate is tried again after a wait.
    Retry {
        /// Who.
        model: ModelRef,
        /// After how long.
        wait: Duration,
        /// Why.
        failure: Box<Failure>,
    },
    /// The next candidate takes over.
    Failover {
        /// Who failed or was left out.
        from: ModelRef,
        /// Who serves now.
        to: ModelRef,
        /// Why.
        why: FailoverReason,
    },
    /// Something that the user must know: never silent, never an error.
    Notice(Notice),
    /// Tokens of the answer.
    Usage {
        /// The tokens.
        usage: Usage,
        /// What they cost, where that is known.
        cost: Option<MicroUsd>,
    },
    /// The turn is over.
    Finished(Box<TurnResult>),
}

/// Why the next candidate serves.
#[derive(Debug, Clone, PartialEq)]
pub enum FailoverReason {
    /// A try failed.
    Failed(Box<Failure>),
    /// It is left alone for a while after many failures.
    Resting,
    /// Its plan's minute or day is used up, known before it was asked.
    LimitNear,
    /// Prompt and answer do not fit its window or plan.
    TooSmall,
    /// It costs more than is allowed, or nobody knows what it costs.
    TooDear,
    /// It has no key.
    NoKey,
    /// Its key cannot be read, or belongs to another host.
    BadKey,
    /// It does not run, or does not answer.
    NotRunning,
    /// It runs, and is still loading its model.
    Loading,
    /// It tells nobody without a key what it has, or refused the one that it was shown.
    KeyRefused {
        /// Whether one was shown.
        has_key: bool,
    },
    /// The user said no to paying for it.
    Declined,
}

impl FailoverReason {
    /// The word used in JSON where a failure is told beside it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Resting => "resting",
            Self::LimitNear => "limit_near",
            Self::TooSmall => "too_small",
            Self::TooDear => "too_dear",
            Self::NoKey => "no_key",
            Self::BadKey => "bad_key",
            Self::NotRunning => "not_running",
            Self::Loading => "loading",
            Self::KeyRefused { has_key: true } => "key_refused",
            Self::KeyRefused { has_key: false } => "key_wanted",
            Self::Declined => "declined",
        }
    }

    /// The word by itself, in JSON and in the database: of a failure its kind.
    #[must_use]
    pub fn kept(&self) -> &'static str {
        match self {
            Self::Failed(failure) => failure.kind.as_str(),
            reason => reason.as_str(),
        }
    }
}

impl FromStr for FailoverReason {
    type Err = ();

    /// From [`FailoverReason::kept`]: of a failure no more than the kind is known.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = [
            Self::Resting,
            Self::LimitNear,
            Self::TooSmall,
            Self::TooDear,
            Self::NoKey,
            Self::BadKey,
            Self::NotRunning,
            Self::Loading,
            Self::KeyRefused { has_key: true },
            Self::KeyRefused { has_key: false },
            Self::Declined,
        ];
        let known = known.into_iter().find(|reason| reason.as_str() == word);
        known.map_or_else(|| Ok(Self::Failed(Box::new(Failure::new(word.parse()?, "")))), Ok)
    }
}

/// A candidate that was passed over on the way to an answer; it may have been asked later.
#[derive(Debug, Clone, PartialEq)]
pub struct PassedOver {
    /// Who.
    pub model: ModelRef,
    /// Why.
    pub why: FailoverReason,
}

/// Things that are said, never silent.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// The oldest questions and their answers were left out to fit the window.
    Trimmed {
        /// How many of both together.
        n_turns: u64,
    },
    /// The middle of the conversation's first message was left out to fit the window.
    FirstShortened,
    /// A key was refused; another candidate serves.
    KeyRefused {
        /// Whose.
        provider: String,
    },
    /// The id is retired and was replaced.
    Retired {
        /// The old one.
        from: ModelRef,
        /// The one that serves.
        to: ModelRef,
    },
    /// A paid provider serves because no free one is usable.
    PaidServes {
        /// Whose.
        provider: String,
    },
    /// The small model inside baro serves.
    EmbeddedServes {
        /// Which.
        model: ModelRef,
        /// No provider is set up that could do better.
        is_alone: bool,
    },
    /// baro waits for a limit to pass.
    Waiting {
        /// For whom.
        model: ModelRef,
        /// How long.
        wait: Duration,
    },
    /// A text that is too large for a plan goes in parts.
    Parts(PartsStep),
    /// The key comes from what may ask a person for a passphrase, and is waited for.
    WaitingForKey {
        /// Whose.
        provider: String,
    },
    /// Another process holds the database, and is waited for.
    StoreBusy {
        /// When the answer comes.
        given: Given,
    },
    /// The user's word on paying a provider could not be kept, and holds until baro ends.
    WordNotKept {
        /// Whose.
        provider: String,
        /// Why not.
        why: Unkept,
    },
    /// Keys that stood there are masked in what is sent, and in what is kept.
    KeysMasked {
        /// How many.
        n_keys: usize,
        /// Where.
        place: Masked,
    },
    /// What there is of a turn could not be kept.
    NotStored {
        /// What there is.
        what: Unstored,
        /// Why not.
        why: Unkept,
    },
}

/// How far a text is that goes in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartsStep {
    /// The answer to a part was cut at the length that baro had allowed it.
    Shortened {
        /// Counted from 1.
        number: usize,
        /// Of so many.
        n: usize,
    },
    /// A part is sent.
    Sending {
        /// Which, from 1.
        number: usize,
        /// Of how many.
        n: usize,
    },
    /// All are answered, and the answers are joined.
    Joining {
        /// How many.
        n: usize,
    },
    /// The rest is not asked, and the answers so far are shown as they are.
    Unjoined {
        /// How many are answered.
        n_answered: usize,
        /// Of how many.
        n: usize,
    },
}

/// Where keys are masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Masked {
    /// In the message, or in what comes with it.
    Message,
    /// In the system text, which goes along with each message.
    System,
}

/// Whether an answer was given already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// It was.
    Before,
    /// It comes, and is kept at its end.
    After,
}

/// What of a turn could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unstored {
    /// The question: no word of an answer came.
    Question,
    /// The answer, or what came of it.
    Answer,
}

/// Why a turn could not be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unkept {
    /// Another process held the database.
    Busy,
    /// The disk is full.
    DiskFull,
    /// The conversation was removed in the meantime.
    Removed,
    /// A newer baro wrote the database.
    Newer,
    /// The database is damaged, or none of baro's.
    Damaged,
    /// What the system said.
    Other(String),
}

/// The choice that a turn starts with.
#[derive(Debug, Clone)]
pub struct Routed {
    /// The router's decision; under a flag, too.
    pub decision: Decision,
    /// The route that is taken.
    pub route: Route,
    /// Who chose the model.
    pub source: Source,
    /// The setting that chose it, where one did.
    pub preset: Option<Preset>,
    /// The first candidate.
    pub candidate: Candidate,
    /// The model that answered the turn before, for saying when it changes.
    pub previous: Option<ModelRef>,
    /// What it is going to take.
    pub estimate: Estimate,
}

/// How a turn ended.
#[derive(Debug, Clone)]
pub struct TurnResult {
    /// The answer, or what came of it.
    pub text: String,
    /// The route taken.
    pub route: Route,
    /// Who chose the model.
    pub source: Source,
    /// The probability that the router gives the route taken, whoever chose it.
    pub confidence: f32,
    /// Who answered; `None` where nobody did. Who was asked is in `attempts`.
    pub candidate: Option<Candidate>,
    /// True only if the provider said so.
    pub complete: bool,
    /// How it ended.
    pub finish: Finish,
    /// Tokens of all tries.
    pub usage: Usage,
    /// Cost of all tries; `None` where the price of any is not known.
    pub cost: Option<MicroUsd>,
    /// The plan asks no money.
    pub free: bool,
    /// From the first request to the first text, in milliseconds.
    pub ttft_ms: Option<u64>,
    /// From the first request to the end, in milliseconds.
    pub total_ms: u64,
    /// Where it is kept.
    pub conversation: Option<ConversationId>,
    /// The answer's turn.
    pub turn: Option<TurnId>,
    /// All tries, in order.
    pub attempts: Vec<Attempt>,
    /// What is left of the plan's day, where that is known.
    pub left_today: Option<LeftToday>,
    /// What ended it, where it did not end well.
    pub failure: Option<FailureKind>,
}
