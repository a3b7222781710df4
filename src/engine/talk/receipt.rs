//! What was done at a line's word, as data: the surface has the sentence. And how it is undone.

use super::Talk;
use crate::domain::{Candidate, ConversationId, ModelRef, TurnId};
use crate::engine::Choice;

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Receipt {
    /// Every message goes to this one from now on.
    Pinned {
        /// Who.
        candidate: Candidate,
        /// The id that was named and is gone, whose place it takes.
        instead_of: Option<ModelRef>,
    },
    /// baro chooses again.
    Unpinned {
        /// Who was pinned.
        before: Option<Candidate>,
        /// Who answers all the same, since the settings say so.
        set: Option<String>,
    },
    /// The last message is asked again.
    AskedAgain {
        /// By whom; nobody is another model.
        by: Vec<Candidate>,
        /// The message.
        question: String,
    },
    /// The next message begins a new conversation.
    NewConversation,
    /// An earlier conversation goes on.
    WentOn {
        /// Which.
        conversation: ConversationId,
        /// Its name, or its title.
        title: String,
    },
    /// What was asked for goes on already.
    Stayed {
        /// Which.
        conversation: ConversationId,
        /// Its name, or its title.
        title: String,
    },
    /// A pin was put back as it had been.
    PinUndone {
        /// Who answers now, pinned or by a flag.
        pin: Option<Candidate>,
    },
    /// It goes on from the answer before.
    AnswerUndone {
        /// Who gave it.
        model: Option<ModelRef>,
    },
    /// It goes on in the conversation before.
    RecallUndone {
        /// Its name or title; `None` where it has not begun.
        title: Option<String>,
    },
}

/// How what a receipt told of is undone.
#[derive(Debug, Clone)]
pub enum Undo {
    /// The pin is put back.
    Pin {
        /// Of which conversation; `None` where it is yet to begin.
        conversation: Option<ConversationId>,
        /// Who was pinned before.
        before: Option<Candidate>,
        /// What stood in the session before.
        standing: Option<Choice>,
    },
    /// It goes on from another answer to the same question.
    Answer {
        /// The conversation.
        conversation: ConversationId,
        /// The answer.
        before: TurnId,
        /// Who gave it.
        model: Option<ModelRef>,
    },
    /// It goes on in another conversation.
    Talk(Box<Talk>),
}
