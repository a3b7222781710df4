//! What baro answers itself, from the store and the ledger, without a token.

use std::ops::Range;

use super::Talk;
use crate::domain::conversation::Turn;
use crate::domain::event::PassedOver;
use crate::domain::limits::LeftToday;
use crate::domain::{
    AttemptOutcome, Candidate, ConversationId, Decision, FailureKind, MicroUsd, ModelRef, Preset, Route, Source,
    TurnId, UnixMillis,
};
use crate::engine::{Engine, Error, forms};
use crate::grammar::{Extent, Period, Question};
use crate::store::{self, Attempted, LastExchange, ListFilter, ListScope, UsageBy, UsageRow};

/// An answer of baro's own.
#[derive(Debug, Clone)]
pub enum LocalAnswer {
    /// Why the last answer came from whom it came.
    Why(Box<LastChoice>),
    /// Who answered last, and who would answer now.
    Who {
        /// Who gave the last answer, and who chose that one; `None` where nobody answered yet.
        answered: Option<(Candidate, Source)>,
        /// The setting that chose that one, where one did.
        preset: Option<Preset>,
        /// Who answers everything.
        pin: Option<Candidate>,
    },
    /// What was used.
    HowMuch(Box<Consumption>),
    /// What can be said and done, which the surface knows.
    Help,
    /// Which conversations there are, of which the surface shows as many as it has room for.
    Conversations,
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

impl LastChoice {
    /// Whether the question had been asked before, and somebody else was looked for.
    #[must_use]
    pub fn is_of_another(&self) -> bool {
        self.source == Source::Auto && self.earlier().next().is_some()
    }

    /// Who answered the same question right before.
    #[must_use]
    pub fn answered_before(&self) -> Option<&ModelRef> {
        self.earlier().rev().filter(|turn| !turn.text.trim().is_empty()).find_map(|turn| turn.model.as_ref())
    }

    /// Who was asked for this answer and did not give it, each once, with what went wrong last.
    #[must_use]
    pub fn failed_before(&self) -> Vec<(&ModelRef, FailureKind)> {
        let LastExchange { answer, attempts, .. } = &self.exchange;
        let mut failed: Vec<(&ModelRef, FailureKind)> = Vec::new();
        for attempt in attempts.iter().filter(|attempt| Some(&attempt.model) != answer.model.as_ref()) {
            let Some(failure) = attempt.failure else { continue };
            match failed.iter_mut().find(|(model, _)| *model == &attempt.model) {
                Some((_, last)) => *last = failure,
                None => failed.push((&attempt.model, failure)),
            }
        }
        failed
    }

    /// Who came before the one that answered and was not asked at all, with the reason of then.
    pub fn passed_over(&self) -> impl Iterator<Item = &PassedOver> {
        let LastExchange { answer, attempts, passed_over, .. } = &self.exchange;
        passed_over.iter().filter(|passed| {
            answer.model.as_ref() != Some(&passed.model) && attempts.iter().all(|attempt| attempt.model != passed.model)
        })
    }

    /// The answers to the same question that are older, oldest first.
    fn earlier(&self) -> impl DoubleEndedIterator<Item = &Turn> {
        let LastExchange { answer, others, .. } = &self.exchange;
        others.iter().filter(|turn| turn.id < answer.id)
    }
}

/// What the ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumption {
    /// Of what was asked.
    pub of: Extent,
    /// That, of all surfaces where it is days.
    pub sums: UsageRow,
    /// In this conversation, if it has begun and nothing else was asked of in particular.
    pub conversation: Option<UsageRow>,
    /// What free plans still let through today, where it is today that was asked of: of those who were asked, and of one model of
    /// each provider that was not.
    pub left: Vec<(ModelRef, LeftToday)>,
}

/// What is left of more models is no answer at a glance.
const MOST_LEFT: usize = 4;

impl Engine {
    /// Answers a question to baro.
    ///
    /// # Errors
    /// Where the store cannot be read, or nothing was answered that could be spoken of.
    pub fn answer_here(&self, talk: &Talk, question: Question) -> Result<LocalAnswer, Error> {
        let answered = talk.answer.as_ref().and_then(|answer| answer.place.as_ref());
        Ok(match question {
            Question::WhyThisModel => {
                let (conversation, _) = answered.ok_or_else(|| self.no_conversation())?;
                LocalAnswer::Why(Box::new(self.last_choice(conversation)?))
            }
            Question::WhoAnswered => {
                let choice = answered.map(|(conversation, _)| self.last_choice(conversation)).transpose()?;
                let preset = choice.as_ref().and_then(|choice| choice.exchange.preset);
                let answered = choice.and_then(|choice| {
                    let LastExchange { answer, .. } = choice.exchange;
                    Some((Candidate { model: answer.model?, effort: answer.effort }, choice.source))
                });
                LocalAnswer::Who { answered, preset, pin: self.fixed_in(talk) }
            }
            Question::Help => LocalAnswer::Help,
            Question::Conversations => LocalAnswer::Conversations,
            Question::HowMuch(of) => LocalAnswer::HowMuch(Box::new(self.consumption(talk, of)?)),
        })
    }

    /// That there is no conversation to go on from here, and whether there are any at all.
    #[must_use]
    pub fn no_conversation(&self) -> Error {
        let any = ListFilter { scope: ListScope::All, folder: None, limit: 1 };
        let is_fresh = self.with_store(|store| store.list(&any)).is_ok_and(|found| found.is_empty());
        Error::NoConversation { elsewhere: !is_fresh }
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
            input_tokens: n_sent(&exchange.attempts),
            cost: exchange.attempts.iter().map(|attempt| attempt.cost).sum(),
            decision,
            exchange,
        })
    }

    fn consumption(&self, talk: &Talk, of: Extent) -> Result<Consumption, Error> {
        let conversation = || match talk.conversation() {
            None => Ok(None),
            Some(id) => self.used_in(id).map(Some),
        };
        let (sums, conversation) = match of {
            Extent::Within(Period::Today) => (self.used_within(self.days(Period::Today))?, conversation()?),
            Extent::Within(period) => (self.used_within(self.days(period))?, None),
            Extent::Ever => (self.used_within(UnixMillis(0)..UnixMillis(i64::MAX))?, conversation()?),
            Extent::Conversation => (conversation()?.unwrap_or_default(), None),
            Extent::LastAnswer => {
                let place = talk.answer.as_ref().and_then(|answer| answer.place.as_ref());
                (self.used_for(place.ok_or_else(|| self.no_conversation())?.1)?, None)
            }
        };
        let left = if of == Extent::Within(Period::Today) { self.left_today()? } else { Vec::new() };
        Ok(Consumption { of, sums, conversation, left })
    }

    fn left_today(&self) -> Result<Vec<(ModelRef, LeftToday)>, Error> {
        let rows = self.with_store(|store| store.usage(UsageBy::Model, self.days(Period::Today)))?;
        let mut models: Vec<ModelRef> = rows.iter().filter_map(|row| row.key.as_deref()?.parse().ok()).collect();
        for (model, usable) in self.known_models() {
            if usable.is_ok() && models.iter().all(|known| known.provider != model.provider) {
                models.push(model);
            }
        }
        let left = models.into_iter().filter_map(|model| {
            let facts = self.facts(&self.provider_entry(&model.provider)?, &model.id);
            let left = self.left_by_count(&model, &facts.plan).filter(|_| facts.asks_no_money())?;
            Some((model, left))
        });
        Ok(left.take(MOST_LEFT).collect())
    }

    /// From when to when days are, on the local clock.
    pub(super) fn days(&self, period: Period) -> Range<UnixMillis> {
        let clock = self.clock();
        let since = |begin: fn(UnixMillis) -> UnixMillis| begin(self.now())..UnixMillis(i64::MAX);
        let before = |begin: fn(UnixMillis) -> UnixMillis| {
            let end = begin(self.now());
            begin(end.plus_ms(-1))..end
        };
        match period {
            Period::Today => since(clock.day_start),
            Period::Yesterday => before(clock.day_start),
            Period::ThisWeek => since(clock.week_start),
            Period::LastWeek => before(clock.week_start),
            Period::ThisMonth => since(clock.month_start),
            Period::LastMonth => before(clock.month_start),
        }
    }

    fn used_within(&self, days: Range<UnixMillis>) -> Result<UsageRow, Error> {
        Ok(forms::usage_sum(&self.with_store(|store| store.usage(UsageBy::Model, days))?))
    }

    fn used_in(&self, id: &ConversationId) -> Result<UsageRow, Error> {
        let rows =
            self.with_store(|store| store.usage(UsageBy::ModelIn(id), UnixMillis(i64::MIN)..UnixMillis(i64::MAX)))?;
        Ok(forms::usage_sum(&rows))
    }

    /// What all tries for an answer took.
    fn used_for(&self, answer: TurnId) -> Result<UsageRow, Error> {
        let attempts = self.with_store(|store| store.attempts_of(answer))?;
        Ok(attempts.into_iter().fold(UsageRow::default(), |mut sums, attempt| {
            sums.n_requests += 1;
            sums.usage = sums.usage.plus(attempt.usage);
            match attempt.cost {
                Some(cost) => sums.cost_known = sums.cost_known + cost,
                None => sums.n_unknown_cost += u64::from(!attempt.free),
            }
            sums
        }))
    }
}

/// Tokens of the prompts that were answered, of which a text in parts has several; else of the last one.
fn n_sent(attempts: &[Attempted]) -> u64 {
    let answered = attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Answered);
    match answered.map(|attempt| attempt.usage.input).sum() {
        0 => attempts.last().map_or(0, |attempt| attempt.usage.input),
        n_tokens => n_tokens,
    }
}
