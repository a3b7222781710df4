//! A message that stands in the line again, and the order that is typed behind or before it.
//!
//! What was typed would otherwise be glued to the message that it is about. Only orders are told apart: any other words
//! change the message.

use super::draft::Written;
use super::editor::{Line, Picked, Wanted};
use super::hear::Chosen;
use super::session::{Next, Repl};
use super::waiting::Undone;
use crate::domain::{ConversationId, TurnId};
use crate::engine::talk::{Answered, Inquiry, Talk};
use crate::engine::{Engine, Error, Thread, TurnRequest};
use crate::grammar::{self, Act, Answer, Named, Question, Reading, Recall, Situation};
use crate::store::LastExchange;
use crate::ui::Console;
use crate::ui::messages::ReplLine;

/// A message that nobody answered, or that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Returned {
    /// As it stands in the editor.
    pub typed: String,
    /// As it goes out from there.
    pub written: Written,
    /// Where it can be asked again.
    pub place: Place,
}

/// Where a message is that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the last question, which nobody answered.
    Asked,
    /// In the line alone: nobody was asked.
    Line,
    /// Nobody was asked, and where lines are plain there is none that it could stand in.
    Nowhere,
    /// In the line, where its pick was shown and waits to be confirmed.
    Pick,
}

impl Returned {
    /// A message that `reading` is of. `None` where it is an order about another one.
    pub(super) fn of(reading: &Reading<'_>, typed: String, written: Written, place: Place) -> Option<Self> {
        let is_message = match &reading.act {
            None | Some(Act::Mention { .. } | Act::Address { .. } | Act::Pin { .. } | Act::Unpin) => true,
            Some(Act::Recall(recall)) => *recall == Recall::NewConversation,
            Some(Act::Redo { .. } | Act::Ask(_) | Act::Undo | Act::InTalk(_)) => false,
        };
        is_message.then_some(Self { typed, written, place })
    }

    /// A message whose pick was shown.
    pub(super) fn at_pick(picked: &Picked) -> Self {
        Self { typed: picked.typed.clone(), written: picked.written.clone(), place: Place::Pick }
    }

    /// Whether a question mark alone was typed behind a message at its pick: the keys are asked for, as in a line of its own.
    pub(super) fn asks_for_keys(&self, written: &Written) -> bool {
        let behind = written.text.strip_prefix(&self.written.text);
        self.place == Place::Pick && behind.is_some_and(|behind| matches!(behind.trim(), "?" | "？"))
    }

    /// The order that stands in a line beside the message, and its words. With more words than those of the order the line
    /// is a message that was changed.
    pub(super) fn order_in<'w>(&self, written: &'w Written, situation: &Situation<'_>) -> Option<(Act, &'w str)> {
        let (text, message) = (&written.text, &self.written.text);
        let order = match (text.strip_prefix(message), text.strip_suffix(message)) {
            (Some(behind), _) => text.len() - behind.len()..text.len(),
            (None, Some(before)) => 0..before.len(),
            (None, None) if self.place == Place::Nowhere => 0..text.len(),
            (None, None) => return None,
        };
        if written.pasted.iter().any(|pasted| pasted.start < order.end && order.start < pasted.end) {
            return None;
        }
        let said = text[order].trim();
        let situation = Situation { pasted: &[], answer: Answer::Given, ..*situation };
        let reading = grammar::read(said, &situation);
        if !reading.message.trim().is_empty() {
            return None;
        }
        let act = match reading.act? {
            Act::Redo { with: Some(name), without: None } if self.place != Place::Asked => {
                Act::Mention { names: vec![name] }
            }
            Act::Redo { with: None, without: None } if matches!(self.place, Place::Line | Place::Nowhere) => {
                Act::Mention { names: vec![Named::Auto] }
            }
            Act::Redo { .. } if matches!(self.place, Place::Line | Place::Nowhere) => return None,
            // Nothing of the message is said by it.
            act @ Act::Recall(Recall::ContinueLast(_)) if self.place == Place::Pick => act,
            Act::Address { name } => Act::Mention { names: vec![name] },
            act @ (Act::Mention { .. }
            | Act::Redo { .. }
            | Act::Pin { .. }
            | Act::Unpin
            | Act::Ask(Question::WhyThisModel | Question::WhoAnswered | Question::HowMuch(_))
            | Act::Recall(Recall::NewConversation)) => act,
            // A word such as `help`, or a topic, may be the message's own.
            Act::Ask(_) | Act::Recall(_) | Act::Undo | Act::InTalk(_) => return None,
        };
        Some((act, said))
    }
}

impl Repl {
    /// A line comes back, to be sent again or changed.
    pub(super) fn come_back(&mut self, console: &Console, line: Line, reading: &Reading<'_>) -> Next {
        let is_asked = self.talk.unanswered.as_ref().is_some_and(|asked| asked.question == reading.message);
        let place = if is_asked { Place::Asked } else { self.unasked() };
        let mut written = line.written.clone();
        let is_typed_so = line.typed.len();
        let typed = self.as_typed(line);
        if typed.len() > is_typed_so {
            written.escape();
        }
        self.returned = Returned::of(reading, typed.clone(), written, place);
        self.tell_of_return(console);
        Next::With(typed)
    }

    /// Where a message is that nobody was asked.
    fn unasked(&self) -> Place {
        if self.keyboard.is_plain() { Place::Nowhere } else { Place::Line }
    }

    /// Says what can be done with the message that came back, where that is not seen.
    pub(super) fn tell_of_return(&self, console: &Console) {
        let has_complained = self.has_complained.take();
        // Another line is heard first.
        if self.said_instead.is_some() {
            return;
        }
        if self.keyboard.is_plain() {
            // The terminal has no line that it could stand in.
            console.remark(&ReplLine::EnterSendsAgain.text(console.lang()));
            return;
        }
        let has_others = self.forecast.as_ref().is_some_and(|forecast| forecast.has_others());
        // Who stopped it knows why.
        if has_complained && has_others && self.returned.is_some() {
            console.remark(&ReplLine::CameBack.text(console.lang()));
        }
    }

    /// The order that a line has beside the message that came back, and its words.
    pub(super) fn order_beside<'w>(&self, written: &'w Written) -> Option<(Act, &'w str)> {
        self.returned.as_ref()?.order_in(written, &self.talk.situation(&self.names))
    }

    /// Follows an order about the message that came back, but for one that says whom it is for.
    pub(super) async fn order(&mut self, console: &Console, line: Line, act: Act) -> Ordered {
        let Some(returned) = self.returned.clone() else { return Ordered::Done(Next::Fresh) };
        let Returned { typed, written, .. } = returned.clone();
        if returned.place == Place::Pick {
            return self.order_at_pick(console, line, returned, act).await;
        }
        let is_redo = matches!(act, Act::Redo { .. });
        if !is_redo && !matches!(act, Act::Ask(_) | Act::Recall(_)) {
            return Ordered::ToBeAsked(Line { typed, written, ..line }, act);
        }
        let by_tab = self.chosen_by_tab(&line).filter(|_| is_redo);
        let chosen = Chosen { by_tab, depth: line.depth, ..Chosen::default() };
        let reading = Reading { act: Some(act), ..Reading::default() };
        let next = self.follow(console, &reading, chosen).await;
        let is_answered = is_redo && self.talk.unanswered.is_none();
        Ordered::Done(match next {
            Some(next @ (Next::End(_) | Next::Hear(_))) => next,
            Some(_) if is_answered => Next::Fresh,
            _ => {
                let place = if self.talk.unanswered.is_some() { returned.place } else { self.unasked() };
                self.returned = Some(Returned { place, ..returned });
                self.tell_of_return(console);
                Next::With(typed)
            }
        })
    }

    /// Follows an order that was typed at the pick for a message.
    async fn order_at_pick(&mut self, console: &Console, line: Line, returned: Returned, act: Act) -> Ordered {
        let Returned { typed, written, .. } = returned;
        match act {
            Act::Redo { without, .. } => {
                let without = without.and_then(|name| self.engine.candidate_known_as(&name, self.base.reach).ok());
                let material = self.glimpse.last();
                let material = material.as_ref().map(|material| material.as_str());
                let forecast = self.forecast.as_ref();
                let other = forecast.and_then(|forecast| forecast.other_than_pick(&written.text, material, &without));
                let Some(other) = other else {
                    console.remark(&ReplLine::NoOtherModel.text(console.lang()));
                    return Ordered::Done(self.pick_again());
                };
                let names = vec![Named::Model(other.model.to_string())];
                Ordered::ToBeAsked(Line { typed, written, ..line }, Act::Mention { names })
            }
            Act::Ask(question) => {
                let request = TurnRequest { text: written.text, ..self.upcoming() };
                match self.plan(console, &request).await {
                    Ok(plan) => self.answer_at_pick(console, question, &plan),
                    Err(Undone::Failed(error)) => self.complain(console, &error),
                    Err(Undone::End(code)) => return Ordered::Done(Next::End(code)),
                }
                Ordered::Done(self.pick_again())
            }
            Act::Recall(_) => {
                let reading = Reading { act: Some(act), ..Reading::default() };
                match self.follow(console, &reading, Chosen::default()).await {
                    Some(next @ (Next::End(_) | Next::Hear(_))) => Ordered::Done(next),
                    _ => Ordered::Done(self.pick_again()),
                }
            }
            act => {
                // It was shown for the message alone, too.
                let pick = line.pick.or(line.picked.as_ref().and_then(|picked| picked.pick.clone()));
                Ordered::ToBeAsked(Line { typed, written, pick, ..line }, act)
            }
        }
    }

    /// The message whose pick was shown stands in the line again, and nothing else.
    pub(super) fn pick_again(&mut self) -> Next {
        let Some(Returned { typed, written, .. }) = self.returned.take() else { return Next::Fresh };
        let line = Line { typed, written, ..Line::default() };
        Next::With(self.as_typed(line))
    }

    /// Where what is sent next stands in `thread`: in the place of the last message where that is changed, or nobody answered
    /// it and it came back. The conversation itself is left as it is until somebody is asked.
    pub(super) fn place_in(&self, thread: Thread) -> Thread {
        let changed = self.editing.as_ref().map(|edited| (&edited.conversation, edited.follows));
        let unanswered = || self.unanswered.as_ref().map(|(conversation, follows)| (conversation, *follows));
        match (changed.or_else(unanswered), thread) {
            (Some((conversation, turn)), Thread::Existing(id)) if id == *conversation => {
                Thread::Behind { conversation: id, turn }
            }
            (_, thread) => thread,
        }
    }

    /// Has an inquiry stand where what is sent next does.
    pub(super) fn go_back(&mut self, inquiry: &mut Inquiry) {
        if matches!(inquiry.thread, Thread::Again { .. }) {
            // Asked again where it is; if for nothing, it can still be sent in its own place.
            self.editing.take_if(|edited| !edited.has_failed);
        }
        inquiry.thread = self.place_in(inquiry.thread.clone());
    }

    /// The message comes back into the line: whatever is sent next takes its place in the conversation.
    pub(super) fn take_back(&mut self, request: &TurnRequest) {
        // What cannot be read is told when the next message is sent.
        let Ok(Some((conversation, last))) = self.last_exchange() else { return };
        if last.question.text == request.text && last.answer.text.trim().is_empty() {
            self.unanswered = Some((conversation, last.question.parent));
            if let Some(edited) = &mut self.editing {
                edited.has_failed = true;
            }
        }
    }

    /// The last message is in the line, to be changed.
    pub(super) fn change_last(&mut self, conversation: ConversationId, last: &LastExchange) {
        // The change that failed is what is changed once more.
        let failed = self.editing.take().filter(|edited| edited.has_failed && edited.conversation == conversation);
        let anew = || Edited {
            conversation,
            follows: last.question.parent,
            answer: last.answer.id,
            unanswered: self.talk.unanswered.clone(),
            has_failed: false,
        };
        self.editing = Some(failed.unwrap_or_else(anew));
    }

    /// A message that gives way to another one. Where it changes the last message, that stays as it was until it comes back.
    pub(super) fn give_way(&mut self, console: &Console, text: String) -> Unsent {
        let changes = self.editing.clone();
        self.leave_as_it_was(console);
        Unsent { text, changes }
    }

    /// What comes next where something else was said to a question of yes or no: that is heard, and the message that the
    /// question was about comes back behind it.
    pub(super) fn heard_instead(&mut self, next: Next) -> Next {
        let Some(said) = self.said_instead.take() else { return next };
        match next {
            Next::End(_) => return next,
            Next::With(text) => {
                let console = self.console();
                console.remark(&ReplLine::NotSent.text(console.lang()));
                let unsent = self.give_way(&console, text);
                self.unsent.push(unsent);
            }
            Next::Fresh | Next::Hear(_) => {}
        }
        if !self.keyboard.is_plain() {
            return Next::Hear(said);
        }
        self.composer.put_ahead(said);
        Next::Fresh
    }

    /// The line that was being written gives way to one that was said to a question.
    pub(super) fn put_off(&mut self, line: Line) {
        let console = self.console();
        if line.typed.is_empty() {
            return self.leave_as_it_was(&console);
        }
        let text = self.as_typed(line);
        let unsent = self.give_way(&console, text);
        self.unsent.insert(0, unsent);
    }

    /// The line that is read next: a message that was not sent, if there is one.
    pub(super) fn unsent_again(&mut self) -> Wanted {
        let console = self.console();
        // What stood in the line is gone, and changes nothing.
        self.leave_as_it_was(&console);
        let beside_question = std::mem::take(&mut self.beside_question);
        self.unsent.extend(beside_question.into_iter().map(|text| Unsent { text, changes: None }));
        if self.unsent.is_empty() {
            return Wanted::default();
        }
        let Unsent { text, changes } = self.unsent.remove(0);
        console.remark(&ReplLine::UnsentComesBack { text: &text }.text(console.lang()));
        if changes.is_some_and(|edited| self.change_again(edited)) {
            console.remark(&ReplLine::EditingLast.text(console.lang()));
        }
        Wanted { caret: text.len(), line: text, ..Wanted::default() }
    }

    /// The message that was to be changed when the change gave way to another message is changed again, if the talk is still
    /// in its conversation. Left now, it goes on from what was answered since.
    fn change_again(&mut self, edited: Edited) -> bool {
        // What cannot be read is told when the next message is sent.
        let Ok(Some((conversation, last))) = self.last_exchange() else { return false };
        if conversation != edited.conversation {
            return false;
        }
        let unanswered = self.talk.unanswered.clone();
        self.editing = Some(Edited { answer: last.answer.id, unanswered, has_failed: false, ..edited });
        true
    }

    /// Whether a line is the last message as it was, which is to be changed: nothing of it is still to be sent.
    pub(super) fn is_unchanged(&self, line: &str) -> bool {
        let last = || self.last_exchange().ok().flatten();
        self.editing.is_some() && last().is_some_and(|(_, last)| self.literal(&last.question.text) == line)
    }

    /// The change of the last message is dropped: the conversation goes on from the answer that it had.
    pub(super) fn leave_as_it_was(&mut self, console: &Console) {
        if let Some(edited) = self.editing.take()
            && let Err(error) = edited.leave(&self.engine, &mut self.talk, &mut self.unanswered)
        {
            self.complain(console, &error);
        }
    }
}

/// A message that was not sent.
#[derive(Debug, Clone)]
pub(super) struct Unsent {
    /// As it comes back into the line.
    pub text: String,
    /// What it changes.
    pub changes: Option<Edited>,
}

/// The last message, while it is changed to be sent again.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    /// Where it is.
    pub conversation: ConversationId,
    /// What it follows.
    pub follows: Option<TurnId>,
    /// Its answer, or the want of one.
    pub answer: TurnId,
    /// What nobody had answered when it began to be changed: itself, if anything.
    pub unanswered: Option<Answered>,
    /// It was sent with its change, and nobody answered.
    pub has_failed: bool,
}

impl Edited {
    /// Leaves it as it was.
    pub(super) fn leave(
        self,
        engine: &Engine,
        talk: &mut Talk,
        unanswered: &mut Option<(ConversationId, Option<TurnId>)>,
    ) -> Result<(), Error> {
        let Self { conversation, follows, answer, unanswered: was_unanswered, has_failed } = self;
        talk.unanswered = was_unanswered;
        if !has_failed {
            return Ok(());
        }
        *unanswered = talk.unanswered.as_ref().map(|_| (conversation.clone(), follows));
        engine.with_store(|store| store.set_head(&conversation, Some(answer)))
    }
}

/// What became of an order about the message that came back.
pub(super) enum Ordered {
    /// It was followed.
    Done(Next),
    /// It says whom the message is for.
    ToBeAsked(Line, Act),
}
