//! Keeps a turn within what it may cost: `--max-cost`, the day's budget, the month's.
//!
//! Each candidate is judged by itself, with what the turn has cost so far: a paid one that is too dear makes room
//! for a free one, and a failover never pays what the first candidate could not. Local time is the clock's.

use super::candidates::Ranked;
use super::plan::TurnPlan;
use super::{Engine, Error, OverBudget};
use crate::domain::{MicroUsd, UnixMillis, Usage};

/// The tokens for which the price of an answer is measured.
const MILLION: u64 = 1_000_000;

/// What a request of a turn is measured by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bill {
    /// Tokens of the prompt, estimated.
    pub input: u64,
    /// Tokens of answer that must be paid for, reasoning included.
    pub output: u64,
    /// `--max-cost`.
    pub max_cost: Option<MicroUsd>,
    /// What earlier tries of the same turn cost.
    pub so_far: SoFar,
}

/// What the tries of a turn cost so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SoFar {
    /// All of them.
    pub all: MicroUsd,
    /// Those that the ledger does not have yet.
    pub uncounted: MicroUsd,
}

impl Engine {
    /// A budget cannot be kept where the ledger cannot be read: then nothing that may cost money is sent.
    pub(super) fn check_budgets(&self, plan: &TurnPlan) -> Result<(), Error> {
        let budget = self.settings().budget;
        let may_cost = plan.order.candidates.iter().any(|ranked| !is_unbounded(ranked));
        if may_cost && (budget.day.is_some() || budget.month.is_some()) {
            self.with_store(|store| store.spent_since((self.clock().day_start)(self.now())))?;
        }
        Ok(())
    }

    /// How many tokens of answer the bounds pay for; `None` where there is no bound. An error where they do not
    /// pay for the answer that is wanted, or nobody knows the price.
    pub(super) fn affordable(&self, ranked: &Ranked, bill: Bill) -> Result<Option<u64>, OverBudget> {
        let budget = self.settings().budget;
        let bounds = [bill.max_cost, budget.day, budget.month];
        if bounds.iter().all(Option::is_none) || is_unbounded(ranked) {
            return Ok(None);
        }
        let cost = |output: u64| {
            ranked
                .facts
                .cost(&Usage { input: bill.input, output, ..Usage::default() })
                .ok_or_else(|| OverBudget::UnknownPrice { model: ranked.candidate.model.clone() })
        };
        let estimate = cost(bill.output)?;
        let mut left = MicroUsd(i64::MAX);
        let mut bound = |allowed: MicroUsd, spent: MicroUsd| {
            left = left.min(MicroUsd(allowed.0.saturating_sub(spent.0)));
            spent + estimate > allowed
        };
        if let Some(allowed) = bill.max_cost
            && bound(allowed, bill.so_far.all)
        {
            return Err(OverBudget::Turn { estimate: bill.so_far.all + estimate, allowed });
        }
        if let Some(allowed) = budget.day {
            let spent = self.spent_from(allowed, self.clock().day_start) + bill.so_far.uncounted;
            if bound(allowed, spent) {
                return Err(OverBudget::Day { spent: spent + estimate, allowed });
            }
        }
        if let Some(allowed) = budget.month {
            let spent = self.spent_from(allowed, self.clock().month_start) + bill.so_far.uncounted;
            if bound(allowed, spent) {
                return Err(OverBudget::Month { spent: spent + estimate, allowed });
            }
        }
        let prompt = cost(0)?;
        let of_a_million = cost(MILLION)?.0 - prompt.0;
        if of_a_million <= 0 {
            return Ok(None);
        }
        let n_tokens = i128::from(left.0 - prompt.0) * i128::from(MILLION) / i128::from(of_a_million);
        let n_tokens = u64::try_from(n_tokens).unwrap_or(0).max(bill.output);
        Ok(Some(n_tokens.min(ranked.facts.max_output_tokens.unwrap_or(u64::MAX))))
    }

    /// What was spent since the beginning of a day or month. A ledger that cannot be read leaves nothing.
    fn spent_from(&self, allowed: MicroUsd, beginning: fn(UnixMillis) -> UnixMillis) -> MicroUsd {
        let since = beginning(self.now());
        self.with_store_raw(|store| store.spent_since(since)).map_or(allowed, |spent| spent.known)
    }

    /// What today's answers cost so far, where the ledger can be read.
    #[must_use]
    pub fn spent_today(&self) -> Option<MicroUsd> {
        let since = (self.clock().day_start)(self.now());
        self.with_store_raw(|store| store.spent_since(since)).ok().map(|spent| spent.known)
    }
}

/// True where no money is asked, so that no bound of money counts.
const fn is_unbounded(ranked: &Ranked) -> bool {
    ranked.facts.asks_no_money()
}
