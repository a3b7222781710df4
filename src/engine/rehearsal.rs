//! A turn up to the point where it would be sent: `--dry-run`.
//!
//! Window, plan and budget are checked by the very function that a run uses; nothing is sent, kept or asked.

use super::failover::Others;
use super::request::{Failover, TurnRequest};
use super::turn::{Readiness, Running};
use super::{Engine, Error, TurnPlan};
use tokio_util::sync::CancellationToken;

impl Engine {
    /// What would keep a planned turn from being sent. Candidates that would be passed over are taken out of the
    /// plan, so that its first is the one that would serve.
    #[must_use]
    pub fn rehearse(&self, request: &TurnRequest, mut plan: TurnPlan) -> (TurnPlan, Option<Error>) {
        if let Some(error) = plan.order.nobody.take() {
            return (plan, Some(error));
        }
        if let Err(error) = self.check_budgets(&plan) {
            return (plan, Some(error));
        }
        let mut candidates = std::mem::take(&mut plan.order.candidates);
        if request.failover == Failover::Off {
            candidates.truncate(1);
        }
        let cancel = CancellationToken::new();
        let running = Running::new(self, request, plan, &cancel);
        let mut skipped = Vec::new();
        let mut refusal = None;
        // No other is said to be left, so that nobody's turn to try a resting model is taken.
        while let Some(ranked) = candidates.first() {
            let Readiness::Skip(skip) = running.prepare(ranked, Others::None) else { break };
            skipped.push((candidates.remove(0).candidate.model, skip));
        }
        if candidates.is_empty() {
            refusal = Some(running.nobody(Vec::new(), skipped));
        }
        let mut plan = running.plan;
        plan.order.candidates = candidates;
        (plan, refusal)
    }
}
