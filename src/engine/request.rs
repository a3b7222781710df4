//! What a surface asks of the engine.

use std::sync::Arc;
use std::time::Duration;

use super::consent::PaidCalls;
use super::retired::Replaced;
use crate::config::Settings;
use crate::domain::{Candidate, ConversationId, Effort, Hint, MicroUsd, ModelRef, Route, Source, Surface, TurnId};
use crate::grammar;

/// One message to be answered.
#[derive(Debug, Clone)]
pub struct TurnRequest {
    /// The person's own words.
    pub text: String,
    /// What a conversation that begins with it is called; `None`: by its first line.
    pub title: Option<String>,
    /// What was piped or attached, fenced and labelled. Shared, since it may be large.
    pub material: Option<Arc<String>>,
    /// Who is to answer.
    pub choice: Choice,
    /// The conversation that it belongs to.
    pub thread: Thread,
    /// The surface that it came from.
    pub surface: Surface,
    /// The folder in which the person works.
    pub folder: Option<String>,
    /// Standing instructions beside the built-in ones.
    pub system: Option<String>,
    /// Overrides the route's temperature.
    pub temperature: Option<f32>,
    /// The longest answer wanted, in tokens. An answer that reaches it is complete.
    pub max_tokens: Option<u64>,
    /// The most that the turn may cost.
    pub max_cost: Option<MicroUsd>,
    /// Overrides the total time limit.
    pub timeout: Option<Duration>,
    /// What happens before a paid provider is called that the user has said nothing of.
    pub paid: PaidCalls,
    /// Overrides the effort of whoever serves, as near as it has one.
    pub effort: Option<Effort>,
    /// Has whoever serves think harder than usual.
    pub deeper: Option<Deeper>,
    /// Wishes about the answer that the message itself has: they lean towards an effort and force none.
    pub hints: Vec<Hint>,
    /// Who answers all of the conversation that begins with this message.
    pub pin: Option<Candidate>,
    /// Who is asked only if nobody else can, beside those who answered the question already.
    pub avoided: Vec<ModelRef>,
    /// Which of those who are to answer were named by an id that is gone, which is said.
    pub replaced: Vec<Replaced>,
    /// A family that never serves unless it is named: the model that is asking, which would answer itself.
    pub asker: Option<&'static str>,
    /// Where the words may go.
    pub reach: Reach,
    /// Whether another candidate may take over.
    pub failover: Failover,
    /// Whether the turn is kept.
    pub keeping: Keeping,
    /// Whether a text that is too large for the plan goes in parts.
    pub in_parts: InParts,
    /// Whether the person sees text as it comes. What was shown is never asked for again.
    pub showing: Showing,
}

/// Who is to answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Who is pinned or set, else whoever the router chooses.
    Auto,
    /// Whoever the router chooses, whatever is pinned or set.
    Router,
    /// The candidates of a route.
    Route(Route),
    /// The model of this name, and where it cannot serve, the candidates of the route. The name is consent to pay.
    Preferred {
        /// The name of a family or a model.
        name: String,
        /// The route.
        route: Route,
    },
    /// A model by name, alias, or `provider:model[@effort]`.
    Model {
        /// As it was typed.
        name: String,
        /// Who named it.
        source: Source,
    },
}

impl Choice {
    /// Whom a name given by a flag chooses: `auto` gives the choice back to baro, as `@auto` does.
    #[must_use]
    pub fn by_flag(settings: &Settings, name: &str) -> Self {
        if gives_back(settings, name) {
            return Self::Router;
        }
        Self::Model { name: name.to_owned(), source: Source::Flag }
    }
}

/// Whether a name gives the choice back to baro, and is not one that the user gave somebody.
pub(super) fn gives_back(settings: &Settings, name: &str) -> bool {
    grammar::is_auto(name) && !settings.aliases.contains_key(name.trim())
}

/// How hard somebody is to think who thinks harder than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deeper {
    /// Hard, and a level harder than usual in any case.
    High,
    /// As hard as it can.
    Max,
}

impl Deeper {
    /// The effort that this is for whoever has no usual one.
    #[must_use]
    pub const fn effort(self) -> Effort {
        match self {
            Self::High => Effort::High,
            Self::Max => Effort::Max,
        }
    }
}

/// The conversation that a message belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// A new one.
    New {
        /// Its name, if it is to have one.
        name: Option<String>,
    },
    /// One that exists.
    Existing(ConversationId),
    /// One that exists, from behind that turn, or from its beginning. What stood there stays beside it.
    Behind {
        /// The conversation.
        conversation: ConversationId,
        /// What the message follows.
        turn: Option<TurnId>,
    },
    /// Another answer to a question that was answered before. A text beside it is said along with the question.
    Again {
        /// The conversation.
        conversation: ConversationId,
        /// The answer that is asked for again.
        answer: TurnId,
    },
}

/// Where the words may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To any provider that is configured.
    Anywhere,
    /// Not off this machine.
    ThisMachine,
}

/// Whether another candidate may take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failover {
    /// In the route's order.
    Allowed,
    /// The first usable candidate or nobody.
    Off,
}

/// Whether a turn is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// In the database.
    Kept,
    /// Only its numbers, in the ledger.
    Private,
}

/// Whether a text that is too large for the plan goes in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InParts {
    /// If the person says yes to that.
    IfAsked,
    /// The person said so beforehand.
    Wanted,
}

/// Whether the person sees text as it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// Each piece at once.
    AsItComes,
    /// Only the whole answer at the end.
    AtTheEnd,
    /// Only the whole answer at the end; the pieces are told, but only counted.
    Counted,
}

impl Default for TurnRequest {
    /// An empty message to whoever the router chooses, in a new conversation of `ask`.
    fn default() -> Self {
        Self {
            text: String::new(),
            material: None,
            choice: Choice::Auto,
            thread: Thread::New { name: None },
            surface: Surface::Ask,
            folder: None,
            system: None,
            temperature: None,
            max_tokens: None,
            max_cost: None,
            timeout: None,
            paid: PaidCalls::Announced,
            effort: None,
            deeper: None,
            hints: Vec::new(),
            pin: None,
            avoided: Vec::new(),
            replaced: Vec::new(),
            asker: None,
            reach: Reach::Anywhere,
            failover: Failover::Allowed,
            keeping: Keeping::Kept,
            title: None,
            in_parts: InParts::IfAsked,
            showing: Showing::AsItComes,
        }
    }
}
