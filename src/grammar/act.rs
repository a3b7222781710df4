//! What a line may ask of baro, as data. How it is said stands in the tables of phrases.

use super::names::Named;
use super::period::{Extent, Period};
use super::topics::Called;

/// What a line asks of baro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// This message is for these, side by side where there are several. At least one; none twice.
    Mention {
        /// In the order of the line.
        names: Vec<Named>,
    },
    /// This message is for one, who is called by name.
    Address {
        /// Who is called.
        name: Named,
    },
    /// The last message again. What the reading has left as message was said along with it.
    Redo {
        /// By whom; `None` is another model.
        with: Option<Named>,
        /// By whom not: `키미 말고 다른 걸로`.
        without: Option<Named>,
    },
    /// Every message from now on is for one.
    Pin {
        /// Never [`Named::Auto`].
        name: Named,
    },
    /// baro chooses again.
    Unpin,
    /// A question to baro.
    Ask(Question),
    /// Another conversation.
    Recall(Recall),
    /// What the last receipt told of is undone.
    Undo,
    /// Something in a talk, for which there is a key, too.
    InTalk(Deed),
}

impl Act {
    /// Whether it says by name who is to answer, against which no key counts.
    #[must_use]
    pub const fn names_somebody(&self) -> bool {
        matches!(
            self,
            Self::Mention { .. } | Self::Address { .. } | Self::Redo { with: Some(_), .. } | Self::Pin { .. }
        )
    }
}

/// What is done in a talk: with the answer that is on the screen, the message before it, or the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// The last code block goes to the clipboard.
    CopyCode,
    /// The last answer does.
    CopyAnswer,
    /// The last code block does, or where there is none the answer: no more was said than that what came last is to.
    CopyLast,
    /// The last message comes back, to be changed and sent again.
    EditLast,
    /// It goes on from another answer to the last message.
    OtherAnswer,
    /// The conversation gets its mark.
    Star,
    /// It loses it.
    Unstar,
}

/// A question that baro answers itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// Why the last answer came from whom it came.
    WhyThisModel,
    /// Who answered, or would now.
    WhoAnswered,
    /// How many tokens and how much money were used.
    HowMuch(Extent),
    /// What can be said and done.
    Help,
    /// Which conversations there are.
    Conversations,
}

/// Which conversation is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Recall {
    /// A new one.
    NewConversation,
    /// The last one, or the last one of these days.
    ContinueLast(Option<Period>),
    /// One of that name, or about that. Where there is none, the line is a message, and the reading has all of it as
    /// that.
    About(Topic),
}

/// What a conversation was about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Topic {
    /// The user's words.
    pub words: String,
    /// When that was, if it was said.
    pub period: Option<Period>,
    /// Whether it was said to be earlier than the one that goes on, of no days in particular: `지난번 파서 대화`.
    pub is_earlier: bool,
    /// What it was called.
    pub called: Called,
}
