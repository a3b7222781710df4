//! What is known of a conversation while somebody types in it. Plain data, which the surface owns.

use std::sync::Arc;

use super::Undo;
use crate::domain::event::TurnResult;
use crate::domain::{Candidate, ConversationId, Hint, ModelRef, Role, TurnId};
use crate::engine::{Choice, Engine, Error, Outcome, Reach, Thread, TurnRequest};
use crate::grammar::{self, Last, Names, Others, Setting, Situation, Subject};

/// A conversation as a line finds it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Where the next message belongs.
    pub thread: Thread,
    /// The folder in which the person works, where `아까 그 대화` is looked for.
    pub folder: Option<String>,
    /// Who answers every message. Where the conversation is yet to begin, it is handed to it with the first one.
    pub pin: Option<Candidate>,
    /// In a session, what holds for every message of it until a word takes its place: what the flags said when it began,
    /// and [`Choice::Router`] once baro was told to choose whatever the settings say. `None`: a line of its own, whose
    /// flags are its request's.
    pub standing: Option<Choice>,
    /// The settings name who answers where nobody else was named.
    pub is_set: bool,
    /// Where the words may go: nobody elsewhere can be named.
    pub reach: Reach,
    /// The last answer, if there is one to speak of.
    pub answer: Option<Answered>,
    /// Whether it is one of several to the same message.
    pub others: Others,
    /// What was asked after that and answered by nobody, which can be asked of another.
    pub unanswered: Option<Answered>,
    /// What the last messages were about.
    pub subject: Subject,
    /// Whether a receipt was shown last, which `아니` undoes.
    pub last: Last,
    /// What the last receipt told of, as long as it can be undone.
    pub undo: Option<Undo>,
}

/// An answer that a line can be about, or the want of one.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Where it is kept, if it is.
    pub place: Option<(ConversationId, TurnId)>,
    /// What was asked.
    pub question: String,
    /// What came with the question.
    pub material: Option<Arc<String>>,
    /// What the question wishes of its answer.
    pub hints: Vec<Hint>,
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
            standing: None,
            is_set: false,
            reach: Reach::Anywhere,
            answer: None,
            others: Others::None,
            unanswered: None,
            subject: Subject::default(),
            last: Last::Other,
            undo: None,
        }
    }

    /// What the grammar wants to know. The caller adds what was pasted and which files there are.
    #[must_use]
    pub fn situation<'a>(&'a self, names: &'a Names<'a>) -> Situation<'a> {
        let is_fixed = match &self.standing {
            Some(Choice::Model { .. } | Choice::Route(_) | Choice::Preferred { .. }) => true,
            Some(Choice::Auto) => self.is_set,
            Some(Choice::Router) | None => false,
        };
        let choice = if is_fixed || self.pin.is_some() { grammar::Choice::Pinned } else { grammar::Choice::Automatic };
        let answer = if self.last_asked().is_some() { grammar::Answer::Given } else { grammar::Answer::None };
        let answerer = self.answer.as_ref().and_then(|answer| answer.model.as_ref());
        let setting = if self.standing.is_some() { Setting::Talk } else { Setting::Question };
        let (others, last, subject) = (self.others, self.last, self.subject);
        Situation { choice, answer, answerer, others, setting, last, subject, ..Situation::new(names) }
    }

    /// The conversation, if it has begun.
    #[must_use]
    pub const fn conversation(&self) -> Option<&ConversationId> {
        match &self.thread {
            Thread::New { .. } => None,
            Thread::Existing(id) | Thread::Behind { conversation: id, .. } | Thread::Again { conversation: id, .. } => {
                Some(id)
            }
        }
    }

    /// What was asked last, answered or not.
    #[must_use]
    pub fn last_asked(&self) -> Option<&Answered> {
        self.unanswered.as_ref().or(self.answer.as_ref())
    }

    /// Whether a word takes the place of what stands: of the flags that the session began with, or of the settings.
    #[must_use]
    pub(super) const fn has_standing(&self) -> bool {
        !matches!(&self.standing, None | Some(Choice::Auto))
    }

    /// Another conversation of the same session.
    #[must_use]
    pub(super) fn in_session_of(self, other: &Self) -> Self {
        // Where baro is to choose, a conversation's own pin is still the person's word for that one.
        let is_lifted = other.standing == Some(Choice::Router) && self.pin.is_some();
        let standing = if is_lifted { Some(Choice::Auto) } else { other.standing.clone() };
        Self { standing, is_set: other.is_set, reach: other.reach, ..self }
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
        let model = result.candidate.as_ref().map(|candidate| candidate.model.clone());
        let again = match &request.thread {
            Thread::Again { conversation, answer } => Some((conversation.clone(), *answer)),
            Thread::New { .. } | Thread::Existing(_) | Thread::Behind { .. } => None,
        };
        if result.text.trim().is_empty() {
            let asked = self.last_asked().filter(|_| again.is_some());
            let (question, material, hints) = asked.map_or_else(
                || (request.text.clone(), request.material.clone(), request.hints.clone()),
                |asked| (asked.question.clone(), asked.material.clone(), asked.hints.clone()),
            );
            // Who was stopped before the first word answered nothing either.
            self.unanswered = Some(Answered { place: place(result), question, material, hints, model });
            return;
        }
        let unanswered = self.unanswered.take();
        let before = self.answer.take();
        let (question, material, hints) = match (again, unanswered, before) {
            // There is no other answer that could be gone back to.
            (Some(_), Some(asked), _) => (asked.question, asked.material, asked.hints),
            (Some((conversation, answer)), None, Some(before)) => {
                self.undo = Some(Undo::Answer { conversation, before: answer, model: before.model });
                self.others = Others::There;
                (before.question, before.material, before.hints)
            }
            _ => {
                self.others = Others::None;
                (request.text.clone(), request.material.clone(), request.hints.clone())
            }
        };
        self.subject = Subject::of([question.as_str(), result.text.as_str()]);
        self.answer = Some(Answered { place: place(result), question, material, hints, model });
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
        let is_set = self.set_model().is_some() || self.settings().route.is_some();
        let mut talk = Talk { thread, is_set, ..Talk::new(folder) };
        let Some(id) = talk.conversation().cloned() else { return Ok(talk) };
        let kept = self.with_store(|store| store.conversation(&id))?;
        talk.pin = kept.pin;
        if let Some(change) = self.with_store(|store| store.last_pin_change(&id))? {
            talk.last = Last::Receipt;
            talk.undo = Some(Undo::Pin { conversation: Some(id.clone()), before: change.before, standing: None });
        }
        if let Some(last) = self.with_store(|store| store.last_exchange(&id))?
            && last.answer.role == Role::Assistant
            && !last.answer.text.trim().is_empty()
        {
            talk.subject = Subject::of([last.question.text.as_str(), last.answer.text.as_str()]);
            let has_others = last.others.iter().any(|turn| !turn.text.trim().is_empty());
            talk.others = if has_others { Others::There } else { Others::None };
            talk.answer = Some(Answered {
                place: Some((id, last.answer.id)),
                question: last.question.text,
                material: last.question.material.map(Arc::new),
                hints: last.question.hints,
                model: last.answer.model,
            });
        }
        Ok(talk)
    }
}
