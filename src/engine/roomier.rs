//! Who could take a prompt that is too large for those who were to have it.

use super::quota::usual_answer;
use super::readiness::room_for_message;
use super::request::{Failover, TurnRequest};
use super::{Among, Engine, Error, TurnPlan};
use crate::domain::{ModelRef, Route, Source};

impl Engine {
    /// The usable models whose window and plan are known to take a prompt of so many tokens.
    pub fn roomier(&self, n_tokens: u64) -> impl Iterator<Item = ModelRef> {
        let usable = self.known_models().filter(|(_, usable)| usable.is_ok()).map(|(model, _)| model);
        usable.filter(move |model| {
            self.provider_entry(&model.provider).is_some_and(|entry| {
                let facts = self.facts(&entry, &model.id);
                let answer = usual_answer(Route::General, facts.rules.default_effort);
                room_for_message(&facts, answer).is_some_and(|room| room >= n_tokens)
            })
        })
    }

    /// A refusal of a planned turn. Where somebody chose who answers, others may have room for what is too large.
    pub(super) fn refused(&self, request: &TurnRequest, plan: &TurnPlan, mut error: Error) -> Error {
        let is_chosen = plan.source != Source::Auto || request.failover == Failover::Off;
        if let Error::TooLarge { input_tokens, largest, among, .. } = &mut error
            && is_chosen
        {
            let chosen = largest.as_ref().map(|(model, _)| model);
            *among = Among::Chosen { roomier: self.roomier(*input_tokens).find(|model| Some(model) != chosen) };
        }
        error
    }
}
