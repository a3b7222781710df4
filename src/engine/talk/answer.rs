//! What baro answers itself, from the store and the ledger, without a token.

use super::Talk;
use crate::domain::{Candidate, ConversationId, Decision, MicroUsd, Route, Source, UnixMillis};
use crate::engine::{Engine, Error, forms};
use crate::grammar::Question;
use crate::store::{self, LastExchange, UsageBy, UsageRow};

/// An answer of baro's own.
#[derive(Debug, Clone)]
pub enum LocalAnswer {
    /// Why the last answer came from whom it came.
    Why(Box<LastChoice>),
    /// Who answered last, and who would answer now.
    Who {
        /// Who gave the last answer, and who chose that one; `None` where nobody answered yet.
        answered: Option<(Candidate, Source)>,
        /// Who answers everything.
        pin: Option<Candidate>,
    },
    /// What was used.
    HowMuch(Box<Consumption>),
}

/// The choice that the last answer began with.
#[derive(Debug, Clone)]
pub struct LastChoice {
    /// In which conversation.
    pub conversation: ConversationId,
    /// What the router thinks of the question. It is pure, so these are the reasons of then.
    pub decision: Decision,
    /// The route that was taken.
    pub route: Route,
    /// Who chose.
    pub source: Source,
    /// Question, answer, and the tries.
    pub exchange: LastExchange,
    /// Tokens of the prompt.
    pub input_tokens: u64,
    /// What it cost; `None` where a price is not known.
    pub cost: Option<MicroUsd>,
}

/// What the ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumption {
    /// Since midnight, all surfaces.
    pub today: UsageRow,
    /// In this conversation, if it has begun.
    pub conversation: Option<UsageRow>,
}

impl Engine {
    /// Answers a question to baro.
    ///
    /// # Errors
    /// Where the store cannot be read, or nothing was answered that could be spoken of.
    pub fn answer_here(&self, talk: &Talk, question: Question) -> Result<LocalAnswer, Error> {
        let answered = talk.answer.as_ref().and_then(|answer| answer.place.as_ref());
        Ok(match question {
            Question::WhyThisModel => {
                let (conversation, _) = answered.ok_or(Error::NoConversation)?;
                LocalAnswer::Why(Box::new(self.last_choice(conversation)?))
            }
            Question::WhoAnswered => {
                let choice = answered.map(|(conversation, _)| self.last_choice(conversation)).transpose()?;
                let answered = choice.and_then(|choice| {
                    let LastExchange { answer, .. } = choice.exchange;
                    Some((Candidate { model: answer.model?, effort: answer.effort }, choice.source))
                });
                LocalAnswer::Who { answered, pin: self.fixed_in(talk) }
            }
            Question::HowMuch => LocalAnswer::HowMuch(Box::new(self.consumption(talk)?)),
        })
    }

    /// The last choice of a conversation.
    ///
    /// # Errors
    /// Where the store cannot be read, or the conversation has no answer.
    pub fn last_choice(&self, id: &ConversationId) -> Result<LastChoice, Error> {
        let last = self.with_store(|store| store.last_exchange(id))?;
        let exchange = last.ok_or_else(|| Error::Store(store::Error::NotFound(id.to_string())))?;
        let turns = self.with_store(|store| store.branch(id))?;
        let before: Vec<_> = turns.into_iter().take_while(|turn| turn.id != exchange.question.id).collect();
        let decision = self.decide(&exchange.question.text, exchange.question.material.as_deref(), &before);
        Ok(LastChoice {
            conversation: id.clone(),
            route: exchange.answer.route.or(exchange.question.route).unwrap_or(decision.route),
            source: exchange.answer.source.or(exchange.question.source).unwrap_or(Source::Auto),
            input_tokens: exchange.attempts.last().map_or(0, |attempt| attempt.usage.input),
            cost: exchange.attempts.iter().map(|attempt| attempt.cost).sum(),
            decision,
            exchange,
        })
    }

    fn consumption(&self, talk: &Talk) -> Result<Consumption, Error> {
        let midnight = (self.clock().day_start)(self.now());
        let end = UnixMillis(i64::MAX);
        let today = self.with_store(|store| store.usage(UsageBy::Model, midnight..end))?;
        let conversation = match talk.conversation() {
            None => None,
            Some(id) => {
                let begun = self.with_store(|store| store.conversation(id))?.created_at;
                let rows = self.with_store(|store| store.usage(UsageBy::Conversation, begun..end))?;
                rows.into_iter().find(|row| row.key.as_deref() == Some(id.as_str()))
            }
        };
        Ok(Consumption { today: forms::usage_sum(&today), conversation })
    }
}
