//! A conversation and its turns, as they are kept.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Effort, Finish, Hint, ModelRef, Role, Route, Source, UnixMillis};

/// `c_` and 26 characters, of which nobody can guess another's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(String);

impl ConversationId {
    /// What every id begins with, and no name does.
    pub const PREFIX: &'static str = "c_";
    /// Characters after the prefix.
    pub const N_RANDOM: usize = 26;
    /// Bytes of it in a list: the prefix, and enough to be told from others and found again.
    const N_SHOWN: usize = 10;
    /// The alphabet after the prefix: Crockford's base 32, five bits a character, so 130 bits in all.
    pub const ALPHABET: &'static [u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

    /// Makes an id of 26 random bytes, of each of which five bits are used.
    #[must_use]
    pub fn from_random(bytes: [u8; Self::N_RANDOM]) -> Self {
        let mut id = String::from(Self::PREFIX);
        id.extend(bytes.iter().map(|byte| char::from(Self::ALPHABET[usize::from(byte & 31)])));
        Self(id)
    }

    /// The id as text, if it is one in full.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let random = text.strip_prefix(Self::PREFIX)?;
        (random.len() == Self::N_RANDOM && random.bytes().all(|byte| Self::ALPHABET.contains(&byte)))
            .then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As much of it as lists show, by which it is found again, too.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.0.get(..Self::N_SHOWN).unwrap_or(&self.0)
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A turn's number, unique in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TurnId(pub i64);

/// Where a turn came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Surface {
    /// `baro ask` and bare `baro TEXT`.
    Ask,
    /// The REPL.
    Repl,
    /// The MCP server.
    Mcp,
    /// The TUI.
    Tui,
    /// The web page and its endpoint.
    Web,
    /// `baro history import`.
    Import,
}

impl Surface {
    /// All surfaces.
    pub const ALL: [Self; 6] = [Self::Ask, Self::Repl, Self::Mcp, Self::Tui, Self::Web, Self::Import];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Repl => "repl",
            Self::Mcp => "mcp",
            Self::Tui => "tui",
            Self::Web => "web",
            Self::Import => "import",
        }
    }
}

/// How far a turn got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TurnState {
    /// Being written, or its process died while it wrote.
    Open,
    /// Whole.
    Complete,
    /// Cut off, interrupted or failed after some of it came.
    Incomplete,
}

impl TurnState {
    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
        }
    }
}

/// One message as it is kept: the person's, or a model's answer to its parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Its number.
    pub id: TurnId,
    /// The turn it follows; answers to one message share it and are siblings.
    pub parent: Option<TurnId>,
    /// Who speaks.
    pub role: Role,
    /// What was said: the person's own words, or the answer.
    pub text: String,
    /// What was piped or attached with it, fenced as it was sent. Only on the person's turns.
    pub material: Option<String>,
    /// The route that was taken. On the person's turn and on the answer.
    pub route: Option<Route>,
    /// How it was chosen.
    pub source: Option<Source>,
    /// Probability of the route when it was chosen.
    pub confidence: Option<f32>,
    /// Who answered. Only on answers.
    pub model: Option<ModelRef>,
    /// With what effort.
    pub effort: Option<Effort>,
    /// How far it got.
    pub state: TurnState,
    /// How it ended.
    pub finish: Option<Finish>,
    /// What it wishes of its answer. Only on the person's turns.
    pub hints: Vec<Hint>,
    /// When it began.
    pub created_at: UnixMillis,
}

/// A conversation, without its turns.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The name that the user gave it.
    pub name: Option<String>,
    /// A title for lists, made of the first message.
    pub title: String,
    /// The user's mark.
    pub starred: bool,
    /// The surface that began it.
    pub surface: Surface,
    /// The folder in which it was begun.
    pub folder: Option<String>,
    /// The pin that belongs to it, a [`super::Candidate`].
    pub pin: Option<super::Candidate>,
    /// The standing instructions that the user gave it.
    pub system: Option<String>,
    /// The last turn of the branch that is gone on from.
    pub head: Option<TurnId>,
    /// How many turns it has, all branches.
    pub n_turns: u64,
    /// How many of them are the user's own messages.
    pub n_questions: u64,
    /// When it was begun.
    pub created_at: UnixMillis,
    /// When something was last added.
    pub updated_at: UnixMillis,
}

#[cfg(test)]
mod tests {
    use super::ConversationId;

    #[test]
    fn an_id_is_read_back_whole_and_nothing_else_is_one() {
        let id = ConversationId::from_random([255; 26]);
        assert_eq!(id.as_str(), "c_zzzzzzzzzzzzzzzzzzzzzzzzzz");
        assert_eq!(ConversationId::parse(id.as_str()), Some(id));
        for text in [
            "c_",
            "c_short",
            "zzzzzzzzzzzzzzzzzzzzzzzzzzzz",
            "c_zzzzzzzzzzzzzzzzzzzzzzzzzU",
            "c_zzzzzzzzzzzzzzzzzzzzzzzzzzz",
        ] {
            assert_eq!(ConversationId::parse(text), None, "{text}");
        }
    }
}
