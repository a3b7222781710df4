//! What one server may spend: calls, calls at once, money. Refused before a call, never in the midst of it.

use std::sync::{Arc, Mutex, PoisonError};

use super::trouble::Trouble;
use crate::domain::MicroUsd;

/// The caps, and what was used of them.
#[derive(Debug)]
pub(super) struct Spending {
    max_cost: Option<MicroUsd>,
    max_calls: Option<u64>,
    max_at_once: usize,
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    n_calls: u64,
    n_at_once: usize,
    spent: MicroUsd,
    /// What calls under way may cost.
    reserved: MicroUsd,
}

/// Leave for one call; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Leave {
    spending: Arc<Spending>,
    reserved: MicroUsd,
    cost: MicroUsd,
}

impl Spending {
    pub fn new(max_cost: Option<MicroUsd>, max_calls: Option<u64>, max_at_once: usize) -> Arc<Self> {
        Arc::new(Self { max_cost, max_calls, max_at_once, used: Mutex::default() })
    }

    /// Leave to make a call that may cost `estimate`.
    pub fn ask(self: &Arc<Self>, estimate: Option<MicroUsd>) -> Result<Leave, Trouble> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(max) = self.max_calls.filter(|max| used.n_calls >= *max) {
            return Err(Trouble::new(
                "budget_exceeded",
                if max == 1 {
                    "the one call of --max-calls is used; the user has to restart the server for more".to_owned()
                } else {
                    format!("all {max} calls of --max-calls are used; the user has to restart the server for more")
                },
            ));
        }
        if used.n_at_once >= self.max_at_once {
            return Err(Trouble::new(
                "too_many_calls",
                if self.max_at_once == 1 {
                    "another call is under way; wait for it to end".to_owned()
                } else {
                    format!("{} calls are under way; wait for one to end", self.max_at_once)
                },
            ));
        }
        let reserved = estimate.unwrap_or_default();
        if let Some(max) = self.max_cost {
            let after = used.spent + used.reserved + reserved;
            if after > max || used.spent >= max {
                return Err(Trouble::new(
                    "budget_exceeded",
                    format!(
                        "{} of --max-cost {max} are spent or promised, and the call may cost {reserved}; lower `max_tokens`, take a free model, or have the user raise --max-cost",
                        used.spent + used.reserved
                    ),
                ));
            }
        }
        used.n_calls += 1;
        used.n_at_once += 1;
        used.reserved = used.reserved + reserved;
        Ok(Leave { spending: Arc::clone(self), reserved, cost: MicroUsd(0) })
    }
}

impl Leave {
    /// The most that the call may cost; `None`: there is no cap.
    pub fn most(&self) -> Option<MicroUsd> {
        let used = self.spending.used.lock().unwrap_or_else(PoisonError::into_inner);
        let others = used.spent.0.saturating_add(used.reserved.0).saturating_sub(self.reserved.0);
        self.spending.max_cost.map(|max| MicroUsd(max.0.saturating_sub(others).max(0)))
    }

    /// What the call did cost.
    pub fn settle(&mut self, cost: Option<MicroUsd>) {
        self.cost = cost.unwrap_or(self.reserved);
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        let mut used = self.spending.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.n_at_once -= 1;
        used.reserved = MicroUsd(used.reserved.0 - self.reserved.0);
        used.spent = used.spent + self.cost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_at_once_and_in_all_are_capped_and_those_that_ended_make_room() {
        let spending = Spending::new(None, Some(3), 2);
        let first = spending.ask(None).expect("leave");
        let second = spending.ask(None).expect("leave");
        assert_eq!(spending.ask(None).expect_err("too many").code, "too_many_calls");
        drop(first);
        drop(spending.ask(None).expect("leave"));
        drop(second);
        assert_eq!(spending.ask(None).expect_err("too many").code, "budget_exceeded");
    }

    #[test]
    fn money_is_reserved_while_a_call_runs_and_spent_when_it_ends() {
        let spending = Spending::new(Some(MicroUsd(100)), None, 9);
        let mut first = spending.ask(Some(MicroUsd(60))).expect("leave");
        assert_eq!(first.most(), Some(MicroUsd(100)));
        assert_eq!(spending.ask(Some(MicroUsd(60))).expect_err("over").code, "budget_exceeded");
        first.settle(Some(MicroUsd(10)));
        drop(first);
        let mut second = spending.ask(Some(MicroUsd(60))).expect("leave");
        assert_eq!(second.most(), Some(MicroUsd(90)));
        second.settle(Some(MicroUsd(95)));
        drop(second);
        assert_eq!(spending.ask(Some(MicroUsd(0))).expect_err("spent").code, "budget_exceeded");
    }
}
