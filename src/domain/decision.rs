//! Which route a message takes, and why.

use serde::{Deserialize, Serialize};

use super::Route;

/// Where a prompt goes, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The route.
    pub route: Route,
    /// Probability of `route`, 0.0 to 1.0.
    pub confidence: f32,
    /// The next likely route.
    pub runner_up: Route,
    /// All probabilities, in the order of [`Route::ALL`]; they sum to 1.
    pub scores: [f32; 6],
    /// Signals by the size of their weight, strongest first.
    pub reasons: Vec<Reason>,
}

/// One signal that spoke for or against the chosen route.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub signal: Signal,
    /// For the route (positive) or against it, in log-odds against the mean of the others.
    pub weight: f32,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// The user's own words.
    Words(String),
    /// A fact about the message or the conversation.
    Fact(Fact),
}

/// A fact about a message's shape or place. Its wording is the message table's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A fenced block, or lines that read as code.
    Code,
    /// A unified diff.
    Diff,
    /// A stack trace or a compiler's complaint.
    StackTrace,
    /// Lines of a log.
    Log,
    /// Rows and columns.
    Table,
    /// JSON, YAML or another data format.
    Data,
    /// Formulas.
    Maths,
    /// Prose of several paragraphs that was given.
    LongProse,
    /// A message of a few words.
    Short,
    /// A message of middling length.
    Middling,
    /// A long message.
    Long,
    /// Something was piped or attached.
    Material,
    /// The message asks something.
    Question,
    /// It goes on from a turn that took this route.
    FollowsUp(Route),
    /// It says what it does not want.
    Negation,
    /// The user asked for more thought, or for less.
    Hint,
    /// The general leaning towards the route, whatever the message.
    Prior,
}

impl Fact {
    /// A stable name, for JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code block",
            Self::Diff => "diff",
            Self::StackTrace => "stack trace",
            Self::Log => "log lines",
            Self::Table => "table",
            Self::Data => "data",
            Self::Maths => "maths",
            Self::LongProse => "long prose",
            Self::Short => "short message",
            Self::Middling => "middling length",
            Self::Long => "long message",
            Self::Material => "piped or attached text",
            Self::Question => "question",
            Self::FollowsUp(_) => "follow-up",
            Self::Negation => "negation",
            Self::Hint => "hint",
            Self::Prior => "prior",
        }
    }
}

/// Who chose the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The router.
    Auto,
    /// A name in the message.
    Mention,
    /// A pin of the conversation.
    Pin,
    /// A flag or an argument.
    Flag,
}

impl Source {
    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Mention => "mention",
            Self::Pin => "pin",
            Self::Flag => "flag",
        }
    }
}
