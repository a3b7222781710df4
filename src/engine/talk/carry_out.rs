//! Carries out what a line changes: in the talk, and in the store where the conversation is kept.

use super::{Change, Receipt, Talk, Undo};
use crate::domain::{Candidate, ConversationId};
use crate::engine::{Engine, Error, Thread};
use crate::grammar::Last;

impl Engine {
    /// Changes `talk`, and the conversation as it is kept, and gives the receipt. Where it fails, nothing is changed.
    ///
    /// # Errors
    /// Where the store cannot be read or written, or the conversation is gone.
    pub fn carry_out(&self, talk: &mut Talk, change: &Change) -> Result<Receipt, Error> {
        let receipt = match change {
            Change::Pin(candidate) => {
                self.change_pin(talk, Some(candidate.clone()))?;
                Receipt::Pinned { candidate: candidate.clone() }
            }
            Change::Unpin => {
                let Some(before) = talk.pin.clone() else { return Ok(Receipt::PinUndone { pin: None }) };
                self.change_pin(talk, None)?;
                Receipt::Unpinned { before }
            }
            Change::Begin => {
                let before = talk.clone();
                *talk = Talk { undo: Some(Undo::Talk(Box::new(before))), ..Talk::new(talk.folder.clone()) };
                Receipt::NewConversation
            }
            Change::GoOn(id) => {
                let there = self.talk_in(Thread::Existing(id.clone()), talk.folder.clone())?;
                let title = self.title_of(id)?;
                let before = std::mem::replace(talk, there);
                talk.undo = Some(Undo::Talk(Box::new(before)));
                Receipt::WentOn { conversation: id.clone(), title }
            }
            Change::AskAgain { by, question } => {
                // An answer follows, which `아니` may be a word about.
                talk.turned_away();
                return Ok(Receipt::AskedAgain { by: by.clone(), question: question.clone() });
            }
            Change::Undo(undo) => {
                let receipt = self.undo(talk, undo)?;
                talk.turned_away();
                return Ok(receipt);
            }
        };
        talk.last = Last::Receipt;
        Ok(receipt)
    }

    fn change_pin(&self, talk: &mut Talk, pin: Option<Candidate>) -> Result<(), Error> {
        if let Some(id) = talk.conversation() {
            self.with_store(|store| store.change_pin(id, pin.as_ref()))?;
        }
        let before = std::mem::replace(&mut talk.pin, pin);
        talk.undo = Some(Undo::Pin { conversation: talk.conversation().cloned(), before });
        Ok(())
    }

    fn undo(&self, talk: &mut Talk, undo: &Undo) -> Result<Receipt, Error> {
        Ok(match undo {
            Undo::Pin { conversation, before } => {
                // It may have begun since.
                if let Some(id) = conversation.as_ref().or_else(|| talk.conversation()) {
                    self.with_store(|store| store.set_pin(id, before.as_ref()))?;
                }
                if conversation.is_none() || conversation.as_ref() == talk.conversation() {
                    talk.pin.clone_from(before);
                }
                talk.undo = None;
                Receipt::PinUndone { pin: before.clone() }
            }
            Undo::Answer { conversation, before } => {
                self.with_store(|store| store.set_head(conversation, Some(*before)))?;
                let there = self.talk_in(Thread::Existing(conversation.clone()), talk.folder.clone())?;
                let model = there.answer.as_ref().and_then(|answer| answer.model.clone());
                *talk = Talk { undo: None, ..there };
                Receipt::AnswerUndone { model }
            }
            Undo::Talk(before) => {
                let title = before.conversation().map(|id| self.title_of(id)).transpose()?;
                *talk = (**before).clone();
                Receipt::RecallUndone { title }
            }
        })
    }

    /// What a person calls a conversation: its name, or its title.
    fn title_of(&self, id: &ConversationId) -> Result<String, Error> {
        let kept = self.with_store(|store| store.conversation(id))?;
        Ok(kept.name.unwrap_or(kept.title))
    }
}
