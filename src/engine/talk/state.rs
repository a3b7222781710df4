//! What is known of a conversation while somebody types in it. Plain data, which the surface owns.

use std::sync::Arc;

use super::Undo;
use crate::domain::event::TurnResult;
use crate::domain::{Candidate, ConversationId, ModelRef, Role, TurnId};
use crate::engine::{Engine, Error, Outcome, Thread, TurnRequest};
use crate::grammar::{self, Choice, Last, Names, Situation, Subject};

/// A conversation as a line finds it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Where the next message belongs.
    pub thread: Thread,
    /// The folder in which the person works, where `아까 그 대화` is looked for.
    pub folder: Option<String>,
    /// Who answers every message. Where the conversation is yet to begin, it is handed to it with the first one.
    pub pin: Option<Candidate>,
    /// The last answer, if there is one to speak of.
    pub answer: Option<Answered>,
    /// What the last messages were about.
    pub subject: Subject,
    /// Whether a receipt was shown last, which `아니` undoes.
    pub last: Last,
    /// What the last receipt told of, as long as it can be undone.
    pub undo: Option<Undo>,
}

/// An answer that a line can be about.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Where it is kept, if it is.
    pub place: Option<(ConversationId, TurnId)>,
    /// What was asked.
    pub question: String,
    /// What came with the question.
    pub material: Option<Arc<String>>,
    /// Who answered.
    pub model: Option<ModelRef>,
}

impl Talk {
    /// A conversation that is yet to begin.
    #[must_use]
    pub fn new(folder: Option<String>) -> Self {
        Self {
            thread: Thread::New { name: None },
            folder,
            pin: None,
            answer: None,
            subject: Subject::default(),
            last: Last::Other,
            undo: None,
        }
    }

    /// What the grammar wants to know. The caller adds what was pasted and which files there are.
    #[must_use]
    pub fn situation<'a>(&self, names: &'a Names<'a>) -> Situation<'a> {
        let choice = if self.pin.is_some() { Choice::Pinned } else { Choice::Automatic };
        let answer = if self.answer.is_some() { grammar::Answer::Given } else { grammar::Answer::None };
        Situation { choice, answer, last: self.last, subject: self.subject, ..Situation::new(names) }
    }

    /// The conversation, if it has begun.
    #[must_use]
    pub const fn conversation(&self) -> Option<&ConversationId> {
        match &self.thread {
            Thread::New { .. } => None,
            Thread::Existing(id) | Thread::Again { conversation: id, .. } => Some(id),
        }
    }

    /// Something other than a receipt was shown: `아니` is a word to the model again.
    pub const fn turned_away(&mut self) {
        self.last = Last::Other;
    }

    /// Learns what came of a request.
    pub fn heard(&mut self, request: &TurnRequest, outcome: &Outcome) {
        self.turned_away();
        let Some(result) = &outcome.result else { return };
        if let Some(conversation) = &result.conversation {
            self.thread = Thread::Existing(conversation.clone());
        }
        if result.text.trim().is_empty() {
            return;
        }
        let before = self.answer.take();
        let (question, material) = match (&request.thread, before) {
            (Thread::Again { conversation, answer }, Some(before)) => {
                self.undo =
                    Some(Undo::Answer { conversation: conversation.clone(), before: *answer, model: before.model });
                (before.question, before.material)
            }
            _ => (request.text.clone(), request.material.clone()),
        };
        self.subject = Subject::of([question.as_str(), result.text.as_str()]);
        self.answer = Some(Answered {
            place: place(result),
            question,
            material,
            model: result.candidate.as_ref().map(|candidate| candidate.model.clone()),
        });
    }
}

fn place(result: &TurnResult) -> Option<(ConversationId, TurnId)> {
    Some((result.conversation.clone()?, result.turn?))
}

impl Engine {
    /// The talk that goes on in `thread`, as it is kept: its pin, its last answer, and a receipt that nothing followed.
    ///
    /// # Errors
    /// Where the store cannot be read, or the conversation is gone.
    pub fn talk_in(&self, thread: Thread, folder: Option<String>) -> Result<Talk, Error> {
        let mut talk = Talk { thread, ..Talk::new(folder) };
        let Some(id) = talk.conversation().cloned() else { return Ok(talk) };
        let kept = self.with_store(|store| store.conversation(&id))?;
        talk.pin = kept.pin;
        if let Some(change) = self.with_store(|store| store.last_pin_change(&id))? {
            talk.last = Last::Receipt;
            talk.undo = Some(Undo::Pin { conversation: Some(id.clone()), before: change.before });
        }
        if let Some(last) = self.with_store(|store| store.last_exchange(&id))?
            && last.answer.role == Role::Assistant
            && !last.answer.text.trim().is_empty()
        {
            talk.subject = Subject::of([last.question.text.as_str(), last.answer.text.as_str()]);
            talk.answer = Some(Answered {
                place: Some((id, last.answer.id)),
                question: last.question.text,
                material: last.question.material.map(Arc::new),
                model: last.answer.model,
            });
        }
        Ok(talk)
    }
}
