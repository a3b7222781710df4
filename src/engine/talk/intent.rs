//! What a line that was read comes to. Looks names and conversations up; changes and sends nothing.

use std::sync::Arc;

use super::{Talk, Undo};
use crate::domain::{Candidate, ConversationId, Hint, ModelRef, Role, Source, TurnId};
use crate::engine::names::Named as Resolved;
use crate::engine::{Choice, Engine, Error, Outcome, Reach, Replaced, Thread, TurnRequest};
use crate::grammar::{Act, Called, Named, Period, Question, Reading, Recall, Topic};
use crate::store::{self, Hit};

/// What a line comes to: a change of the talk, then something to be done, either of which may be missing.
#[derive(Debug, Clone)]
pub struct Intent {
    /// What is changed first, by [`Engine::carry_out`], and gives a receipt.
    pub change: Option<Change>,
    /// What is done then.
    pub then: Then,
}

/// What is done about a line after its change.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there is one of it for each line that is read")]
pub enum Then {
    /// Nothing more.
    Nothing,
    /// baro answers itself, by [`Engine::answer_here`].
    Answer(Question),
    /// Models are asked.
    Ask(Inquiry),
}

/// What a line changes.
#[derive(Debug, Clone)]
pub enum Change {
    /// Every message goes to one from now on.
    Pin {
        /// Who.
        candidate: Candidate,
        /// The id that was named and is gone, whose place it takes.
        instead_of: Option<ModelRef>,
    },
    /// baro chooses again.
    Unpin,
    /// The next message begins a new conversation.
    Begin,
    /// An earlier conversation goes on.
    GoOn(ConversationId),
    /// Nothing changes: the conversation that was asked for is the one that goes on, which a receipt tells.
    Stay(ConversationId),
    /// What the last receipt told of is undone.
    Undo(Undo),
    /// Nothing changes, but the last message is asked again, which a receipt tells.
    AskAgain {
        /// By whom; nobody is another model.
        by: Vec<Candidate>,
        /// The message.
        question: String,
    },
}

/// One message for one or several models, who answer one after the other.
#[derive(Debug, Clone)]
pub struct Inquiry {
    /// What is said; for an answer that is asked for again, what was said along with that.
    pub text: String,
    /// Whom it goes to. At least one.
    pub choices: Vec<Choice>,
    /// The conversation that it belongs to.
    pub thread: Thread,
    /// Who answers all of a conversation that begins with it.
    pub pin: Option<Candidate>,
    /// Wishes about the answer.
    pub hints: Vec<Hint>,
    /// What came with a message that is sent a second time, since it was not kept.
    pub material: Option<Arc<String>>,
    /// Who is asked only if nobody else can.
    pub avoided: Vec<ModelRef>,
    /// Which of them were named by an id that is gone.
    pub replaced: Vec<Replaced>,
}

impl Inquiry {
    /// The request of the `n`-th of [`Inquiry::choices`], over what the surface puts into every request. What came of
    /// those before it is `earlier`: of several answers all but the first are further answers to the same question.
    #[must_use]
    pub fn request(&self, base: &TurnRequest, n: usize, earlier: &[Outcome]) -> TurnRequest {
        let mut request = TurnRequest {
            text: self.text.clone(),
            thread: self.thread.clone(),
            pin: self.pin.clone(),
            hints: self.hints.clone(),
            avoided: self.avoided.clone(),
            replaced: self.replaced.clone(),
            ..base.clone()
        };
        if let Some(choice) = self.choices.get(n).filter(|choice| **choice != Choice::Auto) {
            request.choice = choice.clone();
        }
        request.material = match (&base.material, &self.material) {
            (Some(attached), _) => Some(Arc::clone(attached)),
            (None, again) => again.clone(),
        };
        if let Some((conversation, answer)) = earlier.iter().rev().find_map(place) {
            request.thread = Thread::Again { conversation, answer };
            if !matches!(self.thread, Thread::Again { .. }) {
                request.text.clear();
                request.material = None;
            }
        }
        request
    }

    /// Whether several are asked, each of whom answers under a name.
    #[must_use]
    pub const fn is_to_several(&self) -> bool {
        self.choices.len() > 1
    }
}

fn place(outcome: &Outcome) -> Option<(ConversationId, TurnId)> {
    let result = outcome.result.as_ref()?;
    Some((result.conversation.clone()?, result.turn?))
}

impl Intent {
    /// A message that asks nothing of baro.
    fn message(talk: &Talk, text: &str, hints: &[Hint]) -> Inquiry {
        Inquiry {
            text: text.to_owned(),
            choices: vec![Choice::Auto],
            thread: talk.thread.clone(),
            pin: talk.pin.clone(),
            hints: hints.to_vec(),
            material: None,
            avoided: Vec::new(),
            replaced: Vec::new(),
        }
    }
}

impl Engine {
    /// What `reading`, a line that was read in the situation of `talk`, comes to. Nothing is changed or sent; where a
    /// name stands for nothing known, the servers of this machine are asked what they have.
    ///
    /// # Errors
    /// Where a name is of nobody who can be asked ([`Error::NobodyCalled`]) or there is no conversation to go on with.
    pub async fn intend(&self, talk: &Talk, reading: &Reading<'_>) -> Result<Intent, Error> {
        let said = reading.message.as_ref();
        let message = || Intent::message(talk, said, &reading.hints);
        let then_ask = |inquiry: Inquiry| if said.trim().is_empty() { Then::Nothing } else { Then::Ask(inquiry) };
        let Some(act) = &reading.act else {
            return Ok(Intent { change: None, then: Then::Ask(message()) });
        };
        Ok(match act {
            // With nothing said, it is their turn at what was said last.
            Act::Mention { names } if said.trim().is_empty() && talk.last_asked().is_some() => {
                self.redo(talk, message(), names).await?
            }
            Act::Mention { names } => self.mentioned(talk, message(), names).await?,
            Act::Address { name } => self.mentioned(talk, message(), std::slice::from_ref(name)).await?,
            Act::Redo { with, without } => {
                let mut intent = self.redo(talk, message(), with.as_slice()).await?;
                if let (Then::Ask(inquiry), Some(name)) = (&mut intent.then, without) {
                    inquiry.avoided.extend(self.all_called(name));
                }
                intent
            }
            Act::Pin { name } => {
                let Resolved { candidate, retired: instead_of } = self.candidate_called(name, talk.reach).await?;
                let choices = vec![by_pin(&candidate)];
                let inquiry = Inquiry { choices, pin: Some(candidate.clone()), ..message() };
                Intent { change: Some(Change::Pin { candidate, instead_of }), then: then_ask(inquiry) }
            }
            Act::Unpin => {
                let inquiry = Inquiry { choices: vec![Choice::Router], pin: None, ..message() };
                Intent { change: Some(Change::Unpin), then: then_ask(inquiry) }
            }
            Act::Ask(question) => Intent { change: None, then: Then::Answer(*question) },
            Act::Recall(Recall::NewConversation) => {
                let inquiry = Inquiry { thread: Thread::New { name: None }, pin: None, ..message() };
                Intent { change: Some(Change::Begin), then: then_ask(inquiry) }
            }
            Act::Recall(Recall::ContinueLast(period)) => {
                let Some(last) = self.conversation_before(talk, talk.conversation(), *period)? else {
                    return Err(self.no_conversation_before(talk, *period)?);
                };
                let inquiry = Inquiry { thread: Thread::Existing(last.clone()), pin: None, ..message() };
                Intent { change: Some(Change::GoOn(last)), then: then_ask(inquiry) }
            }
            Act::Recall(Recall::About(topic)) => match (self.conversation_about(talk, topic)?, topic.called) {
                (About::Another(found), _) => Intent { change: Some(Change::GoOn(found)), then: Then::Nothing },
                (About::This(id), Called::Conversation) => {
                    Intent { change: Some(Change::Stay(id)), then: Then::Nothing }
                }
                // Nothing was ever about that, or what is spoken of is going on: a message like any other.
                (About::This(_), Called::Talk) | (About::Nothing, _) => {
                    Intent { change: None, then: Then::Ask(message()) }
                }
            },
            // Where nothing is on a screen it is a message like any other.
            Act::InTalk(_) => Intent { change: None, then: Then::Ask(message()) },
            Act::Undo => {
                let change = talk.undo.clone().map(Change::Undo);
                // Without anything to undo it is a word like any other.
                let then = if change.is_some() { Then::Nothing } else { Then::Ask(message()) };
                Intent { change, then }
            }
        })
    }

    async fn mentioned(&self, talk: &Talk, message: Inquiry, names: &[Named]) -> Result<Intent, Error> {
        let (choices, replaced) = self.choices(names, talk.reach).await?;
        Ok(Intent { change: None, then: Then::Ask(Inquiry { choices, replaced, ..message }) })
    }

    /// Whom names stand for, and which of them are of ids that are gone. Two of them may stand for one model.
    ///
    /// # Errors
    /// Where one is of nobody who can be asked ([`Error::NobodyCalled`]).
    pub async fn choices(&self, names: &[Named], reach: Reach) -> Result<(Vec<Choice>, Vec<Replaced>), Error> {
        let mut choices: Vec<Choice> = Vec::with_capacity(names.len());
        let mut replaced: Vec<Replaced> = Vec::new();
        for name in names {
            let choice = match name {
                Named::Auto => Choice::Router,
                name => {
                    let Resolved { candidate, retired } = self.candidate_called(name, reach).await?;
                    replaced.extend(retired.map(|gone| Replaced { gone, by: candidate.model.clone() }));
                    by_mention(&candidate)
                }
            };
            if !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        Ok((choices, replaced))
    }

    async fn redo(&self, talk: &Talk, message: Inquiry, with: &[Named]) -> Result<Intent, Error> {
        let answered = talk.last_asked().ok_or_else(|| self.no_conversation())?;
        let (mut choices, replaced) = self.choices(with, talk.reach).await?;
        let by = choices.iter().filter_map(|choice| match choice {
            Choice::Model { name, .. } => name.parse().ok(),
            _ => None,
        });
        let change = Change::AskAgain { by: by.collect(), question: store::title_of(&answered.question) };
        if choices.is_empty() {
            // A word goes over what the session began with, and over a pin of what was not kept.
            let is_fixed = talk.has_standing() || talk.pin.is_some() && answered.place.is_none();
            choices.push(if is_fixed { Choice::Router } else { Choice::Auto });
        }
        let avoided = answered.model.iter().cloned().collect();
        let mut inquiry = Inquiry { choices, avoided, replaced, ..message };
        if let Some((conversation, answer)) = &answered.place {
            inquiry.thread = Thread::Again { conversation: conversation.clone(), answer: *answer };
        } else {
            // It was not kept, so it is said once more.
            inquiry.text = joined(&answered.question, &inquiry.text);
            inquiry.material.clone_from(&answered.material);
            inquiry.hints = Hint::over(&inquiry.hints, &answered.hints);
        }
        Ok(Intent { change: Some(change), then: Then::Ask(inquiry) })
    }

    /// The conversation of that name, else the last one that is found by the words: of the days that were named, if there
    /// is one. The one that goes on, if it is about that at least as much and was not said to be over.
    fn conversation_about(&self, talk: &Talk, topic: &Topic) -> Result<About, Error> {
        let words = topic.words.as_str();
        let is_this = |id: &ConversationId| talk.conversation() == Some(id);
        // What can be no name is looked for all the same.
        let named = self.with_store_raw(|store| store.find(words)).ok().flatten();
        if let Some(named) = named {
            return Ok(if is_this(&named) { About::This(named) } else { About::Another(named) });
        }
        let mut hits = self.with_store(|store| store.search(words, N_HITS))?;
        // `parsers` are also what a talk of a parser was about.
        if let Some(one) = words.strip_suffix('s').filter(|one| hits.is_empty() && one.len() > 2) {
            hits = self.with_store(|store| store.search(one, N_HITS))?;
        }
        if topic.called == Called::Talk {
            if let Some(hit) = hits.iter().find(|hit| is_this(&hit.conversation)) {
                return Ok(About::This(hit.conversation.clone()));
            }
            // A word that a model said in passing is nothing that was talked of.
            hits.retain(|hit| hit.role != Some(Role::Assistant));
        }
        let days = topic.period.map(|period| self.days(period));
        if let Some(days) = days.filter(|days| hits.iter().any(|hit| days.contains(&hit.at))) {
            hits.retain(|hit| days.contains(&hit.at));
        }
        let (here, there): (Vec<&Hit>, Vec<&Hit>) = hits.iter().partition(|hit| is_this(&hit.conversation));
        let closest = |hits: &[&Hit]| hits.iter().map(|hit| closeness(hit)).max();
        Ok(match (here.first(), there.first()) {
            (None, None) => About::Nothing,
            (Some(here), None) => About::This(here.conversation.clone()),
            (Some(this), Some(_)) if !topic.is_earlier && closest(&here) >= closest(&there) => {
                About::This(this.conversation.clone())
            }
            (_, Some(there)) => About::Another(there.conversation.clone()),
        })
    }

    /// Why there is none to go on with.
    fn no_conversation_before(&self, talk: &Talk, period: Option<Period>) -> Result<Error, Error> {
        if talk.conversation().is_some() && self.conversation_before(talk, None, period)?.is_some() {
            return Ok(Error::OnlyThisConversation { period });
        }
        Ok(period.map_or_else(|| self.no_conversation(), |period| Error::NoConversationFrom { period }))
    }

    /// The last conversation here, or the last of those days; never the one `beside`.
    fn conversation_before(
        &self,
        talk: &Talk,
        beside: Option<&ConversationId>,
        period: Option<Period>,
    ) -> Result<Option<ConversationId>, Error> {
        let folder = talk.folder.as_deref();
        match period {
            None => self.with_store(|store| store.last_beside(folder, beside)),
            Some(period) => self.with_store(|store| store.last_within(&self.days(period), folder, beside)),
        }
    }
}

/// Which conversation is about something.
enum About {
    /// None.
    Nothing,
    /// The one that goes on.
    This(ConversationId),
    /// Another one.
    Another(ConversationId),
}

/// How much a conversation is about the words that were found in it: by its name, by what the person said, or by what was
/// answered.
const fn closeness(hit: &Hit) -> u8 {
    match hit.role {
        None => 2,
        Some(Role::User) => 1,
        Some(_) => 0,
    }
}

/// So many places are looked at for a conversation by its words: a long one may hold many of them.
const N_HITS: usize = 100;

/// A question, and what is said along with it the second time.
#[must_use]
pub(in crate::engine) fn joined(question: &str, remark: &str) -> String {
    match remark.trim() {
        "" => question.to_owned(),
        remark => format!("{question}\n\n{remark}"),
    }
}

fn by_mention(candidate: &Candidate) -> Choice {
    Choice::Model { name: candidate.to_string(), source: Source::Mention }
}

fn by_pin(candidate: &Candidate) -> Choice {
    Choice::Model { name: candidate.to_string(), source: Source::Pin }
}
