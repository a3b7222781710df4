//! Where the person went against the router: the labelled examples that `baro route learn` learns from.

use serde::{Deserialize, Serialize};

use super::{Route, TurnId, UnixMillis};

/// How the router was overruled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Overruling {
    /// The answer was asked for again, elsewhere.
    Again,
    /// A name in the message.
    Mention,
    /// A pin of the conversation.
    Pin,
    /// A flag or an argument.
    Flag,
}

impl Overruling {
    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Mention => "mention",
            Self::Pin => "pin",
            Self::Flag => "flag",
        }
    }
}

/// One message that the person sent elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overrule {
    /// The person's turn or an answer to it; `None` where nothing is kept.
    pub turn: Option<TurnId>,
    /// How.
    pub how: Overruling,
    /// What the router had chosen.
    pub routed: Route,
    /// The route of whom the person chose instead.
    pub wanted: Route,
    /// When.
    pub at: UnixMillis,
}
