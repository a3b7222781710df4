//! What a try took and cost, as far as it was counted, and what is not known of it.

use super::{Begun, Running, Try};
use crate::domain::event::Attempt;
use crate::domain::time::whole_ms;
use crate::domain::{AttemptOutcome, Failure, MicroUsd, Usage};
use crate::engine::attempt::AttemptEnd;
use crate::engine::candidates::Ranked;
use crate::engine::readiness::Prepared;
use crate::engine::roster::ModelFacts;

/// Where nobody counted anything.
pub(super) const NOT_COUNTED: Usage =
    Usage { input: 0, output: 0, reasoning: 0, cached: 0, cache_written: 0, estimated: true };
/// What a refused try took.
const REFUSED: Usage = Usage { estimated: false, ..NOT_COUNTED };

impl Running<'_> {
    /// Fills in what the provider did not count. A prompt that was accepted was read, whatever came of it.
    pub(super) fn settle_usage(&mut self, prepared: &Prepared) {
        let answer = &mut self.answer;
        let input = prepared.fitted.n_tokens;
        if let Some(usage) = answer.usage.as_mut().filter(|usage| usage.estimated && usage.input == 0) {
            usage.input = input;
        }
        if answer.usage.is_none() && (answer.opened || answer.finish.is_some() || answer.n_estimated_output() > 0) {
            let (output, reasoning) = (answer.n_estimated_output(), answer.n_reasoning_tokens());
            answer.usage = Some(Usage { input, output, reasoning, estimated: true, ..Usage::default() });
        }
    }

    /// Corrects what the request stands for in the plan's minute, where no header does.
    pub(super) fn settle_minute(&self, begun: Begun, end: &AttemptEnd) {
        if self.answer.counted_by_headers {
            return;
        }
        match (end, self.answer.usage) {
            (AttemptEnd::Finished(_), Some(usage)) => {
                self.engine.correct_sent(begun.entry, usage.input + usage.output);
            }
            (AttemptEnd::Failed(failure), _) if !self.answer.opened && failure.kind.took_nothing() => {
                self.engine.correct_sent(begun.entry, 0);
            }
            _ => {}
        }
    }

    pub(super) fn note_try(
        &mut self,
        ranked: &Ranked,
        begun: Begun,
        outcome: AttemptOutcome,
        failure: Option<Failure>,
    ) {
        let is_refused = !self.answer.opened && failure.as_ref().is_some_and(|failure| failure.kind.took_nothing());
        // Of what was refused it is known that it took nothing.
        let uncounted = if is_refused { REFUSED } else { NOT_COUNTED };
        let usage = self.answer.usage.unwrap_or(uncounted);
        let failed = failure.is_some();
        let facts = self.answer.facts.as_ref().unwrap_or(&ranked.facts);
        let cost = if self.answer.usage.is_some() {
            self.answer.cost.or_else(|| facts.cost(&usage))
        } else {
            // Nothing was counted, so nothing is owed: the request was refused or never arrived.
            Some(MicroUsd(0))
        };
        let free = facts.asks_no_money();
        let request_id =
            self.answer.request_id.clone().or_else(|| failure.as_ref().and_then(|failure| failure.request_id.clone()));
        self.tries.push(Try {
            attempt: Attempt {
                model: ranked.candidate.model.clone(),
                outcome,
                ms: whole_ms(begun.at.elapsed()),
                failure,
            },
            key: self.engine.key_mark(&ranked.candidate.model.provider),
            usage,
            cost,
            free,
            ttft_ms: self.answer.ttft.map(whole_ms),
            request_id,
            sent_at: begun.sent_at,
            begun: begun.row,
        });
        if failed && let Some(ended) = self.tries.last() {
            self.saving.settle_try(self.engine, self.request.surface, self.plan.route, ended);
        }
    }

    /// What all tries took, as far as it was counted.
    pub(super) fn usage(&self) -> Usage {
        self.counted().map(|ended| ended.usage).reduce(Usage::plus).unwrap_or(NOT_COUNTED)
    }

    /// The tries of which something was counted.
    fn counted(&self) -> impl Iterator<Item = &Try> {
        self.tries.iter().filter(|ended| !matches!(ended.usage, NOT_COUNTED | REFUSED))
    }

    /// What all tries cost. Where nothing was counted at all, that is nothing only if the price is known.
    pub(super) fn cost(&self) -> Option<MicroUsd> {
        if self.counted().next().is_some() {
            return self.tries.iter().map(|ended| ended.cost).sum();
        }
        self.facts().and_then(|facts| facts.cost(&Usage::default()))
    }

    /// What is known of who answered, as the answer itself corrected it.
    pub(super) fn facts(&self) -> Option<&ModelFacts> {
        self.answer.facts.as_ref().or(self.answered_by.as_ref().map(|ranked| &ranked.facts))
    }
}
