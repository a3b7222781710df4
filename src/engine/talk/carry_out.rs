//! Carries out what a line changes: in the talk, and in the store where the conversation is kept.

use super::{Change, Receipt, Talk, Undo};
use crate::domain::{Candidate, ConversationId, Overruling, Surface};
use crate::engine::{Choice, Engine, Error, Thread};
use crate::grammar::Last;
use crate::store;

/// Whether somebody was pinned before a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pinned {
    Yes,
    No,
}

impl From<bool> for Pinned {
    fn from(is_pinned: bool) -> Self {
        if is_pinned { Self::Yes } else { Self::No }
    }
}

impl Engine {
    /// What would be told of `change`, which is not carried out.
    ///
    /// # Errors
    /// Where the store cannot be read, or the conversation is gone.
    pub fn receipt_of(&self, talk: &Talk, change: &Change) -> Result<Receipt, Error> {
        Ok(match change {
            Change::Pin { candidate, instead_of } => {
                Receipt::Pinned { candidate: candidate.clone(), instead_of: instead_of.clone() }
            }
            Change::Unpin => Receipt::Unpinned {
                before: self.fixed_in(talk),
                // A session is told to go over it; a line has nothing that could be told so.
                set: self.set_model().cloned().filter(|_| talk.standing.is_none()),
            },
            Change::Begin => Receipt::NewConversation,
            Change::GoOn(id) => Receipt::WentOn { conversation: id.clone(), title: self.title_of(id)? },
            Change::Stay(id) => Receipt::Stayed { conversation: id.clone(), title: self.title_of(id)? },
            Change::AskAgain { by, question } => Receipt::AskedAgain { by: by.clone(), question: question.clone() },
            Change::Undo(Undo::Pin { before, standing, .. }) => Receipt::PinUndone {
                pin: standing.as_ref().and_then(|choice| self.flagged(choice)).or_else(|| before.clone()),
            },
            Change::Undo(Undo::Answer { model, .. }) => Receipt::AnswerUndone { model: model.clone() },
            Change::Undo(Undo::Talk(before)) => {
                Receipt::RecallUndone { title: before.conversation().map(|id| self.title_of(id)).transpose()? }
            }
        })
    }

    /// Changes `talk`, and the conversation as it is kept, and gives the receipt. Where it fails, nothing is changed.
    ///
    /// # Errors
    /// Where the store cannot be read or written, or the conversation is gone.
    pub async fn carry_out(&self, talk: &mut Talk, change: &Change) -> Result<Receipt, Error> {
        let receipt = self.receipt_of(talk, change)?;
        let was_pinned = talk.pin.is_some();
        match change {
            Change::Pin { candidate, .. } => {
                self.change_pin(talk, Some(candidate.clone()), talk.standing.clone().map(|_| Choice::Auto))?;
            }
            Change::Unpin => {
                self.change_pin(talk, None, talk.standing.clone().map(|_| Choice::Router))?;
            }
            Change::Begin => {
                let new = Talk::new(talk.folder.clone()).in_session_of(talk);
                let before = std::mem::replace(talk, new);
                talk.undo = Some(Undo::Talk(Box::new(before)));
            }
            Change::GoOn(id) => {
                let there = self.talk_in(Thread::Existing(id.clone()), talk.folder.clone())?.in_session_of(talk);
                let before = std::mem::replace(talk, there);
                talk.undo = Some(Undo::Talk(Box::new(before)));
            }
            Change::AskAgain { .. } | Change::Stay(_) => {}
            Change::Undo(undo) => self.undo(talk, undo)?,
        }
        talk.last = match change {
            Change::Pin { .. } | Change::Unpin | Change::Begin | Change::GoOn(_) => Last::Receipt,
            // An answer follows that `아니` may be a word about, or nothing was done; and what was undone is not undone again.
            Change::AskAgain { .. } | Change::Stay(_) | Change::Undo(_) => Last::Other,
        };
        // What was not noted is learnt the next time; the change stands all the same.
        let _ = self.note_change(talk, change, was_pinned.into()).await;
        Ok(receipt)
    }

    /// A pin right after an answer says who had better given that; what is undone says nothing any more.
    async fn note_change(&self, talk: &Talk, change: &Change, before: Pinned) -> Result<(), Error> {
        let Some((id, _)) = talk.answer.as_ref().and_then(|answer| answer.place.as_ref()) else { return Ok(()) };
        match (change, before) {
            (Change::Pin { candidate, .. }, _) => {
                Box::pin(self.note_overrule(id, Overruling::Pin, &candidate.model)).await?;
            }
            (Change::Undo(Undo::Pin { .. }), Pinned::Yes) => self.forget_overrule(id, Overruling::Pin)?,
            (Change::Undo(Undo::Answer { .. }), _) => self.forget_overrule(id, Overruling::Again)?,
            _ => {}
        }
        Ok(())
    }

    /// Begins the conversation of `talk` in the store, if it has not begun: for what is said of it before its first
    /// message.
    ///
    /// # Errors
    /// Where the store cannot be written, or the name cannot be had.
    pub fn begin(&self, talk: &mut Talk, surface: Surface) -> Result<(), Error> {
        let Thread::New { name } = &talk.thread else { return Ok(()) };
        let new = store::NewConversation {
            surface,
            folder: talk.folder.as_deref(),
            name: name.as_deref(),
            title: "",
            system: None,
            pin: None,
            now: self.now(),
        };
        talk.thread = Thread::Existing(self.with_store(|store| store.begin_conversation(&new))?);
        Ok(())
    }

    fn change_pin(&self, talk: &mut Talk, pin: Option<Candidate>, standing: Option<Choice>) -> Result<(), Error> {
        if let Some(id) = talk.conversation() {
            self.with_store(|store| store.change_pin(id, pin.as_ref()))?;
        }
        let before = std::mem::replace(&mut talk.pin, pin);
        let standing = std::mem::replace(&mut talk.standing, standing);
        talk.undo = Some(Undo::Pin { conversation: talk.conversation().cloned(), before, standing });
        Ok(())
    }

    fn undo(&self, talk: &mut Talk, undo: &Undo) -> Result<(), Error> {
        match undo {
            Undo::Pin { conversation, before, standing } => {
                // It may have begun since.
                if let Some(id) = conversation.as_ref().or_else(|| talk.conversation()) {
                    self.with_store(|store| store.set_pin(id, before.as_ref()))?;
                }
                if conversation.is_none() || conversation.as_ref() == talk.conversation() {
                    talk.pin.clone_from(before);
                }
                if standing.is_some() {
                    talk.standing.clone_from(standing);
                }
                talk.undo = None;
            }
            Undo::Answer { conversation, before, .. } => {
                self.with_store(|store| store.set_head(conversation, Some(*before)))?;
                let there = self.talk_in(Thread::Existing(conversation.clone()), talk.folder.clone())?;
                *talk = Talk { undo: None, ..there.in_session_of(talk) };
            }
            Undo::Talk(before) => *talk = (**before).clone(),
        }
        Ok(())
    }

    /// Who answers whatever is written: by the flag that the session began with, else by the pin, else by the settings
    /// of a session. Known without asking a server of this machine.
    #[must_use]
    pub fn fixed_in(&self, talk: &Talk) -> Option<Candidate> {
        let by_flag = talk.standing.as_ref().and_then(|choice| self.flagged(choice));
        by_flag.or_else(|| talk.pin.clone()).or_else(|| {
            let name = self.set_model().filter(|_| talk.standing == Some(Choice::Auto))?;
            self.resolve(name).ok().map(|named| named.candidate)
        })
    }

    fn flagged(&self, choice: &Choice) -> Option<Candidate> {
        match choice {
            Choice::Model { name, .. } => self.resolve(name).ok().map(|named| named.candidate),
            Choice::Auto | Choice::Router | Choice::Route(_) | Choice::Preferred { .. } => None,
        }
    }

    /// What a person calls a conversation: its name, or its title.
    fn title_of(&self, id: &ConversationId) -> Result<String, Error> {
        let kept = self.with_store(|store| store.conversation(id))?;
        Ok(kept.name.unwrap_or(kept.title))
    }
}
